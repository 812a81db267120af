"""The chosen province beside others in one ranking: on the day, and over time."""

from dataclasses import replace

import polars as pl
import streamlit as st

from views import address, controls
from views.address import Choice
from views.figures import charts, figure, rank_charts
from views.figures.figure import About
from views.rankings import history, tables
from views.words import names
from views.words.language import _
from views.words.names import Indicator

SHOWN = ("rank", "province", "value", "rank_change", "gap_to_next", "spread", "third")
MOST = 6
"""As many provinces at most, the chosen one included: the lines of more could not be told apart."""


def show(
    choice: Choice, indicator: Indicator, about: About, rows: pl.DataFrame, every: pl.DataFrame, period: str
) -> None:
    """The choice of provinces, their ranking on the day, and values and ranks over time.

    `rows`: the ranking on the day (ranks.newest); `every`: on every day up to it (ranks.by_day).
    """
    province, provinces = choice.province, names.provinces(choice.frame)
    key = f"{indicator.code}_{choice.frame}"
    st.header(_("{province} beside other provinces", province=province.name), anchor=False)
    beside = controls.multiselect(
        _("Compare with"),
        address.COMPARED,
        [code for code in provinces if code != province.code],
        names.at(provinces, "label"),
        most=MOST - 1,
        help=_("Up to {n} provinces; they also stand out in the ranks over time.", n=MOST - 1),
    )
    shown = [province.code, *beside]
    compared = rows.filter(pl.col("province_code").is_in(shown))
    if not beside:
        st.info(_("Choose up to {n} provinces to set beside {province}.", n=MOST - 1, province=province.name))
    elif compared.is_empty():
        st.info(_("None of these provinces is in this ranking."))
    else:
        figure.details(
            f"{key}_compared",
            _("{indicator}: compared", indicator=indicator.name),
            about=replace(about, area=", ".join(provinces[code].area for code in shown)),
            data=compared,
            columns=tables.columns(compared, SHOWN),
            unfolded=True,
            strong="is_ours",
        )
    _over_time(choice, indicator, about, every, shown, period)


def _over_time(
    choice: Choice, indicator: Indicator, about: About, every: pl.DataFrame, shown: list[str], period: str
) -> None:
    """Values and ranks over time; the provinces `shown` stand out."""
    key = f"{indicator.code}_{choice.frame}"
    days, roles = history.by_day(every, choice), history.roles(shown)
    over_time = replace(
        about, n=history.counted(days), notes=(*about.notes, _("A gap in a line is a month without a figure."))
    )
    drawn = (
        (
            "values",
            _("{indicator} over time", indicator=indicator.name),
            charts.lines(history.lines(days, roles), _("Province"), indicator.unit, indicator.decimals),
            history.over_time(days, choice.province.name, indicator),
            indicator.unit,
            history.value_columns(shown, choice, indicator),
        ),
        (
            "ranks",
            _("{indicator}: ranks over time", indicator=indicator.name),
            rank_charts.bump(days, roles),
            history.finding(days, choice.province.name),
            _("place"),
            history.rank_columns(shown, choice),
        ),
    )
    table = history.table(days)
    for name, title, chart, finding, unit, columns in drawn:
        if chart is None:
            st.info(_("{title}: known on fewer than two days, so no line can be drawn.", title=title))
        else:
            figure.show(
                f"{key}_{name}",
                f"{title}{period}",
                chart=chart,
                finding=finding,
                about=replace(over_time, unit=unit),
                data=table,
                columns=columns,
            )
