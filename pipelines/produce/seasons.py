"""Seasons of produce: each week or month against the years before and the printed calendar, with shares and averages."""

from datetime import date, timedelta

import polars as pl

from conventions import method
from pipelines.produce.cells import ALL, GOODS

SEASONS = (
    "period_type", "period_start", *GOODS, "frame", "area_code", "season", "quantity_kg", "weighed_value_share",
    "value_vnd", "earlier_years", "mean_kg_earlier_years", "low_kg_earlier_years", "high_kg_earlier_years",
    "weighed_value_share_earlier_years", "is_in_season", "price_vnd_per_kg_low", "price_vnd_per_kg_median",
    "price_vnd_per_kg_high", "orders_placed", "cancelled_share", "returned_share", "days_to_completion_median",
    "kg_per_order", "value_vnd_per_order", "local_share", "placed_value_share", "ocop_share", "crop_share_to_date",
)  # fmt: skip
AREA = (*GOODS, "frame", "area_code", "period_type")


def by_period(cells: pl.DataFrame, produce: pl.DataFrame, crops: pl.DataFrame, newest: date | None) -> pl.DataFrame:
    """One row per week or month, product, form and province: what the fixed tables do not say.

    Also of the weeks and months without a sale that sold in an earlier year or lie in the printed season, to the end of
    the year of the `newest` day: so a season can be seen before it has come. `produce`: produce.csv, `crops`: crops.csv.
    A season's week is the ISO week of the year, the 53rd counted with the 52nd; the years before it are those since the
    product first sold in the province, a year without sales being zero. A week is compared with the week of its number
    in each year, the 53rd with the 52nd where the year had no 53rd. Where nothing was sold, whatever was ordered, it
    is zero kilograms.
    """
    is_week = pl.col("period_type") == "week"
    start = pl.col("period_start")
    # Codes are numbered while they are compared: as text they take most of the time.
    produce, crops, sold = (
        table.with_columns(pl.col(name for name in AREA if name in table.columns).cast(pl.Categorical))
        for table in (produce, crops, cells.filter(level="province", marketplace=ALL))
    )
    sold = sold.with_columns(
        year=pl.when(is_week).then(start.dt.iso_year()).otherwise(start.dt.year()),
        season=pl.when(is_week).then(start.dt.week().clip(upper_bound=52)).otherwise(start.dt.month()).cast(pl.Int64),
        quantity_kg=pl.when(pl.col("orders") > 0).then("quantity_kg").otherwise(0.0),
    )
    printed = _calendar(produce).with_columns(pl.col("period_type").cast(pl.Categorical))
    first = sold.filter(pl.col("orders") > 0).group_by(AREA).agg(first_year=pl.col("year").min())
    rows = pl.concat([sold, _unsold(sold, first, printed, newest)], how="diagonal")
    return (
        rows.join(first, on=AREA, how="left", validate="m:1")
        .join(_earlier_years(rows, sold, first), on=[*AREA, "period_start"], how="left", validate="1:1")
        .with_columns(earlier_years=(pl.col("year") - pl.col("first_year")).clip(lower_bound=0).cast(pl.Int64))
        .with_columns(_band())
        .join(printed, on=[*GOODS, "period_type", "season"], how="left", validate="m:1")
        .pipe(_with_crop_share, crops)
        .with_columns(**_ratios())
        .with_columns(pl.col(AREA).cast(pl.String), pl.col("value_vnd").round().cast(pl.Int64))
        .select(SEASONS)
    )


def _unsold(sold: pl.DataFrame, first: pl.DataFrame, printed: pl.DataFrame, newest: date | None) -> pl.DataFrame:
    """Weeks and months without a sale, from the first year of their season: zero, or null where they are to come."""
    keys = [*AREA, "season"]
    in_print = first.join(printed.filter("is_in_season"), on=[*GOODS, "period_type"])  # many areas, many weeks
    seasons = (
        pl.concat([sold.group_by(keys).agg(pl.col("year").min()), in_print.select(*keys, year="first_year")])
        .group_by(keys)
        .agg(pl.col("year").min())
    )
    is_week = pl.col("period_type") == "week"
    last_year = (
        pl.when(pl.col("frame") == "63").then(method.LAST_DAY_OF_63.year).otherwise(newest.year if newest else 0)
    )
    first_monday = pl.date(pl.col("year"), 1, 4).dt.truncate("1w")
    monday = first_monday + pl.duration(weeks=pl.col("season") - 1)
    last = pl.when(is_week).then(method.LAST_WEEK_OF_63 - timedelta(days=6)).otherwise(method.LAST_DAY_OF_63)
    is_past = pl.col("period_start") <= pl.lit(newest, pl.Date)
    return (
        seasons.with_columns(year=pl.int_ranges("year", last_year + 1))
        .explode("year")
        .drop_nulls("year")
        .with_columns(
            pl.col("year").cast(pl.Int32),
            period_start=pl.when(is_week).then(monday).otherwise(pl.date(pl.col("year"), pl.col("season"), 1)),
        )
        .filter((pl.col("frame") == "34") | (pl.col("period_start") <= last))
        .join(sold, on=[*AREA, "period_start"], how="anti")
        .with_columns(pl.when(is_past).then(pl.lit(0.0)).alias(name) for name in ("quantity_kg", "value_vnd"))
        .with_columns(pl.when(is_past).then(pl.lit(0, pl.Int64)).alias("orders_placed"))
    )


def _earlier_years(rows: pl.DataFrame, sold: pl.DataFrame, first: pl.DataFrame) -> pl.DataFrame:
    """What the same week or month sold in the years before, since the product's first."""
    keys = [*AREA, "season"]
    is_53rd = (pl.col("period_type") == "week") & (pl.col("period_start").dt.week() == 53)
    known = (
        sold.join(first, on=AREA, how="inner", validate="m:1")
        .filter(pl.col("year") >= pl.col("first_year"))
        # A year that sold and weighed nothing is no kilograms; its share with a weight stands beside the band.
        .select(*keys, "year", pl.col("quantity_kg").fill_null(0), "value_vnd", "weighed_value_vnd", is_53rd=is_53rd)
    )
    # Every year meets every other of its season, at most as many as there are years: a join without a cardinality.
    before = rows.select(*keys, "year", "period_start", is_53rd=is_53rd).join(known, on=keys, suffix="_before")
    is_same = pl.col("is_53rd_before") == pl.col("is_53rd")
    has_no_53rd = pl.date(pl.col("year_before"), 12, 28).dt.week() < 53
    return (
        before.filter(pl.col("year_before") < pl.col("year"), is_same | (pl.col("is_53rd") & has_no_53rd))
        .group_by(*AREA, "period_start")
        .agg(
            years_sold=pl.len().cast(pl.Int64),
            total=pl.col("quantity_kg").sum(),
            least=pl.col("quantity_kg").min(),
            most=pl.col("quantity_kg").max(),
            value_before=pl.col("value_vnd").sum(),
            weighed_before=pl.col("weighed_value_vnd").sum(),
        )
    )


def _band() -> list[pl.Expr]:
    """Mean and range of the years before; null where there was none, zero for one without sales."""
    had_years = pl.col("earlier_years") > 0
    gaps = pl.col("years_sold").fill_null(0) < pl.col("earlier_years")  # no row is a year that sold nothing
    return [
        pl.when(had_years).then(pl.col("total").fill_null(0) / pl.col("earlier_years")).alias("mean_kg_earlier_years"),
        pl.when(had_years & gaps).then(0.0).when(had_years).then("least").alias("low_kg_earlier_years"),
        pl.when(had_years).then(pl.col("most").fill_null(0)).alias("high_kg_earlier_years"),
    ]


def _calendar(produce: pl.DataFrame) -> pl.DataFrame:
    """Whether each week and month is in the printed season: no row where none was printed."""
    spans = (
        produce.filter(pl.col("season_weeks").is_not_null())
        .select(*GOODS, span=pl.col("season_weeks").str.split(" "))
        .explode("span")
        .with_columns(pl.col("span").str.split("-").list.to_struct(fields=["first", "last"]).struct.unnest())
        .with_columns(pl.col("first", "last").cast(pl.Int64))
    )
    times = pl.concat(
        [
            pl.DataFrame({"season": range(1, 53)}).with_columns(period_type=pl.lit("week"), week=pl.col("season")),
            # The week of the 15th stands for its month.
            pl.DataFrame({"season": range(1, 13)}).with_columns(
                period_type=pl.lit("month"), week=pl.date(2025, pl.col("season"), 15).dt.week().cast(pl.Int64)
            ),
        ]
    )
    inside = pl.col("week").is_between("first", "last")
    return spans.join(times, how="cross").group_by(*GOODS, "period_type", "season").agg(is_in_season=inside.any())


def _with_crop_share(rows: pl.DataFrame, crops: pl.DataFrame) -> pl.DataFrame:
    """The share of the year's crop that sold online from January to the end of the period.

    A figure without a year stands for every year that has none of its own.
    """
    figures = crops.select(
        *GOODS, "frame", "area_code", year=pl.col("year").cast(pl.Int32), tonnes=pl.col("production_tonnes").cast(float)
    )
    keys = [*GOODS, "frame", "area_code"]
    usual = figures.filter(pl.col("year").is_null()).select(*keys, usual="tonnes")
    dated = figures.drop_nulls("year")
    to_date = pl.col("quantity_kg").fill_null(0).cum_sum().over([*AREA, "year"], order_by="period_start")
    return (
        rows.with_columns(pl.col("year").cast(pl.Int32))
        .join(dated, on=[*keys, "year"], how="left", validate="m:1")
        .join(usual, on=keys, how="left", validate="m:1")
        .with_columns(crop_share_to_date=to_date / (1000 * pl.coalesce("tonnes", "usual")))
    )


def _ratios() -> dict[str, pl.Expr]:
    """Shares and averages; null where there is nothing to divide by."""
    return {
        "weighed_value_share": part("weighed_value_vnd", "value_vnd"),
        "weighed_value_share_earlier_years": part("weighed_before", "value_before"),
        "cancelled_share": part("orders_cancelled", "orders_placed"),
        "returned_share": part("orders_returned", "orders_placed"),
        "kg_per_order": part("quantity_kg", "orders_weighed"),
        "value_vnd_per_order": part("value_vnd", "orders"),
        "local_share": part("local_value_vnd", "placed_value_vnd"),
        "placed_value_share": part("placed_value_vnd", "value_vnd"),
        "ocop_share": part("ocop_value_vnd", "value_vnd"),
    }


def part(of: str, whole: str) -> pl.Expr:
    """A share or an average; null where there is nothing to divide by."""
    return pl.when(pl.col(whole) > 0).then(pl.col(of) / pl.col(whole))
