"""Daily facts: counts and sums of the rows. Those at shop grain stay in the warehouse."""

import dagster as dg
import polars as pl

from assets.context import Night
from assets.warehouse import rows
from pipelines import facts, method
from quality.contracts import FRAMES


@dg.asset(deps=["order_lines"])
def daily_shop_orders(night: dg.ResourceParam[Night]) -> dg.MaterializeResult[None]:
    """One row per order day, marketplace and shop; only days whose orders changed are counted again."""
    warehouse = night.warehouse
    with warehouse.connected() as db:
        days = "select distinct marketplace, shop_id, order_date from stale_days"
        orders = db.sql(f"select * from orders where (marketplace, shop_id, order_date) in ({days})")
        counted = facts.daily_shop_orders(orders)
        with warehouse.transaction(db):
            db.register("counted", counted)
            db.execute("create or replace temp table fresh as from counted")
            db.execute(f"delete from daily_shop_orders where (marketplace, shop_id, order_date) in ({days})")
            db.execute("insert into daily_shop_orders by name from fresh")
            db.execute("delete from stale_days")
        count = rows(db, "select count(*) from daily_shop_orders").item()
    return dg.MaterializeResult(metadata={"dagster/row_count": count})


@dg.asset(deps=[daily_shop_orders, "shops", "places"])
def daily_orders(night: dg.ResourceParam[Night]) -> pl.LazyFrame:
    """One row per order day, marketplace, frame and area of the shop."""
    with night.warehouse.connected() as db:
        found = [facts.daily_orders(db.table("daily_shop_orders"), db.table("shops"), frame).pl() for frame in FRAMES]
    return pl.concat(found).lazy()


@dg.asset(deps=["shops", "listings", "places"])
def stock_changes(night: dg.ResourceParam[Night]) -> pl.LazyFrame:
    """One row per day, marketplace, frame, province and stock: openings less closings."""
    listings = """select listing.*, shop.code_63, shop.code_34 from listings listing
        left join shops shop using (marketplace, shop_id)"""
    found = []
    with night.warehouse.connected() as db:
        for frame in FRAMES:
            stocks = {
                "registered_shops": facts.stock_changes(db.table("shops"), frame, "opened_on", "closed_on"),
                "listed_products": facts.stock_changes(db.sql(listings), frame, "listed_on", "delisted_on"),
            }
            found += [
                changes.pl().with_columns(frame=pl.lit(frame), indicator=pl.lit(indicator))
                for indicator, changes in stocks.items()
            ]
    return pl.concat(found).lazy()


@dg.asset(deps=["daily_shop_orders", "shops", "places"])
def selling_shops(night: dg.ResourceParam[Night], as_of_days: pl.LazyFrame) -> pl.LazyFrame:
    """One row per as-of day, marketplace, frame and province: shops with a completed order in the 90 days before."""
    first_day = pl.col("as_of_date") - pl.duration(days=method.SELLING_DAYS - 1)
    windows = as_of_days.select("as_of_date", window_start=first_day).collect().to_arrow()
    found = []
    with night.warehouse.connected() as db:
        for frame in FRAMES:
            counted = facts.selling_shops(
                db.table("daily_shop_orders"), db.table("shops"), db.from_arrow(windows), frame
            )
            found.append(counted.pl().with_columns(frame=pl.lit(frame)))
    return pl.concat(found).lazy()
