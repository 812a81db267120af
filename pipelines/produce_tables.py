"""The published tables of produce, from the cells of `produce_sales`: whole for the house, suppressed for the public."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from pipelines import disclosure
from pipelines.produce_sales import ALL, CELL, GOODS

SALES = (
    *CELL, "quantity_kg", "value_vnd", "price_vnd_per_kg_median", "orders", "sellers", "ocop_value_vnd",
    "is_confidential",
)  # fmt: skip
DESTINATIONS = (
    "month", *GOODS, "origin_level", "frame", "origin_code", "destination_code", "quantity_kg", "value_vnd", "orders",
    "is_confidential",
)  # fmt: skip
DONG = ("value_vnd", "ocop_value_vnd")
PLACE = ("period_start", *GOODS, "frame", "area_code", "destination_code")


@dataclass(frozen=True)
class Tables:
    """The four tables of the release; `*_public` may leave the house."""

    sales: pl.DataFrame
    sales_public: pl.DataFrame
    destinations: pl.DataFrame
    destinations_public: pl.DataFrame


def of(cells: pl.DataFrame, destinations: pl.DataFrame, districts: pl.DataFrame, newest: date | None) -> Tables:
    """The tables, from `produce_sales.cells` of all grids, `produce_sales.destinations` of both frames and the newest day.

    `districts`: district_code_63 and province_code. `is_confidential` of the whole tables marks what the public ones
    hide, and for cells that these do not speak of, what has too few sellers.
    """
    sold = cells.filter(pl.col("orders") > 0).join(
        districts.select(area_code="district_code_63", level=pl.lit("district"), province_code="province_code"),
        on=["area_code", "level"],
        how="left",
        validate="m:1",
    )
    sold = sold.with_columns(pl.coalesce("province_code", "area_code").alias("province_code"))
    placed = destinations.with_columns(province_code="area_code")
    judged, judged_places = disclosure.hidden(
        *disclosure.publishable(sold, placed, disclosure.last_closed_month(newest))
    )
    whole = _flagged(sold, judged, list(CELL))
    whole_places = _flagged(placed, judged_places, list(PLACE))
    public = disclosure.printed(judged, disclosure.MEASURES["sales"]).with_columns(
        ocop_value_vnd=pl.when(disclosure.ocop_is_safe()).then("ocop_value_vnd")
    )
    public_places = disclosure.printed(judged_places, disclosure.MEASURES["destinations"])
    return Tables(_sales(whole), _sales(public), _destinations(whole_places), _destinations(public_places))


def _flagged(cells: pl.DataFrame, judged: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """All cells with `is_confidential`: as judged, else by their own sellers."""
    joined = cells.join(judged.select(*keys, "is_confidential"), on=keys, how="left", validate="1:1")
    return joined.with_columns(is_confidential=pl.coalesce("is_confidential", disclosure.is_unsafe()))


def _sales(cells: pl.DataFrame) -> pl.DataFrame:
    return cells.with_columns(pl.col(DONG).round().cast(pl.Int64)).select(SALES)


def _destinations(cells: pl.DataFrame) -> pl.DataFrame:
    return cells.select(
        pl.col("period_start").alias("month"),
        *GOODS,
        pl.lit("province").alias("origin_level"),
        "frame",
        pl.col("area_code").alias("origin_code"),
        "destination_code",
        pl.when(pl.col("quantity_kg") > 0).then("quantity_kg").alias("quantity_kg"),
        pl.col("value_vnd").round().cast(pl.Int64),
        "orders",
        "is_confidential",
    )


# Seasons


def seasons(cells: pl.DataFrame, produce: pl.DataFrame, crops: pl.DataFrame) -> pl.DataFrame:
    """One row per week or month, product, form and province: what the fixed tables do not say.

    `produce`: produce.csv, `crops`: crops.csv. A season's week is the ISO week of the year, the 53rd counted with the
    52nd; the years before it are those since the product first sold in the province, a year without sales being zero.
    """
    area = [*GOODS, "frame", "area_code", "period_type"]
    rows = cells.filter(level="province", marketplace=ALL).with_columns(
        year=pl.when(pl.col("period_type") == "week")
        .then(pl.col("period_start").dt.iso_year())
        .otherwise(pl.col("period_start").dt.year()),
        season=pl.when(pl.col("period_type") == "week")
        .then(pl.col("period_start").dt.week().clip(upper_bound=52))
        .otherwise(pl.col("period_start").dt.month())
        .cast(pl.Int64),
    )
    first = rows.filter(pl.col("orders") > 0).group_by(area).agg(first_year=pl.col("year").min())
    earlier = _earlier_years(rows, area)
    return (
        rows.join(first, on=area, how="left", validate="m:1")
        .join(earlier, on=[*area, "period_start"], how="left", validate="1:1")
        .with_columns(earlier_years=(pl.col("year") - pl.col("first_year")).clip(lower_bound=0).cast(pl.Int64))
        .with_columns(_band())
        .join(_calendar(produce), on=[*GOODS, "period_type", "season"], how="left", validate="m:1")
        .pipe(_with_crop_share, crops, area)
        .with_columns(**_ratios())
        .with_columns(pl.col("value_vnd").round().cast(pl.Int64))
        .select(SEASONS)
    )


SEASONS = (
    "period_type", "period_start", *GOODS, "frame", "area_code", "season", "quantity_kg", "value_vnd",
    "earlier_years", "mean_kg_earlier_years", "low_kg_earlier_years", "high_kg_earlier_years", "is_in_season",
    "price_vnd_per_kg_low", "price_vnd_per_kg_median", "price_vnd_per_kg_high", "orders_placed", "cancelled_share",
    "returned_share", "days_to_completion_mean", "kg_per_order", "value_vnd_per_order", "local_share", "ocop_share",
    "crop_share_to_date",
)  # fmt: skip


def _earlier_years(rows: pl.DataFrame, area: list[str]) -> pl.DataFrame:
    """What the same week or month sold in the years before."""
    keys = [*area, "season"]
    sold = rows.group_by(*keys, "year").agg(pl.col("quantity_kg").sum())
    # Every year meets every other of its season, at most as many as there are years: a join without a cardinality.
    before = rows.select(*keys, "year", "period_start").join(sold, on=keys, suffix="_before")
    return (
        before.filter(pl.col("year_before") < pl.col("year"))
        .group_by(*area, "period_start")
        .agg(
            years_sold=pl.len().cast(pl.Int64),
            total=pl.col("quantity_kg").sum(),
            least=pl.col("quantity_kg").min(),
            most=pl.col("quantity_kg").max(),
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


def _with_crop_share(rows: pl.DataFrame, crops: pl.DataFrame, area: list[str]) -> pl.DataFrame:
    """The share of the year's crop that sold online from January to the end of the period.

    A figure without a year stands for every year that has none of its own.
    """
    figures = crops.select(
        *GOODS, "frame", "area_code", year=pl.col("year").cast(pl.Int32), tonnes=pl.col("production_tonnes").cast(float)
    )
    keys = [*GOODS, "frame", "area_code"]
    usual = figures.filter(pl.col("year").is_null()).select(*keys, usual="tonnes")
    dated = figures.drop_nulls("year")
    to_date = pl.col("quantity_kg").fill_null(0).cum_sum().over([*area, "year"], order_by="period_start")
    return (
        rows.with_columns(pl.col("year").cast(pl.Int32))
        .join(dated, on=[*keys, "year"], how="left", validate="m:1")
        .join(usual, on=keys, how="left", validate="m:1")
        .with_columns(crop_share_to_date=to_date / (1000 * pl.coalesce("tonnes", "usual")))
    )


def _ratios() -> dict[str, pl.Expr]:
    """Shares and averages; null where there is nothing to divide by."""

    def part(of: str, whole: str) -> pl.Expr:
        return pl.when(pl.col(whole) > 0).then(pl.col(of) / pl.col(whole))

    return {
        "cancelled_share": part("orders_cancelled", "orders_placed"),
        "returned_share": part("orders_returned", "orders_placed"),
        "days_to_completion_mean": part("days_to_completion", "orders_with_days"),
        "kg_per_order": part("quantity_kg", "orders"),
        "value_vnd_per_order": part("value_vnd", "orders"),
        "local_share": part("local_value_vnd", "value_vnd"),
        "ocop_share": part("ocop_value_vnd", "value_vnd"),
    }
