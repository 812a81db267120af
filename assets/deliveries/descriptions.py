"""The export descriptions of `data/exports/`, read once."""

import hashlib
import tomllib
from functools import cache
from pathlib import Path

import polars as pl

from pipelines.rows.exports import KINDS, Export

EXPORTS = Path(__file__).parents[2] / "data" / "exports"
REFERENCE = EXPORTS.parent / "reference"


@cache
def load() -> dict[str, Export]:
    """Every described export by the name of its file. Raises ValueError that names a mistyped description."""
    found = {}
    for path in sorted(EXPORTS.glob("*.toml")):
        content = path.read_bytes()
        described = tomllib.loads(content.decode("utf-8"))
        found[path.stem] = Export.from_toml(path.stem, described, hashlib.sha256(content).hexdigest())
    return found


def fingerprint() -> str:
    """What all descriptions together say: a file that nobody could read is tried again when it changes."""
    return hashlib.sha256("".join(export.fingerprint for export in load().values()).encode()).hexdigest()


@cache
def marketplaces() -> set[str]:
    """Marketplace codes: those of `data/reference/marketplaces.csv`, and any that an export description names."""
    listed = pl.read_csv(REFERENCE / "marketplaces.csv", infer_schema=False)["marketplace"]
    return {*listed, *(export.marketplace for export in load().values() if export.marketplace)}


def accepted_in(folder: str, marketplace: str | None) -> list[Export]:
    """The exports that may lie in a landing folder: by kind, and for a marketplace by its code."""
    if marketplace is None:
        return [export for export in load().values() if export.kind.folder == folder]
    return [e for e in load().values() if e.kind.folder == "<marketplace>" and e.marketplace in (None, marketplace)]


KIND_FOLDERS = {kind.folder for kind in KINDS.values()} - {"<marketplace>"}
