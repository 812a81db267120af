"""What a listing says and costs: titles as sellers write them, packs, seasons, prices."""

from functools import cache

import numpy as np
import polars as pl

from pipelines.simulation import days, goods
from pipelines.simulation.chance import Floats, Ints
from pipelines.simulation.goods import Good
from pipelines.simulation.packs import Pack

# How a title is written, and how often. {place} is the province; a title without {pack} leaves it to the variation.
STYLES: tuple[tuple[str, int], ...] = (
    ("{name} {pack}", 22),
    ("{name} - {pack}", 10),
    ("{name} ({pack})", 8),
    ("[Đặc sản {place}] {name} {pack}", 12),
    ("{NAME} {PACK}", 6),
    ("{pack} {name} chính gốc", 8),
    ("{name} loại ngon, {pack}, giao nhanh 24h", 8),
    ("{name} {spaced}", 8),
    ("[Freeship] {name} sạch nhà trồng", 9),
    ("{name} {place}", 9),
)
STYLES_OF_OTHER: tuple[tuple[str, int], ...] = (
    ("{name} {pack}", 40),
    ("{name} cao cấp {pack}", 20),
    ("[Freeship] {name} giá tốt", 20),
    ("{NAME} {PACK}", 20),
)
UNITS = {"bó": "bó", "chai": "chai", "lọ": "lọ", "hũ": "hũ", "nguyên con": "con", "nửa con": "con", "con": "con"}
NEAR, AWAY = 8.0, 1.0  # a district known for the goods against the others of its province
OUT_OF_SEASON = 0.003  # of the best weeks: stored goods; below it a shop would sell nothing at all
EARLY_PRICE = 0.22  # the first and last weeks of a season cost up to this much more
INFLATION = 0.045  # a year, from the middle of 2022


@cache
def titles() -> pl.DataFrame:
    """One row per way to write a pack of a good: title (with {place} to fill), the only
    province that writes it so, unit, variation, kg, worth, chance."""
    rows = [
        _title(position, good, name, pack, style, share)
        for position, good in enumerate(goods.ALL)
        for name in good.names.split("|")
        for pack in good.packs
        for style, share in (STYLES_OF_OTHER if good.key == goods.NO_PRODUCE else STYLES)
    ]
    return pl.DataFrame(rows, orient="row", schema=_TITLES).with_row_index("title")


_TITLES = {
    "good": pl.Int64, "only": pl.String, "text": pl.String, "unit": pl.String, "variation": pl.String,
    "kg_per_item": pl.Float64, "worth": pl.Float64, "chance": pl.Float64,
}  # fmt: skip


def _title(
    good: int, of: Good, name: str, pack: Pack, style: str, share: int
) -> tuple[int, str | None, str, str, str, float | None, float, float]:
    name, _, only = name.partition("@")
    packed = f"{pack.container} {pack.amount}".strip()
    text = style.format(
        name=name, NAME=name.upper(), pack=packed, PACK=packed.upper(), spaced=_spaced(packed), place="{place}"
    )
    unit = UNITS.get(pack.container, pack.container.split()[0] if pack.container else "cái")
    text = " ".join(text.split()).rstrip(" -(")
    chance = share * pack.share / len(of.names.split("|"))
    return good, only or None, text, unit, packed or "Mặc định", pack.kg, pack.worth, chance


def _spaced(packed: str) -> str:
    """The pack with its weight written another way: 500g as 0,5kg, 5kg as 5 kg."""
    return packed.replace(" 500g", " 0,5kg").replace("2kg", "2 kg").replace("5kg", "5 kg").replace("0g", "0 gr")


@cache
def season() -> Floats:
    """How much there is of each good (columns) in each week of the simulation (rows), 1 in its best month.

    Months meet in their middles; nothing is ever quite absent.
    """
    by_month = np.array([[int(digit) for digit in good.season] for good in goods.ALL], dtype=np.float64)
    by_month = np.maximum(by_month / by_month.max(axis=1, keepdims=True), OUT_OF_SEASON)
    middle = days.month_fraction(days.FIRST + 3 + 7 * np.arange(days.WEEKS, dtype=np.int64)) - 0.5
    before = np.floor(middle).astype(np.int64)
    part = middle - before
    return (by_month[:, before % 12] * (1 - part) + by_month[:, (before + 1) % 12] * part).T


def shares(code: str, districts: tuple[str, ...]) -> Floats:
    """How much of its sales a province has in each good (columns), by district (rows; one row without districts)."""
    own = np.array([good.share if code in good.home.split() else 0.0 for good in goods.ALL])
    common = np.array([good.share if not good.home else 0.0 for good in goods.ALL])
    rows = np.tile(own + common, (max(len(districts), 1), 1))
    for row, district in enumerate(districts):
        for column, good in enumerate(goods.ALL):
            if good.districts and own[column]:
                rows[row, column] *= NEAR if district in good.districts else AWAY
    return rows


def price_of(good: Ints, worth: Floats, day: Ints) -> Floats:
    """The usual price of packs on a day: by season and year."""
    base = np.array([good.price_vnd for good in goods.ALL], dtype=np.float64)
    years = (day - days.number(days.RANKED)) / 365.25
    scarce = 1 - season()[days.week(day), good]
    return base[good] * worth * (1 + INFLATION * years) * (1 + EARLY_PRICE * scarce)


def rounded(price: Floats) -> Ints:
    """A price as shops print it: whole thousands, half thousands below twenty thousand."""
    step = np.where(price < 20_000, 500, 1000)
    return (np.maximum(np.round(price / step), 1) * step).astype(np.int64)


def stars_on(good: Ints, day: int) -> tuple[pl.Series, pl.Series]:
    """The newest OCOP certificate of each good on a day: stars and first day, null where there is none."""
    newest = []
    for of in goods.ALL:
        held = [(stars, start) for start, stars in of.stars if np.datetime64(start, "D").astype(int) <= day]
        newest.append(held[-1] if held else (None, None))
    stars = pl.Series([stars for stars, _ in newest], dtype=pl.Int64)
    start = pl.Series([start for _, start in newest], dtype=pl.String)
    return stars.gather(good), start.gather(good)
