"""A quoted multiple is checked against the count and the base of its own document, with or without deliveries."""

from datetime import date

import polars as pl
import pytest
from conftest import Place

from assets.storage import reference
from conventions.reasons import QUOTATIONS
from pipelines.indicators import claims

NO_OWN = pl.LazyFrame(
    schema={
        **dict.fromkeys(["frame", "area_code", "indicator", "form"], pl.String),
        "as_of_date": pl.Date,
        "own_value": pl.Float64,
    }
)
NOT_REPORTED = pl.LazyFrame(
    schema={
        **dict.fromkeys(["frame", "area_code", "indicator", "form", "source_title"], pl.String),
        "as_of_date": pl.Date,
        "reported_value": pl.Float64,
    }
)


def judged(table: pl.DataFrame, own: pl.LazyFrame = NO_OWN, reported: pl.LazyFrame = NOT_REPORTED) -> pl.DataFrame:
    return claims.judged(table.lazy(), own, reported).collect()


QUOTED = judged(reference.table("claims"))


@pytest.mark.parametrize(
    ("indicator", "quoted", "count", "base", "computed", "agrees"),
    [
        ("registered_shops", 67, 67_055, 1_000, 67.055, True),
        ("payment_accounts", 190, 56_975, 301, 189.29, False),
        ("registered_shops", 48, 48_706, 1_000, 48.706, True),
        ("payment_accounts", 82, 24_808, 301, 82.42, True),
        ("registered_shops", 30, 30_626, 1_000, 30.626, True),
    ],
)
def test_every_published_multiple_with_a_base_is_judged(
    indicator: str, quoted: int, count: int, base: int, computed: float, agrees: bool
) -> None:
    row = QUOTED.filter(indicator=indicator, form="times", quoted_value=quoted).row(0, named=True)
    assert (row["quoted_count"], row["quoted_base"]) == (count, base)
    assert row["computed_value"] == pytest.approx(computed, abs=0.005)
    assert row["agrees"] is agrees


def test_the_reason_says_how_it_agrees_or_that_it_does_not() -> None:
    times = QUOTED.filter(form="times", ground="itself")
    reasons = dict(times.select("quoted_value", "reason").rows())
    assert reasons[67] == reasons[82] == QUOTATIONS["rounded"]
    assert reasons[48] == reasons[30] == QUOTATIONS["truncated"]
    assert reasons[190] == QUOTATIONS["different"]


def test_a_multiple_of_revenue_has_no_base_and_only_another_document_of_the_day_confirms_it() -> None:
    revenue = QUOTED.filter(indicator="revenue_vnd").sort("quoted_value")
    assert revenue["quoted_value"].to_list() == [145, 174, 174]
    assert revenue["agrees_with_itself"].null_count() == 3
    assert revenue["ground"].to_list() == [None, "document", "document"]
    assert revenue["agrees"].to_list() == [None, True, True]
    assert revenue["reason"][0] == QUOTATIONS["base_unpublished"]


def test_whatever_cannot_be_checked_says_why_and_whatever_can_has_a_verdict_and_its_ground() -> None:
    assert QUOTED["reason"].null_count() == 0
    assert (QUOTED["agrees"].is_null() == QUOTED["ground"].is_null()).all()
    assert QUOTED.filter(pl.col("computed_value").is_not_null() != (pl.col("ground") == "itself")).is_empty()


def test_a_count_is_judged_by_the_parts_that_its_document_lists() -> None:
    parts = QUOTED.filter(pl.col("listed_parts").is_not_null())
    assert {"border_districts", "plan_2025_targets", "plan_focus_contents"} <= set(parts["indicator"])
    assert parts["agrees"].all()
    wrong = reference.table("claims").filter(indicator="plan_focus_contents").with_columns(listed_parts=pl.lit("10"))
    assert judged(wrong).select("agrees", "reason").rows() == [(False, QUOTATIONS["not_listed"])]


def test_four_years_earlier_is_the_distance_of_two_years() -> None:
    early = QUOTED.filter(form="years").row(0, named=True)
    assert (early["quoted_value"], early["computed_value"], early["agrees"]) == (4, 4, True)


def own(indicator: str, form: str, day: date, value: float) -> pl.LazyFrame:
    row = {"frame": "63", "area_code": "20", "indicator": indicator, "form": form, "as_of_date": day}
    return pl.LazyFrame([{**row, "own_value": value}], schema=NO_OWN.collect_schema())


@pytest.mark.parametrize(("rank", "agrees"), [(2.0, True), (3.0, False)])
def test_a_quoted_rank_is_judged_by_our_own_ranking_of_that_day(rank: float, agrees: bool) -> None:
    found = judged(reference.table("claims"), own("listed_products", "rank", date(2022, 6, 28), rank))
    row = found.filter(indicator="listed_products", form="rank", as_of_date=date(2022, 6, 28)).row(0, named=True)
    assert (row["agrees"], row["ground"]) == (agrees, "own_count")


@pytest.mark.parametrize(
    ("qualifier", "value", "agrees"),
    [
        ("more_than", 1_601.0, True),
        ("more_than", 1_600.0, False),
        ("nearly", 1_590.0, True),
        ("nearly", 1_601.0, False),
        ("nearly", 1_500.0, False),
        ("about", 1_640.0, True),
        ("about", 1_700.0, False),
        ("exact", 1_601.0, False),
    ],
)
def test_about_nearly_and_more_than_are_taken_at_their_word(qualifier: str, value: float, agrees: bool) -> None:
    groups = reference.table("claims").filter(indicator="community_groups", as_of_date="2022-09-28")
    counted = own("community_groups", "value", date(2022, 9, 28), value)
    assert judged(groups.with_columns(qualifier=pl.lit(qualifier)), counted)["agrees_with_own_count"].to_list() == [
        agrees
    ]


def reported(indicator: str, ranks: dict[date, float]) -> pl.LazyFrame:
    rows = [
        {
            "frame": "63",
            "area_code": "20",
            "indicator": indicator,
            "form": "rank",
            "source_title": f"{indicator} {day.year}",
            "as_of_date": day,
            "reported_value": rank,
        }
        for day, rank in ranks.items()
    ]
    return pl.LazyFrame(rows, schema=NOT_REPORTED.collect_schema())


@pytest.mark.parametrize(("rank", "agrees"), [(6.0, True), (7.0, False)])
def test_a_quoted_rank_of_an_index_is_judged_by_the_delivered_table_of_that_year(rank: float, agrees: bool) -> None:
    found = judged(reference.table("claims"), reported=reported("dti", {date(2022, 12, 31): rank}))
    row = found.filter(indicator="dti", as_of_date=date(2022, 12, 31)).row(0, named=True)
    assert (row["agrees"], row["ground"], row["other_value"], row["other_source_title"]) == (
        agrees,
        "document",
        rank,
        "dti 2022",
    )


@pytest.mark.parametrize(
    ("ranks", "agrees"),
    [
        ({date(2020, 12, 31): 37.0, date(2021, 12, 31): 4.0}, True),
        ({date(2020, 12, 31): 4.0, date(2021, 12, 31): 4.0}, False),
        ({date(2021, 12, 31): 4.0}, None),
        ({date(2021, 12, 31): 4.0, date(2022, 12, 31): 2.0}, None),
    ],
)
def test_rose_in_rank_is_judged_by_the_two_newest_tables_up_to_that_day(
    ranks: dict[date, float], agrees: bool | None
) -> None:
    found = judged(reference.table("claims"), reported=reported("papi", ranks))
    row = found.filter(indicator="papi", as_of_date=date(2022, 6, 28)).row(0, named=True)
    assert row["agrees"] is agrees


def test_documents_of_different_days_stand_beside_each_other_and_judge_nothing() -> None:
    groups = QUOTED.filter(indicator="community_groups").select("quoted_value", "other_value", "agrees").rows()
    assert set(groups) == {(2_312, 1_600, None), (1_600, 2_312, None), (1_658, 1_600, None), (1_646, 1_658, None)}


@pytest.mark.parametrize(
    ("count", "base", "decimals", "quoted", "agrees"),
    [
        ("67055", "1000", "2", "67.06", True),
        ("67055", "1000", "2", "67.05", True),
        ("67055", "1000", "2", "67.07", False),
        ("67055", "1000", "0", "68", False),
        ("2500", "1000", "0", "3", True),
        ("3000", "1000", "0", "3", True),
    ],
)
def test_a_quotation_agrees_after_rounding_or_truncating_to_its_decimals(
    count: str, base: str, decimals: str, quoted: str, agrees: bool
) -> None:
    row = (
        reference.table("claims")
        .filter(form="times")
        .head(1)
        .with_columns(
            quoted_count=pl.lit(count),
            quoted_base=pl.lit(base),
            quoted_decimals=pl.lit(decimals),
            quoted_value=pl.lit(quoted),
        )
    )
    assert judged(row)["agrees"].to_list() == [agrees]


@pytest.mark.parametrize(
    ("document", "numbers"),
    [
        ("Dân trí", [2, 6, 100, 100, 2]),
        ("Họp Ban Chỉ đạo", [11, 1_600, 7_900, 5, 17]),
        (
            "Pháp luật Việt Nam",
            [67_055, 67, 1_000, 56_975, 190, 301, 174, 2_312, 6_936, 675, 100, 231, 21, 5, 2, 1, 5, 2, 4],
        ),
        ("Lạng Sơn: Tạo không gian số", [5, 11, 1_646, 9_000, 100, 20_000, 130_000_000_000, 100, 2, 80]),
        ("Kế hoạch số 72", [11]),
    ],
)
def test_every_figure_of_the_founding_documents_is_a_row(document: str, numbers: list[float]) -> None:
    found = QUOTED.filter(pl.col("source_title").str.starts_with(document))
    assert found["quoted_value"].drop_nulls().to_list() == numbers


def test_our_own_figure_stands_beside_the_quoted_one_where_deliveries_reach_that_day() -> None:
    counted = pl.LazyFrame(
        {
            "frame": "63",
            "area_code": "20",
            "indicator": "registered_shops",
            "form": ["value", "times"],
            "as_of_date": date(2021, 9, 15),
            "own_value": [48_000.0, 45.5],
        }
    )
    found = judged(reference.table("claims"), counted)
    day = found.filter(indicator="registered_shops", as_of_date=date(2021, 9, 15)).sort("form", descending=True)
    assert day.select("form", "quoted_value", "own_value", "own_difference").rows() == [
        ("value", 48_706, 48_000, -706),
        ("times", 48, 45.5, -2.5),
    ]
    assert found.filter(as_of_date=date(2021, 10, 13))["own_value"].null_count() > 0


def test_an_installation_without_a_delivery_publishes_the_verdicts(opened: Place) -> None:
    published = opened.release("claims")
    assert published.height == QUOTED.height
    assert published.filter(form="times", quoted_value=190)["agrees"].to_list() == [False]
