"""Measures of concentration, against independent ones: plain loops and scipy over the rows of single shops."""

import math
from datetime import date

import duckdb
import numpy as np
import polars as pl
import pytest
from scipy import integrate

from pipelines.facts import orders as facts
from pipelines.facts import revenue as shop_revenue
from pipelines.facts.presence import COUNTRY
from pipelines.indicators import concentration

DAY = date(2022, 6, 30)
WINDOWS = concentration.windows(pl.LazyFrame({"as_of_date": [DAY]})).collect()


def made(seed: int, closed: bool, unknown: float = 0.0) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Shops of two provinces in five communes, and their daily revenue."""
    chance = np.random.default_rng(seed)
    shops = 120
    codes = chance.choice(["a", "b", "c", "d", "e"], shops)
    ended = [date(2022, 5, 1) if closed and n % 17 == 0 else None for n in range(shops)]
    table = pl.DataFrame(
        {
            "marketplace": chance.choice(["voso", "postmart"], shops),
            "shop_id": [f"s{n}" for n in range(shops)],
            "opened_on": date(2021, 8, 1),
            "closed_on": pl.Series(ended, dtype=pl.Date),
            "commune_code_34": codes,
            "code_34": np.where(np.isin(codes, ["a", "b"]), "20", "24"),
        }
    )
    sellers = table.filter(pl.Series(chance.random(shops) < 0.4)).select("marketplace", "shop_id")
    revenue = np.round(chance.lognormal(12, 1.5, sellers.height)).astype(int)
    early = sellers.with_columns(order_date=date(2021, 9, 9), completed_value_vnd=pl.Series(revenue))
    late = sellers.head(9).with_columns(order_date=date(2022, 6, 30), completed_value_vnd=pl.lit(1_000_000))
    other = sellers.head(9).with_columns(order_date=date(2021, 6, 30), completed_value_vnd=pl.lit(10**9))  # before
    return table, pl.concat([early, late, other], how="vertical_relaxed")


def measured(shops: pl.DataFrame, orders: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The project's own way, in DuckDB and Polars: measures, and Lorenz points."""
    changes = facts.shops_by_commune(shops, "34").with_columns(frame=pl.lit("34"))
    stocks = concentration.open_shops(changes.lazy(), WINDOWS.lazy())
    with duckdb.connect() as db:
        numbered = shops.with_row_index("shop")
        sold = facts.monthly_shop_orders(orders.with_columns(orders_completed=1)).join(
            numbered, on=["marketplace", "shop_id"]
        )
        for name, table in {"shops": numbered, "sold": sold, "windows": WINDOWS}.items():
            db.register(name, table.to_arrow())
        revenue = shop_revenue.trailing(db.table("sold"), db.table("windows"))
        sellers = shop_revenue.placed(revenue, db.table("shops"), "34")
        communes = shop_revenue.by_commune(sellers).pl().with_columns(frame=pl.lit("34"))
        people = concentration.population(stocks, communes.lazy())
        areas = concentration.by_area(people)
        counted = areas.select("as_of_date", "area_code", "shops", "zeros").collect()
        spread = (
            shop_revenue.by_area(sellers, db.from_arrow(counted.to_arrow()))
            .pl()
            .with_columns(frame=pl.lit("34"))
            .lazy()
        )
    structure = pl.LazyFrame(
        {"frame": "34", "area_code": "20", "as_of_date": [DAY] * 2, "indicator": "revenue_vnd", "share": [0.75, 0.25]}
    )
    found = concentration.of_shops(areas, spread, structure).collect()
    return found, concentration.lorenz(areas, spread).collect()


def revenues(shops: pl.DataFrame, orders: pl.DataFrame, area: str) -> pl.DataFrame:
    """Revenue of every shop of an area, zeros included, with its part: plainly, row by row."""
    sold = (
        orders.filter(pl.col("order_date").is_between(date(2021, 7, 1), DAY))
        .group_by("marketplace", "shop_id")
        .agg(revenue=pl.col("completed_value_vnd").sum())
    )
    every = shops.join(sold, on=["marketplace", "shop_id"], how="left").with_columns(pl.col("revenue").fill_null(0))
    there = every.filter(pl.col("closed_on").is_null() | (pl.col("closed_on") > DAY) | (pl.col("revenue") > 0))
    inside = there if area == COUNTRY else there.filter(code_34=area)
    return inside.with_columns(part=pl.col("code_34" if area == COUNTRY else "commune_code_34"))


def gini_of_pairs(values: list[float]) -> float:
    """The mean absolute difference of all pairs over twice the mean."""
    total = sum(abs(x - y) for x in values for y in values)
    return total / (2 * len(values) ** 2 * (sum(values) / len(values)))


def theil_of(values: list[float]) -> float:
    """Mean of x/mean · ln(x/mean)."""
    mean = sum(values) / len(values)
    return sum(x / mean * math.log(x / mean) for x in values if x) / len(values)


CASES = [(seed, closed, area) for seed in (1, 2) for closed in (False, True) for area in ("20", "24", COUNTRY)]


@pytest.mark.parametrize(("seed", "closed", "area"), CASES)
def test_gini_theil_and_top_share_equal_those_of_plain_loops_over_all_shops(seed: int, closed: bool, area: str) -> None:
    shops, orders = made(seed, closed)
    row = measured(shops, orders)[0].filter(area_code=area).row(0, named=True)
    inside = revenues(shops, orders, area)
    values = sorted(float(x) for x in inside["revenue"])
    assert row["shops"] == len(values)
    assert row["shops_without_revenue"] == values.count(0)
    assert row["revenue_vnd"] == sum(values)
    assert row["gini"] == pytest.approx(gini_of_pairs(values), abs=1e-9)
    assert row["theil"] == pytest.approx(theil_of(values), abs=1e-9)
    assert row["top_10_share"] == pytest.approx(sum(values[-10:]) / sum(values), abs=1e-12)


@pytest.mark.parametrize(("seed", "closed", "area"), CASES)
def test_theil_within_areas_is_the_weighted_sum_of_their_own_and_adds_up_with_between(
    seed: int, closed: bool, area: str
) -> None:
    shops, orders = made(seed, closed)
    row = measured(shops, orders)[0].filter(area_code=area).row(0, named=True)
    inside = revenues(shops, orders, area)
    total = float(inside["revenue"].sum())
    within = sum(
        float(rows["revenue"].sum()) / total * theil_of([float(x) for x in rows["revenue"]])
        for _part, rows in inside.group_by("part")
        if rows["revenue"].sum()
    )
    assert row["theil_within"] == pytest.approx(within, abs=1e-9)
    assert row["theil_within"] + row["theil_between"] == pytest.approx(row["theil"], abs=1e-12)
    assert row["areas"] == inside["part"].n_unique()


@pytest.mark.parametrize("area", ["20", COUNTRY])
def test_the_lorenz_curve_passes_through_the_cumulated_revenue_of_the_poorest(area: str) -> None:
    shops, orders = made(3, True)
    curve = measured(shops, orders)[1].filter(area_code=area).sort("shops_share")
    values = np.sort(revenues(shops, orders, area)["revenue"].to_numpy().astype(float))
    positions = np.arange(len(values) + 1) / len(values)
    heights = np.concatenate([[0.0], np.cumsum(values)]) / values.sum()
    expected = np.interp(curve["shops_share"].to_numpy(), positions, heights)
    assert curve["revenue_share"].to_numpy() == pytest.approx(expected, abs=1e-9)
    gini = measured(shops, orders)[0].filter(area_code=area)["gini"].item()
    assert gini == pytest.approx(1 - 2 * integrate.trapezoid(heights, positions), abs=1e-9)


def test_many_shops_without_revenue_make_the_gini_high_and_their_number_is_stated() -> None:
    shops = pl.DataFrame(
        {
            "marketplace": "voso",
            "shop_id": [f"s{n}" for n in range(100)],
            "opened_on": date(2021, 8, 1),
            "closed_on": pl.Series([None] * 100, dtype=pl.Date),
            "commune_code_34": "a",
            "code_34": "20",
        }
    )
    equal = shops.head(6).with_columns(order_date=DAY, completed_value_vnd=pl.lit(100))
    row = measured(shops, equal)[0].filter(area_code="20").row(0, named=True)
    assert (row["sellers"], row["shops_without_revenue"]) == (6, 94)
    assert row["gini"] == pytest.approx(0.94)
    assert row["theil"] == pytest.approx(math.log(100 / 6))


def test_herfindahl_of_marketplaces_and_the_number_of_equal_ones() -> None:
    row = measured(*made(1, False))[0].filter(area_code="20").row(0, named=True)
    assert row["hhi_marketplaces"] == pytest.approx(0.75**2 + 0.25**2)
    assert row["effective_marketplaces"] == pytest.approx(1.6)


def test_a_location_quotient_compares_with_the_country_among_marketplaces_that_have_a_national_total() -> None:
    rows = [
        ("voso", "20", 30),
        ("postmart", "20", 10),
        ("shopee", "20", 60),
        ("voso", "24", 30),
        ("postmart", "24", 30),
    ]
    values = pl.LazyFrame(
        [
            {
                "frame": "34",
                "marketplace": m,
                "province_code": p,
                "indicator": "revenue_vnd",
                "period": "trailing_12_months",
                "as_of_date": DAY,
                "value": v,
            }
            for m, p, v in rows
        ]
    )
    wide = pl.LazyFrame({"marketplace": ["voso", "postmart"]})
    found = concentration.by_marketplace(values, wide).collect().filter(area_code="20").sort("marketplace")
    assert found.select("marketplace", "share").rows() == [("postmart", 0.1), ("shopee", 0.6), ("voso", 0.3)]
    quotients = found["location_quotient"].to_list()
    assert quotients[1] is None
    assert [quotients[0], quotients[2]] == pytest.approx([0.25 / 0.4, 0.75 / 0.6])


def test_the_local_share_of_a_single_marketplace_is_compared_with_all_the_marketplaces_of_the_country() -> None:
    table = {"frame": "34", "indicator": "revenue_vnd", "period": "trailing_12_months", "as_of_date": DAY}
    values = pl.LazyFrame(
        {"marketplace": ["voso", "postmart", "postmart"], "province_code": ["20", "20", "01"], "value": [700, 500, 700]}
    ).with_columns(**{name: pl.lit(value) for name, value in table.items()})
    wide = pl.LazyFrame({"marketplace": ["voso", "postmart"]})
    found = concentration.by_marketplace(values, wide).collect().filter(area_code="01")
    assert found["location_quotient"].to_list() == pytest.approx([1900 / 1200])


def test_the_63_end_with_june_2025() -> None:
    keys = {"province_code": "20", "commune_code": "a", "as_of_date": [date(2025, 6, 30), date(2025, 7, 31)]}
    stocks = pl.LazyFrame({"frame": "63", **keys, "shops": 5})
    sellers = pl.LazyFrame(
        {"frame": "63", **keys, "sellers": 1, "sellers_not_open": 0, "revenue": 9.0, "revenue_log": 1.0}
    )
    assert concentration.population(stocks, sellers).collect()["as_of_date"].to_list() == [date(2025, 6, 30)]
