"""The programme's calendar: its days, how strongly people buy on each, and curves through published days.

Days are counted from 1 January 1970, as NumPy and Polars do.
"""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np

from pipelines.simulation.chance import Floats, Ints

PILOT = date(2021, 6, 18)  # two communes of Chi Lăng, to 2 July [doanhnghiepvn.vn, 11 August 2021]
LAUNCH = date(2021, 7, 20)  # [nongnghiep.vn d297461, 20 July 2021]
SECOND_PHASE = date(2021, 9, 20)  # from five districts to all eleven [mic.gov.vn 197148777, 15 September 2021]
RANKED = date(2022, 6, 28)  # the meeting that quoted the ranks [Dân trí, "Chiều 28/6"; the year is our inference]
MERGER = date(2025, 7, 1)  # 34 provinces, no districts [Resolution 202/2025/QH15]
END = date(2026, 10, 31)

# First days of the lunar new year.
TET = (date(2022, 2, 1), date(2023, 1, 22), date(2024, 2, 10), date(2025, 1, 29), date(2026, 2, 17))
SALE_DAYS = ((9, 9, 2.2), (11, 11, 2.6), (12, 12, 2.2))  # month, day, times an ordinary day

HOUR, DAY = 3_600, 86_400  # seconds
HOURS = (2, 1, 1, 1, 1, 2, 4, 6, 9, 11, 11, 9, 8, 7, 8, 8, 7, 6, 7, 10, 12, 11, 8, 4)  # orders by hour of the day


def number(day: date) -> int:
    """The day as a number."""
    return (day - date(1970, 1, 1)).days


FIRST, LAST = number(PILOT), number(END)
ALL: Ints = np.arange(FIRST, LAST + 1, dtype=np.int64)
WEEKS = (len(ALL) + 6) // 7


def week(day: Ints) -> Ints:
    """The week of the simulation a day falls in."""
    return (day - FIRST) // 7


def through(anchors: Sequence[tuple[date, float]]) -> Floats:
    """A cumulative curve over all days, straight between the anchors, zero before the first day."""
    return np.interp(ALL, [FIRST - 1, *(number(day) for day, _ in anchors)], [0.0, *(value for _, value in anchors)])


def demand() -> Floats:
    """How strongly people buy on each day: 1 on an ordinary working day."""
    weekday = (ALL + 3) % 7  # 1 January 1970 was a Thursday; Monday is 0
    strength = np.where(weekday >= 5, 0.88, 1.0)
    for tet in TET:
        away = ALL - number(tet)
        strength = np.where((away >= -25) & (away < -3), strength * 1.6, strength)  # presents and the feast
        strength = np.where((away >= -3) & (away < 8), strength * 0.2, strength)  # nobody delivers
    for month, day, times in SALE_DAYS:
        for year in range(PILOT.year, END.year + 1):
            strength = np.where(number(date(year, month, day)) == ALL, strength * times, strength)
    return strength


def month_fraction(day: Ints) -> Floats:
    """Where in the year a day lies, in months: 0.5 is mid January."""
    start = day.astype("datetime64[D]")
    year = start.astype("datetime64[Y]")
    return (start - year.astype("datetime64[D]")).astype(np.float64) * 12 / 365.25


def quarter_ends() -> list[date]:
    """The last days of the quarters from the pilot on, and the last day of all."""
    firsts = [date(year, month, 1) for year in range(PILOT.year, END.year + 1) for month in (1, 4, 7, 10)]
    return [*(day - timedelta(days=1) for day in firsts if PILOT < day <= END), END]
