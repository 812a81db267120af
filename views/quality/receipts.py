"""Receipts, faults and checks as a reader sees them: codes in words, and the columns of their tables."""

import polars as pl

from conventions import reasons
from views import release
from views.figures.figure import About
from views.words import names, numbers
from views.words.language import N_, _, chosen

STATUSES = {"loaded": N_("loaded"), "refused": N_("refused"), "withdrawn": N_("withdrawn")}
OUTCOMES = {"passed": N_("passed"), "failed": N_("failed"), "not_evaluated": N_("not evaluated")}
SEVERITIES = {"critical": N_("stops a release"), "warning": N_("warning")}


def said(code: str) -> str:
    """The sentence of a reason."""
    return _(reasons.sentence(code))


def about(measure: str, definition: str, rows: pl.DataFrame) -> About:
    """What a table of this page is."""
    return About(
        measure=measure,
        definition=definition,
        unit=_("records"),
        area=_("All deliveries"),
        day=release.newest_day(),
        n=_("{n} rows", n=numbers.number(rows.height)),
        source=_("Receipts of the deliveries"),
    )


def checks() -> pl.DataFrame:
    """The checks of the release, those that did not pass first."""
    found = release.table("checks")
    return found.sort(pl.col("outcome") == "passed", "table_name", "check_name").with_columns(
        outcome=pl.col("outcome").replace({code: _(word) for code, word in OUTCOMES.items()}),
        severity=pl.col("severity").replace({code: _(word) for code, word in SEVERITIES.items()}),
        reason=pl.Series(
            [_(reason) for reason in found.sort(pl.col("outcome") == "passed", "table_name", "check_name")["reason"]],
            dtype=pl.String,
        ),
        is_passed=pl.col("outcome") == "passed",
    )


def files() -> pl.DataFrame:
    """Every receipt, the last delivered first."""
    listed = release.table("files").sort("last_seen_at", "file_name", descending=[True, False])
    return listed.with_columns(
        status=pl.col("status").replace({code: _(word) for code, word in STATUSES.items()}),
        is_refused=pl.col("status") == "refused",
        marketplace=pl.col("marketplace").replace(names.marketplaces()),
        received=pl.col("first_seen_at").dt.strftime("%d/%m/%Y %H:%M"),
        why=pl.col("reason" if chosen() == "vi" else "reason_en"),
    )


def rejections() -> pl.DataFrame:
    """Records set aside by month of delivery, marketplace and reason."""
    summed = (
        release.table("rejections")
        .group_by(pl.col("first_seen_at").dt.truncate("1mo").alias("month"), "marketplace", "code")
        .agg(pl.col("records").sum())
        .sort("month", "records", descending=True)
    )
    return summed.with_columns(
        month=pl.col("month").dt.strftime("%m/%Y"),
        marketplace=pl.col("marketplace").replace(names.marketplaces()).fill_null(_("registers")),
        why=pl.Series([said(code) for code in summed["code"]], dtype=pl.String),
    )


def gaps(table: str) -> pl.DataFrame | None:
    """One of the tables of what no description knows, or of what has no place; None where the release lacks it."""
    if not release.has(table):
        return None
    found = release.table(table).with_columns(marketplace=pl.col("marketplace").replace(names.marketplaces()))
    if "reason" in found.columns:
        found = found.with_columns(why=pl.Series([said(code) for code in found["reason"]], dtype=pl.String))
    return found
