"""Numbers, dong, days and changes as the reader's language writes them; the browser has no say.

Halves are rounded up, as people do on paper: 67.055 is 67,06.
"""

from collections.abc import Callable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from babel import dates
from babel import numbers as babel

from views.words.language import _, chosen, n_

DAY = {"vi": "dd/MM/yyyy", "en": "d MMM yyyy"}
MONTH = {"vi": "MM/yyyy", "en": "MMM yyyy"}
NONE = "–"
DONG = "VND"
PERCENT = "%"
MILLION = 1_000_000

Number = int | float | Decimal


def number(value: Number | None, decimals: int = 0) -> str:
    """1.234.567 or 1,234,567; a dash where there is none."""
    return NONE if value is None else _written(babel.format_decimal, value, decimals)


def dong(value: Number | None) -> str:
    """1.234.567 ₫ or ₫1,234,567."""
    return NONE if value is None else _kept(babel.format_currency, _rounded(value, Decimal(1)), DONG, chosen())


def about(value: Number | None) -> str:
    """12,5 tỷ, 1,01 tỷ or 12.5 billion: one decimal, two below ten; in full below a million."""
    if value is None:
        return NONE
    if -MILLION < value < MILLION:
        return number(value)
    group = (len(str(abs(int(value)))) - 1) // 3 * 3
    decimals = 1 if abs(int(value)) >= 10 ** (group + 1) else 2
    rounded = _rounded(value, Decimal(1).scaleb(group - decimals))
    return babel.format_compact_decimal(rounded, format_type="long", fraction_digits=decimals, locale=chosen())


def quantity(value: Number | None, unit: str, decimals: int = 0) -> str:
    """A value with its unit, in words from a million: 745 giao dịch, 12,5 tỷ đồng, 93,1%."""
    if value is None:
        return NONE
    if unit == PERCENT:
        return percent(value, decimals)
    return f"{number(value, decimals) if -MILLION < value < MILLION else about(value)} {unit}"


def distance(value: Number | None, unit: str, decimals: int = 0) -> str:
    """How far two values are apart: as a quantity, and between percentages in percentage points."""
    return points(value, decimals) if unit == PERCENT else quantity(value, unit, decimals)


def times(value: Number | None) -> str:
    """67,06 lần or 67.06 times: the multiple of a base, not the change."""
    return NONE if value is None else _("{number} times", number=number(value, 2))


def percent(value: Number | None, decimals: int = 1) -> str:
    """12,5% of a value that is already in percent."""
    return NONE if value is None else _written(babel.format_percent, value, decimals, PERCENT)


def points(value: Number | None, decimals: int = 1) -> str:
    """1,2 điểm phần trăm: the difference of two percentages."""
    return NONE if value is None else _("{number} percentage points", number=number(value, decimals))


def change(now: Number, before: Number) -> str:
    """By how many percent a value rose or fell, in words."""
    if before == 0:
        return _("there was nothing to compare with")
    moved = _rounded((Decimal(str(now)) / Decimal(str(before)) - 1) * 100, Decimal("0.1"))
    if moved == 0:
        return _("unchanged")
    by = percent(abs(float(moved)))
    return _("up {percent}", percent=by) if moved > 0 else _("down {percent}", percent=by)


def places(change: int | None) -> str:
    """A change of rank in words: tăng 2 bậc, giảm 1 bậc, giữ nguyên hạng."""
    if change is None:
        return _("no earlier rank")
    if change == 0:
        return _("rank unchanged")
    if change > 0:
        return n_("up {n} place", "up {n} places", change)
    return n_("down {n} place", "down {n} places", -change)


def arrow(change: int | None) -> str:
    """The change of rank with its arrow, for a narrow column: ▲ 2, ▼ 1, =; never by colour alone."""
    if change is None:
        return NONE
    return "=" if change == 0 else f"{'▲' if change > 0 else '▼'} {abs(change)}"


def day(value: date | None) -> str:
    """15/09/2021 or 15 Sep 2021."""
    return NONE if value is None else _dated(value, DAY)


def month(value: date | None) -> str:
    """09/2021 or Sep 2021."""
    return NONE if value is None else _dated(value, MONTH)


def moment(value: datetime) -> str:
    """04:21 ngày 22/11/2026 or 22 Nov 2026, 04:21."""
    return _("{day}, {time}", day=day(value.date()), time=f"{value:%H:%M}")


def _dated(value: date, patterns: dict[str, str]) -> str:
    """A day or a month in the reader's language."""
    language = chosen()
    return _kept(dates.format_date, value, patterns[language], language)


def _written(write: Callable[..., str], value: Number, decimals: int, sign: str = "") -> str:
    """A number in the reader's language, with as many decimals; a percentage where the sign says so."""
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "") + sign
    rounded = _rounded(value, Decimal(1).scaleb(-decimals))
    return _kept(write, rounded / 100 if sign else rounded, pattern, chosen())


@lru_cache(maxsize=2**16)
def _kept(write: Callable[..., str], value: object, pattern: str, language: str) -> str:
    """What Babel writes; kept, since it takes its time and pages write the same things again and again."""
    return write(value, pattern, locale=language)


def _rounded(value: Number, step: Decimal) -> Decimal:
    """A value to the step, halves up; read as printed, since 67.055 is a little less in binary."""
    return Decimal(str(value)).quantize(step, ROUND_HALF_UP)
