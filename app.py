"""The frame of every page: language, addresses, navigation, header; and what is shown when something goes wrong."""

import logging
from pathlib import Path
from typing import NamedTuple

import streamlit as st
from polars.exceptions import ColumnNotFoundError

from views import address, controls, header, release, vintages
from views.words import language
from views.words.language import N_, _

ICON = str(Path(__file__).parent / "views" / "icon.svg")
"""The browser's icon is a file, and pages have none of their own: a named one would be fetched from a font server."""
log = logging.getLogger("digital_shops")


class Entry(NamedTuple):
    """A page in the navigation: a script that answers one question."""

    name: str
    title: str
    icon: str


PAGES = (
    Entry("overview", N_("Overview"), ":material/dashboard:"),
    Entry("rankings", N_("Rankings"), ":material/leaderboard:"),
    Entry("growth", N_("Growth"), ":material/trending_up:"),
    Entry("coverage", N_("Coverage"), ":material/groups:"),
    Entry("targets", N_("Targets"), ":material/flag:"),
    Entry("claims", N_("Published figures"), ":material/format_quote:"),
    Entry("produce", N_("Produce"), ":material/eco:"),
    Entry("definitions", N_("Definitions"), ":material/menu_book:"),
    Entry("quality", N_("Data quality"), ":material/fact_check:"),
)
"""Every page, in the order of the navigation; the first is what opens."""


def main() -> None:
    """One run of the app."""
    with st.sidebar:
        navigation = st.container(gap="xxsmall")
        address.language()
    pages = {
        entry: st.Page(
            f"views/{entry.name}/page.py", title=_(entry.title), url_path=entry.name, default=entry is PAGES[0]
        )
        for entry in PAGES
    }
    page = st.navigation(list(pages.values()), position="hidden")
    name = _("Digital shops of Lạng Sơn")
    st.set_page_config(page_title=f"{page.title} · {name}", page_icon=ICON, layout="wide")
    st.html(f"<script>document.documentElement.lang = '{language.chosen()}'</script>", unsafe_allow_javascript=True)
    if not release.opened():
        header.nothing_published()
        return
    with st.sidebar:
        choices = st.container(gap="small")
        vintages.choose()
    with choices:
        address.show()
    with navigation:
        st.markdown(f"**{name}**")
        for entry, linked in pages.items():
            st.page_link(linked, icon=entry.icon, query_params=address.shared())
    header.show()
    notices = st.container()
    try:
        page.run()
    except (FileNotFoundError, ColumnNotFoundError):
        if release.is_newest():
            raise
        st.info(_("What this page shows was not published yet by the release of that day."))
    finally:
        for notice in controls.notices():
            notices.warning(notice, icon=":material/link_off:")


try:
    main()
except Exception:  # whatever it is, readers get a sentence and the log the traceback
    log.exception("a page went wrong")
    st.error(
        _(
            "This page could not be shown. The other pages and the files still work; the operator finds the reason in the app's log."
        ),
        icon=":material/error:",
    )
