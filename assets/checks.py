"""Blocking checks between marts and release: what Great Expectations finds in the warehouse, as asset checks."""

import re
from collections.abc import Iterator

import dagster as dg

from assets.night import Night
from quality.contracts import REFERENCE
from quality.suites import SUITES


def _neighbours(table: str) -> Iterator[str]:
    """The other tables that the checks of a table look at: they are computed before it is judged."""
    queries = " ".join(expected.query for expected in SUITES[table])
    for name in (*REFERENCE, *SUITES):
        if name != table and re.search(rf"\b{name}\b", queries):
            yield name


def _check(table: str) -> dg.AssetChecksDefinition:
    """The blocking check of one table: its whole suite, listed in `checks`."""

    @dg.asset_check(
        asset=table,
        name=f"{table}_is_plausible",
        blocking=True,
        additional_deps=list(_neighbours(table)),
        description=f"The expectations of {table}; critical ones stop the release.",
    )
    def is_plausible(night: dg.ResourceParam[Night]) -> dg.AssetCheckResult:
        from quality import judge  # Great Expectations takes seconds to import

        with night.warehouse.connected() as db:
            verdicts = judge.verdicts(db.cursor, table)
            db.register("verdicts", judge.as_frame(verdicts).to_arrow())
            with night.warehouse.transaction(db):
                db.execute("delete from checks where table_name = ?", [table])
                db.execute("insert into checks by name from verdicts")
        failed = [verdict for verdict in verdicts if verdict.outcome != "passed"]
        return dg.AssetCheckResult(
            passed=not failed,
            severity=dg.AssetCheckSeverity.ERROR if any(v.blocks for v in failed) else dg.AssetCheckSeverity.WARN,
            description="; ".join(f"{v.check_name}: {v.outcome} ({v.observed})" for v in failed) or "passed",
            metadata={verdict.check_name: verdict.outcome for verdict in verdicts},
        )

    return is_plausible


def definitions() -> Iterator[dg.AssetChecksDefinition]:
    """One blocking check per table that has a suite."""
    return (_check(table) for table in SUITES)
