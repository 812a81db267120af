"""Ratios from their parts, never from other ratios: per 1,000 households, per shop, average values, shares."""

import polars as pl

from conventions.reasons import FIGURES

HOUSEHOLDS = "households"


def households_on(days: pl.LazyFrame, households: pl.LazyFrame) -> pl.LazyFrame:
    """Households of each area on each day: frame, area_code, as_of_date, households; the newest count up to the day.

    `households`: frame, area_code, as_of, households. No row before an area's first count.
    """
    counts = households.select(
        "frame",
        "area_code",
        counted_on=pl.col("as_of").str.to_date(),
        households=pl.col("households").cast(pl.Int64),
    ).sort("counted_on")
    return (
        days.select("as_of_date")
        .unique()
        .join(counts.select("frame", "area_code").unique(), how="cross")
        .sort("as_of_date")
        .join_asof(
            counts,
            left_on="as_of_date",
            right_on="counted_on",
            by=["frame", "area_code"],
            strategy="backward",
            check_sortedness=False,  # sorted just above; Polars cannot see it within groups
        )
        .filter(pl.col("households").is_not_null())
        .drop("counted_on")
    )


def registered(ratios: pl.LazyFrame, indicators: pl.LazyFrame) -> pl.LazyFrame:
    """The ratios with what their denominators count and the records they are counted from.

    Columns: indicator, numerator, denominator, multiplier, denominator_is_flow, counted_from.
    """
    said = indicators.select("indicator", "counts", "counted_from")
    return (
        ratios.select("indicator", "numerator", "denominator", pl.col("multiplier").cast(pl.String).cast(pl.Float64))
        .join(said.select("indicator", "counted_from"), on="indicator", how="inner", validate="1:1")
        .join(said.select(denominator="indicator", kind="counts"), on="denominator", how="left", validate="m:1")
        .with_columns(denominator_is_flow=(pl.col("kind") == "flow").fill_null(False))
        .drop("kind")
    )


def quotients(parts: pl.LazyFrame, ratios: pl.LazyFrame, households: pl.LazyFrame, area: list[str]) -> pl.LazyFrame:
    """Every ratio whose parts are there: the key of `parts`, `value`, and `no_ratio`, why there is none.

    `parts`: `area` (frame first, the area's code last), counted_from, indicator, period, as_of_date, value; what is
    none must stand there as zero. `ratios`: as `registered` gives them. `households`: as `households_on` gives them.
    """
    keys = [*area, "counted_from", "as_of_date"]
    code = parts.collect_schema()["period"]  # texts, or categories (pipelines.codes)
    below = parts.select(*keys, denominator="indicator", below_period="period", below=pl.col("value").cast(pl.Float64))
    entered = households.select(
        "frame",
        "as_of_date",
        pl.col("area_code").alias(area[-1]),
        denominator=pl.lit(HOUSEHOLDS).cast(code),
        entered=pl.col("households").cast(pl.Float64),
    )
    # A flow divides by a flow of the same period, or by a stock on the day.
    period = pl.when("denominator_is_flow").then("period").otherwise(pl.lit("as_of").cast(code))
    above = (
        parts.rename({"indicator": "numerator"})
        .join(ratios, on=["numerator", "counted_from"], how="inner", validate="m:m")
        .filter(
            pl.col("denominator_is_flow") | (pl.col("period") != "since_launch")
        )  # years of trade over today's shops
    )
    divisor = pl.coalesce("below", "entered")
    return (
        above.with_columns(below_period=period)
        .join(below, on=[*keys, "denominator", "below_period"], how="left", validate="m:1")
        .join(entered, on=["frame", "as_of_date", area[-1], "denominator"], how="left", validate="m:1")
        .with_columns(
            value=pl.when(divisor > 0).then(pl.col("value") * pl.col("multiplier") / divisor),
            no_ratio=pl.when(pl.col("value").is_null() | (divisor > 0))
            .then(None)
            .when(pl.col("denominator") == HOUSEHOLDS)
            .then(pl.lit(FIGURES["no_households"]))
            .otherwise(pl.lit(FIGURES["no_denominator"])),
        )
        .select(*keys, "indicator", "period", "value", "no_ratio")
    )
