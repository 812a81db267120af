"""A landing folder to look at: writes what the simulation made as the files that operators and sellers would drop."""

import os
import zipfile
from collections.abc import Callable, Sequence
from datetime import datetime
from html import escape
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl

from pipelines import simulation
from pipelines.simulation import deliveries
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
    delivery.cells.write_csv(path)


def _sealed_csv(delivery: Delivery, path: Path) -> None:
    delivery.cells.write_csv(path, compression="gzip", compression_level=3)


def _parquet(delivery: Delivery, path: Path) -> None:
    delivery.cells.write_parquet(path)


def _workbook(delivery: Delivery, path: Path) -> None:
    path.write_bytes(workbook(delivery.cells, delivery.sheet or "Sheet1"))


WRITERS: dict[str, Callable[[Delivery, Path], None]] = {
    ".csv": _csv, ".gz": _sealed_csv, ".parquet": _parquet, ".xlsx": _workbook,
}  # fmt: skip

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_PARTS = {
    "[Content_Types].xml": (
        f'{_HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet2.xml" ContentType="{_TYPES}.worksheet+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'{_HEAD}<Relationships xmlns="{_RELATIONS}">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'{_HEAD}<Relationships xmlns="{_RELATIONS}">'
        f'<Relationship Id="rId4" Type="{_OFFICE}/worksheet" Target="worksheets/sheet2.xml"/></Relationships>'
    ),
}


def workbook(cells: pl.DataFrame, sheet: str) -> bytes:
    """An XLSX file of one sheet of text, as Shopee's exports are: `sheet2.xml`, and a dimension that says A1.

    Written here because a library spends its time on styles and types that these files do not have. The dates inside
    the archive are fixed, so that the same cells are the same bytes.
    """
    names = [letters(position) for position in range(cells.width)]
    rows = [cells.columns, *cells.iter_rows()]
    parts = _PARTS | {
        "xl/workbook.xml": (
            f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
            f'<sheet name="{sheet}" sheetId="2" r:id="rId4"/></sheets></workbook>'
        ),
        "xl/worksheets/sheet2.xml": (
            f'{_HEAD}<worksheet xmlns="{_MAIN}"><dimension ref="A1"/><sheetData>'
            f"{''.join(_row(number, row, names) for number, row in enumerate(rows, start=1))}</sheetData></worksheet>"
        ),
    }
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, text in parts.items():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, text, compresslevel=1)
    return packed.getvalue()


def _row(number: int, cells: Sequence[str], names: list[str]) -> str:
    texts = "".join(
        f'<c r="{name}{number}" t="inlineStr"><is><t xml:space="preserve">{escape(cell, quote=False)}</t></is></c>'
        for name, cell in zip(names, cells, strict=True)
    )
    return f'<row r="{number}">{texts}</row>'


def letters(position: int) -> str:
    """The letters of a spreadsheet's column, from 0: A, ..., Z, AA, ..."""
    name = ""
    position += 1
    while position:
        position, letter = divmod(position - 1, 26)
        name = chr(65 + letter) + name
    return name
