"""How a marketplace prints its records: a format, and the pieces that formats are made of. Every cell is text.

Rows to print have our own names: those of `formats.PLAIN`, and for order lines also the moments (`paid`, `shipped`,
... in seconds since 1970, null while they have not come), `stage`, `variation`, `product_sku`, `variation_sku`,
`list_price_vnd`, `voucher_vnd`, `returned_quantity`, `kg_per_item`, the place of the buyer (`frame`, `province_name`,
`province_full_name`, `district_name`, `commune_name`), and `token`, a large whole number that is the order's own.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, eq=False)
class Format:
    """One kind of record of one marketplace: printed header and what stands under it, in order. Made once each."""

    columns: Mapping[str, pl.Expr]
    suffix: str
    names: Mapping[str, str] = field(default_factory=dict)  # our name -> printed header
    stem: str = ""  # of a seller's file: {days} and {drawn} are filled in
    sheet: str | None = None
    blank: str | None = None  # what an absent value is printed as
    has_bom: bool = False
    description: Mapping[str, str] = field(default_factory=dict)  # header -> text of the row below the header
    is_per_item: bool = False  # one record for each item of a line

    def records(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The rows as many times as they are printed, `item` numbering those of one line from 0."""
        if not self.is_per_item:
            return rows
        items = rows.with_columns(item=pl.int_ranges(0, pl.col("quantity").cast(pl.Int64)))
        return items.explode("item", empty_as_null=True, keep_nulls=True)

    def printed(self, records: pl.DataFrame) -> pl.DataFrame:
        """The records as the marketplace prints them."""
        printed = records.select(cell.cast(pl.String).alias(header) for header, cell in self.columns.items())
        return printed if self.blank is None else printed.fill_null(self.blank)

    def described(self, cells: pl.DataFrame) -> pl.DataFrame:
        """Printed records with the row of descriptions above them, where the marketplace prints one."""
        if not self.description:
            return cells
        return pl.concat([pl.DataFrame({header: [self.description.get(header, "")] for header in self.columns}), cells])


def moment(name: str, style: str = "%Y-%m-%d %H:%M:%S") -> pl.Expr:
    """Seconds since 1970 as text."""
    return pl.from_epoch(pl.col(name)).dt.to_string(style)


def number_below(count: int, salt: int) -> pl.Expr:
    """A number that looks drawn for the order and is the same in every export; another salt, another number."""
    return pl.col("token") // 7**salt % count


def digits(count: int, salt: int) -> pl.Expr:
    """As many digits that look drawn for the order."""
    return number_below(10**count, salt).cast(pl.String).str.zfill(count)


def drawn(choices: Sequence[tuple[int, str]], salt: int) -> pl.Expr:
    """One of the texts, each as often as its share says."""
    texts = [text for share, text in choices for _ in range(share)]
    return number_below(len(texts), salt).replace_strict(dict(enumerate(texts)), return_dtype=pl.String)


def eight_letters() -> pl.Expr:
    """Eight letters or digits out of the order's token."""
    letters = dict(enumerate(_LETTERS))
    return pl.concat_str(
        (pl.col("token") // 36**place % 36).replace_strict(letters, return_dtype=pl.String) for place in range(8)
    )


def hundredths(value: pl.Expr | int) -> pl.Expr:
    """Money as plain digits with .00."""
    value = pl.lit(value) if isinstance(value, int) else value
    return value.round().cast(pl.Int64).cast(pl.String) + ".00"


def kilograms(value: pl.Expr) -> pl.Expr:
    """Kilograms with three decimals."""
    grams = (value * 1000).round().cast(pl.Int64)
    return (grams // 1000).cast(pl.String) + "." + (grams % 1000).cast(pl.String).str.zfill(3)


def by_stage(words: Mapping[str, str]) -> pl.Expr:
    """The word of each order's stage."""
    return pl.col("stage").cast(pl.String).replace_strict(words, return_dtype=pl.String)


def tones_apart(text: str) -> str:
    """The text with each tone mark behind its vowel, the other marks kept on it: neither NFC nor NFD."""
    apart = ""
    for letter in text:
        marks = unicodedata.normalize("NFD", letter)
        tones = "".join(mark for mark in marks if mark in _TONES)
        apart += unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in _TONES)) + tones
    return apart


def without_marks(text: str) -> str:
    """The text in plain letters, capitals kept."""
    marks = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in marks if not unicodedata.combining(letter))
