"""Which province stands where: competition ranks of printed values, with how many are ranked and how sure one can be.

These are the computed rankings; those that others have published stand in `pipelines.indicators.reported`.
"""

from collections.abc import Sequence
from typing import NamedTuple

import polars as pl

from conventions import method
from conventions.reasons import FIGURES
from pipelines import marketplace_sets
from pipelines.codes import CODE, coded
from pipelines.facts import presence
from pipelines.indicators import ratios, reach
from pipelines.indicators.values import PERIODS
from quality.contracts import ProvinceRankings

GROUP = ["frame", "indicator", "period", "as_of_date"]
TWO_ROUNDINGS = 2 * 2.0**-52
"""By how much a quotient of floats, multiplied, can miss, as a part of it; two of counts below 10^15 lie further apart."""
MOST_DECIMALS = 4
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


def competition_rank(value: pl.Expr, over: Sequence[str], higher_is_better: pl.Expr | None = None) -> pl.Expr:
    """Competition rank (1-2-2-4) within groups: equal printed values share the better place."""
    return _goodness(value, higher_is_better).rank("min", descending=True).over(over).cast(pl.Int64)


def next_better(value: pl.Expr, rank: pl.Expr, over: Sequence[str], higher_is_better: pl.Expr) -> pl.Expr:
    """The value of the next better place within groups, for every value by its `competition_rank`; null for the first."""
    goodness = _goodness(value, higher_is_better)
    place_above = pl.when(rank > 1).then(rank - 2)  # counted from zero
    found = goodness.sort(descending=True, nulls_last=True).gather(place_above, null_on_oob=True).over(over)
    return _goodness(found, higher_is_better)


def _goodness(value: pl.Expr, higher_is_better: pl.Expr | None) -> pl.Expr:
    """A value so that more is better."""
    return value if higher_is_better is None else pl.when(higher_is_better).then(value).otherwise(-value)


def printed(value: pl.Expr) -> pl.Expr:
    """A value with the `decimals` of its definition, halves away from zero: what is ranked and what is shown.

    29 of 200 is 0.145, of which the nearest float lies below: what is a half but for the rounding of floats is one.
    """
    scaled = value * pl.lit(10.0).pow(pl.col("decimals"))
    half = (scaled * 2).round(0) / 2
    is_half = (scaled - half).abs() <= scaled.abs() * TWO_ROUNDINGS
    whole = pl.when(is_half).then(half).otherwise(scaled).round(0, mode="half_away_from_zero")
    found = whole
    for places in range(1, MOST_DECIMALS + 1):
        # A column divided by a number is multiplied by its reciprocal, which prints 0.6000000000000001.
        found = pl.when(pl.col("decimals") == places).then((whole / 10.0**places).round(places)).otherwise(found)
    return found


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
            value=printed(pl.col("value")),
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
        pl.when(_is_known() & ~_is_whole())
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
        .select(*key, value=pl.when(_is_whole()).then("value"))
    )


def with_complete(known: pl.DataFrame, crosswalk: pl.DataFrame) -> pl.DataFrame:
    """Since when a back-cast of a province is whole: `known` with complete_since, null where a part is not known.

    `known`: counted_from, frame, province_code, known_since; `crosswalk`: code_63, code_34. A province of the 34 is made
    of all its old ones: while one of them is not known, their sum to the end of the 63 is not.
    """
    old = known.filter(pl.col("frame") == "63").select("counted_from", "known_since", code_63="province_code")
    parts = known.select("counted_from").unique().join(crosswalk, how="cross")
    since = pl.col("known_since")
    whole = (
        parts.join(old, on=["counted_from", "code_63"], how="left", validate="1:1")
        .group_by("counted_from", province_code="code_34")
        .agg(complete_since=pl.when(since.null_count() == 0).then(since.max()))
        .with_columns(frame=pl.lit("34"))
    )
    return known.join(whole, on=["counted_from", "frame", "province_code"], how="left", validate="1:1").with_columns(
        complete_since=pl.when(pl.col("frame") == "34").then("complete_since").otherwise(since)
    )


def _is_known(since: str = "known_since") -> pl.Expr:
    return (pl.col(since) <= pl.col("as_of_date")).fill_null(False)


def _is_whole() -> pl.Expr:
    """Whether nothing is missing of a province: until the 63 ended, none of the old ones that it was made of."""
    was_of_63 = pl.col("as_of_date") <= method.LAST_DAY_OF_63
    return pl.when(was_of_63).then(_is_known("complete_since")).otherwise(_is_known())


def _ranked(table: pl.LazyFrame) -> pl.LazyFrame:
    """Rank, ties, numbers ranked and missing, and the gap to the next better value."""
    value, higher = pl.when("is_rankable").then("value"), pl.col("direction") == "higher"
    rank = pl.col("rank")
    return (
        table.with_columns(rank=competition_rank(value, GROUP, higher))
        .with_columns(
            provinces_ranked=rank.count().over(GROUP).cast(pl.Int64),
            provinces_missing=rank.is_null().sum().over(GROUP).cast(pl.Int64),
            is_tied=rank.is_not_null() & (pl.len().over([*GROUP, "rank"]) > 1),
            next_better=next_better(value, rank, GROUP, higher),
        )
        .with_columns(gap_to_next=printed((pl.col("next_better") - value).abs()))
    )


def _ranges(left_out: pl.LazyFrame) -> pl.LazyFrame:
    """Best and worst rank when each marketplace in turn is left out; no rows where there is only one."""
    return (
        left_out.filter(pl.col("is_rankable") & pl.col("value").is_not_null())
        .with_columns(
            again=competition_rank(pl.col("value"), [*GROUP, "marketplace_set"], pl.col("direction") == "higher")
        )
        .group_by(*GROUP, "province_code")
        .agg(rank_low=pl.col("again").min(), rank_high=pl.col("again").max())
    )
