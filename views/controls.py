"""Controls whose choice stands in the address of the page, and what the address asks for in vain."""

from collections.abc import Callable, Container, Sequence
from typing import Any

import streamlit as st

from views.words.language import _, plain


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


def multiselect(
    label: str, name: str, codes: Sequence[str], text: Callable[[str], str], *, most: int, help: str
) -> list[str]:
    """A control for up to `most` codes; each stands in the address under its name, in the order of choosing."""
    found = codes_given(label, name, codes, most)
    st.session_state[name] = found
    st.multiselect(
        label,
        codes,
        format_func={code: text(code) for code in codes}.__getitem__,
        key=name,
        max_selections=most,
        help=help,
        placeholder=_("Choose provinces"),
        select_all=False,
        on_change=_remember,
        args=(name, [], None),
    )
    return found


def codes_given(label: str, name: str, codes: Container[str], most: int | None = None) -> list[str]:
    """The codes that stand in the address under a name, as far as they exist and at most so many."""
    asked = list(dict.fromkeys(st.query_params.get_all(name)))
    found = [code for code in asked if code in codes][:most]
    if found != asked:
        _warn(
            _(
                "The address asks for “{code}” under “{control}”; only what is in the list is shown.",
                code=plain(", ".join(asked)[:40]),
                control=label,
            ),
            _("At most {n}.", n=most) if most else "",
        )
        write(name, found)
    return found


def search_box(label: str, name: str, placeholder: str) -> str:
    """A box for words to look for, which stand in the address as they were written."""
    st.session_state[name] = st.query_params.get(name, "")
    st.text_input(
        label, key=name, placeholder=placeholder, icon=":material/search:", on_change=_remember, args=(name, "", None)
    )
    return str(st.session_state[name])


def switch(label: str, name: str, help: str | None = None) -> bool:
    """A switch, off unless the address says `name=1`."""
    st.session_state[name] = st.query_params.get(name) == "1"
    return st.toggle(label, key=name, help=help, on_change=_remember, args=(name, False, None))


def notices() -> list[str]:
    """What the address asked for and does not exist, in words; each is told once."""
    found: list[str] = st.session_state.pop("unknown", [])
    return found


def _remember(name: str, default: str | bool | list[str], then: Callable[[], None] | None) -> None:
    """Writes what was chosen into the address."""
    now = st.session_state[name]
    write(name, "" if now == default else "1" if now is True else now)
    if then:
        then()


def write(name: str, value: str | list[str]) -> None:
    """Puts a code, or several, into the address; takes the name out where there is none."""
    if value:
        st.query_params[name] = value
    else:
        st.query_params.pop(name, None)


def _warn(*sentences: str) -> None:
    st.session_state.setdefault("unknown", []).append(" ".join(filter(None, sentences)))
