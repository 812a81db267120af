"""Every measure on every as-of day, by marketplace and province: what rankings and growth are made of."""

from collections.abc import Sequence
from datetime import timedelta

import polars as pl

from conventions import method
from pipelines import calendar
from pipelines.codes import CODE, coded

AREA = ("frame", "marketplace", "province_code")
DISTINCT_AREA = ("frame", "marketplace_set", "area_code")
FLOWS = {
    "orders_placed": "orders_placed",
    "orders_completed": "orders_completed",
    "orders_cancelled": "orders_cancelled",
    "orders_returned": "orders_returned",
    "revenue_vnd": "completed_value_vnd",
}
"""Flow indicator -> measure of `daily_orders` that it sums."""
PERIODS = ("month", "year_to_date", "trailing_12_months", "since_launch")

SCHEMA = {
    "frame": CODE,
    "marketplace": CODE,
    "province_code": CODE,
    "indicator": CODE,
    "period": CODE,
    "as_of_date": pl.Date,
    "value": pl.Int64,
}


def stocks(changes: pl.LazyFrame, days: pl.LazyFrame, area: tuple[str, ...] = AREA) -> pl.LazyFrame:
    """Running sums of daily changes on each as-of day: one row per area, indicator and day.

    `changes`: `area`, indicator, change_date, change; `area` is a marketplace in a province, or for distinct counts
    `DISTINCT_AREA`.
    """
    keys = [*area, "indicator"]
    changes = coded(changes.rename({"change_date": "day", "change": "value"}))
    series = _numbered(changes, keys)
    return (
        _upto(changes, series, days.select(day="as_of_date"), ["value"])
        .join(series, on="series", how="inner", validate="m:1")
        .select(*keys, "value", period=pl.lit("as_of", CODE), as_of_date="day")
        .select(*keys, "period", "as_of_date", "value")
    )


def periods(days: pl.LazyFrame) -> pl.LazyFrame:
    """Windows of each period of `PERIODS` to each as-of day, inclusive: as_of_date, period, before.

    The calendar month and year so far, the twelve months to the day and all since launch; `before` is the last day
    before the window.
    """
    end = pl.col("as_of_date")
    one = pl.duration(days=1)
    before = {
        "month": end.dt.month_start() - one,
        "year_to_date": end.dt.truncate("1y") - one,
        "trailing_12_months": calendar.months_before(end, 12),
        "since_launch": pl.lit(method.LAUNCH - timedelta(days=1)),
    }
    return pl.concat(days.select("as_of_date", period=pl.lit(period), before=last) for period, last in before.items())


def thirty_days(days: pl.LazyFrame) -> pl.LazyFrame:
    """Windows of the 30 days that end on each as-of day (period `30_days`), and of the 30 days from launch (`launch`)."""
    length = pl.duration(days=method.FLOW_BASE_DAYS)
    recent = days.select("as_of_date", period=pl.lit("30_days"), before=pl.col("as_of_date") - length)
    last = method.LAUNCH + timedelta(days=method.FLOW_BASE_DAYS - 1)
    base = pl.LazyFrame({"as_of_date": [last], "period": ["launch"], "before": [method.LAUNCH - timedelta(days=1)]})
    return pl.concat([recent, base])


def flows(orders: pl.LazyFrame, windows: pl.LazyFrame) -> pl.LazyFrame:
    """Sums of flows over windows: one row per area, marketplace, indicator, period and as-of day.

    `orders`: `daily_province_orders`; `windows` (as_of_date, period, before): all days after `before` up to `as_of_date`.
    """
    measures = list(FLOWS)
    orders = coded(orders.select(*AREA, day="order_date", **FLOWS))
    windows, series = coded(windows), _numbered(orders, AREA)
    days = pl.concat([windows.select(day="as_of_date"), windows.select(day="before")])
    upto = _upto(orders, series, days, measures).cache()
    # Every window of every series.
    ends = upto.rename({"day": "as_of_date"}).join(windows, on="as_of_date", how="inner")
    sums = ends.join(upto, left_on=["series", "before"], right_on=["series", "day"], how="inner", validate="m:1")
    parts = sums.join(series, on="series", how="inner", validate="m:1").select(
        *AREA, "period", "as_of_date", *(pl.col(name) - pl.col(f"{name}_right") for name in measures)
    )
    return pl.concat(
        parts.select(*AREA, indicator=pl.lit(name, CODE), period="period", as_of_date="as_of_date", value=name)
        for name in measures
    )


def _numbered(rows: pl.LazyFrame, keys: Sequence[str]) -> pl.LazyFrame:
    """The series that occur, each with its number `series`: one number is compared faster than all its keys."""
    return rows.select(keys).unique().sort(keys).with_row_index("series").cache()


def _upto(rows: pl.LazyFrame, series: pl.LazyFrame, days: pl.LazyFrame, measures: list[str]) -> pl.LazyFrame:
    """Sums of all rows up to each day, the day included: a row per series and day, zero before its first.

    `rows`: the keys of `series`, day, measures; `days`: day.
    """
    keys = [name for name in series.collect_schema() if name != "series"]
    wanted = days.unique().sort("day")
    first = (
        rows.select("day")
        .unique()
        .sort("day")
        .join_asof(wanted.select("day", upto="day"), on="day", strategy="forward")
    )
    steps = (
        rows.join(first, on="day", how="inner", validate="m:1")
        .filter(pl.col("upto").is_not_null())  # what comes after the last day
        .join(series, on=keys, how="inner", validate="m:1", nulls_equal=True)
        .group_by("series", day="upto")
        .agg(pl.col(measures).sum())
    )
    return (
        series.select("series")
        .join(wanted, how="cross")
        .join(steps, on=["series", "day"], how="left", validate="1:1")
        .with_columns(pl.col(measures).fill_null(0).cum_sum().over("series", order_by="day"))
    )


def on_every_day(values: pl.LazyFrame, days: pl.LazyFrame) -> pl.LazyFrame:
    """Counts that have rows only where something was counted, with zeros on the other as-of days of each series."""
    keys, values = [*AREA, "indicator", "period"], coded(values)
    every = values.select(keys).unique().join(days.select("as_of_date"), how="cross")
    return every.join(values, on=[*keys, "as_of_date"], how="left", nulls_equal=True, validate="1:1").select(
        *(pl.col(name) for name in SCHEMA if name != "value"), pl.col("value").fill_null(0)
    )
