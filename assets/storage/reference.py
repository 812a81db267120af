"""The one place that reads data/reference/, the project's own versioned tables."""

from functools import cache
from pathlib import Path

import polars as pl

REFERENCE = Path(__file__).parents[2] / "data" / "reference"


def tables(*names: str) -> dict[str, pl.DataFrame]:
    """Reference tables by the stem of their file. Every column is text, an empty field is null."""
    return {name: table(name) for name in names}


@cache
def table(name: str) -> pl.DataFrame:
    """One reference table, read once per process."""
    return pl.read_csv(REFERENCE / f"{name}.csv", infer_schema=False)
