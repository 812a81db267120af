"""Four shares of households, each with its denominator."""

from datetime import date

import polars as pl
import pytest
from conftest import Place
from deliveries import csv_of, register_csv, shop

from conventions.reasons import FIGURES
from pipelines.indicators import coverage

DAY = date(2021, 12, 31)
ENTERED = pl.LazyFrame({"frame": "63", "area_code": "20", "as_of_date": [DAY], "households": [200_000]})


def covered(counts: dict[str, int], entered: pl.LazyFrame = ENTERED) -> dict[str, tuple[int | None, float | None]]:
    distinct = pl.LazyFrame(
        [
            {
                "frame": "63",
                "marketplace_set": "all",
                "area_code": "20",
                "indicator": f"households_with_{measure}",
                "as_of_date": DAY,
                "value": value,
            }
            for measure, value in counts.items()
        ]
    )
    found = coverage.of_households(distinct, entered).collect()
    return {row[0]: row[1:] for row in found.select("measure", "households_covered", "coverage_pct").rows()}


def test_published_counts_over_the_derived_200_000_households_give_the_shares_of_domain_2_4() -> None:
    autumn = covered({"shop": 67_055, "account": 56_975, "either": 70_000})
    assert [round(autumn[m][1] or 0, 1) for m in ("shop", "account")] == [33.5, 28.5]
    winter = covered({"shop": 110_000, "account": 90_000, "either": 120_000})
    assert [round(winter[m][1] or 0, 9) for m in ("shop", "account", "both", "either")] == [55, 45, 40, 60]


def test_both_and_either_add_up_to_shop_and_account() -> None:
    found = covered({"shop": 10, "account": 6, "either": 12})
    assert {measure: count for measure, (count, _share) in found.items()} == {
        "shop": 10,
        "account": 6,
        "both": 4,
        "either": 12,
    }


def test_where_accounts_were_not_delivered_both_and_either_are_not_known() -> None:
    found = covered({"shop": 10, "either": 10})
    assert found["shop"] == (10, 0.005)
    assert found["account"] == found["both"] == found["either"] == (None, None)


def test_without_households_there_are_counts_and_no_share_and_the_reason() -> None:
    distinct = pl.LazyFrame(
        {
            "frame": "63",
            "marketplace_set": "all",
            "area_code": "24",
            "indicator": "households_with_shop",
            "as_of_date": [DAY],
            "value": [5],
        }
    )
    found = coverage.of_households(distinct, ENTERED).collect().filter(area_code="24").sort("measure")
    assert found.filter(measure="shop").select("households_covered", "coverage_pct", "reason").rows() == [
        (5, None, FIGURES["no_households"])
    ]
    assert found.filter(measure="account")["reason"].to_list() == [FIGURES["not_counted"]]


def test_households_of_the_register_and_of_accounts_meet_by_their_key(place: Place) -> None:
    place.deliver(
        "register/r.csv",
        register_csv(
            shop("a", household_id="H1", opened_on="2021-08-01"),
            shop("b", household_id="H1", opened_on="2021-08-01", marketplace="voso"),
            shop("c", household_id="H2", opened_on="2021-09-01"),
        ),
    )
    account = {
        "provider": "vnpt",
        "account_id": "1",
        "province": "Lạng Sơn",
        "household_id": "H1",
        "opened_on": "2021-08-15",
    }
    place.deliver("payment_accounts/a.csv", csv_of([account, {**account, "account_id": "2", "household_id": "H9"}]))
    outcome = place.refresh()
    assert outcome.is_success, outcome.failure
    found = place.release("coverage").filter(frame="63", area_code="20", as_of_date=date(2021, 9, 1))
    assert dict(found.select("measure", "households_covered").rows()) == {
        "shop": 2,
        "account": 2,
        "both": 1,
        "either": 3,
    }
    assert found.filter(measure="both")["coverage_pct"].item() == pytest.approx(1 / 200_000 * 100)
