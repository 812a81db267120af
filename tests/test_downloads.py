"""What is taken away opens in a spreadsheet as it was shown, says what it is, and runs nothing."""

from datetime import date, datetime
from io import BytesIO
from zipfile import ZipFile

import fastexcel
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from conventions import spreadsheets
from views.figures import downloads
from views.figures.downloads import Described, Labels, Numbers

DATA = pl.DataFrame(
    {
        "province": ["Đắk Lắk", '=HYPERLINK("http://b.example")', "＝1+1", None],
        "value": [1234567, -5, 0, None],
        "share": [0.5, 1.25, -1.0, None],
        "day": [date(2021, 9, 15)] * 4,
        "unseen": ["@not described"] * 4,
    }
)
NUMBERS = Numbers(
    columns=[
        Described("province", "Tỉnh", "Tên tỉnh", ""),
        Described("value", "Giá trị", "Doanh thu", "đồng"),
        Described("share", "Tỷ lệ", "Tỷ lệ", "%"),
        Described("day", "Ngày", "Ngày tính", ""),
    ],
    data=DATA,
    stamp={"measure": "Doanh thu", "unit": "đồng", "as_of": "2021-09-15", "n": "=4", "source": "Voso", "release": "R"},
    notes=[("Nguồn", "Voso"), ("Ghi chú", "-1")],
    labels=Labels("Số liệu", "Giải thích cột", "Nguồn và ghi chú", ("Cột", "Tên cột", "Ý nghĩa", "Đơn vị")),
    made_at=datetime(2026, 4, 2, 1, 30),
)


def test_a_csv_has_a_byte_order_mark_dots_iso_days_and_says_on_each_row_what_it_is() -> None:
    content = downloads.csv(NUMBERS)
    assert content.startswith(b"\xef\xbb\xbf")
    lines = content.decode("utf-8-sig").splitlines()
    assert lines[0] == "province,value,share,day,measure,unit,as_of,n,source,release"
    assert lines[1] == "Đắk Lắk,1234567,0.5,2021-09-15,Doanh thu,đồng,2021-09-15,'=4,Voso,R"
    assert lines[2].startswith('"\'=HYPERLINK(""http://b.example"")",-5,1.25,')
    assert lines[3].startswith("'＝1+1,0,-1.0,")


@pytest.mark.parametrize("start", spreadsheets.FORMULA)
def test_no_text_starts_a_formula(start: str) -> None:
    frame = pl.DataFrame({"text": [f"{start}1+1"], "number": [-1]})
    assert spreadsheets.harmless(frame).row(0) == (f"'{start}1+1", -1)


@given(st.lists(st.text(max_size=8) | st.none(), max_size=5))
def test_harmless_texts_keep_their_words(texts: list[str | None]) -> None:
    frame = pl.DataFrame({"text": texts}, schema={"text": pl.String})
    made = spreadsheets.harmless(frame)["text"].to_list()
    assert not any(text and text.startswith(spreadsheets.FORMULA) for text in made)
    assert [text and text.removeprefix("'") for text in made] == [text and text.removeprefix("'") for text in texts]


def test_a_workbook_has_the_data_its_dictionary_and_its_sources() -> None:
    book = fastexcel.read_excel(downloads.xlsx(NUMBERS))
    assert book.sheet_names == ["Số liệu", "Giải thích cột", "Nguồn và ghi chú"]
    data = book.load_sheet("Số liệu").to_polars().with_columns(pl.col("Ngày").dt.date())
    expected = pl.DataFrame(
        {
            "Tỉnh": ["Đắk Lắk", '\'=HYPERLINK("http://b.example")', "'＝1+1", None],
            "Giá trị": [1234567.0, -5.0, 0.0, None],
            "Tỷ lệ": [0.5, 1.25, -1.0, None],
            "Ngày": [date(2021, 9, 15)] * 4,
        }
    )
    assert_frame_equal(data, expected)
    dictionary = book.load_sheet("Giải thích cột").to_polars()
    assert dictionary.columns == ["Cột", "Tên cột", "Ý nghĩa", "Đơn vị"]
    assert dictionary["Cột"].to_list() == ["province", "value", "share", "day"]
    notes = book.load_sheet("Nguồn và ghi chú", header_row=None).to_polars()
    assert notes.rows() == [("Nguồn", "Voso"), ("Ghi chú", "'-1")]


def test_a_workbook_holds_no_formula_and_is_the_same_each_time() -> None:
    content = downloads.xlsx(NUMBERS)
    with ZipFile(BytesIO(content)) as parts:
        sheets = [parts.read(name).decode() for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
    assert len(sheets) == 3
    assert not any("<f>" in sheet or "<hyperlink" in sheet for sheet in sheets)
    assert content == downloads.xlsx(NUMBERS)


def test_an_empty_table_can_be_taken_away() -> None:
    empty = Numbers(**{**vars(NUMBERS), "data": DATA.clear()})
    assert downloads.csv(empty).decode("utf-8-sig").splitlines() == [
        "province,value,share,day,measure,unit,as_of,n,source,release"
    ]
    assert fastexcel.read_excel(downloads.xlsx(empty)).sheet_names[0] == "Số liệu"
