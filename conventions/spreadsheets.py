"""Tables that people open in a spreadsheet program."""

import polars as pl

FORMULA = r"^[=+\-@\t\r\n＝＋－＠]"
"""What a spreadsheet may take for the start of a formula (OWASP, CSV injection), full-width ones included."""


def harmless(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with an apostrophe before every text that could start a formula."""
    text = pl.col(pl.String)
    return frame.with_columns(pl.when(text.str.contains(FORMULA)).then("'" + text).otherwise(text).name.keep())
