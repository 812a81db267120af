"""Judges tables by their suites: Great Expectations, pushed down to DuckDB as SQL. The only module that knows it.

A check that could not be evaluated has not passed.
"""

# ruff: noqa: E402, as two things must be said before Great Expectations is imported

import importlib.util
import os
import sys
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from typing import Any

os.environ["GX_ANALYTICS_ENABLED"] = "False"


def _when_used(package: str, name: str) -> None:
    """Lets a module be loaded when something of it is used: GX imports it for expectations that we do not have."""
    spec = importlib.util.find_spec(f"{package}.{name}")
    if spec is None or spec.loader is None or spec.name in sys.modules:
        return
    spec.loader = importlib.util.LazyLoader(spec.loader)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    setattr(sys.modules[package], name, module)


_when_used("scipy", "stats")  # a quarter of GX's import

import great_expectations as gx
import great_expectations.expectations as _gxe
import polars as pl
import sqlalchemy
from duckdb_sqlalchemy import ConnectionWrapper
from sqlalchemy.engine.cursor import FullyBufferedCursorFetchStrategy

from quality.expectation import Expectation
from quality.suites import BATCHES, SUITES

gxe: Any = _gxe  # its classes are made at run time; a type checker cannot see them


class _NoRows(gxe.UnexpectedRowsExpectation):  # type: ignore[misc]
    """That a query finds nothing, asked once: the library's own asks for the rows and for their number."""

    metric_dependencies = ("unexpected_rows_query.table",)

    def _validate(self, metrics: dict[str, Any], *_said: Any, **_kwargs: Any) -> dict[str, Any]:
        rows = [dict(row) for row in metrics["unexpected_rows_query.table"]]
        count = [row.pop("rows_found") for row in rows][:1]
        return {"success": not rows, "result": {"observed_value": sum(count), "details": {"unexpected_rows": rows}}}


ROWS_SHOWN = 3
LETTERS_SHOWN = 400
"""Of what should not be there: enough to find it, not a table."""


@dataclass(frozen=True)
class Verdict:
    """One row of `checks`: what one expectation found in one table."""

    table_name: str
    check_name: str
    severity: str
    outcome: str
    observed: str | None
    reason: str

    @property
    def blocks(self) -> bool:
        """Whether this verdict keeps the table from being published."""
        return self.outcome == "not_evaluated" or (self.outcome == "failed" and self.severity == "critical")


def verdicts(connect: Callable[[], Any], table: str) -> list[Verdict]:
    """The verdicts of a table's suite, evaluated in the warehouse itself.

    `connect`: gives a connection to the open warehouse. An expectation that raises, or that GX cannot evaluate, is
    not_evaluated: it has not passed.
    """
    lent = _lent.set(connect)
    try:
        return _validated(table)
    except Exception as error:
        return [
            _verdict(table, expectation, "not_evaluated", f"{type(error).__name__}: {error}")
            for expectation in SUITES[table]
        ]
    finally:
        for engine in _engines(_source()):
            engine.dispose()
        _lent.reset(lent)


_lent: ContextVar[Callable[[], Any]] = ContextVar("connect")


@cache
def _source() -> Any:
    """GX's data source, made once, as that takes longer than most suites. Its engines borrow a connection to connect."""
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}  # type: ignore[assignment]
    sources: Any = context.data_sources
    source = sources.add_sql(name="warehouse", connection_string="duckdb:///:memory:", create_temp_table=False)
    for engine in _engines(source):
        engine.dispose()
        sqlalchemy.event.listen(engine, "do_connect", lambda *_said: ConnectionWrapper(_lent.get()()))
        sqlalchemy.event.listen(engine, "after_cursor_execute", _buffer)
    return source


def _engines(source: Any) -> list[Any]:
    return [source.get_engine(), source.get_execution_engine().engine]


@cache
def _batch_definition(table: str) -> Any:
    """What of a table is looked at, made once: GX writes its whole configuration as YAML whenever it changes."""
    query = BATCHES.get(table, f"select * from {table}")  # a query, as some tables are views
    return _source().add_query_asset(name=table, query=query).add_batch_definition_whole_table("whole")


def _validated(table: str) -> list[Verdict]:
    suite = gx.ExpectationSuite(name=table, expectations=[_asked(expectation) for expectation in SUITES[table]])
    found_results: list[Any] = _batch_definition(table).get_batch().validate(suite, result_format="COMPLETE").results
    results = {result.expectation_config.meta["name"]: result for result in found_results}
    return [_read(table, expectation, results.get(expectation.name)) for expectation in SUITES[table]]


def _asked(expectation: Expectation) -> _NoRows:
    """An expectation as GX asks it: for its first rows and for their number at once."""
    counted = f"select *, count(*) over () as rows_found from ({expectation.query}) limit {ROWS_SHOWN}"
    meta = {"name": expectation.name}
    return _NoRows(unexpected_rows_query=counted, severity=expectation.severity, meta=meta)


def _buffer(conn: Any, cursor: Any, statement: str, parameters: Any, context: Any, executemany: bool) -> None:
    """Fetches a result while its connection is open: GX reads it afterwards, when DuckDB has none left."""
    if cursor.description:
        rows = cursor.fetchall()
        context.cursor_fetch_strategy = FullyBufferedCursorFetchStrategy(cursor, initial_buffer=rows)


def _read(table: str, expectation: Expectation, result: Any) -> Verdict:
    if result is None or any(_raised(result.exception_info)):
        return _verdict(table, expectation, "not_evaluated", "the check could not be evaluated")
    return _verdict(table, expectation, "passed" if result.success else "failed", _observed(result.result))


def _observed(found: Mapping[str, Any]) -> str | None:
    """What was found, with the first rows that should not be there; null where nothing was."""
    observed = found.get("observed_value") or found.get("unexpected_count")
    rows = (found.get("details") or {}).get("unexpected_rows") or []
    shown = "; ".join(", ".join(f"{name}={value}" for name, value in row.items()) for row in rows[:ROWS_SHOWN])
    return f"{observed}: {shown}"[:LETTERS_SHOWN] if shown else (None if observed is None else str(observed))


def _raised(info: Mapping[str, Any]) -> list[bool]:
    """Whether an expectation, or any of its metrics, raised."""
    if "raised_exception" in info:
        return [bool(info["raised_exception"])]
    return [bool(part.get("raised_exception")) for part in info.values() if isinstance(part, Mapping)]


def _verdict(table: str, expectation: Expectation, outcome: str, observed: str | None) -> Verdict:
    return Verdict(table, expectation.name, expectation.severity, outcome, observed, expectation.why)


def as_frame(verdicts: list[Verdict]) -> pl.DataFrame:
    """Verdicts as rows of `checks`."""
    columns = ("table_name", "check_name", "severity", "outcome", "observed", "reason")
    return pl.DataFrame(
        [[getattr(verdict, column) for column in columns] for verdict in verdicts],
        schema=dict.fromkeys(columns, pl.String),
        orient="row",
    )
