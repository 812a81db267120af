"""Produce: what every title sells, how much of it sold, and the tables that may leave the house."""

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import dagster as dg
import duckdb
import polars as pl

from assets.night import Night
from assets.places import gazetteer_version
from assets.storage import reference, vintages
from assets.storage.warehouse import rows
from conventions.folder import WorkingFolder
from pipelines.places import names
from pipelines.produce import cells as produce_sales
from pipelines.produce import facts as produce_facts
from pipelines.produce import matching, revisions
from pipelines.produce import seasons as produce_seasons
from pipelines.produce import tables as produce_tables
from pipelines.produce import weights as pack_weights
from pipelines.produce.facts import ITEM
from quality.contracts import PUBLISHED

_SAID = ", ".join(f"coalesce({name}, '') as {name}" for name in ITEM)
_SELLERS = """select marketplace, shop_id, household, code_63, code_34, district_code_63 from shops
    semi join daily_product_sales using (marketplace, shop_id)"""


@cache
def rules() -> matching.Rules:
    """The rules of data/reference/produce_rules.csv."""
    places = pl.concat([reference.table(name)["name"] for name in ("provinces", "districts")])
    return matching.Rules.of(reference.table("produce_rules"), places)


@cache
def rules_version() -> str:
    """What decides how a title is read, as a hash: titles are read anew when it changes."""
    data = [reference.REFERENCE / f"{name}.csv" for name in ("produce_rules", "provinces", "districts")]
    code = [Path(str(module.__file__)) for module in (matching, pack_weights, names)]
    return hashlib.sha256(b"".join(path.read_bytes() for path in (*data, *code))).hexdigest()[:16]


def match(frame: pl.DataFrame, column: str) -> pl.DataFrame:
    """The frame with product_code, form, kg_per_item and rule behind it; all rows in order, empty where no produce.

    This is what `digital-shops produce match` does.
    """
    titles = frame[column].cast(pl.String)
    found = matching.match(titles, rules())
    items = (
        titles.rename("product_name")
        .to_frame()
        .with_columns(variation_name=pl.lit(None, pl.String), unit=pl.lit(None, pl.String))
    )
    weights = pack_weights.per_item(items).select(title="product_name", kg_per_item="kg_per_item")
    known = found.join(weights, on="title", how="left", validate="1:1").with_columns(
        kg_per_item=pl.when(pl.col("product_code").is_not_null()).then("kg_per_item")
    )
    added = titles.rename("title").to_frame().join(known, on="title", how="left", validate="m:1", maintain_order="left")
    return frame.hstack(added.select("product_code", "form", "kg_per_item", "rule"))


@dg.asset(deps=["order_lines"])
def produce_items(night: dg.ResourceParam[Night]) -> dg.MaterializeResult[None]:
    """One row per distinct title, variation and unit ever sold: what it is and weighs; only new ones are read."""
    warehouse = night.warehouse
    with warehouse.connected() as db, warehouse.transaction(db):
        ((outdated,),) = db.execute("delete from produce_items where rules <> ?", [rules_version()]).fetchall()
        # A new title stands on a day whose orders changed.
        days = "" if outdated else "where (marketplace, shop_id, cast(ordered_at as date)) in (from stale_days)"
        sold = f"(select distinct {_SAID} from delivered_order_lines {days})"
        new = rows(db, f"from {sold} anti join produce_items using ({', '.join(ITEM)})")
        if not new.is_empty():
            blank_as_null = new.with_columns(pl.col(name).replace("", None) for name in ITEM)
            weights = pack_weights.per_item(blank_as_null)
            matched = matching.match(weights["product_name"], rules())
            read = weights.join(matched, left_on="product_name", right_on="title", how="left", validate="m:1")
            db.register("read", read.with_columns(pl.col(ITEM).fill_null("")).to_arrow())
            db.execute(f"insert into produce_items by name select *, '{rules_version()}' as rules from read")
        count = rows(db, "select count(*) from produce_items").item()
    return dg.MaterializeResult(metadata={"dagster/row_count": count})


@dg.asset(deps=[produce_items, "order_lines", "listings", "places"])
def daily_product_sales(night: dg.ResourceParam[Night]) -> dg.MaterializeResult[None]:
    """One row per order day, marketplace, shop, product, form and destination; prices and days of completion beside them.

    Only days whose orders changed are counted again, and those of shops whose certificates did; all of them where
    titles or places read otherwise.
    """
    warehouse = night.warehouse
    with warehouse.connected() as db, warehouse.transaction(db):
        version = hashlib.sha256(repr((rules_version(), gazetteer_version())).encode()).hexdigest()[:16]
        known = db.execute("select version from product_sales_version").fetchall()
        db.execute("create or replace temp table certificates as from ocop_certificates")
        db.execute(
            f"""create or replace temp table stale_product_days as select distinct * from stale_days union
            select distinct marketplace, shop_id, order_date from daily_product_sales
            where (marketplace, shop_id) in {_changed("certificates", "product_certificates")}"""
        )
        stale = "true" if known != [(version,)] else "(marketplace, shop_id, order_date) in (from stale_product_days)"
        lines = produce_facts.product_lines(
            db.sql(f"from order_lines where {stale}"),
            db.sql("from produce_items where product_code is not null"),
            db.table("places"),
        )
        db.register("counted_lines", lines)
        db.execute("create or replace temp table product_lines as from counted_lines")
        lines = db.table("product_lines")
        facts = {
            "daily_product_sales": produce_facts.daily_product_sales(lines, db.table("certificates")),
            "product_prices": produce_facts.product_prices(lines),
            "completion_days": produce_facts.completion_days(lines),
        }
        db.execute(f"insert into stale_product_sales select distinct order_date from daily_product_sales where {stale}")
        for table, counted in facts.items():
            db.register("counted", counted)
            db.execute("create or replace temp table fresh as from counted")
            db.execute(f"delete from {table} where {stale}")
            db.execute(f"insert into {table} by name from fresh")
        db.execute(f"insert into stale_product_sales select distinct order_date from daily_product_sales where {stale}")
        for table, fresh in (
            ("product_sales_version", f"(select '{version}')"),
            ("product_certificates", "certificates"),
        ):
            db.execute(f"delete from {table}")
            db.execute(f"insert into {table} from {fresh}")
        count = rows(db, "select count(*) from daily_product_sales").item()
    return dg.MaterializeResult(metadata={"dagster/row_count": count})


def _changed(now: str, before: str) -> str:
    """Shops with a row in only one of two tables."""
    return f"""(select distinct marketplace, shop_id from
        ((from {now} except from {before}) union all (from {before} except from {now})))"""


@dg.asset(deps=[daily_product_sales, "shops", "places"])
def produce_cells(night: dg.ResourceParam[Night]) -> dg.MaterializeResult[None]:
    """One row per period, product, form, area and marketplace, and per destination: all that is counted of produce.

    Only months and weeks with days that were counted again are, and those in which a shop sold that has moved.
    """
    warehouse = night.warehouse
    with warehouse.connected() as db, warehouse.transaction(db):
        db.execute(f"create or replace temp table sellers as {_SELLERS}")
        db.execute(
            f"""create or replace temp table stale_cell_days as from stale_product_sales union
            select order_date from daily_product_sales
            where (marketplace, shop_id) in {_changed("sellers", "product_sellers")}"""
        )
        for period in produce_sales.PERIODS:
            tables = _counted(db, period)
            of_stale = f"period_type = '{period}' and period_start in (select {_start(period)} from stale_cell_days)"
            for table, counted in tables.items():
                db.register("fresh", counted.to_arrow())
                db.execute(f"delete from {table} where {of_stale}")
                db.execute(f"insert into {table} by name from fresh")
        db.execute("delete from stale_product_sales")
        db.execute("delete from product_sellers")
        db.execute("insert into product_sellers from sellers")
        count = rows(db, "select count(*) from produce_cells").item()
    return dg.MaterializeResult(metadata={"dagster/row_count": count})


def _start(period: produce_sales.Period) -> str:
    """The first day of the month or week of an order."""
    return f"cast(date_trunc('{period}', order_date) as date)"


def _counted(db: duckdb.DuckDBPyConnection, period: produce_sales.Period) -> dict[str, pl.DataFrame]:
    """The cells of the stale periods of one kind, by table."""
    stale = f"{_start(period)} in (select {_start(period)} from stale_cell_days)"
    days = f"select distinct order_date, {_start(period)} as {period} from daily_product_sales where {stale}"
    db.execute(f"create or replace temp table calendar as {days}")
    facts, shops, calendar = (db.table(name) for name in ("daily_product_sales", "sellers", "calendar"))
    sold = produce_sales.compact(produce_sales.seller_sales(facts, shops, calendar, period).pl())
    prices, waits = (
        produce_sales.compact(produce_sales.placed(db.table(table), shops, calendar, period, measure).pl())
        for table, measure in (("product_prices", "price_vnd_per_kg"), ("completion_days", "days_to_completion"))
    )
    grids = [grid for grid in produce_sales.GRIDS if grid.period_type == period]
    cells = [produce_sales.cells(sold, prices, waits, grid) for grid in grids]
    if period == "week":
        return {"produce_cells": pl.concat(pl.collect_all(cells), how="diagonal")}
    sent = produce_sales.compact(produce_sales.seller_destinations(facts, shops, calendar).pl())
    destinations = [produce_sales.destinations(sent, frame) for frame in produce_sales.FRAMES]
    *found, one, other = pl.collect_all([*cells, *destinations])
    return {
        "produce_cells": pl.concat(found, how="diagonal"),
        "produce_destination_cells": pl.concat([one, other]).with_columns(period_type=pl.lit(period)),
    }


TABLES = (
    "produce_sales",
    "produce_sales_public",
    "produce_destinations",
    "produce_destinations_public",
    "produce_seasons",
)


@dg.multi_asset(outs={name: dg.AssetOut() for name in TABLES}, deps=[produce_cells], can_subset=False)
def produce_marts(night: dg.ResourceParam[Night], as_of_days: pl.LazyFrame) -> Iterator[dg.Output[pl.LazyFrame]]:
    """What sold by period and area, whole and suppressed; destinations; seasons. All are read off the same cells."""
    newest = as_of_days.select(pl.col("as_of_date").max()).collect().item()
    with night.warehouse.connected() as db:
        cells, destinations = rows(db, "from produce_cells"), rows(db, "from produce_destination_cells")
    areas = produce_tables.Areas(
        reference.table("districts").select(district_code_63="code", province_code="province_code"),
        reference.table("province_crosswalk").select("old_code", "new_code"),
    )
    tables = produce_tables.release_tables(cells, destinations, areas, newest, _told(night.folder))
    seasons = produce_seasons.by_period(cells, reference.table("produce"), reference.table("crops"), newest)
    found = (tables.sales, tables.sales_public, tables.destinations, tables.destinations_public, seasons)
    for name, table in zip(TABLES, found, strict=True):
        yield dg.Output(table.lazy(), output_name=name)


def _told(folder: WorkingFolder) -> revisions.Told:
    """The public tables of the release on show, and of all that are kept."""
    tables = ("produce_sales_public", "produce_destinations_public")
    paths = {
        table: [path for release in folder.releases() if (path := release / f"{table}.parquet").exists()]
        for table in tables
    }
    every = [
        pl.scan_parquet(
            paths[table], glob=False, include_file_paths="release", missing_columns="insert", extra_columns="ignore"
        )
        if paths[table]
        else PUBLISHED[table].create_empty().lazy().with_columns(release=pl.lit(""))
        for table in tables
    ]
    # A release of older code may lack a column.
    sales, destinations = (
        pl.concat([PUBLISHED[table].create_empty(), vintages.current(folder, table)[1]], how="diagonal_relaxed")
        for table in tables
    )
    return revisions.Told(sales, destinations, *every)
