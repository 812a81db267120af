"""A sheet under way: its cells, what is expected of each record, and its bytes in any file type."""

import csv
import gzip
import io
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from pipelines.simulation.dirty import legacy
from pipelines.simulation.workbooks import Cell, workbook

ACCEPTED, REJECTED, DUPLICATE = "accepted", "rejected", "duplicate"


@dataclass
class Line:
    """One row below the header. A row that is no record (blank, a description) expects nothing."""

    cells: list[Cell]
    values: dict[str, str | None] = field(default_factory=dict)  # what an accepted record is accepted as
    is_record: bool = True
    outcome: str = ACCEPTED
    faults: set[tuple[str, str]] = field(default_factory=set)  # our name of the column, reason code
    kept: "Line | None" = None  # of a duplicate: the record that is kept instead


@dataclass(frozen=True)
class Record:
    """What is expected of one record; `faults` are printed header and reason code."""

    number: int
    outcome: str
    faults: frozenset[tuple[str, str]]
    values: Mapping[str, str | None]
    kept: int | None


@dataclass
class Sheet:
    """A table as a file of some format holds it, clean at first. `names` say under which header our fields stand."""

    format: str
    kind: str
    folder: str
    names: dict[str, str]
    header: list[str]
    lines: list[Line]
    suffix: str
    title: str = "Sheet1"
    delimiter: str = ","
    encoding: str = "utf-8"
    line_end: str = "\n"
    refused: tuple[str, ...] = ()  # parts of the sentences with which the file is refused
    is_refused_for_content: bool = False
    unknown: list[str] = field(default_factory=list)
    unreadable: dict[str, int] = field(default_factory=dict)  # our name of the column -> values
    after: list[Callable[[bytes], bytes]] = field(default_factory=list)  # what befalls the finished file
    named: str | None = None  # another suffix in the name than the content has

    @property
    def told_encoding(self) -> str | None:
        """The encoding as the receipt of a loaded file has it: only texts have one."""
        return ENCODINGS.get(self.encoding, self.encoding) if self.suffix.startswith(".csv") else None

    @property
    def records(self) -> list[Line]:
        """The lines that are records."""
        return [line for line in self.lines if line.is_record]

    def has(self, name: str) -> bool:
        """Whether the sheet has a column for a field of ours."""
        return name in self.names

    def at(self, name: str) -> int:
        """The position of a field's column."""
        return self.header.index(self.names[name])

    def put(self, line: Line, name: str, cell: Cell) -> None:
        """Writes into a field of a line."""
        line.cells[self.at(name)] = cell

    def reject(self, line: Line, *faults: tuple[str, str]) -> None:
        """Expects a line to be rejected, with exactly these faults besides those it has."""
        line.outcome = REJECTED
        line.faults |= set(faults)

    def expected(self) -> Iterator[Record]:
        """Every record with its number as a spreadsheet shows it, in order."""
        numbers = {id(line): number for number, line in enumerate(self.lines, start=2)}
        for line in self.records:
            faults = frozenset((self.printed(name), code) for name, code in line.faults)
            outcome, values = line.outcome, line.values if line.outcome == ACCEPTED else {}
            if self.is_refused_for_content and outcome != DUPLICATE:
                outcome, values = REJECTED, {}
            yield Record(numbers[id(line)], outcome, faults, values, numbers[id(line.kept)] if line.kept else None)

    def printed(self, name: str) -> str:
        """The header of a field as people are told of it: composed, without blanks around; our name without one."""
        return " ".join(unicodedata.normalize("NFC", self.names.get(name, name)).split())

    def content(self) -> bytes:
        """The bytes of the file."""
        content = WRITERS[self.suffix](self)
        for befall in self.after:
            content = befall(content)
        return content

    def rows(self) -> list[Sequence[Cell]]:
        """Header and lines."""
        return [self.header, *(line.cells for line in self.lines)]


LEGACY: Mapping[str, Callable[[str], bytes]] = {
    "windows-1258": legacy.windows_1258, "tcvn3": legacy.tcvn3, "vni": legacy.vni,
}  # fmt: skip
ENCODINGS = {"utf-8-sig": "utf-8", "utf-16-be": "utf-16"}  # as receipts call them


def as_csv(sheet: Sheet) -> bytes:
    """The sheet as CSV in its encoding, a blank line where a line has no cells."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=sheet.delimiter, lineterminator=sheet.line_end)
    for row in sheet.rows():
        if row:
            writer.writerow(["" if cell is None else cell for cell in row])
        else:
            text.write(sheet.line_end)
    encode = LEGACY.get(sheet.encoding)
    return encode(text.getvalue()) if encode else text.getvalue().encode(sheet.encoding)


def as_workbook(sheet: Sheet) -> bytes:
    """The sheet as the only one of a workbook."""
    return workbook({sheet.title: sheet.rows()})


def as_parquet(sheet: Sheet) -> bytes:
    """The sheet as a Parquet file of text, true blanks where cells are blank."""
    columns = {
        header: [str(line.cells[place] or "") or None if line.cells else None for line in sheet.lines]
        for place, header in enumerate(sheet.header)
    }
    packed = io.BytesIO()
    pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String)).write_parquet(packed)
    return packed.getvalue()


def as_sealed_csv(sheet: Sheet) -> bytes:
    """The sheet as a gzipped CSV."""
    return gzip.compress(as_csv(sheet), mtime=0)


WRITERS: Mapping[str, Callable[[Sheet], bytes]] = {
    ".csv": as_csv, ".xlsx": as_workbook, ".parquet": as_parquet, ".csv.gz": as_sealed_csv,
}  # fmt: skip
