"""Daily facts: counts and sums of the rows. Those at shop grain stay in the warehouse."""

import dagster as dg
import polars as pl

from assets import reference
from assets.context import Night
from assets.warehouse import rows
from pipelines import concentration, facts, method, presence, scenes
from pipelines import shop_revenue as sums
from quality.contracts import FRAMES


@dg.asset(deps=["order_lines", "daily_product_sales"])  # that one reads the stale days before they are cleared here
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


ACCOUNTS = (
    "(select provider as marketplace, account_id as shop_id, * exclude (provider, account_id) from payment_accounts)"
)
"""E-payment accounts as things of a provider, as shops are things of a marketplace."""


@dg.asset(deps=["shops", "listings", "payment_accounts", daily_shop_orders, "places"])
def stock_changes(night: dg.ResourceParam[Night]) -> pl.LazyFrame:
    """One row per day, marketplace, frame, province and stock: openings less closings."""
    listings = """select listing.*, shop.code_63, shop.code_34 from listings listing
        left join shops shop using (marketplace, shop_id)"""
    found = []
    with night.warehouse.connected() as db:
        shops, listed = db.table("shops"), db.table("listings")
        active = presence.active_shops(shops, listed, db.table("daily_shop_orders"))
        shown = presence.shown_listings(listed, shops)
        for frame in FRAMES:
            stocks = {
                "registered_shops": facts.stock_changes(shops, frame, "opened_on", "closed_on"),
                "official_active_shops": facts.stock_changes(active, frame, "active_on", "closed_on"),
                "listing_shops": facts.listing_shops(shown, frame),
                "payment_accounts": facts.stock_changes(db.sql(f"from {ACCOUNTS}"), frame, "opened_on", "closed_on"),
                "listed_products": facts.stock_changes(db.sql(listings), frame, "listed_on", "delisted_on"),
            }
            found += [
                changes.pl().with_columns(frame=pl.lit(frame), indicator=pl.lit(indicator))
                for indicator, changes in stocks.items()
            ]
    return pl.concat(found, how="diagonal").lazy()


@dg.asset(deps=["shops", "listings", "payment_accounts", daily_shop_orders])
def market_scenes(night: dg.ResourceParam[Night]) -> pl.LazyFrame:
    """One row per kind of record, scene and marketplace (or provider of accounts) that the scene sums."""
    wide = reference.table("marketplaces").filter(pl.col("is_country_wide") == "true")["marketplace"].to_list()
    with night.warehouse.connected() as db:
        delivered = rows(
            db,
            """select distinct 'register' as counted_from, marketplace from shops
                union select distinct 'listings', marketplace from listings
                union select distinct 'orders', marketplace from daily_shop_orders
                union select distinct 'accounts', provider from payment_accounts""",
        )
    return scenes.of(delivered, wide).lazy()


@dg.asset(deps=["shops", "listings", "payment_accounts", "places"])
def distinct_changes(night: dg.ResourceParam[Night], market_scenes: pl.LazyFrame) -> pl.LazyFrame:
    """One row per day, frame, scene, area and distinct count: households and products that appear less those that go."""
    sets = {source: table for (source,), table in market_scenes.collect().group_by("counted_from")}
    found = []
    with night.warehouse.connected() as db:
        shops, accounts = db.table("shops"), db.sql(f"from {ACCOUNTS}")
        shown = presence.shown_listings(db.table("listings"), shops)
        for frame in FRAMES:
            with_shop = presence.households(shops, frame, "opened_on", "closed_on")
            with_account = presence.households(accounts, frame, "opened_on", "closed_on")
            counts = {
                "households_with_shop": (with_shop, ["register"]),
                "households_with_account": (with_account, ["accounts"]),
                "households_with_either": (with_shop.union(with_account), ["register", "accounts"]),
                "distinct_products": (presence.products(shown, frame), ["listings"]),
                "ocop_products": (presence.products(presence.with_valid_stars(shown), frame), ["listings"]),
            }
            for indicator, (spans, sources) in counts.items():
                summed = scenes.together([sets[source] for source in sources if source in sets])
                changes = presence.distinct_changes(spans, db.from_arrow(summed.to_arrow())).pl()
                found.append(changes.with_columns(frame=pl.lit(frame), indicator=pl.lit(indicator)))
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


@dg.asset(deps=["shops", "places"])
def commune_shop_changes(night: dg.ResourceParam[Night]) -> pl.LazyFrame:
    """One row per month, frame, province and commune: shops opened less shops closed."""
    with night.warehouse.connected() as db:
        found = [
            facts.shops_by_commune(db.table("shops"), frame).pl().with_columns(frame=pl.lit(frame)) for frame in FRAMES
        ]
    return pl.concat(found).lazy()


@dg.multi_asset(
    outs={
        "shop_population": dg.AssetOut(
            description="One row per frame, province, commune and month end: shops, sellers, revenue."
        ),
        "shop_spread": dg.AssetOut(
            description="One row per frame, area and month end: sums over shops in order of revenue."
        ),
    },
    deps=["daily_shop_orders", "shops", "places"],
)
def shop_revenue(
    night: dg.ResourceParam[Night], commune_shop_changes: pl.LazyFrame, as_of_days: pl.LazyFrame
) -> tuple[pl.LazyFrame, pl.LazyFrame]:
    """Sums over the twelve months' revenue of single shops, which stay in the warehouse."""
    months = concentration.windows(as_of_days)
    stocks = concentration.open_shops(commune_shop_changes, months)
    people, spread = [], []
    with night.warehouse.connected() as db:
        windows = db.from_arrow(months.collect().to_arrow())
        db.register("twelve_months", sums.trailing(db.table("daily_shop_orders"), windows))
        db.execute("create or replace temp table trailing_revenue as from twelve_months")
        for frame in FRAMES:
            sellers = sums.placed(db.table("trailing_revenue"), db.table("shops"), frame)
            communes = sums.by_commune(sellers).pl().lazy().with_columns(frame=pl.lit(frame))
            people.append(concentration.population(stocks.filter(pl.col("frame") == frame), communes).collect())
            counted = concentration.by_area(people[-1].lazy()).select("as_of_date", "area_code", "shops", "zeros")
            spread.append(
                sums.by_area(sellers, db.from_arrow(counted.collect().to_arrow()))
                .pl()
                .with_columns(frame=pl.lit(frame))
            )
    return pl.concat(people).lazy(), pl.concat(spread).lazy()
