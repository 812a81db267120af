"""A landing folder to look at: writes what the simulation made as the files that operators and sellers would drop."""

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl

from pipelines import simulation
from pipelines.simulation import deliveries, workbooks
from pipelines.simulation.deliveries import Delivery

REFERENCE = Path(__file__).parent.parent / "data" / "reference"
MARKER = "SIMULATED"
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def silent(_message: str) -> None:
    """Nobody is told."""


def write(to: Path, *, scale: float = 0.05, seed: int = 1, progress: Callable[[str], None] = silent) -> None:
    """Writes `to/landing/` and the marker file `to/SIMULATED`.

    `progress` is told the path of each file once it is written. Modification times are those of the exports. Raises
    FileExistsError where the folder holds real deliveries or another simulation.
    """
    mark(to, f"simulated, scale {scale:g}, seed {seed}\n")
    made = make(scale=scale, seed=seed)
    for delivery in deliveries.of(made):
        path = to / "landing" / delivery.path
        path.parent.mkdir(parents=True, exist_ok=True)
        WRITERS[path.suffix](delivery, path)
        drawn = moment(delivery.drawn)
        os.utime(path, (drawn, drawn))
        progress(delivery.path)


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
    places = simulation.Places.of(*(reference(name) for name in ("provinces", "districts", "communes")))
    return simulation.make(places, scale=scale, seed=seed, indicators=frozenset(reference("indicators")["indicator"]))


def reference(name: str) -> pl.DataFrame:
    """A reference table, every column as text."""
    return pl.read_csv(REFERENCE / f"{name}.csv", infer_schema=False)


def moment(local: int) -> float:
    """A moment of Vietnam's clock, in seconds since 1970 of that clock, as a time stamp."""
    clock = datetime.fromtimestamp(local, ZoneInfo("UTC"))
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
