"""Which targets are met, which are not, and of which nothing is known.

"No information" is an official status of plan reports (7 of 34 in Plan 333/KH-UBND). Documents set different targets
for the same year: each has its row.
"""

import polars as pl

from conventions.reasons import QUOTATIONS
from quality.contracts import Targets

DAYS_PER_MONTH = 365.25 / 12
PLACE = ["frame", "area_code", "indicator", "form"]
BASES = ("computed", "quoted", "reported")
"""What speaks among actual values of one day, the last first: what was delivered as published, what documents quote,
what we counted."""


def board(targets: pl.LazyFrame, actuals: pl.LazyFrame) -> pl.LazyFrame:
    """One row per indicator, document and due date: the newest actual value up to that day, and what is missing to it.

    `targets`: data/reference/targets.csv, every column text; `actuals`: frame, area_code, indicator, form,
    actual_date, actual_value, actual_basis, actual_source. Whoever writes "more than" wants more.
    """
    due = targets.with_columns(
        pl.col("due_date", "document_date").str.to_date(), pl.col("target_value").cast(pl.Float64)
    ).with_row_index("target")
    newest = (
        due.select("target", "due_date", *PLACE)
        .join(actuals, on=PLACE, how="inner")  # every actual of each target, of which the newest is kept
        .filter(pl.col("actual_date") <= pl.col("due_date"))
        .with_columns(speaks=pl.col("actual_basis").replace_strict({basis: n for n, basis in enumerate(BASES)}))
        .sort("actual_date", "speaks", "actual_source", "actual_value", nulls_last=False)
        .unique("target", keep="last", maintain_order=True)
        .select("target", "actual_date", "actual_value", "actual_basis", "actual_source")
    )
    actual, target = pl.col("actual_value"), pl.col("target_value")
    reached = pl.when(pl.col("qualifier") == "more_than").then(actual > target).otherwise(actual >= target)
    is_met = pl.when(pl.col("comparison") == "at_most").then(actual <= target).otherwise(reached)
    is_open = pl.col("status") == "not_met"
    months = (pl.col("due_date") - pl.col("actual_date")).dt.total_days() / DAYS_PER_MONTH
    return (
        due.join(newest, on="target", how="left", validate="1:1")
        .with_columns(
            status=pl.when(actual.is_null())
            .then(pl.lit("no_information"))
            .when(is_met)
            .then(pl.lit("met"))
            .otherwise(pl.lit("not_met"))
        )
        .with_columns(needed_change=pl.when(is_open).then(target - actual))
        .with_columns(
            needed_per_month=pl.when((months > 0) & (pl.col("form") == "value")).then(pl.col("needed_change") / months)
        )
        .pipe(Targets.validate, cast=True, eager=False)
    )


def actuals(
    claims: pl.LazyFrame, series: pl.LazyFrame, coverage: pl.LazyFrame, own: pl.LazyFrame, unmerged: pl.LazyFrame
) -> pl.LazyFrame:
    """Everything known about the indicators of targets, by day and by who says it.

    `claims`: the `claims` table (what documents quote); `series`: reported figures (pipelines.reported); `coverage`: the
    `coverage` table; `own`: our own figures (pipelines.claims.own_figures); `unmerged`: code_63, code_34 of provinces
    that were not merged, whose figures since July 2025 speak to targets that were set before.
    """
    day = pl.col("as_of_date")
    quoted = (
        claims.filter(pl.col("form").is_in(["value", "share", "rank"]), pl.col("quoted_value").is_not_null())
        .filter(pl.col("reason") != QUOTATIONS["target"])
        .with_columns(as_of_date=pl.coalesce("as_of_date", "known_by"))
        .filter(day.is_not_null())
    )
    reported = series.filter(pl.col("value_kind") == "actual")
    tables = [
        quoted.select(
            *PLACE[:3],
            form=pl.col("form").replace("share", "value"),
            actual_date=day,
            actual_value="quoted_value",
            actual_basis=pl.lit("quoted"),
            actual_source="source_title",
        )
    ]
    for form, column in (("value", "value"), ("rank", "official_rank")):
        tables.append(
            reported.filter(pl.col(column).is_not_null()).select(
                "frame",
                "indicator",
                area_code="province_code",
                form=pl.lit(form),
                actual_date=day,
                actual_value=pl.col(column).cast(pl.Float64),
                actual_basis=pl.lit("reported"),
                actual_source="source_title",
            )
        )
    counted = {"actual_date": day, "actual_basis": pl.lit("computed"), "actual_source": pl.lit(None, pl.String)}
    tables.append(
        coverage.filter(pl.col("coverage_pct").is_not_null()).select(
            "frame",
            "area_code",
            indicator=pl.format("households_with_{}_pct", "measure"),
            form=pl.lit("value"),
            actual_value="coverage_pct",
            **counted,
        )
    )
    tables.append(own.select("frame", "area_code", "indicator", "form", actual_value="own_value", **counted))
    known = pl.concat(tables, how="diagonal")
    since = (
        known.filter(pl.col("frame") == "34")
        .join(unmerged, left_on="area_code", right_on="code_34", how="inner", validate="m:1")
        .with_columns(frame=pl.lit("63"), area_code="code_63")
        .select(known.collect_schema().names())
    )
    return pl.concat([known, since])
