"""The whole simulation: every part made in its turn, from the places, the scale and the seed alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from pipelines.simulation import days, listings, orders, programme, trade, truth, windows
from pipelines.simulation.chance import Ints, stream
from pipelines.simulation.orders import Orders
from pipelines.simulation.places import LANG_SON, Places
from pipelines.simulation.truth import Truth

SMALLEST = 0.001  # below it Lạng Sơn would open its one shop and sell nothing: nothing published could hold
# Shops whose owners deliver their own exports: at full scale, fewest, most.
FOLDERS: Mapping[str, tuple[int, int, int]] = {
    "shopee": (500, 4, 200), "tiktok_shop": (60, 2, 24), "lazada": (60, 2, 24), "tiki": (40, 2, 16), "sendo": (40, 2, 16),
}  # fmt: skip
FOLDERS_IN_LANG_SON = 0.6
PIONEERS = 0.1  # of the folders: delivered from January 2024 on
OTHERS_FROM = date(2025, 4, 1)  # the others from some month since, so that both systems of addresses appear
MARKETPLACE = pl.Enum(programme.MARKETPLACES)
SHOP_PREFIX = {
    "voso": "VS", "postmart": "PM", "shopee": "3", "tiktok_shop": "7", "lazada": "VN", "tiki": "TK", "sendo": "SD",
}  # fmt: skip


@dataclass(frozen=True)
class Made:
    """A finished simulation: its tables, numbered and compact, and the truth about them.

    `shops`: one row per shop; `accounts`: one per account; `listings` and `trade`: of the two national floors;
    `sellers_listings` and `sellers_trade`: of the shops whose owners deliver their own exports. `indicators` are the
    codes that reported tables may use.
    """

    places: Places
    scale: float
    seed: int
    indicators: frozenset[str]
    shops: pl.DataFrame
    accounts: pl.DataFrame
    listings: pl.DataFrame
    trade: Orders
    sellers_listings: pl.DataFrame
    sellers_trade: Orders
    truth: Truth


def make(places: Places, *, scale: float, seed: int, indicators: frozenset[str] = frozenset()) -> Made:
    """The simulation at a scale (1 is the real programme's size): same places, scale and seed, same rows."""
    if scale < SMALLEST:
        raise ValueError(f"the scale must be at least {SMALLEST}")
    joined = programme.of(places, scale, seed)
    counted = trade.of(places, scale, seed)
    listed = listings.of(places, joined.shops, counted, seed)
    shops = _named(programme.with_closures(joined.shops, listed["shop"].unique(), seed))
    listed = _described(listed, shops, places)
    sold = orders.of(places, shops, listed, counted, seed)
    sellers, first_day = _sellers(shops, places, scale, seed)
    sellers_listed = _described(listings.of_sellers(places, sellers, seed), shops, places)
    sellers_sold = orders.of_sellers(places, sellers_listed, first_day, seed)
    sold, sellers_sold = _on_marketplaces(sold, shops), _on_marketplaces(sellers_sold, shops)
    return Made(
        places, scale, seed, indicators, shops, joined.accounts, listed, sold, sellers_listed, sellers_sold,
        _truth(places, shops, joined.accounts, listed, sold, sellers_listed, sellers_sold),
    )  # fmt: skip


def _named(shops: pl.DataFrame) -> pl.DataFrame:
    """The shops with marketplace and shop number as registers have them."""
    marketplace = pl.col("operator").replace_strict(dict(enumerate(programme.MARKETPLACES)), return_dtype=MARKETPLACE)
    return shops.with_columns(marketplace=marketplace).with_columns(
        shop_id=pl.col("marketplace").cast(pl.String).replace_strict(SHOP_PREFIX)
        + pl.col("shop").cast(pl.String).str.zfill(8)
    )


def _described(listed: pl.DataFrame, shops: pl.DataFrame, places: Places) -> pl.DataFrame:
    """The listings with shop, number and names; the sellers' ones with their SKUs."""
    commune = places.areas["commune_name"].gather(shops["area"].gather(listed["shop"]))
    named = listings.named(listed, places, commune).with_columns(
        marketplace=shops["marketplace"].gather(listed["shop"]),
        shop_id=shops["shop_id"].gather(listed["shop"]),
        listing_id="SP" + pl.col("listing").cast(pl.String).str.zfill(8),
    )
    if "is_numbered" not in named.columns:
        return named
    sku = pl.when("is_numbered").then("SKU" + pl.col("listing").cast(pl.String).str.zfill(5))
    return named.with_columns(product_sku=sku, variation_sku=sku + "-1").drop("is_numbered")


def _sellers(shops: pl.DataFrame, places: Places, scale: float, seed: int) -> tuple[pl.DataFrame, Ints]:
    """The shops that deliver their own exports, marketplace by marketplace, and the first day each delivers."""
    chosen = [_sellers_on(marketplace, shops, places, scale, seed) for marketplace in FOLDERS]
    return pl.concat(sellers for sellers, _ in chosen), np.concatenate([first for _, first in chosen])


def _sellers_on(
    marketplace: str, shops: pl.DataFrame, places: Places, scale: float, seed: int
) -> tuple[pl.DataFrame, Ints]:
    """The sellers of one marketplace, most of them in Lạng Sơn."""
    random = stream(seed, f"{marketplace} sellers")
    at_full_scale, fewest, most = FOLDERS[marketplace]
    count = int(np.clip(round(at_full_scale * scale), fewest, most))
    ready = shops.filter(pl.col("opened") < days.LAST - 300, marketplace=marketplace)
    rank = random.random(ready.height)
    near = (ready["province"] == places.position(LANG_SON)).to_numpy()
    wanted = min(round(count * FOLDERS_IN_LANG_SON), int(near.sum()))
    by_rank = np.argsort(rank)
    chosen = np.concatenate([by_rank[near[by_rank]][:wanted], by_rank[~near[by_rank]][: count - wanted]])
    sellers = ready[np.sort(chosen)]
    starts = np.array([days.number(window.last.replace(day=1)) for window in windows.of_sellers()])
    first_of_others = int(np.searchsorted(starts, days.number(OTHERS_FROM)))
    later = random.integers(first_of_others, len(starts) - 4, sellers.height)
    start = np.where(random.random(sellers.height) < PIONEERS, starts[0], starts[later])
    return sellers, np.maximum(start, sellers["opened"].to_numpy() + 10)


def _on_marketplaces(sold: Orders, shops: pl.DataFrame) -> Orders:
    return Orders(sold.orders.with_columns(marketplace=shops["marketplace"].gather(sold.orders["shop"])), sold.lines)


def _truth(
    places: Places,
    shops: pl.DataFrame,
    accounts: pl.DataFrame,
    listed: pl.DataFrame,
    sold: Orders,
    sellers_listed: pl.DataFrame,
    sellers_sold: Orders,
) -> Truth:
    final = truth.final(sold, windows.of_operators())
    everywhere = pl.concat([final, truth.final(sellers_sold, windows.of_sellers())])
    return Truth(
        shops=truth.shops_by_day(shops, places.position(LANG_SON)),
        accounts=truth.accounts_by_day(accounts),
        orders=truth.orders_by_day(everywhere, places),
        provinces=truth.provinces_when_ranked(places, shops, listed, final),
        listings=truth.of_listings(listed, sellers_listed),
    )
