"""Which days the marts speak of: the newest day that everyone has reached, month ends and days of quoted figures."""

from collections.abc import Iterable
from datetime import date, timedelta

import polars as pl

from conventions import method


def newest_day(last_days: pl.DataFrame, register_day: date | None) -> date | None:
    """The last day that every expected marketplace has reached.

    `last_days`: one row per marketplace with `last_day`. A marketplace is expected while it is less than 35 days
    behind the newest. Without orders the newest day of the register or the accounts; None where there is neither.
    """
    reached = last_days["last_day"].drop_nulls()
    if reached.is_empty():
        return register_day
    newest = reached.max()
    assert isinstance(newest, date)
    expected = reached.filter(reached > newest - timedelta(days=method.LATE_DAYS))
    day = expected.min()
    assert isinstance(day, date)
    return day


def as_of_days(newest: date | None, quoted: Iterable[date] = method.QUOTED_DAYS) -> pl.DataFrame:
    """One row per as-of day from launch to the newest: `as_of_date` and `previous_as_of`, the month end before it."""
    if newest is None:
        return pl.DataFrame(schema={"as_of_date": pl.Date, "previous_as_of": pl.Date})
    months = pl.date_range(method.LAUNCH.replace(day=1), newest, "1mo", eager=True).dt.month_end()
    days = {day for day in (*months, *quoted, method.LAUNCH, newest) if method.LAUNCH <= day <= newest}
    return pl.DataFrame({"as_of_date": sorted(days)}, schema={"as_of_date": pl.Date}).with_columns(
        previous_as_of=pl.col("as_of_date").dt.month_start() - pl.duration(days=1)
    )


def months_before(day: pl.Expr, months: int) -> pl.Expr:
    """The day that lies some months before a day, the end of a month for the end of a month.

    So twelve months to 28 February 2025 begin after 29 February 2024, and those to 29 February after 28 February.
    """
    before = day.dt.offset_by(f"{-months}mo")
    return pl.when(day == day.dt.month_end()).then(before.dt.month_end()).otherwise(before)


def selling_windows(days: pl.LazyFrame) -> pl.LazyFrame:
    """The months in which a shop must have sold to be a selling shop: day, as_of_date, window_start, month, is_whole.

    `day` is the as-of day, `window_start` the first of the 90 days that end on it; `is_whole`: the month ends by it.
    """
    end = pl.col("as_of_date")
    return (
        days.select(end, day=end, window_start=end - pl.duration(days=method.SELLING_DAYS - 1))
        .with_columns(month=pl.date_ranges(pl.col("window_start").dt.month_start(), end, "1mo"))
        .explode("month")
        .with_columns(is_whole=pl.col("month").dt.month_end() <= end)
    )
