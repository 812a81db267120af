"""How many times as much as at launch is it, and over which base?"""

from dataclasses import replace

import polars as pl
import streamlit as st

from views import address, controls
from views.figures import figure
from views.growth import measures
from views.words import names, numbers
from views.words.language import _

choice = address.chosen()
st.title(_("{province}: growth since launch", province=choice.province.name), anchor=False)
every = measures.of_province(choice)
present = set(every["indicator"])
known = {code: indicator for code, indicator in names.indicators().items() if code in present}
if not known:
    st.info(_("No growth since launch has been computed for this province."))
    st.stop()

with st.container(horizontal=True, vertical_alignment="bottom"):
    code = controls.select(_("Indicator"), "indicator", list(known), next(iter(known)), names.at(known))
    kind = controls.select(
        _("Kind of base"), "base", list(measures.KINDS), measures.OWN, lambda one: _(measures.KINDS[one])
    )
indicator = known[code]
rows = every.filter(pl.col("indicator") == code, pl.col("baseline_kind") == kind)
if rows.is_empty():
    st.info(
        _(
            "{indicator} of {province} has no multiple of this base: {kind}. Quoted bases divide quoted figures only; choose another base.",
            indicator=indicator.name,
            province=choice.province.name,
            kind=_(measures.KINDS[kind]),
        )
    )
    st.stop()

about = measures.about(rows, indicator, choice.province.area)
figure.show(
    f"growth_{code}_{kind}_{choice.frame}_{choice.province.code}",
    f"{indicator.name} · {numbers.day(about.day)}",
    chart=measures.line(rows, choice.province.code),
    finding=measures.finding(rows.row(-1, named=True), indicator),
    about=about,
    data=rows,
    columns=measures.columns(indicator),
)

for split_by, title in measures.PARTS.items() if kind == measures.OWN else ():
    found = measures.parts(choice, code, split_by)
    if found.is_empty():
        continue
    whole = _("Việt Nam") if split_by == "province" else choice.province.name
    figure.show(
        f"parts_{code}_{split_by}_{choice.frame}_{choice.province.code}",
        _(title),
        chart=None,
        finding=_(
            "{area} since launch: a difference of **{change}**, the sum of {n} parts.",
            area=whole,
            change=numbers.quantity(found["total_change"][0], indicator.unit),
            n=found.height,
        ),
        about=replace(
            about,
            unit=indicator.unit,
            area=whole,
            day=found["as_of_date"][0],
            n=_("{n} parts", n=found.height),
            source=_("our own count"),
            notes=[_("Parts add exactly to the whole; a point is one percent of the whole at launch.")],
        ),
        data=found,
        columns=measures.part_columns(indicator.unit),
    )
