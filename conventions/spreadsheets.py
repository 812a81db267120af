"""Tables that people open in a spreadsheet program."""

import polars as pl

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet may take for the start of a formula (OWASP, CSV injection), full-width ones included."""


def harmless(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with an apostrophe before every text that could start a formula."""
    text = pl.col(pl.String)
    return frame.with_columns(pl.when(text.str.slice(0, 1).is_in(FORMULA)).then("'" + text).otherwise(text).name.keep())


def harmless_text(text: str) -> str:
    """A text with an apostrophe before it if it could start a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text
