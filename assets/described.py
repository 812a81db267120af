"""What the tables of a release speak of: indicators, marketplaces, provinces, produce, households as entered (`quality.contracts.REFERENCE`)."""

import dagster as dg
import polars as pl

from assets.storage import reference
from quality.contracts import Households, Indicators
from quality.registries import Marketplaces, Produce, Provinces


@dg.asset
def indicators() -> pl.LazyFrame:
    """One row per indicator: its names, unit, direction, decimals, definition and source."""
    return Indicators.validate(reference.table("indicators")).lazy()


@dg.asset
def households() -> pl.LazyFrame:
    """One row per frame, area and day: households as entered (`quality.contracts.REFERENCE`)."""
    entered = reference.table("households").with_columns(pl.col("as_of").str.to_date())
    return Households.validate(entered, cast=True).lazy()


@dg.asset
def marketplaces() -> pl.LazyFrame:
    """One row per marketplace."""
    return Marketplaces.validate(reference.table("marketplaces")).lazy()


@dg.asset
def provinces() -> pl.LazyFrame:
    """One row per frame and province."""
    return Provinces.validate(reference.table("provinces")).lazy()


@dg.asset
def produce() -> pl.LazyFrame:
    """One row per product."""
    return Produce.validate(reference.table("produce")).lazy()
