"""Numbers to take away: CSV and XLSX that say what they are, and that no spreadsheet can mistake for formulas."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

import polars as pl
import xlsxwriter

from conventions.spreadsheets import harmless, harmless_text


@dataclass(frozen=True)
class Labels:
    """The words of a workbook in the reader's language."""

    data: str
    dictionary: str
    sources: str
    dictionary_header: tuple[str, str, str, str]


@dataclass(frozen=True)
class Described:
    """One column of the numbers, and its line in the dictionary."""

    name: str
    title: str
    description: str
    unit: str


@dataclass(frozen=True)
class Numbers:
    """The numbers behind a figure with everything that says what they are."""

    columns: Sequence[Described]
    data: pl.DataFrame
    stamp: dict[str, str]
    """What every row of a CSV carries: measure, unit, as-of day, n, source, release."""
    notes: Sequence[tuple[str, str]]
    labels: Labels
    made_at: datetime

    @property
    def safe(self) -> pl.DataFrame:
        """The described columns, their texts harmless."""
        return harmless(self.data.select(column.name for column in self.columns))


def csv(numbers: Numbers) -> bytes:
    """UTF-8 with a byte order mark, comma, dot decimals, ISO dates; measure, unit, day, n, source, release on each row."""
    stamp = harmless(pl.DataFrame({name: [text] for name, text in numbers.stamp.items()}))
    stamped = numbers.safe.with_columns(pl.lit(stamp[name].item()).alias(name) for name in stamp.columns)
    return stamped.write_csv(include_bom=True).encode()


def xlsx(numbers: Numbers) -> bytes:
    """Three sheets: the data, the dictionary of its columns, sources and notes. One release gives the same bytes."""
    file = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        book.set_properties({"created": numbers.made_at, "author": "digital-shops"})
        bold = book.add_format({"bold": True, "bottom": 1})
        titles = {column.name: column.title for column in numbers.columns}
        numbers.safe.rename(titles).write_excel(
            book,
            numbers.labels.data,
            dtype_formats={pl.Date: "yyyy-mm-dd"},
            column_formats={
                column.title: "#,##0" if numbers.data[column.name].dtype.is_integer() else "#,##0.##"
                for column in numbers.columns
                if numbers.data[column.name].dtype.is_numeric()
            },
            header_format={"bold": True, "bottom": 1},
            freeze_panes=(1, 0),
            autofit=True,
        )
        dictionary = book.add_worksheet(numbers.labels.dictionary)
        _write(dictionary, [numbers.labels.dictionary_header], bold)
        rows = [(column.name, column.title, column.description, column.unit) for column in numbers.columns]
        _write(dictionary, rows, first=1)
        dictionary.freeze_panes(1, 0)
        dictionary.autofit()
        sources = book.add_worksheet(numbers.labels.sources)
        _write(sources, numbers.notes)
        sources.autofit()
    return file.getvalue()


def _write(
    sheet: xlsxwriter.worksheet.Worksheet, rows: Sequence[Sequence[str]], style: object = None, first: int = 0
) -> None:
    """Texts, as texts, from a row on."""
    for at, row in enumerate(rows, first):
        for column, text in enumerate(row):
            sheet.write_string(at, column, harmless_text(text), style)
