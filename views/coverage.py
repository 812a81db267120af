"""Which share of the province's households has a shop, an e-payment account, both or either, and is it enough?"""

import polars as pl
import streamlit as st

from views import address, boards, covered, figures, numbers
from views.language import _

choice = address.chosen()
province = choice.province
st.title(_("{province}: coverage of households", province=province.name), anchor=False)
rows = covered.of_province(choice)
if rows.is_empty():
    st.info(
        _(
            "No shop or account of {province} has been delivered, so no household could be counted.",
            province=province.name,
        )
    )
    st.stop()

newest = rows.filter(pl.col("as_of_date") == pl.col("as_of_date").max())
households, aims = covered.denominator(choice), covered.aims(choice)
if households:
    st.markdown(covered.divided_by(households))
else:
    st.info(covered.no_denominator())
if not_known := covered.unknown(newest):
    st.info(not_known)

about = covered.about(newest, choice, households)
key = f"coverage_{choice.frame}_{province.code}"
figures.show(
    key,
    _("Households with a shop, an account, both or either · {day}", day=numbers.day(about.day)),
    chart=covered.bars(newest, aims),
    finding=covered.finding(newest),
    about=about,
    data=newest,
    columns=covered.columns(),
    unfolded=True,
)
course = covered.lines(rows, aims)
if course is None:
    st.info(_("Counted on fewer than two days, so no line can be drawn."))
else:
    figures.show(
        f"{key}_over_time",
        _("Coverage over time"),
        chart=course,
        finding=covered.aimed(aims),
        about=about,
        data=covered.by_day(rows),
        columns=covered.day_columns(rows),
    )
if aims.height:
    boards.targets(aims.drop("measure"), province.name)
