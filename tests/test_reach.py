"""What was not delivered is null with its reason, never zero."""

from datetime import date

import polars as pl
from conftest import Place
from deliveries import csv_of, order_line, register_csv, shop

from pipelines.indicators import reach

ORDERS = {"order_date": pl.Date, "marketplace": pl.String, "frame": pl.String, "province_code": pl.String}
CHANGES = {**ORDERS, "indicator": pl.String, "change": pl.Int64}


def orders(*rows: tuple[str, str, str]) -> pl.LazyFrame:
    """Days with orders: marketplace, province of the 34, day."""
    listed = [(date.fromisoformat(day), marketplace, "34", province) for marketplace, province, day in rows]
    return pl.LazyFrame(listed, schema=ORDERS, orient="row")


def shops(*rows: tuple[str, str, str]) -> pl.LazyFrame:
    """Shops: marketplace, province of the 34, opening day."""
    listed = [
        (date.fromisoformat(day), marketplace, "34", province, "registered_shops", 1)
        for marketplace, province, day in rows
    ]
    return pl.LazyFrame(listed, schema=CHANGES, orient="row").rename({"order_date": "change_date"})


def told(frame: pl.LazyFrame) -> list[tuple[str, str, str, str]]:
    days = frame.select("marketplace", "province_code", pl.col("first_day", "last_day").cast(pl.String))
    return sorted(days.collect().rows())


def test_a_whole_marketplace_reaches_every_province_with_a_shop_from_the_shop_to_its_own_last_day() -> None:
    sold = orders(("voso", "20", "2024-01-05"), ("voso", "20", "2024-02-10"))
    found = reach.of_orders(sold, shops(("voso", "01", "2024-02-01"), ("voso", "20", "2023-12-01")), ["voso"])
    assert told(found) == [("voso", "01", "2024-02-01", "2024-02-10"), ("voso", "20", "2024-01-05", "2024-02-10")]


def test_a_seller_s_own_export_reaches_the_seller_s_province_alone_and_not_the_months_between_two_files() -> None:
    sold = orders(("shopee", "20", "2025-10-01"), ("shopee", "20", "2025-10-31"), ("shopee", "20", "2026-03-02"))
    found = reach.of_orders(sold, shops(("shopee", "20", "2025-09-01"), ("shopee", "01", "2025-09-01")), [])
    assert told(found.drop_nulls()) == [
        ("shopee", "20", "2025-10-01", "2025-10-31"),
        ("shopee", "20", "2026-03-02", "2026-03-02"),
    ]
    assert found.filter(pl.col("first_day").is_null()).collect()["province_code"].to_list() == ["01"]


def delivered(place: Place) -> None:
    place.deliver(
        "register/r.csv",
        register_csv(
            shop("v1", marketplace="voso", opened_on="2024-01-01"),
            shop("p1", marketplace="postmart", opened_on="2024-01-01"),
            shop("p2", marketplace="postmart", opened_on="2024-01-01", province="Hà Nội"),
        ),
    )
    days = ["2024-04-10", "2024-05-10", "2024-06-30"]
    lines = [order_line(f"v{n}", f"{day} 10:00", 100_000, shop_id="v1") for n, day in enumerate(days)]
    place.deliver("voso/o.csv", csv_of(lines))
    late = [
        order_line(f"{who}{n}", f"{day} 10:00", 100_000, shop_id=who)
        for who in ("p1", "p2")
        for n, day in enumerate(["2024-04-10", "2024-05-20"])
    ]
    place.deliver("postmart/o.csv", csv_of([line | {"marketplace": "postmart"} for line in late]))


def test_the_month_of_a_late_marketplace_is_missing_and_not_zero(place: Place) -> None:
    delivered(place)
    assert place.refresh().is_success
    rankings = place.release("province_rankings")
    june = rankings.filter(frame="34", indicator="orders_completed", period="month", as_of_date=date(2024, 6, 30))
    hanoi = june.filter(province_code="01").row(0, named=True)
    assert (hanoi["value"], hanoi["rank"], hanoi["reason"]) == (
        None,
        None,
        "Nothing was delivered for this place and period.",
    )
    lang_son = june.filter(province_code="20").row(0, named=True)
    assert (lang_son["value"], lang_son["rank"], lang_son["provinces_ranked"], lang_son["marketplaces"]) == (
        1,
        1,
        1,
        "voso",
    )
    published = place.release("reach").filter(frame="34", area_code="01", source="postmart").row(0, named=True)
    assert (published["first_day"], published["last_day"], published["is_late"]) == (
        date(2024, 4, 10),
        date(2024, 5, 20),
        True,
    )


def test_before_the_first_delivery_nothing_is_zero_in_any_table(place: Place) -> None:
    delivered(place)
    assert place.refresh().is_success
    before = pl.col("as_of_date") < date(2024, 4, 1)
    flows = ["orders_placed", "orders_completed", "revenue_vnd"]
    early = place.release("province_rankings").filter(before, pl.col("indicator").is_in(flows), basis="computed")
    assert early["value"].null_count() == early.height > 0
    growth = place.release("growth_since_launch").filter(pl.col("indicator").is_in(flows), before)
    assert growth.is_empty()
    rates = place.release("growth_rates").filter(pl.col("indicator").is_in(flows), as_of_date=date(2024, 4, 30))
    assert rates["compared_value"].null_count() == rates.height > 0
    assert rates["reason"].null_count() == 0
    assert place.release("tet_weeks").is_empty()
    assert place.release("claims")["own_value"].null_count() == place.release("claims").height
    targets = place.release("targets").filter(indicator="registered_shops").row(0, named=True)
    assert (targets["actual_basis"], targets["status"]) == ("quoted", "met")
