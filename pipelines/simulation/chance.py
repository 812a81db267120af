"""Chance that can be repeated: one stream of random numbers per part, and draws by weight without loops."""

import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.floating[Any]]


def stream(seed: int, part: str) -> np.random.Generator:
    """The part's own stream of a seed: a new part, or one that draws more, does not shift the others."""
    return np.random.default_rng([seed, zlib.crc32(part.encode())])


def whole(values: Floats) -> Ints:
    """Halves go up, so that 50 of 1,000 is the same on every machine (NumPy rounds halves to even)."""
    return np.floor(np.asarray(values) + 0.5 + 1e-9).astype(np.int64)


def steps(cumulative: Floats) -> Ints:
    """Whole arrivals per step, whose running total is everywhere the rounded cumulative value."""
    return arrivals(whole(cumulative))


def arrivals(totals: Ints) -> Ints:
    """What came in each step, from running totals."""
    return np.diff(totals, axis=-1, prepend=np.zeros_like(totals[..., :1]))


def draw(weights: Floats, count: int, random: np.random.Generator) -> Ints:
    """`count` positions, each by its weight."""
    running = np.cumsum(weights)
    return np.minimum(
        np.searchsorted(running, random.random(count) * running[-1], side="right"), len(running) - 1
    ).astype(np.int64)


def draw_by_row(weights: Floats, rows: Ints, random: np.random.Generator) -> Ints:
    """One column of `weights` for each of `rows`, by the weights of that row.

    The rows are laid end to end, so that one search serves them all.
    """
    running = np.cumsum(weights, axis=1)
    running /= running[:, -1:]
    running += np.arange(len(running))[:, None]
    width = weights.shape[1]
    found = np.searchsorted(running.ravel(), rows + random.random(len(rows)), side="right") - rows * width
    return np.clip(found, 0, width - 1).astype(np.int64)


def capped(shares: Floats, largest: float) -> Floats:
    """Shares that add to one and of which none is above `largest`; the excess goes to the others in proportion."""
    shares = shares / shares.sum()
    for _ in range(len(shares)):
        over = shares >= largest
        if not (shares > largest + 1e-12).any() or over.all():
            break
        shares = np.where(over, largest, shares * (1 - largest * over.sum()) / shares[~over].sum())
    return shares
