"""The release: what readers get, once every blocking check has passed."""

import dagster as dg
import polars as pl

from assets import produce, reference, releases
from assets.checks import CHECKED
from assets.context import Night
from assets.warehouse import rows
from quality.contracts import PUBLISHED, REFERENCE, Households, Indicators

MARTS = (
    "daily_orders",
    "province_rankings",
    "growth_since_launch",
    "growth_rates",
    "growth_contributions",
    "tet_weeks",
    "claims",
    "coverage",
    "targets",
    "concentration",
    "lorenz_curves",
    "marketplace_structure",
    "revisions",
    *produce.TABLES,
    "rejections",
    "vocabulary_gaps",
    "unknown_columns",
    "unplaced",
)
COMPUTED = (*MARTS, "files", "checks")
"""Published tables that the warehouse holds; the others are published empty, with their columns."""


@dg.asset(deps=[*MARTS, "files", "shops", "order_lines", "quarantined_records"])
def release(night: dg.ResourceParam[Night], as_of_days: pl.LazyFrame) -> dg.MaterializeResult[None]:
    """An immutable folder of Parquet files with what they were made from; CURRENT names it."""
    with night.warehouse.connected() as db:
        tables = {
            name: rows(db, f"from {name}") if name in COMPUTED else contract.create_empty()
            for name, contract in PUBLISHED.items()
        }
        inputs = rows(
            db, "select sha256, marketplace, shop_id, file_name, kind, records_read, accepted from files order by all"
        )
        last = dict(
            db.execute("select marketplace, max(order_date)::varchar from daily_shop_orders group by all").fetchall()
        )
    _assert_checked(tables["checks"])
    tables = {
        name: contract.validate(tables[name], cast=True).sort(list(contract.columns()), nulls_last=True)
        for name, contract in PUBLISHED.items()
    }
    references = {
        **reference.tables("marketplaces", "provinces", "produce"),
        "indicators": Indicators.validate(reference.table("indicators")),
        "households": Households.validate(
            reference.table("households").with_columns(pl.col("as_of").str.to_date()), cast=True
        ),
    }
    newest = as_of_days.collect()["as_of_date"].max()
    manifest = {
        "state": night.state,
        "code_version": releases.code_version(),
        "is_simulated": night.folder.is_simulated,
        "newest_day": str(newest) if newest else None,
        "newest_day_by_marketplace": last,
        "inputs": inputs.to_dicts(),
        "checks": tables["checks"].to_dicts(),
    }
    night.release = releases.publish(night.folder, {**tables, **references}, PUBLISHED | REFERENCE, manifest)
    releases.prune(night.folder)
    counts = {f"rows/{name}": frame.height for name, frame in tables.items()}
    return dg.MaterializeResult(metadata={"release": night.release, **counts})


def _assert_checked(checks: pl.DataFrame) -> None:
    """Nothing is published whose blocking checks did not run and pass."""
    missing = set(CHECKED) - set(checks["table_name"])
    blocking = checks.filter(
        (pl.col("outcome") == "not_evaluated") | ((pl.col("outcome") == "failed") & (pl.col("severity") == "critical"))
    )
    assert not missing, f"not checked: {', '.join(sorted(missing))}"
    assert blocking.is_empty(), f"checks did not pass: {', '.join(blocking['check_name'])}"
