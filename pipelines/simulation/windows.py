"""Which export carries which orders and when it was drawn: windows that overlap, so that later ones revise earlier."""

from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
import polars as pl

from pipelines.simulation import days
from pipelines.simulation.chance import Ints
from pipelines.simulation.days import DAY, HOUR
from pipelines.simulation.life import LATE_FROM

OVERLAP = 20  # days: by then an order is settled, but for late returns
SELLERS_OVERLAP = 15
DRAWN_AT = 5 * HOUR + 1_800  # operators draw their exports at night
SELLERS_DRAW_AT = 20 * HOUR
SELLERS_FROM = date(2024, 1, 1)


class Window(NamedTuple):
    """An export: orders of these days as known when it was drawn (seconds since 1970, local time)."""

    first: date
    last: date
    drawn: int
    name: str
    is_revision: bool = False  # carries only orders that changed since the export before


def of_operators() -> list[Window]:
    """One export a quarter, and a last one that revises the orders of the last year."""
    ends = days.quarter_ends()
    starts = [days.PILOT, *(end + timedelta(days=1) for end in ends[:-1])]
    quarters = [
        Window(
            max(start - timedelta(days=OVERLAP), days.PILOT),
            end,
            (days.number(end) + 1) * DAY + DRAWN_AT,
            f"{start.year}q{(start.month + 2) // 3}",
        )
        for start, end in zip(starts, ends, strict=True)
    ]
    return [*quarters, Window(LATE_FROM, days.END, (days.LAST + 2) * DAY + DRAWN_AT, "revised", is_revision=True)]


def of_sellers() -> list[Window]:
    """One export a month, reaching back into the month before."""
    windows = []
    start = SELLERS_FROM
    while start <= days.END:
        following = (start.replace(day=28) + timedelta(days=4)).replace(day=1)
        end = following - timedelta(days=1)
        first = start - timedelta(days=SELLERS_OVERLAP) if start > SELLERS_FROM else start
        windows.append(
            Window(first, end, days.number(following) * DAY + SELLERS_DRAW_AT, f"{first:%Y%m%d}_{end:%Y%m%d}")
        )
        start = following
    return windows


def last_drawn(day: pl.Series, windows: list[Window], *, before_revision: bool = False) -> pl.Series:
    """When each order was last seen: the moment of the last export whose days include its own."""
    ordered = day.to_numpy()
    drawn: Ints = np.zeros(len(ordered), dtype=np.int64)
    for window in windows:
        if not (window.is_revision and before_revision):
            inside = (ordered >= days.number(window.first)) & (ordered <= days.number(window.last))
            drawn[inside] = window.drawn
    return pl.Series("last_drawn", drawn)
