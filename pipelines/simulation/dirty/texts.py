"""Dirt of text files: encodings, delimiters, line ends, rows that do not fit, quotation marks."""

from pipelines.simulation.dirty.contracts import KEY, TEXT, needed
from pipelines.simulation.dirty.kinds import kind
from pipelines.simulation.dirty.sheets import Line, Sheet

CSV = ".csv"


@kind(CSV)
def plain_utf_8(sheet: Sheet) -> None:
    """UTF-8 without a byte order mark is read."""
    sheet.encoding = "utf-8"


@kind(CSV)
def byte_order_mark(sheet: Sheet) -> None:
    """UTF-8 with a byte order mark is read."""
    sheet.encoding = "utf-8-sig"


@kind(CSV)
def utf_16(sheet: Sheet) -> None:
    """UTF-16 as Excel saves it is read."""
    sheet.encoding = "utf-16"


@kind(CSV)
def utf_16_big_end_first(sheet: Sheet) -> None:
    """UTF-16 with the larger byte first is read."""
    sheet.encoding = "utf-16-be"
    sheet.after.append(lambda content: b"\xfe\xff" + content)


@kind(CSV)
def windows_1258(sheet: Sheet) -> None:
    """Windows-1258 is read."""
    sheet.encoding = "windows-1258"


@kind(CSV)
def tcvn3(sheet: Sheet) -> None:
    """TCVN3 is called by its name and refused."""
    sheet.encoding = "tcvn3"
    sheet.refused = ("written in TCVN3 (ABC)",)


@kind(CSV)
def vni(sheet: Sheet) -> None:
    """VNI is called by its name and refused."""
    sheet.encoding = "vni"
    sheet.refused = ("written in VNI",)


@kind(CSV)
def semicolons(sheet: Sheet) -> None:
    """Semicolons between fields are read."""
    sheet.delimiter = ";"


@kind(CSV)
def tabs(sheet: Sheet) -> None:
    """Tabs between fields are read."""
    sheet.delimiter = "\t"


@kind(CSV)
def windows_line_ends(sheet: Sheet) -> None:
    """Line ends of Windows are read."""
    sheet.line_end = "\r\n"


@kind()
def blank_rows_between(sheet: Sheet) -> None:
    """Blank rows between are no records and the others keep their numbers."""
    for place in (12, 7, 7, 3):
        sheet.lines.insert(place, Line([], is_record=False))


@kind(CSV)
def rows_of_delimiters(sheet: Sheet) -> None:
    """Rows of delimiters only are no records."""
    for place in (4, len(sheet.lines) + 1, len(sheet.lines) + 2):
        sheet.lines.insert(place, Line([None] * len(sheet.header), is_record=False))


@kind(CSV)
def short_row(sheet: Sheet) -> None:
    """A row with a field too few is rejected as misshapen."""
    line = sheet.records[2]
    line.cells = line.cells[:-1]
    sheet.reject(line, ("record", "field_count"))


@kind(CSV)
def long_row(sheet: Sheet) -> None:
    """A row with filled fields beyond the header is rejected as misshapen."""
    line = sheet.records[5]
    line.cells.append("thừa")
    sheet.reject(line, ("record", "field_count"))


@kind(CSV)
def blank_fields_beyond(sheet: Sheet) -> None:
    """Blank fields beyond the header do not matter."""
    for line in sheet.records:
        line.cells += ["", " "]


@kind(CSV)
def breaks_off(sheet: Sheet) -> None:
    """A file that breaks off in its last record loses that record only, with all that it lacks."""
    line = sheet.records[2]
    sheet.lines.remove(line)
    sheet.lines.append(line)
    missing = [(name, "missing") for name in needed(sheet) if sheet.at(name) >= 2]
    line.cells = line.cells[:2]
    sheet.reject(line, ("record", "field_count"), *missing)
    sheet.after.append(lambda content: content.rstrip(b"\n"))


@kind(CSV)
def quoted(sheet: Sheet) -> None:
    """Delimiters and quotation marks inside quotation marks belong to the value; line ends and tabs in it are blanks."""
    text = 'Na "loại 1", túi 2 kg;\nhàng mới\thái'
    meant = " ".join(text.split())
    for line in sheet.records[4:6]:
        sheet.put(line, TEXT[sheet.kind], text)
        if TEXT[sheet.kind] in line.values:
            line.values[TEXT[sheet.kind]] = meant
    if TEXT[sheet.kind] == KEY[sheet.kind]:  # titles are part of the key there
        sheet.put(sheet.records[5], TEXT[sheet.kind], f"{text} 2")
        sheet.records[5].values[TEXT[sheet.kind]] = f"{meant} 2"


@kind(CSV)
def unbalanced_quotation_mark(sheet: Sheet) -> None:
    """A quotation mark that is never closed refuses the file."""
    sheet.refused = ("quotation mark is never closed",)
    sheet.after.append(lambda content: content + b'"\n')


@kind(CSV)
def nul_bytes(sheet: Sheet) -> None:
    """NUL bytes refuse the file."""
    sheet.refused = ("NUL bytes",)
    sheet.after.append(lambda content: content[:-20] + b"\0\0" + content[-20:])
