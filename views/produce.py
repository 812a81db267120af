"""What produce did the province sell this week, at what price, to where, and how does it compare with last year?"""

from datetime import date

import streamlit as st

from views import address, charts, figures, maps, numbers, sales
from views.language import _, small

choice = address.chosen()
province = choice.province
st.title(_("{province}: produce", province=province.name), anchor=False)
st.caption(_("Internal page: what is marked as confidential must not leave the house; the public tables may."))
goods = sales.sold(choice) if choice.day else []
if not goods:
    st.info(
        _("No sale of produce of {province} is known up to {day}.", province=province.name, day=numbers.day(choice.day))
    )
    st.stop()

with st.container(horizontal=True, vertical_alignment="bottom"):
    good = address.select(_("Produce"), "product", goods, goods[0], sales.good, then=sales.forget_week)
    weeks = sales.by_week(choice, good)
    starts = [str(start) for start in weeks["period_start"]]
    start = address.select(
        _("Week"),
        "week",
        starts,
        starts[0],
        lambda text: sales.week_name(date.fromisoformat(text)),
        unknown=lambda _text: _("No sale of {good} is known of that week.", good=sales.good(good)),
    )
week = weeks.row(starts.index(start), named=True)
st.markdown(sales.finding(weeks, week, good))
st.markdown(sales.beside(week))
if week["is_confidential"]:
    st.warning(
        _("This week is about too few households: confidential, not to leave the house."), icon=":material/lock:"
    )

key = f"{good.replace('.', '_')}_{choice.frame}_{province.code}"
figures.show(
    f"produce_{key}",
    _("Kilograms by week"),
    chart=sales.season(weeks, week, choice),
    finding=_(
        "{year} against {before}, and against the same weeks of earlier years.",
        year=week["year"],
        before=week["year"] - 1,
    ),
    about=sales.about(weeks, choice, good, _("Kilograms by week"), "kg"),
    data=weeks,
    columns=sales.columns(),
)
figures.show(
    f"produce_price_{key}",
    _("Price per kilogram by week"),
    chart=sales.prices(weeks, choice),
    finding=sales.priced(week),
    about=sales.about(weeks, choice, good, _("Median price per kilogram"), "VND/kg"),
    data=weeks,
    columns=sales.columns("price"),
)
places, month = sales.destinations(choice, good, week), week["period_start"].replace(day=1)
where = sales.went(places, choice, month)
figures.show(
    f"produce_destinations_{key}_{month:%Y%m}",
    _("Destinations in {month}", month=numbers.month(month)),
    chart=None if places.is_empty() else charts.ranks(places, province.code),
    finding=where,
    about=sales.about(places, choice, good, _("Value by destination"), _("dong")),
    data=places,
    columns=sales.destination_columns(),
    strong="is_ours",
)
if not places.is_empty():
    country = maps.provinces(sales.everywhere(places, choice), choice.frame, province.code)
    st.altair_chart(country, alt=where, key=f"produce_map_{key}")
    st.markdown(small(_(maps.ATTRIBUTION)))
