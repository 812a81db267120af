"""Definitions through AppTest: found with and without accents, and linked to from every figure."""

from pathlib import Path
from urllib.parse import parse_qs

import made_release
import polars as pl
import pytest
from pages import open_page, text
from streamlit.testing.v1 import AppTest

from assets.storage import reference

pytestmark = pytest.mark.usefixtures("today")
DEFINITIONS = reference.table("indicators").height


def opened(folder: Path, page: str = "definitions", **address: str | list[str]) -> AppTest:
    if not (folder / "published").exists():
        made_release.write(folder, tables={"checks": pl.DataFrame([made_release.REFUSED])})
    return open_page(page, **address)


def links(app: AppTest) -> list[list[str]]:
    """The indicators that each link from the page's figures to definitions asks for."""
    found = [link.proto for link in app.main.get("page_link")]
    assert all(link.page == "definitions" for link in found)
    return [parse_qs(link.query_string).get("indicator", []) for link in found]


def test_a_definition_says_unit_decimals_what_it_counts_both_languages_and_source(tmp_path: Path) -> None:
    app = opened(tmp_path, indicator="orders_completed")
    first = "\n".join(part.value for part in app.main.markdown[1:3])
    assert "**Successful transactions** · `orders_completed`" in first
    assert "Orders delivered or completed, not cancelled and not wholly returned" in first
    assert "transactions · 0 decimals · counted over a period · from the order lines · more is better" in first
    assert "Giao dịch thành công (giao dịch). Đơn hàng đã giao hoặc hoàn thành" in first
    assert "Source: Ministry's reports on Decision 1034" in first


def test_sources_are_said_in_the_readers_language(tmp_path: Path) -> None:
    said = text(opened(tmp_path, indicator="orders_cancelled", lang="vi"))
    assert "Nguồn: Dự án này; chưa tìm thấy định nghĩa chính thức" in said


@pytest.mark.parametrize("words", ["giao dich thanh cong", "Giao dịch thành công", "successful TRANSACTIONS"])
def test_a_definition_is_found_in_either_language_with_or_without_accents(tmp_path: Path, words: str) -> None:
    app = opened(tmp_path, lang="vi")
    app.text_input(key="find").input(words).run()
    assert app.query_params["find"] == words
    said = text(app)
    assert "`orders_completed`" in said
    assert "`registered_shops`" not in said
    assert f"trong {DEFINITIONS} định nghĩa" in said


def test_words_that_no_definition_has_are_told(tmp_path: Path) -> None:
    said = text(opened(tmp_path, find="durian"))
    assert f"0 of {DEFINITIONS} definitions" in said
    assert "No definition has all of these words." in said


def test_an_unknown_indicator_is_told_and_all_are_listed(tmp_path: Path) -> None:
    app = opened(tmp_path, indicator=["nonsense", "revenue_vnd"])
    assert "asks for “nonsense, revenue" in text(app)
    assert f"{DEFINITIONS} of {DEFINITIONS} definitions" in text(app)
    assert app.query_params["indicator"] == "revenue_vnd"


def test_every_figure_links_to_the_definition_of_its_indicator(tmp_path: Path) -> None:
    rankings = links(opened(tmp_path, "rankings", indicator="orders_completed", compare="79"))
    assert rankings == [["orders_completed"]] * 4  # the ranking, the comparison, values and ranks over time
    overview = links(opened(tmp_path, "overview"))
    assert overview == [["registered_shops", "orders_completed", "revenue_vnd"], ["orders_completed"], ["revenue_vnd"]]


def test_a_figure_that_is_no_indicator_says_its_definition_itself(tmp_path: Path) -> None:
    app = opened(tmp_path, "quality")
    assert links(app) == []
    assert "Definition: What Great Expectations found before this release. · Unit: records" in text(app)
