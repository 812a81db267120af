"""Made-up sales of a province, and an attacker who has read what was published of them."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl
from scipy.optimize import linprog

from pipelines.produce import disclosure

FIRST, LAST_CLOSED, DAYS = date(2024, 9, 1), date(2024, 12, 1), 122
NEAR = 0.10
LAST_DAY = FIRST + timedelta(days=DAYS - 1)
MEASURES = ("quantity_kg", "value_vnd", "orders")
SELLERS_MOST = {
    "orders": pl.lit(1, pl.Int64),
    "form": pl.lit("fresh"),
    "product_code": pl.lit("na"),
    "frame": pl.lit("63"),
}


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
    and a cell without a row is known to be nothing. Of two releases the second has every part of the first and more.
    """

    def __init__(self, measure: str) -> None:
        self.measure = measure
        self.names: dict[Any, int] = {}
        self.equations: list[tuple[list[Any], list[Any], float]] = []
        self.hidden: dict[Any, list[Any]] = {}

    def reads(self, sales: pl.DataFrame, places: pl.DataFrame, last: date, of: str = "") -> "Attack":
        """Adds a release with public months up to the day `last`; all that is known of it carries its name `of`."""
        months = self._figures(sales.filter(period_type="month", level="province"), [])
        weeks = self._figures(sales.filter(period_type="week"), [])
        pieces: dict[date, list[Any]] = {}
        day = FIRST - timedelta(days=FIRST.weekday())
        while day <= last:
            halves = sorted({d.replace(day=1) for d in (day, day + timedelta(days=6))})
            parts: list[Any] = [(of, "piece", day, month) for month in halves if FIRST <= month <= last]
            for part in parts:
                pieces.setdefault(part[3], []).append(part)
            if day >= FIRST and day + timedelta(days=6) <= last:
                self._say((of, "week", day), parts, weeks.get((day,), 0.0))
            day += timedelta(days=7)
        for month, parts in pieces.items():
            self._say((of, "month", month), parts, months.get((month,), 0.0))
            for kind, table, column in (
                ("district", sales.filter(level="district"), "area_code"), ("destination", places, "destination_code"),
            ):  # fmt: skip
                shown = self._figures(table.filter(period_start=month), [column])
                for key, value in shown.items():
                    self._say((of, kind, key), [(of, kind, key)], value)
                if shown:
                    self.equations.append(([(of, kind, key) for key in shown], parts, 0.0))
        return self

    def _figures(self, rows: pl.DataFrame, more: list[str]) -> dict[tuple[Any, ...], float | None]:
        return {row[:-1]: row[-1] for row in rows.select("period_start", *more, self.measure).iter_rows()}

    def _say(self, what: object, parts: list[Any], value: float | None) -> None:
        for part in parts:
            self.names.setdefault(part, len(self.names))
        if value is None:
            self.hidden[what] = parts
        else:
            self.equations.append((parts, [], value))

    def bounds(self) -> dict[Any, tuple[float, float]]:
        """What is hidden -> from where to where it can lie."""
        matrix = np.zeros((len(self.equations), len(self.names)))
        for row, (parts, less, _) in enumerate(self.equations):
            for sign, named in ((1, parts), (-1, less)):
                for part in named:
                    matrix[row, self.names[part]] += sign
        right = np.array([value for *_, value in self.equations])
        grown = [(self.names[part], self.names["later", *part[1:]]) for part in self.names
                 if part[0] == "earlier" and ("later", *part[1:]) in self.names]  # fmt: skip
        never_less = np.zeros((len(grown), len(self.names)))
        for row, (before, after) in enumerate(grown):
            never_less[row, before], never_less[row, after] = 1, -1
        found = {}
        for what, parts in self.hidden.items():
            goal = np.zeros(len(self.names))
            goal[[self.names[part] for part in parts]] = 1
            low, high = (
                linprog(sign * goal, A_ub=never_less if grown else None, b_ub=np.zeros(len(grown)) if grown else None,
                        A_eq=matrix, b_eq=right, method="highs")
                for sign in (1, -1)
            )  # fmt: skip
            assert low.status == 0, low.message
            assert low.fun is not None
            assert high.status == 3 or high.fun is not None
            found[what] = (low.fun, np.inf if high.fun is None or high.status == 3 else -high.fun)
        return found


def truth(sales: pl.DataFrame, places: pl.DataFrame, measure: str, of: str = "") -> dict[Any, float]:
    found: dict[Any, float] = {}
    for row in sales.iter_rows(named=True):
        kind = row["period_type"] if row["level"] == "province" else "district"
        key = (row["period_start"], row["area_code"]) if kind == "district" else row["period_start"]
        found[of, kind, key] = row[measure]
    for row in places.iter_rows(named=True):
        found[of, "destination", (row["period_start"], row["destination_code"])] = row[measure]
    return found


def near(bounds: dict[Any, tuple[float, float]], true: dict[Any, float]) -> list[Any]:
    """Hidden figures that are bounded within 10 %; the attack must hold the truth."""
    for what, (low, high) in bounds.items():
        assert low <= true[what] + 1e-6
        assert high >= true[what] - 1e-6
    return [w for w, (low, high) in bounds.items() if low >= (1 - NEAR) * true[w] and high <= (1 + NEAR) * true[w]]
