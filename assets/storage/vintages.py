"""What was known on a day: tables of the releases that are kept, 30 nights and every month's last."""

from datetime import date
from pathlib import Path

import polars as pl

from assets.storage import releases
from assets.storage.releases import Release
from conventions.catalogue import Refusal, _
from conventions.folder import WorkingFolder
from conventions.spreadsheets import harmless
from quality.contracts import PUBLISHED, REFERENCE

XLSX_ROWS = 2**20 - 1
"""Rows of a worksheet below its header."""


def on_show(folder: WorkingFolder, day: date) -> Release | None:
    """The newest kept release of a day or before; None where none is that old.

    A rollback is a release like any other: what it showed was what was known.
    """
    older = (release for release in releases.all_of(folder) if release.published_at.date() <= day)
    return next(older, None)


def current(folder: WorkingFolder, table: str) -> tuple[str | None, pl.DataFrame]:
    """The release that readers see, and a table of it; no name and an empty table before the first."""
    release = releases.newest(folder)
    if release is None:
        return None, PUBLISHED[table].create_empty()
    return release.name, read(folder, release.name, table)


def read(folder: WorkingFolder, release: str, table: str) -> pl.DataFrame:
    """A table of a release; empty where that release did not publish it yet."""
    path = _path(folder, release, table)
    return pl.read_parquet(path, glob=False) if path.exists() else (PUBLISHED | REFERENCE)[table].create_empty()


def hand_out(folder: WorkingFolder, release: str, table: str, output: Path) -> int:
    """Writes a table of a release as CSV, Parquet or XLSX, by the ending of the file; how many rows.

    Texts are harmless in a spreadsheet: an apostrophe stands before what could start a formula. Raises Refusal: the
    release has no such table, another ending, no folder to write into, too many rows for a worksheet.
    """
    published = sorted(path.stem for path in (folder.published / release).glob("*.parquet"))
    if table not in published:
        raise Refusal(
            _("Release {name} has no table {table}. It has: {found}.", name=release, table=table, found=published)
        )
    if output.suffix not in (".csv", ".parquet", ".xlsx"):
        raise Refusal(_("{path} must end in .csv, .parquet or .xlsx.", path=output))
    if not output.parent.is_dir():
        raise Refusal(_("There is no folder {path}.", path=output.parent))
    frame = pl.read_parquet(_path(folder, release, table), glob=False)
    if output.suffix == ".xlsx" and frame.height > XLSX_ROWS:
        raise Refusal(
            _("{table} has {n} rows, more than a worksheet holds. Write .csv or .parquet.", table=table, n=frame.height)
        )
    if output.suffix == ".parquet":
        frame.write_parquet(output, compression="zstd")
    elif output.suffix == ".csv":
        harmless(frame).write_csv(output, include_bom=True)
    else:
        harmless(frame).write_excel(output, worksheet=table[:31], autofit=True)
    return frame.height


def _path(folder: WorkingFolder, release: str, table: str) -> Path:
    return folder.published / release / f"{table}.parquet"
