"""Lists that a person brings as CSV: read, answered column by column beside it, written back row for row."""

import csv
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from conventions.catalogue import Refusal, _

DELIMITERS = ",;\t"


@dataclass(frozen=True)
class BroughtList:
    """The rows of a CSV file in order, and the cells of the column that is asked about."""

    header: list[str]
    rows: list[list[str]]
    column: int
    delimiter: str

    @property
    def asked(self) -> pl.DataFrame:
        """One row per row of the list: `asked`, null where the cell is blank."""
        cells = [row[self.column].strip() if len(row) > self.column else "" for row in self.rows]
        return pl.DataFrame({"asked": [cell or None for cell in cells]}, schema={"asked": pl.String})

    def write(self, path: Path, answers: pl.DataFrame) -> None:
        """Writes every row in its place with the answers behind it; null is an empty cell."""
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, delimiter=self.delimiter, lineterminator="\n")
            writer.writerow([*self.header, *answers.columns])
            for row, answer in zip(self.rows, answers.iter_rows(), strict=True):
                padded = row + [""] * (len(self.header) - len(row))
                writer.writerow([*padded, *("" if cell is None else cell for cell in answer)])


def read(path: Path, column: str) -> BroughtList:
    """The list in a CSV file. An empty line of a one-column file is a row; Raises Refusal: no such file or column."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            first = file.readline()
            delimiter = max(DELIMITERS, key=first.count) if any(mark in first for mark in DELIMITERS) else ","
            file.seek(0)
            lines = list(csv.reader(file, delimiter=delimiter))
    except FileNotFoundError as error:
        raise Refusal(_("There is no file {path}.", path=path)) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise Refusal(_("{path} is not a CSV file in UTF-8.", path=path)) from error
    header = [name.strip() for name in lines[0]] if lines else []
    if column not in header:
        raise Refusal(_("{path} has no column “{column}”. It has: {found}.", path=path, column=column, found=header))
    rows = [row or [""] for row in lines[1:] if row or len(header) == 1]
    return BroughtList(lines[0], rows, header.index(column), delimiter)
