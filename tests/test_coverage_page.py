"""Coverage of households through AppTest: four measures, their denominator, and what is missing for a share."""

from datetime import date
from pathlib import Path
from typing import Any

import made_release
import polars as pl
import pytest
from pages import open_page, text
from streamlit.testing.v1 import AppTest

from views.coverage import coverage_charts, measures
from views.words import language

pytestmark = pytest.mark.usefixtures("today")
BEFORE, NEWEST = made_release.DAYS


def target(**changed: Any) -> pl.DataFrame:
    row = {
        "indicator": "households_with_both_pct",
        "target_value": 50.0,
        "due_date": date(2025, 12, 31),
        "actual_value": 27.0,
        "actual_date": date(2025, 12, 31),
        "status": "not_met",
        "document": "A resolution",
        "form": "value",
        "comparison": "at_least",
        "qualifier": "exact",
        "frame": "63",
        "area_code": "20",
        "needed_change": 23.0,
    }
    return pl.DataFrame([row | changed])


def opened(folder: Path, tables: dict[str, pl.DataFrame], **address: str) -> AppTest:
    made_release.write(folder, tables=tables)
    return open_page("coverage", **address)


def test_four_measures_stand_side_by_side_over_a_dated_and_sourced_number_of_households(tmp_path: Path) -> None:
    app = opened(tmp_path, {"coverage": made_release.coverage()})
    said = text(app)
    assert "A digital shop: **33.5% (67,055 households)**" in said
    assert "Shop and account: **27.0% (54,030 households)**" in said
    assert "Households: **200,000**, as of 20 Jul 2021 (derived from a published share). Source: congly.vn" in said
    shown = app.dataframe[0].value
    assert shown["Households with"].to_list() == [
        "A digital shop",
        "An e-payment account",
        "Shop and account",
        "Shop or account",
    ]
    assert shown["Of"].to_list() == [200_000] * 4
    over_time = pl.from_pandas(app.dataframe[1].value)
    assert over_time["Day"].cast(pl.Date).to_list() == [NEWEST, BEFORE]
    assert over_time["Shop or account (share)"].to_list() == [35, 35]


def test_a_province_without_a_number_of_households_has_counts_and_is_told_what_to_fill_in(tmp_path: Path) -> None:
    app = opened(tmp_path, {"coverage": made_release.coverage("48", None)}, province="48")
    said = text(app)
    assert "A digital shop: **67,055 households**" in said
    assert "Add a row to `data/reference/households.csv` (frame, area_code, as_of, households" in said
    assert "%" not in app.markdown[2].value
    assert "Unit: households" in said
    assert app.dataframe[1].value["A digital shop (count)"].to_list() == [67_055, 67_055]


def test_a_measure_that_was_not_counted_is_named(tmp_path: Path) -> None:
    app = opened(tmp_path, {"coverage": made_release.coverage(account=None, both=None, either=None)})
    assert "Not known: An e-payment account, Shop and account, Shop or account. Shops or accounts" in text(app)
    assert len(app.dataframe[0].value) == 1


def test_targets_stand_beside_the_province_they_were_set_for(tmp_path: Path) -> None:
    app = opened(tmp_path, {"coverage": made_release.coverage(), "targets": target()})
    assert "Dashed: the targets of the documents below (50%)." in text(app)
    assert "Of 1 targets: **met 0**, not met 1" in text(app)
    assert app.dataframe[2].value["Still needed"].to_list() == ["missed by 23 percentage points"]


def test_the_target_of_one_old_province_is_not_that_of_the_merged_one(tmp_path: Path) -> None:
    tables = {"coverage": made_release.coverage("24"), "targets": target(area_code="24")}
    assert "No target of coverage is known for this province." in text(opened(tmp_path, tables, province="24"))


def test_a_province_that_nothing_was_delivered_of_is_told(tmp_path: Path) -> None:
    assert "No shop or account of Lang Son has been delivered" in text(opened(tmp_path, {}))


def test_a_mark_stands_at_the_target_of_its_own_measure(tmp_path: Path) -> None:
    names = {measure: language.said("vi", name) for measure, name in measures.MEASURES.items()}
    newest = (
        made_release.coverage()
        .filter(pl.col("as_of_date") == NEWEST)
        .with_columns(name=pl.col("measure").replace(names))
    )
    chart = coverage_charts.bars(newest, target().with_columns(measure=pl.lit("both")))
    assert chart is not None
    marks = [layer for layer in chart["layer"] if layer["mark"]["type"] == "tick"]
    (mark,) = chart["datasets"][marks[0]["data"]["name"]].to_dicts()
    assert (mark["name"], mark["value"]) == (names["both"], 50)
