"""How is our province doing: where does it stand, and how have its orders and revenue moved?"""

import polars as pl
import streamlit as st

from views import address
from views.figures import charts, figure
from views.overview import months
from views.rankings import ranks, tables
from views.words import names, numbers
from views.words.language import _

CARDS = (
    "registered_shops",
    "selling_shops",
    "payment_accounts",
    "listed_products",
    "orders_completed",
    "revenue_vnd",
)
"""What the programme reports about itself; the table below them has every indicator."""
SHOWN = ("indicator_name", "rank", "words", "rank_change", "gap", "spread")
DRAWN = {"orders_completed": "orders_completed", "revenue_vnd": "completed_value_vnd"}

choice = address.chosen()
day = numbers.day(choice.day)
st.title(_("{province}: overview", province=choice.province.name), anchor=False)

st.header(_("Rank among the {n} provinces on {day}", n=choice.frame, day=day), anchor=False)
ours = ranks.of_province(choice)
if ours.is_empty():
    st.info(_("No ranking has been computed for this day."))
else:
    with st.grid(3, min_column_width=220):
        for row in ours.filter(pl.col("indicator").is_in(CARDS)).to_dicts():
            ranks.card(row)
    figure.details(
        f"ranks_{choice.frame}_{choice.province.code}",
        choice.province.name,
        about=tables.about(ours, choice.province.area),
        data=ours,
        columns=tables.columns(ours, SHOWN),
    )

monthly = months.of_province(choice)
if monthly.is_empty():
    st.info(_("No order of {province} is known up to {day}.", province=choice.province.name, day=day))
    st.stop()
for measure, column in DRAWN.items():
    indicator = names.indicators()[measure]
    figure.show(
        f"{measure}_{choice.frame}_{choice.province.code}",
        _("{measure} by month", measure=indicator.name),
        chart=charts.months(monthly, column, indicator.unit, list(names.marketplaces().values())),
        finding=months.finding(monthly, column, indicator.unit),
        about=months.about(monthly, choice, indicator),
        data=monthly,
        columns=months.columns(column),
    )
