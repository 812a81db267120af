"""Who takes part: households and their shops on the marketplaces, and their e-payment accounts, over time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from pipelines.simulation import days
from pipelines.simulation.chance import Floats, Ints, arrivals, capped, draw, steps, stream, whole
from pipelines.simulation.places import FIRST_DISTRICTS, LANG_SON, PILOT_DISTRICT, Places

# Shops of households in Lạng Sơn. The launch is quoted as 1,000, though the pilot had counted 1,062 on 2 July
# [doanhnghiepvn.vn, 11 August 2021]; growth is told on the quotation, so the simulation counts 1,000.
SHOPS = (
    (days.LAUNCH, 1_000),  # [nongnghiep.vn d297461]
    (date(2021, 8, 11), 4_500),  # [doanhnghiepvn.vn]
    (date(2021, 8, 20), 20_950),  # "nearly 21,000" [vtv8.vtv.vn, 21 August 2021]
    (date(2021, 9, 5), 30_626),  # between 21 August and 15 September [nguoitieudung.org.vn]
    (date(2021, 9, 15), 48_706),  # [mic.gov.vn 197148777]
    (date(2021, 10, 13), 67_055),  # [laodong.vn 963200]
    (date(2021, 12, 15), 110_400),  # "more than 110,000" [old.baolangson.vn 18488]
    (date(2022, 12, 31), 118_000),  # from here on invented: the count was no longer published
    (days.END, 125_000),
)
# E-payment accounts of households in Lạng Sơn, same documents; 301 is a count of the pilot.
ACCOUNTS = (
    (date(2021, 7, 2), 301),
    (days.LAUNCH, 301),
    (date(2021, 9, 5), 14_513),
    (date(2021, 9, 15), 24_808),
    (date(2021, 10, 13), 56_975),
    (date(2021, 12, 15), 90_500),
    (date(2022, 12, 31), 112_000),  # invented
    (days.END, 138_000),
)
# All other provinces together: about 8,000 households in the first half of 2021 [kinhtevaxaydung.com], more than 5.25
# million accounts at the end of February 2022 [tour-time.com 467a298600], 5,342,142 in March [ictvietnam.vn 21545].
SHOPS_ELSEWHERE = (
    (days.PILOT, 7_500),
    (days.LAUNCH, 12_000),
    (date(2021, 9, 20), 450_000),
    (date(2021, 12, 31), 4_100_000),
    (date(2022, 2, 28), 5_140_000),
    (date(2022, 3, 31), 5_230_000),
    (date(2023, 6, 30), 5_330_000),  # "more than 5.4 million" with Lạng Sơn [baobinhdinh.vn 261363]
    (days.END, 5_480_000),
)

OPERATORS = ("voso", "postmart")
ON_VOSO = 0.56
SECOND_SHOP = 0.08  # of shops: the household is on the other floor already
ONLY_BY_PHONE = 0.4  # of second shops: the register links them to the household by phone only
KNOWN_ID, KNOWN_PHONE = 0.85, 0.9  # of shops: the register has the household's number, a phone
ELSEWHERE_FROM, ELSEWHERE_TO = date(2022, 1, 15), date(2026, 6, 30)
# Of shops: the household later opens one there too. Invented but for the order of the marketplaces.
ON_OTHERS: Mapping[str, float] = {
    "shopee": 0.004,
    "tiktok_shop": 0.002,
    "lazada": 0.001,
    "tiki": 0.0008,
    "sendo": 0.0006,
}
FEWEST_ON_OTHERS = 24
OTHERS_IN_LANG_SON = 0.25  # of those
MARKETPLACES = (*OPERATORS, *ON_OTHERS)
CLOSED = 0.03  # of shops that never listed anything
CLOSED_FROM = date(2023, 1, 1)
OUTSIDE_SHOPS = 0.22  # of accounts: the household has no shop, so that shop or account reaches 60 % [vovworld.vn]
PROVIDERS = ("viettel_money", "vnpt_money", "postpay")


@dataclass(frozen=True)
class Programme:
    """`shops`: one row per shop, numbered in order of province and opening; `accounts`: one per account."""

    shops: pl.DataFrame
    accounts: pl.DataFrame


def openings(places: Places, scale: float, seed: int) -> Ints:
    """Shops opened by province (rows) and day: the published curve for Lạng Sơn, the nation's for the rest."""
    random = stream(seed, "openings")
    weight = places.sizes() * np.exp(random.normal(0, 0.3, len(places.provinces)))
    home = places.position(LANG_SON)
    weight[home] = 0
    share = capped(weight, 0.06)
    totals = whole(share[:, None] * days.through(SHOPS_ELSEWHERE) * scale)
    totals = np.maximum(totals, 2)  # every province has a shop on each floor from the first day
    totals[home] = whole(days.through(SHOPS) * scale)
    totals[home] = np.maximum(totals[home], np.minimum(2, whole(np.array(SHOPS[0][1] * scale))))
    return arrivals(totals)


def of(places: Places, scale: float, seed: int) -> Programme:
    """The shops and accounts of all provinces at a scale."""
    opened = openings(places, scale, seed)
    shops = _households(_shops(places, opened, seed), seed)
    home = places.position(LANG_SON)
    elsewhere = [_on(marketplace, shops, home, seed) for marketplace in ON_OTHERS]
    shops = pl.concat([shops, *elsewhere]).with_row_index("shop")
    return Programme(shops, _accounts(shops.filter(province=home, on_floor=True), shops.height, scale, seed))


def _shops(places: Places, opened: Ints, seed: int) -> pl.DataFrame:
    """Shops of the two national floors with place and day, without their households."""
    random = stream(seed, "shops")
    blocks = []
    for province, by_day in enumerate(opened):
        day = np.repeat(days.ALL, by_day)
        blocks.append(
            pl.DataFrame(
                {
                    "province": np.full(len(day), province, dtype=np.int16),
                    "opened": day.astype(np.int32),
                    "area": _areas(places, province, day, random).astype(np.uint16),
                    "operator": _alternating(random.random(len(day)) >= ON_VOSO),
                }
            )
        )
    return pl.concat(blocks)


def _alternating(operator: np.ndarray) -> np.ndarray:
    """The operators of a province's shops in order of opening, its first two on different floors."""
    operator = operator.astype(np.int8)
    operator[:2] = (0, 1)[: len(operator)]
    return operator


def _areas(places: Places, province: int, day: Ints, random: np.random.Generator) -> Ints:
    """The commune of each shop: of the new frame since the merger, in Lạng Sơn of the districts of its phase."""
    code = places.provinces["code"][province]
    old = places.old_areas(province)
    area = old[random.integers(0, len(old), len(day))]
    merged = day >= days.number(days.MERGER)
    new = places.new_areas(province)
    area[merged] = new[random.integers(0, len(new), int(merged.sum()))]
    if code == LANG_SON:
        first = places.old_areas(province, FIRST_DISTRICTS)
        early = day < days.number(days.SECOND_PHASE)
        area[early] = first[random.integers(0, len(first), int(early.sum()))]
        pilot = day <= days.number(days.LAUNCH)
        communes = places.old_areas(province, (PILOT_DISTRICT,))[:2]
        area[pilot] = communes[random.integers(0, len(communes), int(pilot.sum()))]
    return area


def _households(shops: pl.DataFrame, seed: int) -> pl.DataFrame:
    """Shops with their households: most have one of their own, some join an earlier shop of their province.

    A joining shop stands on the other floor, in the household's commune.
    """
    random = stream(seed, "households")
    count = shops.height
    start = shops["province"].rle_id().to_numpy()
    firsts = np.flatnonzero(np.diff(start, prepend=-1))
    block = firsts[start]
    joins = (random.random(count) < SECOND_SHOP) & (np.arange(count) > block + 1)
    own = np.maximum.accumulate(np.where(joins, 0, np.arange(count)))
    partner = block + (random.random(count) * (np.arange(count) - block)).astype(np.int64)
    partner = np.maximum(own[partner], block)
    joins &= ~_repeated(partner, joins)
    household = np.where(joins, partner, np.arange(count))
    operator, area = shops["operator"].to_numpy(), shops["area"].to_numpy()
    by_phone = joins & (random.random(count) < ONLY_BY_PHONE)
    linked = np.zeros(count, dtype=bool)
    linked[partner[joins]] = True
    has_id = ((random.random(count) < KNOWN_ID) | linked | joins) & ~by_phone
    has_phone = (random.random(count) < KNOWN_PHONE) | linked | by_phone
    new_frame = shops["opened"].to_numpy() >= days.number(days.MERGER)
    return shops.with_columns(
        operator=pl.Series(np.where(joins, 1 - operator[partner], operator).astype(np.int8)),
        area=pl.Series(np.where(joins & ~new_frame, area[partner], area)),
        household=pl.Series(household.astype(np.uint32)),
        has_id=pl.Series(has_id),
        has_phone=pl.Series(has_phone),
        on_floor=pl.lit(True),
    )


def _repeated(partner: Ints, joins: np.ndarray) -> np.ndarray:
    """Where a household would be joined a second time; it has one shop per floor."""
    chosen = np.where(joins, partner, -1 - np.arange(len(partner)))
    _, first = np.unique(chosen, return_index=True)
    repeated = np.ones(len(partner), dtype=bool)
    repeated[first] = False
    return repeated


def _on(marketplace: str, shops: pl.DataFrame, home: int, seed: int) -> pl.DataFrame:
    """Shops on another marketplace, from 2022 on, of households on a national floor; a good part in Lạng Sơn."""
    random = stream(seed, f"{marketplace} shops")
    before = shops.with_row_index("row").filter(
        pl.col("opened") < days.number(ELSEWHERE_FROM), pl.col("household") == pl.col("row")
    )
    in_lang_son = before["province"].to_numpy() == home
    weight: Floats = np.where(
        in_lang_son, OTHERS_IN_LANG_SON / in_lang_son.sum(), (1 - OTHERS_IN_LANG_SON) / (~in_lang_son).sum()
    )
    count = max(int(before.height * ON_OTHERS[marketplace]), FEWEST_ON_OTHERS)
    rows = random.permutation(np.unique(draw(weight, count, random)))
    day = np.sort(random.integers(days.number(ELSEWHERE_FROM), days.number(ELSEWHERE_TO), len(rows)))
    return before[rows].drop("row").with_columns(
        opened=pl.Series(day.astype(np.int32)),
        has_id=pl.Series(random.random(len(rows)) < 1 - ONLY_BY_PHONE),
        has_phone=pl.lit(True),
        operator=pl.lit(MARKETPLACES.index(marketplace), pl.Int8),
        on_floor=pl.lit(False),
    )  # fmt: skip


def _accounts(shops: pl.DataFrame, households: int, scale: float, seed: int) -> pl.DataFrame:
    """Accounts of households in Lạng Sơn: those with a shop in the order in which they opened it, and others.

    `households` is the first number that no household with a shop has.
    """
    random = stream(seed, "accounts")
    day = np.repeat(days.ALL, steps(days.through(ACCOUNTS) * scale))
    outside = random.random(len(day)) < OUTSIDE_SHOPS
    owners = shops.filter(pl.col("household") == pl.col("shop")).select("household", "area")
    with_shop = np.minimum(np.cumsum(~outside) - 1, owners.height - 1)
    other = households + np.cumsum(outside)
    any_area = random.integers(0, owners.height, len(day))
    chosen = np.where(outside, any_area, np.maximum(with_shop, 0))
    has_id = random.random(len(day)) < KNOWN_ID
    return pl.DataFrame({
        "account": np.arange(1, len(day) + 1),
        "provider": pl.Series(PROVIDERS).gather(random.integers(0, len(PROVIDERS), len(day))),
        "household": pl.Series(np.where(outside, other, owners["household"].to_numpy()[chosen]).astype(np.uint32)),
        "area": owners["area"].gather(chosen),
        "opened": day.astype(np.int32),
        "has_id": has_id,
        "has_phone": ~has_id | (random.random(len(day)) < KNOWN_PHONE),
    })  # fmt: skip


def with_closures(shops: pl.DataFrame, sellers: pl.Series, seed: int) -> pl.DataFrame:
    """The shops with the day some of them closed; only shops that never listed anything do, half a year on."""
    random = stream(seed, "closures")
    day = random.integers(days.number(CLOSED_FROM), days.LAST, shops.height)
    closes = random.random(shops.height) < CLOSED
    closes &= ~np.isin(shops["shop"].to_numpy(), sellers.to_numpy()) & (day > shops["opened"].to_numpy() + 180)
    closes &= shops["on_floor"].to_numpy()
    return shops.with_columns(closed=pl.Series(day.astype(np.int32)).set(pl.Series(~closes), None))
