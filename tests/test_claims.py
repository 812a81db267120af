"""A quoted multiple is checked against the count and the base of its own document, with or without deliveries."""

from datetime import date

import polars as pl
import pytest
from conftest import Place

from assets.storage import reference
from pipelines.indicators import claims

NO_OWN = pl.LazyFrame(
    schema={
        **dict.fromkeys(["frame", "area_code", "indicator", "form"], pl.String),
        "as_of_date": pl.Date,
        "own_value": pl.Float64,
    }
)
QUOTED = claims.judged(reference.table("claims").lazy(), NO_OWN).collect()


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
    times = QUOTED.filter(pl.col("form") == "times", pl.col("computed_value").is_not_null())
    reasons = dict(times.select("quoted_value", "reason").rows())
    assert reasons[67] == reasons[82] == claims.ROUNDED
    assert reasons[48] == reasons[30] == claims.TRUNCATED
    assert reasons[190] == claims.DIFFERENT


def test_the_multiples_of_revenue_cannot_be_checked_because_their_base_was_never_published() -> None:
    revenue = QUOTED.filter(indicator="revenue_vnd")
    assert sorted(revenue["quoted_value"]) == [145, 174, 174]
    assert revenue["agrees"].null_count() == 3
    assert set(revenue["reason"]) == {claims.REASONS["base_unpublished"]}


def test_whatever_cannot_be_checked_says_why_and_whatever_can_has_a_verdict() -> None:
    assert QUOTED["reason"].null_count() == 0
    assert (QUOTED["agrees"].is_null() == QUOTED["computed_value"].is_null()).all()


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
    assert claims.judged(row.lazy(), NO_OWN).collect()["agrees"].to_list() == [agrees]


@pytest.mark.parametrize(
    ("document", "numbers"),
    [
        ("Dân trí", [2, 6, 100, 100, 2]),
        ("Họp Ban Chỉ đạo", [11, 1_600, 7_900, 5, 17]),
        (
            "Pháp luật Việt Nam",
            [67_055, 67, 1_000, 56_975, 190, 301, 174, 2_312, 6_936, 675, 100, 231, 21, 5, 2, 1, 5, 2],
        ),
        ("Lạng Sơn: Tạo không gian số", [5, 11, 1_646, 9_000, 100, 20_000, 130_000_000_000, 100, 2, 80]),
        ("Kế hoạch số 72", [11]),
    ],
)
def test_every_figure_of_the_founding_documents_is_a_row(document: str, numbers: list[float]) -> None:
    found = QUOTED.filter(pl.col("source_title").str.starts_with(document))
    assert found["quoted_value"].drop_nulls().to_list() == numbers


def test_our_own_figure_stands_beside_the_quoted_one_where_deliveries_reach_that_day() -> None:
    own = pl.LazyFrame(
        {
            "frame": "63",
            "area_code": "20",
            "indicator": "registered_shops",
            "form": ["value", "times"],
            "as_of_date": date(2021, 9, 15),
            "own_value": [48_000.0, 45.5],
        }
    )
    found = claims.judged(reference.table("claims").lazy(), own).collect()
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
