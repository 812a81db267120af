"""Figures as known on an earlier day, and what a release revised, through AppTest."""

import shutil
from pathlib import Path
from typing import Any

import made_release
import polars as pl
import pytest
from pages import open_page, run_page, text

pytestmark = pytest.mark.usefixtures("today")
EARLIER = "20260320T013000"
PAGES = ("overview", "rankings", "growth", "coverage", "targets", "claims", "produce", "definitions", "quality")


@pytest.fixture
def earlier(tmp_path: Path) -> Path:
    """A kept release of 20 March 2026, in which Lạng Sơn had 5,000 shops; the newest one is of 2 April."""
    newest = made_release.write(tmp_path)
    kept = newest.parent / EARLIER
    shutil.copytree(newest, kept)
    ours = (pl.col("indicator") == "registered_shops") & (pl.col("province_code") == "20")
    path = kept / "province_rankings.parquet"
    pl.read_parquet(path).with_columns(value=pl.when(ours).then(5_000.0).otherwise("value")).write_parquet(path)
    return kept


@pytest.mark.parametrize("page", PAGES)
def test_every_page_says_that_an_earlier_release_is_shown(earlier: Path, page: str) -> None:
    said = text(open_page(page, known="2026-03-20"))
    assert "Figures as known on 20 Mar 2026: release 20260320T013000, made 20 Mar 2026, 01:30." in said
    assert "as known" not in text(open_page(page))


def test_the_day_is_chosen_from_a_list_stays_in_the_address_and_links_and_leads_back(earlier: Path) -> None:
    app = open_page()
    assert "6,081 shops" in text(app)
    assert list(app.selectbox(key="known").options) == ["2 Apr 2026 (newest)", "20 Mar 2026"]
    app.selectbox(key="known").select("2026-03-20").run()
    assert app.query_params == {"lang": "en", "known": "2026-03-20"}
    assert "5,000 shops" in text(app)
    assert all("known=2026-03-20" in link.proto.query_string for link in app.get("page_link"))
    app.button(key="newest_figures").click().run()
    assert app.query_params == {"lang": "en"}
    assert "6,081 shops" in text(app)


def test_a_day_between_two_releases_knew_the_earlier_one(earlier: Path) -> None:
    app = open_page(known="2026-04-01")
    assert "5,000 shops" in text(app)
    assert not [one for one in app.warning if "address" in one.value]
    later = open_page(known="2026-05-01")
    assert "6,081 shops" in text(later)
    assert later.query_params == {"lang": "en"}


@pytest.mark.parametrize("day", ["2026-03-19", "yesterday", "9999-99-99x"])
def test_a_day_that_nothing_is_kept_of_is_told_and_the_newest_is_shown(earlier: Path, day: str) -> None:
    said = text(open_page(known=day))
    assert f"asks for “{day}” under “Figures as known on”" in said
    assert "The earliest release that is kept is that of 20 Mar 2026. Shown instead: 2 Apr 2026 (newest)." in said
    assert "6,081 shops" in said


def test_with_one_day_kept_there_is_nothing_to_choose(tmp_path: Path) -> None:
    made_release.write(tmp_path)
    assert "known" not in {box.key for box in open_page().selectbox}


def test_what_an_earlier_release_did_not_publish_is_told(earlier: Path) -> None:
    (earlier / "coverage.parquet").unlink()
    app = open_page("coverage", known="2026-03-20")
    assert "was not published yet by the release of that day" in text(app)
    assert not app.error


def test_a_table_that_the_newest_release_lacks_is_an_error(earlier: Path) -> None:
    (earlier.parent / made_release.NAME / "coverage.parquet").unlink()
    assert run_page("coverage").error


def revision(**changed: Any) -> dict[str, Any]:
    return {
        "frame": "34",
        "indicator": "registered_shops",
        "period": "as_of",
        "as_of_date": made_release.NEWEST,
        "basis": "computed",
        "source_title": None,
        "province_code": "20",
        "value_before": 5_000.0,
        "value": 6_081.0,
        "change": 1_081.0,
        "change_pct": 21.62,
        "rank_before": 4,
        "rank": 3,
        "previous_release": EARLIER,
    } | changed


@pytest.fixture
def revised(tmp_path: Path) -> None:
    rows = [
        revision(),
        revision(province_code="14", change_pct=-50.0, rank_before=3),
        revision(as_of_date=made_release.DAYS[0]),
        revision(indicator="orders_completed", period="month"),
        revision(frame="63"),
    ]
    made_release.write(tmp_path, tables={"revisions": pl.DataFrame(rows, schema_overrides={"source_title": pl.String})})


def test_a_ranking_says_what_the_release_before_had(revised: None) -> None:
    app = open_page("rankings")
    assert "**2 provinces** have another figure on 31 Mar 2026 than in release 20260320T013000" in text(app)
    assert "on other days 1 figures differ" in text(app)
    shown = app.dataframe[-1].value
    asked = ["Province", "Before", "Now", "Difference", "Change in percent", "Rank before", "Rank now"]
    assert shown[asked].values.tolist() == [
        ["Son La", 5_000, 6_081, 1_081, -50, 3, 3],
        ["Lang Son", 5_000, 6_081, 1_081, 21.62, 4, 3],
    ]


def test_the_quality_page_counts_revisions_by_indicator(revised: None) -> None:
    app = open_page("quality")
    assert "**4 ranked figures** of 2 indicators differ from release 20260320T013000." in text(app)
    shown = next(table.value for table in app.dataframe if "Figures revised" in table.value.columns)
    assert shown[["Indicator", "Figures revised", "Of them with another rank", "Largest change"]].values.tolist() == [
        ["Registered shops", 3, 2, -50],
        ["Successful transactions", 1, 1, 21.62],
    ]


def test_where_nothing_was_revised_a_sentence_says_so(tmp_path: Path) -> None:
    made_release.write(tmp_path)
    assert "No figure of this ranking differs from the release before." in text(open_page("rankings"))
    assert "No ranked figure differs from the release before." in text(open_page("quality"))
