"""The release: what readers get, once every blocking check has passed."""

import dagster as dg
import polars as pl

from assets.night import Night
from assets.storage import made_from, releases
from assets.storage.warehouse import rows
from quality.contracts import PUBLISHED, REFERENCE
from quality.suites import SUITES

MARTS = [table for table in PUBLISHED if table not in ("files", "checks")]
"""What is computed before a release is made; the receipts and the checks stand in the warehouse."""


@dg.asset(deps=[*MARTS, *REFERENCE, "files", "shops", "order_lines", "quarantined_records"])
def release(night: dg.ResourceParam[Night], as_of_days: pl.LazyFrame) -> dg.MaterializeResult[None]:
    """An immutable folder of Parquet files with what they were made from; CURRENT names it."""
    marts = night.marts
    with night.warehouse.connected() as db:
        checks, files = rows(db, "from checks"), rows(db, "from files")
        _assert_checked(checks)
        last = dict(
            db.execute("select marketplace, max(order_date)::varchar from daily_shop_orders group by all").fetchall()
        )
    for name, frame in {"checks": checks, "files": files}.items():
        marts.write(name, frame)
    newest = as_of_days.collect()["as_of_date"].max()
    inputs = ["sha256", "marketplace", "shop_id", "file_name", "kind", "records_read", "accepted"]
    told = pl.read_parquet(marts.path("checks"), glob=False)
    manifest = {
        "state": night.state,
        "code_version": releases.code_version(),
        "is_simulated": night.folder.is_simulated,
        "newest_day": str(newest) if newest else None,
        "newest_day_by_marketplace": last,
        "inputs": files.select(inputs).sort(inputs, nulls_last=True).to_dicts(),
        "checks": told.to_dicts(),
    }
    tables = {name: marts.path(name) for name in (*PUBLISHED, *REFERENCE)}
    night.release, counts = releases.publish(night.folder, tables, PUBLISHED | REFERENCE, manifest)
    with night.warehouse.connected() as db, night.warehouse.transaction(db):
        made_from.end(db)
    releases.prune(night.folder)
    return dg.MaterializeResult(
        metadata={"release": night.release, **{f"rows/{name}": counts[name] for name in PUBLISHED}}
    )


def _assert_checked(checks: pl.DataFrame) -> None:
    """Nothing is published whose blocking checks did not run and pass."""
    missing = set(SUITES) - set(checks["table_name"])
    blocking = checks.filter(
        (pl.col("outcome") == "not_evaluated") | ((pl.col("outcome") == "failed") & (pl.col("severity") == "critical"))
    )
    assert not missing, f"not checked: {', '.join(sorted(missing))}"
    assert blocking.is_empty(), f"checks did not pass: {', '.join(blocking['check_name'])}"
