"""Files as marketplaces and offices deliver them, made up, with the traps that real ones hold."""

import datetime
import io
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Mapping, Sequence

import xlsxwriter

HEADERS = [
    "Mã đơn hàng",
    "Mã Kiện Hàng",
    "Ngày đặt hàng",
    "Trạng Thái Đơn Hàng",
    "Sản Phẩm Bán Chạy",
    "Lý do hủy",
    "Nhận xét từ Người mua",
    "Mã vận đơn",
    "Đơn Vị Vận Chuyển",
    "Phương thức giao hàng",
    "Loại đơn hàng",
    "Ngày giao hàng dự kiến",
    "Ngày gửi hàng",
    "Thời gian giao hàng",
    "Trạng thái Trả hàng/Hoàn tiền",
    "SKU sản phẩm",
    "Tên sản phẩm",
    "Cân nặng sản phẩm",
    "Tổng cân nặng",
    "SKU phân loại hàng",
    "Tên phân loại hàng",
    "Giá gốc",
    "Người bán trợ giá",
    "Được Shopee trợ giá",
    "Tổng số tiền được người bán trợ giá",
    "Giá ưu đãi",
    "Số lượng",
    "Số lượng sản phẩm được hoàn trả",
    "Tổng giá bán (sản phẩm)",
    "Tổng giá trị đơn hàng (VND)",
    "Mã giảm giá của Shop",
    "Phí vận chuyển (dự kiến)",
    "Tổng số tiền người mua thanh toán",
    "Thời gian hoàn thành đơn hàng",
    "Thời gian đơn hàng được thanh toán",
    "Phương thức thanh toán",
    "Người Mua",
    "Tên Người nhận",
    "Số điện thoại",
    "Tỉnh/Thành phố",
    "TP / Quận / Huyện",
    "Quận",
    "Địa chỉ nhận hàng",
    "Quốc gia",
    "Ghi chú",
]
DECOMPOSED = ("Ngày gửi hàng", "Cân nặng sản phẩm", "Giá ưu đãi", "Phí vận chuyển (dự kiến)")
"""Headers that real exports print decomposed (NFD), beside composed ones in the same row."""

RECEIVED = "Người mua xác nhận đã nhận được hàng, tuy nhiên Người mua vẫn có thể gửi yêu cầu Trả hàng/Hoàn tiền tới ngày 2025-11-12."


def shopee_line(order_id: str, ordered_at: str, value: int, **other: object) -> dict[str, str]:
    """One line of a Shopee export; every cell is text."""
    line = dict.fromkeys(HEADERS, "")
    line |= {
        "Mã đơn hàng": order_id,
        "Ngày đặt hàng": ordered_at,
        "Trạng Thái Đơn Hàng": "Hoàn thành",
        "Ngày giao hàng dự kiến": "2099-01-01 23:59",
        "Tên sản phẩm": "Na Chi Lăng loại 1, túi 2kg",
        "Giá ưu đãi": f"{value}.00",
        "Số lượng": "1",
        "Số lượng sản phẩm được hoàn trả": "0",
        "Tổng giá bán (sản phẩm)": f"{value}.00",
        "Tổng giá trị đơn hàng (VND)": f"{value}.00",
        "Thời gian đơn hàng được thanh toán": "-",
        "Người Mua": "nguoimua_bi_mat",
        "Tên Người nhận": "N******t",
        "Số điện thoại": "0912345678",
        "Tỉnh/Thành phố": "Hà Nội",
        "TP / Quận / Huyện": "Quận Hà Đông",
        "Quận": "Phường Vạn Phúc",
        "Địa chỉ nhận hàng": "12 Ngõ Bí Mật, Phường Vạn Phúc, Quận Hà Đông, Hà Nội",
    }
    return line | {key: str(value) for key, value in other.items()}


SHOPEE_LINES = [
    # One order of two lines: its value is repeated on both.
    shopee_line("251001AAAA0001", "2025-10-01 09:49", 300_000),
    shopee_line(
        "251001AAAA0001", "2025-10-01 09:49", 300_000, **{"Tên sản phẩm": "Hoa hồi khô 500g", "Giá ưu đãi": "120000.00"}
    ),
    # Two equal lines in one order are two lines.
    shopee_line("251001AAAA0002", "2025-10-01 23:59", 80_000),
    shopee_line("251001AAAA0002", "2025-10-01 23:59", 80_000),
    shopee_line(
        "251002AAAA0003",
        "2025-10-02 00:00",
        50_000,
        **{"Trạng Thái Đơn Hàng": "Đã hủy", "Lý do hủy": "Hủy bởi người mua  lí do là: Lý do khác"},
    ),
    # The date until which a return is possible is part of the status.
    shopee_line("251002AAAA0004", "2025-10-02 10:00", 70_000, **{"Trạng Thái Đơn Hàng": RECEIVED}),
    # All pieces came back although the status says completed.
    shopee_line("251003AAAA0005", "2025-10-03 10:00", 90_000, **{"Số lượng sản phẩm được hoàn trả": "1"}),
    # An address of the two-tier system: the commune stands in the district's column.
    shopee_line(
        "251003AAAA0006",
        "2025-10-03 11:00",
        60_000,
        **{
            "Trạng Thái Đơn Hàng": "Đang giao",
            "Tỉnh/Thành phố": "Thành phố Hà Nội",
            "TP / Quận / Huyện": "Phường Sơn Tây",
            "Quận": "",
        },
    ),
]
"""Six orders on three days: 2, 2 and 2 placed; 1 cancelled, 1 returned, 1 open, 3 completed."""


def shopee_xlsx(lines: Sequence[Mapping[str, str]] = SHOPEE_LINES, without: Sequence[str] = ()) -> bytes:
    """A workbook as the seller centre writes it: sheet `orders`, text cells, some headers in NFD, dimension `A1`."""
    headers = [header for header in HEADERS if header not in without]
    book = io.BytesIO()
    workbook = xlsxwriter.Workbook(book, {"in_memory": True})
    workbook.set_properties({"created": datetime.datetime(2025, 11, 1)})  # else the bytes tell the second of making
    sheet = workbook.add_worksheet("orders")
    sheet.write_row(0, 0, [unicodedata.normalize("NFD", h) if h in DECOMPOSED else h for h in headers])
    for row, line in enumerate(lines, start=1):
        for column, header in enumerate(headers):
            sheet.write_string(row, column, line[header])
    workbook.close()
    return _with_dimension_a1(book.getvalue())


def _with_dimension_a1(book: bytes) -> bytes:
    """The same workbook, declaring one cell only, as untouched exports do."""
    patched = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as source, zipfile.ZipFile(patched, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename.endswith("sheet1.xml"):
                content = re.sub(rb'<dimension ref="[^"]*"/>', b'<dimension ref="A1"/>', content)
            target.writestr(entry, content)
    return patched.getvalue()


def csv_of(rows: Sequence[Mapping[str, object]], delimiter: str = ",") -> str:
    """Rows as CSV text with a header."""
    headers = list(rows[0])

    def quote(cell: object) -> str:
        return f'"{cell}"' if any(mark in str(cell) for mark in f'{delimiter}"\n') else str(cell)

    return (
        "\n".join(delimiter.join(quote(cell) for cell in line) for line in [headers, *(row.values() for row in rows)])
        + "\n"
    )


def shop(shop_id: str, province: str = "Lạng Sơn", **other: object) -> dict[str, object]:
    """One row of the register."""
    row: dict[str, object] = {
        "marketplace": "shopee",
        "shop_id": shop_id,
        "shop_name": "Vườn na nhà anh Bí Mật",
        "owner_name": "Nông Văn Bí Mật",
        "phone": f"09{zlib.crc32(shop_id.encode()) % 10**8:08d}",
        "household_id": f"HH-{shop_id}",
        "province": province,
        "district": "",
        "commune": "",
        "opened_on": "2021-07-01",
        "closed_on": "",
    }
    return row | other


def register_csv(*shops: Mapping[str, object]) -> str:
    """A register; without arguments that of one shop in Lạng Sơn."""
    return csv_of(shops or [shop("shop-a", commune="Phường Kỳ Lừa", opened_on="2025-09-01")])


def order_line(order_id: str, ordered_at: str, value: int, **other: object) -> dict[str, object]:
    """One line of our own plain format."""
    line: dict[str, object] = {
        "marketplace": "voso",
        "shop_id": "v1",
        "order_id": order_id,
        "line_no": 1,
        "ordered_at": ordered_at,
        "status": "completed",
        "quantity": 1,
        "order_value_vnd": value,
        "updated_at": "",
    }
    return line | other
