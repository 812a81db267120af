"""What holds for the text of every delivered table, whatever format it came in."""

import unicodedata

import polars as pl

from assets.deliveries import tables


def test_letters_that_are_not_normalised_are_nfc_whatever_stands_beside_them() -> None:
    letters = pl.Series([chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000])
    left = letters.filter(~letters.str.contains(tables.BEYOND_VIETNAMESE)).to_list()
    assert {"a", "ơ", "đ", "ậ", "Ỹ"} <= set(left)
    for around in left:
        text = around.join(left)
        assert unicodedata.is_normalized("NFC", text), around
