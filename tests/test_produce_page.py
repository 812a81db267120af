"""The page of produce through AppTest, on a release of our own making."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import made_release
import polars as pl
import pytest
from pages import open_page, text
from streamlit.testing.v1 import AppTest

from views.figures import figure

pytestmark = pytest.mark.usefixtures("today")
WEEK = date(2026, 3, 9)
LAST_YEAR = date.fromisocalendar(2025, 11, 1)
GOOD = {"product_code": "na", "form": "fresh"}
Opened = Callable[..., AppTest]


def sale(start: date, kg: float | None, *, marketplace: str = "all", **more: Any) -> dict[str, Any]:
    return {
        "period_type": "week",
        "period_start": start,
        **GOOD,
        "level": "province",
        "frame": "34",
        "area_code": "20",
        "marketplace": marketplace,
        "quantity_kg": kg,
        "weighed_value_share": 0.83,
        "value_vnd": 1_000_000_000,
        "price_vnd_per_kg_median": None if kg is None else 52_000.0,
        "orders": 400,
        "sellers": 40,
        "ocop_value_vnd": 250_000_000,
        "is_confidential": False,
        **more,
    }


def season(start: date, **more: Any) -> dict[str, Any]:
    key = {"period_type": "week", "period_start": start, **GOOD, "frame": "34", "area_code": "20"}
    years = {"earlier_years": 2, "mean_kg_earlier_years": 9_000.0, "low_kg_earlier_years": 0.0}
    return {
        **key,
        "season": 11,
        "value_vnd": 1_000_000_000,
        "orders_placed": 400,
        **years,
        "high_kg_earlier_years": 18_000.0,
        "weighed_value_share_earlier_years": 0.7,
        "local_share": 0.29,
        "placed_value_share": 0.96,
        **more,
    }


def destination(code: str, value: int) -> dict[str, Any]:
    origin = {"origin_level": "province", "frame": "34", "origin_code": "20", "destination_code": code}
    cell = {"quantity_kg": value / 10 if value > 100 else None, "weighed_value_share": 0.5 if value > 100 else 0.0}
    cell |= {"value_vnd": value, "orders": 3, "is_confidential": code == "12"}
    return {"month": date(2026, 3, 1), **GOOD, **origin, **cell}


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    def open_produce(
        sales: list[dict[str, Any]],
        *,
        is_named: bool = True,
        seasons: list[dict[str, Any]] | None = None,
        **address: str,
    ) -> AppTest:
        tables = {
            "produce_sales": pl.DataFrame(sales, infer_schema_length=None),
            "produce_seasons": pl.DataFrame(seasons or [season(WEEK)], infer_schema_length=None),
            "produce_destinations": pl.DataFrame(
                [destination("01", 600), destination("20", 300), destination("12", 100)]
            ),
        }
        release = made_release.write(tmp_path, tables={name: rows for name, rows in tables.items() if rows.height})
        named = release / "produce.parquet"
        named.unlink(missing_ok=True)
        if is_named:
            pl.read_csv(made_release.REFERENCE / "produce.csv", infer_schema=False).write_parquet(named)
        return open_page("produce", **address)

    return open_produce


def test_the_sentence_compares_the_newest_whole_week_with_last_years(opened: Opened) -> None:
    begun = made_release.NEWEST - timedelta(days=1)
    app = opened(
        [sale(WEEK, 18_400.0), sale(LAST_YEAR, 16_000.0), sale(begun, 5.0), sale(WEEK, 9.0, marketplace="voso")]
    )
    told = text(app)
    assert (
        "**Week 11/2026: 18.4 tonnes (from 83% of the value, with a printed weight)** of fresh custard apple, "
        "median price 52,000 VND/kg, 71% of the value with a known destination left the province, "
        "up 15.0% against the same week last year: 16.0 tonnes (83% of value)." in told
    )
    assert "destination known of 96% of the value" in told
    assert "25% of the value under a valid OCOP star" in told
    assert "mean of 2 earlier years: 9.0 tonnes (70% of value)" in told
    assert (
        "**30% stayed in Lang Son and 70% left it**, of the value with a known destination; most went to Hanoi, Lai Chau"
        in told
    )
    assert "Internal page" in app.caption[0].value
    assert len(app.dataframe) == 3


def test_what_is_unknown_is_left_out_in_words(opened: Opened) -> None:
    told = text(opened([sale(LAST_YEAR, None, is_confidential=True)]))
    assert (
        "kilograms unknown** of fresh custard apple, price per kilogram unknown, destinations unknown, "
        "not comparable with the same week last year." in told
    )
    assert "This week is about too few households" in told
    assert "No destination is known of Mar 2025" in told


def test_a_release_without_names_says_codes(opened: Opened) -> None:
    told = text(opened([sale(WEEK, 77.0), sale(WEEK - timedelta(days=7 * 60), 3.0)], is_named=False))
    assert "77 kg (from 83% of the value, with a printed weight)** of fresh na, " in told
    assert "none was sold in the same week last year." in told


def test_a_province_without_sales_is_told_so(opened: Opened) -> None:
    assert "No sale of produce of Hanoi is known up to 31 Mar 2026." in text(opened([sale(WEEK, 1.0)], province="01"))


def test_destinations_can_be_read_in_kilograms_with_what_these_speak_of(opened: Opened) -> None:
    told = text(opened([sale(WEEK, 1.0)], by="kg"))
    assert (
        "**33% stayed in Lang Son and 67% left it**, of 90 kg (from 45% of the value, with a printed weight) "
        "with a known destination; most went to Hanoi" in told
    )


def test_the_map_marks_confidential_destinations_in_words_too(opened: Opened) -> None:
    app = opened([sale(WEEK, 1.0)])
    assert "`:c`: confidential, not to leave the house" in text(app)
    assert "Hoàng Sa" in text(app)


def test_the_season_is_drawn_beyond_the_newest_week(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    later = WEEK + timedelta(days=7 * 20)
    to_come = season(later, season=31, value_vnd=None, orders_placed=None, is_in_season=True)
    specs = []
    monkeypatch.setattr(figure, "show", lambda *_of, chart, **_more: specs.append(chart))
    opened([sale(WEEK, 1.0)], seasons=[season(WEEK, is_in_season=False), to_come])
    tables = {tuple(rows[0]): rows for rows in specs[0].to_dict()["datasets"].values()}
    spans, bands = (tables[next(columns for columns in tables if by in columns)] for by in ("first", "low"))
    assert [(row["first"], row["last"]) for row in spans] == [(30.5, 31.5)]
    assert [(row["week"], row["low"], row["high"]) for row in bands] == [(11, 0.0, 18_000.0), (31, 0.0, 18_000.0)]
    sold = [row["week"] for rows in tables.values() for row in rows if row.get("name") == "2026"]
    assert max(sold) == 13, "no week that is not over"
