"""Identifiers are texts: what lost digits is set aside, what a spreadsheet put around them is taken off."""

import re
from collections.abc import Callable
from io import BytesIO

import polars as pl
import pytest
import xlsxwriter
from conftest import Place
from deliveries import csv_of, order_line, register_csv, shop

from pipelines.rows.texts import LOST_DIGITS, plain

FULL = [str(583104104812345678 + 4_000_000 * n) for n in range(20)]


@pytest.mark.parametrize(
    "text",
    [
        "5.83104E+17",
        "5,83104E+17",
        "5.83104e17",
        "583104104812345000.0",
        "2.60304E+87",
        "1" * 40,
        "583,104,104,812,345,000",
    ],
)
def test_a_number_that_was_an_identifier_is_told(text: str) -> None:
    assert re.fullmatch(LOST_DIGITS, text)


@pytest.mark.parametrize(
    "text", ["26030412345E67", "260304E12345678", "583104104812345678", "1.5", "123", "SKU-1.2", "2403E7"]
)
def test_an_identifier_that_only_looks_like_a_number_is_kept(text: str) -> None:
    assert not re.fullmatch(LOST_DIGITS, text)


@pytest.mark.parametrize("text", ["'26031", '="26031"', "26031\u200b", "\u200e26031", "26031\u00a0", "\ufeff 26031 "])
def test_what_a_spreadsheet_puts_around_a_key_is_no_part_of_it(text: str) -> None:
    assert plain(text) == "26031"


def lines(numbers: list[str]) -> list[dict[str, object]]:
    return [order_line(number, "2026-03-02 10:00", 100_000, shop_id="v1") for number in numbers]


def sheet(rows: list[dict[str, object]]) -> bytes:
    """The rows as a workbook in which the order numbers are number cells."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, list(rows[0]))
        for n, row in enumerate(rows, 1):
            for m, (name, value) in enumerate(row.items()):
                page.write_number(n, m, float(str(value))) if name == "order_id" else page.write_string(
                    n, m, str(value)
                )
    return file.getvalue()


def parquet(rows: list[dict[str, object]]) -> bytes:
    """The rows as a data frame writes them that has read the order numbers as fractions."""
    file = BytesIO()
    pl.DataFrame(rows).with_columns(pl.col("order_id").cast(pl.Float64)).write_parquet(file)
    return file.getvalue()


@pytest.mark.parametrize(("name", "made"), [("o.xlsx", sheet), ("o.parquet", parquet)])
def test_number_cells_of_more_than_fifteen_digits_merge_no_orders(
    place: Place, name: str, made: Callable[[list[dict[str, object]]], bytes]
) -> None:
    place.deliver("register/r.csv", register_csv(shop("v1", marketplace="voso")))
    place.deliver("voso/full.csv", csv_of(lines(FULL)))
    assert place.refresh().is_success
    place.deliver(f"voso/{name}", made(lines(FULL)))
    assert place.refresh().is_success
    assert place.release("daily_orders").filter(frame="34")["orders_placed"].sum() == 20
    files = place.release("files").filter(file_name=f"voso/{name}").row(0, named=True)
    assert (files["status"], files["accepted"], files["rejected"]) == ("refused", 0, 20)
