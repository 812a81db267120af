"""Whether what is quoted is true, on three grounds: the document itself, our own count, another document.

- Itself: a multiple from the quoted count and base, a number of years from two years, a count from the parts that the
  document lists. Needs no delivery.
- Our own count: our figure of the same form for that day, where our deliveries reach it.
- Another document: another quotation, or a delivered table, of the same figure and day. A figure of another day stands
  beside and judges nothing. "Rose in rank" is judged by the two newest tables up to the day.

The first ground that there is gives the verdict; null is "cannot be checked", and the reason says what would be needed.
"""

from datetime import date

import polars as pl

from conventions import method
from conventions.reasons import QUOTATIONS
from pipelines.codes import coded, spelled
from quality.contracts import Claims

TOLERANCE = 1e-9
"""Quotients of quoted whole numbers; smaller than any printed decimal."""
KEY = ["frame", "area_code", "indicator", "form"]
GROUNDS = {"itself": "agrees_with_itself", "own_count": "agrees_with_own_count", "document": "agrees_with_document"}
"""What a verdict stands on, the strongest first: the document's own numbers need nothing else to be right."""


def judged(quotations: pl.LazyFrame, own: pl.LazyFrame, reported: pl.LazyFrame) -> pl.LazyFrame:
    """One row per document and quotation, in the order of data/reference/claims.csv.

    `quotations`: that table, every column text. `own`: frame, area_code, indicator, form, as_of_date, own_value: what
    our deliveries say, at most one row per key. `reported`: the same key, reported_value, source_title: delivered
    tables (`reported_figures`).
    """
    typed = quotations.with_columns(
        pl.col("as_of_date", "known_by").str.to_date(),
        pl.col("quoted_value", "quoted_count", "quoted_base", "quoted_total", "listed_parts").cast(pl.Float64),
        pl.col("quoted_decimals").cast(pl.Int64),
    ).with_row_index("quotation_number")
    return (
        typed.with_columns(computed_value=_recomputed())
        .join(own, on=[*KEY, "as_of_date"], how="left", validate="m:1")
        .join(_others(typed, reported), on="quotation_number", how="left", validate="1:1")
        .join(_risen(typed, reported), on="quotation_number", how="left", validate="1:1")
        .with_columns(
            agrees_with_itself=_rounds("computed_value") | _truncates("computed_value"),
            agrees_with_own_count=pl.when(pl.col("uncheckable").ne_missing("target")).then(_is_said("own_value")),
            agrees_with_document=pl.coalesce("rose", "agrees_with_other"),
        )
        .with_columns(
            agrees=pl.coalesce(GROUNDS.values()),
            ground=pl.coalesce(
                pl.when(pl.col(verdict).is_not_null()).then(pl.lit(ground)) for ground, verdict in GROUNDS.items()
            ),
            own_difference=pl.col("own_value") - pl.col("quoted_value"),
        )
        .with_columns(reason=_reason())
        .sort("quotation_number")
        .pipe(Claims.validate, cast=True, eager=False)
    )


def _recomputed() -> pl.Expr:
    """The quoted figure from the document's other numbers; null where it gives none."""
    count, base = pl.col("quoted_count"), pl.col("quoted_base")
    return (
        pl.when((pl.col("form") == "times") & (base > 0))
        .then(count / base)
        .when(pl.col("form") == "years")
        .then(count - base)
        .otherwise(pl.col("listed_parts"))
    )


def _rounds(figure: str, quoted: str = "quoted_value") -> pl.Expr:
    """Whether a figure equals the quoted one after rounding to its decimals, halves away from zero."""
    power = pl.lit(10.0).pow(pl.col("quoted_decimals"))
    rounded = (pl.col(figure) * power).round(0, mode="half_away_from_zero") / power
    return (rounded - pl.col(quoted)).abs() < TOLERANCE


def _truncates(figure: str, quoted: str = "quoted_value") -> pl.Expr:
    """Whether a figure equals the quoted one after its further decimals are cut off."""
    power = pl.lit(10.0).pow(pl.col("quoted_decimals"))
    return ((pl.col(figure) * power + TOLERANCE).floor() / power - pl.col(quoted)).abs() < TOLERANCE


def _is_said(figure: str, quoted: str = "quoted_value", qualifier: str = "qualifier") -> pl.Expr:
    """Whether a figure is what is quoted, in the quotation's own words: exactly, about, nearly, more than."""
    ratio, qualified = pl.col(figure) / pl.col(quoted), pl.col(qualifier)
    near = method.QUOTED_LEEWAY
    return (
        pl.when(qualified == "more_than")
        .then(ratio > 1)
        .when(qualified == "nearly")
        .then(ratio.is_between(1 - near, 1))
        .when(qualified == "about")
        .then(ratio.is_between(1 - near, 1 + near))
        .when(qualified == "exact")
        .then(_rounds(figure, quoted) | _truncates(figure, quoted))
    )


def _others(typed: pl.LazyFrame, reported: pl.LazyFrame) -> pl.LazyFrame:
    """What another document says of the same figure: of the same day, a contradiction first; else the nearest in time,
    and the newest where the quotation's own day is not known.

    One row per quotation that has any: quotation_number, other_value, other_as_of_date, other_source_title,
    agrees_with_other (null for another day).
    """
    quoted = typed.filter(pl.col("uncheckable").is_null() | (pl.col("uncheckable") != "target"))
    documents = pl.concat(
        [
            quoted.select(*KEY, "as_of_date", "source_title", "qualifier", value="quoted_value"),
            reported.select(*KEY, "as_of_date", "source_title", qualifier=pl.lit("exact"), value="reported_value"),
        ]
    ).filter(pl.col("value").is_not_null(), pl.col("as_of_date").is_not_null())
    others = documents.rename(
        {"as_of_date": "other_as_of_date", "source_title": "other_source_title", "value": "other_value"}
    ).rename({"qualifier": "other_qualifier"})
    apart = (pl.col("as_of_date") - pl.col("other_as_of_date")).dt.total_days().abs()
    same = _is_said("other_value") | _is_said("quoted_value", "other_value", "other_qualifier")
    return (
        quoted.filter(pl.col("quoted_value").is_not_null())
        .join(others, on=KEY, how="inner", validate="m:m")  # every pair of documents that speak of one figure
        .filter(pl.col("source_title") != pl.col("other_source_title"))
        .with_columns(apart=apart, agrees_with_other=pl.when(apart == 0).then(same))
        .sort(
            "apart",
            "agrees_with_other",
            "other_as_of_date",
            "other_source_title",
            "other_value",
            descending=[False, False, True, False, False],
            nulls_last=True,
        )
        .unique("quotation_number", keep="first", maintain_order=True)
        .select("quotation_number", "other_value", "other_as_of_date", "other_source_title", "agrees_with_other")
    )


def _risen(typed: pl.LazyFrame, reported: pl.LazyFrame) -> pl.LazyFrame:
    """Whether a rank rose, for quotations that say so without a number: by the two newest tables up to their day."""
    asked = typed.filter(pl.col("uncheckable") == "no_number").select("quotation_number", *KEY, spoken_of="as_of_date")
    tables = reported.filter(pl.col("form") == "rank").group_by(*KEY, "as_of_date").agg(pl.col("reported_value").min())
    ranks = (
        asked.join(tables, on=KEY, how="inner", validate="m:m")  # every table of the index
        .filter(pl.col("as_of_date") <= pl.col("spoken_of"))
        .sort("as_of_date")
        .group_by("quotation_number")
        .agg(pl.col("reported_value").tail(2))
    )
    return ranks.filter(pl.col("reported_value").list.len() == 2).select(
        "quotation_number", rose=pl.col("reported_value").list.last() < pl.col("reported_value").list.first()
    )


def _reason() -> pl.Expr:
    """How the verdict was reached, or why there is none and what would be needed."""
    ground, agrees = pl.col("ground"), pl.col("agrees")
    by_parts = (ground == "itself") & pl.col("listed_parts").is_not_null()

    def either(condition: pl.Expr, yes: str, no: str) -> pl.Expr:
        return pl.when(condition).then(pl.when(agrees).then(pl.lit(yes)).otherwise(pl.lit(no)))

    recomputed = pl.when(ground == "itself").then(
        pl.when(_rounds("computed_value"))
        .then(pl.lit(QUOTATIONS["rounded"]))
        .when(_truncates("computed_value"))
        .then(pl.lit(QUOTATIONS["truncated"]))
        .otherwise(pl.lit(QUOTATIONS["different"]))
    )
    return pl.coalesce(
        either(by_parts, QUOTATIONS["listed"], QUOTATIONS["not_listed"]),
        recomputed,
        either(ground == "own_count", QUOTATIONS["as_counted"], QUOTATIONS["not_as_counted"]),
        either(ground == "document", QUOTATIONS["as_document"], QUOTATIONS["not_as_document"]),
        pl.col("uncheckable").replace_strict(QUOTATIONS, default=None),
        pl.when(pl.col("as_of_date").is_null()).then(pl.lit(QUOTATIONS["undated"])),
        pl.when(pl.col("form") == "rank").then(pl.lit(QUOTATIONS["rank_without_values"])),
        pl.lit(QUOTATIONS["count_without_other"]),
    )


def reported_figures(rankings: pl.LazyFrame) -> pl.LazyFrame:
    """What delivered tables say, in the forms in which figures are quoted: values and ranks of `province_rankings`."""
    delivered = rankings.filter(pl.col("basis") == "reported").rename({"province_code": "area_code"})
    key = ["frame", "area_code", "indicator", "as_of_date", "source_title"]
    forms = {"value": pl.col("value"), "rank": pl.coalesce("official_rank", "rank").cast(pl.Float64)}
    return pl.concat(
        delivered.select(*key, form=pl.lit(form), reported_value=figure) for form, figure in forms.items()
    ).filter(pl.col("reported_value").is_not_null())


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
