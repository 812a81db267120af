"""Every measure on every as-of day, by marketplace and province: what rankings and growth are made of."""

from datetime import timedelta

import polars as pl

from pipelines import method

AREA = ("frame", "marketplace", "province_code")
DISTINCT_AREA = ("frame", "scene", "area_code")
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
    "frame": pl.String,
    "marketplace": pl.String,
    "province_code": pl.String,
    "indicator": pl.String,
    "period": pl.String,
    "as_of_date": pl.Date,
    "value": pl.Int64,
}


def stocks(changes: pl.LazyFrame, days: pl.LazyFrame, area: tuple[str, ...] = AREA) -> pl.LazyFrame:
    """Running sums of daily changes on each as-of day: one row per area, indicator and day.

    `changes`: `area`, indicator, change_date, change; `area` is a marketplace in a province, or for distinct counts
    `DISTINCT_AREA`.
    """
    keys = [*area, "indicator"]
    running = changes.sort("change_date").with_columns(value=pl.col("change").cum_sum().over(keys))
    series = changes.select(keys).unique()
    return (
        series.join(days.select("as_of_date"), how="cross")
        .sort("as_of_date")
        .join_asof(
            running.select(*keys, "change_date", "value"),
            left_on="as_of_date",
            right_on="change_date",
            by=keys,
            strategy="backward",
            check_sortedness=False,  # sorted just above; Polars cannot see it within groups
        )
        .with_columns(pl.col("value").fill_null(0), period=pl.lit("as_of"))  # before its first opening there was none
        .select(*keys, "period", "as_of_date", "value")
    )


def flows(orders: pl.LazyFrame, days: pl.LazyFrame) -> pl.LazyFrame:
    """Sums of flows over each period to each as-of day: one row per area, marketplace, indicator, period and day.

    `orders`: `daily_orders`. The periods are the calendar month and year so far, the twelve months to the day and all
    since launch, each to the as-of day inclusive.
    """
    end = pl.col("as_of_date")
    starts = {
        "month": end.dt.month_start(),
        "year_to_date": end.dt.truncate("1y"),
        "trailing_12_months": end.dt.offset_by("-12mo") + pl.duration(days=1),
        "since_launch": pl.lit(method.LAUNCH),
    }
    windows = pl.concat(
        days.select("as_of_date", period=pl.lit(period), before=start - pl.duration(days=1))
        for period, start in starts.items()
    )
    return windowed(orders, windows)


def thirty_days(days: pl.LazyFrame) -> pl.LazyFrame:
    """Windows of the 30 days that end on each as-of day (period `30_days`), and of the 30 days from launch (`launch`)."""
    length = pl.duration(days=method.FLOW_BASE_DAYS)
    recent = days.select("as_of_date", period=pl.lit("30_days"), before=pl.col("as_of_date") - length)
    last = method.LAUNCH + timedelta(days=method.FLOW_BASE_DAYS - 1)
    base = pl.LazyFrame({"as_of_date": [last], "period": ["launch"], "before": [method.LAUNCH - timedelta(days=1)]})
    return pl.concat([recent, base])


def windowed(orders: pl.LazyFrame, windows: pl.LazyFrame) -> pl.LazyFrame:
    """Sums of the flows over windows (as_of_date, period, before): all days after `before` up to `as_of_date`."""
    daily = orders.group_by(*AREA, "order_date").agg(pl.col(list(FLOWS.values())).sum()).sort("order_date")
    running = daily.select(
        *AREA, "order_date", **{name: pl.col(measure).cum_sum().over(AREA) for name, measure in FLOWS.items()}
    )
    series = daily.select(AREA).unique()

    def upto(day: str, suffix: str) -> pl.LazyFrame:
        return (
            series.join(windows.select(day).unique(), how="cross")
            .sort(day)
            .join_asof(
                running, left_on=day, right_on="order_date", by=list(AREA), strategy="backward", check_sortedness=False
            )
            .select(*AREA, day, *(pl.col(name).fill_null(0).alias(name + suffix) for name in FLOWS))
        )

    sums = (
        series.join(windows, how="cross")
        .join(upto("as_of_date", "_end"), on=[*AREA, "as_of_date"], how="left", validate="m:1", nulls_equal=True)
        .join(upto("before", "_before"), on=[*AREA, "before"], how="left", validate="m:1", nulls_equal=True)
    )
    return pl.concat(
        sums.select(
            *AREA,
            indicator=pl.lit(name),
            period="period",
            as_of_date="as_of_date",
            value=pl.col(f"{name}_end") - pl.col(f"{name}_before"),
        )
        for name in FLOWS
    ).select(list(SCHEMA))


def on_every_day(values: pl.LazyFrame, days: pl.LazyFrame) -> pl.LazyFrame:
    """Counts that have rows only where something was counted, with zeros on the other as-of days of each series."""
    keys = [*AREA, "indicator", "period"]
    every = values.select(keys).unique().join(days.select("as_of_date"), how="cross")
    return every.join(values, on=[*keys, "as_of_date"], how="left", nulls_equal=True, validate="1:1").select(
        *(pl.col(name) for name in SCHEMA if name != "value"), pl.col("value").fill_null(0)
    )


def in_their_frame(values: pl.LazyFrame) -> pl.LazyFrame:
    """Leaves out what a frame cannot say: the 63 after June 2025."""
    return values.filter((pl.col("frame") == "34") | (pl.col("as_of_date") <= method.LAST_DAY_OF_63))
