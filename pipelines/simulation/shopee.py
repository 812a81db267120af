"""Shopee Vietnam, seller centre, "all orders": the columns as they moved, and the two other languages of its headers."""

from collections.abc import Mapping
from datetime import date
from functools import cache

import polars as pl

from pipelines.simulation.days import DAY, HOUR
from pipelines.simulation.life import RETURN_WINDOW
from pipelines.simulation.places import short_name
from pipelines.simulation.printing import (
    Format,
    by_stage,
    digits,
    drawn,
    eight_letters,
    hundredths,
    kilograms,
    moment,
    number_below,
    tones_apart,
    without_marks,
)

MINUTES = "%Y-%m-%d %H:%M"
NAMES: Mapping[str, str] = {
    "order_id": "Mã đơn hàng", "ordered_at": "Ngày đặt hàng", "status": "Trạng Thái Đơn Hàng", "quantity": "Số lượng",
    "order_value_vnd": "Tổng giá trị đơn hàng (VND)", "listing_id": "SKU sản phẩm", "product_name": "Tên sản phẩm",
    "variation_id": "SKU phân loại hàng", "variation_name": "Tên phân loại hàng", "unit_price_vnd": "Giá ưu đãi",
    "line_value_vnd": "Tổng giá bán (sản phẩm)", "returned_quantity": "Số lượng sản phẩm được hoàn trả",
    "shipped_at": "Thời gian giao hàng", "paid_at": "Thời gian đơn hàng được thanh toán",
    "completed_at": "Thời gian hoàn thành đơn hàng", "payment_method": "Phương thức thanh toán",
    "buyer_province": "Tỉnh/Thành phố", "buyer_district": "TP / Quận / Huyện", "buyer_commune": "Quận",
}  # fmt: skip
# Headers of the English interface as real files have them, over the columns of the Vietnamese one.
ENGLISH: Mapping[str, str] = {
    "Order ID": "Mã đơn hàng", "Package ID": "Mã Kiện Hàng", "Order Creation Date": "Ngày đặt hàng",
    "Order Status": "Trạng Thái Đơn Hàng", "Cancel reason": "Lý do hủy", "Tracking Number": "Mã vận đơn",
    "Shipping Channel": "Đơn Vị Vận Chuyển", "Ship Time": "Thời gian giao hàng",
    "Return / Refund Status": "Trạng thái Trả hàng/Hoàn tiền", "Parent SKU Reference No.": "SKU sản phẩm",
    "Product Name": "Tên sản phẩm", "SKU Reference No.": "SKU phân loại hàng", "Variation Name": "Tên phân loại hàng",
    "Original Price": "Giá gốc", "Deal Price": "Giá ưu đãi", "Quantity": "Số lượng",
    "Returned quantity": "Số lượng sản phẩm được hoàn trả", "Product Subtotal": "Tổng giá bán (sản phẩm)",
    "Products' Price Paid by Buyer (VND)": "Tổng giá trị đơn hàng (VND)",
    "Buyer Paid Shipping Fee": "Phí vận chuyển mà người mua trả", "Grand Total": "Tổng số tiền người mua thanh toán",
    "Order Complete Time": "Thời gian hoàn thành đơn hàng",
    "Order Paid Time": "Thời gian đơn hàng được thanh toán", "Payment Method": "Phương thức thanh toán",
    "Fixed Fee": "Phí cố định", "Username (Buyer)": "Người Mua", "Receiver Name": "Tên Người nhận",
    "Phone Number": "Số điện thoại", "Province": "Tỉnh/Thành phố", "City": "TP / Quận / Huyện", "District": "Quận",
    "Delivery Address": "Địa chỉ nhận hàng", "Country": "Quốc gia",
}  # fmt: skip
ENGLISH_STATUS = {
    "unpaid": "Unpaid", "to_confirm": "To ship", "to_ship": "To ship", "shipping": "Shipping", "delivered": "Delivered",
    "received": "Delivered", "completed": "Completed", "cancelled": "Cancelled", "failed": "Cancelled",
    "returned": "Completed",
}  # fmt: skip
OCTOBER_2025, MARCH_2026, APRIL_2026 = date(2025, 10, 1), date(2026, 3, 1), date(2026, 4, 1)

# In nine headers the tone marks stand apart from their vowels, as in real files.
TONES_APART = (
    "Ngày gửi hàng", "Cân nặng sản phẩm", "Tổng cân nặng", "Được Shopee trợ giá", "Giá ưu đãi", "Shopee Xu được hoàn",
    "Số tiền được giảm khi thanh toán bằng thẻ Ghi nợ", "Phí vận chuyển (dự kiến)", "Phí vận chuyển mà người mua trả",
)  # fmt: skip
STATUS = {
    "unpaid": "Chờ xác nhận", "to_confirm": "Chờ xác nhận", "to_ship": "Chờ lấy hàng", "shipping": "Đang giao",
    "delivered": "Đã giao", "received": "", "completed": "Hoàn thành", "cancelled": "Đã hủy", "failed": "Đã hủy",
    "returned": "Hoàn thành",
}  # fmt: skip
RECEIVED = (
    "Người mua xác nhận đã nhận được hàng, tuy nhiên Người mua vẫn có thể gửi yêu cầu Trả hàng/Hoàn tiền tới ngày "
)
# Reasons and how many of a hundred cancelled orders gave them in real exports; two blanks before "lí do".
_BY_BUYER, _BY_SHOPEE = "Hủy bởi người mua  lí do là: ", "Tự động hủy bởi hệ thống Shopee  lí do là: "
REASONS = (
    (28, _BY_BUYER + "Thay đổi đơn hàng"),
    (22, _BY_BUYER + "Muốn thay đổi sản phẩm trong đơn hàng"),
    (19, _BY_BUYER + "Muốn nhập/thay đổi mã Voucher"),
    (9, _BY_BUYER + "Lý do khác"),
    (6, _BY_BUYER + "Need to change delivery address"),
    (5, _BY_BUYER + "Đổi ý, không muốn mua nữa"),
    (5, _BY_BUYER + "Tìm thấy giá rẻ hơn ở chỗ khác"),
    (3, _BY_SHOPEE + "Chưa được Thanh Toán"),
    (3, "Hủy bởi người bán  lí do là: Hết hàng"),
)
FAILED = _BY_SHOPEE + "Giao hàng thất bại"
CARRIERS = (
    (62, "Nhanh-SPX Express"), (16, "Nhanh-Giao Hàng Nhanh"), (9, "Nhanh-Viettel Post"),
    (6, "Hàng Cồng Kềnh-GHN - Hàng Cồng Kềnh"), (5, "Nhanh-VNPost Nhanh"), (2, "Nhanh"),
)  # fmt: skip
PAYMENTS = (
    (58, "Thanh toán khi nhận hàng"), (17, "TK Ngân hàng liên kết ShopeePay"), (10, "Ví ShopeePay"),
    (8, "SPayLater"), (6, "Thẻ Tín dụng/Ghi nợ"), (1, "Thẻ nội địa NAPAS"),
)  # fmt: skip
SHIPPING_FEES = ((35, "19600"), (25, "18300"), (15, "37700"), (15, "56000"), (10, "75500"))
FIXED_FEE, SERVICE_FEE, PAYMENT_FEE = 0.04, 0.06, 0.05  # of the order's value, when it is completed
UNWEIGHED = 0.5  # kilograms, where a pack names no weight


def _columns() -> dict[str, pl.Expr]:
    """The 62 columns of October 2025."""
    nothing, none = pl.lit(""), hundredths(0)
    stage = pl.col("stage").cast(pl.String)
    is_new = pl.col("frame") == "34"
    is_cancelled = stage.is_in(["cancelled", "failed"])
    is_sent = pl.col("shipped").is_not_null()
    is_returned = pl.col("returned_quantity") > 0
    value = pl.col("order_value_vnd")
    earned = pl.when(stage.is_in(["received", "completed"])).then(value).otherwise(0)
    shipping = drawn(SHIPPING_FEES, salt=2).cast(pl.Int64)
    discount = pl.col("list_price_vnd") - pl.col("unit_price_vnd")
    until = pl.from_epoch(pl.col("received") + RETURN_WINDOW).dt.to_string("%Y-%m-%d")
    order_day = pl.col("ordered") // DAY * DAY
    district = pl.when(is_new).then(pl.col("commune_name")).otherwise(pl.col("district_name"))
    province = pl.when(is_new).then(pl.col("province_full_name")).otherwise(short_name(pl.col("province_name")))
    commune = pl.when(~is_new).then(pl.col("commune_name"))
    reason = pl.when(stage == "failed").then(pl.lit(FAILED)).otherwise(drawn(REASONS, salt=3))
    return {
        "Mã đơn hàng": moment("ordered", "%y%m%d") + eight_letters(),
        "Mã Kiện Hàng": pl.when(is_sent).then(pl.col("token").cast(pl.String).str.zfill(19)),
        "Ngày đặt hàng": moment("ordered", MINUTES),
        "Trạng Thái Đơn Hàng": pl.when(stage == "received").then(RECEIVED + until + ".").otherwise(by_stage(STATUS)),
        "Sản Phẩm Bán Chạy": pl.when(number_below(20, salt=4) == 0).then(pl.lit("Y")).otherwise(pl.lit("N")),
        "Lý do hủy": pl.when(is_cancelled).then(reason),
        "Nhận xét từ Người mua": nothing,
        "Mã vận đơn": pl.when(is_sent).then("SPXVN" + digits(12, salt=5)),
        "Đơn Vị Vận Chuyển": drawn(CARRIERS, salt=6),
        "Phương thức giao hàng": pl.when(is_sent).then(pl.lit("Sắp xếp lấy hàng")),
        "Loại đơn hàng": nothing,
        "Ngày giao hàng dự kiến": pl.from_epoch(order_day + 2 * DAY + 86_340).dt.to_string("%Y-%m-%d %H:%M"),
        "Ngày gửi hàng": pl.from_epoch(order_day + DAY + 16 * HOUR).dt.to_string("%Y-%m-%d %H:%M"),
        "Thời gian giao hàng": moment("shipped", MINUTES),
        "Trạng thái Trả hàng/Hoàn tiền": pl.when(is_returned).then(pl.lit("Đã Chấp Thuận Yêu Cầu")),
        "SKU sản phẩm": pl.col("product_sku"),
        "Tên sản phẩm": pl.col("product_name"),
        "Cân nặng sản phẩm": kilograms(pl.col("kg_per_item").fill_null(UNWEIGHED)),
        "Tổng cân nặng": kilograms(pl.col("kg_per_item").fill_null(UNWEIGHED) * pl.col("quantity")),
        "SKU phân loại hàng": pl.col("variation_sku"),
        "Tên phân loại hàng": pl.col("variation"),
        "Giá gốc": hundredths(pl.col("list_price_vnd")),
        "Người bán trợ giá": hundredths(discount),
        "Được Shopee trợ giá": none,
        "Tổng số tiền được người bán trợ giá": hundredths(discount),
        "Giá ưu đãi": hundredths(pl.col("unit_price_vnd")),
        "Số lượng": pl.col("quantity"),
        "Số lượng sản phẩm được hoàn trả": pl.col("returned_quantity"),
        "Tổng giá bán (sản phẩm)": hundredths(pl.col("line_value_vnd")),
        "Tổng giá trị đơn hàng (VND)": hundredths(value),
        "Mã giảm giá của Shop": hundredths(pl.col("voucher_vnd")),
        "Hoàn Xu": none,
        "Mã giảm giá của Shopee": none,
        "Chỉ tiêu Combo Khuyến Mãi": pl.lit("N"),
        "Giảm giá từ combo Shopee": none,
        "Giảm giá từ Combo của Shop": none,
        "Shopee Xu được hoàn": number_below(20, salt=7),
        "Số tiền được giảm khi thanh toán bằng thẻ Ghi nợ": none,
        "Trade-in Discount": none,
        "Trade-in Bonus": none,
        "Phí vận chuyển (dự kiến)": hundredths(shipping),
        "Trade-in Bonus by Seller": none,
        "Phí vận chuyển mà người mua trả": none,
        "Phí vận chuyển tài trợ bởi Shopee (dự kiến)": hundredths(shipping),
        "Phí vận chuyển trả hàng (đơn Trả hàng/hoàn tiền)": none,
        "Tổng số tiền người mua thanh toán": hundredths(value),
        "Thời gian hoàn thành đơn hàng": moment("received", MINUTES),
        "Thời gian đơn hàng được thanh toán": moment("paid", MINUTES).fill_null("-"),
        "Phương thức thanh toán": drawn(PAYMENTS, salt=8),
        "Phí cố định": hundredths(earned * FIXED_FEE),
        "Phí Dịch Vụ": hundredths(earned * SERVICE_FEE),
        "Phí thanh toán": hundredths(earned * PAYMENT_FEE),
        "Tiền ký quỹ": none,
        "Người Mua": "nguoimua" + digits(6, salt=9),
        "Tên Người nhận": pl.lit("N******t"),
        "Số điện thoại": pl.lit("******") + digits(2, salt=10),
        "Tỉnh/Thành phố": province,
        "TP / Quận / Huyện": district,
        "Quận": commune,
        "Địa chỉ nhận hàng": pl.concat_str(
            pl.lit("******"), commune, district, province, separator=", ", ignore_nulls=True
        ),
        "Quốc gia": pl.lit("VN"),
        "Ghi chú": nothing,
    }


def form(position: int, last_day: date) -> Format:
    """The format of the seller at a position: most as the seller centre prints it, some in the other two languages."""
    if position % 6 == 1:
        return _unaccented()
    if position % 6 == 2:
        return _english()
    return _vietnamese(max((OCTOBER_2025, *(since for since in (MARCH_2026, APRIL_2026) if since <= last_day))))


@cache
def _unaccented() -> Format:
    names = {name: without_marks(header) for name, header in NAMES.items()}
    return _format(_renamed({text: NAMES[name] for name, text in names.items()}), names)


@cache
def _english() -> Format:
    english = {header: text for text, header in ENGLISH.items()}
    shipping = drawn(SHIPPING_FEES, salt=2).cast(pl.Int64)
    columns = _renamed(ENGLISH) | {
        "Order Status": by_stage(ENGLISH_STATUS),
        "Buyer Paid Shipping Fee": hundredths(shipping),
        "Grand Total": hundredths(pl.col("order_value_vnd") + shipping),
    }
    return _format(columns, {name: english[header] for name, header in NAMES.items()})


@cache
def _vietnamese(since: date) -> Format:
    moved = _moved(_columns(), since)
    apart = {header: tones_apart(header) if header in TONES_APART else header for header in moved}
    columns = {apart[header]: cell for header, cell in moved.items()}
    return _format(columns, {name: apart[header] for name, header in NAMES.items() if header in apart})


def _format(columns: Mapping[str, pl.Expr], names: Mapping[str, str]) -> Format:
    return Format(columns, ".xlsx", names, stem="Order.all.{days}", sheet="orders", blank="")


def _renamed(headers: Mapping[str, str]) -> dict[str, pl.Expr]:
    """Some of the columns under other headers."""
    columns = _columns()
    return {text: columns[header] for text, header in headers.items()}


def _moved(columns: dict[str, pl.Expr], since: date) -> dict[str, pl.Expr]:
    """The columns as they have stood since a day."""
    if since == OCTOBER_2025:
        return columns
    if since == APRIL_2026:  # the line's value is called otherwise, and so is one fee
        renamed = {
            "Tổng giá bán (sản phẩm)": "Tổng số tiền Người mua thanh toán", "Phí thanh toán": "Phí xử lý giao dịch",
        }  # fmt: skip
        return {renamed.get(header, header): cell for header, cell in columns.items()}
    del columns["Ngày gửi hàng"]
    completed = columns.pop("Thời gian hoàn thành đơn hàng")
    march: dict[str, pl.Expr] = {}
    for header, cell in columns.items():
        march[header] = cell
        if header == "Thời gian giao hàng":
            march["Thời gian hoàn thành đơn hàng"] = completed
        if header == "Thời gian đơn hàng được thanh toán":
            march["Ngày xác minh ký quỹ"] = pl.lit("")
    return march
