"""One province beside others on the rankings page, through AppTest, and how its lines are drawn."""

from collections.abc import Callable
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import made_release
import polars as pl
import pytest
from pages import open_page, text
from streamlit.testing.v1 import AppTest

from views.figures import charts, rank_charts
from views.rankings import history, ranks
from views.words import language

pytestmark = pytest.mark.usefixtures("today")
JANUARY, FEBRUARY, MARCH = date(2026, 1, 31), date(2026, 2, 28), made_release.NEWEST
Opened = Callable[..., AppTest]


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    def open_rankings(address: dict[str, Any] | None = None, rankings: pl.DataFrame | None = None) -> AppTest:
        made_release.write(tmp_path, tables={} if rankings is None else {"province_rankings": rankings})
        return open_page("rankings", **address or {})

    return open_rankings


def compared(app: AppTest) -> pl.DataFrame:
    """The ranking of the compared provinces: the second table of the page."""
    return pl.from_pandas(app.dataframe[1].value)


def by_day(app: AppTest, at: int) -> pl.DataFrame:
    """A table of days."""
    return pl.from_pandas(app.dataframe[at].value).with_columns(pl.col("Day").cast(pl.Date))


def test_compared_provinces_stand_in_the_address_and_beside_the_chosen_one(opened: Opened) -> None:
    app = opened({"compare": ["79", "12"]})
    shown = compared(app)
    assert shown["Province"].to_list() == ["Ho Chi Minh", "Lang Son", "Lai Chau"]
    assert shown.columns == ["Rank", "Province", "Value", "Change", "To the next place", "Range", "Third"]
    assert shown["Third"].to_list() == ["top third", "top third", "–"]
    app.multiselect(key="compare").select("48").run()
    assert app.query_params["compare"] == ["79", "12", "48"]
    assert compared(app).height == 4


def test_without_others_a_sentence_says_how_to_compare(opened: Opened) -> None:
    app = opened()
    assert "Choose up to 5 provinces to set beside Lang Son." in text(app)
    assert "compare" not in app.query_params


def test_more_than_six_or_unknown_provinces_are_told_and_the_rest_is_shown(opened: Opened) -> None:
    app = opened({"compare": ["01", "99", "04", "08", "11", "12", "14"]})
    assert app.query_params["compare"] == ["01", "04", "08", "11", "12"]
    assert compared(app).height == 6
    assert "only what is in the list is shown. At most 5." in app.warning[0].value


def test_a_province_is_not_compared_with_itself(opened: Opened) -> None:
    app = opened({"compare": ["79", "48"]})
    app.selectbox(key="province").select("48").run()
    assert app.query_params["compare"] == "79"
    assert compared(app)["Province"].to_list() == ["Ho Chi Minh", "Da Nang"]
    assert not app.warning


def test_the_comparison_follows_into_the_other_frame(opened: Opened) -> None:
    app = opened({"frame": "63", "compare": ["24", "27", "06"]})
    app.selectbox(key="frame").select("34").run()
    assert app.query_params["compare"] == ["24", "19"]  # Bắc Giang and Bắc Ninh are one, Bắc Kạn is Thái Nguyên
    assert not app.warning


def test_ranks_over_time_are_a_table_with_ties_and_the_number_ranked(opened: Opened) -> None:
    app = opened({"compare": ["79"]})
    shown = by_day(app, 3)
    assert shown.columns == ["Day", "Lang Son", "Ho Chi Minh", "Provinces ranked"]
    assert shown.rows() == [(MARCH, "3=", "1", 33), (FEBRUARY, "3=", "1", 33)]
    said = text(app)
    assert "**Lang Son: 3=/33 (31 Mar 2026)**" in said
    assert "33 provinces ranked on every day" in said


def test_a_document_of_one_day_has_no_line_and_says_so(opened: Opened) -> None:
    one = made_release.rankings().filter(pl.col("indicator") == "registered_shops", pl.col("as_of_date") == MARCH)
    reported = one.with_columns(indicator=pl.lit("dti"), basis=pl.lit("reported"), source_title=pl.lit("A table"))
    app = opened({"indicator": "dti"}, pl.concat([made_release.rankings(), reported], how="diagonal_relaxed"))
    assert text(app).count("known on fewer than two days") == 2


def test_a_document_about_one_province_says_that_another_is_not_in_it(opened: Opened) -> None:
    ours = made_release.rankings()
    named = ours.filter(
        pl.col("indicator") == "registered_shops", pl.col("as_of_date") == MARCH, pl.col("province_code") == "20"
    ).with_columns(indicator=pl.lit("dti"), basis=pl.lit("reported"), source_title=pl.lit("A newspaper"))
    address = {"indicator": "dti", "province": "48", "compare": "20"}
    app = opened(address, pl.concat([ours, named], how="diagonal_relaxed"))
    assert "**Da Nang** is not in this ranking." in text(app)
    assert compared(app)["Province"].to_list() == ["Lang Son"]
    app.multiselect(key="compare").set_value(["01"]).run()
    assert "None of these provinces is in this ranking." in text(app)


@pytest.fixture
def days() -> pl.DataFrame:
    """Four provinces on three month ends: one lacks February, two are tied at the end, Lạng Sơn next to them."""
    ranked: dict[str, tuple[int | None, ...]] = {
        "01": (1, 2, 1),
        "79": (2, None, 1),
        "20": (3, 1, 3),
        "48": (4, 3, 4),
    }
    return pl.DataFrame(
        [
            {
                "as_of_date": day,
                "province_code": code,
                "province": code,
                "rank": places[at],
                "place": None
                if places[at] is None
                else f"{places[at]}="
                if (at, places[at]) == (2, 1)
                else str(places[at]),
                "provinces_ranked": 4,
                "value": None if (place := places[at]) is None else 100.0 / place,
            }
            for at, day in enumerate((JANUARY, FEBRUARY, MARCH))
            for code, places in ranked.items()
        ]
    )


def layers(chart: charts.Spec) -> list[list[dict[str, Any]]]:
    """The data of a chart's layers."""
    return [chart["datasets"][layer["data"]["name"]].to_dicts() for layer in chart["layer"]]


def test_a_bump_chart_has_first_place_on_top_and_only_the_chosen_in_colour(days: pl.DataFrame) -> None:
    chart = rank_charts.bump(days, history.roles(["20", "79"]))
    assert chart is not None
    pale, shown, _ends = layers(chart)
    assert {row["province"] for row in pale} == {"01", "48"}
    assert {row["role"] for row in pale} == {charts.OTHERS}
    assert {(row["province"], row["role"]) for row in shown} == {("20", charts.HOME), ("79", charts.CHOSEN)}
    scale = chart["layer"][0]["encoding"]["y"]["scale"]
    assert scale["reverse"]
    assert scale["domain"] == [1, 4]


def test_a_month_without_a_rank_is_a_gap_in_its_line(days: pl.DataFrame) -> None:
    chart = rank_charts.bump(days, history.roles(["79"]))
    assert chart is not None
    line = layers(chart)[1]
    assert [row["rank"] for row in line] == [2, None, 1]
    assert chart["layer"][1]["mark"].get("invalid") is None  # Vega breaks a line at a null


def test_names_at_the_ends_of_lines_make_room_for_each_other(days: pl.DataFrame) -> None:
    chart = rank_charts.bump(days, history.roles(["20", "79", "01", "48"]))
    assert chart is not None
    ends = layers(chart)[2]
    assert {row["label"] for row in ends} == {"1= 79", "1= 01", "3 20", "4 48"}
    heights = sorted(row["at"] for row in ends)
    assert all(low + 1 <= high for low, high in pairwise(heights))


def test_a_month_that_was_not_computed_is_a_day_without_ranks(opened: Opened) -> None:
    march = made_release.rankings().filter(pl.col("as_of_date") == MARCH)
    every = pl.concat([march.with_columns(as_of_date=pl.lit(JANUARY)), march])
    app = opened({}, every)
    shown = by_day(app, 1).select("Day", "Lang Son")
    assert shown.rows() == [(MARCH, 6_081), (FEBRUARY, None), (JANUARY, 6_081)]


def test_values_stand_in_the_order_of_choosing_and_one_day_is_no_line(days: pl.DataFrame) -> None:
    roles = history.roles(["48", "20"])
    chart = charts.lines(history.lines(days, roles), "Province", "shops", 0)
    assert chart is not None
    assert chart["encoding"]["color"]["legend"]["values"] == ["48", "20"]
    only = days.filter(pl.col("as_of_date") == MARCH)
    assert charts.lines(history.lines(only, roles), "Province", "shops", 0) is None
    assert rank_charts.bump(only, roles) is None


@pytest.mark.parametrize(("rank", "third"), [(1, 0), (11, 0), (12, 1), (22, 1), (23, 2), (33, 2)])
def test_thirds_of_33_have_11_places_each(rank: int, third: int) -> None:
    assert ranks.third({"rank": rank, "provinces_ranked": 33}) == language.said("vi", ranks.THIRDS[third])
