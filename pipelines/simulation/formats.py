"""Which format each delivery has: the one place to add one. How a marketplace prints its columns stands in its module.

Here are our own plain formats, and the choice of a format by marketplace, kind and day.
"""

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache

import polars as pl

from pipelines.simulation import lazada, shopee, tiktok_shop
from pipelines.simulation.places import short_name
from pipelines.simulation.printing import Format, by_stage, drawn, moment

# Our own plain formats: our name to the Vietnamese header; the other header is our name itself.
PLAIN: Mapping[str, Mapping[str, str]] = {
    "register": {
        "marketplace": "Sàn", "shop_id": "Mã cửa hàng", "province": "Tỉnh/Thành phố", "shop_name": "Tên cửa hàng",
        "owner_name": "Họ tên chủ hộ", "phone": "Số điện thoại", "household_id": "Mã hộ", "district": "Quận/Huyện",
        "commune": "Xã/Phường", "opened_on": "Ngày mở", "closed_on": "Ngày đóng",
    },
    "payment_accounts": {
        "provider": "Đơn vị cung cấp", "account_id": "Mã tài khoản", "province": "Tỉnh/Thành phố",
        "household_id": "Mã hộ", "phone": "Số điện thoại", "district": "Quận/Huyện", "commune": "Xã/Phường",
        "opened_on": "Ngày mở", "closed_on": "Ngày đóng",
    },
    "listings": {
        "marketplace": "Sàn", "shop_id": "Mã cửa hàng", "listing_id": "Mã sản phẩm", "product_name": "Tên sản phẩm",
        "category": "Ngành hàng", "unit": "Đơn vị tính", "price_vnd": "Giá bán", "listed_on": "Ngày đăng",
        "delisted_on": "Ngày gỡ", "ocop_stars": "Số sao OCOP", "ocop_from": "Ngày cấp OCOP",
    },
    "order_lines": {
        "marketplace": "Sàn", "shop_id": "Mã cửa hàng", "order_id": "Mã đơn hàng", "line_no": "Dòng",
        "ordered_at": "Thời gian đặt hàng", "status": "Trạng thái", "quantity": "Số lượng",
        "order_value_vnd": "Giá trị đơn hàng", "updated_at": "Thời gian cập nhật", "product_name": "Tên sản phẩm",
        "listing_id": "Mã sản phẩm", "unit": "Đơn vị tính", "unit_price_vnd": "Đơn giá", "line_value_vnd": "Thành tiền",
        "buyer_province": "Tỉnh/Thành phố người mua", "buyer_district": "Quận/Huyện người mua",
        "buyer_commune": "Xã/Phường người mua", "payment_method": "Phương thức thanh toán",
        "completed_at": "Thời gian hoàn thành",
    },
    "reported": {
        "indicator": "Chỉ tiêu", "frame": "Hệ địa giới", "place": "Địa phương", "as_of": "Ngày số liệu",
        "value": "Giá trị", "number_format": "Kiểu số", "kind": "Loại", "rank": "Hạng", "source_title": "Nguồn",
        "source_url": "Địa chỉ nguồn", "published_on": "Ngày công bố",
    },
}  # fmt: skip
VIETNAMESE_FROM = date(2023, 1, 1)  # operators' exports before it have our plain headers and name their marketplace

PLAIN_STATUS = {
    "unpaid": "Chờ xác nhận", "to_confirm": "Chờ xác nhận", "to_ship": "Chờ lấy hàng", "shipping": "Đang giao",
    "delivered": "Giao hàng thành công", "received": "Giao hàng thành công", "completed": "Giao hàng thành công",
    "cancelled": "Đã hủy", "failed": "Giao hàng thất bại", "returned": "Đã trả hàng",
}  # fmt: skip
TIKI_STATUS = {
    "unpaid": "waiting_payment", "to_confirm": "queueing", "to_ship": "ready_to_ship", "shipping": "shipping",
    "delivered": "successful_delivery", "received": "successful_delivery", "completed": "complete",
    "cancelled": "canceled", "failed": "closed", "returned": "returned",
}  # fmt: skip
PLAIN_PAYMENTS = ((78, "Thanh toán khi nhận hàng"), (22, "Ví điện tử"))
ORDER_PREFIX = {"voso": "VO", "postmart": "PM", "tiki": "TI", "sendo": "SE"}
_MARKETPLACE = pl.col("marketplace").cast(pl.String)
_PLAIN_CELLS = {
    "order_id": _MARKETPLACE.replace_strict(ORDER_PREFIX, return_dtype=pl.String)
    + moment("ordered", "%y%m%d")
    + pl.col("order").cast(pl.String).str.zfill(8),
    "ordered_at": moment("ordered"),
    "updated_at": moment("updated"),
    "completed_at": moment("delivered"),
    "status": by_stage(PLAIN_STATUS),
    # Voso writes provinces without prefix, the others with it; all write new addresses with it.
    "buyer_province": pl.when((_MARKETPLACE == "voso") & (pl.col("frame") == "63"))
    .then(short_name(pl.col("province_name")))
    .otherwise("province_full_name"),
    "buyer_district": pl.col("district_name"),
    "buyer_commune": pl.col("commune_name"),
    "payment_method": drawn(PLAIN_PAYMENTS, salt=1),
}


def plain(kind: str, suffix: str, *, without: tuple[str, ...] = (), is_vietnamese: bool = True) -> Format:
    """Our own plain format of a kind of record, in Vietnamese or with our own names as headers."""
    cells = _PLAIN_CELLS if kind == "order_lines" else {}
    names = {
        name: header if is_vietnamese else name for name, header in PLAIN[kind].items() if name not in without
    }  # fmt: skip
    return Format({header: cells.get(name, pl.col(name)) for name, header in names.items()}, suffix, names)


def of_operator(marketplace: str, kind: str, last_day: date) -> Format:
    """The format of an operator's export: Voso's are Parquet files, PostMart's CSV."""
    suffix = ".parquet" if marketplace == "voso" else ".csv"
    if last_day < VIETNAMESE_FROM:
        return plain(kind, suffix, is_vietnamese=False)
    return plain(kind, suffix, without=("marketplace",))


@cache
def of_folder(marketplace: str) -> Format:
    """Our plain order lines in a seller's folder, which says whose they are: Tiki's CSV with codes, Sendo's XLSX."""
    suffix, sheet, status = (
        (".csv", None, TIKI_STATUS) if marketplace == "tiki" else (".xlsx", "Đơn hàng", PLAIN_STATUS)
    )
    form = plain("order_lines", suffix, without=("marketplace", "shop_id"))
    columns = {**form.columns, form.names["status"]: by_stage(status)}
    return Format(columns, suffix, form.names, stem="don-hang_{days}", sheet=sheet, blank="")


SELLERS: Mapping[str, Callable[[int, date], Format]] = {
    "shopee": shopee.form,
    "tiktok_shop": tiktok_shop.form,
    "lazada": lambda position, _last_day: lazada.form(position),
    "tiki": lambda _position, _last_day: of_folder("tiki"),
    "sendo": lambda _position, _last_day: of_folder("sendo"),
}
"""The format of a seller's export by marketplace, by the seller's position among those of it, and by day."""
