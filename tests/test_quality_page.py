"""The page of data quality through AppTest."""

from pathlib import Path

import made_release
import polars as pl
import pytest
from pages import open_page

from conventions import reasons
from conventions.catalogue import catalogue

pytestmark = pytest.mark.usefixtures("today")


@pytest.mark.parametrize(("language", "title"), [("vi", "Lý do"), ("en", "Reason")])
def test_every_reason_for_a_shop_without_a_place_is_said_in_the_readers_language(
    tmp_path: Path, language: str, title: str
) -> None:
    rows = [
        {"marketplace": "voso", "reason": code, "shops": 2, "orders_placed": 3, "order_value_vnd": 4_000}
        for code in reasons.PLACES
    ]
    made_release.write(tmp_path, tables={"unplaced": pl.DataFrame(rows)})
    tables = [pl.from_pandas(table.value) for table in open_page("quality", lang=language).dataframe]
    (shown,) = (table for table in tables if title in table.columns and table.height == len(rows))
    assert shown[title].to_list() == [catalogue(language).gettext(text) for text in reasons.PLACES.values()]


def test_of_a_table_that_a_release_of_older_code_lacks_nothing_is_said(tmp_path: Path) -> None:
    release = made_release.write(tmp_path)
    title = "Households that are not certain"
    assert title in [header.value for header in open_page("quality").header]
    (release / "household_conflicts.parquet").unlink()
    titles = [header.value for header in open_page("quality").header]
    assert title not in titles
    assert "Shops without a place" in titles
