"""First contact with a delivered file: what it is, and its records as text.

Runs only in the child process of `decoder.py`, which limits its memory and time: a delivered file is not trusted.
Turns CSV, XLSX and Parquet into one shape, a Parquet file with `record_number` (as a spreadsheet numbers rows) and the
fields of the export's kind as text. Personal columns are never read into it; a household becomes a keyed hash here.
"""

import codecs
import csv
import hashlib
import hmac
import mmap
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow.parquet as pq

from assets.messages import Refusal, Sentence, _
from pipelines.exports import PERSONAL_FIELDS, Export, plain_header, recognise

DIRECT_BYTES = 8 * 2**20
"""Clean CSV files above this size are read by the warehouse itself; below, decoding costs nothing."""
UNPACKED_BYTES = 2**30
"""A workbook or archive that unpacks to more than this is refused: it would not fit the decoder's memory."""
COLUMNS = 2_000
"""More columns than any export has (Shopee: 62); a sheet with more is refused."""
FIELD_BYTES = 2**20
"""No field of an export is longer than this (titles have a few hundred letters); one that is tells of a lost quote."""
CHUNK_ROWS = 50_000
CHUNK_BYTES = 2**24


@dataclass(frozen=True)
class Decoded:
    """What the decoder found in one file.

    `records` are counted here, apart from the code that accepts them. `direct` says how the warehouse can read the
    file itself (delimiter, number of columns, field -> position); otherwise `path` is the decoded Parquet file.
    """

    export: str
    records: int
    encoding: str | None = None
    path: str | None = None
    direct: dict[str, Any] | None = None
    header: dict[str, str] = field(default_factory=dict)  # field -> header as printed in the file
    unknown: list[str] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        """Plain values for the way to the parent process."""
        return asdict(self)


@dataclass(frozen=True)
class Job:
    """One file to decode: where its bytes are, how it was named, where it was dropped, where to write."""

    source: Path
    name: str
    output: Path
    exports: Sequence[Export]
    household_key: bytes
    in_place: bool = True  # whether a large clean CSV may be left for the warehouse to read


def decode(job: Job) -> Decoded:
    """The file's export and records. Raises Refusal with one sentence per structural fault."""
    with job.source.open("rb") as file:
        start = file.read(8)
    if not start:
        raise Refusal(_("The file is empty. Export it again."))
    suffixes = [suffix.lower() for suffix in Path(job.name).suffixes[-2:]]
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refusal(*_ole(job.source))
    if start.startswith(b"PK"):
        return _workbook(job)
    if start.startswith(b"PAR1"):
        return _parquet(job)
    if suffixes[-1:] in ([".xlsx"], [".xlsm"], [".xls"]):
        raise Refusal(
            _("The file is named {suffix} but is not a workbook. Save it as XLSX or as CSV UTF-8.", suffix=suffixes[-1])
        )
    if start.startswith(b"\x1f\x8b"):
        return _gzip(job)
    return _csv(job, job.source, job.in_place)


def _ole(path: Path) -> list[Sentence]:
    """Why an OLE2 container is refused: an encrypted workbook, or the format before 2007."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if content.find("EncryptedPackage".encode("utf-16-le")) >= 0:
            return [_("The workbook is protected by a password. Save it without a password and deliver it again.")]
    return [_("The file is in the old Excel format (.xls). Save it as XLSX or as CSV UTF-8 and deliver it again.")]


# Tables as rows of text -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Table:
    """The needed columns of one recognised table, told by its header."""

    export: Export
    header: list[str]
    positions: dict[str, int]

    def decoded(self, **found: Any) -> Decoded:
        """What was found, with the header as printed and the headers that nobody knows."""
        return Decoded(
            export=self.export.name,
            header={name: self.header[index] for name, index in self.positions.items()},
            unknown=self.export.unknown(self.header),
            **found,
        )


def _table(header: Sequence[str | None], exports: Sequence[Export]) -> Table:
    """The table that a header announces. Raises Refusal: unknown, needed columns missing, a mapped header twice."""
    if len(header) > COLUMNS:
        raise Refusal(_("The file has {n} columns; no export has more than {most}.", n=len(header), most=COLUMNS))
    names = [plain_header(text) for text in header]
    export, nearest = recognise(names, exports)
    if export is None and nearest is None:
        raise Refusal(
            _(
                "The header is not that of any known export. Expected one of: {known}. Check the first row, or add a description of it.",
                known=sorted(export.title for export in exports),
            )
        )
    if export is None:
        assert nearest is not None
        wanted = [nearest.headers[name][0] if name in nearest.headers else name for name in nearest.missing(names)]
        faults = [
            _(
                "It looks like “{title}”, but needed columns are missing: {columns}. Export it again with these columns.",
                title=nearest.title,
                columns=wanted,
            )
        ]
        faults += [_repeated(nearest.repeated(names))] if nearest.repeated(names) else []
        raise Refusal(*faults)
    if repeated := export.repeated(names):
        raise Refusal(_repeated(repeated))
    return Table(export, names, export.positions(names))


def _repeated(columns: list[str]) -> Sentence:
    return _("Columns stand more than once in the header: {columns}. Keep one of each.", columns=columns)


def _write(job: Job, table: Table, chunks: Iterable[pl.DataFrame]) -> int:
    """Writes the mapped columns of numbered text rows; the number of records that are not wholly blank.

    A chunk holds `record_number`, text columns named by position as `0`, `1`, …, and where a row may be misshapen
    `fields_found`, the number of its fields where it differs from the header's. A wholly blank row is no record.
    """
    cells = [pl.col(str(index)) for index in range(len(table.header))]
    blank = pl.all_horizontal([cell.fill_null("").str.strip_chars() == "" for cell in cells])
    mapped = {name: pl.col(str(index)).str.normalize("NFC") for name, index in table.positions.items()}
    nothing = pl.lit(None, dtype=pl.String)
    records = 0
    writer: pq.ParquetWriter | None = None
    for chunk in chunks:
        found = pl.col("fields_found") if "fields_found" in chunk.columns else pl.lit(None, dtype=pl.Int64)
        rows = chunk.filter(~blank).select(
            pl.col("record_number").cast(pl.Int64),
            found.cast(pl.Int64).alias("fields_found"),
            **{name: mapped.get(name, nothing) for name in table.export.kind.fields},
        )
        rows = _pseudonymise(rows, job.household_key)
        records += rows.height
        arrow = rows.to_arrow(compat_level=pl.CompatLevel.oldest())
        writer = writer or pq.ParquetWriter(job.output, arrow.schema, compression="lz4")
        writer.write_table(arrow)
    if writer is not None:
        writer.close()
    return records


def _pseudonymise(rows: pl.DataFrame, key: bytes) -> pl.DataFrame:
    """Replaces the identity of a household by `household`, a keyed hash; nothing of it is left in clear.

    A household is its identifier, else its telephone number in national form, else unknown (null).
    """
    if not set(PERSONAL_FIELDS) <= set(rows.columns):
        return rows

    def token(text: str) -> str:
        return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:32]

    phone = pl.col("phone").str.replace_all(r"\D", "").str.replace(r"^(?:0084|84|0)?(\d{9})$", "0$1")
    identity = pl.coalesce(
        "household:" + pl.col("household_id").str.strip_chars().replace("", None),
        pl.when(phone.str.contains(r"^0\d{9}$")).then("phone:" + phone),
    )
    named = rows.with_columns(household=identity)
    tokens = {text: token(text) for text in named["household"].drop_nulls().unique()}
    return named.with_columns(pl.col("household").replace(tokens)).drop(PERSONAL_FIELDS)


# XLSX -----------------------------------------------------------------------------------------------------------------


def _workbook(job: Job) -> Decoded:
    """Reads the one sheet of a workbook that carries a known header."""
    _check_archive(job.source)
    import fastexcel  # a tenth of a second, needed for workbooks only

    try:
        reader = fastexcel.read_excel(job.source)
        names = reader.sheet_names
        sheets = {
            name: reader.load_sheet(name, header_row=None, skip_rows=0, dtypes="string").to_polars() for name in names
        }
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
    _name, sheet, table, header_row = tables[0]
    first = header_row + table.export.rows_under_header
    rows = sheet.with_row_index("record_number", offset=1).slice(first)
    renamed = rows.rename({column: str(index) for index, column in enumerate(sheet.columns)})
    return table.decoded(records=_write(job, table, [renamed]), path=str(job.output))


def _sheet_table(sheet: pl.DataFrame, exports: Sequence[Export]) -> tuple[Table, int]:
    """The table of a sheet and the row (from 1) of its header: each export says in which row it expects it."""
    refused: Refusal | None = None
    for header_row in sorted({export.header_row for export in exports}):
        if header_row > sheet.height:
            continue
        here = [export for export in exports if export.header_row == header_row]
        try:
            return _table(list(sheet.row(header_row - 1)), here), header_row
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


# Parquet --------------------------------------------------------------------------------------------------------------


def _parquet(job: Job) -> Decoded:
    """Reads a Parquet file; values of other types are read as their text."""
    try:
        frame = pl.scan_parquet(job.source)
        header = frame.collect_schema().names()
    except (pl.exceptions.PolarsError, OSError) as error:
        raise Refusal(_("The Parquet file is cut off or damaged (its footer is missing). Export it again.")) from error
    table = _table(header, job.exports)
    text = frame.select(pl.all().cast(pl.String)).rename({column: str(index) for index, column in enumerate(header)})
    numbered = text.with_row_index("record_number", offset=2)
    try:
        chunks = numbered.collect_batches(chunk_size=CHUNK_ROWS, maintain_order=True)
        return table.decoded(records=_write(job, table, chunks), path=str(job.output))
    except pl.exceptions.PolarsError as error:
        raise Refusal(_("The Parquet file is damaged. Export it again.")) from error


# CSV ------------------------------------------------------------------------------------------------------------------


def _gzip(job: Job) -> Decoded:
    """Unpacks a gzipped CSV, counting what comes out, and reads it."""
    unpacked = job.output.with_suffix(".csv")
    most = 4 * UNPACKED_BYTES
    engine = zlib.decompressobj(wbits=31)
    written = 0
    try:
        with job.source.open("rb") as packed, unpacked.open("wb") as plain:
            while block := packed.read(2**20):
                while block:
                    written += plain.write(engine.decompress(block, 2**22))
                    if written > most:
                        raise Refusal(
                            _("The archive unpacks to more than {most} MB. Deliver smaller files.", most=most // 2**20)
                        )
                    block = engine.unconsumed_tail
                    if engine.eof and engine.unused_data:
                        block, engine = engine.unused_data, zlib.decompressobj(wbits=31)
    except zlib.error as error:
        raise Refusal(_("The compressed file is damaged. Export it again.")) from error
    if not engine.eof:
        raise Refusal(_("The compressed file is cut off. Deliver it again, whole."))
    return _csv(job, unpacked, in_place=False)


@dataclass(frozen=True)
class Scan:
    """What one look over all bytes of a text says: its encoding, and whether the warehouse may read it as it is."""

    encoding: str
    is_plain: bool  # no combining marks (so NFC already), no blank or bare-CR lines
    quotes: int


def _csv(job: Job, path: Path, in_place: bool) -> Decoded:
    """Reads a CSV in one of the declared encodings and delimiters."""
    scan = _scan(path)
    encoding = scan.encoding
    header_row, delimiter, table = _csv_table(path, encoding, job.exports)
    if scan.quotes % 2:
        raise Refusal(_("A quotation mark is never closed, so records run into each other. Export the file again."))
    is_large = path.stat().st_size >= DIRECT_BYTES
    is_direct = in_place and is_large and scan.is_plain and encoding == "utf-8" and header_row == 1
    if is_direct and not table.export.rows_under_header and not set(PERSONAL_FIELDS) & set(table.positions):
        direct = {"delimiter": delimiter, "columns": len(table.header), "positions": table.positions}
        return table.decoded(records=_count(path, delimiter), encoding=encoding, direct=direct)
    skipped = header_row + table.export.rows_under_header
    chunks = _csv_chunks(_rows(path, encoding, delimiter), skipped, len(table.header))
    try:
        return table.decoded(records=_write(job, table, chunks), encoding=encoding, path=str(job.output))
    except csv.Error as error:
        raise Refusal(_("The file is not a clean CSV ({error}). Export it again.", error=error)) from error


def _scan(path: Path) -> Scan:
    """One look over all bytes, strictly decoded. Raises Refusal on NUL bytes in a text of single bytes."""
    with path.open("rb") as file:
        start = file.read(4)
        if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return _scan_utf16(path)
        file.seek(0)
        strict = codecs.getincrementaldecoder("utf-8")("strict")
        encoding, is_plain, quotes, before = "utf-8", True, 0, b"\n"
        while block := file.read(CHUNK_BYTES):
            if b"\0" in block:
                raise Refusal(_("The file holds NUL bytes; it is damaged or not a text file. Export it again."))
            if encoding == "utf-8":
                try:
                    strict.decode(block)
                except UnicodeDecodeError:
                    encoding = "windows-1258"
            quotes += block.count(b'"')
            joined = before + block
            is_plain = is_plain and not any(
                mark in joined for mark in (b"\n\n", b"\n\r", b"\n,,", b"\n;;", b"\n\t\t", b"\xcc", b"\xcd")
            )
            is_plain = is_plain and block.count(b"\r") == block.count(b"\r\n") + block.endswith(b"\r")
            before = block[-2:]
        try:
            strict.decode(b"", final=True) if encoding == "utf-8" else None
        except UnicodeDecodeError:
            encoding = "windows-1258"
    return Scan(encoding, is_plain, quotes)


def _scan_utf16(path: Path) -> Scan:
    """The same look over a UTF-16 text. Raises Refusal where it is cut off in the middle of a letter."""
    quotes = 0
    try:
        with path.open(encoding="utf-16", newline="") as text:
            while block := text.read(CHUNK_BYTES):
                quotes += block.count('"')
    except UnicodeError as error:
        raise Refusal(
            _("The file is damaged: it is not valid {encoding} text. Export it as CSV UTF-8.", encoding="UTF-16")
        ) from error
    return Scan("utf-16", False, quotes)


def _csv_table(path: Path, encoding: str, exports: Sequence[Export]) -> tuple[int, str, Table]:
    """Header row, delimiter and table of a CSV: the first declared delimiter under which its header is known.

    Raises Refusal: the best sentence among the delimiters tried; about the encoding if the text is not UTF.
    """
    unread = Refusal(_("The encoding of the file is not known. Save it as CSV UTF-8 and deliver it again."))
    refused: Refusal | None = None
    for header_row in sorted({export.header_row for export in exports}):
        for delimiter in dict.fromkeys(mark for export in exports for mark in export.delimiters):
            here = [e for e in exports if e.header_row == header_row and delimiter in e.delimiters]
            try:
                header = next(islice(_rows(path, encoding, delimiter), header_row - 1, None), None)
            except (UnicodeError, csv.Error):
                raise unread from None
            try:
                if header and here:
                    return header_row, delimiter, _table(header, here)
            except Refusal as refusal:
                is_better = refused is None or len(header or ()) > 1
                refused = refusal if is_better and not _is_about_nothing(refused, refusal) else refused
    if encoding == "windows-1258":
        raise unread
    raise refused or Refusal(_("The file has no header. Export it again."))


def _is_about_nothing(before: Refusal | None, now: Refusal) -> bool:
    """Whether a refusal only says that the header is unknown while an earlier one names what is missing."""
    return before is not None and now.sentences[0].text.startswith("The header is not that of any known export")


def _rows(path: Path, encoding: str, delimiter: str) -> Iterator[list[str]]:
    """The records of a CSV as lists of text, strictly read."""
    csv.field_size_limit(FIELD_BYTES)
    name = {"utf-8": "utf-8-sig", "windows-1258": "cp1258"}.get(encoding, encoding)
    with path.open(encoding=name, errors="strict", newline="") as text:
        yield from csv.reader(text, delimiter=delimiter, strict=True)


def _csv_chunks(rows: Iterator[list[str]], skipped: int, width: int) -> Iterator[pl.DataFrame]:
    """Numbered text frames from the records below the header.

    A record with too few fields, or with filled fields beyond the header, is misshapen: it keeps what stands in its
    columns and says how many fields it has.
    """
    schema = {str(index): pl.String for index in range(width)}
    numbered = islice(enumerate(rows, start=1), skipped, None)
    while chunk := list(islice(numbered, CHUNK_ROWS)):
        shaped = [(row + [""] * (width - len(row)))[:width] for _number, row in chunk]
        yield pl.DataFrame(shaped, schema=schema, orient="row").with_columns(
            record_number=pl.Series([number for number, _row in chunk], dtype=pl.Int64),
            fields_found=pl.Series([_misshapen(row, width) for _number, row in chunk], dtype=pl.Int64),
        )


def _misshapen(row: list[str], width: int) -> int | None:
    """The number of fields of a record that does not fit the header, else null."""
    fits = len(row) == width or (len(row) > width and not any(cell.strip() for cell in row[width:]))
    return None if fits or not any(cell.strip() for cell in row) else len(row)


def _count(path: Path, delimiter: str) -> int:
    """Records below the header, counted by Polars and not by the engine that will accept them."""
    counted = pl.scan_csv(path, separator=delimiter, has_header=True, infer_schema=False, truncate_ragged_lines=True)
    return int(counted.select(pl.len()).collect().item())
