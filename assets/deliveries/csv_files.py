"""CSV files, packed or not: one look over all bytes, then the records, strictly read."""

import codecs
import csv
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import polars as pl

from assets.deliveries import legacy_encodings, regular_csv
from assets.deliveries.tables import Chunk, Decoded, Job, Table, table_of, write
from conventions.catalogue import Refusal, _
from pipelines.rows.exports import Export

UNPACKED_BYTES = 4 * 2**30
LINE_BYTES = 16 * 2**20
"""No record of an export is longer; a text without a line end for so long is none."""
FIELD_BYTES = 2**20
"""No field of an export is longer (titles have a few hundred letters); one that is tells of a lost quotation mark."""
CHUNK_ROWS = 50_000
BLOCK_BYTES = 2**22


def read_packed(job: Job) -> Decoded:
    """Unpacks a gzipped CSV, counting what comes out, and reads it."""
    unpacked = job.output.with_suffix(".csv")
    most = UNPACKED_BYTES
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
    return read(job, unpacked)


@dataclass(frozen=True)
class Scan:
    """What one look over all bytes of a text says: its encoding, and how many quotation marks it holds."""

    encoding: str
    quotes: int


def read(job: Job, path: Path) -> Decoded:
    """Reads a CSV in one of the declared encodings and delimiters."""
    try:
        return _read_regular(job, path)
    except (regular_csv.Irregular, Refusal, UnicodeError):
        return _read_strictly(job, path)


def _read_regular(job: Job, path: Path) -> Decoded:
    """Reads a regular CSV. Raises Irregular, Refusal or UnicodeError where it is none, or something is wrong with it."""
    header_row, delimiter, table = _csv_table(path, "utf-8", job.exports)
    chunks = regular_csv.chunks(
        path, delimiter, len(table.header), _skipped(path, "utf-8", header_row, delimiter, table)
    )
    return table.decoded(records=write(job, table, chunks), encoding="utf-8", path=str(job.output))


def _read_strictly(job: Job, path: Path) -> Decoded:
    """Reads any CSV record by record. Raises Refusal with what is wrong with it."""
    scan = _scan(path)
    encoding = scan.encoding
    header_row, delimiter, table = _csv_table(path, encoding, job.exports)
    if encoding == "windows-1258" and not _reads_as_vietnamese(path):
        raise _unread(path, job.exports)
    if scan.quotes % 2:
        raise Refusal(_("A quotation mark is never closed, so records run into each other. Export the file again."))
    skipped = _skipped(path, encoding, header_row, delimiter, table)
    chunks = _csv_chunks(_rows(path, encoding, delimiter), skipped, len(table.header))
    try:
        return table.decoded(records=write(job, table, chunks), encoding=encoding, path=str(job.output))
    except csv.Error as error:
        raise _unclean(error) from error
    except UnicodeError:
        raise _unread(path, job.exports) from None


def _skipped(path: Path, encoding: str, header_row: int, delimiter: str, table: Table) -> int:
    """How many records stand above the first: the header, and a row that describes its columns."""
    first = next(islice(_rows(path, encoding, delimiter), header_row, None), [])
    return header_row + table.describes(first)


def _scan(path: Path) -> Scan:
    """One look over all bytes, strictly decoded. Raises Refusal on NUL bytes in a text of single bytes."""
    with path.open("rb") as file:
        if file.read(2) in (b"\xff\xfe", b"\xfe\xff"):
            return _scan_utf16(path)
        file.seek(0)
        strict = codecs.getincrementaldecoder("utf-8")("strict")
        is_utf8, quotes, unended = True, 0, 0
        while block := file.read(BLOCK_BYTES):
            if b"\0" in block:
                raise Refusal(_("The file holds NUL bytes; it is damaged or not a text file. Export it again."))
            is_utf8 = is_utf8 and _decodes(strict, block)
            quotes += block.count(b'"')
            ended = block.rfind(b"\n") + 1
            unended = len(block) - ended + (0 if ended else unended)
            if unended > LINE_BYTES:
                raise Refusal(_("The file has no line end for {most} MB; it is no CSV.", most=LINE_BYTES // 2**20))
        is_utf8 = is_utf8 and _decodes(strict, b"", final=True)
    return Scan("utf-8" if is_utf8 else "windows-1258", quotes)


def _decodes(strict: codecs.IncrementalDecoder, block: bytes, final: bool = False) -> bool:
    try:
        strict.decode(block, final)
    except UnicodeDecodeError:
        return False
    return True


def _scan_utf16(path: Path) -> Scan:
    """The same look over a UTF-16 text. Raises Refusal where it is cut off in the middle of a letter."""
    quotes = 0
    try:
        with path.open(encoding="utf-16", newline="") as text:
            while block := text.read(BLOCK_BYTES):
                quotes += block.count('"')
    except UnicodeError as error:
        raise Refusal(
            _("The file is damaged: it is not valid {encoding} text. Export it as CSV UTF-8.", encoding="UTF-16")
        ) from error
    return Scan("utf-16", quotes)


def _csv_table(path: Path, encoding: str, exports: Sequence[Export]) -> tuple[int, str, Table]:
    """Header row, delimiter and table of a CSV: the first declared delimiter under which its header is known.

    Raises Refusal: the best sentence among the delimiters tried; about the encoding if the text is not UTF.
    """
    refused: Refusal | None = None
    for header_row in sorted({export.header_row for export in exports}):
        for delimiter in dict.fromkeys(mark for export in exports for mark in export.delimiters):
            here = [e for e in exports if e.header_row == header_row and delimiter in e.delimiters]
            try:
                header = next(islice(_rows(path, encoding, delimiter), header_row - 1, None), None)
            except UnicodeError:
                raise _unread(path, exports) from None
            except csv.Error as error:
                refused = refused or _unclean(error)
                continue
            try:
                if header and here:
                    return header_row, delimiter, table_of(header, here)
            except Refusal as refusal:
                is_better = refused is None or len(header or ()) > 1
                refused = refusal if is_better and not _is_about_nothing(refused, refusal) else refused
    if encoding == "windows-1258":
        raise _unread(path, exports)
    raise refused or Refusal(_("The file has no header. Export it again."))


def _reads_as_vietnamese(path: Path) -> bool:
    with path.open("rb") as file:
        return legacy_encodings.is_vietnamese(file.read(2**20).decode("cp1258", "replace"))


def _unread(path: Path, exports: Sequence[Export]) -> Refusal:
    """Why a text in no known encoding is refused; TCVN3 and VNI are called by their names."""
    with path.open("rb") as file:
        content = file.read(FIELD_BYTES)
    name = legacy_encodings.named(content.split(b"\n", 1)[0], exports) or legacy_encodings.told_by_letters(content)
    if name:
        return Refusal(
            _("The file is written in {name}, an encoding from before Unicode. Save it as CSV UTF-8.", name=name)
        )
    return Refusal(_("The encoding of the file is not known. Save it as CSV UTF-8 and deliver it again."))


def _unclean(error: csv.Error) -> Refusal:
    return Refusal(_("The file is not a clean CSV ({error}). Export it again.", error=str(error)))


def _is_about_nothing(before: Refusal | None, now: Refusal) -> bool:
    """Whether a refusal only says that the header is unknown while an earlier one names what is missing."""
    return before is not None and now.sentences[0].text.startswith("The header is not that of any known export")


def _rows(path: Path, encoding: str, delimiter: str) -> Iterator[list[str]]:
    """The records of a CSV as lists of text, strictly read."""
    csv.field_size_limit(FIELD_BYTES)
    name = {"utf-8": "utf-8-sig", "windows-1258": "cp1258"}.get(encoding, encoding)
    with path.open(encoding=name, errors="strict", newline="") as text:
        yield from csv.reader(text, delimiter=delimiter, strict=True)


def _csv_chunks(rows: Iterator[list[str]], skipped: int, width: int) -> Iterator[Chunk]:
    """Numbered text frames from the records below the header.

    A record with too few fields, or with filled fields beyond the header, is misshapen: it keeps what stands in its
    columns and says how many fields it has.
    """
    schema = {str(index): pl.String for index in range(width)}
    numbered = islice(enumerate(rows, start=1), skipped, None)
    while chunk := list(islice(numbered, CHUNK_ROWS)):
        shaped = [(row + [""] * (width - len(row)))[:width] for _number, row in chunk]
        frame = pl.DataFrame(shaped, schema=schema, orient="row").with_columns(
            record_number=pl.Series([number for number, _row in chunk], dtype=pl.Int64),
            fields_found=pl.Series([_misshapen(row, width) for _number, row in chunk], dtype=pl.Int64),
        )
        yield Chunk(frame)


def _misshapen(row: list[str], width: int) -> int | None:
    """The number of fields of a record that does not fit the header, else null."""
    fits = len(row) == width or (len(row) > width and not any(cell.strip() for cell in row[width:]))
    return None if fits or not any(cell.strip() for cell in row) else len(row)
