"""How much each province sells: orders and products by province and day of the programme, before any shop is chosen.

Lạng Sơn follows what was published. The others make its published places true: 2nd by products and 6th by successful
transactions on 28 June 2022 [Dân trí, "Chiều 28/6"], 4th by transactions "after nearly three years" [baohoabinh.com.vn
179863]. The nation follows about 106,700 transactions in the first quarter of 2022 [ictvietnam.vn 21545], and about a
million from August 2022 to June 2023 [baobinhdinh.vn 261363]; 78,463 products in March 2022. The figures of the other
provinces are invented so that these hold; none was found in print.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from pipelines.simulation import days
from pipelines.simulation.chance import Floats, Ints, arrivals, capped, steps, stream, whole
from pipelines.simulation.places import LANG_SON, Places

# Ends of the spans over which orders are counted out exactly. The three spans of 2022 up to the quoted ranks let the
# places hold for the year, the quarter and the month as well as since the launch; the pilot before it is apart.
SPANS = (
    date(2021, 7, 19), date(2021, 9, 15), date(2021, 12, 15), date(2021, 12, 31), date(2022, 3, 31), date(2022, 5, 31), days.RANKED,
    date(2022, 12, 31), date(2024, 6, 15), days.END,
)  # fmt: skip
RANKED_SPAN = SPANS.index(days.RANKED)
SINCE_LAUNCH = slice(1, RANKED_SPAN + 1)
SPANS_OF_2022 = slice(SPANS.index(date(2021, 12, 31)) + 1, RANKED_SPAN + 1)

# Successful transactions on voso and postmart since the pilot, in thousands, at the ends of the spans.
COMPLETED = {
    LANG_SON: (0.06, 6.19, 18.70, 19.54, 22.29, 23.79, 24.59, 30.5, 48.898, 85),  # 48,898: [baohoabinh.com.vn 179863]
    "01": (0.1, 6.0, 17.0, 18.5, 37, 52, 60, 160, 560, 1450),  # Hà Nội
    "79": (0.1, 5.0, 14.0, 15.2, 31, 43, 50, 140, 520, 1380),  # TP. Hồ Chí Minh
    "24": (0.1, 5.5, 15.0, 16.0, 24, 31, 38, 62, 125, 265),  # Bắc Giang
    "30": (0.05, 3.0, 9.0, 9.8, 17, 25, 29.5, 36, 45.5, 105),  # Hải Dương
    "14": (0.05, 2.5, 9.5, 10.3, 17, 23.5, 27.5, 33, 44.5, 105),  # Sơn La
}
COMPLETED_ELSEWHERE = (0.4, 16, 53, 57, 104, 131, 159, 430, 1140, 2140)  # all other provinces together
ABOVE = tuple(code for code in COMPLETED if code != LANG_SON)  # more transactions than Lạng Sơn on 28 June 2022
LARGEST_SHARE = 0.033  # of the other provinces: the largest stays below Lạng Sơn in every span of 2022
# Orders placed in Lạng Sơn: 6,995 on 15 September 2021 [mic.gov.vn 197148777], more than 21,000 in mid December
# [old.baolangson.vn 18488].
PLACED_IN_LANG_SON = {1: 6_995, 2: 21_150}
COMPLETED_SHARE, RETURNED_SHARE = 0.885, 0.015  # of orders placed; the rest is cancelled or failed

# Products listed on voso and postmart, in thousands. Lạng Sơn: 4,300 goods on 15 September 2021 [mic.gov.vn
# 197148777], nearly 21,000 after nearly three years [baohoabinh.com.vn 179863].
PRODUCT_DAYS = (
    days.LAUNCH, date(2021, 8, 20), date(2021, 9, 15), date(2021, 12, 31), days.RANKED, date(2024, 6, 15), days.END,
)  # fmt: skip
PRODUCTS = {
    LANG_SON: (0.5, 4.05, 4.3, 8.5, 13.0, 21.6, 26),
    "01": (0.7, 2.5, 2.7, 9.5, 16.0, 28.0, 46),
    "79": (0.3, 1.0, 1.1, 4.0, 6.8, 17.5, 41),
}
PRODUCTS_ELSEWHERE = (2.0, 6.5, 7.0, 32, 52, 124, 195)
LARGEST_PRODUCT_SHARE = 0.06
FIRST_IN_PRODUCTS = "01"


@dataclass(frozen=True)
class Trade:
    """Counts by province of the 63 (rows).

    `placed`, `completed`, `returned` by span; `listed` by day: products put up, so that the running total on
    28 June 2022 is the number of products then.
    """

    placed: Ints
    completed: Ints
    returned: Ints
    listed: Ints


def of(places: Places, scale: float, seed: int) -> Trade:
    """The trade of all provinces at a scale; the published places hold at every scale at which they can."""
    random = stream(seed, "trade")
    sizes = places.sizes() ** 0.7 * np.exp(random.normal(0, 0.55, len(places.provinces)))
    completed = _in_published_places(steps(_by_province(places, sizes) * 1000 * scale), places)
    placed = steps(np.cumsum(completed, axis=1) / COMPLETED_SHARE)
    home = places.position(LANG_SON)
    totals = np.cumsum(placed[home])
    for span, published in PLACED_IN_LANG_SON.items():
        totals[span] = whole(np.array(published * scale))
    placed[home] = np.maximum(np.diff(np.maximum.accumulate(totals), prepend=0), completed[home])
    returned = np.minimum(steps(np.cumsum(placed, axis=1) * RETURNED_SHARE), placed - completed)
    return Trade(placed, completed, returned, _listed(places, sizes, scale))


def _by_province(places: Places, sizes: Floats) -> Floats:
    """Cumulative transactions in thousands: those of the table, the rest shared by size."""
    return _with_the_rest(places, sizes, COMPLETED, COMPLETED_ELSEWHERE, LARGEST_SHARE)


def _with_the_rest(
    places: Places, sizes: Floats, named: Mapping[str, tuple[float, ...]], rest: tuple[float, ...], largest: float
) -> Floats:
    codes = places.provinces["code"].to_list()
    others = np.array([code not in named for code in codes])
    share = np.zeros(len(codes))
    share[others] = capped(sizes[others], largest)
    table = share[:, None] * np.array(rest)
    for code, values in named.items():
        table[codes.index(code)] = values
    return table


def _in_published_places(flows: Ints, places: Places) -> Ints:
    """Transactions by span, moved by as little as keeps Lạng Sơn sixth where rounding at a small scale would not."""
    home = places.position(LANG_SON)
    above = np.isin(np.arange(len(flows)), [places.position(code) for code in ABOVE])
    below = ~above
    below[home] = False
    own = flows[home, SPANS_OF_2022]
    flows[home, SPANS_OF_2022] = own = np.maximum(own, 1)
    spans = flows[:, SPANS_OF_2022]
    spans[above] = np.maximum(spans[above], whole(own * 1.08) + 1)
    spans[below] = np.minimum(spans[below], np.minimum(whole(own * 0.9), own - 1))
    total = flows[:, SINCE_LAUNCH].sum(axis=1)
    flows[above, RANKED_SPAN] += np.maximum(total[home] + 1 - total[above], 0)
    return flows


def _listed(places: Places, sizes: Floats, scale: float) -> Ints:
    """Products put up by day; every province has one from the launch on, Lạng Sơn is second on 28 June 2022."""
    table = _with_the_rest(places, sizes, PRODUCTS, PRODUCTS_ELSEWHERE, LARGEST_PRODUCT_SHARE)
    totals = np.stack([whole(days.through(list(zip(PRODUCT_DAYS, row, strict=True))) * 1000 * scale) for row in table])
    totals[:, days.number(days.LAUNCH) - days.FIRST :] = np.maximum(
        totals[:, days.number(days.LAUNCH) - days.FIRST :], 1
    )
    ranked = days.number(days.RANKED) - days.FIRST
    home, first = places.position(LANG_SON), places.position(FIRST_IN_PRODUCTS)
    totals[home, ranked:] = np.maximum(totals[home, ranked:], 2)
    totals[first, ranked:] = np.maximum(totals[first, ranked:], totals[home, ranked] + 1)
    below = np.ones(len(totals), dtype=bool)
    below[[home, first]] = False
    totals[below, : ranked + 1] = np.minimum(totals[below, : ranked + 1], totals[home, ranked] - 1)
    return arrivals(totals)
