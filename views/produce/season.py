"""Weeks of produce as charts: kilograms against the year before, earlier years and the printed season; prices."""

from datetime import date, timedelta

import altair as alt
import polars as pl

from views.address import Choice
from views.figures import charts
from views.produce import sales
from views.words import names, numbers
from views.words.language import _, chosen

PRINTED = "2"
"""The role whose colour the printed season takes."""


def of_year(choice: Choice, code: str, year: int) -> pl.DataFrame:
    """The season of a year, one row per week: also weeks without a sale and weeks to come.

    week, low, high and kg (the mean) of earlier years with percent, their weighed share; is_in_season.
    """
    product, _dot, form = code.partition(".")
    start = pl.col("period_start")
    found = sales.scan("produce_seasons", *sales.SEASON).filter(
        pl.col("period_type") == "week",
        pl.col("frame") == choice.frame,
        pl.col("area_code") == choice.province.code,
        pl.col("product_code") == product,
        pl.col("form") == form,
        start.dt.iso_year() == year,
    )
    return (
        found.select(
            week=start.dt.week().cast(pl.Int64),
            low="low_kg_earlier_years",
            high="high_kg_earlier_years",
            kg="mean_kg_earlier_years",
            percent=100 * pl.col("weighed_value_share_earlier_years"),
            is_in_season="is_in_season",
        )
        .sort("week")
        .collect()
    )


def kilograms(weeks: pl.DataFrame, row: sales.Row, choice: Choice, season: pl.DataFrame) -> charts.Chart:
    """Kilograms by week of the year against the year before; bars from the least to the most of earlier years.

    The printed season lies behind. `season`: `of_year`, to the end of the year.
    """
    year, before = str(row["year"]), str(row["year"] - 1)
    band, printed = _("earlier years: least, mean, most"), _("printed season")
    mine = charts.HOME if choice.province.code == names.HOME else charts.CHOSEN
    said = {mine: year, charts.WORDS: before, charts.OTHERS: band, PRINTED: printed}
    scale = alt.Scale(domain=[said.get(role, role) for role in charts.ROLES])
    spans = _spans(season)
    earlier = season.filter(pl.col("kg").is_not_null()).with_columns(name=pl.lit(band))
    shown = [year, before, *([band] if earlier.height else []), *([printed] if spans.height else [])]
    legend = charts.legend(shown, 1, 4, labelLimit=400, symbolOpacity=0.8)
    scale_of_weeks, axis = alt.Scale(domain=[0.5, 53.5], nice=False), alt.Axis(tickMinStep=1)
    x = alt.X("week:Q", title=_("Week of the year"), scale=scale_of_weeks, axis=axis)
    y = alt.Y("kg:Q", title="kg", axis=charts.amounts())
    color = alt.Color("name:N", scale=scale, legend=legend)
    tooltip = [
        alt.Tooltip("name:N", title=_("Year")),
        alt.Tooltip("week:Q", title=_("Week")),
        alt.Tooltip("words:N", title=_("Quantity")),
    ]
    lines = (
        alt.Chart(_drawn(weeks, choice).filter(pl.col("name").is_in([year, before])))
        .mark_line(point=True)
        .encode(
            x=x,
            y=y,
            color=color,
            strokeDash=alt.condition(alt.datum.name == year, alt.value([1, 0]), alt.value([4, 3])),
            tooltip=tooltip,
            description=alt.Description("words:N"),
        )
    )
    behind = alt.Chart(spans.with_columns(name=pl.lit(printed))).mark_rect(opacity=0.13, aria=False)
    base = alt.Chart(_worded(earlier)).encode(x=x, color=color)
    bars = base.mark_bar(size=8, opacity=0.35, aria=False).encode(y=alt.Y("low:Q", title="kg"), y2="high:Q")
    means = base.mark_tick(size=10, thickness=2, orient="horizontal").encode(y=y, tooltip=tooltip)
    layers = bars + means + lines if earlier.height else lines
    if spans.height:
        layers = behind.encode(x=alt.X("first:Q", scale=scale_of_weeks, axis=axis), x2="last", color=color) + layers
    return charts.themed(layers.properties(height=280))


def _drawn(weeks: pl.DataFrame, choice: Choice) -> pl.DataFrame:
    """One row per week from the first sale to the last whole week: name (its year), week, kg (zero unsold), words."""
    assert choice.day is not None
    starts: list[date] = weeks["period_start"].to_list()
    last = choice.day - timedelta(days=6)
    every = pl.DataFrame({"period_start": pl.date_range(min(starts), last, "1w", eager=True)})
    sold = weeks.select("period_start", "quantity_kg", percent="weighed_percent", is_sold=pl.lit(True))
    start = pl.col("period_start")
    filled = every.join(sold, on="period_start", how="left").select(
        name=start.dt.iso_year().cast(pl.String),
        week=start.dt.week().cast(pl.Int64),
        kg=pl.when(pl.col("is_sold").is_null()).then(0.0).otherwise("quantity_kg"),
        percent="percent",
    )
    return _worded(filled)


def _worded(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows with kilograms in words, and what they speak of."""
    words = [sales.quantity_with_share_short(kg, percent) for kg, percent in rows.select("kg", "percent").iter_rows()]
    return rows.with_columns(words=pl.Series(words, dtype=pl.String))


def _spans(season: pl.DataFrame) -> pl.DataFrame:
    """The printed season as spans of weeks: first and last, half a week beyond either."""
    weeks = season.filter(pl.col("is_in_season").fill_null(False)).select("week")
    return (
        weeks.with_columns(span=pl.col("week") - pl.int_range(pl.len()))
        .group_by("span", maintain_order=True)
        .agg(first=pl.col("week").min() - 0.5, last=pl.col("week").max() + 0.5)
    )


def prices(weeks: pl.DataFrame, choice: Choice) -> charts.Chart | None:
    """Median VND per kilogram by week, with the quartiles where they are known; None without a price."""
    price = pl.col("price_vnd_per_kg_median")
    rows = weeks.filter(price.is_not_null()).select("period_start", "^price_vnd.*$")
    if rows.is_empty():
        return None
    said = pl.Series("words", [numbers.dong(value) for value in rows["price_vnd_per_kg_median"]], dtype=pl.String)
    mine = charts.HOME if choice.province.code == names.HOME else charts.CHOSEN
    base = alt.Chart(rows.with_columns(said, role=pl.lit(mine))).encode(
        x=alt.X("period_start:T", title=None, axis=alt.Axis(format=charts.MONTHS[chosen()], tickCount=6)),
        color=alt.Color("role:N", scale=alt.Scale(domain=charts.ROLES), legend=None),
    )
    y = alt.Y("price_vnd_per_kg_median:Q", title="VND/kg", axis=charts.amounts(), scale=alt.Scale(zero=False))
    points = base.mark_point(filled=True, size=22, opacity=1).encode(
        y=y,
        tooltip=[
            alt.Tooltip("period_start:T", title=_("Week from"), format="%d/%m/%Y"),
            alt.Tooltip("words:N", title=_("Value")),
        ],
        description=alt.Description("words:N"),
    )
    quartiles = base.mark_rule(opacity=0.35, aria=False).encode(
        y=alt.Y("price_vnd_per_kg_low:Q", title="VND/kg"), y2="price_vnd_per_kg_high:Q"
    )
    return charts.themed((quartiles + points).properties(height=220))
