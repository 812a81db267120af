"""Numbers as each language writes them, names in Vietnamese order, and labels that are found without accents."""

from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from views.words import language, names, numbers

REFERENCE = Path(__file__).parent.parent / "data" / "reference"


@pytest.fixture
def speak(monkeypatch: pytest.MonkeyPatch) -> Any:
    def chosen(code: str) -> None:
        for module in (language, numbers):
            monkeypatch.setattr(module, "chosen", lambda: code)

    return chosen


@pytest.mark.parametrize(
    ("written", "arguments", "vi", "en"),
    [
        (numbers.number, (1234567,), "1.234.567", "1,234,567"),
        (numbers.number, (-1234.5, 1), "-1.234,5", "-1,234.5"),
        (numbers.number, (0,), "0", "0"),
        (numbers.number, (None,), "–", "–"),
        (numbers.number, (2.5,), "3", "3"),  # halves up, not to even
        (numbers.dong, (1234567,), "1.234.567\xa0₫", "₫1,234,567"),
        (numbers.about, (12_500_000_000,), "12,5 tỷ", "12.5 billion"),
        (numbers.about, (1_010_000_000,), "1,01 tỷ", "1.01 billion"),
        (numbers.about, (999_999_999,), "1 tỷ", "1 billion"),
        (numbers.about, (999_999,), "999.999", "999,999"),
        (numbers.about, (1_000_000,), "1 triệu", "1 million"),
        (numbers.about, (-217_400_000,), "-217,4 triệu", "-217.4 million"),
        (numbers.about, (1_234_000_000_000,), "1,23 nghìn tỷ", "1.23 trillion"),
        (numbers.quantity, (745, "đơn"), "745 đơn", "745 đơn"),
        (numbers.quantity, (178_731_000, "đồng"), "178,7 triệu đồng", "178.7 million đồng"),
        (numbers.quantity, (93.05, "%", 1), "93,1%", "93.1%"),
        (numbers.distance, (1.2, "%", 1), "1,2 điểm phần trăm", "1.2 percentage points"),
        (numbers.times, (67.055,), "67,06 lần", "67.06 times"),  # 67,055 shops on a base of 1,000
        (numbers.times, (None,), "–", "–"),
        (numbers.percent, (6605.5,), "6.605,5%", "6,605.5%"),
        (numbers.percent, (50, 0), "50%", "50%"),
        (numbers.points, (1.25,), "1,3 điểm phần trăm", "1.3 percentage points"),
        (numbers.change, (150, 100), "tăng 50,0%", "up 50.0%"),
        (numbers.change, (50, 100), "giảm 50,0%", "down 50.0%"),
        (numbers.change, (100, 100), "không đổi", "unchanged"),
        (numbers.change, (1, 0), "không có số để so sánh", "there was nothing to compare with"),
        (numbers.places, (2,), "tăng 2 bậc", "up 2 places"),
        (numbers.places, (1,), "tăng 1 bậc", "up 1 place"),
        (numbers.places, (-1,), "giảm 1 bậc", "down 1 place"),
        (numbers.places, (0,), "giữ nguyên hạng", "rank unchanged"),
        (numbers.places, (None,), "chưa có hạng kỳ trước", "no earlier rank"),
        (numbers.arrow, (2,), "▲ 2", "▲ 2"),
        (numbers.arrow, (-3,), "▼ 3", "▼ 3"),
        (numbers.day, (date(2021, 9, 15),), "15/09/2021", "15 Sep 2021"),
        (numbers.month, (date(2021, 9, 15),), "09/2021", "Sep 2021"),
        (numbers.moment, (datetime(2026, 11, 22, 4, 21),), "04:21 ngày 22/11/2026", "22 Nov 2026, 04:21"),
    ],
)  # fmt: skip
def test_numbers_are_written_as_the_language_writes_them(
    written: Any, arguments: tuple[Any, ...], vi: str, en: str, speak: Any
) -> None:
    speak("vi")
    assert written(*arguments) == vi
    speak("en")
    assert written(*arguments) == en


def test_names_stand_in_vietnamese_order_as_icu_has_it() -> None:
    texts = []
    for table in ("provinces", "districts", "communes"):
        texts += pl.read_csv(REFERENCE / f"{table}.csv", infer_schema=False)["name"].unique().to_list()
    words = [text for text in sorted(set(texts)) if not any(sign in text for sign in "()'’\"")]
    with duckdb.connect() as db:
        expected = db.execute(
            "select word from (select unnest($1) as word) order by word collate vi", [words]
        ).fetchall()
    by_icu = {word: place for place, (word,) in enumerate(expected)}
    ours = sorted(words, key=names.alphabetical)
    moved = [(one, other) for one, other in pairwise(ours) if by_icu[one] > by_icu[other]]
    assert not moved


def test_the_order_is_that_of_the_alphabet_and_not_of_the_bytes() -> None:
    shuffled = ["Đắk Lắk", "Đà Nẵng", "Điện Biên", "An Giang", "Cần Thơ", "Cao Bằng", "Bắc Ninh", "Cà Mau"]
    expected = ["An Giang", "Bắc Ninh", "Cà Mau", "Cao Bằng", "Cần Thơ", "Đà Nẵng", "Đắk Lắk", "Điện Biên"]
    assert sorted(shuffled, key=names.alphabetical) == expected


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("Đà Nẵng", "Đà Nẵng · Da Nang"),
        ("Hồ Chí Minh", "Hồ Chí Minh · Ho Chi Minh"),
        ("Đắk Lắk", "Đắk Lắk · Dak Lak"),
        ("Gia Lai", "Gia Lai"),
    ],
)
def test_a_label_is_found_without_accents(name: str, label: str) -> None:
    assert names.Province("34", "00", name, name, None).label == label
