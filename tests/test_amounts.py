"""Amounts and quantities: dong without decimals, numbers in the style of their layout, and nothing beyond a bound."""

import pytest
from conftest import Place
from deliveries import csv_of, order_line, shop

from conventions import method

TIKI = "Mã đơn hàng;Dòng;Thời gian đặt hàng;Trạng thái;Số lượng;Giá trị đơn hàng;Tên sản phẩm;Đơn giá\n"
SKU = "1729384756012345678"


def tiki(*lines: tuple[str, str], unit_price: str = "") -> str:
    """A Tiki file of orders of one piece: quantity and value as written."""
    rows = (
        f"T{n};1;2025-10-01 10:00;successful_delivery;{quantity};{value};Chè;{unit_price}\n"
        for n, (quantity, value) in enumerate(lines)
    )
    return TIKI + "".join(rows)


def plain(*values: object, **other: object) -> str:
    """A file of our own plain format: twenty orders of a dong, and one of each value."""
    good = [order_line(f"x{n}", "2025-10-01 10:00", 1) for n in range(20)]
    return csv_of([*good, *(order_line(f"o{n}", "2025-10-02 10:00", value, **other) for n, value in enumerate(values))])  # type: ignore[arg-type]


def values(place: Place) -> list[int]:
    return place.rows("select order_value_vnd from orders order by order_id").to_series().to_list()


@pytest.mark.parametrize("text", ["100000", "100.000", "100.000,00", "100000,0", "100000.0", "100000.00"])
def test_an_amount_in_a_vietnamese_layout_is_read_however_it_is_written(place: Place, text: str) -> None:
    place.deliver("tiki/t1/don.csv", tiki(("1", text)))
    place.take()
    assert values(place) == [100_000]


@pytest.mark.parametrize("text", ["100,000", "1,234,567", "100.00,0", "100000.5", "100.000,5", "0.5"])
def test_an_amount_with_a_part_of_a_dong_is_set_aside_in_a_vietnamese_layout(place: Place, text: str) -> None:
    place.deliver("tiki/t1/don.csv", tiki(*[("1", "100000")] * 20, ("1", text)))
    place.take()
    assert place.rows("select value, code from quarantined_records").rows() == [(text, "unreadable_dong")]


@pytest.mark.parametrize("text", ["109.000", "109.5", "109.0000", "1.234.567"])
def test_an_amount_with_a_part_of_a_dong_is_set_aside_in_an_english_one(place: Place, text: str) -> None:
    place.deliver("voso/a.csv", plain(text))
    place.take()
    assert place.rows("select value, code from quarantined_records").rows() == [(text, "unreadable_dong")]


def test_a_quantity_in_a_vietnamese_layout_is_read_where_it_can_mean_one_thing_only(place: Place) -> None:
    written = ["1,5", "1.5", "0.500", "1.500", "2"]
    place.deliver("tiki/t1/don.csv", tiki(*[(text, "100000") for text in written]))
    place.take()
    read = place.rows("select quantity from order_lines order by order_id").to_series().to_list()
    assert [float(quantity) for quantity in read] == [1.5, 1.5, 0.5, 1500, 2]


@pytest.mark.parametrize("text", [str(method.LARGEST_AMOUNT_VND + 1), "9223372036854775807", SKU, SKU * 2])
def test_an_amount_beyond_the_bound_is_set_aside_with_its_own_reason(place: Place, text: str) -> None:
    place.deliver("voso/a.csv", plain(text, method.LARGEST_AMOUNT_VND))
    place.take()
    assert place.rows("select value, code from quarantined_records").rows() == [(text, "too_large")]
    assert max(values(place)) == method.LARGEST_AMOUNT_VND


def test_an_amount_that_another_line_of_the_order_has_stands_for_one_beyond_the_bound(place: Place) -> None:
    place.deliver(
        "voso/a.csv",
        csv_of(
            [
                order_line("o1", "2025-10-01 10:00", 30_000),
                order_line("o1", "2025-10-01 10:00", 0, line_no=2, order_value_vnd=SKU),
            ]
        ),
    )
    place.take()
    assert values(place) == [30_000]


@pytest.mark.parametrize("text", [str(method.LARGEST_QUANTITY + 1), SKU])
def test_a_quantity_beyond_the_bound_is_set_aside_with_its_own_reason(place: Place, text: str) -> None:
    place.deliver("voso/a.csv", plain(1000, quantity=text))
    place.take()
    assert place.rows("select column_name, value, code from quarantined_records").rows() == [
        ("quantity", text, "too_large")
    ]


def test_the_price_of_an_item_beyond_the_bound_sets_it_aside_where_prices_make_the_order(place: Place) -> None:
    header = "Order Item Id,Order Number,Created at,Status,Seller SKU,Item Name,Unit Price,Paid Price\n"
    items = [
        f"3{n:08},4{n:08},2025-10-01 10:00:00,delivered,S,Chè,50000.00,{50_000 if n else SKU}\n" for n in range(20)
    ]
    place.deliver("lazada/z1/orders.csv", header + "".join(items))
    place.take()
    assert place.rows("select column_name, code from quarantined_records").rows() == [("Paid Price", "too_large")]


def test_a_price_beyond_the_bound_that_is_not_needed_is_null_and_counted(place: Place) -> None:
    place.deliver("tiki/t1/don.csv", tiki(("1", "100000"), unit_price=SKU))
    place.take()
    assert place.rows("select unit_price_vnd from order_lines").item() is None
    assert place.rows("select column_name, records from unreadable_values").rows() == [("Đơn giá", 1)]


def test_no_amount_stops_a_release_and_none_beyond_the_bound_reaches_one(place: Place) -> None:
    place.deliver("register/r.csv", csv_of([shop("v1", marketplace="voso"), shop("t1", marketplace="tiki")]))
    place.deliver("voso/a.csv", plain(SKU, "9200000000000000000"))
    place.deliver("voso/b.csv", csv_of([order_line(f"p{n}", "2025-10-03 10:00", int(SKU)) for n in range(6)]))
    most = ("1000000", str(method.LARGEST_AMOUNT_VND))
    place.deliver("tiki/t1/don.csv", tiki(*[most] * 9, unit_price=str(method.LARGEST_AMOUNT_VND)))
    outcome = place.refresh()
    assert outcome.is_success, outcome.failure
    orders = place.release("daily_orders").filter(frame="34")
    assert orders["order_value_vnd"].sum() == 9 * method.LARGEST_AMOUNT_VND + 20
    assert orders["orders_placed"].sum() == 29


def test_a_marketplace_whose_median_order_is_below_a_thousand_dong_is_doubted_and_published(place: Place) -> None:
    place.deliver("register/r.csv", csv_of([shop("v1", marketplace="voso")]))
    place.deliver("voso/a.csv", csv_of([order_line(f"x{n}", "2025-10-01 10:00", 109) for n in range(3)]))
    place.deliver("tiki/t1/don.csv", tiki(("1", "100.000"), ("1", "109")))
    assert place.refresh().is_success
    doubts = place.release("checks").filter(check_name="an_order_is_worth_a_thousand_dong")
    assert (doubts["outcome"].item(), doubts["severity"].item()) == ("failed", "warning")
    assert "voso" in doubts["observed"].item()
    assert "tiki" not in doubts["observed"].item()
