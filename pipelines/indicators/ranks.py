"""Places in a competition (1-2-2-4), the next better value, and values as they are printed."""

from collections.abc import Sequence

import polars as pl

TWO_ROUNDINGS = 2 * 2.0**-52
"""By how much a quotient of floats, multiplied, can miss, as a part of it; two of counts below 10^15 lie further apart."""
MOST_DECIMALS = 4


def competition_rank(value: pl.Expr, over: Sequence[str], higher_is_better: pl.Expr | None = None) -> pl.Expr:
    """Competition rank (1-2-2-4) within groups: equal printed values share the better place."""
    return _goodness(value, higher_is_better).rank("min", descending=True).over(over).cast(pl.Int64)


def next_better(value: pl.Expr, rank: pl.Expr, over: Sequence[str], higher_is_better: pl.Expr) -> pl.Expr:
    """The value of the next better place within groups, for every value by its `competition_rank`; null for the first."""
    goodness = _goodness(value, higher_is_better)
    place_above = pl.when(rank > 1).then(rank - 2)  # counted from zero
    found = goodness.sort(descending=True, nulls_last=True).gather(place_above, null_on_oob=True).over(over)
    return _goodness(found, higher_is_better)


def _goodness(value: pl.Expr, higher_is_better: pl.Expr | None) -> pl.Expr:
    """A value so that more is better."""
    return value if higher_is_better is None else pl.when(higher_is_better).then(value).otherwise(-value)


def printed(value: pl.Expr) -> pl.Expr:
    """A value with the `decimals` of its definition, halves away from zero: what is ranked and what is shown.

    29 of 200 is 0.145, of which the nearest float lies below: what is a half but for the rounding of floats is one.
    """
    scaled = value * pl.lit(10.0).pow(pl.col("decimals"))
    half = (scaled * 2).round(0) / 2
    is_half = (scaled - half).abs() <= scaled.abs() * TWO_ROUNDINGS
    whole = pl.when(is_half).then(half).otherwise(scaled).round(0, mode="half_away_from_zero")
    found = whole
    for places in range(1, MOST_DECIMALS + 1):
        # A column divided by a number is multiplied by its reciprocal, which prints 0.6000000000000001.
        found = pl.when(pl.col("decimals") == places).then((whole / 10.0**places).round(places)).otherwise(found)
    return found
