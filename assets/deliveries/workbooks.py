"""Excel workbooks: what can be wrong with one, and the one sheet that carries a known header."""

import mmap
import zipfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from assets.deliveries.tables import Chunk, Decoded, Job, Table, table_of, write
from conventions.catalogue import Refusal, Sentence, _
from pipelines.rows.exports import IDENTIFIERS, Export

if TYPE_CHECKING:
    import fastexcel

CHUNK_ROWS = 20_000
NUMERIC = ("dong", "decimal", "whole", "number")
UNPACKED_BYTES = 2**30
"""A workbook that unpacks to more than this is refused: it would not fit the decoder's memory."""


def read(job: Job) -> Decoded:
    """Reads the one sheet of a workbook that carries a known header."""
    _check_archive(job.source)
    import fastexcel  # a tenth of a second, needed for workbooks only

    try:
        reader = fastexcel.read_excel(job.source)
        sheets = {name: _cells(reader, name, 0, dtypes="string") for name in reader.sheet_names}
    except Exception as error:  # calamine raises its own errors and plain panics alike
        raise Refusal(_("The workbook cannot be read; it may be cut off or damaged. Export it again.")) from error
    refusals, tables = [], []
    for name, sheet in sheets.items():
        if sheet.height == 0:
            continue
        try:
            tables.append((name, sheet, *_sheet_table(sheet, job.exports)))
        except Refusal as refusal:
            refusals.append(refusal)
    if len(tables) > 1:
        raise Refusal(
            _(
                "Several sheets carry the header of an export: {sheets}. Deliver one sheet per file.",
                sheets=[t[0] for t in tables],
            )
        )
    if not tables:
        raise refusals[0] if refusals else Refusal(_("The workbook has no rows. Export it again."))
    name, sheet, table, header_row = tables[0]
    numbered = sheet.with_row_index("record_number", offset=1)
    described = sheet.height > header_row and table.describes(list(sheet.row(header_row)))
    rows = numbered.slice(header_row + described)
    renamed = rows.rename({column: str(index) for index, column in enumerate(sheet.columns)})
    renamed = _without_lost_digits(renamed, table, partial(_cells, reader, name, header_row + described))
    if table.export.number_format != "en":
        typed = _cells(reader, name, header_row + described)
        renamed = _in_declared_style(renamed, typed, table)
    return table.decoded(records=write(job, table, map(Chunk, renamed.iter_slices(CHUNK_ROWS))), path=str(job.output))


def _cells(
    reader: "fastexcel.ExcelReader", sheet: str, skipped: int, dtypes: "fastexcel.DType | None" = None
) -> pl.DataFrame:
    """The rows of a sheet behind the first `skipped`, of cells of one type or of the types that fastexcel finds."""
    batch = reader.load_sheet_eager(sheet, header_row=None, skip_rows=skipped, dtypes=dtypes)
    return pl.DataFrame(batch)


def _without_lost_digits(rows: pl.DataFrame, table: Table, typed: Callable[[], pl.DataFrame]) -> pl.DataFrame:
    """Identifiers of more than fifteen digits in number cells, written as the numbers that they have become.

    A spreadsheet keeps fifteen digits of a number, a program sixteen or seventeen; what it shows of the others is made up.
    `typed`: the cells with the types that fastexcel finds, read only where there are such identifiers.
    """
    places = [table.positions[name] for name in IDENTIFIERS if name in table.positions]
    long = [place for place in places if rows.select(pl.col(str(place)).str.contains(r"^\d{16,}$").any()).item()]
    if not long:
        return rows
    dtypes = typed().dtypes
    for place in (place for place in long if dtypes[place].is_numeric()):
        cell = pl.col(str(place))
        number = pl.format("{}.{}E+{}", cell.str.slice(0, 1), cell.str.slice(1, 14), cell.str.len_chars() - 1)
        rows = rows.with_columns(
            pl.when(cell.str.contains(r"^\d{16,}$")).then(number).otherwise(cell).alias(str(place))
        )
    return rows


def _in_declared_style(rows: pl.DataFrame, typed: pl.DataFrame, table: Table) -> pl.DataFrame:
    """Columns whose cells are all numbers, written in the style that the export (or the row) declares.

    A number cell has no style of its own; printed with a decimal point it would be read as thousands in a Vietnamese
    column (`0.633`, `12.345`).
    """
    is_vietnamese = pl.lit(table.export.number_format == "vi")
    if "number_format" in table.positions:
        is_vietnamese = pl.col(str(table.positions["number_format"])).str.strip_chars().str.to_lowercase() == "vi"
    numbers = {
        table.positions[name]
        for name, of in table.export.kind.fields.items()
        if of in NUMERIC and name in table.positions
    }
    for index in numbers & {place for place, of in enumerate(typed.dtypes) if of.is_numeric()}:
        cell = pl.col(str(index))
        rows = rows.with_columns(pl.when(is_vietnamese).then(cell.str.replace(".", ",", literal=True)).otherwise(cell))
    return rows


def _sheet_table(sheet: pl.DataFrame, exports: Sequence[Export]) -> tuple[Table, int]:
    """The table of a sheet and the row (from 1) of its header: each export says in which row it expects it."""
    refused: Refusal | None = None
    for header_row in sorted({export.header_row for export in exports}):
        if header_row > sheet.height:
            continue
        here = [export for export in exports if export.header_row == header_row]
        try:
            return table_of(list(sheet.row(header_row - 1)), here), header_row
        except Refusal as refusal:
            refused = refused or refusal
    raise refused or Refusal(_("The workbook has no rows. Export it again."))


def _check_archive(path: Path) -> None:
    """Refuses an archive that is cut off, protected, holds macros or unpacks beyond measure (by what it declares)."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise Refusal(
            _("The workbook is cut off or damaged (its directory of parts is missing). Export it again.")
        ) from error
    names = [entry.filename for entry in entries]
    if len(set(names)) < len(names) or any(name.startswith(("/", "\\")) or ".." in name.split("/") for name in names):
        raise Refusal(_("The workbook holds parts with impossible names; it was not written by a spreadsheet program."))
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise Refusal(_("The workbook is protected by a password. Save it without a password and deliver it again."))
    if "xl/workbook.xml" not in names and "xl/workbook.bin" not in names:
        raise Refusal(_("The file is an archive and not an Excel workbook. Unpack it and deliver the files in it."))
    if any("vbaproject" in name.lower() for name in names):
        raise Refusal(_("The workbook holds macros. Save it as XLSX without macros and deliver it again."))
    if sum(entry.file_size for entry in entries) > UNPACKED_BYTES or len(entries) > 5_000:
        raise Refusal(
            _("The workbook unpacks to more than {most} MB. Deliver it as CSV.", most=UNPACKED_BYTES // 2**20)
        )


def why_not(path: Path) -> list[Sentence]:
    """Why an OLE2 container is refused: an encrypted workbook, or the format before 2007."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if content.find("EncryptedPackage".encode("utf-16-le")) >= 0:
            return [_("The workbook is protected by a password. Save it without a password and deliver it again.")]
    return [_("The file is in the old Excel format (.xls). Save it as XLSX or as CSV UTF-8 and deliver it again.")]
