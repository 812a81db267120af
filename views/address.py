"""What the reader chose: language, frame, province, period and day, kept in the address of the page as codes.

The address is the only authority: what it does not name is the default, so every link opens the same view and the
browser's back button works. A code that does not exist is answered in words.
"""

from datetime import date
from typing import NamedTuple

import polars as pl
import streamlit as st

from views import controls, release
from views.words import names, numbers
from views.words.language import DEFAULT, KEY, LANGUAGES, _

FRAME = "34"
PERIOD = "since_launch"
KNOWN = "known"
"""Under what the day stands as of which figures were known."""
SHARED = (KEY, "frame", "province", "period", "day", KNOWN)
COMPARED = "compare"
"""Under what the provinces beside the chosen one stand in the address."""


class Choice(NamedTuple):
    """What all pages share."""

    frame: str
    province: names.Province
    period: str
    day: date | None

    @property
    def until(self) -> pl.Expr:
        """The day to compare a column with; nothing is up to a day that there is not."""
        return pl.lit(self.day, dtype=pl.Date)


def show() -> None:
    """The shared controls."""
    frame = controls.select(
        _("Boundaries"), "frame", list(names.FRAMES), FRAME, lambda code: _(names.FRAMES[code]), then=_move_province
    )
    provinces = names.provinces(frame)
    province = controls.select(
        _("Province"),
        "province",
        list(provinces),
        names.HOME,
        names.at(provinces, "label"),
        unknown=lambda code: _elsewhere(code, frame),
        then=_leave_comparison,
    )
    periods = [code for code in names.PERIODS if code != "as_of"]
    period = controls.select(_("Period of transactions and revenue"), "period", periods, PERIOD, names.period)
    days = [str(day) for day in as_of_days(frame)]
    day = (
        controls.select(_("Figures as of"), "day", days, days[0], lambda text: numbers.day(date.fromisoformat(text)))
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
    controls.select("Ngôn ngữ · Language", KEY, list(LANGUAGES), DEFAULT, LANGUAGES.__getitem__, as_buttons=True)


def as_of_days(frame: str) -> list[date]:
    """The days that computed rankings of a frame speak of, newest first."""
    rankings = release.scan("province_rankings")
    computed = rankings.filter(pl.col("frame") == frame, pl.col("basis") == "computed").select("as_of_date").unique()
    return computed.collect().to_series().sort(descending=True).to_list()


def choose(province: str | None) -> None:
    """Chooses a province that was clicked; a click counts once, so that the list can choose another one after it."""
    if province in (None, st.session_state.get("clicked")):
        return
    st.session_state["clicked"] = province
    if province != chosen().province.code:
        st.query_params["province"] = str(province)
        _leave_comparison()
        st.rerun()


def shared() -> dict[str, str]:
    """The shared part of the address, which links to other pages carry on."""
    return {name: st.query_params[name] for name in SHARED if name in st.query_params}


def _move_province() -> None:
    """Follows the provinces into the other frame."""
    into = st.session_state["frame"]
    st.query_params.pop("day", None)
    target = _moved(st.query_params.get("province", names.HOME), into) or names.HOME
    controls.write("province", "" if target == names.HOME else target)
    moved = [_moved(code, into) for code in st.query_params.get_all(COMPARED)]
    controls.write(COMPARED, list(dict.fromkeys(code for code in moved if code)))
    _leave_comparison()


def _moved(code: str, into: str) -> str | None:
    """A province of the other frame in this one: its successor, or the old province of its name."""
    before = names.provinces("63" if into == "34" else "34").get(code)
    if before and into == "34" and before.successor:
        return before.successor
    return next((one.code for one in names.provinces(into).values() if before and one.name_vi == before.name_vi), None)


def _leave_comparison() -> None:
    """The chosen province is compared with others, not with itself."""
    chosen = st.query_params.get("province", names.HOME)
    controls.write(COMPARED, [code for code in st.query_params.get_all(COMPARED) if code != chosen])


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
