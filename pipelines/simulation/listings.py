"""What is put up for sale: which shop lists which goods in which pack, when and for how much."""

from datetime import date

import numpy as np
import polars as pl

from pipelines.simulation import days, goods, produce
from pipelines.simulation.chance import Floats, Ints, draw_by_row, stream
from pipelines.simulation.places import Places
from pipelines.simulation.trade import Trade

LISTINGS_PER_SHOP = 2.2  # on average, of shops that list anything
MAIN_GOOD = 0.7  # of a shop's listings: its main good
TAIL = 1.15  # of the Pareto law of shops' strength: a few leading households sell most
STRONGEST = 60.0
CROWDING = 0.6  # a shop with twice as many listings sells 2 ** 0.4 times as much
NO_PRODUCE_SHARE = {"01": 0.45, "79": 0.5}  # of listings, in the two metros and elsewhere
NO_PRODUCE_SHARE_ELSEWHERE = 0.08
PRICE_SPREAD = 0.12  # between shops, for the same pack
DELISTED = 0.08
DELISTED_FROM = days.number(date(2022, 7, 1))  # not before the day of the quoted ranks, so that the count is exact

SELLERS_LISTINGS = (3, 11)  # per shop that delivers its exports
SELLERS_SKU = 0.6  # of those shops: they number their goods


def of(places: Places, shops: pl.DataFrame, trade: Trade, seed: int) -> pl.DataFrame:
    """One row per listing on the national floors, in order of province and day.

    Columns: listing, shop, province, good, title, listed, delisted (null while it is up), price_vnd, strength of its
    shop.
    """
    random = stream(seed, "listings")
    floors = shops.filter(on_floor=True)
    blocks = [
        _of_province(places, province, floors.filter(province=province), by_day, random)
        for province, by_day in enumerate(trade.listed)
    ]
    return _delisted(pl.concat(blocks), random).with_row_index("listing")


def of_sellers(places: Places, shops: pl.DataFrame, seed: int) -> pl.DataFrame:
    """One row per listing of the shops that deliver their own exports, with their SKUs; same columns as `of`."""
    random = stream(seed, "sellers' listings")
    count = random.integers(*SELLERS_LISTINGS, shops.height)
    position = np.repeat(np.arange(shops.height), count)
    day = shops["opened"].to_numpy()[position].astype(np.int64)
    good, title = np.zeros(len(position), np.int64), np.zeros(len(position), np.int64)
    for province in shops["province"].unique().sort():
        rows = np.flatnonzero(shops["province"].to_numpy()[position] == province)
        area = shops["area"].to_numpy()[position[rows]]
        good[rows], title[rows] = _goods(places, province, area, position[rows], random)
    made = _frame(shops["shop"].to_numpy()[position], shops["province"].to_numpy()[position], good, title, day, random)
    numbered = (random.random(shops.height) < SELLERS_SKU)[position]
    return made.with_columns(
        delisted=pl.lit(None, pl.Int32), strength=pl.lit(1.0), is_numbered=pl.Series(numbered)
    ).with_row_index("listing")


def _of_province(
    places: Places, province: int, shops: pl.DataFrame, listed: Ints, random: np.random.Generator
) -> pl.DataFrame:
    """The listings of one province: new sellers come in as listings do, each a shop open by that day."""
    day = np.repeat(days.ALL, listed)
    opened = shops["opened"].to_numpy()
    sellers = max(int(len(day) / LISTINGS_PER_SHOP), 1)
    arrives = np.minimum((np.arange(len(day)) / LISTINGS_PER_SHOP).astype(np.int64), sellers - 1)
    first_day = day[np.unique(arrives, return_index=True)[1]]
    known = np.maximum(np.searchsorted(opened, first_day, side="right"), 1)
    shop_of_seller = (random.random(sellers) * known).astype(np.int64)
    is_first = np.diff(arrives, prepend=-1) > 0
    seller = np.where(is_first, arrives, (random.random(len(day)) * (arrives + 1)).astype(np.int64))
    shop = shop_of_seller[seller]
    _, of_shop, listings_of_shop = np.unique(shop, return_inverse=True, return_counts=True)
    strength = np.minimum(random.pareto(TAIL, len(listings_of_shop)) + 1, STRONGEST) / listings_of_shop**CROWDING
    good, title = _goods(places, province, shops["area"].to_numpy()[shop], seller, random)
    made = _frame(shops["shop"].to_numpy()[shop], np.full(len(day), province), good, title, day, random)
    return made.with_columns(strength=pl.Series(strength[of_shop]))


def _goods(places: Places, province: int, area: Ints, seller: Ints, random: np.random.Generator) -> tuple[Ints, Ints]:
    """Good and title of each listing: mostly the main good of its seller, by what its district is known for."""
    code = places.provinces["code"][province]
    districts = places.areas["district_code"].gather(area)
    known = tuple(districts.drop_nulls().unique().sort())
    weights = _with_other(produce.shares(code, known), NO_PRODUCE_SHARE.get(code, NO_PRODUCE_SHARE_ELSEWHERE))
    row = districts.replace_strict(known, range(len(known)), default=0, return_dtype=pl.Int64).to_numpy()
    good = draw_by_row(weights, row, random)
    _, first, inverse = np.unique(seller, return_index=True, return_inverse=True)
    good = np.where(random.random(len(good)) < MAIN_GOOD, good[first][inverse], good)
    return good, _titles(code, good, random)


def _with_other(weights: Floats, share: float) -> Floats:
    """The weights of goods with the share of what is no produce set."""
    other = np.array([good.key == goods.NO_PRODUCE for good in goods.ALL])
    weights = weights / np.where(other, weights[:, other].sum(axis=1)[:, None], weights[:, ~other].sum(axis=1)[:, None])
    return weights * np.where(other, share, 1 - share)


def _titles(code: str, good: Ints, random: np.random.Generator) -> Ints:
    """A title for each listing, among those of its good that its province uses."""
    titles = produce.titles()
    usable = (titles["only"].is_null() | (titles["only"] == code)).to_numpy()
    running = np.cumsum(np.where(usable, titles["chance"].to_numpy(), 0))
    of_good = titles["good"].to_numpy()
    ends = np.searchsorted(of_good, np.arange(len(goods.ALL)), side="right")
    upper = running[ends - 1]
    lower = np.concatenate([[0.0], upper[:-1]])
    return np.searchsorted(running, lower[good] + random.random(len(good)) * (upper - lower)[good], side="right")


def _frame(shop: Ints, province: Ints, good: Ints, title: Ints, day: Ints, random: np.random.Generator) -> pl.DataFrame:
    """Listings with their prices."""
    worth = produce.titles()["worth"].to_numpy()[title]
    price = produce.price_of(good, worth, day) * np.exp(random.normal(0, PRICE_SPREAD, len(day)))
    return pl.DataFrame({
        "shop": shop.astype(np.uint32),
        "province": province.astype(np.int16),
        "good": good.astype(np.int16),
        "title": title.astype(np.uint32),
        "listed": day.astype(np.int32),
        "price_vnd": produce.rounded(price),
    })  # fmt: skip


def _delisted(listings: pl.DataFrame, random: np.random.Generator) -> pl.DataFrame:
    """The listings with the day some of them were taken down, half a year after they came or later."""
    earliest = np.maximum(listings["listed"].to_numpy() + 180, DELISTED_FROM)
    day = earliest + (random.random(listings.height) * (days.LAST - earliest)).astype(np.int64)
    down = (random.random(listings.height) < DELISTED) & (earliest < days.LAST)
    return listings.with_columns(delisted=pl.Series(day.astype(np.int32)).set(pl.Series(~down), None)).select(
        pl.exclude("strength"), "strength"
    )


def named(listings: pl.DataFrame, places: Places, commune: pl.Series) -> pl.DataFrame:
    """The listings with what people read: product name, unit, variation, and the truth about it.

    `commune` is the commune of each listing's shop: one name in four ends with it, so that titles differ as they do.
    """
    titles = produce.titles()
    place = places.provinces["name"].gather(listings["province"])
    text = titles["text"].gather(listings["title"])
    where = pl.Series((listings["listing"] * 2_654_435_761 % 7).to_numpy() % 4 == 0)
    good = listings["good"]
    return listings.with_columns(
        product_name=pl.select(
            text.str.split("{place}").list.get(0)
            + pl.when(text.str.contains("{place}", literal=True)).then(place).otherwise(pl.lit(""))
            + text.str.split("{place}").list.get(1, null_on_oob=True).fill_null("")
            + pl.when(where).then(" - " + commune).otherwise(pl.lit(""))
        ).to_series(),
        unit=titles["unit"].gather(listings["title"]),
        variation=titles["variation"].gather(listings["title"]),
        kg_per_item=titles["kg_per_item"].gather(listings["title"]),
        category=pl.Series([of.category for of in goods.ALL]).gather(good),
        product_key=pl.Series([of.key for of in goods.ALL]).gather(good),
        form=pl.Series([of.form for of in goods.ALL]).gather(good),
    )
