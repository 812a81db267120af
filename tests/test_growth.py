"""“Gấp n lần” is current over base, with its base, and never without one."""

from datetime import date

import polars as pl
import pytest

from assets.storage import reference
from conventions import method
from conventions.reasons import FIGURES
from pipelines.indicators import growth, levels, rankings
from pipelines.indicators import values as indicator_values

DAY = date(2021, 10, 13)
INDICATORS = reference.table("indicators").lazy()
REGISTRY = rankings.Registry(INDICATORS, reference.table("ratios").lazy())
NO_HOUSEHOLDS = pl.LazyFrame(
    schema={"frame": pl.String, "area_code": pl.String, "as_of_date": pl.Date, "households": pl.Int64}
)
NOTHING = {
    measure: [0] * 6 for measure in ("orders_placed", "orders_cancelled", "orders_returned", "completed_value_vnd")
}


BASE_COLUMNS = {"baseline_value": pl.Float64, "baseline_source": pl.String, "base_until": pl.Date}


def area(value: int, code: str = "20", indicator: str = "registered_shops", day: date = DAY) -> dict[str, object]:
    return {
        "level": "province",
        "frame": "63",
        "area_code": code,
        "indicator": indicator,
        "as_of_date": day,
        "value": value,
        "value_source": None,
    }


def counted(indicator: str, period: str, value: int, day: date = DAY) -> dict[str, object]:
    """A count by level, as pipelines.levels gives it."""
    row = area(value, indicator=indicator, day=day)
    return {name: row[name] for name in row if name != "value_source"} | {"period": period}


def base(value: float | None, kind: str = "quoted_launch", code: str = "20") -> dict[str, object]:
    return {
        "level": "province",
        "frame": "63",
        "area_code": code,
        "indicator": "registered_shops",
        "baseline_kind": kind,
        "baseline_value": value,
        "baseline_date": method.LAUNCH,
        "baseline_source": None,
        "base_until": None,
    }


def grown(values: list[dict[str, object]], bases: list[dict[str, object]]) -> pl.DataFrame:
    baseline = pl.LazyFrame(bases, schema_overrides=BASE_COLUMNS)
    figures = pl.LazyFrame(values, schema_overrides={"value_source": pl.String})
    return growth.since_launch(figures, baseline, INDICATORS).collect().sort("area_code", "baseline_kind")


def own(stocks: list[dict[str, object]], windows: list[dict[str, object]]) -> pl.DataFrame:
    """The growth of our own counts."""
    columns = dict.fromkeys(("level", "frame", "area_code", "indicator", "period"), pl.String)
    schema = {**columns, "as_of_date": pl.Date, "value": pl.Int64}
    counts = pl.LazyFrame([*stocks, *windows], schema=schema).select(levels.COLUMNS)
    values, bases = growth.own(counts, REGISTRY, NO_HOUSEHOLDS)
    return growth.since_launch(values, bases, INDICATORS).collect().sort("indicator", "as_of_date")


def test_autumn_2021_is_67_times_launch_and_an_uncounted_province_has_no_multiple() -> None:
    found = grown([area(67_055), area(10, "24")], [base(1_000), base(None, code="24")])
    assert found["times_baseline"].to_list() == [67.055, None]
    assert found["change_pct"].round(6).to_list() == [6605.5, None]
    assert found["change"].to_list() == [66_055, None]


def test_days_on_which_the_base_had_not_ended_are_compared_with_nothing() -> None:
    days = [date(2021, 7, 31), date(2021, 8, 18), date(2021, 8, 31)]
    windows = [counted("orders_placed", "launch", 100, days[1]), counted("orders_completed", "launch", 60, days[1])]
    for day in days:
        windows += [counted("orders_placed", "30_days", 300, day), counted("orders_completed", "30_days", 150, day)]
    found = own([], windows)
    orders = found.filter(indicator="orders_placed")
    assert orders.select("times_baseline", "change", "reason").rows() == [
        (None, None, FIGURES["base_not_over"]),
        (3, 200, None),
        (3, 200, None),
    ]
    assert found.filter(indicator="completion_rate")["change"].to_list() == [None, -10, -10]


def test_a_multiple_that_is_missing_says_why() -> None:
    early = grown([area(900, day=date(2021, 7, 2))], [base(1_000)])
    assert early.select("times_baseline", "change", "reason").rows() == [(None, None, FIGURES["base_later"])]
    none = grown([area(10)], [base(None), base(None, "own_count")])
    assert none["reason"].to_list() == [FIGURES["no_base"], FIGURES["base_not_published"]]


def test_each_kind_of_base_has_its_own_multiple() -> None:
    found = grown([area(67_055)], [base(1_000), base(1_062, "pilot_count")])
    assert found.select("baseline_kind", pl.col("times_baseline").round(2)).rows() == [
        ("pilot_count", 63.14),
        ("quoted_launch", 67.06),
    ]


def test_the_index_is_100_at_launch_and_monthly_growth_compounds_to_the_multiple() -> None:
    found = own(
        [counted("registered_shops", "as_of", v, d) for v, d in ((1_000, method.LAUNCH), (4_000, date(2022, 7, 20)))],
        [],
    )
    assert found["index_launch"].to_list() == [100, 400]
    assert found["compound_monthly_pct"].to_list()[0] is None
    months = 365 / (365.25 / 12)
    assert (1 + found["compound_monthly_pct"].to_list()[1] / 100) ** months * 1_000 == pytest.approx(4_000)


def test_a_ratio_has_a_difference_in_points_and_no_multiple() -> None:
    windows = [
        counted("orders_placed", "launch", 100, date(2021, 8, 18)),
        counted("orders_completed", "launch", 60, date(2021, 8, 18)),
        counted("orders_placed", "30_days", 1_000),
        counted("orders_completed", "30_days", 750),
    ]
    found = own([], windows).filter(indicator="completion_rate")
    asked = ["value", "baseline_value", "times_baseline", "change_pct", "change", "change_points", "counts"]
    assert found.select(asked).rows() == [(75, 60, None, None, 15, 15, "ratio")]


def test_quoted_figures_divide_by_quoted_bases_in_both_frames_of_a_province_that_was_not_merged() -> None:
    shops = {"indicator": "registered_shops", "value_kind": "actual", "official_rank": None, "published_on": None}
    series = pl.LazyFrame(
        [
            {**shops, "frame": "63", "province_code": "20", "as_of_date": DAY, "value": 67_055.0, "source_title": "A"},
            {**shops, "frame": "63", "province_code": "24", "as_of_date": DAY, "value": 9.0, "source_title": "A"},
        ],
        schema_overrides={"published_on": pl.Date},
    )
    quoted = growth.quoted(series, reference.table("province_crosswalk").lazy())
    assert quoted.collect().sort("frame", "area_code").select("frame", "area_code").rows() == [
        ("34", "20"),
        ("63", "20"),
        ("63", "24"),
    ]
    bases = growth.quoted_bases(reference.table("baselines").lazy())
    found = growth.since_launch(quoted, bases, INDICATORS).collect().sort("frame", "baseline_kind")
    assert found.select("frame", "baseline_kind", pl.col("times_baseline").round(2)).rows() == [
        ("34", "pilot_count", 63.14),
        ("34", "quoted_launch", 67.06),
        ("63", "pilot_count", 63.14),
        ("63", "quoted_launch", 67.06),
    ]
    assert found["baseline_source"].null_count() == 0


def test_the_launch_day_revenue_is_unknown_and_stays_so() -> None:
    bases = growth.quoted_bases(reference.table("baselines").lazy()).collect().filter(indicator="revenue_vnd")
    assert bases["baseline_value"].to_list() == [None, None]


def test_a_base_of_zero_is_no_base() -> None:
    found = own([counted("registered_shops", "as_of", v, d) for v, d in ((0, method.LAUNCH), (5, DAY))], [])
    assert found["baseline_value"].is_null().all()
    assert found["times_baseline"].is_null().all()


def test_a_stock_divides_by_its_own_count_on_the_launch_day() -> None:
    changes = pl.LazyFrame(
        {
            "frame": "63",
            "marketplace": "voso",
            "province_code": "20",
            "indicator": "registered_shops",
            "change_date": [date(2021, 7, 1), date(2021, 7, 20), date(2021, 7, 21)],
            "change": [10, 5, 45],
        }
    )
    days = pl.LazyFrame({"as_of_date": [method.LAUNCH, date(2021, 7, 31)]})
    stocks = levels.by_level(indicator_values.stocks(changes, days)).filter(level="province").collect()
    found = own(stocks.to_dicts(), [])
    assert found.select("value", "baseline_value", "times_baseline").rows() == [(15, 15, 1), (60, 15, 4)]


def test_a_flow_compares_thirty_days_with_the_thirty_days_from_launch() -> None:
    daily = pl.LazyFrame(
        {
            "frame": "34",
            "marketplace": "voso",
            "province_code": "20",
            "order_date": [
                date(2021, 7, 19),
                date(2021, 7, 20),
                date(2021, 8, 18),
                date(2021, 8, 19),
                date(2021, 12, 2),
                date(2021, 12, 31),
            ],
            "orders_completed": [100, 3, 4, 50, 7, 14],
            **NOTHING,
        }
    )
    found = (
        indicator_values.flows(daily, indicator_values.thirty_days(pl.LazyFrame({"as_of_date": [date(2021, 12, 31)]})))
        .filter(indicator="orders_completed")
        .collect()
    )
    assert dict(found.select("period", "value").rows()) == {"launch": 7, "30_days": 21}


def test_periods_of_a_flow_are_month_year_twelve_months_and_all_since_launch() -> None:
    daily = pl.LazyFrame(
        {
            "frame": "34",
            "marketplace": "voso",
            "province_code": "20",
            "order_date": [
                date(2021, 7, 1),
                date(2021, 7, 20),
                date(2021, 12, 31),
                date(2022, 1, 1),
                date(2022, 12, 1),
                date(2022, 12, 15),
            ],
            "orders_completed": [1, 2, 4, 8, 16, 32],
            **NOTHING,
        }
    )
    found = (
        indicator_values.flows(daily, indicator_values.periods(pl.LazyFrame({"as_of_date": [date(2022, 12, 31)]})))
        .filter(indicator="orders_completed")
        .collect()
    )
    assert dict(found.select("period", "value").rows()) == {
        "month": 48,
        "year_to_date": 56,
        "trailing_12_months": 56,
        "since_launch": 62,
    }
