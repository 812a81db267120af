"""Which province stands where: competition ranks of printed values, with how many are ranked and how sure one can be."""

from collections.abc import Sequence
from typing import NamedTuple

import polars as pl

from quality.contracts import ProvinceRankings

GROUP = ["frame", "indicator", "period", "as_of_date"]
KEY = ["frame", "indicator", "period", "province_code"]
NO_COUNTRY_WIDE = "No marketplace that covers the whole country has been delivered; provinces cannot be compared."


class Country(NamedTuple):
    """What may be compared between provinces, and which provinces can be ranked."""

    compared: pl.LazyFrame  # counted_from, marketplace: delivered for the whole country
    known: pl.LazyFrame  # frame, province_code, known_since: provinces with at least one known shop, and from when


def competition_rank(value: pl.Expr, over: Sequence[str], higher_is_better: pl.Expr | None = None) -> pl.Expr:
    """Competition rank (1-2-2-4) within groups: equal printed values share the better place."""
    descending = value.rank("min", descending=True).over(over)
    if higher_is_better is None:
        return descending.cast(pl.Int64)
    return pl.when(higher_is_better).then(descending).otherwise(value.rank("min").over(over)).cast(pl.Int64)


def by_province(
    values: pl.LazyFrame, indicators: pl.LazyFrame, provinces: pl.LazyFrame, days: pl.LazyFrame, country: Country
) -> pl.LazyFrame:
    """The computed rankings: every indicator, period and as-of day, every province of the frame.

    `values`: indicator values by marketplace and province (pipelines.indicator_values); `indicators`: the registry,
    with decimals as integers; `provinces`: frame, province_code, province_name; `days`: as_of_date, previous_as_of.
    A value sums the marketplaces delivered for the whole country; where none is, it sums what is there, and only the
    register's own count is ranked. A province without a known shop is missing, not zero.
    """
    said = indicators.select("indicator", "direction", "decimals", "counted_from")
    comparable = _comparable(values.join(said, on="indicator", how="inner", validate="m:1"), country)
    summed = comparable.group_by(*GROUP, "province_code").agg(
        pl.col("value").sum(), marketplaces=pl.col("marketplace").unique().sort().str.join(",")
    )
    described = ["direction", "decimals", "is_compared", "counted_from"]
    every = comparable.select(*GROUP, *described).unique().join(provinces, on="frame", how="inner", validate="m:m")
    table = (
        every.join(country.known, on=["frame", "province_code"], how="left", validate="m:1")
        .join(summed, on=[*GROUP, "province_code"], how="left", validate="1:1")
        .with_columns(
            value=pl.when(pl.col("known_since") <= pl.col("as_of_date")).then(
                pl.col("value").fill_null(0).cast(pl.Float64)
            ),
            is_rankable=pl.col("is_compared") | (pl.col("counted_from") == "register"),
        )
    )
    ranked = _ranked(table)
    previous = ranked.select(*KEY, previous_as_of="as_of_date", previous_rank="rank")
    return (
        ranked.join(days, on="as_of_date", how="left", validate="m:1")
        .join(previous, on=[*KEY, "previous_as_of"], how="left", validate="m:1")
        .join(_ranges(table, comparable), on=[*KEY, "as_of_date"], how="left", validate="1:1")
        .with_columns(
            rank_change=pl.col("previous_rank") - pl.col("rank"),
            basis=pl.lit("computed"),
            official_rank=pl.lit(None, dtype=pl.Int64),
            source_title=pl.lit(None, dtype=pl.String),
            reason=pl.when(~pl.col("is_rankable")).then(pl.lit(NO_COUNTRY_WIDE)),
        )
        .pipe(ProvinceRankings.validate, cast=True, eager=False)
    )


def _comparable(values: pl.LazyFrame, country: Country) -> pl.LazyFrame:
    """The placed values of marketplaces that may be compared; all of them where no such marketplace was delivered."""
    placed = values.filter(pl.col("province_code").is_not_null())
    sources = country.compared.select("counted_from").unique().with_columns(is_compared=True)
    marked = placed.join(sources, on="counted_from", how="left", validate="m:1").with_columns(
        pl.col("is_compared").fill_null(False)  # no country-wide marketplace delivered this kind of record
    )
    compared = marked.filter("is_compared").join(country.compared, on=["counted_from", "marketplace"], how="semi")
    return pl.concat([compared, marked.filter(~pl.col("is_compared"))])


def _ranked(table: pl.LazyFrame) -> pl.LazyFrame:
    """Rank, ties, numbers ranked and missing, and the gap to the next better value."""
    value = pl.when("is_rankable").then("value")
    better = (
        table.filter(pl.col("is_rankable") & pl.col("value").is_not_null())
        .select(*GROUP, "value", "direction")
        .unique()
        .sort("value")
        .with_columns(
            next_better=pl.when(pl.col("direction") == "higher")
            .then(pl.col("value").shift(-1).over(GROUP, order_by="value"))
            .otherwise(pl.col("value").shift(1).over(GROUP, order_by="value"))
        )
        .select(*GROUP, "value", "next_better")
    )
    return (
        table.with_columns(rank=competition_rank(value, GROUP, pl.col("direction") == "higher"))
        .with_columns(
            provinces_ranked=pl.col("rank").count().over(GROUP).cast(pl.Int64),
            provinces_missing=pl.col("rank").is_null().sum().over(GROUP).cast(pl.Int64),
            is_tied=pl.col("rank").is_not_null() & (pl.len().over([*GROUP, "rank"]) > 1),
        )
        .join(better, on=[*GROUP, "value"], how="left", validate="m:1")
        .with_columns(gap_to_next=pl.when(pl.col("rank") > 1).then((pl.col("next_better") - pl.col("value")).abs()))
    )


def _ranges(table: pl.LazyFrame, comparable: pl.LazyFrame) -> pl.LazyFrame:
    """Best and worst rank when each marketplace in turn is left out; no rows where there is only one."""
    key = [*GROUP, "province_code"]
    several = comparable.filter("is_compared").filter(pl.col("marketplace").n_unique().over("counted_from") > 1)
    left_out = several.select("counted_from", left_out="marketplace").unique()
    scenes = (
        several.join(left_out, on="counted_from", how="inner", validate="m:m")
        .filter(pl.col("marketplace") != pl.col("left_out"))
        .group_by(*key, "left_out")
        .agg(rest=pl.col("value").sum())
    )
    return (
        table.filter(pl.col("is_rankable") & pl.col("value").is_not_null())
        .join(left_out, on="counted_from", how="inner", validate="m:m")
        .join(scenes, on=[*key, "left_out"], how="left", validate="1:1")
        .with_columns(
            scene=competition_rank(pl.col("rest").fill_null(0), [*GROUP, "left_out"], pl.col("direction") == "higher")
        )
        .group_by(key)
        .agg(rank_low=pl.col("scene").min(), rank_high=pl.col("scene").max())
    )
