"""How many times the launch baseline: "gấp n lần" is current over base, never the change.

Our own counts divide by our own counts, quoted figures by quoted bases; month on month and its kin stand in
`pipelines.indicators.growth_rates`.
"""

from datetime import timedelta

import polars as pl

from conventions import method
from conventions.reasons import FIGURES
from pipelines.codes import CODE, coded
from pipelines.indicators import levels, rankings
from quality.contracts import GrowthSinceLaunch

AREA = [*levels.AREA, "indicator"]
DAYS_PER_MONTH = 365.25 / 12
DAYS_OF_BASE = timedelta(days=method.FLOW_BASE_DAYS - 1)
"""From the first to the last day of a flow's base."""


def since_launch(values: pl.LazyFrame, baseline: pl.LazyFrame, indicators: pl.LazyFrame) -> pl.LazyFrame:
    """Every value as the multiple of each kind of base that its area and indicator have, or why there is none.

    `values`: level, frame, area_code, indicator, as_of_date, value, and value_source for quoted ones. `baseline`:
    level, frame, area_code, indicator, baseline_kind, baseline_value, baseline_date, baseline_source, base_until (the
    last day of it, null where its kind tells). An area that was
    not counted at launch has no multiple: null, never zero or one; nor has a flow of a day on which the 30 days of the
    base had not ended: those days are not compared with days to come. A ratio has a difference and no multiple; that
    of percentages is in percentage points.
    """
    base, value = pl.col("baseline_value"), pl.col("value")
    is_count, is_over = pl.col("counts").is_in(["stock", "flow"]), pl.col("as_of_date") >= pl.col("base_until")
    said = coded(indicators.select("indicator", "counts", unit="unit_en"))
    months = (pl.col("as_of_date") - pl.col("base_until")).dt.total_days() / DAYS_PER_MONTH
    base_until = (
        pl.when(pl.col("counts") == "flow").then(pl.col("baseline_date") + DAYS_OF_BASE).otherwise("baseline_date")
    )
    multiple = pl.col("times_baseline")
    return (
        coded(values.with_columns(value.cast(pl.Float64)))
        .join(coded(baseline), on=AREA, how="inner", validate="m:m")  # one row per kind of base
        .join(said, on="indicator", how="inner", validate="m:1")
        .with_columns(base_until=pl.coalesce("base_until", base_until))
        .with_columns(
            times_baseline=times(value, pl.when(is_count & is_over).then(base)),
            change=pl.when(is_over).then(value - base),
            change_points=pl.when(is_over & (pl.col("unit") == "%")).then(value - base),
        )
        .with_columns(
            reason=_why_no_multiple(is_count, is_over),
            change_pct=(multiple - 1) * 100,
            index_launch=multiple * 100,
            compound_monthly_pct=pl.when((months >= 1) & (multiple > 0)).then((multiple.pow(1 / months) - 1) * 100),
        )
        .pipe(GrowthSinceLaunch.validate, cast=True, eager=False)
    )


def _why_no_multiple(is_count: pl.Expr, is_over: pl.Expr) -> pl.Expr:
    """The sentence that says why there is no multiple; null where there is one."""
    return (
        pl.when(pl.col("times_baseline").is_not_null())
        .then(None)
        .when(~is_count)
        .then(pl.lit(FIGURES["no_multiple"]))
        .when(~is_over & (pl.col("baseline_value") > 0))
        .then(
            pl.when(pl.col("counts") == "flow")
            .then(pl.lit(FIGURES["base_not_over"]))
            .otherwise(pl.lit(FIGURES["base_later"]))
        )
        .when(pl.col("baseline_kind") == "own_count")
        .then(pl.lit(FIGURES["no_base"]))
        .otherwise(pl.lit(FIGURES["base_not_published"]))
    )


def times(value: pl.Expr, base: pl.Expr) -> pl.Expr:
    """How many times `base` is contained in `value`; null where there is no base."""
    return pl.when(base > 0).then(value / base)


def own(
    counts: pl.LazyFrame, registry: rankings.Registry, households: pl.LazyFrame
) -> tuple[pl.LazyFrame, pl.LazyFrame]:
    """Our own values, and the base that our own deliveries give: stocks on the launch day, flows of 30 days from it.

    `counts`: by level, stocks of period `as_of`, flows of the periods `30_days` and `launch`.
    """
    counts, period = coded(counts), pl.col("period")
    at_launch = counts.filter(period == "as_of", pl.col("as_of_date") == method.LAUNCH)
    first = counts.filter(period == "launch").with_columns(
        period=pl.lit("30_days", CODE), as_of_date=pl.lit(method.LAUNCH)
    )
    values = levels.with_ratios(counts.filter(period.is_in(["as_of", "30_days"])), registry, households)
    bases = levels.with_ratios(pl.concat([at_launch, first]), registry, households)
    described = {"value_source": pl.lit(None, pl.String)}
    known = values.filter(pl.col("value").is_not_null())
    return known.select(*AREA, "as_of_date", "value", **described), own_count(bases)


def own_count(bases: pl.LazyFrame) -> pl.LazyFrame:
    """Values of the launch day as a base, one for every area and indicator. Nothing counted is no base: null."""
    return bases.select(
        *AREA,
        baseline_kind=pl.lit("own_count"),
        baseline_value=pl.when(pl.col("value") > 0).then(pl.col("value").cast(pl.Float64)),
        baseline_date=pl.lit(method.LAUNCH),
        baseline_source=pl.lit(None, pl.String),
        base_until=pl.when(pl.col("period") == "30_days")  # ratios of flows, too
        .then(pl.lit(method.LAUNCH + DAYS_OF_BASE))
        .otherwise(pl.lit(method.LAUNCH)),
    )


def quoted(series: pl.LazyFrame, crosswalk: pl.LazyFrame) -> pl.LazyFrame:
    """Reported values as quoted figures of provinces; a province that was not merged is the same in both frames.

    `series`: as `pipelines.indicators.reported.placed` gives it; `crosswalk`: old_code, new_code. Of several sources of one day the
    one published last speaks.
    """
    same = levels.unmerged(crosswalk).rename({"code_63": "province_code"})
    actual = series.filter((pl.col("value_kind") == "actual") & pl.col("value").is_not_null())
    in_34 = (
        actual.filter(pl.col("frame") == "63")
        .join(same, on="province_code", how="inner", validate="m:1")
        .with_columns(frame=pl.lit("34"), province_code="code_34")
        .select(actual.collect_schema().names())
    )
    return (
        pl.concat([actual, in_34])
        .sort("published_on", "source_title", nulls_last=False)
        .unique(["frame", "province_code", "indicator", "as_of_date"], keep="last", maintain_order=True)
        .select(
            "frame",
            "indicator",
            "as_of_date",
            "value",
            level=pl.lit("province"),
            area_code="province_code",
            value_source="source_title",
        )
        .select(*AREA, "as_of_date", "value", "value_source")
    )


def quoted_bases(baselines: pl.LazyFrame) -> pl.LazyFrame:
    """The bases of data/reference/baselines.csv: rounded quotations, and counts of the pilot."""
    return baselines.select(
        "frame",
        "area_code",
        "indicator",
        "baseline_kind",
        level=pl.lit("province"),
        baseline_value=pl.col("baseline_value").cast(pl.Float64),
        baseline_date=pl.col("baseline_date").str.to_date(),
        baseline_source="source",
        base_until=pl.lit(None, pl.Date),
    )
