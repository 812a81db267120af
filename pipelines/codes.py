"""Codes as categories inside a computation: joins and ranks over them cost half of what texts do."""

import polars as pl
from polars import selectors


def coded(table: pl.LazyFrame) -> pl.LazyFrame:
    """The same table with every text as a category; a contract at the end turns them back into texts."""
    return table.with_columns(selectors.string().cast(pl.Categorical))
