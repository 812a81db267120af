"""Mart tables as files: the one order of their rows."""

from datetime import date, timedelta

import dataframely as dy
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.storage import mart_files


class Anything(dy.Schema):
    """A column of every type that published tables have, and numbers too large to be packed with the others."""

    place = dy.String(nullable=True)
    is_tied = dy.Bool(nullable=True)
    day = dy.Date(nullable=True)
    count = dy.Int64(nullable=True)
    dong = dy.Int64(nullable=True)
    share = dy.Float64(nullable=True)
    reason = dy.String(nullable=True)


TYPES = {name: of.dtype for name, of in Anything.columns().items()}
ROW = st.tuples(
    st.sampled_from([None, "20", "01", "Đà Nẵng", "Da Nang", ""]),
    st.sampled_from([None, True, False]),
    st.sampled_from([None, *(date(2021, 7, 20) + timedelta(days=n) for n in (-30_000, 0, 1))]),
    st.sampled_from([None, -1, 0, 3]),
    st.sampled_from([None, -(2**62), 0, 7, 2**62]),
    st.sampled_from([None, -0.5, 0.0, 1.5]),
    st.sampled_from([None, "a", "b"]),
)


@given(st.lists(ROW, max_size=30), st.permutations(range(30)))
@settings(deadline=None)
def test_rows_of_a_published_table_stand_in_the_order_of_all_its_columns_whatever_order_they_came_in(
    rows: list[tuple[object, ...]], order: list[int]
) -> None:
    table = pl.DataFrame(rows, schema=TYPES, orient="row")
    mixed = table[[row for row in order if row < table.height]].select(reversed(table.columns))
    expected = table.sort(table.columns, nulls_last=True)
    assert mart_files.in_order(mixed, Anything).rows() == expected.rows()
