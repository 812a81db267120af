"""The working folder: where files land, are kept, computed and published, and which releases there are."""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from conventions.catalogue import Refusal, _

PROJECT = Path(__file__).parent.parent
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
STAMP = "%Y%m%dT%H%M%S"
"""How a release is named: the moment at which it was made, in Vietnam."""


def now() -> datetime:
    """The civil time in Vietnam, without a zone: every time in the warehouse is in it."""
    return datetime.now(VIETNAM).replace(tzinfo=None, microsecond=0)


def released_at(name: str) -> datetime:
    """When a release was made, Vietnam time: its name says it."""
    return datetime.strptime(name, STAMP)


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sync_folder(folder: Path) -> None:
    """Makes the names in a folder durable: what was renamed into it stays there after a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@dataclass(frozen=True)
class WorkingFolder:
    """One working folder; `--data DIR`, else DIGITAL_SHOPS_DATA, else `data/` of the project."""

    path: Path

    @classmethod
    def chosen(cls, path: Path | None = None) -> "WorkingFolder":
        """The folder asked for."""
        chosen = path or Path(os.environ.get("DIGITAL_SHOPS_DATA") or PROJECT / "data")
        return cls(chosen.expanduser().absolute())

    def made(self) -> "WorkingFolder":
        """The folder, made with its parts where they do not exist."""
        for part in (self.landing, self.store, self.published, self.orchestrator):
            part.mkdir(parents=True, exist_ok=True)
        os.chmod(self.store, 0o700)
        return self

    @property
    def landing(self) -> Path:
        """Where files are dropped."""
        return self.path / "landing"

    @property
    def store(self) -> Path:
        """Delivered bytes under their SHA-256, for the owner's eyes only."""
        return self.path / "store"

    @property
    def warehouse(self) -> Path:
        """The DuckDB file that only a refresh opens."""
        return self.path / "warehouse.duckdb"

    @property
    def published(self) -> Path:
        """Releases, and CURRENT that names the newest."""
        return self.path / "published"

    @property
    def current(self) -> Path:
        """The file that names the newest release."""
        return self.published / "CURRENT"

    def newest_release(self) -> Path | None:
        """The release that CURRENT names; None before the first."""
        return self.published / self.current.read_text(encoding="utf-8").strip() if self.current.exists() else None

    def releases(self) -> list[Path]:
        """Every kept release that readers may see, newest first: none is newer than the one that CURRENT names."""
        newest = self.newest_release()
        found = sorted(self.published.glob("[0-9]*T*"), reverse=True) if newest else []
        return [path for path in found if newest and path.name <= newest.name]

    @property
    def marts(self) -> Path:
        """The marts of the newest night: where the releases lie, so that they can link what they publish."""
        return self.published / ".marts"

    @property
    def orchestrator(self) -> Path:
        """Dagster's own files."""
        return self.path / "dagster"

    @property
    def is_simulated(self) -> bool:
        """Whether `digital-shops simulate` wrote this folder."""
        return (self.path / "SIMULATED").exists()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Holds the folder for one refresh at a time. Raises Refusal while another process holds it."""
        with (self.path / "refresh.lock").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise Refusal(
                    _("Another refresh of {folder} is running. Wait until it ends.", folder=self.path)
                ) from error
            yield
