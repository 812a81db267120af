"""Delivered bytes under their SHA-256, and beside them when, where and under which names they came.

The store is the truth: from it alone the warehouse can be built again. Bytes are never changed; a sighting is added
to `<sha256>.json` by replacing that file.
"""

import hashlib
import json
import os
import stat
from collections.abc import Iterator, Set
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from assets.deliveries.watch import Landed
from conventions.folder import sync_folder

BLOCK = 2**24


@dataclass
class Sighting:
    """One name under which a content came into one folder."""

    folder: str
    marketplace: str | None
    shop_id: str | None
    is_deeper: bool
    name: str
    modified_at: str  # ISO, Vietnam time; the earliest seen
    first_seen_at: str
    last_seen_at: str

    @classmethod
    def of(cls, file: Landed, seen_at: datetime) -> "Sighting":
        """A file that is seen for the first time."""
        seen, modified = seen_at.isoformat(), file.modified_at.isoformat()
        return cls(file.folder, file.marketplace, file.shop_id, file.is_deeper, file.name, modified, seen, seen)


def copy(file: Landed, incoming: Path, store: Path, sizes: Set[int]) -> str | None:
    """Copies a landed file, durably, unless its content is known; its SHA-256, or None where it cannot be opened.

    `sizes`: of what the store holds. A file of such a size may be known, and is hashed before it is copied.
    """
    try:
        opened = os.open(file.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return None
    with open(opened, "rb", buffering=0) as source:
        if not stat.S_ISREG(os.fstat(opened).st_mode):
            return None
        if file.look[0] in sizes:
            sha256 = hashlib.file_digest(source, "sha256").hexdigest()
            if path_of(store, sha256).exists():
                return sha256
            source.seek(0)
        written = os.open(incoming, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        with open(written, "r+b", buffering=0) as target:
            while os.sendfile(target.fileno(), source.fileno(), None, BLOCK):
                pass
            target.seek(0)
            sha256 = hashlib.file_digest(target, "sha256").hexdigest()
            os.fsync(target.fileno())
    return sha256


def keep(file: Landed, incoming: Path, sha256: str, store: Path, seen_at: datetime) -> None:
    """Links the copy of a stable file to its place and notes the sighting; the bytes are durable before the note is."""
    target = path_of(store, sha256)
    target.parent.mkdir(exist_ok=True, mode=0o700)
    if not target.exists():
        os.link(incoming, target)
    _note(store, sha256, file, seen_at)


def sizes(store: Path) -> set[int]:
    """How many bytes the contents of the store have."""
    return {path.stat().st_size for path in store.glob("??/*") if not path.suffix}


def path_of(store: Path, sha256: str) -> Path:
    """Where the bytes of a content lie."""
    return store / sha256[:2] / sha256


def sightings(store: Path, sha256: str) -> list[Sighting]:
    """Every name and folder under which a content came."""
    note = path_of(store, sha256).with_suffix(".json")
    return [Sighting(**kept) for kept in json.loads(note.read_text(encoding="utf-8"))] if note.exists() else []


def contents(store: Path) -> Iterator[str]:
    """The SHA-256 of everything that was noted, in no particular order."""
    for note in store.glob("??/*.json"):
        yield note.stem


def _note(store: Path, sha256: str, file: Landed, seen_at: datetime) -> None:
    noted = sightings(store, sha256)
    modified, seen = file.modified_at.isoformat(), seen_at.isoformat()
    known = next((s for s in noted if s.name == file.name), None)
    if known:
        known.modified_at = min(known.modified_at, modified)
        known.last_seen_at = max(known.last_seen_at, seen)
    else:
        noted.append(Sighting.of(file, seen_at))
    note = path_of(store, sha256).with_suffix(".json")
    fresh = note.with_suffix(f".json.{os.getpid()}")
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as text:
        json.dump([asdict(sighting) for sighting in noted], text, ensure_ascii=False)
        text.flush()
        os.fsync(text.fileno())
    os.replace(fresh, note)
    sync_folder(note.parent)
