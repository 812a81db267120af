"""Every marketplace's own layout becomes the same orders."""

from pathlib import Path

import polars as pl
import pytest
from conftest import Place
from deliveries import csv_of, order_line, shopee_line

from assets.deliveries import descriptions

ORDERS = "select order_id, strftime(ordered_at, '%Y-%m-%d %H:%M'), state, order_value_vnd from orders order by all"

TIKTOK = [
    {
        "Order ID": "Platform unique order ID.",
        "Order Status": "Order status",
        "SKU ID": "Platform SKU ID",
        "Product Name": "Name",
        "Variation": "V",
        "Quantity": "SKU sold quantity",
        "Sku Quantity of return": "returned",
        "SKU Subtotal After Discount": "x",
        "Order Amount": "x",
        "Created Time": "Order created time.",
        "Delivered Time": "x",
        "Cancelation/Return Type": "x",
        "Recipient": "x",
        "Phone #": "x",
        "Province": "x",
        "District": "x",
        "Commune": "x",
    },
    {
        "Order ID": "583870900000000001\t",
        "Order Status": "Hoàn thành",
        "SKU ID": "1729\t",
        "Product Name": "Na Chi Lăng 2kg",
        "Variation": "2kg",
        "Quantity": "1",
        "Sku Quantity of return": "0",
        "SKU Subtotal After Discount": "100000",
        "Order Amount": "125000",
        "Created Time": "01/10/2025 09:49:12\t",
        "Delivered Time": "03/10/2025 10:00:00\t",
        "Cancelation/Return Type": "",
        "Recipient": "N***",
        "Phone #": "0912345678",
        "Province": "Hà Nội",
        "District": "Quận Hà Đông",
        "Commune": "",
    },
    {
        "Order ID": "583870900000000002\t",
        "Order Status": "Shipped",
        "SKU ID": "1729\t",
        "Product Name": "Na Chi Lăng 2kg",
        "Variation": "2kg",
        "Quantity": "2",
        "Sku Quantity of return": "0",
        "SKU Subtotal After Discount": "200000",
        "Order Amount": "200000",
        "Created Time": "02/10/2025 00:00:01\t",
        "Delivered Time": "",
        "Cancelation/Return Type": "",
        "Recipient": "N***",
        "Phone #": "0912345678",
        "Province": "Hà Nội",
        "District": "Quận Hà Đông",
        "Commune": "",
    },
]


def test_tiktok_shop_has_a_row_of_descriptions_and_tabs_behind_identifiers(place: Place) -> None:
    place.deliver("tiktok_shop/t1/Tất cả đơn hàng-2025-10-05-10_00.csv", "\ufeff" + csv_of(TIKTOK))
    place.take()
    assert place.rows("select records_read, accepted, status, encoding from files").row(0) == (2, 2, "loaded", "utf-8")
    assert place.rows(ORDERS).rows() == [
        ("583870900000000001", "2025-10-01 09:49", "completed", 125_000),
        ("583870900000000002", "2025-10-02 00:00", "open", 200_000),
    ]


def test_a_tiktok_file_whose_descriptions_were_deleted_loses_no_order(place: Place) -> None:
    place.deliver("tiktok_shop/t1/a.csv", csv_of(TIKTOK[1:]))
    place.take()
    assert place.rows("select count(*) from orders").item() == 2


def lazada(item: str, order: str, status: str, paid: str) -> dict[str, str]:
    return {
        "Order Item Id": item,
        "Lazada Id": "1",
        "Seller SKU": "NA",
        "Created at": "2025-10-01 09:49:00",
        "Updated at": "2025-10-03 08:00:00",
        "Order Number": order,
        "Customer Name": "Bí Mật",
        "Shipping Address3": "Hà Nội",
        "Paid Price": paid,
        "Item Name": "Na Chi Lăng 2kg",
        "Status": status,
    }


def test_lazada_has_one_row_per_item_and_the_order_is_what_became_of_its_items(place: Place) -> None:
    lines = [
        lazada("1", "A", "delivered", "50000.00"),
        lazada("2", "A", "canceled", "30000.00"),
        lazada("3", "B", "canceled", "10000.00"),
        lazada("4", "B", "returned", "10000.00"),
        lazada("5", "C", "lost_by_3pl", "7000.00"),
        lazada("6", "D", "shipped", "5000.00"),
        lazada("7", "D", "canceled", "5000.00"),
    ]
    place.deliver("lazada/l1/orders.csv", csv_of(lines))
    place.take()
    assert place.rows(ORDERS).select("order_id", "state", "order_value_vnd").rows() == [
        ("A", "completed", 80_000),
        ("B", "returned", 20_000),
        ("C", "cancelled", 7_000),
        ("D", "open", 10_000),
    ]
    assert place.rows("select line_state, quantity::int from order_lines where order_id = 'A' order by all").rows() == [
        ("cancelled", 1),
        ("completed", 1),
    ]


def test_lazada_in_camel_case_is_the_same_export(place: Place) -> None:
    line = {
        "orderItemId": "1",
        "createTime": "2025-10-01 09:49",
        "orderNumber": "A",
        "status": "confirmed",
        "paidPrice": "50000",
        "itemName": "Na",
        "shippingAddress3": "Hà Nội",
    }
    place.deliver("lazada/l1/orders.csv", csv_of([line]))
    place.take()
    assert place.rows(ORDERS).rows() == [("A", "2025-10-01 09:49", "completed", 50_000)]


PLAIN = {
    "order_id": "Mã đơn hàng",
    "line_no": "Dòng",
    "ordered_at": "Thời gian đặt hàng",
    "status": "Trạng thái",
    "quantity": "Số lượng",
    "order_value_vnd": "Giá trị đơn hàng",
}


@pytest.mark.parametrize(
    ("folder", "status", "state", "names_shop"),
    [
        ("tiki/k1", "handover_to_partner", "open", False),
        ("tiki/k1", "successful_delivery", "completed", False),
        ("sendo/s1", "Hoàn thành", "completed", False),
        ("voso", "Giao hàng thất bại", "cancelled", True),
        ("postmart", "Đã trả hàng", "returned", True),
    ],
)
def test_plain_layouts_with_vietnamese_headers_are_told_by_folder_and_header(
    place: Place, folder: str, status: str, state: str, names_shop: bool
) -> None:
    line = order_line("o1", "2025-10-01 09:49", 5_000, status=status)
    printed = {vietnamese: line[field] for field, vietnamese in PLAIN.items()} | (
        {"Mã cửa hàng": "v1"} if names_shop else {}
    )
    place.deliver(f"{folder}/a.csv", csv_of([printed], ";"))
    place.take()
    assert place.rows("select marketplace, shop_id, state from orders").rows() == [
        (folder.split("/")[0], "v1" if names_shop else folder.split("/")[1], state)
    ]


UNACCENTED = {
    "Mã đơn hàng": "Ma don hang",
    "Ngày đặt hàng": "Ngay dat hang",
    "Trạng Thái Đơn Hàng": "Trang thai don hang",
    "Tên sản phẩm": "Ten san pham",
    "Số lượng": "So luong",
    "Tổng giá trị đơn hàng (VND)": "Tong gia tri don hang (VND)",
}
ENGLISH = {
    "Mã đơn hàng": "Order ID",
    "Ngày đặt hàng": "Order Creation Date",
    "Trạng Thái Đơn Hàng": "Order Status",
    "Tên sản phẩm": "Product Name",
    "Số lượng": "Quantity",
    "Tổng giá trị đơn hàng (VND)": "Products' Price Paid by Buyer (VND)",
}


@pytest.mark.parametrize("names", [UNACCENTED, ENGLISH], ids=["without accents", "English"])
def test_shopee_s_other_interfaces_are_the_same_export(place: Place, names: dict[str, str]) -> None:
    line = shopee_line("251001AAAA0001", "2025-10-01 09:49", 300_000)
    place.deliver("shopee/a/a.csv", csv_of([{names[header]: line[header] for header in names}]))
    place.take()
    assert place.rows(ORDERS).rows() == [("251001AAAA0001", "2025-10-01 09:49", "completed", 300_000)]


def test_two_headers_that_differ_in_one_capital_are_two_columns(place: Place) -> None:
    line = shopee_line("251001AAAA0001", "2025-10-01 09:49", 300_000) | {
        "Tổng số tiền Người mua thanh toán": "1",
        "Tổng số tiền người mua thanh toán": "2",
    }
    place.deliver("shopee/a/a.csv", csv_of([line]))
    place.take()
    assert place.rows("select status from files").item() == "loaded"
    assert place.rows("select unknown_columns from files").item().to_list() == []


def test_a_new_marketplace_is_a_new_description_and_nothing_else(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "exports"
    folder.mkdir()
    for path in descriptions.EXPORTS.glob("*.toml"):
        (folder / path.name).write_bytes(path.read_bytes())
    text = (folder / "sendo_orders.toml").read_text().replace('marketplace = "sendo"', 'marketplace = "chotot"')
    (folder / "chotot_orders.toml").write_text(text)
    monkeypatch.setattr(descriptions, "EXPORTS", folder)
    descriptions.load.cache_clear()
    descriptions.marketplaces.cache_clear()
    try:
        assert "chotot" in descriptions.marketplaces()
        assert [export.name for export in descriptions.accepted_in("chotot", "chotot") if export.marketplace] == [
            "chotot_orders"
        ]
    finally:
        monkeypatch.undo()
        descriptions.load.cache_clear()
        descriptions.marketplaces.cache_clear()


def test_listings_and_accounts_arrive_in_conformed_tables(place: Place) -> None:
    place.deliver(
        "voso/listings.csv",
        csv_of(
            [
                {
                    "marketplace": "voso",
                    "shop_id": "v1",
                    "listing_id": "L1",
                    "product_name": "Na",
                    "listed_on": "2021-08-01",
                    "ocop_stars": 4,
                    "price_vnd": "50,000",
                }
            ]
        ),
    )
    place.deliver(
        "payment_accounts/a.csv",
        csv_of(
            [
                {
                    "provider": "VNPost",
                    "account_id": "A1",
                    "province": "Lạng Sơn",
                    "phone": "0912345678",
                    "opened_on": "20/07/2021",
                }
            ]
        ),
    )
    place.take()
    assert place.rows("select listing_id, price_vnd, ocop_stars, listed_on::varchar from listings").rows() == [
        ("L1", 50_000, 4, "2021-08-01")
    ]
    assert place.rows(
        "select account_id, code_63, opened_on::varchar, household is not null from payment_accounts"
    ).rows() == [("A1", "20", "2021-07-20", True)]


def reported(**other: object) -> dict[str, object]:
    row: dict[str, object] = {
        "indicator": "registered_shops",
        "frame": "63",
        "place": "Lạng Sơn",
        "as_of": "2021-10-13",
        "value": "67.055",
        "number_format": "vi",
        "kind": "actual",
        "source_title": "Báo",
        "rank": "",
    }
    return row | other


def test_a_reported_number_is_read_in_the_style_its_row_names(place: Place) -> None:
    rows = [
        reported(),
        reported(place="Hà Nội", value="67.055", number_format="en"),
        reported(place="Hải Dương", value="", rank="2"),
    ]
    place.deliver("reported/a.csv", csv_of(rows))
    place.take()
    assert place.rows("select place, value, rank from reported_values order by value nulls last").rows() == [
        ("Hà Nội", 67.055, None),
        ("Lạng Sơn", 67_055.0, None),
        ("Hải Dương", None, 2),
    ]


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        ({"indicator": "happiness"}, "unknown_indicator"),
        ({"place": "Hà "}, "unknown_place"),
        ({"place": "Cả nước"}, "unknown_place"),
        ({"frame": "36"}, "unknown_place"),
        ({"value": "67,055.0"}, "unreadable_number"),
        ({"as_of": "hôm qua"}, "unreadable_date"),
        ({"value": ""}, "missing"),
    ],
)
def test_a_reported_row_is_refused_for_what_would_make_it_a_guess(
    place: Place, bad: dict[str, object], code: str
) -> None:
    good = [
        reported(place=name)
        for name in (
            "Hà Nội",
            "Hải Dương",
            "Bắc Ninh",
            "Sơn La",
            "Lào Cai",
            "Yên Bái",
            "Phú Thọ",
            "Hà Nam",
            "Nam Định",
            "Ninh Bình",
        )
    ]
    place.deliver("reported/a.csv", csv_of([*good, reported(**bad)]))
    place.take()
    assert place.rows("select record_number, code from quarantined_records").rows() == [(12, code)]
    assert place.rows("select accepted, rejected from files").row(0) == (10, 1)


def test_dates_of_a_spreadsheet_and_of_parquet_are_read_in_any_export(place: Place) -> None:
    from datetime import datetime
    from io import BytesIO

    frame = pl.DataFrame([order_line("o1", "", 5)]).with_columns(ordered_at=pl.Series([datetime(2025, 10, 1, 9, 49)]))
    content = BytesIO()
    frame.write_parquet(content)
    place.deliver("voso/a.parquet", content.getvalue())
    place.take()
    assert place.rows("select strftime(ordered_at, '%Y-%m-%d %H:%M') from orders").item() == "2025-10-01 09:49"


def test_a_number_cell_of_a_workbook_is_never_read_as_thousands(place: Place, tmp_path: Path) -> None:
    rows = [
        reported(indicator="registered_shops", value=0.633),
        reported(place="Hà Nội", value=12.345),
        reported(place="Hải Dương", value=67055.0),
    ]
    pl.DataFrame(rows, schema_overrides={"value": pl.Float64}, strict=False).write_excel(
        tmp_path / "a.xlsx", worksheet="bang"
    )
    place.deliver("reported/a.xlsx", (tmp_path / "a.xlsx").read_bytes())
    place.take()
    assert place.rows("select value from reported_values order by 1").to_series().to_list() == [0.633, 12.345, 67_055.0]
