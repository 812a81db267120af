"""Files made to do harm are refused or read as text; the refresh goes on with the others."""

import io
import struct
import zipfile
from collections.abc import Callable, Iterable
from itertools import chain, repeat
from pathlib import Path

import pytest
import xlsxwriter
from bench.memory import own_peak_mb
from conftest import Place
from deliveries import HEADERS, SHOPEE_LINES, csv_of, shopee_xlsx


def rewritten(book: bytes, **parts: bytes | Iterable[bytes]) -> bytes:
    """A workbook with some of its parts replaced or added (`__` in a name is a slash); a part may come in pieces."""
    content = io.BytesIO()
    named = {name.replace("__", "/").replace("_xml", ".xml"): part for name, part in parts.items()}
    with (
        zipfile.ZipFile(io.BytesIO(book)) as source,
        zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target,
    ):
        kept = {entry.filename: source.read(entry) for entry in source.infolist()}
        for name, part in (kept | named).items():
            with target.open(name, "w") as entry:
                for piece in [part] if isinstance(part, bytes) else part:
                    entry.write(piece)
    return content.getvalue()


def sheet_of(book: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        return archive.read("xl/worksheets/sheet1.xml")


def bomb() -> bytes:
    """A workbook of a few megabytes with a sheet of more than a gigabyte, which is never whole in this process."""
    head, tail = sheet_of(shopee_xlsx()).split(b"</sheetData>")
    row = b'<row r="20"><c r="A20" t="inlineStr"><is><t>' + b" " * 2**20 + b"</t></is></c></row>"
    sheet = chain([head], repeat(row, 1100), [b"</sheetData>" + tail])
    return rewritten(shopee_xlsx(), xl__worksheets__sheet1_xml=sheet)


def lying_bomb() -> bytes:
    """A bomb whose directory says that it is small."""
    content = bomb()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    return content.replace(struct.pack("<L", size), struct.pack("<L", 4096))


ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">'
    + b"".join(
        b'<!ENTITY lol%d "%s">' % (n, b"&lol%d;" % (n - 1) * 10 if n > 1 else b"&lol;" * 10) for n in range(1, 10)
    )
    + b']><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&lol9;</t></is></c></row></sheetData></worksheet>'
)


def grown_by(work: Callable[[], object]) -> float:
    """Megabytes of memory that this process needed for some work, at its peak, beyond what it had before."""
    Path("/proc/self/clear_refs").write_text("5")  # the peak is counted anew
    before = own_peak_mb()
    work()
    return own_peak_mb() - before


HOSTILE = {
    "bomb.xlsx": (bomb, "unpacks to more than"),
    "entities.xlsx": (lambda: rewritten(shopee_xlsx(), xl__worksheets__sheet1_xml=ENTITIES), None),
    "paths.xlsx": (lambda: rewritten(shopee_xlsx(), **{"..__..__evil.sh": b"rm"}), "impossible names"),
    "macros.xlsx": (lambda: rewritten(shopee_xlsx(), **{"xl__vbaProject.bin": b"x"}), "holds macros"),
    "columns.csv": (lambda: ",".join(f"c{n}" for n in range(1_000_000)).encode() + b"\n", "has 1000000 columns"),
    "line.csv": (lambda: b"Ma don hang," + b"x" * (20 * 2**20) + b"\n", "no line end"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_and_the_parent_stays_small(name: str, delivered: Place) -> None:
    content, said = HOSTILE[name]
    delivered.deliver(f"shopee/shop-a/{name}", content())
    grown = grown_by(delivered.take)
    receipt = delivered.rows(f"select status, reason_en from files where file_name like '%{name}'").row(0)
    assert receipt[0] == "refused"
    assert said is None or said in receipt[1]
    assert delivered.rows("select count(*) from orders").item() == 6
    assert grown < 150, f"the parent grew by {grown:.0f} MB"


def test_a_bomb_that_lies_about_its_size_harms_nothing(delivered: Place) -> None:
    delivered.deliver("shopee/shop-a/lying.xlsx", lying_bomb())
    assert grown_by(delivered.take) < 150
    assert delivered.rows("select count(*) from files where file_name like '%lying.xlsx'").item() == 1
    assert delivered.rows("select count(*) from orders").item() == 6


def test_a_formula_is_read_as_the_value_that_was_saved_with_it_and_text_that_looks_like_one_stays_text(
    place: Place,
) -> None:
    content = io.BytesIO()
    workbook = xlsxwriter.Workbook(content, {"in_memory": True})
    sheet = workbook.add_worksheet("orders")
    sheet.write_row(0, 0, HEADERS)
    line = SHOPEE_LINES[0] | {"Tên sản phẩm": '=HYPERLINK("http://evil","na")'}
    for column, header in enumerate(HEADERS):
        sheet.write_string(1, column, line[header])
    sheet.write_formula(1, HEADERS.index("Số lượng"), "=1+1", value="2")
    workbook.close()
    place.deliver("shopee/shop-a/formula.xlsx", content.getvalue())
    place.take()
    assert place.rows("select quantity::int, product_name from order_lines").rows() == [
        (2, '=HYPERLINK("http://evil","na")')
    ]


def test_records_handed_back_cannot_run_as_formulas(place: Place, tmp_path: Path) -> None:
    import subprocess
    import sys

    import polars as pl

    from conventions.folder import PROJECT

    lines = [
        *SHOPEE_LINES,
        *SHOPEE_LINES,
        SHOPEE_LINES[0] | {"Mã đơn hàng": "X", "Số lượng": "=1+1", "Tên sản phẩm": "=cmd|' /C calc'!A0"},
    ]
    place.deliver("shopee/shop-a/a.csv", csv_of(lines))
    place.take()
    sha = place.rows("select sha256 from files").item()
    output = tmp_path / "back.xlsx"
    command = [
        sys.executable,
        "-m",
        "assets.cli",
        "quarantine",
        "--file",
        sha[:9],
        "--annotated",
        str(output),
        "--data",
        str(place.folder.path),
    ]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    back = pl.read_excel(output, engine="calamine", infer_schema_length=0)
    assert back["Tên sản phẩm"].to_list() == ["'=cmd|' /C calc'!A0"]
    assert back["Dòng"].to_list() == ["18"]
    assert "Số lượng: The quantity cannot be read. A number such as 1,234,567.5 was expected." in back["Lý do"].item()
    assert "Người Mua" not in back.columns
