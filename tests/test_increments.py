"""Nights that add, change and take back equal one rebuild: in the facts that stand between nights, and in what is published."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

import polars as pl
import pytest
from conftest import Place
from deliveries import SHOPEE_LINES, csv_of, order_line, register_csv, shop
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quality.contracts import PUBLISHED

FACTS = (
    "daily_shop_orders",
    "monthly_shop_orders",
    "daily_province_orders",
    "stock_changes",
    "distinct_changes",
    "selling_shops",
    "commune_shop_changes",
    "shop_areas",
    "shop_spread",
    "daily_product_sales",
    "produce_cells",
    "produce_destination_cells",
)
DEPENDS_ON_NIGHTS = {"files", "checks", "revisions", "produce_sales_public", "produce_destinations_public"}
OF_NIGHTS = ("first_seen_at", "is_confidential")
"""When a file was seen, what a release changed and what was told before (decision 0007) are facts about nights."""

File = tuple[str, str, int]  # name below landing, content, days after the first file at which it was exported
Night = tuple[Sequence[File], Sequence[str]]  # what comes, and names of files that are withdrawn before

FIRST_EXPORT = 1_760_000_000


def end(nights: Sequence[Night]) -> dict[str, pl.DataFrame]:
    """The facts and the release after some nights."""
    with tempfile.TemporaryDirectory() as folder:
        place = Place(Path(folder))
        for files, withdrawn in nights:
            for name, content, day in files:
                place.deliver(name, content, FIRST_EXPORT + 86_400 * day)
            for name in withdrawn:
                place.withdraw(name)
            outcome = place.refresh()
            assert outcome.is_success, outcome.failure
        with place.warehouse.held():
            facts = {table: place.rows(f"from {table} order by all") for table in FACTS}
        tables = {table: place.release(table) for table in PUBLISHED if table not in DEPENDS_ON_NIGHTS}
        return facts | {name: table.drop(OF_NIGHTS, strict=False) for name, table in tables.items()}


def assert_nights_equal_one(nights: Sequence[Night]) -> None:
    """That the nights end as one night does to which only what was not withdrawn ever came."""
    withdrawn = {name for _files, names in nights for name in names}
    left = [file for files, _names in nights for file in files if file[0] not in withdrawn]
    nightly, once = end(nights), end([(left, ())])
    for table, expected in once.items():
        assert nightly[table].equals(expected), f"{table}\n{nightly[table]}\n{expected}"


SHOPS = ("v1", "v2", "p1")
PLACES = ("Lạng Sơn", "Hà Nội", "Bắc Giang", "nowhere")


def marketplace(shop_id: str) -> str:
    return {"v": "voso", "p": "postmart"}[shop_id[0]]


def registered(
    shop_id: str, province: str, opened_on: str, closed_on: str = "", household: str = "H1"
) -> dict[str, object]:
    """A row of the register."""
    return shop(
        shop_id,
        province,
        marketplace=marketplace(shop_id),
        opened_on=opened_on,
        closed_on=closed_on,
        household_id=household,
    )


def ordered(number: int, shop_id: str, day: str, status: str = "completed", updated_at: str = "") -> dict[str, object]:
    """A line of an order, of produce."""
    return order_line(
        f"o{number}",
        f"{day} 10:00:00",
        50_000 * number,
        shop_id=shop_id,
        marketplace=marketplace(shop_id),
        status=status,
        updated_at=updated_at,
        product_name="Na Chi Lăng 2kg",
        unit_price_vnd=50_000,
        buyer_province="Hà Nội",
        listing_id="L1",
    )


def listed(shop_id: str, listing_id: str, name: str, day: str, stars: str = "") -> dict[str, object]:
    """A row of a marketplace's listings."""
    return {
        "marketplace": marketplace(shop_id), "shop_id": shop_id, "listing_id": listing_id, "product_name": name,
        "price_vnd": 50_000, "listed_on": day, "ocop_stars": stars, "ocop_from": day if stars else "",
    }  # fmt: skip


def account(number: int, province: str, opened_on: str, household: str) -> dict[str, object]:
    """A payment account of a household."""
    return {
        "provider": "viettel_money", "account_id": f"A{number}", "province": province, "household_id": household,
        "opened_on": opened_on, "closed_on": "",
    }  # fmt: skip


def test_late_orders_moved_shops_new_accounts_and_a_withdrawal_count_as_if_all_had_come_at_once() -> None:
    register = register_csv(
        registered("v1", "Lạng Sơn", "2021-07-01"), registered("p1", "Hà Nội", "2021-07-01", household="H2")
    )
    first = [ordered(1, "v1", "2021-07-25"), ordered(2, "v1", "2024-12-30"), ordered(3, "v2", "2025-01-05")]
    late = [ordered(4, "v1", "2022-03-05"), ordered(2, "v1", "2024-12-30", "returned", "2025-02-01 08:00:00")]
    wrong = [ordered(5, "p1", "2023-05-05"), ordered(6, "p1", "2025-01-20")]
    month = [csv_of(lines) for lines in (SHOPEE_LINES[:5], SHOPEE_LINES[3:])]
    assert_nights_equal_one([
        ([("register/a.csv", register, 0), ("voso/first.csv", csv_of(first), 0), ("shopee/s1/a.csv", month[0], 0)], ()),
        ([("voso/late.csv", csv_of(late), 1), ("shopee/s1/b.csv", month[1], 1), ("postmart/wrong.csv", csv_of(wrong), 1),
          ("voso/listings.csv", csv_of([listed("v1", "L1", "Na Chi Lăng", "2023-01-01", "4")]), 1)], ()),
        ([("register/moved.csv", register_csv(registered("v1", "Bắc Giang", "2021-07-01", "2024-06-30")), 2),
          ("payment_accounts/a.csv", csv_of([account(1, "Lạng Sơn", "2022-01-01", "H2")]), 2)], ("postmart/wrong.csv",)),
    ])  # fmt: skip


def test_a_month_whose_orders_are_all_withdrawn_is_gone_between_months_that_stand() -> None:
    register = register_csv(registered("v1", "Lạng Sơn", "2021-07-01"))
    months = {f"2024-0{n}": csv_of([ordered(n, "v1", f"2024-0{n}-05")]) for n in (1, 2, 3)}
    files = [(f"voso/{month}.csv", content, 0) for month, content in months.items()]
    assert_nights_equal_one([([("register/a.csv", register, 0), *files], ()), ([], ("voso/2024-02.csv",))])


def test_an_order_of_an_impossible_value_stops_nothing_and_is_not_counted() -> None:
    register = register_csv(registered("v1", "Lạng Sơn", "2021-07-01"))
    huge = ordered(1, "v1", "2024-01-05") | {"order_value_vnd": 5 * 10**15}
    usual = [ordered(n, "v1", "2024-01-05") | {"order_value_vnd": 10**5} for n in range(2, 12)]
    found = end([([("register/a.csv", register, 0), ("voso/huge.csv", csv_of([huge, *usual]), 0)], ())])
    assert found["daily_orders"].filter(frame="34")["order_value_vnd"].sum() == 10**6


DAYS = st.sampled_from(["2021-07-25", "2022-03-05", "2024-12-30", "2025-01-05", "2025-06-30", "2025-07-01"])
REGISTERS = st.lists(
    st.builds(registered, st.sampled_from(SHOPS), st.sampled_from(PLACES), DAYS, st.sampled_from(["", "2025-03-31"]), st.sampled_from(["H1", "H2"])),
    min_size=1, max_size=3, unique_by=lambda row: row["shop_id"],
).map(lambda rows: register_csv(*rows))  # fmt: skip


def orders(numbers: st.SearchStrategy[int], shops: Sequence[str]) -> st.SearchStrategy[str]:
    """Order lines of one marketplace. A shop follows from its order: one order under two shops stops the release."""
    state = st.sampled_from(["open", "completed", "cancelled", "returned"])
    updated = st.sampled_from(["", "2025-02-01 08:00:00", "2025-07-02 08:00:00"])
    line = st.builds(
        lambda number, *rest: ordered(number, shops[number % len(shops)], *rest), numbers, DAYS, state, updated
    )
    return st.lists(line, min_size=1, max_size=5).map(csv_of)


LISTINGS = st.lists(
    st.builds(listed, st.just("v1"), st.sampled_from(["L1", "L2"]), st.sampled_from(["Na", "Hồi"]), DAYS, st.sampled_from(["", "4"])),
    min_size=1, max_size=3,
).map(csv_of)  # fmt: skip
ACCOUNTS = st.lists(
    st.builds(account, st.integers(1, 3), st.sampled_from(PLACES), DAYS, st.sampled_from(["H1", "H2", "H3"])), min_size=1, max_size=3,
).map(csv_of)  # fmt: skip
CONTENTS = [
    ("register", REGISTERS),
    ("voso", orders(st.integers(1, 9), ["v1", "v2"])),
    ("postmart", orders(st.integers(1, 9), ["p1"])),
    ("voso", LISTINGS),
    ("payment_accounts", ACCOUNTS),
]
FILES = st.tuples(
    st.one_of(*(st.tuples(st.just(folder), contents) for folder, contents in CONTENTS)), st.integers(0, 2)
)


@st.composite
def histories(draw: st.DrawFn) -> list[Night]:
    """Three nights of a few files each, of which some are withdrawn later."""
    nights: list[Night] = []
    named = (f"{{}}/{number}.csv" for number in range(99))
    known: list[str] = []
    for _night in range(3):
        files = [
            (next(named).format(folder), content, day)
            for (folder, content), day in draw(st.lists(FILES, min_size=1, max_size=3))
        ]
        withdrawn = draw(st.lists(st.sampled_from(known), max_size=1)) if known else []
        known = [name for name in [*known, *(name for name, _content, _day in files)] if name not in withdrawn]
        nights.append((files, withdrawn))
    return nights


@pytest.mark.soak
@given(histories())
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_history_of_nights_counts_as_if_all_had_come_at_once(nights: list[Night]) -> None:
    assert_nights_equal_one(nights)
