"""A landing folder to look at: writes what the simulation made as the files that operators and sellers would drop."""

import json
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from assets.storage import reference
from conventions.folder import VIETNAM
from pipelines import simulation
from pipelines.simulation import deliveries, workbooks
from pipelines.simulation.deliveries import Delivery
from pipelines.simulation.dirty import Current, Messy, twin

MARKER = "SIMULATED"


def silent(_message: str) -> None:
    """Nobody is told."""


def write(
    to: Path,
    *,
    scale: float = 0.05,
    seed: int = 1,
    dirty: bool = False,
    progress: Callable[[str], None] = silent,
) -> None:
    """Writes `to/landing/` and the marker file `to/SIMULATED`; for the dirty twin messy files too, and `to/expected/`.

    `progress` is told the path of each file once it is written. Modification times are those of the exports. Raises
    FileExistsError where the folder holds real deliveries or another simulation.
    """
    mark(to, f"simulated, scale {scale:g}, seed {seed}{', dirty' if dirty else ''}\n")
    made = make(scale=scale, seed=seed)
    for delivery in deliveries.of(made):
        path = to / "landing" / delivery.path
        path.parent.mkdir(parents=True, exist_ok=True)
        WRITERS[path.suffix](delivery, path)
        _date(path, delivery.drawn)
        progress(delivery.path)
    if dirty:
        _write_twin(to, made, progress)


def _write_twin(to: Path, made: simulation.Made, progress: Callable[[str], None]) -> None:
    """Messy files beside the clean ones, and in `expected/` what must become of each file, record and key."""
    files, current = twin(made)
    for file in files:
        path = to / "landing" / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.content)
        _date(path, file.drawn)
        progress(file.path)
    (to / "expected").mkdir(exist_ok=True)
    for name, table in (
        ("files", pl.DataFrame([_expected_file(file) for file in files], infer_schema_length=None)),
        ("records", pl.DataFrame([row for file in files for row in _expected_records(file)], infer_schema_length=None)),
        ("current", pl.DataFrame([_expected_key(known) for known in current])),
    ):
        table.write_csv(to / "expected" / f"{name}.csv")


def _expected_file(file: Messy) -> dict[str, object]:
    """What must become of a file. `said`: parts of the sentences of its refusal; lists and mappings as JSON."""
    read, accepted, rejected, duplicate = file.counts()
    return {
        "file_name": file.path, "format": file.format, "dirt": file.kind, "sentence": file.sentence,
        "kind": file.table, "status": file.status, "said": _json(file.said), "again_of": file.again_of,
        "encoding": file.encoding, "unknown_columns": _json(file.unknown), "unreadable": _json(file.unreadable),
        "records_read": read, "accepted": accepted, "rejected": rejected, "duplicate": duplicate,
    }  # fmt: skip


def _expected_records(file: Messy) -> Iterator[dict[str, object]]:
    """What must become of each record of a file; `faults` are columns and reason codes."""
    for record in () if file.again_of else file.records:
        yield {
            "file_name": file.path, "record_number": record.number, "outcome": record.outcome,
            "faults": _json(sorted(record.faults)), "duplicate_of": record.kept, "accepted_as": _json(record.values),
        }  # fmt: skip


def _expected_key(known: Current) -> dict[str, object]:
    """What a table must hold of a key in the end."""
    return {"table": known.table, "sentence": known.sentence, "key": _json(known.key), "values": _json(known.values)}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _date(path: Path, drawn: int) -> None:
    """Gives a file the time at which it was drawn."""
    at = moment(drawn)
    os.utime(path, (at, at))


def mark(to: Path, text: str) -> None:
    """Makes the folder and marks it; two simulations, or a simulated and a real one, never meet in one folder."""
    marker = to / MARKER
    if marker.exists():
        if marker.read_text(encoding="utf-8") != text:
            raise FileExistsError(f"{to} holds another simulation; name a folder that does not exist yet")
    elif (to / "warehouse.duckdb").exists() or any(
        path.is_file() for folder in ("landing", "store", "published") for path in (to / folder).rglob("*")
    ):
        raise FileExistsError(f"{to} holds deliveries and is not a simulation; name a folder that does not exist yet")
    to.mkdir(parents=True, exist_ok=True)
    marker.write_text(text, encoding="utf-8")


def make(*, scale: float, seed: int) -> simulation.Made:
    """The simulation over the project's own places and indicators."""
    places = simulation.Places.of(*(reference.table(name) for name in ("provinces", "districts", "communes")))
    return simulation.make(
        places, scale=scale, seed=seed, indicators=frozenset(reference.table("indicators")["indicator"])
    )


def moment(local: int) -> float:
    """A moment of Vietnam's clock, in seconds since 1970 of that clock, as a time stamp."""
    clock = datetime.fromtimestamp(local, UTC)
    return clock.replace(tzinfo=VIETNAM).timestamp()


def _csv(delivery: Delivery, path: Path) -> None:
    delivery.cells.write_csv(path, include_bom=delivery.has_bom)


def _sealed_csv(delivery: Delivery, path: Path) -> None:
    delivery.cells.write_csv(path, compression="gzip", compression_level=3)


def _parquet(delivery: Delivery, path: Path) -> None:
    delivery.cells.write_parquet(path)


def _workbook(delivery: Delivery, path: Path) -> None:
    path.write_bytes(workbook(delivery.cells, delivery.sheet or "Sheet1"))


def workbook(cells: pl.DataFrame, sheet: str) -> bytes:
    """An XLSX file of one sheet of text, headers above."""
    return workbooks.workbook({sheet: [cells.columns, *cells.iter_rows()]})


WRITERS: dict[str, Callable[[Delivery, Path], None]] = {
    ".csv": _csv, ".gz": _sealed_csv, ".parquet": _parquet, ".xlsx": _workbook,
}  # fmt: skip
