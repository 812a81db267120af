"""What was known on a day: tables of the releases that are kept, 30 nights and every month's last."""

from datetime import date, datetime

import polars as pl

from assets import releases
from assets.folder import WorkingFolder
from quality.contracts import PUBLISHED


def as_known_on(folder: WorkingFolder, table: str, day: date) -> pl.DataFrame | None:
    """A published table as the newest kept release of that day or before had it; None where none is that old.

    A rollback is a release like any other: what it showed was what was known.
    """
    stamps = {
        release.name: datetime.strptime(release.name, releases.STAMP).date() for release in releases.all_of(folder)
    }
    older = [name for name, published_on in stamps.items() if published_on <= day]
    return read(folder, max(older), table) if older else None


def current(folder: WorkingFolder, table: str) -> tuple[str | None, pl.DataFrame]:
    """The release that readers see, and a table of it; no name and an empty table before the first."""
    release = releases.newest(folder)
    if release is None:
        return None, PUBLISHED[table].create_empty()
    return release.name, read(folder, release.name, table)


def read(folder: WorkingFolder, release: str, table: str) -> pl.DataFrame:
    """A table of a release; empty where that release did not publish it yet."""
    path = folder.published / release / f"{table}.parquet"
    return pl.read_parquet(path) if path.exists() else PUBLISHED[table].create_empty()
