"""Releases: immutable folders of Parquet under `published/`, and CURRENT, replaced last and atomically."""

import filecmp
import hashlib
import json
import os
import shutil
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import dataframely as dy
import duckdb
import polars as pl
from pyarrow import parquet as pq

from conventions.catalogue import Refusal, _
from conventions.folder import PROJECT, STAMP, WorkingFolder, now, released_at, sha256_of, sync_folder
from quality.contracts import PUBLIC

NIGHTS_KEPT = 30


@dataclass(frozen=True)
class Release:
    """One published folder and what its manifest says."""

    name: str
    manifest: dict[str, Any]

    @property
    def published_at(self) -> datetime:
        """When it was made, Vietnam time: its name says it."""
        return released_at(self.name)


def newest(folder: WorkingFolder) -> Release | None:
    """The release that CURRENT names."""
    path = folder.newest_release()
    return Release(path.name, _manifest(path)) if path else None


def all_of(folder: WorkingFolder) -> list[Release]:
    """Every kept release, newest first."""
    return [Release(path.name, _manifest(path)) for path in folder.releases()]


def newest_state(folder: WorkingFolder) -> str | None:
    """The state of the warehouse that the newest release was made from."""
    release = newest(folder)
    return release.manifest.get("state") if release else None


def state_of(db: duckdb.DuckDBPyConnection, kinds: Collection[str] | None = None) -> str:
    """A hash of everything that a release is a function of: receipts, places, and the code that reads them.

    `kinds`: of these kinds of delivery only, as rows of one kind follow from their own receipts.
    """
    receipts = db.execute(
        "select delivery, contract, exported_at, records_read, accepted, rejected, duplicate, status from files "
        "where $kinds is null or list_contains($kinds, kind) order by all",
        {"kinds": None if kinds is None else list(kinds)},
    ).fetchall()
    gazetteers = db.execute("select distinct gazetteer from places order by all").fetchall()
    return hashlib.sha256(repr((receipts, gazetteers, code_version())).encode()).hexdigest()


@cache
def code_version() -> str:
    """A hash of what figures come from: the code, the libraries, the descriptions and the reference tables."""
    digest = hashlib.sha256((PROJECT / "requirements.lock").read_bytes())
    for part in ("assets", "conventions", "pipelines", "quality", "data/exports", "data/reference"):
        for path in sorted((PROJECT / part).rglob("*")):
            if path.suffix in (".py", ".toml", ".csv"):
                digest.update(str(path.relative_to(PROJECT)).encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def publish(
    folder: WorkingFolder,
    tables: dict[str, Path],
    contracts: dict[str, type[dy.Schema]],
    manifest: dict[str, Any],
) -> tuple[str, dict[str, int]]:
    """Makes a release of the files of tables, which are linked, and makes it current; its name and its row counts.

    Everything is linked and synced under a name that readers do not look at, then renamed; CURRENT is replaced last.
    """
    name, before = _next_name(folder), newest(folder)
    draft = folder.published / f".draft-{name}"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir()
    resources, counts = [], {}
    for table, made in tables.items():
        path = draft / f"{table}.parquet"
        same = folder.published / before.name / path.name if before else made
        is_same = same.exists() and filecmp.cmp(made, same, shallow=False)
        os.link(same if is_same else made, path)  # a table that did not change takes no room
        resources.append(_resource(table, path, contracts.get(table)))
        counts[table] = pq.read_metadata(path).num_rows
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "digital-shops",
        "title": "Thống kê cửa hàng số",
        "version": name,
        "created": datetime.now().astimezone().isoformat(timespec="seconds"),
        "resources": resources,
    }
    _write_json(draft / "datapackage.json", package)
    _write_json(draft / "release.json", {"release": name, "row_counts": counts, **manifest})
    _sync(draft)
    os.replace(draft, folder.published / name)
    sync_folder(folder.published)
    point_to(folder, name)
    return name, counts


def point_to(folder: WorkingFolder, name: str) -> None:
    """Makes a release current: one line, replaced atomically."""
    fresh = folder.published / "CURRENT.new"
    with fresh.open("w", encoding="utf-8") as line:
        line.write(name + "\n")
        line.flush()
        os.fsync(line.fileno())
    os.replace(fresh, folder.current)
    sync_folder(folder.published)


def rollback(folder: WorkingFolder, to: str, reason: str) -> str:
    """Publishes an earlier release again, as a new folder of hard links with the reason; its name.

    Raises Refusal if there is no such release.
    """
    source = folder.published / to
    if not (source / "release.json").exists() or "/" in to:
        raise Refusal(_("There is no release {name}. “digital-shops releases” lists them.", name=to))
    name = _next_name(folder)
    draft = folder.published / f".draft-{name}"
    draft.mkdir()
    for path in source.iterdir():
        if path.name != "release.json":
            os.link(path, draft / path.name)
    manifest = {**_manifest(source), "release": name, "rolled_back_to": to, "reason": reason, "state": None}
    _write_json(draft / "release.json", manifest)
    sync_folder(draft)
    os.replace(draft, folder.published / name)
    sync_folder(folder.published)
    point_to(folder, name)
    return name


def prune(folder: WorkingFolder) -> None:
    """Keeps the releases of the last 30 nights, every month's last and what CURRENT names; clears old drafts."""
    names = [path.name for path in folder.releases()]  # newest first, so the first of a month is its last
    nights = set(list(dict.fromkeys(name[:8] for name in names))[:NIGHTS_KEPT])
    months = {name[:6]: name for name in reversed(names)}
    kept = {*names[:1], *(name for name in names if name[:8] in nights), *months.values()}
    for name in set(names) - kept:
        shutil.rmtree(folder.published / name)
    for draft in folder.published.glob(".draft-*"):
        shutil.rmtree(draft)


def _next_name(folder: WorkingFolder) -> str:
    """The time in Vietnam, or a second after the newest release where a clock went back."""
    taken = [path.name for path in folder.published.glob("[0-9]*T*")]
    moment = now()
    if taken:
        moment = max(moment, released_at(max(taken)) + timedelta(seconds=1))
    return moment.strftime(STAMP)


def _manifest(release: Path) -> dict[str, Any]:
    path = release / "release.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return found


FIELD_TYPES: Iterable[tuple[type[pl.DataType] | pl.DataType, str]] = (
    (pl.Date, "date"),
    (pl.Datetime, "datetime"),
    (pl.Boolean, "boolean"),
    (pl.String, "string"),
)


def _resource(table: str, path: Path, contract: type[dy.Schema] | None) -> dict[str, Any]:
    columns = contract.columns() if contract else {}
    fields = []
    for column, of in pl.scan_parquet(path, glob=False).collect_schema().items():
        kind = next((name for base, name in FIELD_TYPES if of == base or of.base_type() == base), None)
        described = columns.get(column)
        meta = (described.metadata or {}) if described else {}
        fields.append(
            {
                "name": column,
                "type": kind or ("integer" if of.is_integer() else "number"),
                "title": column.replace("_", " "),
                "description": (described.description if described else None) or column.replace("_", " "),
                **({"unit": meta["unit"]} if "unit" in meta else {}),
            }
        )
    return {
        "name": table,
        "path": path.name,
        "title": table,
        "description": (contract.__doc__ or table).strip() if contract else table,
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "bytes": path.stat().st_size,
        "hash": f"sha256:{sha256_of(path)}",
        "public": table in PUBLIC,
        "schema": {"fields": fields},
    }


def _write_json(path: Path, content: dict[str, Any]) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")


def _sync(folder: Path) -> None:
    for path in folder.iterdir():
        with path.open("rb") as file:
            os.fsync(file.fileno())
    sync_folder(folder)
