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


def final(trade: Orders, exports: list[Window]) -> pl.DataFrame:
    """One row per order with the state in which the last export shows it."""
    orders = trade.orders.with_columns(last_drawn(trade.orders["day"], exports))
    return life.as_known(orders, pl.col("last_drawn")).select(
        "marketplace", "province", "day", "order_value_vnd", state=life.state(pl.col("stage"))
    )


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
            completed_value_vnd=pl.col("order_value_vnd").filter(pl.col("state") == "completed").sum(),
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
