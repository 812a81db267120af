"""A text as it was meant: what spreadsheets and people put around it, and what they make of long numbers.

Patterns are read alike by Python, Polars and DuckDB.
"""

import re
import unicodedata

INVISIBLE = "[\x00-\x08\x0e-\x1f\x7f\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
"""Control marks, soft hyphens, marks of no width and of direction."""
BLANKS = r"\s+"
"""Spaces of any width, tabs, line ends: a run of them is one blank."""
PROTECTED = r'^="([^"]*)"$'
"""A formula that only says a text, which keeps a spreadsheet from making a number of it: `="0123"`."""
APOSTROPHE = r"^'+\s*"
"""The mark by which a spreadsheet knows a text, saved as part of it."""
UNFOLDED = rf"{INVISIBLE}|[^\S ]|  |^\s*['=]"
"""What a text holds that has anything of the above."""
LOST_DIGITS = (
    r"(?i)[-+]?(?:\d+[.,]\d*e[-+]?\d+|\d+e[-+]\d+|\de(?:1[5-9]|[2-9]\d|\d{3})"
    r"|\d{30,}|\d{16,}[.,]\d*|\d{1,3}(?:,\d{3}){5,}|\d{1,3}(?:\.\d{3}){5,})"
)
"""A whole text that is an identifier which was a number in between: spreadsheets and data frames keep fifteen digits of it.

`5.83104E+17`, `5,83104e17`, `583104104812345000.0`. A text such as `26030412345E67` is none of these.
"""


def plain(text: str | None) -> str:
    """A text without what is invisible, in composed letters, runs of blanks as one and none around it."""
    seen = re.sub(INVISIBLE, "", unicodedata.normalize("NFC", text or ""))
    folded = re.sub(BLANKS, " ", seen).strip()
    return re.sub(PROTECTED, r"\1", re.sub(APOSTROPHE, "", folded)).strip()
