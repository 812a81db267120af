"""How far deliveries reach: from which day to which day each source speaks of each place. Outside, a figure is null.

- Orders, by marketplace. An export of a whole marketplace speaks of every province in which the marketplace has a shop,
  from its first day (or the shop's, where that is later) to its last; a seller's own export only of the seller's province,
  from its first order to its last. A marketplace that is late has not reached the months after its last day.
- Register, listings and accounts, by province: from the first day on which something of the province stood in them. They
  go on to the newest day: what is in them leaves only by its closing day.

A period is reached where it overlaps with what was delivered. A month without a single order of a marketplace (of a
province, where sellers deliver) was not delivered; that a month was delivered in part cannot be told from it.
"""

from datetime import date, timedelta

import polars as pl

from conventions import method
from pipelines.codes import CODE, coded
from pipelines.facts import presence
from quality.contracts import Reach

KEY = ["frame", "province_code"]
SOLD = ["marketplace", *KEY]
STOCKS = {
    "registered_shops": "register",
    "official_active_shops": "register",
    "households_with_shop": "register",
    "listed_products": "listings",
    "listing_shops": "listings",
    "distinct_products": "listings",
    "ocop_products": "listings",
    "payment_accounts": "accounts",
    "households_with_account": "accounts",
    "households_with_either": "register",
}
"""Stock -> the kind of record without which nothing is known of it."""
BEGINNINGS = {"registered_shops": "register", "listed_products": "listings", "payment_accounts": "accounts"}
"""Stock whose first change says since when a province stands in a kind of record."""


def of_orders(orders: pl.LazyFrame, changes: pl.LazyFrame, whole: list[str]) -> pl.LazyFrame:
    """Stretches of days in which the orders of a marketplace reach a province: marketplace, frame, province_code, first_day, last_day.

    `orders`: `daily_province_orders`; `changes`: `stock_changes`; `whole`: marketplaces that are delivered as a whole, not
    seller by seller. A month without a single order ends a stretch: nobody delivered it. A null province_code stands for
    shops whose place is not known; null days for a province with shops that was never reached.
    """
    is_whole = pl.col("marketplace").cast(pl.String).is_in(whole)
    by_seller = _stretches(orders.filter(~is_whole), SOLD)
    sold = orders.filter(is_whole).group_by(SOLD).agg(first_order=pl.col("order_date").min())
    registered = (
        changes.filter(pl.col("indicator") == "registered_shops")
        .group_by(SOLD)
        .agg(first_shop=pl.col("change_date").min())
    )
    open_since = registered.filter(is_whole)
    begun = pl.min_horizontal("first_order", "first_shop")
    as_a_whole = (
        sold.join(open_since, on=SOLD, how="full", coalesce=True, nulls_equal=True, validate="1:1")
        .select(*SOLD, begun=begun)
        # Every stretch of a marketplace, for each province; a marketplace without an order reaches nobody.
        .join(_stretches(orders.filter(is_whole), ["marketplace"]), on="marketplace", how="inner", validate="m:m")
        .filter(pl.col("begun") <= pl.col("last_day"))
        .with_columns(first_day=pl.max_horizontal("begun", "first_day"))
    )
    columns = [*SOLD, "first_day", "last_day"]
    reached = pl.concat([by_seller.select(columns), as_a_whole.select(columns)])
    never = registered.join(reached, on=SOLD, how="anti", nulls_equal=True)
    no_day = pl.lit(None, pl.Date)
    return pl.concat([reached, never.select(*SOLD, first_day=no_day, last_day=no_day)])


def _stretches(orders: pl.LazyFrame, key: list[str]) -> pl.LazyFrame:
    """First and last order day of each run of months that have orders: `key`, first_day, last_day."""
    month = pl.col("order_date").dt.month_start()
    months = orders.group_by(*key, month=month).agg(
        first_day=pl.col("order_date").min(), last_day=pl.col("order_date").max()
    )
    goes_on = pl.col("month") == pl.col("month").shift(1).over(key, order_by="month").dt.offset_by("1mo")
    run = (~goes_on.fill_null(False)).cum_sum().over(key, order_by="month")
    return (
        months.with_columns(run=run)
        .group_by(*key, "run")
        .agg(pl.col("first_day").min(), pl.col("last_day").max())
        .drop("run")
    )


def of_records(changes: pl.LazyFrame) -> pl.LazyFrame:
    """Since when a province stands in the register, the listings and the accounts: source, frame, province_code, first_day."""
    return (
        changes.filter(pl.col("indicator").is_in(list(BEGINNINGS)))
        .with_columns(source=pl.col("indicator").cast(pl.String).replace_strict(BEGINNINGS, default=None))
        .group_by("source", *KEY)
        .agg(first_day=pl.col("change_date").min())
    )


def flows(values: pl.LazyFrame, windows: pl.LazyFrame, orders: pl.LazyFrame) -> pl.LazyFrame:
    """Flows by marketplace and province, null where orders do not reach the window; and a zero where they do and none came.

    `values`: frame, marketplace, province_code, indicator, period, as_of_date, value; `windows`: as_of_date, period,
    before; `orders`: `of_orders`.
    """
    orders, windows = coded(orders), coded(windows)
    measures = values.select("indicator").unique()
    every = (
        orders.join(windows, how="cross")
        .filter(method.in_frame())
        .group_by(*SOLD, "period", "as_of_date")
        .agg(is_reached=_overlaps(pl.col("before")).any())
        .join(measures, how="cross")
    )
    names = values.collect_schema().names()
    return (
        every.join(
            values, on=[*SOLD, "indicator", "period", "as_of_date"], how="left", nulls_equal=True, validate="1:1"
        )
        .with_columns(value=pl.when("is_reached").then(pl.col("value").fill_null(0)))
        .select(names)
    )


def selling(values: pl.LazyFrame, orders: pl.LazyFrame) -> pl.LazyFrame:
    """Selling shops by marketplace and province, null where orders do not reach the 90 days."""
    names = values.collect_schema().names()
    before = pl.col("as_of_date") - timedelta(days=method.SELLING_DAYS)
    return (
        values.join(coded(orders), on=SOLD, how="left", nulls_equal=True, validate="m:m")  # every stretch
        .group_by(names)
        .agg(is_reached=_overlaps(before).any())
        .with_columns(value=pl.when("is_reached").then("value"))
        .select(names)
    )


def _overlaps(before: pl.Expr) -> pl.Expr:
    """Whether a stretch overlaps with the window of all days after `before` up to the as-of day."""
    return (pl.col("first_day") <= pl.col("as_of_date")) & (pl.col("last_day") > before)


def stocks(values: pl.LazyFrame, records: pl.LazyFrame, area: str = "province_code") -> pl.LazyFrame:
    """Stocks, null before the day since which their place stands in the kind of record they are counted from.

    `records`: `of_records`; `area`: the column of the place, of which `VN` is the whole country.
    """
    place = ["frame", area]
    since = coded(records.rename({"province_code": area}))
    country = since.group_by("source", "frame").agg(pl.col("first_day").min())
    country = country.with_columns(pl.lit(presence.COUNTRY, CODE).alias(area)).select(since.collect_schema().names())
    sources = pl.LazyFrame(
        {"indicator": list(STOCKS), "source": list(STOCKS.values())}, schema={"indicator": CODE, "source": CODE}
    )
    return (
        values.join(sources, on="indicator", how="left", validate="m:1")
        .join(pl.concat([since, country]), on=["source", *place], how="left", nulls_equal=True, validate="m:1")
        .with_columns(
            value=pl.when(pl.col("source").is_null() | (pl.col("first_day") <= pl.col("as_of_date"))).then("value")
        )
        .select(values.collect_schema().names())
    )


def summed(measure: str = "value") -> pl.Expr:
    """The sum of what is known; null where nothing is."""
    return pl.when(pl.col(measure).count() > 0).then(pl.col(measure).sum())


def published(orders: pl.LazyFrame, records: pl.LazyFrame, newest: date | None) -> pl.LazyFrame:
    """The table `reach`: one row per source, frame and place, the country included. Places that are not known are left out."""
    spoken = (
        orders.drop_nulls("first_day")
        .rename({"marketplace": "source"})
        .group_by("source", *KEY)
        .agg(pl.col("first_day").min(), pl.col("last_day").max())
    )
    kept = records.with_columns(last_day=pl.lit(newest, pl.Date)).filter(pl.col("first_day") <= pl.col("last_day"))
    columns = ["source", *KEY, "first_day", "last_day"]
    every = pl.concat([spoken.select(pl.col("source").cast(pl.String), *columns[1:]), kept.select(columns)])
    placed = every.drop_nulls("province_code").rename({"province_code": "area_code"})
    country = (
        every.group_by("source", "frame")
        .agg(pl.col("first_day").min(), pl.col("last_day").max())
        .with_columns(area_code=pl.lit(presence.COUNTRY))
    )
    latest = pl.col("last_day").max().over("source")
    late = pl.lit(newest, pl.Date) - timedelta(days=method.LATE_DAYS)
    return (
        pl.concat(
            [table.cast({"frame": pl.String, "area_code": pl.String}) for table in (placed, country)], how="diagonal"
        )
        .with_columns(is_late=latest <= late)
        .pipe(Reach.validate, cast=True, eager=False)
    )


def with_complete(known: pl.DataFrame, crosswalk: pl.DataFrame) -> pl.DataFrame:
    """Since when a back-cast of a province is whole: `known` with complete_since, null where a part is not known.

    `known`: counted_from, frame, province_code, known_since; `crosswalk`: code_63, code_34. A province of the 34 is made
    of all its old ones: while one of them is not known, their sum to the end of the 63 is not.
    """
    old = known.filter(pl.col("frame") == "63").select("counted_from", "known_since", code_63="province_code")
    parts = known.select("counted_from").unique().join(crosswalk, how="cross")
    since = pl.col("known_since")
    whole = (
        parts.join(old, on=["counted_from", "code_63"], how="left", validate="1:1")
        .group_by("counted_from", province_code="code_34")
        .agg(complete_since=pl.when(since.null_count() == 0).then(since.max()))
        .with_columns(frame=pl.lit("34"))
    )
    return known.join(whole, on=["counted_from", "frame", "province_code"], how="left", validate="1:1").with_columns(
        complete_since=pl.when(pl.col("frame") == "34").then("complete_since").otherwise(since)
    )


def is_known(since: str = "known_since") -> pl.Expr:
    """Whether a province is known on the as-of day."""
    return (pl.col(since) <= pl.col("as_of_date")).fill_null(False)


def is_whole() -> pl.Expr:
    """Whether nothing is missing of a province: until the 63 ended, none of the old ones that it was made of."""
    was_of_63 = pl.col("as_of_date") <= method.LAST_DAY_OF_63
    return pl.when(was_of_63).then(is_known("complete_since")).otherwise(is_known())
