"""How each marketplace prints its records: the columns of its export, each an expression over our own names.

The one place to add a format: a `Format` below and its entry in `formats`. Every cell is text.

Rows to print have our own names: those of `PLAIN`, and for order lines also the moments (`paid`, `shipped`, ... in
seconds since 1970, null while they have not come), `stage`, `variation`, `product_sku`, `variation_sku`,
`list_price_vnd`, `voucher_vnd`, `returned_quantity`, `kg_per_item`, the place of the buyer (`frame`, `province_name`,
`province_full_name`, `district_name`, `commune_name`), and `token`, a large whole number that is the order's own.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from pipelines.simulation.days import DAY, HOUR
from pipelines.simulation.life import RETURN_WINDOW
from pipelines.simulation.places import short_name


@dataclass(frozen=True)
class Format:
    """One kind of record of one marketplace: printed header and what stands under it, in order."""

    columns: Mapping[str, pl.Expr]
    suffix: str
    sheet: str | None = None
    blank: str | None = None  # what an absent value is printed as

    def printed(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The rows as the marketplace prints them."""
        printed = rows.select(cell.cast(pl.String).alias(header) for header, cell in self.columns.items())
        return printed if self.blank is None else printed.fill_null(self.blank)


def moment(name: str, seconds: bool = True) -> pl.Expr:
    """Seconds since 1970 as text, to the second or the minute."""
    return pl.from_epoch(pl.col(name)).dt.to_string("%Y-%m-%d %H:%M:%S" if seconds else "%Y-%m-%d %H:%M")


def number_below(count: int, salt: int) -> pl.Expr:
    """A number that looks drawn for the order and is the same in every export; another salt, another number."""
    return pl.col("token") // 7**salt % count


def drawn(choices: Sequence[tuple[int, str]], salt: int) -> pl.Expr:
    """One of the texts, each as often as its share says."""
    texts = [text for share, text in choices for _ in range(share)]
    return number_below(len(texts), salt).replace_strict(dict(enumerate(texts)), return_dtype=pl.String)


# Our own plain formats: our name to the printed header. Vietnamese headers are switched on here, one word a line.
PLAIN: Mapping[str, Mapping[str, str]] = {
    "register": {name: name for name in (
        "marketplace", "shop_id", "province", "shop_name", "owner_name", "phone", "household_id", "district",
        "commune", "opened_on", "closed_on",
    )},
    "payment_accounts": {name: name for name in (
        "provider", "account_id", "province", "household_id", "phone", "district", "commune", "opened_on", "closed_on",
    )},
    "listings": {name: name for name in (
        "marketplace", "shop_id", "listing_id", "product_name", "category", "unit", "price_vnd", "listed_on",
        "delisted_on", "ocop_stars", "ocop_from",
    )},
    "order_lines": {name: name for name in (
        "marketplace", "shop_id", "order_id", "line_no", "ordered_at", "status", "quantity", "order_value_vnd",
        "updated_at", "product_name", "listing_id", "unit", "unit_price_vnd", "line_value_vnd", "buyer_province",
        "buyer_district", "buyer_commune", "payment_method", "completed_at",
    )},
}  # fmt: skip

PLAIN_STATUS = {
    "unpaid": "Chờ xác nhận", "to_confirm": "Chờ xác nhận", "to_ship": "Chờ lấy hàng", "shipping": "Đang giao",
    "delivered": "Giao hàng thành công", "received": "Giao hàng thành công", "completed": "Giao hàng thành công",
    "cancelled": "Đã hủy", "failed": "Giao hàng thất bại", "returned": "Đã trả hàng",
}  # fmt: skip
PLAIN_PAYMENTS = ((78, "Thanh toán khi nhận hàng"), (22, "Ví điện tử"))
_IS_VOSO = pl.col("marketplace") == "voso"
_PLAIN_CELLS = {
    "order_id": pl.when(_IS_VOSO).then(pl.lit("VO")).otherwise(pl.lit("PM"))
    + pl.from_epoch("ordered").dt.to_string("%y%m%d")
    + pl.col("order").cast(pl.String).str.zfill(8),
    "ordered_at": moment("ordered"),
    "updated_at": moment("updated"),
    "completed_at": moment("delivered"),
    "status": pl.col("stage").cast(pl.String).replace_strict(PLAIN_STATUS),
    # Voso writes provinces without prefix, PostMart with it; both write new addresses with it.
    "buyer_province": pl.when(_IS_VOSO & (pl.col("frame") == "63"))
    .then(short_name(pl.col("province_name")))
    .otherwise("province_full_name"),
    "buyer_district": pl.col("district_name"),
    "buyer_commune": pl.col("commune_name"),
    "payment_method": drawn(PLAIN_PAYMENTS, salt=1),
}


def plain(kind: str, suffix: str) -> Format:
    """Our own plain format of a kind of record."""
    cells = _PLAIN_CELLS if kind == "order_lines" else {}
    return Format({header: cells.get(name, pl.col(name)) for name, header in PLAIN[kind].items()}, suffix)


# Shopee Vietnam, seller centre, "all orders": the 62 columns of October 2025. In nine headers the tone marks stand
# apart from their vowels, as in real files.
SHOPEE_TONES_APART = (
    "Ngày gửi hàng", "Cân nặng sản phẩm", "Tổng cân nặng", "Được Shopee trợ giá", "Giá ưu đãi", "Shopee Xu được hoàn",
    "Số tiền được giảm khi thanh toán bằng thẻ Ghi nợ", "Phí vận chuyển (dự kiến)", "Phí vận chuyển mà người mua trả",
)  # fmt: skip
SHOPEE_STATUS = {
    "unpaid": "Chờ xác nhận", "to_confirm": "Chờ xác nhận", "to_ship": "Chờ lấy hàng", "shipping": "Đang giao",
    "delivered": "Đã giao", "received": "", "completed": "Hoàn thành", "cancelled": "Đã hủy", "failed": "Đã hủy",
    "returned": "Hoàn thành",
}  # fmt: skip
SHOPEE_RECEIVED = (
    "Người mua xác nhận đã nhận được hàng, tuy nhiên Người mua vẫn có thể gửi yêu cầu Trả hàng/Hoàn tiền tới ngày "
)
# Reasons and how many of a hundred cancelled orders gave them in real exports; two blanks before "lí do".
_BY_BUYER, _BY_SHOPEE = "Hủy bởi người mua  lí do là: ", "Tự động hủy bởi hệ thống Shopee  lí do là: "
SHOPEE_REASONS = (
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
SHOPEE_FAILED = _BY_SHOPEE + "Giao hàng thất bại"
SHOPEE_CARRIERS = (
    (62, "Nhanh-SPX Express"), (16, "Nhanh-Giao Hàng Nhanh"), (9, "Nhanh-Viettel Post"),
    (6, "Hàng Cồng Kềnh-GHN - Hàng Cồng Kềnh"), (5, "Nhanh-VNPost Nhanh"), (2, "Nhanh"),
)  # fmt: skip
SHOPEE_PAYMENTS = (
    (58, "Thanh toán khi nhận hàng"), (17, "TK Ngân hàng liên kết ShopeePay"), (10, "Ví ShopeePay"),
    (8, "SPayLater"), (6, "Thẻ Tín dụng/Ghi nợ"), (1, "Thẻ nội địa NAPAS"),
)  # fmt: skip
SHIPPING_FEES = ((35, "19600"), (25, "18300"), (15, "37700"), (15, "56000"), (10, "75500"))
FIXED_FEE, SERVICE_FEE, PAYMENT_FEE = 0.04, 0.06, 0.05  # of the order's value, when it is completed
UNWEIGHED = 0.5  # kilograms, where a pack names no weight
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def _coins(value: pl.Expr | int) -> pl.Expr:
    """Money as Shopee prints it: plain digits with .00."""
    value = pl.lit(value) if isinstance(value, int) else value
    return value.round().cast(pl.Int64).cast(pl.String) + ".00"


def _kilograms(value: pl.Expr) -> pl.Expr:
    grams = (value * 1000).round().cast(pl.Int64)
    return (grams // 1000).cast(pl.String) + "." + (grams % 1000).cast(pl.String).str.zfill(3)


def _eight_letters() -> pl.Expr:
    """Eight letters or digits out of the order's token."""
    letters = dict(enumerate(_LETTERS))
    return pl.concat_str(
        (pl.col("token") // 36**place % 36).replace_strict(letters, return_dtype=pl.String) for place in range(8)
    )


def _shopee_columns() -> dict[str, pl.Expr]:
    nothing, none = pl.lit(""), _coins(0)
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
    status = stage.replace_strict(SHOPEE_STATUS)
    reason = pl.when(stage == "failed").then(pl.lit(SHOPEE_FAILED)).otherwise(drawn(SHOPEE_REASONS, salt=3))
    return {
        "Mã đơn hàng": pl.from_epoch("ordered").dt.to_string("%y%m%d") + _eight_letters(),
        "Mã Kiện Hàng": pl.when(is_sent).then(pl.col("token").cast(pl.String).str.zfill(19)),
        "Ngày đặt hàng": moment("ordered", seconds=False),
        "Trạng Thái Đơn Hàng": pl.when(stage == "received").then(SHOPEE_RECEIVED + until + ".").otherwise(status),
        "Sản Phẩm Bán Chạy": pl.when(number_below(20, salt=4) == 0).then(pl.lit("Y")).otherwise(pl.lit("N")),
        "Lý do hủy": pl.when(is_cancelled).then(reason),
        "Nhận xét từ Người mua": nothing,
        "Mã vận đơn": pl.when(is_sent).then("SPXVN" + number_below(10**12, salt=5).cast(pl.String).str.zfill(12)),
        "Đơn Vị Vận Chuyển": drawn(SHOPEE_CARRIERS, salt=6),
        "Phương thức giao hàng": pl.when(is_sent).then(pl.lit("Sắp xếp lấy hàng")),
        "Loại đơn hàng": nothing,
        "Ngày giao hàng dự kiến": pl.from_epoch(order_day + 2 * DAY + 86_340).dt.to_string("%Y-%m-%d %H:%M"),
        "Ngày gửi hàng": pl.from_epoch(order_day + DAY + 16 * HOUR).dt.to_string("%Y-%m-%d %H:%M"),
        "Thời gian giao hàng": moment("shipped", seconds=False),
        "Trạng thái Trả hàng/Hoàn tiền": pl.when(is_returned).then(pl.lit("Đã Chấp Thuận Yêu Cầu")),
        "SKU sản phẩm": pl.col("product_sku"),
        "Tên sản phẩm": pl.col("product_name"),
        "Cân nặng sản phẩm": _kilograms(pl.col("kg_per_item").fill_null(UNWEIGHED)),
        "Tổng cân nặng": _kilograms(pl.col("kg_per_item").fill_null(UNWEIGHED) * pl.col("quantity")),
        "SKU phân loại hàng": pl.col("variation_sku"),
        "Tên phân loại hàng": pl.col("variation"),
        "Giá gốc": _coins(pl.col("list_price_vnd")),
        "Người bán trợ giá": _coins(discount),
        "Được Shopee trợ giá": none,
        "Tổng số tiền được người bán trợ giá": _coins(discount),
        "Giá ưu đãi": _coins(pl.col("unit_price_vnd")),
        "Số lượng": pl.col("quantity"),
        "Số lượng sản phẩm được hoàn trả": pl.col("returned_quantity"),
        "Tổng giá bán (sản phẩm)": _coins(pl.col("line_value_vnd")),
        "Tổng giá trị đơn hàng (VND)": _coins(value),
        "Mã giảm giá của Shop": _coins(pl.col("voucher_vnd")),
        "Hoàn Xu": none,
        "Mã giảm giá của Shopee": none,
        "Chỉ tiêu Combo Khuyến Mãi": pl.lit("N"),
        "Giảm giá từ combo Shopee": none,
        "Giảm giá từ Combo của Shop": none,
        "Shopee Xu được hoàn": number_below(20, salt=7),
        "Số tiền được giảm khi thanh toán bằng thẻ Ghi nợ": none,
        "Trade-in Discount": none,
        "Trade-in Bonus": none,
        "Phí vận chuyển (dự kiến)": _coins(shipping),
        "Trade-in Bonus by Seller": none,
        "Phí vận chuyển mà người mua trả": none,
        "Phí vận chuyển tài trợ bởi Shopee (dự kiến)": _coins(shipping),
        "Phí vận chuyển trả hàng (đơn Trả hàng/hoàn tiền)": none,
        "Tổng số tiền người mua thanh toán": _coins(value),
        "Thời gian hoàn thành đơn hàng": moment("received", seconds=False),
        "Thời gian đơn hàng được thanh toán": moment("paid", seconds=False).fill_null("-"),
        "Phương thức thanh toán": drawn(SHOPEE_PAYMENTS, salt=8),
        "Phí cố định": _coins(earned * FIXED_FEE),
        "Phí Dịch Vụ": _coins(earned * SERVICE_FEE),
        "Phí thanh toán": _coins(earned * PAYMENT_FEE),
        "Tiền ký quỹ": none,
        "Người Mua": "nguoimua" + number_below(1_000_000, salt=9).cast(pl.String).str.zfill(6),
        "Tên Người nhận": pl.lit("N******t"),
        "Số điện thoại": pl.lit("******") + number_below(100, salt=10).cast(pl.String).str.zfill(2),
        "Tỉnh/Thành phố": province,
        "TP / Quận / Huyện": district,
        "Quận": commune,
        "Địa chỉ nhận hàng": pl.concat_str(
            pl.lit("******"), commune, district, province, separator=", ", ignore_nulls=True
        ),
        "Quốc gia": pl.lit("VN"),
        "Ghi chú": nothing,
    }


def tones_apart(text: str) -> str:
    """The text with each tone mark behind its vowel, the other marks kept on it: neither NFC nor NFD."""
    apart = ""
    for letter in text:
        marks = unicodedata.normalize("NFD", letter)
        tones = "".join(mark for mark in marks if mark in _TONES)
        apart += unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in _TONES)) + tones
    return apart


def _shopee() -> Format:
    columns = {
        tones_apart(header) if header in SHOPEE_TONES_APART else header: cell
        for header, cell in _shopee_columns().items()
    }
    return Format(columns, ".xlsx", sheet="orders", blank="")


def formats() -> dict[tuple[str, str], Format]:
    """Every format by marketplace and kind; kinds that belong to no marketplace stand under a blank one."""
    return {
        ("voso", "listings"): plain("listings", ".parquet"),
        ("voso", "order_lines"): plain("order_lines", ".parquet"),
        ("postmart", "listings"): plain("listings", ".csv"),
        ("postmart", "order_lines"): plain("order_lines", ".csv"),
        ("shopee", "order_lines"): _shopee(),
        ("", "register"): plain("register", ".csv"),
        ("", "payment_accounts"): plain("payment_accounts", ".csv"),
    }
