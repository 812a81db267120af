"""Dirt of the file around the table: packed, cut off, empty, protected, of another type than its name says."""

import zipfile
from datetime import datetime
from io import BytesIO

from pipelines.simulation.dirty.contracts import date_column, moment_of
from pipelines.simulation.dirty.kinds import kind, of_orders
from pipelines.simulation.dirty.sheets import Sheet
from pipelines.simulation.dirty.texts import blank_rows_between
from pipelines.simulation.workbooks import workbook

XLSX = ".xlsx"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@kind(XLSX)
def dimension_of_one_cell(_sheet: Sheet) -> None:
    """A workbook that declares one cell is read whole."""


@kind(XLSX)
def blank_rows_of_a_workbook(sheet: Sheet) -> None:
    """Blank rows of a workbook are no records and the others keep their numbers."""
    blank_rows_between(sheet)


@kind(XLSX, of_orders)
def cells_of_excel(sheet: Sheet) -> None:
    """Numbers and moments that Excel has made its own are read as the same values."""
    for line in sheet.records:
        sheet.put(line, "ordered_at", moment_of(line))
        if sheet.has("quantity"):
            sheet.put(line, "quantity", int(str(line.values["quantity"])))
        if sheet.has("order_value_vnd"):
            sheet.put(line, "order_value_vnd", int(str(line.values["order_value_vnd"])))


@kind(XLSX, lambda sheet: sheet.kind != "order_lines")
def days_of_excel(sheet: Sheet) -> None:
    """Days that Excel has made its own are read as the same days."""
    name = date_column(sheet)
    for line in sheet.records:
        if line.values.get(name):
            sheet.put(line, name, datetime.fromisoformat(str(line.values[name])))


@kind(XLSX)
def two_sheets_with_the_header(sheet: Sheet) -> None:
    """Two sheets with the header of an export are refused and named."""
    sheet.refused = ("Several sheets carry the header of an export: Tháng 1, Tháng 2.",)
    sheet.after.append(lambda _content: workbook({"Tháng 1": sheet.rows(), "Tháng 2": sheet.rows()}))


@kind(XLSX)
def another_sheet_beside(sheet: Sheet) -> None:
    """Another sheet beside the one with the header does not matter."""
    sheet.after.append(lambda _content: workbook({"Ghi chú": [["Xin chào", sheet.format]], sheet.title: sheet.rows()}))


@kind(XLSX)
def no_sheet_with_the_header(sheet: Sheet) -> None:
    """A workbook without the header is refused."""
    sheet.refused = ("The header is not that of any known export",)
    sheet.after.append(lambda _content: workbook({"Ghi chú": [["Xin chào", sheet.format], ["a", "b"]]}))


@kind(XLSX)
def workbook_cut_off(sheet: Sheet) -> None:
    """A workbook that is cut off is refused."""
    sheet.refused = ("The workbook is cut off or damaged",)
    sheet.after.append(lambda content: content[: len(content) * 2 // 3])


@kind(XLSX)
def workbook_with_macros(sheet: Sheet) -> None:
    """A workbook with macros is refused."""
    sheet.refused = ("The workbook holds macros",)
    sheet.after.append(lambda _content: workbook({sheet.title: sheet.rows()}, {"xl/vbaProject.bin": b"Attribute VB"}))


@kind(XLSX)
def workbook_with_a_password(sheet: Sheet) -> None:
    """A workbook with a password is refused."""
    sheet.refused = ("protected by a password",)
    name = sheet.format.encode()
    sheet.after.append(lambda _content: _OLE + "EncryptedPackage".encode("utf-16-le") + bytes(600) + name)


@kind(XLSX)
def workbook_of_before_2007(sheet: Sheet) -> None:
    """A workbook of before 2007 is refused."""
    sheet.named = ".xls"
    sheet.refused = ("old Excel format",)
    name = sheet.format.encode()
    sheet.after.append(lambda _content: _OLE + "Workbook".encode("utf-16-le") + bytes(600) + name)


@kind(XLSX)
def archive_of_files(sheet: Sheet) -> None:
    """An archive that is no workbook is refused."""
    sheet.named = ".zip"
    sheet.refused = ("an archive and not an Excel workbook",)
    sheet.after.append(lambda content: _zipped(f"{sheet.format}.xlsx", content))


@kind(".csv")
def text_named_workbook(sheet: Sheet) -> None:
    """A text that is named .xlsx is refused."""
    sheet.named = ".xlsx"
    sheet.refused = ("named .xlsx but is not a workbook",)


@kind(XLSX)
def workbook_named_text(sheet: Sheet) -> None:
    """A workbook that is named .csv is read as what it is."""
    sheet.named = ".csv"


@kind(".csv")
def empty(sheet: Sheet) -> None:
    """An empty file is refused."""
    sheet.lines.clear()
    sheet.refused = ("The file is empty",)
    sheet.after.append(lambda _content: b"")


@kind()
def no_records(sheet: Sheet) -> None:
    """A header without records is a file of no records."""
    sheet.lines = [line for line in sheet.lines if not line.is_record]


@kind(".csv.gz")
def gzipped(_sheet: Sheet) -> None:
    """A gzipped CSV is read."""


@kind(".csv.gz")
def gzipped_and_cut_off(sheet: Sheet) -> None:
    """A gzipped CSV that is cut off is refused."""
    sheet.refused = ("The compressed file is cut off",)
    sheet.after.append(lambda content: content[:-9])


@kind(".csv.gz")
def gzipped_and_damaged(sheet: Sheet) -> None:
    """A gzipped CSV that is damaged is refused."""
    sheet.refused = ("The compressed file is damaged",)
    sheet.after.append(lambda content: content[:-8] + bytes(byte ^ 255 for byte in content[-8:-4]) + content[-4:])


@kind(".parquet")
def parquet(_sheet: Sheet) -> None:
    """A Parquet file is read."""


@kind(".parquet")
def parquet_cut_off(sheet: Sheet) -> None:
    """A Parquet file that is cut off is refused."""
    sheet.refused = ("The Parquet file is cut off or damaged",)
    sheet.after.append(lambda content: content[:-10])


def _zipped(name: str, content: bytes) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(zipfile.ZipInfo(name), content)
    return packed.getvalue()
