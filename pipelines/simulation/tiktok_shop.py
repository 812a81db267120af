"""TikTok Shop Vietnam, order export: English headers in every language, a row of descriptions, XLSX or CSV."""

from collections.abc import Mapping
from datetime import date
from functools import cache

import polars as pl

from pipelines.simulation.printing import Format, by_stage, digits, drawn, kilograms, moment, number_below

SECONDS = "%d/%m/%Y %H:%M:%S"
CSV_ONLY = date(2026, 7, 1)  # since then the seller centre was seen to give CSV only
NAMES: Mapping[str, str] = {
    "order_id": "Order ID", "status": "Order Status", "substatus": "Order Substatus",
    "variation_id": "SKU ID", "listing_id": "Seller SKU",
    "product_name": "Product Name", "variation_name": "Variation", "quantity": "Quantity",
    "returned_quantity": "Sku Quantity of return", "refunded_vnd": "Order Refund Amount",
    "line_value_vnd": "SKU Subtotal After Discount",
    "order_value_vnd": "Order Amount", "ordered_at": "Created Time", "paid_at": "Paid Time",
    "shipped_at": "Shipped Time", "delivered_at": "Delivered Time", "cancelled_at": "Cancelled Time",
    "payment_method": "Payment Method", "buyer_province": "Province", "buyer_district": "District",
    "buyer_commune": "Commune",
}  # fmt: skip
DESCRIPTION: Mapping[str, str] = {
    "Order ID": "Platform unique order ID.", "Order Status": "Current order status.", "Order Substatus": "Current order substatus.",
    "SKU ID": "Platform unique SKU ID.",
    "Seller SKU": "SKU ID input by the seller.", "Product Name": "Product name.", "Quantity": "SKU sold quantity.",
    "Order Amount": "Amount paid by the buyer.", "Created Time": "Order created time.", "Paid Time": "Order paid time.",
    "Province": "Province of the recipient.",
}  # fmt: skip
# Stage -> status and substatus: delivered orders go on being called shipped until the return window is over.
VIETNAMESE = {
    "unpaid": ("Chờ thanh toán", "Chờ thanh toán"), "to_confirm": ("Chờ vận chuyển", "Chờ gửi hàng"),
    "to_ship": ("Chờ vận chuyển", "Chờ lấy hàng"), "shipping": ("Đã vận chuyển", "Đang vận chuyển"),
    "delivered": ("Đã vận chuyển", "Đã giao"), "received": ("Đã vận chuyển", "Đã giao"),
    "completed": ("Hoàn thành", "Hoàn thành"), "cancelled": ("Đã hủy", "Đã hủy"), "failed": ("Đã hủy", "Đã hủy"),
    "returned": ("Hoàn thành", "Hoàn thành"),
}  # fmt: skip
ENGLISH = {
    "unpaid": ("Unpaid", "Unpaid"), "to_confirm": ("To ship", "Awaiting shipment"),
    "to_ship": ("To ship", "Awaiting collection"), "shipping": ("Shipped", "In transit"),
    "delivered": ("Shipped", "Delivered"), "received": ("Shipped", "Delivered"),
    "completed": ("Completed", "Completed"), "cancelled": ("Cancelled", "Cancelled"), "failed": ("Cancelled", "Cancelled"),
    "returned": ("Completed", "Completed"),
}  # fmt: skip
PAYMENTS = ((80, "Thanh toán khi nhận hàng"), (12, "Thẻ tín dụng/Thẻ ghi nợ"), (8, "ZaloPay"))
CARRIERS = ((55, "J&T Express"), (30, "Giao Hàng Nhanh"), (15, "Viettel Post"))
REASONS = ((50, "Không còn nhu cầu"), (30, "Muốn thay đổi địa chỉ giao hàng"), (20, "Hết hàng"))
_KEPT_AS_TEXT = ("Order ID", "SKU ID", "Tracking ID", "Package ID")


def form(position: int, last_day: date) -> Format:
    """The format of the seller at a position: both file types, both languages of the statuses."""
    is_csv = position % 2 == 1 or last_day >= CSV_ONLY
    return _format(is_csv=is_csv, is_vietnamese=position % 4 in (0, 3))


@cache
def _format(*, is_csv: bool, is_vietnamese: bool) -> Format:
    columns = _columns(VIETNAMESE if is_vietnamese else ENGLISH)
    if is_csv:  # a tab keeps numbers and times as text in a spreadsheet
        columns = {
            header: cell.cast(pl.String) + "\t" if header in _KEPT_AS_TEXT or header.endswith(" Time") else cell
            for header, cell in columns.items()
        }
    return Format(
        columns, ".csv" if is_csv else ".xlsx", NAMES, stem="Tất cả đơn hàng-{drawn}",
        sheet=None if is_csv else "OrderSKUList", blank="", has_bom=is_csv, description=DESCRIPTION,
    )  # fmt: skip


def _columns(words: Mapping[str, tuple[str, str]]) -> dict[str, pl.Expr]:
    """The 54 columns of Vietnam."""
    nothing, none = pl.lit(""), pl.lit("0")
    is_cancelled = pl.col("stage").cast(pl.String).is_in(["cancelled", "failed"])
    is_sent = pl.col("shipped").is_not_null()
    before = pl.col("list_price_vnd") * pl.col("quantity")
    back = pl.col("returned_quantity")
    return {
        "Order ID": "58" + pl.col("order").cast(pl.String).str.zfill(8) + digits(8, salt=2),
        "Order Status": by_stage({stage: status for stage, (status, _) in words.items()}),
        "Order Substatus": by_stage({stage: substatus for stage, (_, substatus) in words.items()}),
        "Cancelation/Return Type": pl.when(is_cancelled).then(pl.lit("Cancel")),
        "Normal or Pre-order": pl.lit("Normal"),
        "SKU ID": "1729" + pl.col("listing_id").str.strip_prefix("SP").str.zfill(15),
        "Seller SKU": pl.col("product_sku"),
        "Product Name": pl.col("product_name"),
        "Variation": pl.col("variation"),
        "Quantity": pl.col("quantity"),
        "Sku Quantity of return": back,
        "SKU Unit Original Price": pl.col("list_price_vnd"),
        "SKU Subtotal Before Discount": before,
        "SKU Platform Discount": none,
        "SKU Seller Discount": before - pl.col("line_value_vnd"),
        "SKU Subtotal After Discount": pl.col("line_value_vnd"),
        "Shipping Fee After Discount": none,
        "Original Shipping Fee": pl.lit("30000"),
        "Shipping Fee Seller Discount": none,
        "Shipping Fee Platform Discount": pl.lit("30000"),
        "Payment platform discount": none,
        "Taxes": none,
        "Order Amount": pl.col("order_value_vnd"),
        "Order Refund Amount": (back * pl.col("unit_price_vnd")).sum().over("order"),
        "Created Time": moment("ordered", SECONDS),
        "Paid Time": moment("paid", SECONDS),
        "RTS Time": moment("shipped", SECONDS),
        "Shipped Time": moment("shipped", SECONDS),
        "Delivered Time": moment("delivered", SECONDS),
        "Cancelled Time": moment("cancelled", SECONDS),
        "Cancel By": pl.when(is_cancelled).then(pl.lit("Người mua")),
        "Cancel Reason": pl.when(is_cancelled).then(drawn(REASONS, salt=3)),
        "Fulfillment Type": pl.lit("Fulfillment by seller"),
        "Warehouse Name": pl.lit("Kho mặc định"),
        "Tracking ID": pl.when(is_sent).then(digits(12, salt=5)),
        "Delivery Option": pl.lit("Vận chuyển tiêu chuẩn"),
        "Shipping Provider Name": drawn(CARRIERS, salt=6),
        "Buyer Message": nothing,
        "Buyer Username": "nguoimua" + digits(6, salt=9),
        "Recipient": pl.lit("N******t"),
        "Phone #": pl.lit("(+84)******") + digits(2, salt=10),
        "Country": pl.lit("Việt Nam"),
        "Province": pl.col("province_full_name"),
        "District": pl.col("district_name"),
        "Commune": pl.col("commune_name"),
        "Detail Address": pl.lit("******"),
        "Additional address information": nothing,
        "Payment Method": drawn(PAYMENTS, salt=8),
        "Weight(kg)": kilograms(pl.col("kg_per_item").fill_null(0.5) * pl.col("quantity")),
        "Product Category": pl.col("category"),
        "Package ID": pl.when(is_sent).then("11" + pl.col("token").cast(pl.String).str.zfill(19)),
        "Seller Note": nothing,
        "Checked Status": pl.when(number_below(3, salt=4) == 0).then(pl.lit("Checked")).otherwise(pl.lit("Unchecked")),
        "Checked Marked by": nothing,
    }
