"""Marts: what people ask for, small and computed whole each night."""

import dagster as dg
import polars as pl

from assets import reference
from assets.context import Night
from assets.warehouse import rows
from pipelines import calendar, growth, indicator_values, rankings
from pipelines.indicator_values import SCHEMA


@dg.asset(deps=["order_lines", "shops", "payment_accounts"])
def as_of_days(night: dg.ResourceParam[Night]) -> pl.LazyFrame:
    """One row per day that the marts speak of: month ends, days of quoted figures, launch and the newest day."""
    with night.warehouse.connected() as db:
        last = rows(db, "select marketplace, max(order_date) as last_day from daily_shop_orders group by all")
        registered = rows(
            db,
            "select max(greatest(opened_on, closed_on)) from (select opened_on, closed_on from shops "
            "union all select opened_on, closed_on from payment_accounts)",
        ).item()
    return calendar.as_of_days(calendar.newest_day(last, registered)).lazy()


@dg.asset
def area_values(
    daily_orders: pl.LazyFrame, stock_changes: pl.LazyFrame, selling_shops: pl.LazyFrame, as_of_days: pl.LazyFrame
) -> pl.LazyFrame:
    """One row per frame, marketplace, province, indicator, period and as-of day."""
    selling = selling_shops.with_columns(indicator=pl.lit("selling_shops"), period=pl.lit("as_of")).select(list(SCHEMA))
    values = [
        indicator_values.stocks(stock_changes, as_of_days),
        indicator_values.flows(daily_orders, as_of_days),
        selling,
    ]
    return indicator_values.in_their_frame(pl.concat(values))


@dg.asset
def flow_windows(daily_orders: pl.LazyFrame, as_of_days: pl.LazyFrame) -> pl.LazyFrame:
    """One row per frame, marketplace, province, flow and as-of day: 30 days to the day, and the 30 days from launch."""
    return indicator_values.in_their_frame(indicator_values.thirty_days(daily_orders, as_of_days))


@dg.asset(deps=["shops", "listings"])
def province_rankings(
    night: dg.ResourceParam[Night], area_values: pl.LazyFrame, as_of_days: pl.LazyFrame
) -> pl.LazyFrame:
    """One row per frame, indicator, period, as-of date, basis, source and province."""
    country_wide = reference.table("marketplaces").filter(pl.col("is_country_wide") == "true").select("marketplace")
    with night.warehouse.connected() as db:
        db.register("country_wide", country_wide.to_arrow())
        compared = rows(
            db,
            """from (select distinct 'register' as counted_from, marketplace from shops
                union select distinct 'listings', marketplace from listings
                union select distinct 'orders', marketplace from daily_shop_orders) semi join country_wide using (marketplace)""",
        )
        known = rows(
            db,
            """select frame, province_code, min(opened_on) as known_since
            from (select '63' as frame, code_63 as province_code, * from shops union all select '34', code_34, * from shops)
            where province_code is not null
                and (marketplace in (from country_wide) or not exists (from shops semi join country_wide using (marketplace)))
            group by all""",
        )
    country = rankings.Country(compared.lazy(), known.lazy())
    indicators = reference.table("indicators").with_columns(pl.col("decimals").cast(pl.Int64))
    return rankings.by_province(area_values, indicators.lazy(), _provinces().lazy(), as_of_days, country)


def _provinces() -> pl.DataFrame:
    """The name of every province in each frame, as it is called last."""
    listed = reference.table("provinces").sort("valid_from").unique(["frame", "code"], keep="last")
    return listed.select("frame", province_code="code", province_name="name")


@dg.asset
def growth_since_launch(area_values: pl.LazyFrame, flow_windows: pl.LazyFrame) -> pl.LazyFrame:
    """One row per level, frame, area, indicator, as-of date and kind of base."""
    stocks = growth.by_level(area_values.filter(pl.col("period") == "as_of"))
    flows = growth.by_level(flow_windows.filter(pl.col("period") == "30_days"))
    launch = growth.by_level(flow_windows.filter(pl.col("period") == "launch"))
    return growth.since_launch(pl.concat([stocks, flows]), growth.own_count(stocks, launch))
