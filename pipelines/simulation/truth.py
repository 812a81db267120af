"""What the simulation knows it has made: the figures that a refresh of it has to find again."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from pipelines.simulation import days, life
from pipelines.simulation.orders import Orders
from pipelines.simulation.places import Places
from pipelines.simulation.windows import Window, last_drawn


@dataclass(frozen=True)
class Truth:
    """Counts of the finished simulation, orders in the state the last export has them in.

    `shops`, `accounts`: Lạng Sơn, one row per day: day, those open on it (`shops` on the two national floors;
    `all_shops` with those elsewhere, `households` with a shop).
    `orders`: one row per day × marketplace × province of the shop: orders_placed, orders_completed, orders_cancelled,
    orders_returned, order_value_vnd, completed_value_vnd; `province_code` is that of the 63, `province_code_34` its
    successor (a shop opened since the merger stands under the province it would have been in).
    `provinces`: one row per province of the 63 on 28 June 2022, on the two national floors: shops, products and
    completed orders since the launch, with competition ranks.
    `listings`: one row per listing, the sellers' too: marketplace, shop_id, listing_id, product_name, variation,
    product_key, form (both blank where it is no produce), kg_per_item (null where no weight is printed).
    """

    shops: pl.DataFrame
    accounts: pl.DataFrame
    orders: pl.DataFrame
    provinces: pl.DataFrame
    listings: pl.DataFrame


def shops_by_day(shops: pl.DataFrame, home: int) -> pl.DataFrame:
    """Open shops of Lạng Sơn at the end of each day; a shop is open on the day it opens and not on the day it closes."""
    own = shops.filter(province=home)
    floors = own.filter(pl.col("on_floor"))
    households = own.filter(pl.col("closed").is_null()).group_by("household").agg(pl.col("opened").min())
    return pl.DataFrame({
        "day": pl.Series(days.ALL.astype(np.int32)).cast(pl.Date),
        "shops": _open(floors),
        "all_shops": _open(own),
        "households": _running(households["opened"]),
    })  # fmt: skip


def accounts_by_day(accounts: pl.DataFrame) -> pl.DataFrame:
    """Open e-payment accounts of Lạng Sơn at the end of each day."""
    return pl.DataFrame({
        "day": pl.Series(days.ALL.astype(np.int32)).cast(pl.Date), "accounts": _running(accounts["opened"])
    })  # fmt: skip


def _running(day: pl.Series) -> np.ndarray:
    return np.cumsum(np.bincount(day.to_numpy() - days.FIRST, minlength=len(days.ALL))[: len(days.ALL)])


def _open(shops: pl.DataFrame) -> np.ndarray:
    return _running(shops["opened"]) - _running(shops["closed"].drop_nulls())


SAY_WHAT_CAME_BACK = ("shopee", "tiktok_shop", "lazada")
"""Marketplaces whose exports say which items came back; on the others a part that came back cannot be known."""


def final(trade: Orders, exports: list[Window]) -> pl.DataFrame:
    """One row per order with the state in which the last export shows it, and what it earned by then."""
    orders = life.as_known(trade.orders.with_columns(last_drawn(trade.orders["day"], exports)), pl.col("last_drawn"))
    orders = orders.with_columns(state=life.state(pl.col("stage")))
    came_back = orders.filter(
        pl.col("outcome") == life.PARTLY_RETURNED, pl.col("returned").is_not_null(), pl.col("state") == "completed",
        pl.col("marketplace").cast(pl.String).is_in(SAY_WHAT_CAME_BACK),
    )  # fmt: skip
    lost = _lost(
        trade.lines.join(came_back.select("order", "order_value_vnd", "voucher_vnd", "marketplace"), on="order")
    )
    earned = pl.when(pl.col("state") == "completed").then(pl.col("order_value_vnd") - pl.col("lost_vnd").fill_null(0))
    return orders.join(lost, on="order", how="left", validate="1:1").select(
        "marketplace", "province", "day", "order_value_vnd", "state", earned_vnd=earned.fill_null(0)
    )


def _lost(lines: pl.DataFrame) -> pl.DataFrame:
    """Of orders of which one item of the first line came back, what they lost by it; nothing where it was all they had.

    Lazada says what was paid for each item, the voucher spread over all of them and the rest of it on the first;
    elsewhere the order's value falls on items by price, cut to whole dong.
    """
    price, value, voucher = pl.col("unit_price_vnd"), pl.col("order_value_vnd"), pl.col("voucher_vnd")
    worth = pl.col("line_value_vnd").sum().over("order")
    spread = (voucher * price // worth * pl.col("quantity").cast(pl.Int64)).sum().over("order")
    paid = price - voucher * price // worth - (voucher - spread)
    elsewhere = value - value * (worth - price) // worth
    is_part = (pl.col("quantity") > 1) | (pl.len().over("order") > 1)
    return lines.with_columns(
        is_part=is_part, lost_vnd=pl.when(pl.col("marketplace").cast(pl.String) == "lazada").then(paid).otherwise(elsewhere)
    ).filter(pl.col("is_part") & (pl.col("line_no") == 1)).select("order", "lost_vnd")  # fmt: skip


def orders_by_day(orders: pl.DataFrame, places: Places) -> pl.DataFrame:
    """Orders by day, marketplace and province of the shop."""
    counts = {
        f"orders_{state}": (pl.col("state") == state).sum().cast(pl.Int64)
        for state in ("completed", "cancelled", "returned")
    }
    return (
        orders.group_by("day", "marketplace", "province")
        .agg(
            orders_placed=pl.len().cast(pl.Int64),
            **counts,
            order_value_vnd=pl.col("order_value_vnd").sum(),
            completed_value_vnd=pl.col("earned_vnd").sum(),
        )
        .join(
            places.provinces.select(
                pl.col("province").cast(pl.Int16), province_code="code", province_code_34="code_34"
            ),
            on="province",
            validate="m:1",
        )
        .with_columns(pl.col("day").cast(pl.Date), pl.col("marketplace").cast(pl.String))
        .drop("province")
        .sort("day", "marketplace", "province_code")
    )


def provinces_when_ranked(
    places: Places, shops: pl.DataFrame, listings: pl.DataFrame, orders: pl.DataFrame
) -> pl.DataFrame:
    """Shops, products and completed orders since the launch of each province on 28 June 2022, with competition ranks."""
    day = days.number(days.RANKED)
    up = (pl.col("listed") <= day) & (pl.col("delisted").is_null() | (pl.col("delisted") > day))
    done = pl.col("day").is_between(days.number(days.LAUNCH), day) & (pl.col("state") == "completed")
    table = places.provinces.select(pl.col("province").cast(pl.Int16), province_code="code", province_name="name")
    for name, rows in (
        ("shops", shops.filter(pl.col("opened") <= day, pl.col("on_floor"))),
        ("products", listings.filter(up)),
        ("completed", orders.filter(done)),
    ):
        counts = rows.group_by("province").agg(pl.len().cast(pl.Int64).alias(name))
        table = table.join(counts, on="province", how="left", validate="1:1")
        table = table.with_columns(pl.col(name).fill_null(0))  # no row is none of them
        table = table.with_columns(pl.col(name).rank("min", descending=True).alias(f"{name}_rank"))
    return table.drop("province")


def of_listings(*frames: pl.DataFrame) -> pl.DataFrame:
    """What each listing truly is."""
    columns = (
        "marketplace", "shop_id", "listing_id", "product_name", "variation", "product_key", "form", "kg_per_item",
    )  # fmt: skip
    return pl.concat(frame.select(pl.col("marketplace").cast(pl.String), *columns[1:]) for frame in frames)
