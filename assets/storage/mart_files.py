"""Marts between steps: Parquet files beside the releases, which link the published ones; the warehouse sees them all.

A mart is written once a night: what the next step reads, what the checks judge and what is published are the same
file. All are computed whole but for the daily orders, which grow with the history (`assets.facts.daily_orders`).
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import dataframely as dy
import polars as pl
from pyarrow import parquet

from assets.storage.warehouse import Warehouse
from pipelines.rows import schema
from quality.contracts import PUBLISHED


class Tables:
    """The mart tables of one working folder."""

    def __init__(self, folder: Path, warehouse: Warehouse) -> None:
        self.folder = folder
        self.warehouse = warehouse

    def path(self, table: str) -> Path:
        """The file of a table."""
        return self.folder / f"{table}.parquet"

    def has(self, table: str) -> bool:
        """Whether the table is a mart that was made."""
        return self.path(table).exists()

    def load(self, table: str) -> pl.LazyFrame:
        """A table as a lazy frame."""
        return pl.scan_parquet(self.path(table), glob=False)

    def save(self, table: str, frame: pl.LazyFrame | pl.DataFrame) -> int:
        """Replaces a table, for the next steps and, as a view, in the warehouse; the number of its rows."""
        collected = frame.lazy().collect()
        self.write(table, collected)
        self.show(table)
        return collected.height

    def show(self, table: str) -> None:
        """Shows the file of a table in the warehouse, where the checks look."""
        with self.warehouse.connected() as db:
            path = schema.literal(str(self.path(table)))
            db.execute(f"create or replace view {table} as from read_parquet({path})")

    def write(self, table: str, frame: pl.DataFrame) -> Path:
        """Replaces the file of a table, atomically; a published one as `published` gives it."""
        with self._replaced(table) as fresh:
            published(table, frame).write_parquet(fresh, compression="zstd")
        return self.path(table)

    def write_parts(self, table: str, parts: Iterable[pl.DataFrame]) -> Path:
        """Writes a table that may be too large for memory; the parts follow each other, each as `published` gives it."""
        schema = PUBLISHED[table].create_empty().to_arrow().schema
        with self._replaced(table) as fresh, parquet.ParquetWriter(fresh, schema, compression="zstd") as file:
            for part in parts:
                file.write_table(part.to_arrow())
        return self.path(table)

    @contextmanager
    def _replaced(self, table: str) -> Iterator[Path]:
        """A new file that takes the place of a table's once it is written."""
        self.folder.mkdir(exist_ok=True)
        fresh = self.folder / f"{table}.new"
        yield fresh
        os.replace(fresh, self.path(table))


def published(table: str, frame: pl.DataFrame) -> pl.DataFrame:
    """A published table under its contract and in its order; any other as it is.

    Raises dataframely.exc.ValidationError where a row breaks the contract.
    """
    contract = PUBLISHED.get(table)
    return frame if contract is None else in_order(contract.validate(frame, cast=True), contract)


def in_order(frame: pl.DataFrame, contract: type[dy.Schema]) -> pl.DataFrame:
    """The rows in the one total order of a published table: by all its columns from the left, nulls last.

    The leading columns are packed into one whole number, which sorts several times as fast as they do; the others are
    looked at only where it is the same.
    """
    frame = frame.select(list(contract.columns()))
    number, others = _packed(frame)
    rows = number.arg_sort()
    if others and (number.gather(rows).diff() == 0).any():
        key = frame.select(number, *others)
        rows = key.select(pl.arg_sort_by(key.columns, nulls_last=True)).to_series()
    return frame.select(pl.all().gather(rows))


def _packed(frame: pl.DataFrame) -> tuple[pl.Series, list[str]]:
    """One whole number that sorts as the leading columns do, nulls last, and the columns that it has no room for."""
    number, size = pl.zeros(frame.height, pl.Int64, eager=True).alias("packed"), 1
    coded = _coded(frame)
    for at, column in enumerate(coded):
        least, most = (int(found) for found in (column.min() or 0, column.max() or 0))  # type: ignore[arg-type]
        values = most - least + 2
        size *= values
        if size >= 2**63:
            return number, frame.columns[at:]
        number = number * values + (column.cast(pl.Int64) - least).fill_null(values - 1)
    return number, frame.columns[coded.width :]


def _coded(frame: pl.DataFrame) -> pl.DataFrame:
    """The columns before the first float as whole numbers that sort as they do: a text as its rank among the texts."""
    floats = (at for at, column in enumerate(frame) if column.dtype.is_float())
    leading = frame[:, : next(floats, frame.width)]
    texts = leading.select(pl.col(pl.String).unique().drop_nulls().sort().implode())
    return leading.with_columns(
        pl.col(pl.Boolean).cast(pl.Int8),
        *(pl.col(column.name).cast(pl.Enum(column.item())) for column in texts),
    ).select(pl.all().to_physical())
