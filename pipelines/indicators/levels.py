"""Values of provinces and of the country over every marketplace that was delivered: what growth and coverage speak of.

Rankings use only what is comparable between provinces (`pipelines.indicators.rankings`); here a province is compared with itself.
"""

from collections.abc import Sequence

import polars as pl

from pipelines import marketplace_sets
from pipelines.codes import CODE, coded
from pipelines.facts import presence
from pipelines.indicators import rankings, ratios, reach

AREA = ["level", "frame", "area_code"]
COLUMNS = [*AREA, "indicator", "period", "as_of_date", "value"]
ANY = "any"


def by_level(values: pl.LazyFrame, kept: Sequence[str] = ()) -> pl.LazyFrame:
    """Values by marketplace and province, summed over marketplaces, for each province and for the country (`VN`).

    The country has what no province has: shops whose place is not known. Null where nothing of it is reached. `kept`: columns not to sum over.
    """
    rest = ["frame", "indicator", "period", "as_of_date", *kept]
    placed = values.filter(pl.col("province_code").is_not_null())
    province = (
        placed.group_by(*rest, area_code="province_code").agg(reach.summed()).with_columns(level=pl.lit("province"))
    )
    country = (
        values.group_by(rest)
        .agg(reach.summed())
        .with_columns(level=pl.lit("country"), area_code=pl.lit(presence.COUNTRY))
    )
    return pl.concat([coded(table.select(*COLUMNS, *kept)) for table in (province, country)])


def unmerged(crosswalk: pl.LazyFrame) -> pl.LazyFrame:
    """Provinces that were not merged and are the same in both frames: code_63, code_34. `crosswalk`: old_code, new_code."""
    return crosswalk.filter(pl.len().over("new_code") == 1).select(code_63="old_code", code_34="new_code")


def recounted(distinct: pl.LazyFrame) -> pl.LazyFrame:
    """Distinct counts over every marketplace, as `by_level` gives values."""
    is_country = pl.col("area_code") == presence.COUNTRY
    return (
        distinct.filter(pl.col("marketplace_set") == marketplace_sets.ALL)
        .with_columns(level=pl.when(is_country).then(pl.lit("country")).otherwise(pl.lit("province")))
        .select(COLUMNS)
        .pipe(coded)
    )


def with_ratios(counts: pl.LazyFrame, registry: rankings.Registry, households: pl.LazyFrame) -> pl.LazyFrame:
    """Counts by level and the ratios of them that have a denominator; values as floats."""
    known = coded(registry.ratios), coded(registry.indicators)
    measures = ratios.registered(*known).with_columns(counted_from=pl.lit(ANY, CODE))
    parts = coded(counts).with_columns(pl.col("value").cast(pl.Float64), counted_from=pl.lit(ANY, CODE)).cache()
    derived = ratios.quotients(parts, measures, coded(households), ["frame", "level", "area_code"])
    return pl.concat([parts.select(COLUMNS), derived.filter(pl.col("value").is_not_null()).select(COLUMNS)]).cache()
