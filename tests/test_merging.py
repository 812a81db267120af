"""Neither the order nor the repetition nor the split of deliveries can matter."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

import polars as pl
import pytest
from conftest import Place
from deliveries import csv_of, order_line, register_csv, shop
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

TABLES = ("order_lines", "shops", "orders", "quarantined_records", "unreadable_values")
SETTINGS = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
LONG = settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))

File = tuple[str, str, float]  # name below landing, content, modification time


def end(deliveries: Sequence[Sequence[File]]) -> dict[str, pl.DataFrame]:
    """The conformed tables after some nights, each with its files."""
    with tempfile.TemporaryDirectory() as folder:
        place = Place(Path(folder))
        for night in deliveries:
            for name, content, modified_at in night:
                place.deliver(name, content, modified_at)
            place.take()
        with place.warehouse.held():
            found = {table: place.rows(f"from {table} order by all") for table in TABLES}
            files = "select file_name, sha256, records_read, accepted, rejected, duplicate, status, exported_at from files order by all"
            return found | {"files": place.rows(files), "days": place.rows("from stale_days").unique().sort(pl.all())}


def assert_same(left: dict[str, pl.DataFrame], right: dict[str, pl.DataFrame]) -> None:
    for table in (*TABLES, "files"):
        assert left[table].equals(right[table]), f"{table}\n{left[table]}\n{right[table]}"


STATUSES = st.sampled_from(["open", "completed", "cancelled", "returned", "no such status"])
TIMES = st.sampled_from(["", "2025-10-02 10:00:00", "2025-10-03 10:00:00", "2026-03-01 08:00:00"])
LINES = st.builds(
    lambda order, line, value, status, updated, quantity: order_line(
        f"o{order}",
        "2025-10-01 10:00:00",
        value,
        line_no=line,
        status=status,
        updated_at=updated,
        quantity=quantity,
        shop_id=f"v{order % 2}",
    ),
    st.integers(1, 4),
    st.integers(1, 2),
    st.integers(1, 3),
    STATUSES,
    TIMES,
    st.sampled_from([1, 2]),
)


def files(names: str, lines: int, days: int) -> st.SearchStrategy[File]:
    """Files of one marketplace, exported on some days, often on the same."""
    return st.builds(
        lambda name, rows, modified: (f"voso/{name}.csv", csv_of(rows), 1_760_000_000 + 86_400 * modified),
        st.sampled_from(names),
        st.lists(LINES, min_size=1, max_size=lines),
        st.integers(0, days),
    )


FILES = files("abcdef", lines=8, days=2)


def assert_order_and_repetition_do_not_matter(data: st.DataObject, files: list[File]) -> None:
    shuffled = data.draw(st.permutations(files))
    again = data.draw(st.lists(st.sampled_from(files), max_size=3))
    nights = [[file] for file in shuffled] + [[file] for file in again]
    assert_same(end([files]), end(nights))


@SETTINGS
@given(st.data(), st.lists(FILES, min_size=2, max_size=5, unique_by=lambda file: file[0]))
def test_any_permutation_and_repetition_of_deliveries_ends_in_the_same_tables(
    data: st.DataObject, files: list[File]
) -> None:
    assert_order_and_repetition_do_not_matter(data, files)


@pytest.mark.soak
@LONG
@given(
    st.data(),
    st.lists(files("abcdefghijklmn", lines=20, days=5), min_size=5, max_size=12, unique_by=lambda file: file[0]),
)
def test_a_long_history_of_deliveries_ends_the_same_in_any_order(data: st.DataObject, files: list[File]) -> None:
    assert_order_and_repetition_do_not_matter(data, files)


@SETTINGS
@given(st.lists(LINES, min_size=2, max_size=10), st.data())
def test_any_split_between_orders_of_a_file_ends_in_the_same_orders(
    lines: list[dict[str, object]], data: st.DataObject
) -> None:
    orders = sorted({str(line["order_id"]) for line in lines})
    first = set(data.draw(st.lists(st.sampled_from(orders), min_size=1, unique=True)))
    one = [line for line in lines if line["order_id"] in first]
    two = [line for line in lines if line["order_id"] not in first]
    at = 1_760_000_000
    parts = [(f"voso/{n}.csv", csv_of(part), at) for n, part in enumerate((one, two)) if part]
    whole, split = end([[("voso/0.csv", csv_of(lines), at)]]), end([[part] for part in parts])
    columns = ["marketplace", "shop_id", "order_id", "state", "order_value_vnd", "ordered_at"]
    assert whole["orders"].select(columns).sort(columns).equals(split["orders"].select(columns).sort(columns))


REGISTERS = st.builds(
    lambda name, places, modified: (
        f"register/{name}.csv",
        register_csv(*(shop(f"s{n}", province=place) for n, place in enumerate(places))),
        1_760_000_000 + 86_400 * modified,
    ),
    st.sampled_from("abcd"),
    st.lists(st.sampled_from(["Lạng Sơn", "Hà Nội", "Hà Tây"]), min_size=1, max_size=3),
    st.integers(0, 2),
)


@SETTINGS
@given(st.data(), st.lists(REGISTERS, min_size=2, max_size=4, unique_by=lambda file: file[0]))
def test_a_register_that_corrects_itself_ends_the_same_in_any_order(data: st.DataObject, files: list[File]) -> None:
    assert_same(end([files]), end([[file] for file in data.draw(st.permutations(files))]))


def test_a_repetition_that_proves_an_earlier_export_time_merges_as_if_that_had_been_known(place: Place) -> None:
    old = csv_of([order_line("o1", "2025-10-01 10:00:00", 1, status="open")])
    new = csv_of([order_line("o1", "2025-10-01 10:00:00", 2, status="open")])
    place.deliver("voso/a.csv", old, modified_at=1_760_000_500)
    place.deliver("voso/b.csv", new, modified_at=1_760_000_400)
    place.take()
    assert place.rows("select order_value_vnd from orders").item() == 1, (
        "the later export wins at equal event and stage"
    )
    place.deliver("voso/a-copy.csv", old, modified_at=1_760_000_300)
    place.take()
    assert place.rows("select order_value_vnd from orders").item() == 2, (
        "the copy proves that it was the earlier export"
    )


def test_an_order_that_changes_months_late_or_moves_to_another_day_is_counted_once(place: Place) -> None:
    first = [order_line("o1", "2025-10-01 10:00:00", 5, status="open"), order_line("o2", "2025-09-30 10:00:00", 7)]
    place.deliver("voso/a.csv", csv_of(first))
    place.refresh()
    late = order_line("o1", "2025-10-01 10:00:00", 5, status="returned", updated_at="2026-03-01 10:00:00")
    moved = order_line("o2", "2025-10-02 10:00:00", 7)
    place.deliver("voso/b.csv", csv_of([late, moved]), modified_at=1_780_000_000)
    place.refresh()
    counted = ("frame", "orders_placed", "orders_completed", "orders_returned", "order_value_vnd")
    found = place.release("daily_orders").select(pl.col("order_date").cast(pl.String), *counted)
    assert found.rows() == [("2025-10-01", "34", 1, 0, 1, 5), ("2025-10-02", "34", 1, 1, 0, 7)]
