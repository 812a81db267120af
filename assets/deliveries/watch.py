"""Which files of the landing folder hold still, and where each of them lies."""

import os
import stat
import time
from collections.abc import Iterator, Set
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from assets.deliveries.descriptions import KIND_FOLDERS
from conventions.catalogue import Sentence, _
from conventions.folder import VIETNAM

SECONDS_BETWEEN_LOOKS = 1.0
SECONDS_AT_REST = 600
"""More than the clocks of two machines differ: a share tells by its own when a file was last changed."""
IGNORED = ("~$", ".", "desktop.ini", "Thumbs.db")
"""What file managers and Excel leave beside files; never a delivery."""


@dataclass(frozen=True)
class Landed:
    """One file in the landing folder. `marketplace` and `shop_id` are told by the folder it lies in."""

    path: Path
    name: str  # below landing/, with slashes
    folder: str  # the first folder below landing/, empty at the top
    marketplace: str | None
    shop_id: str | None
    is_deeper: bool  # below landing/<marketplace>/<shop_id>/
    look: tuple[int, int, int, int]  # size, mtime in ns, inode, ctime in ns

    @property
    def modified_at(self) -> datetime:
        """When the file was last changed, in Vietnam time."""
        return datetime.fromtimestamp(self.look[1] / 1e9, VIETNAM).replace(tzinfo=None)

    @property
    def has_rested(self) -> bool:
        """Whether by the clock nothing of the file, its name and rights included, was changed for long."""
        return time.time() - self.look[3] / 1e9 >= SECONDS_AT_REST


@dataclass(frozen=True)
class Look:
    """A first look at the landing folder, and when it was taken."""

    files: dict[str, Landed]
    at: float  # seconds of a clock that only runs forward


@dataclass(frozen=True)
class Seen:
    """What two looks at the landing folder found."""

    stable: list[Landed]
    waiting: list[str]  # names of files still being written
    skipped: list[Sentence]  # links, pipes and the like, never opened


def look(landing: Path) -> Look:
    """A first look; nothing is opened."""
    return Look(_files(landing)[0], time.monotonic())


def look_again(landing: Path, first: Look, known: Set[str] = frozenset()) -> Seen:
    """A second look at the landing folder: what did not change between the two is stable.

    It comes no sooner than a second after the first, unless all that lies there is `known`, its bytes in the store
    already, and has been at rest for long.
    """
    if not all(name in known and file.has_rested for name, file in first.files.items()):
        time.sleep(max(0.0, first.at + SECONDS_BETWEEN_LOOKS - time.monotonic()))
    second, skipped = _files(landing)
    stable = [f for name, f in sorted(second.items()) if name in first.files and first.files[name].look == f.look]
    waiting = sorted(set(second) - {file.name for file in stable})
    return Seen(stable, waiting, skipped)


def is_empty(landing: Path) -> bool:
    """Whether there is nothing to look at."""
    return next(_walk(landing), None) is None


def holds_still(file: Landed) -> bool:
    """Whether a file is what it was at the second look."""
    try:
        return _look(os.stat(file.path, follow_symlinks=False)) == file.look
    except OSError:
        return False


def _look(found: os.stat_result) -> tuple[int, int, int, int]:
    return found.st_size, found.st_mtime_ns, found.st_ino, found.st_ctime_ns


def _files(landing: Path) -> tuple[dict[str, Landed], list[Sentence]]:
    files, skipped = {}, []
    for entry in _walk(landing):
        name = os.fsencode(os.path.relpath(entry.path, landing)).decode("utf-8", "replace")
        found = entry.stat(follow_symlinks=False)
        if not stat.S_ISREG(found.st_mode):
            skipped.append(
                _("{name} is a link or a device, not a file; it was not opened. Put the file itself there.", name=name)
            )
            continue
        parts = name.split("/")
        is_kind = parts[0] in KIND_FOLDERS
        files[name] = Landed(
            path=Path(entry.path),
            name=name,
            folder=parts[0] if len(parts) > 1 else "",
            marketplace=parts[0] if len(parts) > 1 and not is_kind else None,
            shop_id=parts[1] if len(parts) > 2 and not is_kind else None,
            is_deeper=len(parts) > (2 if is_kind else 3),
            look=_look(found),
        )
    return files, skipped


def _walk(folder: Path | str) -> Iterator[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if entry.name.startswith(IGNORED):
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from _walk(entry.path)
            else:
                yield entry
