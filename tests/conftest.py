"""Working folders and deliveries to test with. Every file is of our own making."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import dagster as dg
import polars as pl
import pytest
from deliveries import register_csv, shopee_xlsx

os.environ["DIGITAL_SHOPS_HOUSEHOLD_KEY"] = "a key for tests only"
os.environ["DIGITAL_SHOPS_LANGUAGE"] = "en"

from assets import households, night
from assets import refresh as job
from assets.deliveries import decisions, ingest, watch
from assets.deliveries.decoder import Decoder
from assets.deliveries.ingest import Intake
from assets.places import resolve_new
from assets.refresh import Outcome
from assets.storage.warehouse import Warehouse
from conventions.folder import WorkingFolder


@pytest.fixture(scope="session", autouse=True)
def decoder() -> Iterator[Decoder]:
    """One decoding child for all tests; starting one takes half a second."""

    class Shared(Decoder):
        def __exit__(self, *_error: object) -> None:
            """Goes on for the next test."""

    shared = Shared()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(night, "Decoder", lambda: shared)
        yield shared
    Decoder.__exit__(shared, None, None, None)


@pytest.fixture(autouse=True)
def dagster_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs within the test process are recorded in memory; the command line's tests use the real instance."""
    monkeypatch.setattr(job, "instance", lambda _folder: dg.DagsterInstance.ephemeral())


@pytest.fixture(autouse=True)
def short_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second look at the landing folder comes at once; tests of the pause set it back."""
    monkeypatch.setattr(watch, "SECONDS_BETWEEN_LOOKS", 0.0)


class Place:
    """A working folder with hands: deliver, take in, refresh, look."""

    def __init__(self, path: Path) -> None:
        self.folder = WorkingFolder.chosen(path).made()
        self.warehouse = Warehouse(self.folder.warehouse)

    def deliver(self, name: str, content: bytes | str, modified_at: float = 1_760_000_000) -> Path:
        """Drops a file into the landing folder, last changed at a given time."""
        path = self.folder.landing / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        os.utime(path, (modified_at, modified_at))
        return path

    def withdraw(self, name: str) -> int:
        """Decides that a file was delivered wrongly, which the next intake carries out; how many deliveries that are."""
        found = self.rows("select delivery, file_name from files").filter(file_name=name)["delivery"]
        for delivery in found:
            decisions.record(self.folder.store, decisions.Decision(delivery, "withdrawn", "wrong file", "2026-01-01"))
        return len(found)

    def take(self) -> Intake:
        """The intake alone, without Dagster."""
        with self.warehouse.held():
            intake = ingest.drain(self.folder, self.warehouse, night.Decoder(), lambda _text: None)
            resolve_new(self.warehouse)
            households.link(self.warehouse)
        return intake

    def refresh(self) -> Outcome:
        """The whole job."""
        return job.run(self.folder, lambda _text: None)

    def rows(self, sql: str) -> pl.DataFrame:
        """Rows of the warehouse."""
        return self.warehouse.query(sql)

    def plant(self, table: str, sql: str) -> Path:
        """Changes a table of the night under way by a statement, a mart in its file; the mart's file as it was."""
        file = self.folder.marts / f"{table}.parquet"
        kept = file.with_suffix(".kept")
        with self.warehouse.connected() as db:
            asked = "select 1 from duckdb_views() where view_name = ? and contains(sql, 'read_parquet')"
            if not db.execute(asked, [table]).fetchall():
                db.execute(sql)
                return kept
            kept.write_bytes(file.read_bytes())
            db.execute(f"create temp table planted as from read_parquet('{file}')")
            db.execute(re.sub(rf"\b(update|into) {table}\b", r"\1 planted", sql))
            db.execute(f"copy planted to '{file}' (format parquet)")
        return kept

    def release(self, table: str) -> pl.DataFrame:
        """A table of the newest release."""
        current = (self.folder.published / "CURRENT").read_text().strip()
        return pl.read_parquet(self.folder.published / current / f"{table}.parquet")

    @property
    def current(self) -> str | None:
        """What CURRENT names."""
        path = self.folder.published / "CURRENT"
        return path.read_text().strip() if path.exists() else None


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """An empty working folder."""
    return Place(tmp_path / "data")


@pytest.fixture
def new_place(tmp_path: Path) -> Callable[[], Place]:
    """As many empty working folders as a test asks for."""
    made: list[Place] = []

    def make() -> Place:
        made.append(Place(tmp_path / f"data{len(made)}"))
        return made[-1]

    return make


@pytest.fixture
def delivered(place: Place) -> Place:
    """A working folder with one Shopee month of one shop in Lạng Sơn, taken in by nobody yet."""
    return with_a_month(place)


def with_a_month(place: Place) -> Place:
    place.deliver("register/so-dang-ky.csv", register_csv())
    place.deliver("shopee/shop-a/Order.all.20251001_20251031.xlsx", shopee_xlsx())
    return place


def night_of(place: Place) -> Path:
    """The folder after a night, to be copied: a refresh takes seconds."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(job, "instance", lambda _folder: dg.DagsterInstance.ephemeral())
        outcome = place.refresh()
    assert outcome.is_success, outcome.failure
    return place.folder.path


@pytest.fixture(scope="session")
def first_night(decoder: Decoder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of `delivered` after a night; not to be changed."""
    return night_of(with_a_month(Place(tmp_path_factory.mktemp("first_night") / "data")))


@pytest.fixture(scope="session")
def empty_night(decoder: Decoder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder after a night on which nothing had ever come; not to be changed."""
    return night_of(Place(tmp_path_factory.mktemp("empty_night") / "data"))


@pytest.fixture
def published(first_night: Path, tmp_path: Path) -> Place:
    """The folder of `delivered` after a night that published it."""
    return Place(shutil.copytree(first_night, tmp_path / "data"))


@pytest.fixture
def opened(empty_night: Path, tmp_path: Path) -> Place:
    """A folder to which nothing was ever delivered, after a night that published it."""
    return Place(shutil.copytree(empty_night, tmp_path / "data"))


@pytest.fixture
def today(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages show the test's own working folder, on 2 April 2026."""
    from views import header  # Streamlit takes a second to import, and most tests open no page

    monkeypatch.setenv("DIGITAL_SHOPS_DATA", str(tmp_path))
    monkeypatch.setattr(header, "today", lambda: date(2026, 4, 2))
