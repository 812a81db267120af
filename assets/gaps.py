"""What the deliveries could not tell, for the page of data quality."""

import dagster as dg
import polars as pl

from assets.night import Night
from pipelines.rows import gaps


@dg.asset(deps=["quarantined_records", "files"])
def rejections(night: dg.ResourceParam[Night]) -> pl.LazyFrame:
    """One row per file, column and reason: records set aside."""
    with night.warehouse.connected() as db:
        return gaps.rejections(db.table("quarantined_records"), db.table("files")).pl().lazy()


@dg.asset(deps=["order_lines"])
def vocabulary_gaps(night: dg.ResourceParam[Night]) -> pl.LazyFrame:
    """One row per marketplace and status that no description knows."""
    with night.warehouse.connected() as db:
        return gaps.vocabulary_gaps(db.table("order_lines")).pl().lazy()


@dg.asset(deps=["files"])
def unknown_columns(night: dg.ResourceParam[Night]) -> pl.LazyFrame:
    """One row per file and column that no description knows; its values are not kept."""
    with night.warehouse.connected() as db:
        named = "select sha256, marketplace, shop_id, first_seen_at, unnest(unknown_columns) as column_name from files"
        return db.sql(named).pl().lazy()


@dg.asset(deps=["shops", "payment_accounts"])
def household_conflicts(night: dg.ResourceParam[Night]) -> pl.LazyFrame:
    """One row per kind of record, marketplace or provider, and reason: rows of which the household is not certain."""
    with night.warehouse.connected() as db:
        return gaps.household_conflicts(db.table("household_records")).pl().lazy()


@dg.asset(deps=["shops", "places", "daily_shop_orders"])
def unplaced(night: dg.ResourceParam[Night]) -> pl.LazyFrame:
    """One row per marketplace and reason: shops whose place is not known, their orders and dong."""
    with night.warehouse.connected() as db:
        return gaps.unplaced(db.table("shops"), db.table("daily_shop_orders")).pl().lazy()
