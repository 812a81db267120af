"""A small release of our own making to look at pages with: two marketplaces, all provinces, three months."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from quality.contracts import PUBLISHED

REFERENCE = Path(__file__).parent.parent / "data" / "reference"
NAME = "20260402T013000"
NEWEST = date(2026, 3, 31)
DAYS = (date(2026, 2, 28), NEWEST)
PASSED = {"table_name": "files", "check_name": "a_check", "severity": "warning", "outcome": "passed", "observed": None}
REFUSED = {
    **PASSED,
    "check_name": "no_file_was_refused",
    "outcome": "failed",
    "observed": "1234",
    "reason": "A refused file waits for somebody to mend it.",
}
COVERED = {"shop": 67_055, "account": 56_975, "both": 54_030, "either": 70_000}
"""Measure -> households that have it; shop and account as quoted for autumn 2021."""
MONTHS = {date(2026, 1, 1): 40, date(2026, 2, 1): 20, date(2026, 3, 1): 30}
"""Month -> successful transactions on each of two marketplaces in Lạng Sơn."""


def write(folder: Path, *, tables: dict[str, pl.DataFrame] | None = None, **manifest: Any) -> Path:
    """Writes a release below `folder/published/` and makes it current; the release's folder."""
    release = folder / "published" / NAME
    release.mkdir(parents=True)
    checks = pl.DataFrame([{**PASSED, "reason": "An order has one outcome."}], schema_overrides={"observed": pl.String})
    made = {"province_rankings": rankings(), "daily_orders": daily_orders(), "checks": checks, **(tables or {})}
    for name, contract in PUBLISHED.items():
        frame = made.get(name, contract.create_empty())
        lacking = [pl.lit(None).alias(column) for column in contract.columns() if column not in frame.columns]
        contract.validate(frame.with_columns(lacking), cast=True).write_parquet(release / f"{name}.parquet")
    for name in ("indicators", "marketplaces", "provinces", "households"):
        table = pl.read_csv(REFERENCE / f"{name}.csv", infer_schema=False)
        table.with_columns(pl.col("^as_of$").str.to_date(), pl.col("^households$").cast(pl.Int64)).write_parquet(
            release / f"{name}.parquet"
        )
    said = {
        "release": NAME,
        "is_simulated": False,
        "newest_day": str(NEWEST),
        "newest_day_by_marketplace": {"voso": str(NEWEST), "postmart": str(NEWEST)},
    }
    (release / "release.json").write_text(json.dumps({**said, **manifest}), encoding="utf-8")
    (folder / "published" / "CURRENT").write_text(f"{NAME}\n", encoding="utf-8")
    return release


def provinces(frame: str) -> pl.DataFrame:
    """Code and name of every province of a frame."""
    rows = pl.read_csv(REFERENCE / "provinces.csv", infer_schema=False).filter(pl.col("frame") == frame)
    return rows.select(province_code="code", province_name="name").unique("province_code").sort("province_code")


def rankings() -> pl.DataFrame:
    """Registered shops, transactions and revenue of every province on two days.

    Hồ Chí Minh leads, Hà Nội follows; Lạng Sơn is third with Sơn La; Lai Châu is missing; revenue is unranked. In the
    63 it is the same on a day of 2025.
    """
    shops = {"79": 50_000, "01": 40_000, "20": 6_081, "14": 6_081, "12": None}
    found = []
    for frame, day in (("34", DAYS[0]), ("34", DAYS[1]), ("63", date(2025, 6, 30))):
        every = provinces(frame)
        value = pl.Series([shops.get(code, 1_000 + int(code)) for code in every["province_code"]], dtype=pl.Float64)
        ranked = every.with_columns(value=value).with_columns(
            rank=pl.col("value").rank("min", descending=True).cast(pl.Int64),
            frame=pl.lit(frame),
            as_of_date=pl.lit(day),
            basis=pl.lit("computed"),
            marketplaces=pl.lit("postmart,voso"),
            provinces_ranked=pl.lit(every.height - 1),
            provinces_missing=pl.lit(1),
        )
        ranked = ranked.with_columns(
            is_tied=pl.col("rank").is_not_null() & (pl.len().over("rank") > 1),
            previous_rank=pl.when(pl.col("province_code") == "20").then(5).otherwise("rank"),
            gap_to_next=pl.when(pl.col("rank") > 1).then(pl.lit(33_919.0)),
            rank_low=pl.col("rank"),
            rank_high=pl.col("rank") + 2,
        ).with_columns(rank_change=pl.col("previous_rank") - pl.col("rank"))
        unranked = {
            name: pl.lit(None)
            for name in ("rank", "rank_change", "previous_rank", "gap_to_next", "rank_low", "rank_high")
        }
        reason = "No marketplace that covers the whole country has been delivered; provinces cannot be compared."
        found.append(ranked.with_columns(indicator=pl.lit("registered_shops"), period=pl.lit("as_of")))
        for period in ("since_launch", "trailing_12_months", "year_to_date", "month"):
            found.append(ranked.with_columns(indicator=pl.lit("orders_completed"), period=pl.lit(period)))
            found.append(
                ranked.with_columns(
                    indicator=pl.lit("revenue_vnd"),
                    period=pl.lit(period),
                    value=pl.col("value") * 1_000_000,
                    reason=pl.lit(reason),
                    is_tied=False,
                    provinces_ranked=0,
                    provinces_missing=every.height,
                    **unranked,
                )
            )
    return pl.concat(found, how="diagonal_relaxed")


def daily_orders() -> pl.DataFrame:
    """One day in each of three months, in both frames while both are valid."""
    return pl.DataFrame(
        [
            {
                "order_date": month.replace(day=15),
                "marketplace": marketplace,
                "frame": "34",
                "province_code": province,
                "commune_code": None,
                "orders_placed": orders + 2,
                "orders_completed": orders,
                "orders_cancelled": 1,
                "orders_returned": 1,
                "order_value_vnd": orders * 1_100_000,
                "completed_value_vnd": orders * 1_000_000,
            }
            for month, orders in MONTHS.items()
            for marketplace in ("voso", "postmart")
            for province in ("20", "48")
        ],
        schema_overrides={"commune_code": pl.String},
    )


def coverage(area: str = "20", households: int | None = 200_000, **counts: int | None) -> pl.DataFrame:
    """Coverage of one province on two days."""
    return pl.DataFrame(
        [
            {
                "frame": "34",
                "area_code": area,
                "as_of_date": day,
                "measure": measure,
                "households": households,
                "households_covered": count,
                "coverage_pct": None if count is None or households is None else count / households * 100,
            }
            for day in DAYS
            for measure, count in (COVERED | counts).items()
        ]
    )
