"""Dirt of records: values that are missing, unreadable, impossible, shifted, in another style, or there twice."""

from collections.abc import Callable
from datetime import datetime

from pipelines.simulation.dirty.contracts import (
    KEY,
    VIETNAMESE_NUMBERS,
    amount,
    date_column,
    is_taken_out,
    lines_are_numbered,
    moment_of,
    says_nothing_with_a_dash,
    time_of,
)
from pipelines.simulation.dirty.kinds import kind, of_orders, with_field
from pipelines.simulation.dirty.sheets import DUPLICATE, Line, Sheet


def _not_orders(sheet: Sheet) -> bool:
    return sheet.kind != "order_lines"


def _of(*formats: str) -> Callable[[Sheet], bool]:
    return lambda sheet: sheet.format in formats


def _spoil(sheet: Sheet, place: int, name: str, text: str, code: str) -> None:
    """Makes one record unusable through one value."""
    sheet.put(sheet.records[place], name, text)
    sheet.reject(sheet.records[place], (name, code))


# Keys


@kind()
def missing_key(sheet: Sheet) -> None:
    """A record without its key is rejected."""
    _spoil(sheet, 2, KEY[sheet.kind], "", "missing")
    _spoil(sheet, 5, KEY[sheet.kind], " \u00a0", "missing")


@kind(befits=with_field("line_no"))
def missing_line_number(sheet: Sheet) -> None:
    """An order line without its number is rejected."""
    _spoil(sheet, 2, "line_no", "", "missing")


@kind()
def repeated_record(sheet: Sheet) -> None:
    """A record that repeats another is a duplicate of the last; lines without a number are lines each."""
    line = sheet.records[2]
    copy = Line(list(line.cells), dict(line.values))
    sheet.lines.append(copy)
    if lines_are_numbered(sheet):
        line.outcome, line.kept = DUPLICATE, copy


@kind(befits=with_field("updated_at"))
def repeated_with_an_earlier_event(sheet: Sheet) -> None:
    """Of two records of a line the one with the later event is kept, wherever it stands."""
    line = sheet.records[2]
    copy = Line(list(line.cells), dict(line.values), outcome=DUPLICATE, kept=line)
    for name in ("updated_at", "completed_at", "delivered_at"):
        if sheet.has(name):
            sheet.put(copy, name, "")
    sheet.lines.append(copy)


@kind(befits=_not_orders)
def repeated_key_with_other_values(sheet: Sheet) -> None:
    """Of two records of a key the last one is kept."""
    line, name = sheet.records[2], date_column(sheet)
    copy = Line(list(line.cells), dict(line.values))
    sheet.put(copy, name, "2024-02-29")
    if name in copy.values:
        copy.values[name] = "2024-02-29"
    line.outcome, line.kept = DUPLICATE, copy
    sheet.lines.append(copy)


# Order times


@kind(befits=of_orders)
def unreadable_time(sheet: Sheet) -> None:
    """An order time that is no time rejects the record."""
    _spoil(sheet, 2, "ordered_at", "hôm qua", "unreadable_timestamp")
    _spoil(sheet, 5, "ordered_at", "2025-02-30 10:00", "unreadable_timestamp")


@kind(befits=of_orders)
def missing_time(sheet: Sheet) -> None:
    """A missing order time rejects the record."""
    _spoil(sheet, 2, "ordered_at", "", "missing")


@kind(befits=of_orders)
def time_of_1899(sheet: Sheet) -> None:
    """An order of 1899 is a spreadsheet's zero and rejects the record."""
    _spoil(sheet, 2, "ordered_at", time_of(sheet, datetime(1899, 12, 30)), "unreadable_timestamp")


@kind(befits=of_orders)
def time_after_the_delivery(sheet: Sheet) -> None:
    """An order from after the delivery rejects the record."""
    _spoil(sheet, 2, "ordered_at", time_of(sheet, datetime(2199, 1, 1, 10)), "after_delivery")


@kind(befits=of_orders)
def day_for_an_order_time(sheet: Sheet) -> None:
    """A day where an order time belongs is read only where the export declares it."""
    is_ours = sheet.format in ("tiki", "sendo", "voso_orders", "postmart_orders", "order_lines")
    line = sheet.records[2]
    day = moment_of(line).date()
    text = f"{day:%d/%m/%Y}" if is_ours or sheet.format.startswith("tiktok") else f"{day:%Y-%m-%d}"
    sheet.put(line, "ordered_at", text)
    line.values["ordered_at"] = f"{day:%Y-%m-%d} 00:00:00"
    if not is_ours:
        sheet.reject(line, ("ordered_at", "unreadable_timestamp"))


@kind(befits=_of("tiktok_shop_csv", "tiktok_shop_xlsx"))
def american_time(sheet: Sheet) -> None:
    """The day stands before the month, never guessed."""
    _spoil(sheet, 2, "ordered_at", "03/31/2025 09:49:12", "unreadable_timestamp")
    sheet.put(sheet.records[5], "ordered_at", "03/04/2025 09:49:12")
    sheet.records[5].values["ordered_at"] = "2025-04-03 09:49:12"


@kind(befits=lambda sheet: _not_orders(sheet) and sheet.kind != "reported")
def day_of_1899(sheet: Sheet) -> None:
    """A day of 1899 is no day: null and counted."""
    sheet.put(sheet.records[2], date_column(sheet), "1899-12-30")
    is_taken_out(sheet, sheet.records[2], date_column(sheet))


# Quantities and amounts


@kind(befits=with_field("quantity"))
def negative_quantity(sheet: Sheet) -> None:
    """A negative quantity rejects the record."""
    _spoil(sheet, 2, "quantity", "-1", "negative")


@kind(befits=with_field("quantity"))
def unreadable_quantity(sheet: Sheet) -> None:
    """An unreadable quantity rejects the record."""
    _spoil(sheet, 2, "quantity", "hai", "unreadable_decimal")
    _spoil(sheet, 5, "quantity", "1,234.5" if sheet.format in VIETNAMESE_NUMBERS else "1,5", "unreadable_decimal")


@kind(befits=with_field("quantity"))
def missing_quantity(sheet: Sheet) -> None:
    """A missing quantity rejects the record."""
    _spoil(sheet, 2, "quantity", "", "missing")


@kind(befits=with_field("quantity"))
def dash_for_a_quantity(sheet: Sheet) -> None:
    """A dash for a quantity rejects the record, as missing where a dash means nothing."""
    _spoil(sheet, 2, "quantity", "-", "missing" if says_nothing_with_a_dash(sheet) else "unreadable_decimal")


@kind(befits=of_orders)
def negative_amount(sheet: Sheet) -> None:
    """A negative amount rejects the record."""
    _spoil(sheet, 2, amount(sheet), "-45000", "negative")


@kind(befits=of_orders)
def unreadable_amount(sheet: Sheet) -> None:
    """An unreadable amount rejects the record."""
    _spoil(sheet, 2, amount(sheet), "miễn phí", "unreadable_dong")


@kind(befits=of_orders)
def missing_amount(sheet: Sheet) -> None:
    """An order without any amount is rejected."""
    _spoil(sheet, 2, amount(sheet), "", "missing")


@kind(befits=with_field("order_value_vnd"))
def amount_missing_on_some_lines(sheet: Sheet) -> None:
    """An order's amount that stands on one of its lines only holds for all of them."""
    sheet.put(sheet.records[-1], "order_value_vnd", "")


@kind(befits=with_field("order_value_vnd"))
def amount_missing_on_all_lines(sheet: Sheet) -> None:
    """An order's amount is missing on all of its lines: all are rejected."""
    for place in (-2, -1):
        _spoil(sheet, place, "order_value_vnd", "", "missing")


@kind(befits=of_orders)
def number_of_another_style(sheet: Sheet) -> None:
    """A number in another style than the declared one is never guessed."""
    own, other = ("1.234.567", "1,234,567") if sheet.format in VIETNAMESE_NUMBERS else ("1,234,567", "1.234.567")
    _spoil(sheet, 2, amount(sheet), other, "unreadable_dong")
    _read_as(sheet, 5, own, "1234567")


def _read_as(sheet: Sheet, place: int, text: str, value: str) -> None:
    sheet.put(sheet.records[place], amount(sheet), text)
    sheet.records[place].values["order_value_vnd"] = value


@kind(befits=with_field("price_vnd"))
def price_of_another_style(sheet: Sheet) -> None:
    """A price in another style than the declared one is null and counted."""
    other = "1,234,567" if sheet.format in VIETNAMESE_NUMBERS else "1.234.567"
    sheet.put(sheet.records[2], "price_vnd", other)
    is_taken_out(sheet, sheet.records[2], "price_vnd")


# Everything else


@kind()
def shifted_values(sheet: Sheet) -> None:
    """Values under the wrong header are null and counted, the records stay."""
    for line in sheet.records:
        sheet.put(line, date_column(sheet), "107500.00")
        is_taken_out(sheet, line, date_column(sheet))


@kind()
def dash_for_nothing(sheet: Sheet) -> None:
    """A dash for nothing is null, and counted where the export does not say that it means nothing."""
    for line in sheet.records[2:4]:
        sheet.put(line, date_column(sheet), "-")
        is_taken_out(sheet, line, date_column(sheet))
    if says_nothing_with_a_dash(sheet):
        sheet.unreadable.clear()


@kind(befits=of_orders)
def day_for_another_time(sheet: Sheet) -> None:
    """A day where another time belongs is null and counted, or midnight where the export declares it."""
    is_tiktok = sheet.format.startswith("tiktok")
    sheet.put(sheet.records[2], date_column(sheet), "01/12/2025" if is_tiktok else "2025-12-01")
    if sheet.format != "order_lines":
        is_taken_out(sheet, sheet.records[2], date_column(sheet))


@kind(befits=of_orders)
def unknown_status(sheet: Sheet) -> None:
    """An unknown status keeps the order, without a state."""
    sheet.put(sheet.records[2], "status", "Đang bay")
    sheet.records[2].values["state"] = None


@kind(befits=of_orders)
def several_faults_in_a_record(sheet: Sheet) -> None:
    """A record with several faults names them all."""
    _spoil(sheet, 2, "ordered_at", "hôm kia", "unreadable_timestamp")
    _spoil(sheet, 2, amount(sheet), "", "missing")
    if sheet.has("line_no"):
        _spoil(sheet, 2, "line_no", "", "missing")


@kind()
def a_tenth(sheet: Sheet) -> None:
    """Exactly a tenth of bad records does not refuse the file."""
    for place in (0, 6):
        _spoil(sheet, place, KEY[sheet.kind], "", "missing")


@kind()
def more_than_a_tenth(sheet: Sheet) -> None:
    """More than a tenth of bad records refuses the file whole."""
    for place in (0, 3, 6):
        _spoil(sheet, place, KEY[sheet.kind], "", "missing")
    _refuse_for_content(sheet, 3)


@kind(befits=with_field("line_no"))
def more_than_a_tenth_and_a_duplicate(sheet: Sheet) -> None:
    """Of a file that is refused whole all but the duplicates are rejected."""
    more_than_a_tenth(sheet)
    repeated_record(sheet)
    _refuse_for_content(sheet, 3)


def _refuse_for_content(sheet: Sheet, bad: int) -> None:
    sheet.is_refused_for_content = True
    sheet.refused = (f"{bad} of {len(sheet.records)} records cannot be used, more than 10 %.",)


# Registers and operators' files


@kind(befits=_of("register"))
def unknown_marketplace(sheet: Sheet) -> None:
    """A marketplace that nobody knows rejects the record."""
    _spoil(sheet, 2, "marketplace", "amazon", "unknown_marketplace")
    _spoil(sheet, 5, "marketplace", "", "missing")


@kind(befits=_of("register"))
def marketplace_in_capitals(sheet: Sheet) -> None:
    """A marketplace is known however its name is written."""
    for place, text, code in ((2, "VOSO ", "voso"), (5, "TikTok Shop", "tiktok_shop")):
        sheet.put(sheet.records[place], "marketplace", text)
        sheet.records[place].values["marketplace"] = code


@kind(befits=_of("order_lines", "listings"))
def row_of_another_marketplace(sheet: Sheet) -> None:
    """A row of another marketplace in an operator's folder is rejected."""
    _spoil(sheet, 2, "marketplace", "shopee", "other_marketplace")
    _spoil(sheet, 5, "marketplace", "", "missing")


# Reported tables


@kind(befits=_of("reported"))
def reported_in_another_style(sheet: Sheet) -> None:
    """A reported value in another style than its row names is rejected."""
    _spoil(sheet, 1, "value", "0,7163", "unreadable_number")
    sheet.put(sheet.records[2], "number_format", "de")
    sheet.reject(sheet.records[2], ("value", "unreadable_number"))


@kind(befits=_of("reported"))
def reported_by_the_style_of_its_row(sheet: Sheet) -> None:
    """A reported value is read by the style of its row."""
    for place, style, text, value in (
        (1, "vi", "1.234,5", "1234.5"),
        (2, "en", "1,234.5", "1234.5"),
        (3, "vi", "1.234", "1234"),
    ):
        sheet.put(sheet.records[place], "number_format", style)
        sheet.put(sheet.records[place], "value", text)
        sheet.records[place].values["value"] = value


@kind(befits=_of("reported"))
def reported_without_value_and_rank(sheet: Sheet) -> None:
    """A reported row with neither value nor rank is rejected."""
    for name in ("value", "rank"):
        sheet.put(sheet.records[2], name, "")
    sheet.reject(sheet.records[2], ("value", "missing"))


@kind(befits=_of("reported"))
def reported_of_an_unknown_place(sheet: Sheet) -> None:
    """A reported row of a place that cannot be told is rejected."""
    _spoil(sheet, 2, "place", "Vĩnh ", "unknown_place")
    _spoil(sheet, 5, "place", "Hà Tây", "unknown_place")


@kind(befits=_of("reported"))
def reported_of_an_unknown_indicator(sheet: Sheet) -> None:
    """A reported row of an unknown indicator is rejected."""
    _spoil(sheet, 2, "indicator", "happiness", "unknown_indicator")


@kind(befits=_of("reported"))
def reported_on_no_day(sheet: Sheet) -> None:
    """A reported row without a readable day is rejected."""
    _spoil(sheet, 2, "as_of", "cuối năm 2022", "unreadable_date")
    _spoil(sheet, 5, "as_of", "", "missing")
