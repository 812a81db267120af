"""Numbers as exports write them, in SQL: an amount in dong, a quantity, any other number, each in its declared style."""

from typing import Literal

from pipelines.rows.schema import SQL_TYPES

ANY_FRACTION = r"\d+"
NO_FRACTION = "0{1,2}"
"""Dong has no decimals: what follows the decimal mark of an amount is nothing, or it is no amount."""


def number_of(text: str, style: Literal["vi", "en"], sql_type: str, fraction: str = ANY_FRACTION) -> str:
    """A number in a declared style; null where the text is not a number of that style. `1.234` is never guessed.

    `vi`: `1.234.567,5`, `en`: `1,234,567.5`; both: plain digits with the style's own decimal mark. `fraction`: what may
    stand behind the decimal mark.
    """
    if style == "en":
        grouped = rf"regexp_full_match({text}, '[-+]?[1-9]\d{{0,2}}(,\d{{3}})+(\.{fraction})?')"
        plain = rf"regexp_full_match({text}, '[-+]?\d+(\.{fraction})?')"
        return (
            f"case when {plain} then try_cast({text} as {sql_type}) "
            f"when {grouped} then try_cast(replace({text}, ',', '') as {sql_type}) end"
        )
    shape = rf"regexp_full_match({text}, '[-+]?([1-9]\d{{0,2}}(\.\d{{3}})+|\d+)(,{fraction})?')"
    return f"case when {shape} then try_cast(replace(replace({text}, '.', ''), ',', '.') as {sql_type}) end"


def quantity_of(text: str, style: Literal["vi", "en"]) -> str:
    """A quantity; one of more digits than are kept is the largest that is, so that it is told as too large.

    In a Vietnamese layout a point with other than three digits behind it, or a nought before it, can only be a decimal
    mark, as programs write it.
    """
    number = number_of(text, style, SQL_TYPES["decimal"])
    if style == "vi":
        plain = rf"regexp_full_match({text}, '[-+]?(\d+\.(\d{{1,2}}|\d{{4,}})|0\.\d+)')"
        number = f"case when {plain} then try_cast({text} as {SQL_TYPES['decimal']}) else {number} end"
    return _told_if_too_long(text, number, 10**14)


def dong_of(text: str, style: Literal["vi", "en"]) -> str:
    """An amount in whole dong; one of more digits than are kept is the largest that is, so that it is told as too large.

    `109.000` is no amount in English style, for a dong has no thousandth. In a Vietnamese layout `109000.0` is one, as
    programs write it: a point with one or two digits behind it parts no thousands.
    """
    amount = number_of(text, style, "bigint", NO_FRACTION)
    if style == "vi":
        plain = rf"regexp_full_match({text}, '[-+]?\d+\.{NO_FRACTION}')"
        amount = f"case when {plain} then try_cast({text} as bigint) else {amount} end"
    return _told_if_too_long(text, amount, 2**63 - 1)


def _told_if_too_long(text: str, number: str, largest: int) -> str:
    """The number, or the largest one where the text is digits alone and too many to be kept."""
    digits = rf"regexp_full_match({text}, '\d+([.,]0{{1,2}})?')"
    return f"case when length({text}) < 15 then {number} else coalesce({number}, case when {digits} then {largest} end) end"
