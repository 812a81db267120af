"""Daily facts: counts and sums of the rows. They stay in the warehouse and are counted again where rows changed."""

from collections.abc import Iterator
from datetime import date

import dagster as dg
import duckdb
import polars as pl

from assets.night import Night
from assets.storage import made_from, reference, releases
from assets.storage.mart_files import published
from assets.storage.warehouse import rows
from conventions import method
from conventions.folder import sha256_of
from pipelines import calendar, marketplace_sets
from pipelines.facts import orders, presence
from pipelines.facts import revenue as sums
from pipelines.indicators import claims, concentration
from quality.contracts import FRAMES

ORDER_FACTS = {
    "daily_shop_orders": "One row per order day, marketplace and shop.",
    "monthly_shop_orders": "One row per month, marketplace and shop: first order, last completed order, revenue.",
}
_MONTHS = "(select *, cast(date_trunc('month', order_date) as date) as month from {})"
_SHOP_DAYS = "(marketplace, shop_id, order_date) in (select (marketplace, shop_id, order_date) from stale)"
_SHOP_MONTHS = f"(marketplace, shop_id, month) in (select (marketplace, shop_id, month) from {_MONTHS.format('stale')})"
_ALL = "true"


@dg.multi_asset(
    # daily_product_sales reads the stale days before they are cleared here
    specs=[
        dg.AssetSpec(name, description=told, deps=["order_lines", "daily_product_sales"])
        for name, told in ORDER_FACTS.items()
    ],
)
def daily_shop_orders(night: dg.ResourceParam[Night]) -> Iterator[dg.MaterializeResult[None]]:
    """Counts days and months of shops whose orders changed; all of them where the code did."""
    with night.warehouse.connected() as db:
        code = releases.code_version()
        db.execute("create or replace temp table stale as select distinct * from stale_days")
        with night.warehouse.transaction(db):
            is_known = made_from.is_from(db, "daily_shop_orders", code)
            days, months = (_SHOP_DAYS, _SHOP_MONTHS) if is_known else (_ALL, _ALL)
            db.execute(f"delete from daily_shop_orders where {days}")
            made_from.insert(db, "daily_shop_orders", orders.daily_shop_orders(db.sql(f"from orders where {days}")))
            db.execute(f"delete from monthly_shop_orders where {months}")
            of_months = db.sql(f"from {_MONTHS.format('daily_shop_orders')} where {months}")
            made_from.insert(db, "monthly_shop_orders", orders.monthly_shop_orders(of_months))
            made_from.note(db, "daily_shop_orders", code)
            db.execute("delete from stale_days")
        yield from (_made(db, name) for name in ORDER_FACTS)


def _made(db: duckdb.DuckDBPyConnection, table: str) -> dg.MaterializeResult[None]:
    """That a table stands in the warehouse, with its number of rows."""
    return dg.MaterializeResult(table, metadata={"dagster/row_count": rows(db, f"select count(*) from {table}").item()})


AREA_FACTS = {
    "daily_orders": "One row per order day, marketplace, frame and area of the shop.",
    "daily_province_orders": "One row per order day, marketplace, frame and province of the shop.",
}
_OF_MONTHS = f"select month, true as is_whole, * exclude (month) from {_MONTHS.format('daily_shop_orders')}"
_FILE = "daily_orders.parquet"
ROWS_AT_ONCE = 500_000


@dg.multi_asset(
    specs=[
        dg.AssetSpec(name, description=told, deps=[*ORDER_FACTS, "shops", "places"])
        for name, told in AREA_FACTS.items()
    ],
)
def daily_orders(night: dg.ResourceParam[Night]) -> Iterator[dg.MaterializeResult[None]]:
    """Counts the months whose orders changed, by area; all of them where shops, places or the code did.

    The daily orders are published and grow with the history: they are written to their file some months at a time.
    """
    with night.warehouse.connected() as db:
        sizes = rows(
            db, f"select month as day, month, true as is_whole, count(*) as n from ({_OF_MONTHS}) group by all"
        )
        # The file and the notes cannot change at once, and one may be lost: what is noted is said of a file of this hash.
        if not (
            night.marts.has("daily_orders")
            and made_from.is_from(db, _FILE, sha256_of(night.marts.path("daily_orders")))
        ):
            made_from.forget(db, "daily_orders")
        months = made_from.Days.of(db, "daily_orders", sizes, _OF_MONTHS, ["register"])
        with night.warehouse.transaction(db):
            months.clear(db, "daily_province_orders", "cast(date_trunc('month', order_date) as date)")
            _number_sellers(db)
            parts = _parts(sizes.join(months.stale.select("day", is_stale=True), on="day", how="left"))
            night.marts.write_parts("daily_orders", (_daily_orders(night, db, *part) for part in parts))
            made_from.note(db, _FILE, sha256_of(night.marts.path("daily_orders")))
            months.note(db)
        night.marts.show("daily_orders")
        yield from (_made(db, name) for name in AREA_FACTS)


def _number_sellers(db: duckdb.DuckDBPyConnection) -> None:
    """`sellers`: shops that ever had an order, with what the register says of them, if anything.

    Each has a number, by which a shop is found faster than by name.
    """
    db.execute(
        """create or replace temp table sellers as select row_number() over () as shop, *
            from (select distinct marketplace, shop_id from monthly_shop_orders)
            left join shops using (marketplace, shop_id)"""
    )


def _parts(months: pl.DataFrame) -> list[tuple[list[date], bool]]:
    """Runs of months that are all stale, or none, none of them much above ROWS_AT_ONCE."""
    stale, n = pl.col("is_stale").fill_null(False), pl.col("n")
    size = (n.cum_sum() - n).over(stale.rle_id()) // ROWS_AT_ONCE
    parts = (
        months.sort("month")
        .with_columns(is_stale=stale, run=stale.rle_id(), size=size)
        .group_by("run", "size", "is_stale", maintain_order=True)
        .agg("month")
    )
    return parts.select("month", "is_stale").rows()


def _daily_orders(night: Night, db: duckdb.DuckDBPyConnection, months: list[date], is_stale: bool) -> pl.DataFrame:
    """The daily orders of some months: as they stand in their file, or counted, also by province."""
    if not is_stale:
        return night.marts.load("daily_orders").filter(pl.col("order_date").dt.month_start().is_in(months)).collect()
    of_days = db.sql(
        f"from daily_shop_orders where order_date between date '{months[0]}' and last_day(date '{months[-1]}')"
    )
    found = pl.concat([orders.daily_orders(of_days, db.table("sellers"), frame).pl() for frame in FRAMES])
    made_from.insert(db, "daily_province_orders", orders.daily_province_orders(found))
    return published("daily_orders", found)


ACCOUNTS = (
    "(select provider as marketplace, account_id as shop_id, * exclude (provider, account_id) from payment_accounts)"
)
"""E-payment accounts as things of a provider, as shops are things of a marketplace."""
_LISTINGS = "select listing.*, code_63, code_34 from listings listing left join shops using (marketplace, shop_id)"
_FIRST_ORDERS = "select marketplace, shop_id, first_order_date as order_date from monthly_shop_orders"


@dg.asset(deps=["shops", "listings", "payment_accounts", "monthly_shop_orders", "places"])
def stock_changes(night: dg.ResourceParam[Night]) -> dg.MaterializeResult[None]:
    """One row per day, marketplace, frame, province and stock: openings less closings."""
    with night.warehouse.connected() as db:
        state = releases.state_of(db, ["register", "listings", "payment_accounts"])
        shops, listed = db.table("shops"), db.table("listings")
        active = presence.active_shops(shops, listed, db.sql(_FIRST_ORDERS))
        with night.warehouse.transaction(db):
            for frame in FRAMES:
                stocks = {"official_active_shops": orders.stock_changes(active, frame, "active_on", "closed_on")}
                if not made_from.is_from(db, "stock_changes", state):
                    shown = presence.shown_listings(listed, shops)
                    accounts, offered = db.sql(f"from {ACCOUNTS}"), db.sql(_LISTINGS)
                    stocks |= {
                        "registered_shops": orders.stock_changes(shops, frame, "opened_on", "closed_on"),
                        "listing_shops": orders.listing_shops(shown, frame),
                        "payment_accounts": orders.stock_changes(accounts, frame, "opened_on", "closed_on"),
                        "listed_products": orders.stock_changes(offered, frame, "listed_on", "delisted_on"),
                    }
                for indicator, changes in stocks.items():
                    db.execute("delete from stock_changes where frame = ? and indicator = ?", [frame, indicator])
                    made_from.insert(db, "stock_changes", changes, frame=frame, indicator=indicator)
            made_from.note(db, "stock_changes", state)
        return _made(db, "stock_changes")


@dg.asset(deps=["shops", "listings", "payment_accounts", "monthly_shop_orders"])
def sets_of_marketplaces(night: dg.ResourceParam[Night]) -> pl.LazyFrame:
    """One row per kind of record, marketplace set and marketplace (or provider of accounts) that the set sums."""
    wide = reference.table("marketplaces").filter(pl.col("is_country_wide") == "true")["marketplace"].to_list()
    with night.warehouse.connected() as db:
        delivered = rows(
            db,
            """select distinct 'register' as counted_from, marketplace from shops
                union select distinct 'listings', marketplace from listings
                union select distinct 'orders', marketplace from monthly_shop_orders
                union select distinct 'accounts', provider from payment_accounts""",
        )
    return marketplace_sets.members(delivered, wide).lazy()


@dg.asset(deps=["shops", "listings", "payment_accounts", "places"])
def distinct_changes(night: dg.ResourceParam[Night], sets_of_marketplaces: pl.LazyFrame) -> dg.MaterializeResult[None]:
    """One row per day, frame, marketplace set, area and distinct count: households and products that appear less those that go."""
    sets = {source: table for (source,), table in sets_of_marketplaces.collect().group_by("counted_from")}
    with night.warehouse.connected() as db:
        state = releases.state_of(db, ["register", "listings", "payment_accounts"])
        if made_from.is_from(db, "distinct_changes", state):
            return _made(db, "distinct_changes")
        shops, accounts = db.table("shops"), db.sql(f"from {ACCOUNTS}")
        shown, valid = presence.shown_listings(db.table("listings"), shops), db.table("ocop_certificates")
        with night.warehouse.transaction(db):
            db.execute("delete from distinct_changes")
            for frame in FRAMES:
                with_shop = presence.households(shops, frame, "opened_on", "closed_on")
                with_account = presence.households(accounts, frame, "opened_on", "closed_on")
                counts = {
                    "households_with_shop": (with_shop, ["register"]),
                    "households_with_account": (with_account, ["accounts"]),
                    "households_with_either": (with_shop.union(with_account), ["register", "accounts"]),
                    "distinct_products": (presence.products(shown, frame), ["listings"]),
                    "ocop_products": (presence.products(presence.with_valid_stars(shown, valid), frame), ["listings"]),
                }
                for indicator, (spans, sources) in counts.items():
                    summed = marketplace_sets.together([sets[source] for source in sources if source in sets])
                    changes = presence.distinct_changes(spans, db.from_arrow(summed.to_arrow()))
                    made_from.insert(db, "distinct_changes", changes, frame=frame, indicator=indicator)
            made_from.note(db, "distinct_changes", state)
        return _made(db, "distinct_changes")


@dg.asset(deps=["daily_shop_orders", "shops", "payment_accounts"])
def as_of_days(night: dg.ResourceParam[Night]) -> pl.LazyFrame:
    """One row per day that the marts speak of: month ends, days of quoted figures, launch and the newest day."""
    with night.warehouse.connected() as db:
        last = rows(db, "select marketplace, max(order_date) as last_day from daily_shop_orders group by all")
        registered = rows(
            db,
            "select max(greatest(opened_on, closed_on)) from (select opened_on, closed_on from shops "
            "union all select opened_on, closed_on from payment_accounts)",
        ).item()
    quoted = claims.days(reference.table("claims"))
    return calendar.as_of_days(calendar.newest_day(last, registered), quoted).lazy()


_COMPLETED = """select month, true as is_whole, marketplace, shop_id, last_completed_date as completed_on
        from monthly_shop_orders where last_completed_date is not null
    union all select month, false, marketplace, shop_id, order_date
        from (select *, cast(date_trunc('month', order_date) as date) as month from daily_shop_orders
            where orders_completed > 0 and cast(date_trunc('month', order_date) as date) in ({}))"""
"""Of a whole month a shop's last completed order will do; of a month that is looked at up to a day, every day."""
_REVENUE = """select month, true as is_whole, marketplace, shop_id, completed_value_vnd
    from monthly_shop_orders where completed_value_vnd > 0"""


@dg.asset(deps=["monthly_shop_orders", "daily_shop_orders", "shops", "places"])
def selling_shops(night: dg.ResourceParam[Night], as_of_days: pl.LazyFrame) -> dg.MaterializeResult[None]:
    """One row per as-of day, marketplace, frame and province: shops with a completed order in the 90 days before."""
    windows = calendar.selling_windows(as_of_days).collect()
    parts = ", ".join(f"date '{month}'" for month in windows.filter(~pl.col("is_whole"))["month"].unique().sort())
    completed = _COMPLETED.format(parts or "null")
    with night.warehouse.connected() as db:
        with night.warehouse.transaction(db):
            days = made_from.Days.of(db, "selling_shops", windows, completed, ["register"])
            days.clear(db, "selling_shops", "as_of_date")
            if not days.stale.is_empty():
                asked = db.from_arrow(windows.join(days.stale, on="day", how="semi").to_arrow())
                _number_sellers(db)
                columns = "month, is_whole, completed_on, shop"
                sold = db.sql(f"select {columns} from ({completed}) join sellers using (marketplace, shop_id)")
                db.register("selling", orders.selling_shops(sold, asked))
                db.execute("create or replace temp table sold as from selling")
                for frame in FRAMES:
                    found = orders.by_place(db.table("sold"), db.table("sellers"), frame)
                    made_from.insert(db, "selling_shops", found, frame=frame)
            days.note(db)
        return _made(db, "selling_shops")


@dg.asset(deps=["shops", "places"])
def commune_shop_changes(night: dg.ResourceParam[Night]) -> dg.MaterializeResult[None]:
    """One row per month, frame, province and commune: shops opened less shops closed."""
    with night.warehouse.connected() as db:
        state = releases.state_of(db, ["register"])
        if not made_from.is_from(db, "commune_shop_changes", state):
            with night.warehouse.transaction(db):
                db.execute("delete from commune_shop_changes")
                for frame in FRAMES:
                    found = orders.shops_by_commune(db.table("shops"), frame)
                    made_from.insert(db, "commune_shop_changes", found, frame=frame)
                made_from.note(db, "commune_shop_changes", state)
        return _made(db, "commune_shop_changes")


SPREAD = {
    "shop_areas": "One row per level, frame, area and month end: shops, sellers, revenue, Theil's index and its split.",
    "shop_spread": "One row per frame, area and month end: sums over shops in order of revenue.",
}
MONTHS_AT_ONCE = 12
"""Month ends that are counted together: there is a row for each of them and each seller."""


@dg.multi_asset(
    specs=[
        dg.AssetSpec(
            name,
            description=told,
            deps=["monthly_shop_orders", "shops", "places", "commune_shop_changes", "as_of_days"],
        )
        for name, told in SPREAD.items()
    ],
)
def shop_revenue(
    night: dg.ResourceParam[Night], commune_shop_changes: pl.LazyFrame, as_of_days: pl.LazyFrame
) -> Iterator[dg.MaterializeResult[None]]:
    """Sums over the twelve months' revenue of single shops, which stay in the warehouse."""
    windows = concentration.windows(as_of_days).collect()
    with night.warehouse.connected() as db:
        with night.warehouse.transaction(db):
            days = made_from.Days.of(db, "shop_areas", windows, _REVENUE, ["register"])
            for table in SPREAD:
                days.clear(db, table, "as_of_date")
            if not days.stale.is_empty():
                _number_sellers(db)
            for part in days.stale.iter_slices(MONTHS_AT_ONCE):
                _count_revenue(db, windows.join(part, on="day", how="semi"), commune_shop_changes)
            days.note(db)
        yield from (_made(db, name) for name in SPREAD)


def _count_revenue(db: duckdb.DuckDBPyConnection, months: pl.DataFrame, changes: pl.LazyFrame) -> None:
    """Adds the areas and their spread on some month ends."""
    sold = db.sql(
        f"select month, shop, completed_value_vnd from ({_REVENUE}) join sellers using (marketplace, shop_id)"
    )
    db.register("twelve_months", sums.trailing(sold, db.from_arrow(months.to_arrow())))
    db.execute("create or replace temp table trailing_revenue as from twelve_months")
    stocks = concentration.open_shops(changes, months.lazy())
    for frame in FRAMES:
        ends = "true" if frame == "34" else f"as_of_date <= date '{method.LAST_DAY_OF_63}'"
        sellers = sums.placed(db.sql(f"from trailing_revenue where {ends}"), db.table("sellers"), frame)
        communes = sums.by_commune(sellers).pl().lazy().with_columns(frame=pl.lit(frame))
        people = concentration.population(stocks.filter(pl.col("frame") == frame), communes)
        areas = concentration.by_area(people).collect()
        made_from.insert(db, "shop_areas", areas)
        population = areas.select("as_of_date", "area_code", "shops", "zeros").to_arrow()
        made_from.insert(db, "shop_spread", sums.by_area(sellers, db.from_arrow(population)), frame=frame)
