"""Produce: what every title sells, how much of it sold, and the tables that may leave the house."""

import hashlib
from collections.abc import Iterator
from functools import cache

import dagster as dg
import duckdb
import polars as pl

from assets import reference
from assets.context import Night
from assets.places import gazetteer_version
from assets.warehouse import rows
from pipelines import method, pack_weights, produce_matching, produce_sales, produce_tables
from pipelines.produce_sales import ITEM

_SAID = ", ".join(f"coalesce({name}, '') as {name}" for name in ITEM)
_SOLD = """(select marketplace, shop_id, household, code_63, code_34, district_code_63 from shops
    semi join daily_product_sales using (marketplace, shop_id))"""
_CERTIFICATES = f"""(select distinct marketplace, shop_id, listing_id, ocop_from as valid_from,
    cast(ocop_from + interval {method.OCOP_MONTHS} month as date) as valid_before
    from delivered_listings where ocop_stars >= {method.OCOP_STARS} and ocop_from is not null)"""
"""Every certificate that was ever delivered: a listing shows its newest only, and orders are older."""


@cache
def rules() -> produce_matching.Rules:
    """The rules of data/reference/produce_rules.csv."""
    return produce_matching.Rules.of(reference.table("produce_rules"))


@cache
def rules_version() -> str:
    """What decides how a title is read, as a hash: titles are read anew when it changes."""
    said = (reference.REFERENCE / "produce_rules.csv").read_bytes()
    return hashlib.sha256(said + repr((pack_weights.SPELLINGS, pack_weights.MENTION)).encode()).hexdigest()[:16]


def match(frame: pl.DataFrame, column: str) -> pl.DataFrame:
    """The frame with product_code, form, kg_per_item and rule behind it; all rows in order, empty where no produce.

    This is what `digital-shops produce match` does.
    """
    titles = frame[column].cast(pl.String)
    found = produce_matching.match(titles, rules())
    items = (
        titles.rename("product_name")
        .to_frame()
        .with_columns(variation_name=pl.lit(None, pl.String), unit=pl.lit(None, pl.String))
    )
    weights = pack_weights.of(items).select(title="product_name", kg_per_item="kg_per_item")
    known = found.join(weights, on="title", how="left", validate="1:1").with_columns(
        kg_per_item=pl.when(pl.col("product_code").is_not_null()).then("kg_per_item")
    )
    added = titles.rename("title").to_frame().join(known, on="title", how="left", validate="m:1", maintain_order="left")
    return frame.hstack(added.select("product_code", "form", "kg_per_item", "rule"))


@dg.asset(deps=["order_lines"])
def produce_items(night: dg.ResourceParam[Night]) -> dg.MaterializeResult[None]:
    """One row per distinct title, variation and unit ever sold: what it is and weighs; only new ones are read."""
    with night.warehouse.connected() as db:
        db.execute("delete from produce_items where rules <> ?", [rules_version()])
        sold = f"(select distinct {_SAID} from delivered_order_lines)"
        new = rows(db, f"from {sold} anti join produce_items using ({', '.join(ITEM)})")
        if not new.is_empty():
            blank_as_null = new.with_columns(pl.col(name).replace("", None) for name in ITEM)
            weights = pack_weights.of(blank_as_null)
            matched = produce_matching.match(weights["product_name"], rules())
            read = weights.join(matched, left_on="product_name", right_on="title", how="left", validate="m:1")
            db.register("read", read.with_columns(pl.col(ITEM).fill_null("")).to_arrow())
            db.execute(f"insert into produce_items by name select *, '{rules_version()}' as rules from read")
        count = rows(db, "select count(*) from produce_items").item()
    return dg.MaterializeResult(metadata={"dagster/row_count": count})


@dg.asset(deps=[produce_items, "order_lines", "listings", "places"])
def daily_product_sales(night: dg.ResourceParam[Night]) -> dg.MaterializeResult[None]:
    """One row per order day, marketplace, shop, product, form and destination, and the prices of the lines beside them.

    Only days whose orders changed are counted again; all of them where titles, places or certificates read otherwise.
    """
    warehouse = night.warehouse
    with warehouse.connected() as db:
        version = _version(db)
        known = db.execute("select version from product_sales_version").fetchall()
        stale = "true" if known != [(version,)] else "(marketplace, shop_id, order_date) in (from stale_product_days)"
        db.execute("create or replace temp table stale_product_days as select distinct * from stale_days")
        lines = produce_sales.product_lines(
            db.sql(f"from order_lines where {stale}"),
            db.sql("from produce_items where product_code is not null"),
            db.table("places"),
        )
        with warehouse.transaction(db):
            db.register("counted_lines", lines)
            db.execute("create or replace temp table product_lines as from counted_lines")
            facts = {
                "daily_product_sales": produce_sales.daily_product_sales(
                    db.table("product_lines"), db.sql(f"from {_CERTIFICATES}")
                ),
                "product_prices": produce_sales.product_prices(db.table("product_lines")),
            }
            for table, counted in facts.items():
                db.register("counted", counted)
                db.execute("create or replace temp table fresh as from counted")
                db.execute(f"delete from {table} where {stale}")
                db.execute(f"insert into {table} by name from fresh")
            db.execute("delete from product_sales_version")
            db.execute("insert into product_sales_version values (?)", [version])
        count = rows(db, "select count(*) from daily_product_sales").item()
    return dg.MaterializeResult(metadata={"dagster/row_count": count})


def _version(db: duckdb.DuckDBPyConnection) -> str:
    """What decides how lines are counted apart from the lines: rules, places, certificates."""
    certificates = db.execute(f"select count(*), bit_xor(hash(c)) from {_CERTIFICATES} c").fetchall()
    return hashlib.sha256(repr((rules_version(), gazetteer_version(), certificates)).encode()).hexdigest()[:16]


TABLES = (
    "produce_sales",
    "produce_sales_public",
    "produce_destinations",
    "produce_destinations_public",
    "produce_seasons",
)


@dg.multi_asset(
    outs={name: dg.AssetOut() for name in TABLES},
    deps=[daily_product_sales, "shops", "places"],
    can_subset=False,
)
def produce_marts(night: dg.ResourceParam[Night], as_of_days: pl.LazyFrame) -> Iterator[dg.Output[pl.LazyFrame]]:
    """What sold by period and area, whole and suppressed; destinations; seasons. All are counted from the same cells."""
    cells, destinations = _cells(night)
    newest = as_of_days.select(pl.col("as_of_date").max()).collect().item()
    districts = reference.table("districts").select(district_code_63="code", province_code="province_code")
    tables = produce_tables.of(cells, destinations, districts, newest)
    seasons = produce_tables.seasons(cells, reference.table("produce"), reference.table("crops"))
    found = (tables.sales, tables.sales_public, tables.destinations, tables.destinations_public, seasons)
    for name, table in zip(TABLES, found, strict=True):
        yield dg.Output(table.lazy(), output_name=name)


def _cells(night: Night) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The cells of all grids, and of destinations in both frames."""
    with night.warehouse.connected() as db:
        db.execute(f"create or replace temp table sellers as from {_SOLD}")
        db.execute(f"create or replace temp table calendar as {_CALENDAR}")
        sales, prices, shops, days = (
            db.table(name) for name in ("daily_product_sales", "product_prices", "sellers", "calendar")
        )
        counted = {
            period: (
                produce_sales.compact(produce_sales.seller_sales(sales, shops, days, period).pl()),
                produce_sales.compact(produce_sales.placed_prices(prices, shops, days, period).pl()),
            )
            for period in produce_sales.PERIODS
        }
        sent = produce_sales.compact(produce_sales.seller_destinations(sales, shops, days).pl())
    cells = [produce_sales.cells(*counted[grid.period_type], grid) for grid in produce_sales.GRIDS]
    destinations = [produce_sales.destinations(sent, frame) for frame in produce_sales.FRAMES]
    collected = pl.collect_all([pl.concat(cells, how="diagonal"), pl.concat(destinations)])
    return collected[0], collected[1]


_CALENDAR = """select distinct order_date, cast(date_trunc('month', order_date) as date) as month,
    cast(date_trunc('week', order_date) as date) as week from daily_product_sales"""
