"""What produce did the province sell this week, at what price, to where, and how does it compare with last year?"""

from datetime import date

import streamlit as st

from views import address, controls
from views.figures import figure
from views.produce import columns, destinations, sales, season
from views.words import numbers
from views.words.language import _

choice = address.chosen()
province = choice.province
st.title(_("{province}: produce", province=province.name), anchor=False)
st.caption(_("Internal page: what is marked as confidential must not leave the house; the public tables may."))
goods = sales.products(choice) if choice.day else []
if not goods:
    st.info(
        _("No sale of produce of {province} is known up to {day}.", province=province.name, day=numbers.day(choice.day))
    )
    st.stop()

with st.container(horizontal=True, vertical_alignment="bottom"):
    good = controls.select(_("Produce"), "product", goods, goods[0], sales.product_name, then=sales.forget_week)
    weeks = sales.weeks(choice, good)
    starts = [str(start) for start in weeks["period_start"]]
    start = controls.select(
        _("Week"),
        "week",
        starts,
        starts[0],
        lambda text: sales.week_name(date.fromisoformat(text)),
        unknown=lambda _text: _("No sale of {good} is known of that week.", good=sales.product_name(good)),
    )
week = weeks.row(starts.index(start), named=True)
st.markdown(sales.finding(weeks, week, good))
st.markdown(sales.further_facts(week))
if week["is_confidential"]:
    st.warning(
        _("This week is about too few households: confidential, not to leave the house."), icon=":material/lock:"
    )

key = f"{good.replace('.', '_')}_{choice.frame}_{province.code}"
figure.show(
    f"produce_{key}",
    _("Kilograms by week"),
    chart=season.kilograms(weeks, week, choice, season.of_year(choice, good, week["year"])),
    finding=_(
        "{year} against {before}, and against the same weeks of earlier years; kilograms are those of packs that print a weight.",
        year=week["year"],
        before=week["year"] - 1,
    ),
    about=columns.about(weeks, choice, good, _("Kilograms by week"), "kg"),
    data=weeks,
    columns=columns.columns(),
)
figure.show(
    f"produce_price_{key}",
    _("Price per kilogram by week"),
    chart=season.prices(weeks, choice),
    finding=sales.price_finding(week),
    about=columns.about(weeks, choice, good, _("Median price per kilogram"), "VND/kg"),
    data=weeks,
    columns=columns.columns("price"),
)

destinations.section(choice, good, week["period_start"].replace(day=1), key)
