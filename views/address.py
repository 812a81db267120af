"""What the reader chose: language, frame, province, period and day, kept in the address of the page as codes.

The address is the only authority: what it does not name is the default, so every link opens the same view and the
browser's back button works. A code that does not exist is answered in words.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, NamedTuple

import polars as pl
import streamlit as st

from views import names, numbers, release
from views.language import DEFAULT, KEY, LANGUAGES, _, plain

FRAME = "34"
PERIOD = "since_launch"
SHARED = (KEY, "frame", "province", "period", "day")


class Choice(NamedTuple):
    """What all pages share."""

    frame: str
    province: names.Province
    period: str
    day: date | None


def controls() -> None:
    """The shared controls."""
    frame = select(
        _("Boundaries"), "frame", list(names.FRAMES), FRAME, lambda code: _(names.FRAMES[code]), then=_move_province
    )
    provinces = names.provinces(frame)
    province = select(
        _("Province"),
        "province",
        list(provinces),
        names.HOME,
        names.at(provinces, "label"),
        unknown=lambda code: _elsewhere(code, frame),
    )
    periods = [code for code in names.PERIODS if code != "as_of"]
    period = select(_("Period of transactions and revenue"), "period", periods, PERIOD, names.period)
    days = [str(day) for day in as_of_days(frame)]
    day = (
        select(_("Figures as of"), "day", days, days[0], lambda text: numbers.day(date.fromisoformat(text)))
        if days
        else ""
    )
    st.session_state["choice"] = Choice(frame, provinces[province], period, date.fromisoformat(day) if day else None)


def chosen() -> Choice:
    """What is chosen in the shared controls."""
    choice: Choice = st.session_state["choice"]
    return choice


def language() -> None:
    """The language switch; everything that is shown after it is in the chosen language."""
    select("Ngôn ngữ · Language", KEY, list(LANGUAGES), DEFAULT, LANGUAGES.__getitem__, as_buttons=True)


def as_of_days(frame: str) -> list[date]:
    """The days that computed rankings of a frame speak of, newest first."""
    rankings = release.scan("province_rankings")
    computed = rankings.filter(pl.col("frame") == frame, pl.col("basis") == "computed").select("as_of_date").unique()
    return computed.collect().to_series().sort(descending=True).to_list()


def select(
    label: str,
    name: str,
    codes: Sequence[str],
    default: str,
    text: Callable[[str], str],
    *,
    as_buttons: bool = False,
    unknown: Callable[[str], str] | None = None,
    then: Callable[[], None] | None = None,
) -> str:
    """A control whose code stands in the address under its name, unless it is the default.

    `unknown` says more about a code that is not among the codes; `then` runs once another one was chosen.
    """
    asked = st.query_params.get(name, default)
    if asked not in codes:
        more = unknown(asked) if unknown else ""
        _warn(
            _(
                "The address asks for “{code}” under “{control}”, which is not in the list.",
                code=plain(asked[:40]),
                control=label,
            ),
            more,
            _("Shown instead: {choice}.", choice=text(default)),
        )
        st.query_params.pop(name, None)
        asked = default
    st.session_state[name] = asked
    labels = {code: text(code) for code in codes}
    control: dict[str, Any] = {"label": label, "options": codes, "format_func": labels.__getitem__, "key": name}
    control |= {"on_change": _remember, "args": (name, default, then)}
    if as_buttons:
        st.segmented_control(**control, required=True)
    else:
        st.selectbox(**control)
    return asked


def switch(label: str, name: str, help: str | None = None) -> bool:
    """A switch, off unless the address says `name=1`."""
    st.session_state[name] = st.query_params.get(name) == "1"
    return st.toggle(label, key=name, help=help, on_change=_remember, args=(name, False, None))


def choose(province: str | None) -> None:
    """Chooses a province that was clicked; a click counts once, so that the list can choose another one after it."""
    if province in (None, st.session_state.get("clicked")):
        return
    st.session_state["clicked"] = province
    if province != chosen().province.code:
        st.query_params["province"] = str(province)
        st.rerun()


def shared() -> dict[str, str]:
    """The shared part of the address, which links to other pages carry on."""
    return {name: st.query_params[name] for name in SHARED if name in st.query_params}


def _remember(name: str, default: str | bool, then: Callable[[], None] | None) -> None:
    """Writes what was chosen into the address."""
    now = st.session_state[name]
    if now == default:
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = "1" if now is True else now
    if then:
        then()


def _move_province() -> None:
    """Follows the province into the other frame: to its successor, or to the old province of its name."""
    into = st.session_state["frame"]
    code = st.query_params.get("province", names.HOME)
    before = names.provinces("63" if into == "34" else "34").get(code)
    after = names.provinces(into)
    same = [one.code for one in after.values() if before and one.name_vi == before.name_vi]
    target = (before.successor if before and into == "34" else None) or (same[0] if same else names.HOME)
    st.query_params.pop("day", None)
    if target == names.HOME:
        st.query_params.pop("province", None)
    else:
        st.query_params["province"] = target


def _elsewhere(code: str, frame: str) -> str:
    """What a province code means in the other frame."""
    other = "63" if frame == "34" else "34"
    found = names.provinces(other).get(code)
    if not found:
        return ""
    successor = names.provinces("34").get(found.successor or "")
    if other == "63" and successor:
        return _(
            "{code} was {old}, which is part of {new} since 1 July 2025.", code=code, old=found.name, new=successor.name
        )
    return _("Among the {n} provinces it is {name}.", n=other, name=found.name)


def unknown() -> list[str]:
    """What the address asked for and does not exist, in words; each is told once."""
    found: list[str] = st.session_state.pop("unknown", [])
    return found


def _warn(*sentences: str) -> None:
    st.session_state.setdefault("unknown", []).append(" ".join(filter(None, sentences)))
