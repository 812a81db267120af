"""The public tables of produce, attacked together: nothing hidden may be worked out from what is shown."""

from datetime import date, timedelta
from time import perf_counter

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from pipelines import disclosure, produce_sales

FIRST, LAST_CLOSED, DAYS = date(2024, 9, 1), date(2024, 12, 1), 122
NEAR = 0.10
SELLERS_MOST = {"orders": pl.lit(1), "form": pl.lit("fresh"), "product_code": pl.lit("na"), "frame": pl.lit("63")}


def trades(seed: int, rows: int = 2000, sellers: int = 50, skew: float = 2.5) -> pl.DataFrame:
    """Made-up sales: a few districts and destinations, sellers of very different size, a season."""
    random = np.random.default_rng(seed)
    size = random.pareto(skew, sellers) + 0.3
    seller = random.choice(sellers, rows, p=size / size.sum())
    home = random.integers(0, 4, sellers)
    day = np.minimum((random.beta(2, 3, rows) * DAYS).astype(int), DAYS - 1)
    return pl.DataFrame({
        "order_date": [FIRST + timedelta(days=int(d)) for d in day],
        "seller": seller,
        "district": [f"18{d}" for d in home[seller]],
        "destination_code": [f"{c:02}" for c in random.choice(6, rows, p=[0.5, 0.2, 0.1, 0.1, 0.07, 0.03])],
        "quantity_kg": random.choice([1.0, 2, 3, 5, 10], rows),
        "value_vnd": random.integers(20, 80, rows) * 1000.0,
    }).with_columns(**SELLERS_MOST)  # fmt: skip


def cells(rows: pl.DataFrame, period: str, keys: list[str]) -> pl.DataFrame:
    """What `produce_sales` counts of trades, for the columns that disclosure reads."""
    keyed = rows.with_columns(period_start=pl.col("order_date").dt.truncate("1mo" if period == "month" else "1w"))
    by = ["period_start", "product_code", "form", "frame", *keys]
    sold = keyed.group_by(*by, "seller").agg(pl.col("orders", "quantity_kg", "value_vnd").sum())
    return sold.group_by(by).agg(
        pl.col("orders", "quantity_kg", "value_vnd").sum(),
        sellers=pl.len().cast(pl.Int64),
        kg_of_two=pl.col("quantity_kg").top_k(2).sum(),
        value_of_two=pl.col("value_vnd").top_k(2).sum(),
    )


def tables(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Publishable sales and destinations of one province, whole."""
    home = {"province_code": pl.lit("20"), "marketplace": pl.lit("all")}
    month = cells(rows, "month", []).with_columns(
        area_code=pl.lit("20"), period_type=pl.lit("month"), level=pl.lit("province")
    )
    week = cells(rows, "week", []).with_columns(
        area_code=pl.lit("20"), period_type=pl.lit("week"), level=pl.lit("province")
    )
    district = cells(rows.rename({"district": "area_code"}), "month", ["area_code"]).with_columns(
        period_type=pl.lit("month"), level=pl.lit("district")
    )
    sales = pl.concat([month, district.select(month.columns), week.select(month.columns)]).with_columns(**home)
    places = cells(rows, "month", ["destination_code"]).with_columns(province_code=pl.lit("20"))
    return disclosure.publishable(sales, places, LAST_CLOSED)


class Attack:
    """A linear programme over everything that is shown: what a hidden figure can at least and at most be.

    Unknowns are the parts of weeks in months, districts and destinations, none below zero. Shown figures are equations,
    and a cell without a row is known to be nothing.
    """

    def __init__(self, sales: pl.DataFrame, places: pl.DataFrame, measure: str) -> None:
        self.measure = measure
        self.names: dict[object, int] = {}
        self.equations: list[tuple[list[object], float]] = []
        months = self._figures(sales.filter(period_type="month", level="province"), [])
        weeks = self._figures(sales.filter(period_type="week"), [])
        self.hidden: list[tuple[object, list[object]]] = []
        pieces: dict[date, list[object]] = {}
        mondays = {monday for (monday,) in weeks}
        day = FIRST - timedelta(days=FIRST.weekday())
        last = FIRST + timedelta(days=DAYS - 1)
        while day <= last:
            halves = sorted({d.replace(day=1) for d in (day, day + timedelta(days=6))})
            parts = [("piece", day, month) for month in halves if FIRST <= month <= last]
            whole = day >= FIRST and day + timedelta(days=6) <= last
            for part in parts:
                pieces.setdefault(part[2], []).append(part)
                self._name(part)
            if whole:
                self._say(
                    ("week", day), parts, weeks.get((day,), 0.0) if (day,) in weeks or day not in mondays else None
                )
            day += timedelta(days=7)
        for month, parts in pieces.items():
            total = months.get((month,), 0.0)
            self._say(("month", month), parts, total)
            for kind, table, column in (
                ("district", sales.filter(level="district"), "area_code"), ("destination", places, "destination_code"),
            ):  # fmt: skip
                rows = table.filter(period_start=month)
                shown = self._figures(rows, [column])
                for key, value in shown.items():
                    self._say((kind, key), [(kind, key)], value)
                self._balance([(kind, key) for key in shown], parts)

    def _figures(self, rows: pl.DataFrame, more: list[str]) -> dict[tuple[object, ...], float | None]:
        return {row[:-1]: row[-1] for row in rows.select("period_start", *more, self.measure).iter_rows()}

    def _name(self, unknown: object) -> int:
        return self.names.setdefault(unknown, len(self.names))

    def _say(self, what: object, parts: list[object], value: float | None) -> None:
        for part in parts:
            self._name(part)
        if value is None:
            self.hidden.append((what, parts))
        else:
            self.equations.append((parts, value))

    def _balance(self, one: list[object], other: list[object]) -> None:
        if one:
            self.equations.append(([*one, ("minus", other)], 0.0))

    def bounds(self) -> dict[object, tuple[float, float]]:
        matrix = np.zeros((len(self.equations), len(self.names)))
        for row, (parts, _) in enumerate(self.equations):
            for part in parts:
                if isinstance(part, tuple) and part[0] == "minus":
                    for other in part[1]:
                        matrix[row, self.names[other]] -= 1
                else:
                    matrix[row, self.names[part]] += 1
        right = np.array([value for _, value in self.equations])
        found = {}
        for what, parts in self.hidden:
            goal = np.zeros(len(self.names))
            goal[[self.names[part] for part in parts]] = 1
            low, high = (linprog(sign * goal, A_eq=matrix, b_eq=right, method="highs") for sign in (1, -1))
            assert low.status == 0, low.message
            found[what] = (low.fun, np.inf if high.status == 3 else -high.fun)
        return found


def truth(sales: pl.DataFrame, places: pl.DataFrame, measure: str) -> dict[object, float]:
    found: dict[object, float] = {}
    for row in sales.iter_rows(named=True):
        kind = row["period_type"] if row["level"] == "province" else "district"
        key = (row["period_start"], row["area_code"]) if kind == "district" else row["period_start"]
        found[kind, key] = row[measure]
    for row in places.iter_rows(named=True):
        found["destination", (row["period_start"], row["destination_code"])] = row[measure]
    return found


def public(sales: pl.DataFrame, places: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    judged, placed = disclosure.hidden(sales, places)
    measures = ("quantity_kg", "value_vnd", "orders")
    return disclosure.printed(judged, measures), disclosure.printed(placed, measures)


def exposed(seed: int, **size: float) -> tuple[list[object], int, int]:
    """Hidden figures that the attack bounds within 10 %, and how many cells are hidden and shown."""
    sales, places = tables(trades(seed, **size))
    shown_sales, shown_places = public(sales, places)
    wrong = []
    for measure in ("quantity_kg", "value_vnd", "orders"):
        true = truth(sales, places, measure)
        for what, (low, high) in Attack(shown_sales, shown_places, measure).bounds().items():
            assert low <= true[what] + 1e-6
            assert high >= true[what] - 1e-6
            if low >= (1 - NEAR) * true[what] and high <= (1 + NEAR) * true[what]:
                wrong.append((measure, what, low, true[what], high))
    hidden = sum(table["is_confidential"].sum() for table in (shown_sales, shown_places))
    return wrong, hidden, shown_sales.height + shown_places.height - hidden


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10_000), rows=st.integers(60, 2500), sellers=st.integers(6, 60), skew=st.floats(1.2, 4))
def test_no_hidden_figure_can_be_bounded_within_ten_percent_from_the_public_tables_together(seed, rows, sellers, skew):
    wrong, _, _ = exposed(seed, rows=rows, sellers=sellers, skew=skew)
    assert not wrong


def test_the_attack_finds_what_primary_suppression_alone_gives_away():
    sales, places = tables(trades(3))
    judged = sales.with_columns(is_confidential=disclosure.is_unsafe())
    placed = places.with_columns(is_confidential=disclosure.is_unsafe())
    shown = [disclosure.printed(table, ("quantity_kg",)) for table in (judged, placed)]
    true = truth(sales, places, "quantity_kg")
    bounds = Attack(*shown, "quantity_kg").bounds()
    assert any(low >= 0.9 * true[what] and high <= 1.1 * true[what] for what, (low, high) in bounds.items())


def test_something_is_hidden_and_more_is_shown():
    wrong, hidden, shown = exposed(22, rows=900, sellers=25, skew=1.6)
    assert not wrong
    assert hidden > 10
    assert shown > 20


@pytest.mark.parametrize(
    ("sellers", "kg_of_two", "value_of_two", "unsafe"),
    [(4, 1.0, 1.0, True), (5, 85.0, 850.0, False), (5, 85.1, 1.0, True), (5, 1.0, 850.1, True), (50, 90.0, 1.0, True)],
)
def test_a_cell_needs_five_sellers_and_no_two_with_more_than_85_percent(sellers, kg_of_two, value_of_two, unsafe):
    cell = pl.DataFrame({
        "sellers": [sellers], "kg_of_two": [kg_of_two], "value_of_two": [value_of_two], "quantity_kg": [100.0],
        "value_vnd": [1000.0],
    })  # fmt: skip
    assert cell.select(disclosure.is_unsafe()).item() == unsafe


def test_a_month_appears_once_it_is_closed():
    assert disclosure.last_closed_month(date(2026, 10, 31)) == date(2026, 9, 1)
    assert disclosure.last_closed_month(date(2026, 10, 14)) == date(2026, 8, 1)
    assert disclosure.last_closed_month(date(2026, 10, 15)) == date(2026, 9, 1)
    assert disclosure.last_closed_month(None) is None


def test_the_order_of_rows_does_not_matter():
    sales, places = tables(trades(5))
    keys = ["period_type", "level", "area_code", "period_start"]
    one, _ = disclosure.hidden(sales.sort(keys), places)
    other, _ = disclosure.hidden(sales.sort(keys, descending=True), places.reverse())
    assert one.sort(keys).equals(other.sort(keys))


def test_a_year_of_the_whole_country_is_suppressed_in_ten_seconds():
    many = []
    sales, places = tables(trades(8, rows=3000, sellers=80))
    for province in range(34):
        for product in range(40):
            with_names = {"product_code": pl.lit(f"p{product}"), "province_code": pl.lit(f"{province:02}")}
            many.append((sales.with_columns(**with_names), places.with_columns(**with_names)))
    every = [pl.concat(table) for table in zip(*many, strict=True)]
    start = perf_counter()
    disclosure.hidden(*every)
    assert perf_counter() - start < 10


def test_concentration_is_counted_over_households_and_their_shops_together():
    sellers = ["h1", "h2", "h1", "h3", "h4", "h5"]
    kg = [10.0, 20.0, 30.0, 5.0, 1.0, 1.0]
    rows = pl.LazyFrame({
        "period_start": [date(2025, 1, 1)] * 6, "marketplace": ["voso", "voso", "shopee", "voso", "voso", "voso"],
        "product_code": ["na"] * 6, "form": ["fresh"] * 6, "seller": sellers,
        "code_63": ["20"] * 6, "district_code_63": ["187"] * 6, "code_34": ["20"] * 6,
        **{name: [1] * 6 for name in produce_sales.OUTCOMES},
        **dict.fromkeys(produce_sales.SOLD, kg),
        **{f"{name}_63": kg for name in produce_sales.DESTINED},
    })  # fmt: skip
    single = rows.select(
        *rows.collect_schema().names()[:4], *produce_sales.AREAS, price_vnd_per_kg=pl.lit(1.0),
        days_to_completion=pl.lit(2.0),
    )  # fmt: skip
    grid = produce_sales.Grid("month", "province", "63")
    found = produce_sales.cells(rows, single, single, grid).filter(pl.col("marketplace") == "all").collect()
    assert found.select("sellers", "quantity_kg", "kg_of_two").rows() == [(5, 67.0, 60.0)]
