"""Growth, targets and claims through AppTest."""

from datetime import date
from pathlib import Path

import made_release
import polars as pl
import pytest
from pages import open_page, text
from streamlit.testing.v1 import AppTest
from test_claims import judged

PROJECT = Path(__file__).parent.parent
pytestmark = pytest.mark.usefixtures("today")
LAUNCH, PRESS = date(2021, 7, 20), date(2021, 10, 13)


def opened(folder: Path, page: str, address: dict[str, str], tables: dict[str, pl.DataFrame]) -> AppTest:
    made_release.write(folder, tables=tables)
    return open_page(page, **address)


def growth(**changed: object) -> pl.DataFrame:
    row = {
        "level": "province",
        "frame": "34",
        "area_code": "20",
        "indicator": "registered_shops",
        "as_of_date": PRESS,
        "value": 67_055.0,
        "baseline_kind": "quoted_launch",
        "baseline_value": 1_000.0,
        "baseline_date": LAUNCH,
        "times_baseline": 67.055,
        "change": 66_055.0,
        "change_pct": 6_605.5,
        "counts": "stock",
        "baseline_source": "An interview",
        "value_source": "A newspaper",
    }
    return pl.DataFrame([row | changed])


def claimed() -> pl.DataFrame:
    """The quotations of the registry, judged as in an installation without a delivery."""
    registry = pl.read_csv(PROJECT / "data" / "reference" / "claims.csv", infer_schema=False)
    return judged(registry)


def test_a_multiple_names_its_base_its_day_and_its_sources(tmp_path: Path) -> None:
    app = opened(tmp_path, "growth", {"base": "quoted_launch"}, {"growth_since_launch": growth()})
    said = text(app)
    assert "**67.06 times** the 1,000 shops of 20 Jul 2021, up 6,605.5%" in said
    assert "the base – An interview; the value – A newspaper" in said
    assert "the figure quoted for launch" in said
    assert [button.label for button in app.download_button] == ["Download XLSX", "Download CSV"]


def test_a_base_that_was_never_published_gives_no_multiple(tmp_path: Path) -> None:
    unknown = growth(baseline_value=None, times_baseline=None, change=None, change_pct=None, indicator="revenue_vnd")
    app = opened(tmp_path, "growth", {"base": "quoted_launch"}, {"growth_since_launch": unknown})
    assert "The base was never published, so there is no multiple." in text(app)


def test_a_base_that_the_indicator_does_not_have_is_told(tmp_path: Path) -> None:
    app = opened(tmp_path, "growth", {}, {"growth_since_launch": growth()})
    assert "has no multiple of this base: our own count of the launch day" in text(app)


@pytest.mark.parametrize(
    ("page", "told"), [("growth", "No growth since launch"), ("targets", "no target"), ("claims", "no quotation")]
)
def test_an_empty_table_is_told(tmp_path: Path, page: str, told: str) -> None:
    assert told in text(opened(tmp_path, page, {}, {}))


def test_the_board_counts_its_three_states_and_says_what_is_needed(tmp_path: Path) -> None:
    row = {
        "indicator": "registered_shops",
        "target_value": 45_000.0,
        "due_date": date(2021, 12, 31),
        "actual_value": 40_000.0,
        "actual_date": date(2021, 10, 31),
        "status": "not_met",
        "document": "A plan",
        "form": "value",
        "comparison": "at_least",
        "qualifier": "exact",
        "frame": "63",
        "area_code": "20",
        "needed_change": 5_000.0,
        "needed_per_month": 2_500.0,
    }
    no_information = {"actual_value": None, "actual_date": None, "needed_change": None, "needed_per_month": None}
    board = [
        row,
        row | no_information | {"status": "no_information"},
        row | {"status": "met", "form": "rank", "comparison": "at_most", "target_value": 10.0, "actual_value": 4.0},
        row | {"needed_per_month": None, "actual_date": date(2021, 12, 31)},
    ]
    app = opened(tmp_path, "targets", {}, {"targets": pl.DataFrame(board)})
    assert "Of 4 targets: **met 1**, not met 2, no information 1." in text(app)
    table = app.dataframe[0].value
    assert {"2,500 shops a month", "missed by 5,000 shops"} <= set(table["Still needed"])
    assert {"≥ 45,000 shops", "≤ rank 10"} == set(table["Target value"])


def test_claims_are_recomputed_without_a_delivery(tmp_path: Path) -> None:
    quotations = claimed()
    app = opened(tmp_path, "claims", {}, {"claims": quotations})
    said = text(app)
    assert "A quotation is judged by three grounds" in said
    agree, differ = (int((quotations["agrees"] == verdict).sum()) for verdict in (True, False))
    assert f"**agree {agree}**, do not agree {differ}" in said
    table = app.dataframe[0].value
    assert len(table) == quotations.height
    first = table.iloc[0]
    assert (first["Recomputed"], first["Verdict"]) == ("189.29 times", "does not agree with itself")
    assert first["Reason"] == "Neither rounding nor truncating gives the quoted figure."
