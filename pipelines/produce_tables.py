"""The published tables of produce, from the cells of `produce_sales`: whole for the house, suppressed for the public."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from pipelines import disclosure
from pipelines.produce_sales import CELL, GOODS
from pipelines.produce_seasons import part

SALES = (
    *CELL, "quantity_kg", "weighed_value_share", "value_vnd", "price_vnd_per_kg_median", "orders", "sellers",
    "ocop_value_vnd", "is_confidential",
)  # fmt: skip
DESTINATIONS = (
    "month", *GOODS, "origin_level", "frame", "origin_code", "destination_code", "quantity_kg", "weighed_value_share",
    "value_vnd", "orders", "is_confidential",
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
    weighed = part("weighed_value_vnd", "value_vnd")
    sold = sold.with_columns(
        pl.coalesce("province_code", "area_code").alias("province_code"), weighed_value_share=weighed
    )
    placed = destinations.with_columns(province_code="area_code", weighed_value_share=weighed)
    judged, judged_places = disclosure.hidden(
        *disclosure.publishable(sold, placed, disclosure.last_closed_month(newest))
    )
    whole = _flagged(sold, judged, list(CELL))
    whole_places = _flagged(placed, judged_places, list(PLACE))
    public = disclosure.printed(judged, disclosure.MEASURES["sales"]).with_columns(
        ocop_value_vnd=pl.when(disclosure.ocop_is_safe()).then("ocop_value_vnd"),
        weighed_value_share=disclosure.coarse_share("weighed_value_share"),
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
        "quantity_kg",
        "weighed_value_share",
        pl.col("value_vnd").round().cast(pl.Int64),
        "orders",
        "is_confidential",
    )
