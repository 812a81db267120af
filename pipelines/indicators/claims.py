"""Whether what is quoted is true: each multiple from the quoted count and the official base of the same document.

It agrees when both are equal after rounding or truncating to the quoted decimals; null is "cannot be checked", with
the reason. Nothing here needs a delivery; where ours reach, our own figure of that day stands beside.
"""

from datetime import date

import polars as pl

from conventions import method
from pipelines.codes import coded, spelled
from quality.contracts import Claims

ROUNDED = "Equal after rounding to the quoted decimals."
TRUNCATED = "Equal after truncating to the quoted decimals."
DIFFERENT = "Neither rounding nor truncating gives the quoted figure."
REASONS = {
    "base_unpublished": "The base was never published.",
    "parts_unpublished": "The count and the total behind the share were not published.",
    "no_number": "The document gives no number.",
    "target": "This is a target, not a count.",
}
"""Why a quotation cannot be checked, by the word in data/reference/claims.csv."""
A_RANK = "The document gives a rank without the values of the provinces."
A_COUNT = "The document gives a count and nothing to recompute it from."
TOLERANCE = 1e-9
"""Quotients of quoted whole numbers; smaller than any printed decimal."""


def judged(quotations: pl.LazyFrame, own: pl.LazyFrame) -> pl.LazyFrame:
    """One row per document and quotation, in the order of data/reference/claims.csv.

    `quotations`: that table, every column text. `own`: frame, area_code, indicator, form, as_of_date, own_value: what
    our deliveries say, at most one row per key.
    """
    typed = quotations.with_columns(
        pl.col("as_of_date").str.to_date(),
        pl.col("quoted_value", "quoted_count", "quoted_base").cast(pl.Float64),
        pl.col("quoted_decimals").cast(pl.Int64),
    )
    quoted, computed = pl.col("quoted_value"), pl.col("computed_value")
    power = pl.lit(10.0).pow(pl.col("quoted_decimals"))
    rounds = ((computed * power).round(0, mode="half_away_from_zero") / power - quoted).abs() < TOLERANCE
    truncates = ((computed * power + TOLERANCE).floor() / power - quoted).abs() < TOLERANCE
    why_not = (
        pl.when(pl.col("uncheckable").is_not_null())
        .then(pl.col("uncheckable").replace_strict(REASONS, default=None))
        .when(pl.col("form") == "rank")
        .then(pl.lit(A_RANK))
        .otherwise(pl.lit(A_COUNT))
    )
    return (
        typed.with_columns(
            computed_value=pl.when((pl.col("form") == "times") & (pl.col("quoted_base") > 0)).then(
                pl.col("quoted_count") / pl.col("quoted_base")
            )
        )
        .with_columns(agrees=rounds | truncates)
        .with_columns(
            reason=pl.when(computed.is_null())
            .then(why_not)
            .when(rounds)
            .then(pl.lit(ROUNDED))
            .when(truncates)
            .then(pl.lit(TRUNCATED))
            .otherwise(pl.lit(DIFFERENT))
        )
        .join(own, on=["frame", "area_code", "indicator", "form", "as_of_date"], how="left", validate="m:1")
        .with_columns(own_difference=pl.col("own_value") - quoted)
        .pipe(Claims.validate, cast=True, eager=False)
    )


def days(quotations: pl.DataFrame) -> set[date]:
    """The days that quotations speak of, besides those of the method: our own figures are wanted for them, too."""
    return {*quotations["as_of_date"].drop_nulls().str.to_date(), *method.QUOTED_DAYS}


def own_figures(
    rankings: pl.LazyFrame, growth: pl.LazyFrame, values: pl.LazyFrame, spoken_of: pl.LazyFrame
) -> pl.LazyFrame:
    """Our own counts, multiples and ranks of every as-of day, in the forms in which figures are quoted.

    `rankings`: `province_rankings`; `growth`: `growth_since_launch`; `values`: by level, of the periods as_of and
    since_launch, as quoted counts of orders run since launch; `spoken_of`: frame, area_code, indicator.
    """
    key = ["frame", "area_code", "indicator", "as_of_date"]
    is_own = growth.filter((pl.col("baseline_kind") == "own_count") & (pl.col("level") == "province"))
    ranked = rankings.filter((pl.col("basis") == "computed") & pl.col("period").is_in(["as_of", "since_launch"]))
    forms = {
        "value": values.filter(pl.col("level") == "province").select(*key, own_value="value"),
        "times": is_own.select(*key, own_value="times_baseline"),
        "rank": ranked.rename({"province_code": "area_code"}).select(*key, own_value="rank"),
    }
    figures = [
        coded(table)
        .join(coded(spoken_of), on=["frame", "area_code", "indicator"], how="semi")
        .with_columns(pl.col("own_value").cast(pl.Float64), form=pl.lit(form))
        for form, table in forms.items()
    ]
    return pl.concat(figures).filter(pl.col("own_value").is_not_null()).pipe(spelled)
