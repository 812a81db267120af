"""What the tests of dirt need to know about formats, told here once more and apart from the code that reads them."""

from collections.abc import Mapping
from datetime import datetime

from pipelines.simulation.dirty.sheets import Line, Sheet

KEY: Mapping[str, str] = {
    "order_lines": "order_id", "listings": "listing_id", "register": "shop_id", "payment_accounts": "account_id",
    "reported": "source_title",
}  # fmt: skip
NEEDED: Mapping[str, tuple[str, ...]] = {
    "order_lines": ("marketplace", "shop_id", "order_id", "line_no", "ordered_at", "quantity"),
    "listings": ("marketplace", "shop_id", "listing_id"),
    "register": ("marketplace", "shop_id"),
    "payment_accounts": ("provider", "account_id"),
    "reported": ("indicator", "frame", "place", "as_of", "source_title", "value"),
}
"""Fields without which a record is rejected, where the format has a column for them; amounts of orders besides."""

NEEDED_COLUMN: Mapping[str, str] = {
    "order_lines": "status", "listings": "product_name", "register": "province", "payment_accounts": "province",
    "reported": "place",
}  # fmt: skip
"""A column without which a file is refused."""

OPTIONAL_COLUMN: Mapping[str, str] = {
    "order_lines": "product_name", "listings": "price_vnd", "register": "commune", "payment_accounts": "commune",
    "reported": "source_url",
}  # fmt: skip
TEXT: Mapping[str, str] = {
    "order_lines": "product_name", "listings": "product_name", "register": "commune", "payment_accounts": "commune",
    "reported": "source_title",
}  # fmt: skip

TIME_STYLE: Mapping[str, str] = {
    "shopee": "%Y-%m-%d %H:%M", "shopee_unaccented": "%Y-%m-%d %H:%M", "shopee_english": "%Y-%m-%d %H:%M",
    "tiktok_shop_xlsx": "%d/%m/%Y %H:%M:%S", "tiktok_shop_csv": "%d/%m/%Y %H:%M:%S",
    "lazada_xlsx": "%d %b %Y %H:%M",
}  # fmt: skip
"""How a format writes a moment; the others write it as 2025-03-01 10:00:00."""

VIETNAMESE_NUMBERS = ("tiki", "sendo", "voso_orders", "postmart_orders", "voso_listings", "postmart_listings")
"""Formats in which a point parts thousands; in the others a comma does."""

DASH_IS_NOTHING = ("shopee", "tiktok_shop")


def says_nothing_with_a_dash(sheet: Sheet) -> bool:
    """Whether `-` stands for an absent value in the format."""
    return sheet.format.startswith(DASH_IS_NOTHING)


def amount(sheet: Sheet) -> str:
    """The field that holds what an order is worth: of the order, or of the item where the order has none."""
    return "order_value_vnd" if sheet.has("order_value_vnd") else "line_value_vnd"


def needed(sheet: Sheet) -> list[str]:
    """The fields without which a record of the sheet is rejected."""
    fields = [*NEEDED[sheet.kind], *([amount(sheet)] if sheet.kind == "order_lines" else [])]
    return [name for name in fields if sheet.has(name)]


def date_column(sheet: Sheet) -> str:
    """A column of moments or days without which a record can do."""
    by_kind = {
        "listings": "listed_on",
        "register": "opened_on",
        "payment_accounts": "opened_on",
        "reported": "published_on",
    }
    if sheet.kind != "order_lines":
        return by_kind[sheet.kind]
    return next(name for name in ("completed_at", "delivered_at", "updated_at") if sheet.has(name))


def time_of(sheet: Sheet, moment: datetime) -> str:
    """A moment as the format writes it."""
    return moment.strftime(TIME_STYLE.get(sheet.format, "%Y-%m-%d %H:%M:%S"))


def moment_of(line: Line) -> datetime:
    """The order time of a record."""
    return datetime.fromisoformat(str(line.values["ordered_at"]))


def lines_are_numbered(sheet: Sheet) -> bool:
    """Whether a second record of the same key repeats the first; otherwise equal lines of an order are two lines."""
    return sheet.kind != "order_lines" or sheet.has("line_no")


def is_taken_out(sheet: Sheet, line: Line, name: str) -> None:
    """Notes that a value that is not needed cannot be read: null, and counted."""
    sheet.unreadable[name] = sheet.unreadable.get(name, 0) + 1
    if name in line.values:
        line.values[name] = None
