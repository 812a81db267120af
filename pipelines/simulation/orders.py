"""Orders and their lines: when, of what, how much, for how much, to where, and how each of them goes on.

Orders are counted out by province and span first (`trade`), so that published totals are met exactly; chance decides
the day, the listing, the lines and the buyer.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from pipelines.simulation import buyers, days, life, produce
from pipelines.simulation.chance import Floats, Ints, draw, draw_by_row, stream
from pipelines.simulation.places import Places
from pipelines.simulation.trade import SPANS, Trade

LINES = (0.78, 0.17, 0.05)  # one, two, three
QUANTITIES = (1, 2, 3, 4, 5, 6, 8, 10, 20)
QUANTITY_SHARES = (70, 19, 5, 1, 2, 0.5, 0.5, 1.5, 0.5)
LARGE_ORDER = 250_000  # a pack at this price or above is seldom bought more than twice
VOUCHER_SHARE, VOUCHERS = 0.12, (5_000, 10_000, 15_000, 20_000)
SALE_DAY_PRICE = 0.93
FADING = 90 / 7  # weeks after which a listing is half as strong as when it came
FADED = 0.25
BASE_DEMAND = 0.3  # of an average week's, also where nothing is in season
GROWING = 0.8  # orders grow with shops to this power: the newest ones sell less
FIRST_ORDERS = 7  # days after the first listing

# Completed, cancelled, failed, returned, partly returned: about 21 % of lines are cancelled, as in real exports.
SELLERS_OUTCOMES = (0.765, 0.165, 0.045, 0.016, 0.009)
SELLERS_A_MONTH, SELLERS_SPREAD = 24, 0.8  # orders per shop, median and log spread


@dataclass(frozen=True)
class Orders:
    """`orders`: one row per order, sorted by time; `lines`: one per order line, sorted alike.

    Moments are seconds since 1970, local time; a moment that never comes is null.
    """

    orders: pl.DataFrame
    lines: pl.DataFrame


def of(places: Places, shops: pl.DataFrame, listings: pl.DataFrame, trade: Trade, seed: int) -> Orders:
    """The orders of the national floors; in the first months they grow with the shops."""
    random = stream(seed, "orders")
    blocks = [
        _of_province(
            listings.filter(province=province), _grown(shops.filter(province=province)), trade, province, random
        )
        for province in range(len(trade.placed))
    ]
    return _assembled(places, listings, _joined(blocks), buyers.NEW_ADDRESSES, seed, "orders")


def of_sellers(places: Places, listings: pl.DataFrame, first_day: Ints, seed: int) -> Orders:
    """The orders of the shops that deliver their own exports, from each shop's first delivered day on.

    Each has an order on the last day, so that every marketplace has reached it.
    """
    random = stream(seed, "sellers' orders")
    blocks = []
    for start, own in zip(first_day, listings.partition_by("shop", maintain_order=True), strict=True):
        intensity = _intensity(own) * (start <= days.ALL)
        months = (days.LAST - start) / 30.4
        rate = SELLERS_A_MONTH * np.exp(random.normal(0, SELLERS_SPREAD))
        day = days.ALL[np.sort(draw(intensity, max(int(random.poisson(rate * months)), 1), random))]
        day[-1] = days.LAST
        outcome = draw(np.array(SELLERS_OUTCOMES), len(day), random)
        blocks.append((day, _listing_on(own, day, random), outcome))
    return _assembled(places, listings, _joined(blocks), buyers.NEW_ADDRESSES_OF_SELLERS, seed, "sellers' orders")


def _joined(blocks: list[tuple[Ints, Ints, Ints]]) -> tuple[Ints, Ints, Ints]:
    day, listing, outcome = (np.concatenate(part) for part in zip(*blocks, strict=True))
    return day, listing, outcome


def _grown(shops: pl.DataFrame) -> Floats:
    """How the shops of a province grew: 1 in the end."""
    opened = np.bincount(shops["opened"].to_numpy() - days.FIRST, minlength=len(days.ALL))
    return (np.cumsum(opened) / opened.sum()) ** GROWING


def _of_province(
    listings: pl.DataFrame, grown: Floats, trade: Trade, province: int, random: np.random.Generator
) -> tuple[Ints, Ints, Ints]:
    """Day, listing and outcome of each order of a province, by span."""
    intensity = _intensity(listings) * grown
    ends = np.array([days.number(end) for end in SPANS])
    span_of_day = np.searchsorted(ends, days.ALL)
    found, outcomes = [], []
    for span in range(len(SPANS)):
        placed = int(trade.placed[province, span])
        strength = np.where(span_of_day == span, intensity, 0)
        if not strength.any():  # nothing was listed in time: all on the last day
            strength = (ends[span] == days.ALL).astype(np.float64)
        found.append(days.ALL[draw(strength, placed, random)])
        completed, returned = int(trade.completed[province, span]), int(trade.returned[province, span])
        outcome = np.full(placed, life.CANCELLED)
        outcome[random.random(placed) < life.FAILED_SHARE] = life.FAILED
        outcome[:completed] = life.COMPLETED
        outcome[completed : completed + returned] = life.RETURNED
        outcomes.append(outcome)
    day = np.concatenate(found)
    return day, _listing_on(listings, day, random), np.concatenate(outcomes)


def _strengths(listings: pl.DataFrame) -> Floats:
    """How strongly each listing (columns) sells in each week (rows), nothing before it is listed or once it is down."""
    week = np.arange(days.WEEKS)[:, None]
    listed = days.week(listings["listed"].to_numpy().astype(np.int64))
    down = days.week(listings["delisted"].fill_null(days.LAST + 700).to_numpy().astype(np.int64))
    age = week - listed
    strength = listings["strength"].to_numpy() * produce.season()[:, listings["good"].to_numpy()]
    strength *= np.maximum(0.5 ** (np.maximum(age, 0) / FADING), FADED)
    return np.where((age > 0) & (week < down), strength, 0)


def _intensity(listings: pl.DataFrame) -> Floats:
    """How many orders each day brings against the others: by what is in season and by the calendar."""
    seasons = produce.season()[:, listings["good"].to_numpy()]
    known = days.week(listings["listed"].to_numpy().astype(np.int64)) <= np.arange(days.WEEKS)[:, None]
    weight = np.sqrt(listings["strength"].to_numpy()) * known
    in_season = (seasons * weight).sum(axis=1) / np.maximum(weight.sum(axis=1), 1e-9)
    week = days.week(days.ALL)
    started = listings["listed"].to_numpy().min(initial=days.LAST) + FIRST_ORDERS <= days.ALL
    return (BASE_DEMAND + in_season[week]) * days.demand() * started


def _listing_on(listings: pl.DataFrame, day: Ints, random: np.random.Generator) -> Ints:
    """The listing of each order; in a week in which none is up, the province's first."""
    strength = _strengths(listings)
    strength[:, 0] += 1e-12
    return listings["listing"].to_numpy()[draw_by_row(strength, days.week(day), random)].astype(np.int64)


def _assembled(
    places: Places,
    listings: pl.DataFrame,
    drawn: tuple[Ints, Ints, Ints],
    new_addresses: tuple[float, float],
    seed: int,
    part: str,
) -> Orders:
    """Orders in order of time, with lines, values, buyers and moments."""
    day, listing, outcome = drawn
    random = stream(seed, f"{part}: times")
    hour = draw(np.array(days.HOURS, dtype=np.float64), len(day), random)
    ordered = day * days.DAY + hour * days.HOUR + random.integers(0, days.HOUR, len(day))
    by_time = np.argsort(ordered, kind="stable")
    ordered, listing, outcome = ordered[by_time], listing[by_time], outcome[by_time]
    day = ordered // days.DAY
    orders = pl.DataFrame({
        "order": np.arange(len(day), dtype=np.uint32),
        "shop": listings["shop"].gather(listing),
        "province": listings["province"].gather(listing),
        "day": day.astype(np.int32),
        "ordered": ordered,
        "outcome": outcome.astype(np.int8),
    })  # fmt: skip
    lines = _lines(listings, listing, day, stream(seed, f"{part}: lines"))
    voucher_random = stream(seed, f"{part}: vouchers")
    values = np.bincount(lines["order"].to_numpy(), lines["line_value_vnd"].to_numpy(), len(day)).astype(np.int64)
    voucher = np.array(VOUCHERS)[voucher_random.integers(0, len(VOUCHERS), len(day))]
    voucher = np.where((voucher_random.random(len(day)) < VOUCHER_SHARE) & (values >= 4 * voucher), voucher, 0)
    orders = orders.with_columns(
        voucher_vnd=pl.Series(voucher),
        order_value_vnd=pl.Series(values - voucher),
        area=buyers.areas(places, orders["province"].to_numpy(), day, new_addresses, stream(seed, f"{part}: buyers")),
        token=pl.Series(stream(seed, f"{part}: tokens").integers(10**17, 2**63 - 1, len(day))),
        **life.moments(ordered, outcome, stream(seed, f"{part}: life")),
    )
    return Orders(orders, lines)


def _lines(listings: pl.DataFrame, first: Ints, day: Ints, random: np.random.Generator) -> pl.DataFrame:
    """The lines of each order: its listing, and at times others of the same shop that were up by then."""
    count = 1 + draw(np.array(LINES), len(first), random)
    order = np.repeat(np.arange(len(first)), count)
    number = np.arange(len(order)) - np.repeat(np.cumsum(count) - count, count)
    listing = np.where(number == 0, first[order], _others(listings, first[order], random))
    fits = (number == 0) | ((listing != first[order]) & (listings["listed"].to_numpy()[listing] < day[order]))
    lines = pl.DataFrame({"order": order[fits].astype(np.uint32), "listing": listing[fits].astype(np.uint32)})
    lines = lines.unique(maintain_order=True)
    line_no = pl.int_range(1, pl.len() + 1, dtype=pl.Int8).over("order")
    return lines.with_columns(line_no=line_no).pipe(_priced, listings, day, random)


def _others(listings: pl.DataFrame, listing: Ints, random: np.random.Generator) -> Ints:
    """Another listing of the same shop, at random; the same where it has no other."""
    shop = listings["shop"].to_numpy()
    by_shop = np.argsort(shop, kind="stable")
    sorted_shops = shop[by_shop]
    start = np.searchsorted(sorted_shops, shop[listing], side="left")
    end = np.searchsorted(sorted_shops, shop[listing], side="right")
    return by_shop[start + (random.random(len(listing)) * (end - start)).astype(np.int64)]


def _priced(lines: pl.DataFrame, listings: pl.DataFrame, day: Ints, random: np.random.Generator) -> pl.DataFrame:
    """Lines with quantity and prices: the shop's own level, at the season and year of the order, less on sale days."""
    listing = lines["listing"].to_numpy()
    ordered = day[lines["order"].to_numpy()]
    good = listings["good"].to_numpy()[listing].astype(np.int64)
    worth = produce.titles()["worth"].to_numpy()[listings["title"].to_numpy()[listing]]
    listed = listings["listed"].to_numpy()[listing].astype(np.int64)
    level = listings["price_vnd"].to_numpy()[listing] / produce.price_of(good, worth, listed)
    usual = produce.price_of(good, worth, ordered) * level
    price = produce.rounded(usual * np.where(days.demand()[ordered - days.FIRST] > 2, SALE_DAY_PRICE, 1))
    quantity = np.array(QUANTITIES)[draw(np.array(QUANTITY_SHARES), len(listing), random)]
    quantity = np.where(price >= LARGE_ORDER, np.minimum(quantity, 2), quantity)
    return lines.with_columns(
        quantity=pl.Series(quantity.astype(np.int16)),
        list_price_vnd=pl.Series(produce.rounded(usual * 1.15)),
        unit_price_vnd=pl.Series(price),
        line_value_vnd=pl.Series(quantity * price),
    )
