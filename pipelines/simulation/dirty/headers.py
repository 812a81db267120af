"""Dirt of the header: columns that move, go, come twice, come new or are called otherwise."""

import unicodedata
from collections.abc import Callable

from pipelines.simulation.dirty.contracts import KEY, NEEDED_COLUMN, OPTIONAL_COLUMN
from pipelines.simulation.dirty.kinds import kind
from pipelines.simulation.dirty.sheets import Line, Sheet

# The first header that the description of an export accepts, where the sample has another one.
FIRST_HEADER = {
    "shopee_unaccented": "Trạng Thái Đơn Hàng", "shopee_english": "Trạng Thái Đơn Hàng", "register": "province",
    "payment_accounts": "province", "reported": "place",
}  # fmt: skip


@kind()
def decomposed(sheet: Sheet) -> None:
    """Marks apart from their letters, in headers and values, are read as if they were together."""
    _rename(sheet, lambda text: unicodedata.normalize("NFD", text))
    for line in sheet.lines:
        line.cells = [unicodedata.normalize("NFD", cell) if isinstance(cell, str) else cell for cell in line.cells]


@kind()
def moved_columns(sheet: Sheet) -> None:
    """Columns are found by name wherever they stand."""
    sheet.header = sheet.header[::-1]
    for line in sheet.lines:
        line.cells = line.cells[::-1]


@kind()
def padded_headers(sheet: Sheet) -> None:
    """Blanks around and inside a header do not matter."""
    _rename(sheet, lambda text: f"  {text.replace(' ', '  ', 1)}\u00a0")


@kind()
def missing_optional_column(sheet: Sheet) -> None:
    """A missing optional column leaves its values empty."""
    name = OPTIONAL_COLUMN[sheet.kind]
    _drop(sheet, name)
    for line in sheet.records:
        if name in line.values:
            line.values[name] = None


@kind()
def missing_needed_column(sheet: Sheet) -> None:
    """A file without a needed column is refused and the column is named."""
    sheet.refused = (f"needed columns are missing: {_told(sheet)}.",)
    _drop(sheet, NEEDED_COLUMN[sheet.kind])


@kind()
def renamed_needed_column(sheet: Sheet) -> None:
    """A renamed needed column is refused and brought together with the name it is meant for."""
    printed = sheet.printed(NEEDED_COLUMN[sheet.kind])
    sheet.refused = (f"needed columns are missing: {_told(sheet)}.", f"“{printed} *” may be meant for “")
    _put_header(sheet, NEEDED_COLUMN[sheet.kind], f"{printed} *")


@kind(".csv")
def mapped_column_twice(sheet: Sheet) -> None:
    """A mapped column that stands twice is refused and named."""
    sheet.refused = (f"Columns stand more than once in the header: {sheet.printed(KEY[sheet.kind])}.",)
    _repeat(sheet, KEY[sheet.kind])


@kind(".csv")
def several_structural_faults(sheet: Sheet) -> None:
    """Every structural fault is named at once."""
    missing_needed_column(sheet)
    missing = sheet.refused
    mapped_column_twice(sheet)
    sheet.refused = (*missing, *sheet.refused)


@kind()
def unknown_extra_column(sheet: Sheet) -> None:
    """An unknown extra column is named once and otherwise harmless."""
    _add(sheet, "Cột Mới Lạ")
    sheet.unknown = ["Cột Mới Lạ"]


@kind(".csv")
def unknown_column_twice(sheet: Sheet) -> None:
    """An unknown column that stands twice is named once and otherwise harmless."""
    unknown_extra_column(sheet)
    _add(sheet, "Cột Mới Lạ")


@kind()
def title_above_the_header(sheet: Sheet) -> None:
    """A title above the header makes a header of no known export."""
    sheet.refused = ("The header is not that of any known export",)
    sheet.lines.insert(0, Line(list(sheet.header), is_record=False))
    sheet.header = ["BÁO CÁO ĐƠN HÀNG", *(f"_{place}" for place in range(1, len(sheet.header)))]


def _told(sheet: Sheet) -> str:
    """The needed column as the refusal calls it."""
    return FIRST_HEADER.get(sheet.format) or sheet.printed(NEEDED_COLUMN[sheet.kind])


def _rename(sheet: Sheet, renamed: Callable[[str], str]) -> None:
    sheet.header = [renamed(text) for text in sheet.header]
    sheet.names = {name: renamed(header) for name, header in sheet.names.items()}


def _put_header(sheet: Sheet, name: str, header: str) -> None:
    sheet.header[sheet.at(name)] = header
    del sheet.names[name]


def _drop(sheet: Sheet, name: str) -> None:
    place = sheet.at(name)
    del sheet.header[place], sheet.names[name]
    for line in sheet.lines:
        del line.cells[place]


def _repeat(sheet: Sheet, name: str) -> None:
    place = sheet.at(name)
    sheet.header.append(sheet.header[place])
    for line in sheet.lines:
        line.cells.append(line.cells[place])


def _add(sheet: Sheet, header: str) -> None:
    sheet.header.append(header)
    for line in sheet.lines:
        line.cells.append("giá trị lạ")
