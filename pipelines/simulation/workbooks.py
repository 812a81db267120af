"""XLSX files as Shopee writes them: `sheet2.xml`, text cells, and a dimension that says A1.

Written here because a library spends its time on styles and types that these files do not have. The dates inside the
archive are fixed, so that the same cells are the same bytes.
"""

import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from html import escape
from io import BytesIO

Cell = str | int | float | datetime | None

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_FIRST_SHEET = 2
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2">'
    '<xf numFmtId="0"/><xf numFmtId="22" applyNumberFormat="1"/></cellXfs></styleSheet>'
)
_EPOCH = datetime(1899, 12, 30)


def workbook(sheets: Mapping[str, Sequence[Sequence[Cell]]], extra: Mapping[str, bytes] | None = None) -> bytes:
    """An XLSX file of some sheets, rows of cells each; `extra` are further parts of the archive."""
    parts = _frame(list(sheets))
    for number, rows in enumerate(sheets.values(), start=_FIRST_SHEET):
        parts[f"xl/worksheets/sheet{number}.xml"] = _sheet(rows)
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in {**parts, **(extra or {})}.items():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content, compresslevel=1)
    return packed.getvalue()


def _frame(names: Sequence[str]) -> dict[str, str | bytes]:
    """The parts around the sheets."""
    numbered = list(enumerate(names, start=_FIRST_SHEET))
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="{_TYPES}.worksheet+xml"/>'
        for number, _ in numbered
    )
    related = "".join(
        f'<Relationship Id="rId{number + 2}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number, _ in numbered
    )
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{number}" r:id="rId{number + 2}"/>' for number, name in numbered
    )
    return {
        "[Content_Types].xml": (
            f'{_HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/>'
            f'<Override PartName="/xl/styles.xml" ContentType="{_TYPES}.styles+xml"/>{overrides}</Types>'
        ),
        "_rels/.rels": (
            f'{_HEAD}<Relationships xmlns="{_RELATIONS}">'
            f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ),
        "xl/_rels/workbook.xml.rels": (
            f'{_HEAD}<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" Type="{_OFFICE}/styles" '
            f'Target="styles.xml"/>{related}</Relationships>'
        ),
        "xl/styles.xml": _STYLES,
        "xl/workbook.xml": f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>',
    }


def _sheet(rows: Sequence[Sequence[Cell]]) -> str:
    names = [letters(position) for position in range(max((len(row) for row in rows), default=0))]
    return (
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><dimension ref="A1"/><sheetData>'
        f"{''.join(_row(number, row, names) for number, row in enumerate(rows, start=1))}</sheetData></worksheet>"
    )


def _row(number: int, cells: Sequence[Cell], names: Sequence[str]) -> str:
    return f'<row r="{number}">{"".join(_cell(f"{name}{number}", cell) for name, cell in zip(names, cells, strict=False))}</row>'


def _cell(place: str, cell: Cell) -> str:
    if isinstance(cell, str):
        text = escape(cell, quote=False)
        return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
    if isinstance(cell, datetime):
        return f'<c r="{place}" s="1"><v>{(cell - _EPOCH).total_seconds() / 86_400!r}</v></c>'
    return "" if cell is None else f'<c r="{place}"><v>{cell}</v></c>'


def letters(position: int) -> str:
    """The letters of a spreadsheet's column, from 0: A, ..., Z, AA, ..."""
    name = ""
    position += 1
    while position:
        position, letter = divmod(position - 1, 26)
        name = chr(65 + letter) + name
    return name
