"""What of an order was delivered: statuses with substatuses, items with states of their own, parts that came back."""

import pytest
from conftest import Place
from deliveries import csv_of, shop, shopee_line

from assets.deliveries import descriptions

NA = "Na Chi Lăng loại 1, túi 2kg"


def tiktok_line(order: int, status: str, substatus: str, value: object = 100_000, **other: object) -> dict[str, object]:
    """A line of one piece of a TikTok order."""
    return {
        "Order ID": f"58400001{order:010}", "Order Status": status, "Order Substatus": substatus, "SKU ID": "1730000000000000000",
        "Seller SKU": "S0", "Product Name": NA, "Quantity": "1", "Sku Quantity of return": "0",
        "SKU Subtotal After Discount": str(value), "Order Amount": str(value), "Order Refund Amount": "0",
        "Created Time": "01/03/2026 08:00:00",
    } | other  # fmt: skip


def lazada_item(item: int, order: str, status: str, price: int) -> dict[str, object]:
    """An item of a Lazada order."""
    return {
        "Order Item Id": f"3{item:08}", "Order Number": order, "Created at": "2024-07-01 10:00:00", "Status": status,
        "Seller SKU": "S", "Item Name": NA, "Unit Price": f"{price}.00", "Paid Price": f"{price}.00",
    }  # fmt: skip


def earned(place: Place) -> list[tuple[object, ...]]:
    """State, value and revenue of each order."""
    return place.rows("select state, order_value_vnd, completed_value_vnd from orders order by order_id").rows()


def delivered_items(place: Place) -> list[tuple[object, ...]]:
    """State, delivered pieces and their value of each line."""
    asked = "select line_state, delivered_quantity::double, delivered_value_vnd from order_lines order by record_number"
    return place.rows(asked).rows()


PAIRS = [
    ("Shipped", "Delivered", "completed", True), ("Đã vận chuyển", "Đã giao", "completed", True),
    ("Shipped", "In transit", "open", False), ("Đã vận chuyển", "Đang vận chuyển", "open", False),
    ("To ship", "Awaiting collection", "open", False), ("Chờ vận chuyển", "Chờ lấy hàng", "open", False),
    ("To ship", "Awaiting shipment", "open", False), ("Unpaid", "Unpaid", "open", False),
    ("Completed", "Completed", "completed", False), ("Hoàn thành", "Hoàn thành", "completed", False),
    ("Canceled", "Canceled", "cancelled", False), ("Đã hủy", "Đã hủy", "cancelled", False),
    ("Shipped", "", "open", False), ("Delivered", "", "completed", True), ("COMPLETED", "completed", "completed", False),
    ("Shipped", "Lost in a storm", None, False), ("Đã vận chuyển", "Đã hủy", None, False), ("", "Delivered", None, False),
]  # fmt: skip


def test_a_status_and_a_substatus_mean_a_state_together_and_unknown_pairs_are_gaps(place: Place) -> None:
    lines = [tiktok_line(n, status, substatus) for n, (status, substatus, *_) in enumerate(PAIRS)]
    place.deliver("tiktok_shop/t/a.csv", csv_of(lines))
    place.take()
    found = place.rows("select state, is_provisional from orders order by order_id").rows()
    assert found == [(state, is_provisional) for _, _, state, is_provisional in PAIRS]


@pytest.mark.parametrize("name", ["tiktok_shop_orders", "shopee_orders", "lazada_orders_camel_case"])
def test_no_column_is_both_kept_and_personal(name: str) -> None:
    export = descriptions.load()[name]
    mapped = {header for accepted in export.headers.values() for header in accepted}
    assert not set(export.personal) & (mapped | set(export.known))
    assert not mapped & set(export.known)


def test_unknown_pairs_are_published_as_gaps_of_the_vocabulary(place: Place) -> None:
    place.deliver(
        "tiktok_shop/t/a.csv", csv_of([tiktok_line(1, "Shipped", "Lost"), tiktok_line(2, "Shipped", "Delivered")])
    )
    assert place.refresh().is_success
    assert place.release("vocabulary_gaps").select("marketplace", "status").rows() == [
        ("tiktok_shop", "Shipped / Lost")
    ]


def test_items_of_lazada_that_were_cancelled_or_returned_are_not_earned(place: Place) -> None:
    orders = {"LO1": "canceled", "LO2": "returned", "LO3": "shipped", "LO4": "swallowed"}
    items = [
        item
        for n, (order, status) in enumerate(orders.items())
        for item in (lazada_item(2 * n, order, "delivered", 100_000), lazada_item(2 * n + 1, order, status, 900_000))
    ]
    place.deliver("register/r.csv", csv_of([shop("LZ1", marketplace="lazada")]))
    place.deliver("lazada/LZ1/o.csv", csv_of(items))
    assert place.refresh().is_success
    assert earned(place) == [("completed", 1_000_000, 100_000)] * 4
    assert place.release("daily_orders").filter(frame="34")["completed_value_vnd"].sum() == 400_000
    sold = place.release("produce_sales").filter(period_type="month", frame="34", marketplace="all", level="province")
    assert (sold["quantity_kg"].sum(), sold["value_vnd"].sum(), sold["orders"].sum()) == (8.0, 400_000, 4)
    assert place.release("vocabulary_gaps")["status"].to_list() == ["swallowed"]


def test_pieces_that_came_back_are_not_earned_and_a_voucher_falls_on_all_alike(place: Place) -> None:
    bought = {"Giá ưu đãi": "50000.00", "Số lượng": "4", "Tổng giá bán (sản phẩm)": "200000.00"}
    other = {"Tên sản phẩm": "Chè 200g", "Tổng giá bán (sản phẩm)": "100000.00"}
    place.deliver(
        "shopee/s/a.csv",
        csv_of(
            [  # 300,000 of goods for 270,000
                shopee_line(
                    "260301A", "2026-03-01 10:00", 270_000, **bought, **{"Số lượng sản phẩm được hoàn trả": "1"}
                ),
                shopee_line("260301A", "2026-03-01 10:00", 270_000, **other),
            ]
        ),
    )
    place.take()
    assert earned(place) == [("completed", 270_000, 225_000)]
    assert delivered_items(place) == [("completed", 3, 150_000), ("completed", 1, 100_000)]


def test_where_no_price_is_known_parts_are_told_by_pieces(place: Place) -> None:
    unpriced = {"Giá ưu đãi": "", "Tổng giá bán (sản phẩm)": ""}
    back = {"Số lượng": "3", "Số lượng sản phẩm được hoàn trả": "1"}
    place.deliver("shopee/s/a.csv", csv_of([shopee_line("260301A", "2026-03-01 10:00", 100_000, **unpriced, **back)]))
    place.take()
    assert earned(place) == [("completed", 100_000, 66_666)]
    assert delivered_items(place) == [("completed", 2, None)]


def test_an_order_whose_whole_amount_was_paid_back_is_returned_though_nothing_was_sent_back(place: Place) -> None:
    whole = tiktok_line(1, "Completed", "Completed", 100_000, **{"Order Refund Amount": "100000"})
    part = tiktok_line(2, "Completed", "Completed", 100_000, **{"Order Refund Amount": "30000"})
    place.deliver("tiktok_shop/t/a.csv", csv_of([whole, part]))
    place.take()
    assert earned(place) == [("returned", 100_000, 0), ("completed", 100_000, 100_000)]


def test_of_a_tiktok_order_of_which_one_sku_was_cancelled_later_the_delivered_one_is_earned(place: Place) -> None:
    def both(status: str, substatus: str) -> str:
        return csv_of(
            [
                tiktok_line(1, status, substatus, 150_000, **{"Order Amount": "250000"}),
                tiktok_line(
                    1, "Shipped", "Delivered", 100_000, **{"Order Amount": "250000", "SKU ID": "1730000000000000001"}
                ),
            ]
        )

    place.deliver("tiktok_shop/t/a.csv", both("Shipped", "Delivered"), modified_at=1_772_600_000)
    place.take()
    assert earned(place) == [("completed", 250_000, 250_000)]
    place.deliver("tiktok_shop/t/b.csv", both("Canceled", "Canceled"), modified_at=1_772_700_000)
    place.take()
    assert earned(place) == [("completed", 250_000, 100_000)]
    assert {row[:2] for row in delivered_items(place)} == {("cancelled", 0), ("completed", 1)}


def test_the_two_interface_languages_of_shopee_are_the_same_orders_without_shipping(place: Place) -> None:
    line = shopee_line("260301A", "2026-03-01 10:00", 100_000, **{"SKU sản phẩm": "P", "SKU phân loại hàng": "P-1"})
    english = {
        "Order ID": "260301A", "Order Creation Date": "2026-03-01 10:00", "Order Status": "Completed",
        "Parent SKU Reference No.": "P", "Product Name": line["Tên sản phẩm"], "SKU Reference No.": "P-1",
        "Variation Name": "", "Deal Price": "100000", "Quantity": "1", "Product Subtotal": "100000.00",
        "Total Amount": "100000.00", "Buyer Paid Shipping Fee": "20000.00", "Grand Total": "120000.00",
    }  # fmt: skip
    place.deliver("shopee/s/vi.csv", csv_of([line]))
    place.deliver("shopee/s/en.csv", csv_of([english]))
    place.take()
    assert earned(place) == [("completed", 100_000, 100_000)]
    assert delivered_items(place) == [("completed", 1, 100_000)]


def test_an_english_file_without_what_the_products_cost_is_refused_and_the_column_named(place: Place) -> None:
    only_total = {
        "Order ID": "260301A", "Order Creation Date": "2026-03-01 10:00", "Order Status": "Completed", "Quantity": "1",
        "Product Name": NA, "Grand Total": "120000.00",
    }  # fmt: skip
    place.deliver("shopee/s/en.csv", csv_of([only_total]))
    place.take()
    status, reason = place.rows("select status, reason_en from files").row(0)
    assert status == "refused"
    assert "Tổng giá trị đơn hàng (VND)" in reason
