"""Which share of the province's households has a shop, an e-payment account, both or either, and is it enough?"""

import polars as pl
import streamlit as st

from views import address
from views.coverage import coverage_charts, measures
from views.documents import boards
from views.figures import figure
from views.words import numbers
from views.words.language import _

choice = address.chosen()
province = choice.province
st.title(_("{province}: coverage of households", province=province.name), anchor=False)
rows = measures.of_province(choice)
if rows.is_empty():
    st.info(
        _(
            "No shop or account of {province} has been delivered, so no household could be counted.",
            province=province.name,
        )
    )
    st.stop()

newest = rows.filter(pl.col("as_of_date") == pl.col("as_of_date").max())
households, aims = measures.denominator(choice), measures.targets(choice)
if households:
    st.markdown(measures.denominator_note(households))
else:
    st.info(measures.denominator_missing())
if not_known := measures.not_counted_note(newest):
    st.info(not_known)

about = measures.about(newest, choice, households)
key = f"coverage_{choice.frame}_{province.code}"
figure.show(
    key,
    _("Households with a shop, an account, both or either · {day}", day=numbers.day(about.day)),
    chart=coverage_charts.bars(newest, aims),
    finding=measures.finding(newest),
    about=about,
    data=newest,
    columns=measures.columns(),
    unfolded=True,
)
course = coverage_charts.lines(rows, aims)
if course is None:
    st.info(_("Counted on fewer than two days, so no line can be drawn."))
else:
    figure.show(
        f"{key}_over_time",
        _("Coverage over time"),
        chart=course,
        finding=measures.targets_note(aims),
        about=about,
        data=measures.by_day(rows),
        columns=measures.day_columns(rows),
    )
if aims.height:
    boards.targets(aims.drop("measure"), province.name)
