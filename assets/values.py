"""Values of every indicator by marketplace and place, as far as deliveries reach: what the marts are made of."""

from datetime import date

import dagster as dg
import polars as pl

from assets.night import Night
from assets.storage import reference
from assets.storage.warehouse import rows
from conventions import method
from pipelines.indicators import growth_rates, levels, reach, values
from pipelines.indicators.values import SCHEMA


@dg.asset(deps=["files"])
def orders_reach(
    night: dg.ResourceParam[Night], daily_province_orders: pl.LazyFrame, stock_changes: pl.LazyFrame
) -> pl.LazyFrame:
    """One row per marketplace, frame and province: from which day to which day its orders are delivered."""
    with night.warehouse.connected() as db:
        whole = rows(
            db,
            """select distinct marketplace from files where kind = 'order_lines' and status = 'loaded'
                and shop_id is null and marketplace is not null""",
        )["marketplace"].to_list()
    return reach.of_orders(daily_province_orders, stock_changes, whole)


@dg.asset
def records_reach(stock_changes: pl.LazyFrame) -> pl.LazyFrame:
    """One row per kind of record, frame and province: since when register, listings and accounts speak of it."""
    return reach.of_records(stock_changes)


@dg.asset(name="reach")
def delivered_reach(orders_reach: pl.LazyFrame, records_reach: pl.LazyFrame, as_of_days: pl.LazyFrame) -> pl.LazyFrame:
    """One row per source, frame and place: from which day to which day deliveries reach it."""
    newest = as_of_days.collect()["as_of_date"].max()
    assert newest is None or isinstance(newest, date)
    return reach.published(orders_reach, records_reach, newest)


@dg.asset
def area_values(
    daily_province_orders: pl.LazyFrame,
    stock_changes: pl.LazyFrame,
    selling_shops: pl.LazyFrame,
    as_of_days: pl.LazyFrame,
    orders_reach: pl.LazyFrame,
    records_reach: pl.LazyFrame,
) -> pl.LazyFrame:
    """One row per frame, marketplace, province, indicator, period and as-of day; of flows also windows around Tết."""
    selling = selling_shops.with_columns(indicator=pl.lit("selling_shops"), period=pl.lit("as_of")).select(list(SCHEMA))
    windows = [
        values.periods(as_of_days),
        values.thirty_days(as_of_days),
        growth_rates.tet_windows(tet_days(), as_of_days).select("as_of_date", "period", "before"),
    ]
    every = pl.concat(windows)
    parts = [
        reach.stocks(values.stocks(stock_changes, as_of_days), records_reach),
        reach.flows(values.flows(daily_province_orders, every), every, orders_reach),
        reach.selling(values.on_every_day(selling, as_of_days), orders_reach),
    ]
    return pl.concat(parts).filter(method.in_frame())


def tet_days() -> pl.LazyFrame:
    """The first days of Tết of data/reference/."""
    return reference.table("tet").lazy()


@dg.asset
def distinct_values(
    distinct_changes: pl.LazyFrame, as_of_days: pl.LazyFrame, records_reach: pl.LazyFrame
) -> pl.LazyFrame:
    """One row per frame, marketplace set, area, distinct count and as-of day."""
    stocks = values.stocks(distinct_changes, as_of_days, values.DISTINCT_AREA)
    return reach.stocks(stocks, records_reach, "area_code").filter(method.in_frame())


@dg.asset
def level_values(area_values: pl.LazyFrame, distinct_values: pl.LazyFrame) -> pl.LazyFrame:
    """One row per level, frame, area, indicator, period and as-of day, of all marketplaces together."""
    return pl.concat([levels.by_level(area_values), levels.recounted(distinct_values)])
