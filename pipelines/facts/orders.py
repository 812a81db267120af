"""From conformed rows to daily facts: counts, sums and distinct counts.

Written once against narwhals, so that one definition runs on a DuckDB relation, a Polars frame and, past one machine,
on Spark. Ranks, growth and shares are the marts' business and never stand here.
"""

from typing import Any

import narwhals as nw

from conventions import method
from pipelines.facts import presence

MEASURES = (
    "orders_placed",
    "orders_completed",
    "orders_cancelled",
    "orders_returned",
    "order_value_vnd",
    "completed_value_vnd",
)


def daily_shop_orders(orders: Any) -> Any:
    """One row per order day, marketplace and shop, from one row per order with its value and what of it was earned.

    An order whose state is not known counts as placed and as nothing else.
    """
    is_in = {state: nw.col("state") == state for state in ("completed", "cancelled", "returned")}
    return (
        nw.from_native(orders)
        .with_columns(
            orders_placed=nw.lit(1),
            **{f"orders_{state}": nw.when(held).then(nw.lit(1)).otherwise(nw.lit(0)) for state, held in is_in.items()},
        )
        .group_by("order_date", "marketplace", "shop_id")
        .agg(*(nw.col(measure).sum().cast(nw.Int64()) for measure in MEASURES))
        .to_native()
    )


def daily_orders(shop_orders: Any, shops: Any, frame: str) -> Any:
    """One row per order day, marketplace and area of the shop in one frame, from `daily_shop_orders` and `shops`.

    Shops without a known place, or not in the register, stand under null codes. The 63 end with June 2025.
    """
    placed = nw.from_native(shops).select(
        "marketplace", "shop_id", province_code=nw.col(f"code_{frame}"), commune_code=nw.col(f"commune_code_{frame}")
    )
    facts = nw.from_native(shop_orders)
    if frame == "63":
        facts = facts.filter(nw.col("order_date") <= nw.lit(method.LAST_DAY_OF_63))
    return (
        facts.join(placed, on=["marketplace", "shop_id"], how="left")
        .group_by("order_date", "marketplace", "province_code", "commune_code")
        .agg(*(nw.col(measure).sum().cast(nw.Int64()) for measure in MEASURES))
        .with_columns(frame=nw.lit(frame))
        .select("order_date", "marketplace", "frame", "province_code", "commune_code", *MEASURES)
        .to_native()
    )


def daily_province_orders(orders: Any) -> Any:
    """One row per order day, marketplace, frame and province, from `daily_orders`: what marts are made of."""
    return (
        nw.from_native(orders)
        .group_by("order_date", "marketplace", "frame", "province_code")
        .agg(*(nw.col(measure).sum().cast(nw.Int64()) for measure in MEASURES))
        .to_native()
    )


def monthly_shop_orders(shop_orders: Any) -> Any:
    """One row per month, marketplace and shop, from `daily_shop_orders`: its first order, its last completed, revenue."""
    completed = nw.when(nw.col("orders_completed") > 0).then(nw.col("order_date"))
    return (
        nw.from_native(shop_orders)
        .with_columns(month=nw.col("order_date").dt.truncate("1mo").cast(nw.Date()), completed_on=completed)
        .group_by("month", "marketplace", "shop_id")
        .agg(
            first_order_date=nw.col("order_date").min(),
            last_completed_date=nw.col("completed_on").max(),
            completed_value_vnd=nw.col("completed_value_vnd").sum().cast(nw.Int64()),
        )
        .to_native()
    )


def selling_shops(completed: Any, windows: Any) -> Any:
    """Shops with a completed order in the 90 days to each as-of day: as_of_date, shop.

    `completed`: shop, month and completed_on, a day with a completed order (`is_whole` months need their last alone);
    `windows`: the months that each as-of day looks at (pipelines.calendar.selling_windows).
    """
    return (
        nw.from_native(completed)
        .join(nw.from_native(windows), on=["month", "is_whole"], how="inner")
        .filter(nw.col("completed_on") <= nw.col("as_of_date"), nw.col("completed_on") >= nw.col("window_start"))
        .select("as_of_date", "shop")
        .unique()
        .to_native()
    )


def by_place(selling: Any, shops: Any, frame: str) -> Any:
    """How many of the `selling` shops each marketplace and province has: one row per as-of day, marketplace, province."""
    placed = nw.from_native(shops).select("shop", "marketplace", province_code=nw.col(f"code_{frame}"))
    return (
        nw.from_native(selling)
        .join(placed, on="shop", how="inner")
        .group_by("as_of_date", "marketplace", "province_code")
        .agg(value=nw.len().cast(nw.Int64()))
        .to_native()
    )


def stock_changes(things: Any, frame: str, opened: str, closed: str) -> Any:
    """Openings less closings per day, marketplace and province: what a stock is the running sum of.

    `things`: one row per shop, listing or account with its place and the two days; one without an opening day is not
    counted, one without a closing day is still there, one that was closed before it was opened never was.
    """
    placed = nw.from_native(things).with_columns(province_code=nw.col(f"code_{frame}"))
    keys = ("marketplace", "province_code", "change_date")
    begun = placed.filter(~nw.col(opened).is_null()).select(*keys[:2], change_date=nw.col(opened), change=nw.lit(1))
    ended = placed.filter(~nw.col(opened).is_null() & ~nw.col(closed).is_null()).select(
        *keys[:2], change_date=nw.max_horizontal(opened, closed), change=nw.lit(-1)
    )
    return (
        nw.concat([begun, ended], how="vertical")
        .group_by(*keys)
        .agg(nw.col("change").sum().cast(nw.Int64()))
        .to_native()
    )


def listing_shops(shown: Any, frame: str) -> Any:
    """Shops that come to show a product less those that cease to, per day, marketplace and province.

    `shown`: listings with `shown_from` and `shown_to` (pipelines.presence).
    """
    area = ("marketplace", "province_code")
    spans = nw.from_native(shown).select(
        "marketplace",
        "shop_id",
        province_code=nw.col(f"code_{frame}"),
        opened_on=nw.col("shown_from"),
        closed_on=nw.col("shown_to"),
    )
    return presence.by_day(presence.entries_and_exits(spans, (*area, "shop_id")), area)


def shops_by_commune(shops: Any, frame: str) -> Any:
    """Openings less closings of shops per month, province and commune: what their number at a month end sums."""
    placed = nw.from_native(shops).with_columns(
        province_code=nw.col(f"code_{frame}"), commune_code=nw.col(f"commune_code_{frame}")
    )
    area = ("province_code", "commune_code")
    opened = placed.filter(~nw.col("opened_on").is_null())
    ended = opened.filter(~nw.col("closed_on").is_null()).with_columns(day=nw.max_horizontal("opened_on", "closed_on"))
    changes = nw.concat(
        [
            opened.select(*area, day="opened_on", change=nw.lit(1)),
            ended.select(*area, day="day", change=nw.lit(-1)),
        ],
        how="vertical",
    )
    return (
        changes.with_columns(month=nw.col("day").dt.truncate("1mo").cast(nw.Date()))
        .group_by(*area, "month")
        .agg(nw.col("change").sum().cast(nw.Int64()))
        .to_native()
    )
