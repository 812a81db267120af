"""What codes are called, in the reader's language, and in which order they stand."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import polars as pl

from conventions.accents import without_accents
from views import release
from views.words.language import N_, _, chosen

HOME = "20"
"""Lạng Sơn, whose statistics these are; the code is the same in both frames."""

METROS = ("01", "79")
"""Hà Nội and Hồ Chí Minh, in both frames: a dozen times the third province, they flatten every chart."""

FRAMES = {"34": N_("34 provinces (since 1 July 2025)"), "63": N_("63 provinces (to 30 June 2025)")}
PERIODS = {
    "since_launch": N_("Since launch"),
    "trailing_12_months": N_("Twelve months"),
    "year_to_date": N_("Year to date"),
    "month": N_("Month to date"),
    "as_of": N_("On the day"),
}
LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
TONES = "\u0300\u0309\u0303\u0301\u0323"


@dataclass(frozen=True)
class Province:
    """A province of one frame."""

    frame: str
    code: str
    name_vi: str
    name_en: str
    successor: str | None

    @property
    def name(self) -> str:
        """Its name in the reader's language."""
        return self.name_vi if chosen() == "vi" else self.name_en

    @property
    def area(self) -> str:
        """Its name with its code and frame, for files."""
        return f"{self.name} ({self.frame}: {self.code})"

    @property
    def label(self) -> str:
        """A label that is also found without accents: Đà Nẵng · Da Nang."""
        bare = without_accents(self.name_vi)
        return self.name_vi if bare == self.name_vi else f"{self.name_vi} · {bare}"


@dataclass(frozen=True)
class Indicator:
    """A measure of the registry."""

    code: str
    name: str
    unit: str
    definition: str
    decimals: int


def provinces(frame: str) -> dict[str, Province]:
    """The provinces of a frame by code, in Vietnamese alphabetical order."""
    return _provinces(release.path(), frame)


@lru_cache(maxsize=32)
def _provinces(opened: Path, frame: str) -> dict[str, Province]:
    """Those of the opened release."""
    rows = release.table("provinces").filter(pl.col("frame") == frame).sort("valid_from").to_dicts()
    newest = {row["code"]: row for row in rows}  # a province that changed its type has a row for each
    found = [Province(frame, code, row["name"], row["name_en"], row["successor_code"]) for code, row in newest.items()]
    return {province.code: province for province in sorted(found, key=lambda one: alphabetical(one.name_vi))}


def indicators() -> dict[str, Indicator]:
    """The measures of the registry by code, in its order."""
    code = chosen()
    return {
        row["indicator"]: Indicator(
            row["indicator"],
            row[f"name_{code}"],
            row[f"unit_{code}"],
            row[f"definition_{code}"],
            int(row["decimals"] or 0),
        )
        for row in release.table("indicators").to_dicts()
    }


def marketplaces() -> dict[str, str]:
    """The names of marketplaces by code, in the registry's order."""
    return dict(release.table("marketplaces").select("marketplace", "name").iter_rows())


def period(code: str) -> str:
    """What a period is called."""
    return _(PERIODS[code])


def listed(codes: Iterable[str]) -> str:
    """Marketplaces by name, in the registry's order."""
    wanted = list(codes)
    known = {code: name for code, name in marketplaces().items() if code in wanted}
    return ", ".join({**known, **{code: code for code in wanted if code not in known}}.values())


def at(names: dict[str, Any], attribute: str = "name") -> Callable[[str], str]:
    """How a control writes a code: an attribute of what the code stands for."""
    return lambda code: str(getattr(names[code], attribute))


def alphabetical(text: str) -> tuple[list[tuple[int, int]], list[int], str]:
    """The place of a text in Vietnamese alphabetical order: letters first (a ă â b c d đ …), then tones."""
    primary: list[tuple[int, int]] = []
    tones: list[int] = []
    for letter in re.findall(r".[\u0300-\u036f]*", unicodedata.normalize("NFD", text.lower())):
        tone = next((mark for mark in letter if mark in TONES), "")
        base = unicodedata.normalize("NFC", letter.replace(tone, "") if tone else letter)
        known = base in LETTERS
        primary.append((2 if known else 1 if base.isdigit() else 0, LETTERS.index(base) if known else ord(base[0])))
        tones.append(TONES.index(tone) + 1 if tone else 0)
    return primary, tones, text.swapcase()
