"""Regular CSV, read in blocks: either the very records that the strict reader finds, or left to it."""

import csv
import io
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.deliveries import csv_files, regular_csv
from pipelines.rows.texts import plain

WIDTH = 3
CELLS = st.text(st.sampled_from('ab ,;"\n\r\tà\u0300\u00a0\u3000é0-'), max_size=6)
TABLES = st.lists(st.lists(CELLS, min_size=WIDTH, max_size=WIDTH), max_size=12)
PIECES = st.lists(st.sampled_from(["a", "ô", ",", '"', "\n", "\r\n", "\r", " ", '""', "\t"]), max_size=40).map("".join)


def strictly(path: Path) -> list[tuple[int, ...]]:
    """Record number and trimmed cells of every record that is not blank, by Python's own reader."""
    rows = csv_files._csv_chunks(csv_files._rows(path, "utf-8", ","), 1, WIDTH)
    return [row for chunk in rows for row in tidied(chunk.rows)]


def in_blocks(path: Path) -> list[tuple[Any, ...]]:
    """The same by blocks. Raises Irregular."""
    found = []
    for chunk in regular_csv.chunks(path, ",", WIDTH, 1):
        rows = tidied(chunk.rows)
        if chunk.is_tidy:
            cells = chunk.rows.select(pl.exclude("record_number"))
            assert cells.equals(cells.select(pl.all().str.normalize("NFC").str.strip_chars().replace("", None)))
            assert len(rows) == cells.height, "a wholly blank row is no record"
        found += rows
    return found


def tidied(rows: pl.DataFrame) -> list[tuple[int, ...]]:
    """What is kept of a chunk: texts trimmed, blank ones as null."""
    if "fields_found" in rows.columns:
        assert rows["fields_found"].null_count() == rows.height, "a misshapen record is not regular"
    cells = [pl.col(str(index)).str.strip_chars().replace("", None) for index in range(WIDTH)]
    kept = rows.select(pl.col("record_number").cast(pl.Int64), *cells)
    return kept.filter(~pl.all_horizontal(pl.exclude("record_number").is_null())).rows()


@pytest.mark.parametrize("block_bytes", [7, 64, 2**24])
@settings(deadline=None)
@given(
    table=TABLES, line_end=st.sampled_from(["\n", "\r\n"]), quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL])
)
def test_what_a_spreadsheet_program_writes_is_read_alike(
    tmp_path_factory: pytest.TempPathFactory, block_bytes: int, table: list[list[str]], line_end: str, quoting: int
) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator=line_end, quoting=quoting).writerows([["x", "y", "z"], *table])  # type: ignore[arg-type]
    check(tmp_path_factory, text.getvalue(), block_bytes)


CLEAN = st.text(st.sampled_from("abà ếệ-0"), max_size=5).map(plain)
ROWS = st.lists(st.tuples(st.sampled_from(["a", "Đồng", "x"]), CLEAN, CLEAN), min_size=1, max_size=8)


@pytest.mark.parametrize("block_bytes", [7, 2**24])
@settings(deadline=None)
@given(table=ROWS)
def test_a_clean_table_of_vietnamese_text_is_regular_and_tidy(
    tmp_path_factory: pytest.TempPathFactory, block_bytes: int, table: list[tuple[str, str, str]]
) -> None:
    path = tmp_path_factory.getbasetemp() / "clean.csv"
    path.write_text("x,y,z\n" + "".join(",".join(row) + "\n" for row in table), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(regular_csv, "BLOCK_BYTES", block_bytes)
        assert all(chunk.is_tidy for chunk in regular_csv.chunks(path, ",", WIDTH, 1))
        assert in_blocks(path) == strictly(path)


STRANGE = [
    "\t",
    "\x0b",
    "\x0c",
    "\u0085",
    "\u00a0",
    "\u1680",
    "\u2003",
    "\u2028",
    "\u3000",
    "\u0301",
    "\u0387",
    "\u1100",
]


@pytest.mark.parametrize("letter", STRANGE)
def test_a_table_with_other_blanks_or_letters_that_are_not_nfc_is_not_tidy(tmp_path: Path, letter: str) -> None:
    path = tmp_path / "table.csv"
    path.write_text(f"x,y,z\na{letter},b,c\n", encoding="utf-8")
    assert not any(chunk.is_tidy for chunk in regular_csv.chunks(path, ",", WIDTH, 1))


@pytest.mark.parametrize("start", ["\ufeffa,b,c\n", "x\x01,b,c\n", "x^,b,c\n"])
def test_a_block_that_begins_as_something_else_is_read_strictly_or_alike(tmp_path: Path, start: str) -> None:
    path = tmp_path / "table.csv"
    path.write_text("x,y,z\n" + start, encoding="utf-8")
    try:
        found = in_blocks(path)
    except regular_csv.Irregular:
        return
    assert found == strictly(path)


@pytest.mark.parametrize("block_bytes", [7, 2**24])
@settings(deadline=None)
@given(body=PIECES)
def test_whatever_is_not_regular_is_left_to_the_strict_reader(
    tmp_path_factory: pytest.TempPathFactory, block_bytes: int, body: str
) -> None:
    check(tmp_path_factory, "x,y,z\n" + body, block_bytes)


def check(tmp_path_factory: pytest.TempPathFactory, text: str, block_bytes: int) -> None:
    """Reads a text both ways: what is taken for regular has the records that the strict reader finds."""
    path = tmp_path_factory.getbasetemp() / "table.csv"
    path.write_bytes(text.encode())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(regular_csv, "BLOCK_BYTES", block_bytes)
        try:
            found = in_blocks(path)
        except regular_csv.Irregular:
            return
    assert found == strictly(path)


def test_a_plain_table_is_regular(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text('﻿x,y,z\r\nNa Chi Lăng,"1,5","a ""b""\nc"\r\nHồi khô,2,\r\n', encoding="utf-8", newline="")
    assert in_blocks(path) == [(2, "Na Chi Lăng", "1,5", 'a "b"\nc'), (3, "Hồi khô", "2", None)]


@pytest.mark.parametrize(
    "body",
    [
        "a,b\n",
        "a,b,c,d\n",
        "a,b\na,b,c,d\n",
        '"a"b,c,d\n',
        '"a" ,b,c\n',
        'a"b",c,d\n',
        'a"b,c,d\n',
        '"a,b,c\n',
        "a,b,c\n\na,b,c\n",
        "a\rb,b,c\n",
        "a,\0,c\n",
    ],
)
def test_a_record_of_another_shape_is_not(tmp_path: Path, body: str) -> None:
    path = tmp_path / "table.csv"
    path.write_text("x,y,z\n" + body, encoding="utf-8", newline="")
    with pytest.raises(regular_csv.Irregular):
        in_blocks(path)


def test_a_tab_in_a_cell_of_a_table_with_tabs_is_not_tidy(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text('x\ty\n"1\t"\t2\n', encoding="utf-8", newline="")
    (chunk,) = regular_csv.chunks(path, "\t", 2, 1)
    assert not chunk.is_tidy


def test_bytes_that_are_no_utf_8_are_not(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes("x,y,z\nlê,b,c\n".encode("cp1258", "replace"))
    with pytest.raises(regular_csv.Irregular):
        in_blocks(path)
