"""The only reader of `published/`: which releases there are, what the opened one says of itself, and its tables.

CURRENT is read once per rerun, so that a page never mixes two releases. A release never changes, so what was read from
one is kept by its path.
"""

import json
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import polars as pl
import streamlit as st

from conventions.folder import WorkingFolder, released_at

KEY, NEWEST = "release", "newest_release"


def opened() -> bool:
    """Opens the release that CURRENT names for this rerun; False before the first refresh."""
    newest = WorkingFolder.chosen().newest_release()
    if newest is None:
        return False
    st.session_state[KEY] = st.session_state[NEWEST] = newest
    return True


def kept() -> dict[date, str]:
    """The last release of every day of which one is kept, newest first, up to the one that CURRENT names."""
    names = [path.name for path in WorkingFolder.chosen().releases() if path.name <= st.session_state[NEWEST].name]
    last = {released_at(name).date(): name for name in reversed(names)}
    return dict(reversed(last.items()))


def reopen(name: str) -> None:
    """Opens an earlier release instead, for this rerun."""
    st.session_state[KEY] = path().parent / name


def is_newest() -> bool:
    """Whether the opened release is the one that CURRENT names."""
    return bool(path() == st.session_state[NEWEST])


def path() -> Path:
    """The opened release."""
    found: Path = st.session_state[KEY]
    return found


def name() -> str:
    """The name of the opened release."""
    return path().name


def published_at() -> datetime:
    """When the opened release was made, Vietnam time."""
    return released_at(name())


def manifest() -> dict[str, Any]:
    """What the opened release says of itself."""
    return _json(path() / "release.json")


def is_simulated() -> bool:
    """Whether its deliveries were made up for trying this out."""
    return bool(manifest().get("is_simulated"))


def newest_day() -> date | None:
    """The day to which the figures go; None where nothing was computed."""
    said = manifest().get("newest_day")
    return date.fromisoformat(said) if said else None


def newest_day_by_marketplace() -> dict[str, date]:
    """The last order day of every marketplace that was delivered, latest first."""
    said = manifest().get("newest_day_by_marketplace", {})
    days = {code: date.fromisoformat(last) for code, last in said.items() if last}
    return dict(sorted(days.items(), key=lambda item: (-item[1].toordinal(), item[0])))


def table(name: str) -> pl.DataFrame:
    """A published table of the opened release, whole."""
    return _frame(path() / f"{name}.parquet")


def has(name: str) -> bool:
    """Whether the opened release has a table; one made by older code may lack it until the next refresh."""
    return (path() / f"{name}.parquet").exists()


def scan(name: str) -> pl.LazyFrame:
    """A published table to filter while it is read: for the large ones."""
    return pl.scan_parquet(path() / f"{name}.parquet", glob=False)


@lru_cache(maxsize=64)
def _frame(path: Path) -> pl.DataFrame:
    return pl.read_parquet(path, glob=False)


@lru_cache(maxsize=64)
def _json(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found
