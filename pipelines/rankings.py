"""Which province stands where: competition ranks of printed values, with how many are ranked and how sure one can be.

These are the computed rankings; those that others have published stand in `pipelines.reported`.
"""

from collections.abc import Sequence
from typing import NamedTuple

import polars as pl

from pipelines import presence, ratios, scenes
from pipelines.codes import coded
from quality.contracts import ProvinceRankings

GROUP = ["frame", "indicator", "period", "as_of_date"]
KEY = ["frame", "indicator", "period", "province_code"]
NO_COUNTRY_WIDE = "No marketplace that covers the whole country has been delivered; provinces cannot be compared."


class Country(NamedTuple):
    """What may be compared between provinces, and which provinces can be ranked."""

    scenes: pl.LazyFrame  # counted_from, scene, marketplace, is_compared (pipelines.scenes)
    known: pl.LazyFrame  # counted_from, frame, province_code, known_since: provinces with a known shop, or account
    households: pl.LazyFrame  # frame, area_code, as_of_date, households (pipelines.ratios)


class Registry(NamedTuple):
    """What is measured."""

    indicators: pl.LazyFrame  # data/reference/indicators.csv, decimals as integers
    ratios: pl.LazyFrame  # data/reference/ratios.csv


def competition_rank(value: pl.Expr, over: Sequence[str], higher_is_better: pl.Expr | None = None) -> pl.Expr:
    """Competition rank (1-2-2-4) within groups: equal printed values share the better place."""
    descending = value.rank("min", descending=True).over(over)
    if higher_is_better is None:
        return descending.cast(pl.Int64)
    return pl.when(higher_is_better).then(descending).otherwise(value.rank("min").over(over)).cast(pl.Int64)


def printed(value: pl.Expr) -> pl.Expr:
    """A value with the `decimals` of its definition, halves away from zero: what is ranked and what is shown."""
    power = pl.lit(10.0).pow(pl.col("decimals"))
    return (value * power).round(0, mode="half_away_from_zero") / power


def by_province(
    values: pl.LazyFrame,
    distinct: pl.LazyFrame,
    registry: Registry,
    provinces: pl.LazyFrame,
    days: pl.LazyFrame,
    country: Country,
) -> pl.LazyFrame:
    """The computed rankings: every indicator, period and as-of day, every province of the frame.

    `values`: indicator values by marketplace and province, `distinct`: distinct counts by scene and area (both
    pipelines.indicator_values); `provinces`: frame, province_code, province_name; `days`: as_of_date, previous_as_of.
    A value sums the marketplaces delivered for the whole country; where none is, it sums what is there, and only the
    register's own counts are ranked. A province without a known shop is missing, not zero.
    """
    values, distinct, provinces = coded(values), coded(distinct), coded(provinces)
    registry, country = Registry(*map(coded, registry)), Country(*map(coded, country))
    measures = ratios.registered(registry.ratios, registry.indicators)
    counts = _complete(_by_scene(values, distinct, registry.indicators, measures, country), provinces, country).cache()
    derived = ratios.of(counts, measures, country.households, ["frame", "scene", "province_code"])
    said = registry.indicators.select("indicator", "direction", "decimals", own="counted_from")
    sums = country.scenes.group_by("counted_from", "scene").agg(
        pl.col("is_compared").first(), marketplaces=pl.col("marketplace").sort().str.join(",")
    )
    table = (
        pl.concat(
            [counts.with_columns(no_ratio=pl.lit(None, pl.String)).select(derived.collect_schema().names()), derived]
        )
        .join(said, on="indicator", how="inner", validate="m:1")
        .filter(pl.col("counted_from") == pl.col("own"))  # a denominator is counted where its ratio is, too
        .join(sums, on=["counted_from", "scene"], how="left", validate="m:1")
        .with_columns(
            value=printed(pl.col("value")),
            is_rankable=pl.col("is_compared") | (pl.col("counted_from") == "register"),
        )
        .cache()
    )
    ranked = _ranked(table.filter(pl.col("scene") == scenes.COMPARED)).cache()
    previous = ranked.select(*KEY, previous_as_of="as_of_date", previous_rank="rank")
    return (
        ranked.join(days, on="as_of_date", how="left", validate="m:1")
        .join(previous, on=[*KEY, "previous_as_of"], how="left", validate="m:1")
        .join(
            _ranges(table.filter(pl.col("scene") != scenes.COMPARED)),
            on=[*KEY, "as_of_date"],
            how="left",
            validate="1:1",
        )
        .join(provinces, on=["frame", "province_code"], how="left", validate="m:1")
        .with_columns(
            rank_change=pl.col("previous_rank") - pl.col("rank"),
            basis=pl.lit("computed"),
            reason=pl.when(~pl.col("is_rankable")).then(pl.lit(NO_COUNTRY_WIDE)).otherwise("no_ratio"),
            **{name: pl.lit(None, of) for name, of in REPORTED_ONLY.items()},
        )
        .pipe(ProvinceRankings.validate, cast=True, eager=False)
    )


REPORTED_ONLY: dict[str, type[pl.DataType]] = {
    "official_rank": pl.Int64,
    "official_value": pl.Float64,
    "source_title": pl.String,
    "source_url": pl.String,
    "computed_value": pl.Float64,
    "computed_rank": pl.Int64,
    "difference": pl.Float64,
}
"""Columns of a ranking that only reported rows fill."""


def _by_scene(
    values: pl.LazyFrame, distinct: pl.LazyFrame, indicators: pl.LazyFrame, measures: pl.LazyFrame, country: Country
) -> pl.LazyFrame:
    """Placed counts summed over the marketplaces of each comparable scene; denominators also in their ratios' scenes."""
    own = indicators.select("indicator", "counted_from")
    below = measures.select(indicator="denominator", counted_from="counted_from")
    uses = pl.concat([own, below]).unique()
    compared = country.scenes.filter(pl.col("scene") != scenes.ALL).select("counted_from", "scene", "marketplace")
    key = [*GROUP, "counted_from", "scene", "province_code"]
    additive = (
        values.filter(pl.col("province_code").is_not_null())
        .join(uses, on="indicator", how="inner", validate="m:m")
        .join(compared, on=["counted_from", "marketplace"], how="inner", validate="m:m")
        .group_by(key)
        .agg(pl.col("value").sum())
    )
    recounted = (
        distinct.filter((pl.col("scene") != scenes.ALL) & (pl.col("area_code") != presence.COUNTRY))
        .join(own, on="indicator", how="inner", validate="m:1")
        .select(*key[:-1], "value", province_code="area_code")
    )
    return pl.concat([additive, recounted.select(additive.collect_schema().names())])


def _complete(counts: pl.LazyFrame, provinces: pl.LazyFrame, country: Country) -> pl.LazyFrame:
    """Every province of the frame in every group: zero where it is known and nothing was counted, else null."""
    groups = counts.select(*GROUP, "counted_from").unique()
    compared = country.scenes.filter(pl.col("scene") != scenes.ALL).select("counted_from", "scene").unique()
    key = [*GROUP, "counted_from", "scene", "province_code"]
    return (
        groups.join(compared, on="counted_from", how="inner", validate="m:m")
        .join(provinces.select("frame", "province_code"), on="frame", how="inner", validate="m:m")
        .join(country.known, on=["counted_from", "frame", "province_code"], how="left", validate="m:1")
        .join(counts, on=key, how="left", validate="1:1")
        .select(
            *key,
            value=pl.when(pl.col("known_since") <= pl.col("as_of_date")).then(
                pl.col("value").fill_null(0).cast(pl.Float64)
            ),
        )
    )


def _ranked(table: pl.LazyFrame) -> pl.LazyFrame:
    """Rank, ties, numbers ranked and missing, and the gap to the next better value."""
    value = pl.when("is_rankable").then("value")
    return (
        table.with_columns(rank=competition_rank(value, GROUP, pl.col("direction") == "higher"))
        .with_columns(
            provinces_ranked=pl.col("rank").count().over(GROUP).cast(pl.Int64),
            provinces_missing=pl.col("rank").is_null().sum().over(GROUP).cast(pl.Int64),
            is_tied=pl.col("rank").is_not_null() & (pl.len().over([*GROUP, "rank"]) > 1),
        )
        .join(next_better(table.filter("is_rankable"), GROUP), on=[*GROUP, "value"], how="left", validate="m:1")
        .with_columns(
            gap_to_next=printed(pl.when(pl.col("rank") > 1).then((pl.col("next_better") - pl.col("value")).abs()))
        )
    )


def next_better(table: pl.LazyFrame, group: list[str]) -> pl.LazyFrame:
    """The next better value of each value that occurs in a group: group, value, next_better."""
    distinct = table.filter(pl.col("value").is_not_null()).select(*group, "value", "direction").unique()
    return (
        distinct.sort("value")
        .with_columns(
            next_better=pl.when(pl.col("direction") == "higher")
            .then(pl.col("value").shift(-1).over(group, order_by="value"))
            .otherwise(pl.col("value").shift(1).over(group, order_by="value"))
        )
        .select(*group, "value", "next_better")
    )


def _ranges(left_out: pl.LazyFrame) -> pl.LazyFrame:
    """Best and worst rank when each marketplace in turn is left out; no rows where there is only one."""
    return (
        left_out.filter(pl.col("is_rankable") & pl.col("value").is_not_null())
        .with_columns(again=competition_rank(pl.col("value"), [*GROUP, "scene"], pl.col("direction") == "higher"))
        .group_by(*GROUP, "province_code")
        .agg(rank_low=pl.col("again").min(), rank_high=pl.col("again").max())
    )
