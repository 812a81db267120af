"""The public tables of produce, attacked together: nothing hidden may be worked out from what is shown."""

from datetime import date
from time import process_time
from typing import Any

import polars as pl
import pytest
from attack import LAST_DAY, MEASURES, Attack, near, tables, trades, truth
from bench.goods import year_of_cells
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.produce import cells as produce_sales
from pipelines.produce import disclosure


def public(sales: pl.DataFrame, places: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    judged, placed = disclosure.hidden(sales, places)
    return disclosure.printed(judged, MEASURES), disclosure.printed(placed, MEASURES)


def exposed(seed: int, **size: Any) -> tuple[list[Any], int, int]:
    """Hidden figures that the attack bounds within 10 %, and how many cells are hidden and shown."""
    sales, places = tables(trades(seed, **size))
    shown = public(sales, places)
    wrong = [
        (measure, what)
        for measure in MEASURES
        for what in near(Attack(measure).reads(*shown, LAST_DAY).bounds(), truth(sales, places, measure))
    ]
    hidden = sum(table.filter("is_confidential").height for table in shown)
    return wrong, hidden, sum(table.height for table in shown) - hidden


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10_000), rows=st.integers(60, 2500), sellers=st.integers(6, 60), skew=st.floats(1.2, 4))
def test_no_hidden_figure_can_be_bounded_within_ten_percent_from_the_public_tables_together(
    seed: int, rows: int, sellers: int, skew: float
) -> None:
    wrong, _, _ = exposed(seed, rows=rows, sellers=sellers, skew=skew)
    assert not wrong


def test_the_attack_finds_what_primary_suppression_alone_gives_away() -> None:
    whole = tables(trades(3))
    sales, places = (
        disclosure.printed(table.with_columns(is_confidential=disclosure.is_unsafe()), MEASURES) for table in whole
    )
    assert near(Attack("quantity_kg").reads(sales, places, LAST_DAY).bounds(), truth(*whole, "quantity_kg"))


def test_something_is_hidden_and_more_is_shown() -> None:
    wrong, hidden, shown = exposed(22, rows=900, sellers=25, skew=1.6)
    assert not wrong
    assert hidden > 10
    assert shown > 20


@pytest.mark.parametrize(
    ("sellers", "kg_of_two", "value_of_two", "unsafe"),
    [(4, 1.0, 1.0, True), (5, 85.0, 850.0, False), (5, 85.1, 1.0, True), (5, 1.0, 850.1, True), (50, 90.0, 1.0, True)],
)
def test_a_cell_needs_five_sellers_and_no_two_with_more_than_85_percent(
    sellers: int, kg_of_two: float, value_of_two: float, unsafe: bool
) -> None:
    cell = pl.DataFrame({
        "sellers": [sellers], "kg_of_two": [kg_of_two], "value_of_two": [value_of_two], "quantity_kg": [100.0],
        "value_vnd": [1000.0],
    })  # fmt: skip
    assert cell.select(disclosure.is_unsafe()).item() == unsafe


def test_a_month_appears_once_it_is_closed() -> None:
    assert disclosure.last_closed_month(date(2026, 10, 31)) == date(2026, 9, 1)
    assert disclosure.last_closed_month(date(2026, 10, 14)) == date(2026, 8, 1)
    assert disclosure.last_closed_month(date(2026, 10, 15)) == date(2026, 9, 1)
    assert disclosure.last_closed_month(None) is None


def test_the_order_of_rows_does_not_matter() -> None:
    sales, places = tables(trades(5))
    keys = ["period_type", "level", "area_code", "period_start"]
    one, _ = disclosure.hidden(sales.sort(keys), places)
    other, _ = disclosure.hidden(sales.sort(keys, descending=True), places.reverse())
    assert one.sort(keys).equals(other.sort(keys))


def test_a_year_of_the_whole_country_is_suppressed_in_ten_seconds() -> None:
    cells = year_of_cells()
    start = process_time()
    disclosure.hidden(*cells)
    assert process_time() - start < 10


def test_concentration_is_counted_over_households_and_their_shops_together() -> None:
    sellers = ["h1", "h2", "h1", "h3", "h4", "h5"]
    kg = [10.0, 20.0, 30.0, 5.0, 1.0, 1.0]
    rows = pl.LazyFrame({
        "period_start": [date(2025, 1, 1)] * 6, "marketplace": ["voso", "voso", "shopee", "voso", "voso", "voso"],
        "product_code": ["na"] * 6, "form": ["fresh"] * 6, "seller": sellers,
        "code_63": ["20"] * 6, "district_code_63": ["187"] * 6, "code_34": ["20"] * 6,
        **{name: [1] * 6 for name in produce_sales.OUTCOMES},
        **dict.fromkeys(produce_sales.SOLD, kg),
        **{f"{name}_63": kg for name in produce_sales.DESTINED},
    })  # fmt: skip
    single = rows.select(
        *rows.collect_schema().names()[:4], *produce_sales.AREAS, price_vnd_per_kg=pl.lit(1.0),
        days_to_completion=pl.lit(2.0),
    )  # fmt: skip
    grid = produce_sales.Grid("month", "province", "63")
    found = produce_sales.cells(rows, single, single, grid).filter(pl.col("marketplace") == "all").collect()
    assert found.select("sellers", "quantity_kg", "kg_of_two").rows() == [(5, 67.0, 60.0)]
