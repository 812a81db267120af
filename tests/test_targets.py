"""Met, not met, no information: told by the newest actual value up to the due date."""

from datetime import date

import polars as pl
import pytest
from conftest import Place
from test_claims import NOT_REPORTED

from assets.storage import reference
from pipelines.indicators import claims, levels, targets
from pipelines.indicators.reported import SCHEMA

TARGETS = reference.table("targets")
UNMERGED = levels.unmerged(reference.table("province_crosswalk").lazy())
KNOWN = dict.fromkeys(["frame", "area_code", "indicator", "form", "actual_basis", "actual_source"], pl.String)
KNOWN_SCHEMA = {**KNOWN, "actual_date": pl.Date, "actual_value": pl.Float64}
FIBRE_2023 = TARGETS.filter(indicator="fibre_households_pct", due_date="2023-12-31")


def actual(
    value: float, day: date, basis: str = "reported", indicator: str = "fibre_households_pct"
) -> dict[str, object]:
    return {
        "frame": "63",
        "area_code": "20",
        "indicator": indicator,
        "form": "rank" if indicator == "dti" else "value",
        "actual_basis": basis,
        "actual_source": None if basis == "computed" else "A",
        "actual_date": day,
        "actual_value": float(value),
    }


def judged(table: pl.DataFrame, *known: dict[str, object]) -> pl.DataFrame:
    return targets.board(table.lazy(), pl.LazyFrame(list(known), schema=KNOWN_SCHEMA)).collect()


@pytest.mark.parametrize(("value", "status", "missing"), [(75, "met", None), (80, "met", None), (70, "not_met", 5)])
def test_a_target_is_met_by_an_actual_value_that_reaches_it(value: float, status: str, missing: float | None) -> None:
    row = judged(FIBRE_2023, actual(value, date(2023, 6, 30))).row(0, named=True)
    assert (row["status"], row["needed_change"]) == (status, missing)


def test_more_than_80_percent_is_not_80_percent() -> None:
    table = TARGETS.filter(indicator="fibre_households_pct", due_date="2025-12-31", qualifier="more_than")
    assert judged(table, actual(80, date(2025, 1, 1)))["status"].to_list() == ["not_met"]
    assert judged(table, actual(80.1, date(2025, 1, 1)))["status"].to_list() == ["met"]


def test_without_an_actual_value_up_to_the_due_date_there_is_no_information() -> None:
    assert judged(FIBRE_2023)["status"].to_list() == ["no_information"]
    assert judged(FIBRE_2023, actual(90, date(2024, 1, 1)))["status"].to_list() == ["no_information"]


def test_a_rank_among_the_first_ten_is_a_smaller_number() -> None:
    table = TARGETS.filter(indicator="dti")
    assert judged(table, actual(4, date(2023, 12, 31), indicator="dti"))["status"].to_list() == ["met"]
    late = judged(table, actual(16, date(2020, 12, 31), indicator="dti")).row(0, named=True)
    assert (late["status"], late["needed_change"], late["needed_per_month"]) == ("not_met", -6, None)


def test_the_newest_actual_value_speaks_and_on_one_day_what_was_published_before_what_we_counted() -> None:
    day = date(2023, 6, 30)
    known = [actual(60, day, "computed"), actual(61, day, "quoted"), actual(62, day), actual(50, date(2022, 1, 1))]
    assert judged(FIBRE_2023, *known)["actual_value"].to_list() == [62]
    newer = judged(FIBRE_2023, *known, actual(63, date(2023, 7, 1), "computed")).row(0, named=True)
    assert (newer["actual_value"], newer["actual_basis"], newer["actual_source"]) == (63, "computed", None)


def test_the_path_is_what_is_missing_per_month_from_the_last_actual_to_the_due_date() -> None:
    row = judged(FIBRE_2023, actual(63, date(2022, 12, 31))).row(0, named=True)
    assert row["needed_per_month"] == pytest.approx(1.0, abs=0.001)


def test_several_documents_set_targets_for_one_year() -> None:
    years = TARGETS.filter(indicator="fibre_households_pct").group_by("due_date").len()
    assert dict(years.rows()) == {"2022-12-31": 1, "2023-12-31": 1, "2025-12-31": 2}
    share = TARGETS.filter(indicator="digital_economy_share_grdp")
    assert sorted(share.select("due_date", pl.col("target_value").cast(pl.Int64)).rows()) == [
        ("2022-12-31", 10),
        ("2023-12-31", 10),
        ("2025-12-31", 20),
        ("2030-12-31", 25),
        ("2030-12-31", 30),
    ]


@pytest.mark.parametrize("number", ["10", "20", "80", "50", "30", "7", "85", "70", "75", "2", "90", "100"])
def test_every_target_of_the_founding_documents_is_a_row(number: str) -> None:
    founding = TARGETS.filter(pl.col("document").str.contains("Pháp luật|Dân trí|72-KH"))
    assert number in founding["target_value"].to_list()


def test_actual_values_come_from_documents_reports_coverage_and_our_own_counts() -> None:
    no_own = pl.LazyFrame(
        schema={
            **dict.fromkeys(["frame", "area_code", "indicator", "form"], pl.String),
            "as_of_date": pl.Date,
            "own_value": pl.Float64,
        }
    )
    quoted = claims.judged(reference.table("claims").lazy(), no_own, NOT_REPORTED)
    covered = pl.LazyFrame(
        {
            "frame": "63",
            "area_code": "20",
            "as_of_date": [date(2021, 12, 31)],
            "measure": "both",
            "coverage_pct": [40.0],
        }
    )
    known = targets.actuals(quoted, pl.LazyFrame(schema=SCHEMA), covered, no_own, UNMERGED)
    board = targets.board(TARGETS.lazy(), known).collect()
    status = {(row[0], str(row[1])): row[2] for row in board.select("indicator", "due_date", "status").rows()}
    assert status["dti", "2025-12-31"] == "met"
    assert status["digital_economy_share_grdp", "2023-12-31"] == "met"
    assert status["digital_economy_share_grdp", "2025-12-31"] == "not_met"
    assert status["households_with_both_pct", "2021-12-31"] == "not_met"
    assert status["registered_shops", "2021-12-31"] == "met"
    assert status["fibre_households_pct", "2025-12-31"] == "no_information"
    assert status["households_with_shop_pct", "2021-12-31"] == "no_information"


def test_what_a_province_that_was_not_merged_counts_since_july_2025_speaks_to_targets_set_before() -> None:
    own = pl.LazyFrame(
        {
            "frame": "34",
            "area_code": ["20", "24"],
            "indicator": "registered_shops",
            "form": "value",
            "as_of_date": date(2026, 10, 31),
            "own_value": [1_250.0, 9.0],
        }
    )
    nothing = claims.judged(reference.table("claims").head(0).lazy(), own, NOT_REPORTED)
    no_coverage = pl.LazyFrame(
        schema={
            **dict.fromkeys(["frame", "area_code", "measure"], pl.String),
            "as_of_date": pl.Date,
            "coverage_pct": pl.Float64,
        }
    )
    known = targets.actuals(nothing, pl.LazyFrame(schema=SCHEMA), no_coverage, own, UNMERGED).collect()
    assert known.filter(frame="63").select("area_code", "actual_value").rows() == [("20", 1_250)]


def test_an_installation_without_a_delivery_publishes_the_board(opened: Place) -> None:
    published = opened.release("targets")
    assert published.height == TARGETS.height
    assert {"met", "not_met", "no_information"} == set(published["status"])
