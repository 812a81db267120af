"""Daily facts: one definition, the same on every engine."""

from datetime import date, timedelta

import duckdb
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines import calendar
from pipelines.facts import orders as facts

ORDERS = pl.DataFrame(
    {
        "order_date": [date(2025, 6, 30)] * 3 + [date(2025, 7, 1)] * 2,
        "marketplace": ["voso"] * 5,
        "shop_id": ["a", "a", "b", "b", "c"],
        "state": ["completed", "cancelled", "returned", None, "completed"],
        "order_value_vnd": [100, 50, 30, 20, 7],
        "completed_value_vnd": [90, 0, 0, 0, 7],  # of the first order a part came back
    }
)
SHOPS = pl.DataFrame(
    {
        "marketplace": ["voso", "voso"],
        "shop_id": ["a", "b"],
        "code_63": ["24", "27"],
        "code_34": ["24", "24"],
        "commune_code_63": [None, None],
        "commune_code_34": [None, None],
    },
    schema_overrides={"commune_code_63": pl.String, "commune_code_34": pl.String},
)


def test_an_order_counts_as_placed_in_every_case_and_what_it_earned_as_revenue() -> None:
    found = facts.daily_shop_orders(ORDERS).sort("order_date", "shop_id")
    assert found.select(pl.exclude("order_date", "marketplace", "shop_id")).rows() == [
        (2, 1, 1, 0, 150, 90),
        (1, 0, 0, 1, 30, 0),
        (1, 0, 0, 0, 20, 0),
        (1, 1, 0, 0, 7, 7),
    ]


def test_duckdb_and_polars_agree_to_the_last_dong() -> None:
    with duckdb.connect() as db:
        db.register("orders", ORDERS.to_arrow())
        pushed_down = facts.daily_shop_orders(db.table("orders")).pl()
    keys = ["order_date", "marketplace", "shop_id"]
    assert pushed_down.sort(keys).equals(facts.daily_shop_orders(ORDERS).sort(keys))


def test_an_order_stands_once_in_each_frame_that_is_valid_on_its_day_also_without_a_place() -> None:
    shop_orders = facts.daily_shop_orders(ORDERS)
    old = facts.daily_orders(shop_orders, SHOPS, "63").sort("province_code")
    new = facts.daily_orders(shop_orders, SHOPS, "34").sort("order_date", "province_code")
    assert old.select("province_code", "orders_placed").rows() == [("24", 2), ("27", 1)]
    assert new.select("order_date", "province_code", "orders_placed").rows() == [
        (date(2025, 6, 30), "24", 3),
        (date(2025, 7, 1), None, 1),
        (date(2025, 7, 1), "24", 1),
    ]


def test_a_shop_sells_for_ninety_days_after_an_order_was_completed() -> None:
    days = [date(2025, 1, 1), date(2025, 3, 31), date(2025, 4, 1)]
    windows = calendar.selling_windows(pl.LazyFrame({"as_of_date": days})).collect()
    sold = pl.DataFrame({"shop": [1, 1], "month": days[0], "completed_on": days[0], "is_whole": [True, False]})
    found = facts.selling_shops(sold, windows)
    assert sorted(found["as_of_date"]) == days[:2]
    placed = facts.by_place(found, SHOPS.with_columns(shop=pl.Series([1, 2])), "34").sort("as_of_date")
    assert placed.select("as_of_date", "marketplace", "province_code", "value").rows() == [
        (day, "voso", "24", 1) for day in days[:2]
    ]


@given(
    days=st.lists(st.dates(date(2025, 1, 1), date(2025, 12, 31)), max_size=12),
    as_of=st.lists(st.dates(date(2025, 1, 1), date(2026, 3, 31)), min_size=1, max_size=6, unique=True),
)
@settings(max_examples=60, deadline=None)
def test_of_whole_months_the_last_completed_order_tells_as_much_as_every_order(
    days: list[date], as_of: list[date]
) -> None:
    orders = pl.DataFrame({"order_date": days}, schema={"order_date": pl.Date}).with_columns(
        marketplace=pl.lit("voso"), shop_id=pl.lit("a"), orders_completed=1, completed_value_vnd=5
    )
    month = pl.col("order_date").dt.month_start()
    every = orders.select(shop=1, month=month, completed_on="order_date", is_whole=pl.lit(False))
    last = facts.monthly_shop_orders(orders).select(
        shop=1, month="month", completed_on="last_completed_date", is_whole=pl.lit(True)
    )
    windows = calendar.selling_windows(pl.LazyFrame({"as_of_date": sorted(as_of)})).collect()
    found = facts.selling_shops(pl.concat([every, last], how="vertical_relaxed"), windows)
    sells = {day for day in as_of if any(day - timedelta(days=89) <= order <= day for order in days)}
    assert set(found["as_of_date"]) == sells


def test_a_stock_is_openings_less_closings_and_an_unknown_opening_is_not_counted() -> None:
    shops = SHOPS.with_columns(
        opened_on=pl.Series([date(2025, 1, 1), None]), closed_on=pl.Series([date(2025, 2, 1), date(2025, 2, 1)])
    )
    found = facts.stock_changes(shops, "34", "opened_on", "closed_on").sort("change_date")
    assert found.select("change_date", "change").rows() == [(date(2025, 1, 1), 1), (date(2025, 2, 1), -1)]
