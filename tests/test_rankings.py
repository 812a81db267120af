"""Ranks as Vietnam prints them: 1-2-2-4, with how many are ranked and how sure one can be."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from conventions.reasons import FIGURES
from pipelines import calendar, marketplace_sets
from pipelines.indicators import rankings, ranks, reach

DAY = date(2022, 6, 30)
PROVINCES = pl.LazyFrame(
    {
        "frame": "34",
        "province_code": [f"{n:02}" for n in range(1, 35)],
        "province_name": [f"Tỉnh {n}" for n in range(1, 35)],
    }
)
INDICATORS = pl.LazyFrame(
    {
        "indicator": ["registered_shops", "orders_completed", "defects"],
        "direction": ["higher", "higher", "lower"],
        "decimals": [0, 0, 0],
        "counts": ["stock", "flow", "flow"],
        "counted_from": ["register", "orders", "orders"],
    }
)
RATIOS = pl.LazyFrame(schema=dict.fromkeys(["indicator", "numerator", "denominator", "multiplier"], pl.String))
HOUSEHOLDS = {"frame": ["34"], "area_code": ["20"], "as_of_date": [DAY], "households": [200_000]}
NO_DISTINCT = pl.LazyFrame(
    schema={
        **dict.fromkeys(["frame", "marketplace_set", "area_code", "indicator", "period"], pl.String),
        "as_of_date": pl.Date,
        "value": pl.Int64,
    }
)


def values(indicator: str, *rows: tuple[str, str, int], day: date = DAY) -> pl.LazyFrame:
    """Values by marketplace and province on one day."""
    return pl.LazyFrame(
        [
            {
                "frame": "34",
                "marketplace": m,
                "province_code": p,
                "indicator": indicator,
                "period": "as_of",
                "as_of_date": day,
                "value": v,
            }
            for m, p, v in rows
        ]
    )


def ranked(
    found: pl.LazyFrame,
    compared: dict[str, list[str]],
    known: list[str],
    days: list[date] | None = None,
    distinct: pl.LazyFrame | None = None,
) -> pl.DataFrame:
    """The ranking, best first, ranked provinces only unless nothing is ranked."""
    source = INDICATORS.collect().select("indicator", "counted_from")
    delivered = found.collect().join(source, on="indicator").select("counted_from", "marketplace")
    wide = {m for listed in compared.values() for m in listed}
    since = {"frame": "34", "province_code": known, "known_since": date(2021, 7, 1)}
    since |= {"complete_since": date(2021, 7, 1)}
    country = rankings.Country(
        marketplace_sets.members(delivered, wide).lazy(),
        pl.LazyFrame(since).join(source.select("counted_from").unique().lazy(), how="cross"),
        pl.LazyFrame(HOUSEHOLDS, schema_overrides={"as_of_date": pl.Date, "households": pl.Int64}),
    )
    when = calendar.as_of_days(DAY, days or []).lazy()
    return (
        rankings.by_province(
            found, distinct or NO_DISTINCT, rankings.Registry(INDICATORS, RATIOS), PROVINCES, when, country
        )
        .collect()
        .sort("rank", "province_code", nulls_last=True)
    )


def test_the_index_of_2022_comes_out_with_its_tie_at_15_and_17_next() -> None:
    golden = pl.read_csv(Path(__file__).parent / "golden" / "dti_2022_official_rank.csv")
    printed = golden.select(value=-pl.col("rank"), year=2022)  # equal ranks were equal printed scores
    again = printed.select(ranks.competition_rank(pl.col("value"), ["year"]))["value"]
    assert again.to_list() == golden["rank"].to_list()
    assert again.to_list()[14:17] == [15, 15, 17]


def test_equal_values_share_the_better_place_and_the_next_place_is_skipped() -> None:
    rows = [("voso", "01", 9), ("voso", "02", 5), ("voso", "03", 5), ("voso", "04", 1)]
    table = ranked(values("orders_completed", *rows), {"orders": ["voso"]}, ["01", "02", "03", "04"])
    assert table["rank"].to_list()[:4] == [1, 2, 2, 4]
    assert table["is_tied"].to_list()[:4] == [False, True, True, False]
    assert table["gap_to_next"].to_list()[:4] == [None, 4, 4, 4]
    assert table.select("provinces_ranked", "provinces_missing").unique().rows() == [(4, 30)]


def test_a_province_without_a_known_shop_is_missing_and_one_without_orders_is_zero() -> None:
    table = ranked(values("orders_completed", ("voso", "01", 3)), {"orders": ["voso"]}, ["01", "02"])
    assert table.select("province_code", "value", "rank").head(3).rows() == [
        ("01", 3, 1),
        ("02", 0, 2),
        ("03", None, None),
    ]


def test_where_less_is_better_the_smallest_is_first() -> None:
    table = ranked(values("defects", ("voso", "01", 3), ("voso", "02", 1)), {"orders": ["voso"]}, ["01", "02"])
    assert table["province_code"].to_list()[:2] == ["02", "01"]
    assert table["gap_to_next"].to_list()[:2] == [None, 2]


def test_only_marketplaces_delivered_for_the_whole_country_are_compared() -> None:
    rows = [("voso", "01", 3), ("shopee", "02", 100), ("voso", "02", 1)]
    table = ranked(values("orders_completed", *rows), {"orders": ["voso"]}, ["01", "02"])
    assert table.select("province_code", "value", "marketplaces").head(2).rows() == [
        ("01", 3, "voso"),
        ("02", 1, "voso"),
    ]


def test_trade_stays_unranked_with_the_reason_until_a_country_wide_marketplace_is_delivered() -> None:
    table = ranked(values("orders_completed", ("shopee", "20", 3)), {}, ["20"]).filter(province_code="20")
    assert table.select("value", "rank", "provinces_ranked", "reason").row(0) == (
        3,
        None,
        0,
        FIGURES["no_country_wide"],
    )


def test_the_register_s_own_count_is_ranked_without_one() -> None:
    table = ranked(values("registered_shops", ("shopee", "20", 3), ("lazada", "01", 1)), {}, ["20", "01"])
    assert table.select("province_code", "rank", "reason").head(2).rows() == [("20", 1, None), ("01", 2, None)]


def test_the_range_holds_the_rank_and_what_it_would_be_with_each_marketplace_left_out() -> None:
    rows = [("voso", "01", 10), ("postmart", "02", 9), ("voso", "03", 4), ("postmart", "03", 4)]
    table = ranked(values("orders_completed", *rows), {"orders": ["voso", "postmart"]}, ["01", "02", "03"])
    assert table.select("province_code", "rank", "rank_low", "rank_high").head(3).rows() == [
        ("01", 1, 1, 3),
        ("02", 2, 1, 3),
        ("03", 3, 2, 3),
    ]


def test_with_one_marketplace_there_is_no_range() -> None:
    table = ranked(values("orders_completed", ("voso", "01", 3)), {"orders": ["voso"]}, ["01"])
    assert table["rank_low"].is_null().all()


def test_the_change_is_previous_rank_minus_rank_over_the_month_end_before() -> None:
    may = date(2022, 5, 31)
    before = values("orders_completed", ("voso", "01", 1), ("voso", "02", 2), day=may)
    now = values("orders_completed", ("voso", "01", 5), ("voso", "02", 2))
    table = ranked(pl.concat([before, now]), {"orders": ["voso"]}, ["01", "02"]).filter(as_of_date=DAY)
    assert table.select("province_code", "previous_rank", "rank_change").head(2).rows() == [("01", 2, 1), ("02", 1, -1)]


@pytest.mark.parametrize(
    ("last_days", "newest"),
    [
        ({"voso": date(2026, 3, 31), "shopee": date(2026, 3, 10)}, date(2026, 3, 10)),
        (
            {"voso": date(2026, 3, 31), "shopee": date(2026, 2, 24)},
            date(2026, 3, 31),
        ),  # 35 days late: no longer expected
        ({"voso": date(2026, 3, 31), "shopee": date(2026, 2, 25)}, date(2026, 2, 25)),
        ({}, date(2021, 9, 1)),  # the register alone
    ],
)
def test_the_newest_day_is_the_last_one_that_every_expected_marketplace_has_reached(
    last_days: dict[str, date], newest: date
) -> None:
    days = pl.DataFrame(
        {"marketplace": list(last_days), "last_day": list(last_days.values())},
        schema={"marketplace": pl.String, "last_day": pl.Date},
    )
    assert calendar.newest_day(days, date(2021, 9, 1)) == newest


def test_as_of_days_are_month_ends_quoted_days_launch_and_the_newest() -> None:
    days = calendar.as_of_days(date(2021, 10, 20))["as_of_date"].cast(pl.String).to_list()
    assert days == ["2021-07-20", "2021-07-31", "2021-08-31", "2021-09-15", "2021-09-30", "2021-10-13", "2021-10-20"]


def test_halves_are_rounded_away_from_zero_in_the_decimals_that_are_printed() -> None:
    counts = [(n, of) for of in range(1, 401) for n in range(1, of + 1)]
    table = pl.DataFrame(counts, schema=["n", "of"], orient="row")
    for decimals in (0, 1, 2, 3):
        found = table.with_columns(decimals=pl.lit(decimals)).select(
            above=ranks.printed(pl.col("n") * 100.0 / pl.col("of")),
            below=ranks.printed(-pl.col("n") / pl.col("of")),
        )
        power = 10**decimals
        expected = [((2 * 100 * n * power + of) // (2 * of)) / power for n, of in counts]
        assert found["above"].to_list() == expected
        assert found["below"].to_list() == [-(((2 * n * power + of) // (2 * of)) / power) for n, of in counts]


def test_a_back_cast_is_whole_once_every_old_province_is_known_and_never_where_one_is_not() -> None:
    rows = [("63", "24", date(2021, 7, 1)), ("63", "27", date(2021, 9, 1)), ("63", "02", date(2021, 7, 1))]
    rows += [("34", "24", date(2021, 7, 1)), ("34", "08", date(2021, 7, 1)), ("34", "20", date(2025, 8, 1))]
    known = pl.DataFrame(rows, schema=["frame", "province_code", "known_since"], orient="row").with_columns(
        counted_from=pl.lit("register")
    )
    crosswalk = pl.DataFrame({"code_63": ["24", "27", "02", "08", "20"], "code_34": ["24", "24", "08", "08", "20"]})
    found = reach.with_complete(known, crosswalk).filter(frame="34")
    assert dict(found.select("province_code", "complete_since").iter_rows()) == {
        "24": date(2021, 9, 1),
        "08": None,
        "20": None,
    }
