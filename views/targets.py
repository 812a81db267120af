"""Which targets are met, and what is still needed for the others?"""

import streamlit as st

from views import figures, growths, numbers, release
from views.figures import About, Column
from views.language import _
from views.receipts import text

FILES = (
    *(
        "target_value",
        "actual_value",
        "needed_change",
        "needed_per_month",
        "indicator_unit",
        "form",
        "comparison",
        "qualifier",
    ),
    *("status", "actual_basis", "actual_source", "document_date", "source_url", "note", "frame", "area_code"),
)
"""Further columns of the files, under their published names."""

st.title(_("Targets of Lạng Sơn"), anchor=False)
board = release.table("targets").sort("due_date", "indicator", nulls_last=True)
if board.is_empty():
    st.info(_("This release knows no target."))
    st.stop()

counts = {state: numbers.number((board["status"] == state).sum()) for state in growths.STATES}
figures.show(
    "targets",
    _("Target board"),
    chart=None,
    finding=_(
        "Of {n} targets: **met {met}**, not met {not_met}, no information {no_information}.", n=board.height, **counts
    ),
    about=About(
        measure=_("Targets"),
        definition=_("Each document's target has its row; the newest actual value up to the due date decides."),
        unit=_("that of each indicator"),
        area=_("Lạng Sơn"),
        day=release.newest_day(),
        n=_("{n} targets", n=board.height),
        source=_("the documents named in the table; our own count, quoted and reported figures"),
        notes=[_("“A month” is the even path from the day of the newest actual value to the due date.")],
    ),
    data=growths.worded(board, growths.target),
    columns=[
        text("name", _("Indicator")),
        Column("indicator", _("Indicator code")),
        Column("target", _("Target value"), shown=str, in_files=False),
        Column("due_date", _("Due"), shown=numbers.day),
        text("state", _("Status")),
        Column("actual", _("Newest actual"), shown=str, in_files=False),
        Column("actual_date", _("Day of the actual"), shown=numbers.day),
        Column("needed", _("Still needed"), shown=str, in_files=False),
        text("document", _("Document")),
        *(Column(name, name) for name in FILES),
    ],
    unfolded=True,
    strong="is_met",
)
