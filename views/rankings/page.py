"""Which provinces lead, by how much, and how did they get there?"""

import polars as pl
import streamlit as st

from views import address, controls, vintages
from views.figures import charts, figure, maps, rank_charts
from views.rankings import comparison, ranks, tables
from views.words import names, numbers
from views.words.language import _, small

SHOWN = ("rank", "province", "value", "rank_change", "gap_to_next", "spread")

choice = address.chosen()
province = choice.province
st.title(_("Provincial rankings"), anchor=False)
known, codes = names.indicators(), ranks.indicators(choice)
if not codes:
    st.info(_("No ranking has been computed for this day."))
    st.stop()

with st.container(horizontal=True, vertical_alignment="bottom"):
    code = controls.select(_("Indicator"), "indicator", codes, codes[0], names.at(known), unknown=ranks.unlisted)
    indicator, sources = known[code], ranks.sources(choice, code)
    source = next(iter(sources), ranks.COMPUTED)
    if len(sources) > 1:
        source = controls.select(_("Source"), "source", list(sources), source, sources.__getitem__)
    without_metros = controls.switch(
        _("Without Hà Nội and Hồ Chí Minh"),
        "metros",
        _("Only in the chart: both dwarf the others. Ranks stay as they are."),
    )

every = ranks.by_day(choice, indicator.code, source)
if every.is_empty():
    st.info(_("{indicator} has no ranking up to this day.", indicator=indicator.name))
    st.stop()
rows = ranks.newest(every, choice)
day = rows["as_of_date"][0]
if day != choice.day:
    st.info(_("There is no ranking on {day}; shown is the newest before it.", day=numbers.day(choice.day)))

drawn = rows.filter(pl.col("value").is_not_null())
if without_metros:
    drawn = drawn.filter(~pl.col("province_code").is_in(names.METROS))
ours = rows.filter(pl.col("province_code") == province.code).to_dicts()
finding = (ranks.finding(ours[0]) if ours else _("**{province}** is not in this ranking.", province=province.name)) + (
    _(" Hà Nội and Hồ Chí Minh are not drawn.") if without_metros else ""
)
period = ranks.period(rows)
if not drawn.is_empty():
    st.subheader(_("{indicator} on the map", indicator=indicator.name), anchor=False)
    picked = st.vega_lite_chart(
        spec=charts.once(maps.provinces)(drawn, choice.frame, province.code),
        alt=finding,
        key=f"map_{indicator.code}_{choice.frame}",
        on_select="rerun",
        selection_mode=maps.CHOSEN_PROVINCE,
    )
    st.markdown(small(_(maps.ATTRIBUTION)))
    st.markdown(
        small(
            _(
                "Five classes with as many provinces each, the darkest with the most. Click a province to choose it; the list on the left does the same."
            )
        )
    )
    address.choose(maps.clicked(picked))

about = tables.about(rows, _(names.FRAMES[choice.frame]))
figure.show(
    f"{indicator.code}_{choice.frame}",
    f"{indicator.name}{period} · {numbers.day(day)}",
    chart=None if drawn.is_empty() else rank_charts.bars(drawn, province.code),
    finding=finding,
    about=about,
    data=rows,
    columns=tables.columns(rows, SHOWN),
    unfolded=True,
    strong="is_ours",
)

comparison.show(choice, indicator, about, rows, every, period)
vintages.of_ranking(choice, indicator, rows)
