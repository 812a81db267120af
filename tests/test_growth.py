"""“Gấp n lần” is current over base, with its base, and never without one."""

from datetime import date

import polars as pl

from pipelines import growth, indicator_values, method

DAY = date(2021, 10, 13)


def area(value: int, code: str = "20", indicator: str = "registered_shops", day: date = DAY) -> dict[str, object]:
    return {
        "level": "province",
        "frame": "63",
        "area_code": code,
        "indicator": indicator,
        "as_of_date": day,
        "value": value,
    }


def base(value: float | None, kind: str = "quoted_launch", code: str = "20") -> dict[str, object]:
    return {
        "level": "province",
        "frame": "63",
        "area_code": code,
        "indicator": "registered_shops",
        "baseline_kind": kind,
        "baseline_value": value,
        "baseline_date": method.LAUNCH,
    }


def grown(values: list[dict[str, object]], bases: list[dict[str, object]]) -> pl.DataFrame:
    baseline = pl.LazyFrame(bases, schema_overrides={"baseline_value": pl.Float64})
    return growth.since_launch(pl.LazyFrame(values), baseline).collect().sort("area_code", "baseline_kind")


def test_autumn_2021_is_67_times_launch_and_an_uncounted_province_has_no_multiple() -> None:
    found = grown([area(67_055), area(10, "24")], [base(1_000), base(None, code="24")])
    assert found["times_baseline"].to_list() == [67.055, None]
    assert found["change_pct"].round(6).to_list() == [6605.5, None]
    assert found["change"].to_list() == [66_055, None]


def test_each_kind_of_base_has_its_own_multiple() -> None:
    found = grown([area(67_055)], [base(1_000), base(1_062, "pilot_count")])
    assert found.select("baseline_kind", pl.col("times_baseline").round(2)).rows() == [
        ("pilot_count", 63.14),
        ("quoted_launch", 67.06),
    ]


def test_a_base_of_zero_is_no_base() -> None:
    stocks = pl.LazyFrame([area(0, day=method.LAUNCH), area(5)])
    own = growth.own_count(stocks, pl.LazyFrame(schema=stocks.collect_schema()))
    found = growth.since_launch(stocks, own).collect()
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
    stocks = growth.by_level(indicator_values.stocks(changes, days)).filter(level="province")
    own = growth.own_count(stocks, pl.LazyFrame(schema=stocks.collect_schema()))
    found = growth.since_launch(stocks, own).collect().sort("as_of_date")
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
            "completed_value_vnd": [0] * 6,
        }
    )
    found = (
        indicator_values.thirty_days(daily, pl.LazyFrame({"as_of_date": [date(2021, 12, 31)]}))
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
            "completed_value_vnd": [0] * 6,
        }
    )
    found = (
        indicator_values.flows(daily, pl.LazyFrame({"as_of_date": [date(2022, 12, 31)]}))
        .filter(indicator="orders_completed")
        .collect()
    )
    assert dict(found.select("period", "value").rows()) == {
        "month": 48,
        "year_to_date": 56,
        "trailing_12_months": 56,
        "since_launch": 62,
    }
