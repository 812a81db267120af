"""Produce of a nation, made up: titles of a million order lines, and the cells of a year of public tables.

`rows()` measures both for docs/benchmarks.md, each in a process of its own; on a machine that others use the CPU time
is the steadier figure.
"""

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter, process_time

import numpy as np
import polars as pl

PROJECT = Path(__file__).parents[2]
GOLDEN = Path(__file__).parents[1] / "golden" / "product_titles.csv"
PROVINCES, DISTRICTS, GOODS = 63, 11, 60
DESTINATIONS = 20
"""Provinces to which a month of a product goes, of the 63."""


def lines(count: int, distinct: int) -> pl.DataFrame:
    """Order lines with so many distinct titles in real listing styles."""
    golden = pl.read_csv(GOLDEN, infer_schema=False)["title"].to_list()
    titles = pl.Series([f"{golden[n % len(golden)]} mã {n}" for n in range(distinct)])
    absent = {name: pl.lit(None, pl.String) for name in ("variation_name", "unit")}
    return pl.DataFrame({"product_name": pl.concat([titles] * (count // distinct))}).with_columns(**absent)


def year_of_cells() -> tuple[pl.DataFrame, pl.DataFrame]:
    """Sales and destinations of 2024 in every province, as disclosure control reads them: 1.6 million cells."""
    random = np.random.default_rng(1)
    families = pl.DataFrame({
        "product_code": [f"p{n}" for n in range(GOODS)] * PROVINCES, "form": "fresh", "frame": "63",
        "province_code": np.repeat([f"{n:02}" for n in range(PROVINCES)], GOODS),
        "size": random.lognormal(1.5, 1.3, GOODS * PROVINCES),
    })  # fmt: skip
    months = pl.DataFrame({"period_start": pl.date_range(date(2024, 1, 1), date(2024, 12, 1), "1mo", eager=True)})
    weeks = pl.DataFrame({"period_start": [date(2024, 1, 1) + timedelta(weeks=n) for n in range(52)]})
    districts = pl.DataFrame({"part": [f"{n:02}" for n in range(DISTRICTS)]})
    places = pl.DataFrame({"destination_code": [f"{n:02}" for n in range(DESTINATIONS)]})
    province = pl.col("province_code").alias("area_code")
    kinds = {
        ("month", "province"): families.join(months, how="cross").with_columns(province),
        ("week", "province"): families.join(weeks, how="cross").with_columns(province),
        ("month", "district"): families.join(months, how="cross")
        .join(districts, how="cross")
        .with_columns(area_code=pl.col("province_code") + pl.col("part"))
        .drop("part"),
    }
    sales = [
        _sold(rows, random).with_columns(period_type=pl.lit(period), level=pl.lit(level))
        for (period, level), rows in kinds.items()
    ]
    sent = families.join(months, how="cross").with_columns(province).join(places, how="cross")
    return pl.concat(sales), _sold(sent, random)


def _sold(rows: pl.DataFrame, random: np.random.Generator) -> pl.DataFrame:
    """Cells with sellers, kilograms and dong, and what the two largest sold of them."""
    sellers = np.minimum(random.poisson(rows["size"]) + 1, 500)
    kg = sellers * random.lognormal(2, 0.5, rows.height)
    of_two = kg * np.minimum(1.0, 2 / sellers * random.lognormal(0.4, 0.5, rows.height))
    return rows.drop("size").with_columns(
        sellers=sellers,
        orders=sellers,
        quantity_kg=kg,
        value_vnd=kg * 50_000,
        kg_of_two=of_two,
        value_of_two=of_two * 50_000,
    )


def matching() -> Callable[[], object]:
    """What every title of a million lines sells and weighs; 50,000 of them are distinct."""
    from assets import produce
    from pipelines.produce import matching as produce_matching
    from pipelines.produce import weights

    sold, rules = lines(1_000_000, 50_000), produce.rules()
    return lambda: (produce_matching.match(sold["product_name"], rules), weights.per_item(sold))


def suppression() -> Callable[[], object]:
    """Which cells of a year must not leave the house."""
    from pipelines.produce import disclosure

    sales, destinations = year_of_cells()
    return lambda: disclosure.hidden(sales, destinations)


TASKS = {
    "matching": (matching, "matching and weights of 1,000,000 order lines with 50,000 distinct titles; aim 5 s"),
    "suppression": (suppression, "suppression of a year of the public tables, 1.6 million cells; aim 10 s"),
}


def rows(runs: int) -> list[str]:
    """Rows of the table: medians of wall and CPU time, and the peak of memory."""
    found = []
    for task, (_make, what) in TASKS.items():
        command = [sys.executable, __file__, task]
        environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
        done = [
            json.loads(subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout)
            for _run in range(runs)
        ]
        wall, cpu = (statistics.median(run[name] for run in done) for name in ("wall", "cpu"))
        peak = max(run["peak_mb"] for run in done)
        found.append(f"| {what} | {wall:.1f} s, CPU {cpu:.1f} s | | | {peak:,.0f} MB |")
    return found


if __name__ == "__main__":
    from memory import peak_mb

    work = TASKS[sys.argv[1]][0]()
    wall, cpu = perf_counter(), process_time()
    work()
    used = {"wall": perf_counter() - wall, "cpu": process_time() - cpu}
    print(json.dumps(used | {"peak_mb": peak_mb()}))
