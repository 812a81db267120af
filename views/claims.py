"""Is what is quoted true: does each published figure follow from the count and base that its document gives?"""

import streamlit as st

from views import figures, growths, numbers, release
from views.figures import About, Column
from views.language import _
from views.receipts import text

FILES = (
    *("indicator", "form", "frame", "area_code", "indicator_unit", "qualifier", "quoted_value", "quoted_decimals"),
    *("computed_value", "agrees", "own_value", "own_difference", "day_note", "source_url"),
)
"""Further columns of the files, under their published names."""

st.title(_("Published figures, recomputed"), anchor=False)
rule = _(
    "A quotation agrees when its count divided by its base, both from the same document, gives the quoted figure after rounding or cutting off to the decimals it prints. Without a count or a base it cannot be checked."
)
st.markdown(rule)
quotations = release.table("claims").sort("agrees", nulls_last=True, maintain_order=True)
if quotations.is_empty():
    st.info(_("This release knows no quotation."))
    st.stop()

agrees, n = quotations["agrees"], numbers.number(quotations.height)
figures.show(
    "claims",
    _("Quotations"),
    chart=None,
    finding=_(
        "Of {n} quotations: **agree {agree}**, do not agree {differ}, cannot be checked {unchecked}.",
        n=n,
        agree=numbers.number(agrees.sum()),
        differ=numbers.number((~agrees).sum()),
        unchecked=numbers.number(agrees.null_count()),
    ),
    about=About(
        measure=_("Published figures"),
        definition=rule,
        unit=_("that of each indicator"),
        area=_("Lạng Sơn"),
        day=release.newest_day(),
        n=_("{n} quotations", n=n),
        source=_("the documents named in the table"),
        notes=[_("Our own figure stands beside where our deliveries reach the day; it decides nothing.")],
    ),
    data=growths.worded(quotations, growths.quotation),
    columns=[
        text("name", _("Indicator")),
        text("quotation", _("Quotation")),
        Column("quoted", _("Quoted"), shown=str, in_files=False),
        Column("as_of_date", _("Day"), shown=numbers.day),
        Column("quoted_count", _("Quoted count"), shown=numbers.number),
        Column("quoted_base", _("Quoted base"), shown=numbers.number),
        Column("recomputed", _("Recomputed"), shown=str, in_files=False),
        text("verdict", _("Verdict")),
        text("why", _("Reason")),
        Column("own", _("Our own figure"), shown=str, in_files=False),
        text("source_title", _("Document")),
        *(Column(name, name) for name in FILES),
    ],
    unfolded=True,
    strong="is_wrong",
)
