"""How a value changed: on the month and the year before, around Tết, and which parts the change is made of.

Percent and percentage points are two columns: a ratio changes by a difference, which for a share is in points.
"""

import polars as pl

from conventions import method
from conventions.reasons import FIGURES
from pipelines import calendar
from pipelines.codes import coded
from pipelines.indicators import levels, reach
from quality.contracts import GrowthContributions, GrowthRates, TetWeeks

SERIES = [*levels.AREA, "indicator"]
DAYS_AROUND_TET = 30
"""A month, as monthly figures are what Tết distorts (domain.md section 8)."""
WEEKS_BEFORE_TET, WEEKS_FROM_TET = 8, 5
UNPLACED = "unplaced"
SPLIT = (
    "registered_shops",
    "selling_shops",
    "payment_accounts",
    "listed_products",
    "orders_placed",
    "orders_completed",
    "revenue_vnd",
)
"""Counts whose growth is split into parts: those that are quoted, and those that say who sells."""


def between_months(values: pl.LazyFrame, indicators: pl.LazyFrame) -> pl.LazyFrame:
    """Month on month, year on year, year to date and January with February, for complete months.

    `values`: by level, of the periods as_of, month and year_to_date. Where deliveries do not reach what is compared with
    it is null, with the reason; before the launch there is no row; where it was zero there is no percentage.
    """
    end = pl.col("as_of_date")
    complete = coded(values).filter(end == end.dt.month_end()).cache()  # read five times
    month = complete.filter(pl.col("period").is_in(["as_of", "month"]))
    year = complete.filter(pl.col("period") == "year_to_date")
    stock = complete.filter(pl.col("period") == "as_of")
    last_month, last_year = calendar.months_before(end, 1), calendar.months_before(end, 12)
    pairs = [
        _paired("month_on_month", month, last_month),
        _paired("year_on_year", month, last_year),
        _paired("year_to_date", year, last_year),
        _paired("year_to_date", stock, end.dt.truncate("1y") - pl.duration(days=1)),
        _paired("jan_feb", year.filter(end.dt.month() == 2), last_year),
    ]
    return rates(pl.concat(pairs), coded(indicators))


def _paired(comparison: str, values: pl.LazyFrame, then: pl.Expr) -> pl.LazyFrame:
    """Values beside those of another day of the same series."""
    before = values.select(*SERIES, "period", compared_date="as_of_date", compared_value="value")
    return (
        values.filter(pl.col("value").is_not_null())
        .with_columns(comparison=pl.lit(comparison), compared_date=then)
        .join(before, on=[*SERIES, "period", "compared_date"], how="inner", validate="m:1")
        .select(*SERIES, "comparison", "as_of_date", "value", "compared_date", "compared_value")
    )


def tet_windows(tet: pl.LazyFrame, days: pl.LazyFrame) -> pl.LazyFrame:
    """Windows around each Tết that have ended by the newest as-of day: as_of_date, period, before, tet_year, week.

    The 30 days before its first day, the 30 days from it, and weeks counted from it. `tet`: year, first_day; `period` is
    what it is, with the year, so that windows that end on one day stay apart.
    """
    first, one = pl.col("first_day").str.to_date(), pl.duration(days=1)
    month, week = pl.duration(days=DAYS_AROUND_TET), pl.duration(days=7 * pl.col("week"))
    no_week, year = pl.lit(None, pl.Int64), pl.col("year").cast(pl.Int64)
    weeks = pl.LazyFrame({"week": range(-WEEKS_BEFORE_TET, WEEKS_FROM_TET)}, schema={"week": pl.Int64})
    windows = pl.concat(
        [
            tet.select(
                kind=pl.lit("before_tet"),
                before=first - one - month,
                as_of_date=first - one,
                tet_year=year,
                week=no_week,
            ),
            tet.select(
                kind=pl.lit("after_tet"),
                before=first - one,
                as_of_date=first + month - one,
                tet_year=year,
                week=no_week,
            ),
            tet.join(weeks, how="cross").select(
                kind=pl.lit("week"),
                before=first + week - one,
                as_of_date=first + week + pl.duration(days=6),
                tet_year=year,
                week="week",
            ),
        ]
    )
    newest = days.select(newest=pl.col("as_of_date").max())
    return (
        windows.join(newest, how="cross")
        .filter(pl.col("as_of_date") <= pl.col("newest"))
        .with_columns(period=pl.format("{} {} {}", "kind", "tet_year", pl.col("week").fill_null(0)))
    )


def around_tet(sums: pl.LazyFrame, windows: pl.LazyFrame, indicators: pl.LazyFrame) -> pl.LazyFrame:
    """Flows of the 30 days before Tết and of the 30 days from its first day, each with those of the year before.

    `sums`: flows by level over the windows of `tet_windows`, among others.
    """
    sums, windows = coded(sums), coded(windows)
    months = sums.join(
        windows.filter(pl.col("week").is_null()), on=["period", "as_of_date"], how="inner", validate="m:1"
    )
    before = months.select(
        *SERIES, "kind", tet_year=pl.col("tet_year") + 1, compared_date="as_of_date", compared_value="value"
    )
    paired = months.filter(pl.col("value").is_not_null()).join(
        before, on=[*SERIES, "kind", "tet_year"], how="inner", validate="1:1"
    )
    return rates(paired.with_columns(comparison="kind"), coded(indicators))


def tet_weeks(sums: pl.LazyFrame, windows: pl.LazyFrame) -> pl.LazyFrame:
    """Weekly flows by their distance from Tết, each beside the same week of the year before; `sums` as in `around_tet`."""
    value, previous = pl.col("value"), pl.col("previous_value")
    sums, windows = coded(sums), coded(windows)
    weeks = sums.join(
        windows.filter(pl.col("week").is_not_null()), on=["period", "as_of_date"], how="inner", validate="m:1"
    )
    before = weeks.select(*SERIES, "week", tet_year=pl.col("tet_year") + 1, previous_value="value")
    return (
        weeks.filter(value.count().over(*SERIES, "tet_year") > 0)  # of a Tết that nothing reaches there is no row
        .join(before, on=[*SERIES, "week", "tet_year"], how="left", validate="1:1")
        .with_columns(last_day="as_of_date", change_pct=pl.when(previous > 0).then((value / previous - 1) * 100))
        .pipe(TetWeeks.validate, cast=True, eager=False)
    )


def rates(pairs: pl.LazyFrame, indicators: pl.LazyFrame) -> pl.LazyFrame:
    """Change, percent and percentage points of values beside the values then."""
    value, then = pl.col("value").cast(pl.Float64), pl.col("compared_value").cast(pl.Float64)
    is_count = pl.col("counts").is_in(["stock", "flow"])
    return (
        pairs.join(
            indicators.select("indicator", "counts", unit="unit_en"), on="indicator", how="inner", validate="m:1"
        )
        .with_columns(
            value=value,
            compared_value=then,
            change=value - then,
            change_pct=pl.when(is_count & (then > 0)).then((value - then) / then * 100),
            change_points=pl.when(pl.col("unit") == "%").then(value - then),
            reason=pl.when(then.is_null()).then(pl.lit(FIGURES["not_reached"])),
        )
        .pipe(GrowthRates.validate, cast=True, eager=False)
    )


# Contributions --------------------------------------------------------------------------------------------------------


def contributions(values: pl.LazyFrame) -> pl.LazyFrame:
    """Which provinces and marketplaces a change is made of, for counts that add up; parts add exactly to the total.

    `values`: by marketplace and province, stocks and months, flows of 30 days to each as-of day and from launch (period
    `launch`). Parts that were and are nothing are left out.
    """
    end = pl.col("as_of_date")
    values = coded(
        values.filter(pl.col("indicator").is_in(SPLIT), pl.col("value").is_not_null()).with_columns(
            pl.col("province_code").fill_null(UNPLACED)
        )
    )
    months = values.filter(pl.col("period").is_in(["as_of", "month"]), end == end.dt.month_end())
    year_ago = months.with_columns(as_of_date=calendar.months_before(end, -12), then=end)
    stocks = values.filter(pl.col("period") == "as_of")
    launch = stocks.filter(end == method.LAUNCH).select(pl.exclude("as_of_date"), then=end)
    recent = values.filter(pl.col("period") == "30_days")
    first = values.filter(pl.col("period") == "launch").select(pl.exclude("as_of_date", "period"), then=end)
    key = ["frame", "marketplace", "province_code", "indicator"]
    pairs = [
        _beside(months, year_ago.drop("then"), [*key, "as_of_date"], "year_on_year"),
        _beside(
            pl.concat([stocks, recent]),
            pl.concat([launch.select(*key, "value"), first.select(*key, "value")]),
            key,
            "since_launch",
        ),
    ]
    parts = pl.concat(pairs).cache()
    whole = parts.with_columns(level=pl.lit("country"), area_code=pl.lit("VN"))
    placed = parts.filter(pl.col("province_code") != UNPLACED)
    split = [
        whole.with_columns(split_by=pl.lit("province"), part="province_code"),
        whole.with_columns(split_by=pl.lit("marketplace"), part="marketplace"),
        placed.with_columns(
            level=pl.lit("province"), area_code="province_code", split_by=pl.lit("marketplace"), part="marketplace"
        ),
    ]
    area = [*SERIES, "comparison", "as_of_date", "split_by"]
    columns = [*area, "part", "value", "compared_value"]
    return (
        pl.concat([coded(table.select(columns)) for table in split])
        .group_by(*area, "part")
        .agg(pl.col("value").sum(), reach.summed("compared_value").alias("compared_value"))
        .filter(pl.col("compared_value").count().over(area) > 0)  # nothing of it was reached then
        .with_columns(pl.col("compared_value").fill_null(0))
        .filter((pl.col("value") != 0) | (pl.col("compared_value") != 0))
        .with_columns(change=pl.col("value") - pl.col("compared_value"))
        .with_columns(total_change=pl.col("change").sum().over(area), base=pl.col("compared_value").sum().over(area))
        .with_columns(contribution_points=pl.when(pl.col("base") > 0).then(pl.col("change") / pl.col("base") * 100))
        .pipe(GrowthContributions.validate, cast=True, eager=False)
    )


def _beside(values: pl.LazyFrame, then: pl.LazyFrame, key: list[str], comparison: str) -> pl.LazyFrame:
    """Values beside those then; null where deliveries did not reach the part."""
    compared = then.select(*key, compared_value="value")
    return values.join(compared, on=key, how="left", nulls_equal=True, validate="m:1").select(
        "frame",
        "marketplace",
        "province_code",
        "indicator",
        "as_of_date",
        "value",
        "compared_value",
        comparison=pl.lit(comparison),
    )
