"""Growth on the month, on the year and around Tết, and the parts that a change is made of."""

from datetime import date, timedelta

import polars as pl
import pytest

from assets.storage import reference
from pipelines.indicators import growth_rates, levels
from pipelines.indicators import values as indicator_values

INDICATORS = reference.table("indicators").lazy()
TET = reference.table("tet").lazy()


def value(indicator: str, day: date, number: float, period: str = "month", code: str = "20") -> dict[str, object]:
    return {
        "level": "province",
        "frame": "34",
        "area_code": code,
        "indicator": indicator,
        "period": period,
        "as_of_date": day,
        "value": float(number),
    }


def compared(*rows: dict[str, object]) -> dict[tuple[str, str], tuple[float, float | None, float | None]]:
    """Change, percent and points by comparison and day."""
    found = growth_rates.between_months(pl.LazyFrame(list(rows)), INDICATORS).collect()
    columns = ["comparison", "as_of_date", "change", "change_pct", "change_points"]
    return {(row[0], str(row[1])): row[2:] for row in found.select(columns).rows()}


def test_retail_of_february_2011_fell_by_3_15_percent_as_printed() -> None:
    # baolangson.vn 60699: February 149,735; January and February 304,342.
    found = compared(
        value("revenue_vnd", date(2011, 1, 31), 304_342 - 149_735), value("revenue_vnd", date(2011, 2, 28), 149_735)
    )
    change, percent, points = found["month_on_month", "2011-02-28"]
    assert (change, round(percent or 0, 2), points) == (149_735 - 154_607, -3.15, None)


def test_the_mean_dti_grew_by_32_7_percent_and_vast_by_66_29_as_printed() -> None:
    # kinhtedothi.vn: 0.3026 to 0.4014; hanoimoi.vn 449294: 0.2848 to 0.4736. An index is a score: the percentage is ours.
    for before, now, printed in ((0.3026, 0.4014, 32.65), (0.2848, 0.4736, 66.29)):
        found = compared(value("revenue_vnd", date(2021, 1, 31), before), value("revenue_vnd", date(2022, 1, 31), now))
        assert round(found["year_on_year", "2022-01-31"][1] or 0, 2) == printed


def test_a_share_changes_by_points_and_never_by_percent() -> None:
    found = compared(
        value("completion_rate", date(2022, 5, 31), 60.0), value("completion_rate", date(2022, 6, 30), 66.0)
    )
    assert found["month_on_month", "2022-06-30"] == (6, None, 6)


def test_a_stock_s_year_to_date_is_against_the_end_of_last_year_and_a_flow_s_against_the_same_part_of_it() -> None:
    found = compared(
        value("registered_shops", date(2021, 12, 31), 100, "as_of"),
        value("registered_shops", date(2022, 3, 31), 130, "as_of"),
    )
    assert found["year_to_date", "2022-03-31"] == (30, 30, None)
    found = compared(
        value("orders_placed", date(2021, 3, 31), 50, "year_to_date"),
        value("orders_placed", date(2022, 3, 31), 75, "year_to_date"),
    )
    assert found == {("year_to_date", "2022-03-31"): (25, 50, None)}


def test_january_and_february_are_shown_together() -> None:
    found = compared(
        value("orders_placed", date(2023, 2, 28), 300, "year_to_date"),
        value("orders_placed", date(2024, 2, 29), 330, "year_to_date"),
    )
    assert found["jan_feb", "2024-02-29"] == (30, 10, None)


def test_a_month_that_is_not_over_is_not_compared_and_nothing_then_has_no_percentage() -> None:
    assert not compared(value("orders_placed", date(2022, 5, 31), 9), value("orders_placed", date(2022, 6, 15), 5))
    found = compared(value("orders_placed", date(2022, 5, 31), 0), value("orders_placed", date(2022, 6, 30), 5))
    assert found["month_on_month", "2022-06-30"] == (5, None, None)


def test_tet_of_2022_and_2023_are_compared_at_the_same_distance_although_months_apart() -> None:
    eves = {2022: date(2022, 1, 31), 2023: date(2023, 1, 21)}
    days = [(eve - timedelta(days=n), 10 if year == 2022 else 20) for year, eve in eves.items() for n in range(30)]
    days += [(eve + timedelta(days=1), 1) for eve in eves.values()]
    measures = dict.fromkeys(("orders_completed", "orders_cancelled", "orders_returned", "completed_value_vnd"), 0)
    orders = pl.LazyFrame(
        [
            {
                "frame": "34",
                "marketplace": "voso",
                "province_code": "20",
                "order_date": day,
                "orders_placed": n,
                **measures,
            }
            for day, n in days
        ]
    )
    windows = growth_rates.tet_windows(TET, pl.LazyFrame({"as_of_date": [date(2023, 12, 31)]}))
    sums = levels.by_level(indicator_values.flows(orders, windows.select("as_of_date", "period", "before")))
    found = growth_rates.around_tet(sums, windows, INDICATORS).collect()
    asked = found.filter(level="province", indicator="orders_placed", as_of_date=date(2023, 1, 21))
    assert asked.select("comparison", "value", "compared_value", "compared_date", "change_pct").rows() == [
        ("before_tet", 600, 300, date(2022, 1, 31), 100)
    ]
    weeks = growth_rates.tet_weeks(sums, windows).collect().filter(level="province", indicator="orders_placed")
    last = weeks.filter(tet_year=2023, week=-1).select("last_day", "value", "previous_value", "change_pct")
    assert last.rows() == [(date(2023, 1, 21), 140, 70, 100)]
    assert weeks.filter(tet_year=2023, week=0)["value"].item() == 1


def test_contributions_of_provinces_and_marketplaces_add_exactly_to_the_change() -> None:
    rows = [
        ("voso", "20", date(2021, 7, 20), 10),
        ("voso", "20", date(2022, 6, 30), 17),
        ("voso", "20", date(2023, 6, 30), 40),
        ("postmart", "20", date(2023, 6, 30), 3),
        ("postmart", None, date(2022, 6, 30), 5),
        ("voso", "24", date(2022, 6, 30), 8),
        ("voso", "24", date(2023, 6, 30), 6),
    ]
    every = [(m, p) for m in ("voso", "postmart") for p in ("20", "24", None)]
    known = {(m, p, day): n for m, p, day, n in rows}
    values = pl.LazyFrame(
        [
            {
                "frame": "34",
                "marketplace": m,
                "province_code": p,
                "indicator": "registered_shops",
                "period": "as_of",
                "as_of_date": day,
                "value": known.get((m, p, day), 0),
            }
            for m, p in every
            for day in (date(2021, 7, 20), date(2022, 6, 30), date(2023, 6, 30))
        ]
    )
    found = growth_rates.contributions(values).collect()
    area = ["level", "area_code", "indicator", "comparison", "as_of_date", "split_by"]
    sums = found.group_by(area).agg(pl.col("change").sum(), total=pl.col("total_change").first())
    assert (sums["change"] == sums["total"]).all()
    year = found.filter(level="country", comparison="year_on_year", as_of_date=date(2023, 6, 30))
    assert year.filter(split_by="province").sort("part").select("part", "change", "total_change").rows() == [
        ("20", 26, 19),
        ("24", -2, 19),
        ("unplaced", -5, 19),
    ]
    assert year.filter(split_by="marketplace").sort("part").select("part", "change").rows() == [
        ("postmart", -2),
        ("voso", 21),
    ]
    assert year.filter(split_by="province")["contribution_points"].sum() == pytest.approx(19 / 30 * 100)
    launch = found.filter(level="province", area_code="20", comparison="since_launch", as_of_date=date(2023, 6, 30))
    assert launch.sort("part").select("part", "change", "total_change").rows() == [
        ("postmart", 3, 33),
        ("voso", 30, 33),
    ]
