"""Which province stands where: competition ranks of printed values, with how many are ranked and how sure one can be.

These are the computed rankings; those that others have published stand in `pipelines.indicators.reported`.
"""

from typing import NamedTuple

import polars as pl

from conventions.reasons import FIGURES
from pipelines import marketplace_sets
from pipelines.codes import CODE, coded
from pipelines.facts import presence
from pipelines.indicators import ranks, ratios, reach
from pipelines.indicators.values import PERIODS
from quality.contracts import ProvinceRankings

GROUP = ["frame", "indicator", "period", "as_of_date"]
KEY = ["frame", "indicator", "period", "province_code"]


class Country(NamedTuple):
    """What may be compared between provinces, and which provinces can be ranked."""

    sets: pl.LazyFrame  # counted_from, marketplace_set, marketplace, is_compared (pipelines.marketplace_sets)
    known: pl.LazyFrame  # provinces with a known shop, or account: as `with_complete` gives them
    households: pl.LazyFrame  # frame, area_code, as_of_date, households (pipelines.ratios)


class Registry(NamedTuple):
    """What is measured."""

    indicators: pl.LazyFrame  # data/reference/indicators.csv, decimals as integers
    ratios: pl.LazyFrame  # data/reference/ratios.csv


def by_province(
    values: pl.LazyFrame,
    distinct: pl.LazyFrame,
    registry: Registry,
    provinces: pl.LazyFrame,
    days: pl.LazyFrame,
    country: Country,
) -> pl.LazyFrame:
    """The computed rankings: every indicator, period and as-of day, every province of the frame.

    `values`: indicator values by marketplace and province, `distinct`: distinct counts by marketplace set and area (both
    pipelines.indicator_values); `provinces`: frame, province_code, province_name; `days`: as_of_date, previous_as_of.
    A value sums the marketplaces delivered for the whole country; where none is, it sums what is there, and only the
    register's own counts are ranked. A province without a known shop is missing, not zero.
    """
    ranked_periods = values.filter(pl.col("period").is_in(["as_of", *PERIODS]))
    values, distinct, provinces = coded(ranked_periods), coded(distinct), coded(provinces)
    registry, country = Registry(*map(coded, registry)), Country(*map(coded, country))
    measures = ratios.registered(registry.ratios, registry.indicators)
    counts = _complete(_by_set(values, distinct, registry.indicators, measures, country), provinces, country).cache()
    derived = ratios.quotients(counts, measures, country.households, ["frame", "marketplace_set", "province_code"])
    said = registry.indicators.select("indicator", "direction", "decimals", own="counted_from")
    compares = country.sets.group_by("counted_from").agg(pl.col("is_compared").any())
    table = (
        pl.concat(
            [counts.with_columns(no_ratio=pl.lit(None, pl.String)).select(derived.collect_schema().names()), derived]
        )
        .join(said, on="indicator", how="inner", validate="m:1")
        .filter(pl.col("counted_from") == pl.col("own"))  # a denominator is counted where its ratio is, too
        .join(compares, on="counted_from", how="left", validate="m:1")
        .with_columns(
            value=ranks.printed(pl.col("value")),
            is_rankable=pl.col("is_compared") | (pl.col("counted_from") == "register"),
        )
        .cache()
    )
    ranked = _ranked(table.filter(pl.col("marketplace_set") == marketplace_sets.COMPARED)).cache()
    ranges = _ranges(table.filter(pl.col("marketplace_set") != marketplace_sets.COMPARED))
    previous = ranked.select(*KEY, previous_as_of="as_of_date", previous_rank="rank")
    return (
        ranked.join(days, on="as_of_date", how="left", validate="m:1")
        .join(previous, on=[*KEY, "previous_as_of"], how="left", validate="m:1")
        .join(ranges, on=[*KEY, "as_of_date"], how="left", validate="1:1")
        .join(country.known, on=["counted_from", "frame", "province_code"], how="left", validate="m:1")
        .pipe(_with_marketplaces, values, country)
        .join(provinces, on=["frame", "province_code"], how="left", validate="m:1")
        .with_columns(
            rank_change=pl.col("previous_rank") - pl.col("rank"),
            **_range_with_itself(),
            basis=pl.lit("computed"),
            reason=_reason(),
            **{name: pl.lit(None, of) for name, of in REPORTED_ONLY.items()},
        )
        .pipe(ProvinceRankings.validate, cast=True, eager=False)
    )


def _with_marketplaces(ranked: pl.LazyFrame, values: pl.LazyFrame, country: Country) -> pl.LazyFrame:
    """The marketplaces that each value sums: all of its kind of record, and of orders those that reach the period."""
    summed = country.sets.filter(pl.col("marketplace_set") == marketplace_sets.COMPARED)
    sums = summed.group_by("counted_from").agg(every=pl.col("marketplace").sort().str.join(","))
    reached = (
        values.filter((pl.col("indicator") == "orders_placed") & pl.col("value").is_not_null())
        .join(summed.filter(pl.col("counted_from") == "orders"), on="marketplace", how="semi")
        .group_by("frame", "period", "as_of_date")
        .agg(reached=pl.col("marketplace").unique().sort().str.join(","))
        .with_columns(counted_from=pl.lit("orders", CODE))
    )
    is_traded = (pl.col("counted_from") == "orders") & (pl.col("period") != "as_of")
    return (
        ranked.join(sums, on="counted_from", how="left", validate="m:1")
        .join(reached, on=["counted_from", "frame", "period", "as_of_date"], how="left", validate="m:1")
        .with_columns(marketplaces=pl.when(is_traded).then("reached").otherwise("every"))
    )


def _reason() -> pl.Expr:
    """Why there is no value or no rank."""
    not_reached = pl.when(pl.col("value").is_null()).then(pl.lit(FIGURES["not_reached"]))
    return (
        pl.when(reach.is_known() & ~reach.is_whole())
        .then(pl.lit(FIGURES["part_missing"]))
        .when(~pl.col("is_rankable"))
        .then(
            pl.when(pl.col("counted_from") == "accounts")
            .then(pl.lit(FIGURES["no_provider_of_the_country"]))
            .otherwise(pl.lit(FIGURES["no_country_wide"]))
        )
        .otherwise(pl.coalesce("no_ratio", not_reached))
    )


def _range_with_itself() -> dict[str, pl.Expr]:
    """The range of a rank holds the rank: leaving nothing out is one of the ways to count."""
    ends = {"rank_low": pl.min_horizontal, "rank_high": pl.max_horizontal}
    return {name: pl.when(pl.col(name).is_not_null()).then(end(name, "rank")) for name, end in ends.items()}


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


def _by_set(
    values: pl.LazyFrame, distinct: pl.LazyFrame, indicators: pl.LazyFrame, measures: pl.LazyFrame, country: Country
) -> pl.LazyFrame:
    """Placed counts summed over the marketplaces of each comparable set; denominators also in their ratios' sets."""
    own = indicators.select("indicator", "counted_from")
    below = measures.select(indicator="denominator", counted_from="counted_from")
    uses = pl.concat([own, below]).unique()
    compared = country.sets.filter(pl.col("marketplace_set") != marketplace_sets.ALL).select(
        "counted_from", "marketplace_set", "marketplace"
    )
    key = [*GROUP, "counted_from", "marketplace_set", "province_code"]
    additive = (
        values.filter(pl.col("province_code").is_not_null())
        .join(uses, on="indicator", how="inner", validate="m:m")
        .join(compared, on=["counted_from", "marketplace"], how="inner", validate="m:m")
        .group_by(key)
        .agg(reach.summed())
    )
    recounted = (
        distinct.filter((pl.col("marketplace_set") != marketplace_sets.ALL) & (pl.col("area_code") != presence.COUNTRY))
        .join(own, on="indicator", how="inner", validate="m:1")
        .select(*key[:-1], "value", province_code="area_code")
    )
    return pl.concat([additive, recounted.select(additive.collect_schema().names())])


def _complete(counts: pl.LazyFrame, provinces: pl.LazyFrame, country: Country) -> pl.LazyFrame:
    """Every province of the frame in every group: zero where it is known and nothing was counted, else null."""
    counts = counts.cache()
    compared = (
        country.sets.filter(pl.col("marketplace_set") != marketplace_sets.ALL)
        .select("counted_from", "marketplace_set")
        .unique()
    )
    key, value = [*GROUP, "counted_from", "marketplace_set", "province_code"], pl.col("value").cast(pl.Float64)
    group = [*GROUP, "counted_from", "marketplace_set"]
    reached = counts.group_by(group).agg(is_reached=pl.col("value").count() > 0)
    zeros = (
        counts.select(*GROUP, "counted_from")
        .unique()
        .join(compared, on="counted_from", how="inner", validate="m:m")
        .join(provinces.select("frame", "province_code"), on="frame", how="inner", validate="m:m")
        .join(reached, on=group, how="left", validate="m:1")
        .with_columns(value=pl.when(pl.col("is_reached").fill_null(True)).then(0.0))  # else nobody has zero
        .join(counts.filter(pl.col("value").is_null()).select(key), on=key, how="anti")
    )
    return (
        pl.concat([counts.select(*key, value), zeros.select(*key, "value")])
        .group_by(key)
        .agg(reach.summed())
        .join(country.known, on=["counted_from", "frame", "province_code"], how="left", validate="m:1")
        .select(*key, value=pl.when(reach.is_whole()).then("value"))
    )


def _ranked(table: pl.LazyFrame) -> pl.LazyFrame:
    """Rank, ties, numbers ranked and missing, and the gap to the next better value."""
    value, higher = pl.when("is_rankable").then("value"), pl.col("direction") == "higher"
    rank = pl.col("rank")
    return (
        table.with_columns(rank=ranks.competition_rank(value, GROUP, higher))
        .with_columns(
            provinces_ranked=rank.count().over(GROUP).cast(pl.Int64),
            provinces_missing=rank.is_null().sum().over(GROUP).cast(pl.Int64),
            is_tied=rank.is_not_null() & (pl.len().over([*GROUP, "rank"]) > 1),
            next_better=ranks.next_better(value, rank, GROUP, higher),
        )
        .with_columns(gap_to_next=ranks.printed((pl.col("next_better") - value).abs()))
    )


def _ranges(left_out: pl.LazyFrame) -> pl.LazyFrame:
    """Best and worst rank when each marketplace in turn is left out; no rows where there is only one."""
    return (
        left_out.filter(pl.col("is_rankable") & pl.col("value").is_not_null())
        .with_columns(
            again=ranks.competition_rank(pl.col("value"), [*GROUP, "marketplace_set"], pl.col("direction") == "higher")
        )
        .group_by(*GROUP, "province_code")
        .agg(rank_low=pl.col("again").min(), rank_high=pl.col("again").max())
    )
