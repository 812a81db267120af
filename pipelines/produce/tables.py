"""The published tables of produce, from the cells of `produce_sales`: whole for the house, suppressed for the public."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from pipelines.produce import disclosure, revisions
from pipelines.produce.cells import CELL, GOODS
from pipelines.produce.revisions import DESTINATION_KEYS, FAMILY, SALES_KEYS, Told
from pipelines.produce.seasons import part

SALES = (
    *CELL, "quantity_kg", "weighed_value_share", "value_vnd", "price_vnd_per_kg_median", "orders", "sellers",
    "ocop_value_vnd", "is_confidential",
)  # fmt: skip
DONG = ("value_vnd", "ocop_value_vnd")
Pair = tuple[pl.DataFrame, pl.DataFrame]
"""Of the sales, and of the destinations."""


@dataclass(frozen=True)
class Tables:
    """The four tables of the release; `*_public` may leave the house."""

    sales: pl.DataFrame
    sales_public: pl.DataFrame
    destinations: pl.DataFrame
    destinations_public: pl.DataFrame


@dataclass(frozen=True)
class Areas:
    """Which areas are parts of which: `districts` (district_code_63, province_code), `crosswalk` (old_code, new_code)."""

    districts: pl.DataFrame
    crosswalk: pl.DataFrame


def release_tables(
    cells: pl.DataFrame, destinations: pl.DataFrame, areas: Areas, newest: date | None, told: Told
) -> Tables:
    """The tables, from `produce_sales.cells` of all grids, `produce_sales.destinations` of both frames and the newest day.

    `told`: what former releases told. `is_confidential` of the whole tables marks what the public ones hide, what lies
    over a hidden cell (a marketplace's part of it, its back-cast sum), and of the rest what has too few sellers.
    """
    last = disclosure.last_closed_month(newest)
    weighed = part("weighed_value_vnd", "value_vnd")
    sold = cells.filter(pl.col("orders") > 0).with_row_index("cell").with_columns(weighed_value_share=weighed)
    sold = revisions.with_province(sold.lazy(), areas.districts).collect()
    placed = destinations.with_row_index("cell").with_columns(province_code="area_code", weighed_value_share=weighed)
    before = _told(told, areas)
    stand = revisions.standing(before[0], last)
    judged = _judged(disclosure.publishable(sold, placed, last), stand, told, areas)
    public = disclosure.printed(judged[0], disclosure.MEASURES["sales"]).with_columns(
        ocop_value_vnd=pl.when(disclosure.ocop_is_safe()).then("ocop_value_vnd"),
        weighed_value_share=disclosure.coarse_share("weighed_value_share"),
    )
    public_places = disclosure.printed(judged[1], disclosure.MEASURES["destinations"])
    stood = [table.join(stand, on=FAMILY, how="semi") for table in before]
    anew = [table.join(stand, on=FAMILY, how="anti") for table in (public, public_places)]
    return Tables(
        _sales(_flagged(sold, judged[0], stood[0], areas, SALES_KEYS)),
        pl.concat([_sales(anew[0]), stood[0].select(SALES)]),
        _destinations(_flagged(placed, judged[1], stood[1], areas, DESTINATION_KEYS)),
        pl.concat([_destinations(anew[1]), _destinations(stood[1])]),
    )


def _told(told: Told, areas: Areas) -> Pair:
    """The public tables of the release on show, with the columns of cells."""
    sales = revisions.with_province(told.sales.lazy(), areas.districts).collect()
    places = told.destinations.rename({"month": "period_start", "origin_code": "area_code"})
    return sales, places.with_columns(province_code="area_code")


def _judged(publishable: Pair, stand: pl.DataFrame, told: Told, areas: Areas) -> Pair:
    """The publishable cells with `is_confidential`: safe on their own, and against what was told before."""
    judged = disclosure.hidden(*publishable)
    anew = judged[0].filter(~pl.col("is_confidential")).select(FAMILY).unique().join(stand, on=FAMILY, how="anti")
    if anew.is_empty():
        return judged
    before = revisions.hidden_before(told, areas.districts, anew)
    if before.is_empty:
        return judged
    again = [
        table.join(anew, on=FAMILY, how="semi").join(
            hidden.with_columns(was_hidden=pl.lit(True)), on=keys, how="left", validate="1:1"
        )
        for table, hidden, keys in zip(
            publishable, (before.sales, before.destinations), (SALES_KEYS, DESTINATION_KEYS), strict=True
        )
    ]
    found = [
        pl.concat([one.join(anew, on=FAMILY, how="anti"), other.drop("was_hidden")])
        for one, other in zip(judged, disclosure.hidden(*again), strict=True)
    ]
    return found[0], found[1]


def _flagged(
    cells: pl.DataFrame, judged: pl.DataFrame, stood: pl.DataFrame, areas: Areas, keys: tuple[str, ...]
) -> pl.DataFrame:
    """All cells with `is_confidential`. `judged`: the public ones among them; `stood`: public rows that still stand."""
    flags = judged.select("cell", judged="is_confidential")
    marked = cells.join(flags, on="cell", how="left", validate="1:1").with_columns(
        is_confidential=pl.coalesce("judged", disclosure.is_unsafe())
    )
    hidden = pl.concat([rows.filter("is_confidential").select(keys) for rows in (judged, stood)])
    over = pl.concat([hidden, _back_cast(hidden, areas.crosswalk)])
    more = marked.filter(~pl.col("is_confidential")).join(over, on=keys, how="semi")["cell"]
    return marked.with_columns(is_confidential=pl.col("is_confidential") | pl.col("cell").is_in(more.implode()))


def _back_cast(hidden: pl.DataFrame, crosswalk: pl.DataFrame) -> pl.DataFrame:
    """Cells of provinces among the 63 as those among the 34 into which they are added up."""
    successor = dict(crosswalk.select("old_code", "new_code").iter_rows())
    provinces = hidden.filter(pl.col("level") == "province") if "level" in hidden.columns else hidden
    codes = [name for name in ("area_code", "destination_code") if name in hidden.columns]
    return provinces.filter(pl.col("frame") == "63").with_columns(
        pl.col(codes).replace_strict(successor), frame=pl.lit("34")
    )


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
