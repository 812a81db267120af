"""Dirt of meaning: what is well written and easily misunderstood. Amounts, statuses, parts of orders, columns of excess."""

from pipelines.simulation.dirty.contracts import VIETNAMESE_NUMBERS, amount, is_taken_out
from pipelines.simulation.dirty.kinds import kind, of_orders, with_field
from pipelines.simulation.dirty.sheets import Line, Sheet

SKU_NUMBER = "1729384756012345678"
BEYOND_ANY_ORDER = "100000000001"
EXCESS = {
    "lazada_xlsx": ("invoiceRequired", "buyerFailedDeliveryUserName", "sellerNote", "semiManaged"),
    "tiktok_shop_csv": (
        "House Name or Number",
        "Unit/floor",
        "Delivery Instruction",
        "Handling Fee",
        "Purchase Channel",
    ),
    "shopee_english": ("Town", "Zip Code", "Shipping Option", "Number of Items in Order"),
}
"""Columns that some real exports have, by format."""


def _counts_whole(sheet: Sheet, line: Line) -> int:
    """The order of a record is worth what its only line says."""
    return int(str(line.values["order_value_vnd"]))


@kind(befits=of_orders)
def dong_with_points(sheet: Sheet) -> None:
    """Thousands parted by a point are read where the layout is Vietnamese; elsewhere a dong has no thousandth."""
    for place in (2, 5):
        line = sheet.records[place]
        worth = _counts_whole(sheet, line) // 1000 * 1000 + 1000
        sheet.put(line, amount(sheet), f"{worth:,}".replace(",", "."))
        line.values["order_value_vnd"] = str(worth)
        if sheet.format not in VIETNAMESE_NUMBERS:
            sheet.reject(line, (amount(sheet), "unreadable_dong"))


@kind(befits=of_orders)
def dong_with_noughts(sheet: Sheet) -> None:
    """Noughts behind the decimal mark are no part of a dong."""
    for place, noughts in ((2, ".00"), (5, ".0")):
        line = sheet.records[place]
        sheet.put(line, amount(sheet), f"{_counts_whole(sheet, line)}{noughts}")


@kind(befits=of_orders)
def part_of_a_dong(sheet: Sheet) -> None:
    """An amount with a part of a dong is none."""
    mark = "," if sheet.format in VIETNAMESE_NUMBERS else "."
    for place, part in ((2, "5"), (5, "500")):
        line = sheet.records[place]
        sheet.put(line, amount(sheet), f"{_counts_whole(sheet, line)}{mark}{part}")
        sheet.reject(line, (amount(sheet), "unreadable_dong"))


@kind(befits=of_orders)
def goods_number_for_an_amount(sheet: Sheet) -> None:
    """The number of the goods in the amount's column is too large for any order."""
    for place, text in ((2, SKU_NUMBER), (5, BEYOND_ANY_ORDER)):
        sheet.put(sheet.records[place], amount(sheet), text)
        sheet.reject(sheet.records[place], (amount(sheet), "too_large"))


@kind(befits=with_field("quantity"))
def goods_number_for_a_quantity(sheet: Sheet) -> None:
    """The number of the goods in the quantity's column is too large for any line."""
    for place, text in ((2, SKU_NUMBER), (5, "1000001")):
        sheet.put(sheet.records[place], "quantity", text)
        sheet.reject(sheet.records[place], ("quantity", "too_large"))


@kind(befits=lambda sheet: sheet.has("unit_price_vnd") and sheet.has("line_no"))
def goods_number_for_a_price(sheet: Sheet) -> None:
    """The number of the goods in the price's column is null and counted."""
    sheet.put(sheet.records[2], "unit_price_vnd", SKU_NUMBER)
    is_taken_out(sheet, sheet.records[2], "unit_price_vnd")


@kind(befits=with_field("substatus"))
def delivered_though_called_shipped(sheet: Sheet) -> None:
    """A status and its substatus mean a state together, in both languages; a pair that nobody knows means none."""
    pairs = (
        ("Shipped", "Delivered", "completed"), ("Đã vận chuyển", "Đã giao", "completed"),
        ("Shipped", "In transit", "open"), ("Đã vận chuyển", "Đang vận chuyển", "open"),
        ("To ship", "Awaiting collection", "open"), ("Canceled", "Canceled", "cancelled"),
        ("Hoàn thành", "Hoàn thành", "completed"), ("Shipped", "", "open"), ("Shipped", "Bay mất", None),
    )  # fmt: skip
    for line, (status, substatus, state) in zip(sheet.records, pairs, strict=False):
        sheet.put(line, "status", status)
        sheet.put(line, "substatus", substatus)
        line.values["state"] = state


@kind(befits=with_field("refunded_vnd"))
def paid_back_without_goods(sheet: Sheet) -> None:
    """An order whose whole amount was paid back is returned, one of which a part was is not."""
    for place, share, state in ((2, 1, "returned"), (5, 2, "completed")):
        line = sheet.records[place]
        sheet.put(line, "status", "Completed")
        sheet.put(line, "substatus", "Completed")
        sheet.put(line, "refunded_vnd", str(_counts_whole(sheet, line) // share))
        line.values["state"] = state


def _part_cancelled(sheet: Sheet) -> bool:
    return sheet.format.startswith(("lazada", "tiktok"))


@kind(befits=_part_cancelled)
def part_of_an_order_cancelled(sheet: Sheet) -> None:
    """Of an order of two lines one was cancelled: the order is completed, its lines have states of their own."""
    is_lazada = sheet.format.startswith("lazada")
    for place, status, more, state in (
        (-2, "Canceled", "Canceled", "cancelled"),
        (-1, "Completed", "Completed", "completed"),
    ):
        line = sheet.records[place]
        sheet.put(line, "status", {"cancelled": "canceled", "completed": "delivered"}[state] if is_lazada else status)
        if not is_lazada:
            sheet.put(line, "substatus", more)
        line.values["state"] = "completed"
        line.values["line_state"] = state


@kind(befits=lambda sheet: sheet.format in EXCESS)
def columns_of_real_exports(sheet: Sheet) -> None:
    """Columns that some real exports have are known, and what they say of people is not kept."""
    for header in EXCESS[sheet.format]:
        sheet.header.append(header)
        for line in sheet.lines:
            line.cells.append("Nguyễn Văn Bí Mật" if line.is_record else "")
