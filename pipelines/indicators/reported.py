"""Figures that others have published: where they stand, and rankings made of them, never mixed with computed ones.

A value is ranked exactly as its source prints it. A source that prints ranks without values keeps its ranks. Figures
that can be added are also summed over the merger of provinces, where all parts are reported; ranks and scores never are.
"""

from collections.abc import Mapping
from typing import NamedTuple

import polars as pl

from conventions.reasons import FIGURES
from pipelines.indicators import ranks
from pipelines.places import resolving
from pipelines.places.back_cast import back_cast
from pipelines.places.gazetteer import Gazetteer
from quality.contracts import FRAMES, ProvinceRankings

SOURCE = ["frame", "indicator", "as_of_date", "source_title"]
PROVINCES = {"63": 63, "34": 34}

SCHEMA = {
    **dict.fromkeys(["frame", "province_code", "indicator"], pl.String),
    "as_of_date": pl.Date,
    "value_kind": pl.String,
    "value": pl.Float64,
    "official_rank": pl.Int64,
    "source_title": pl.String,
    "source_url": pl.String,
    "published_on": pl.Date,
}


class Own(NamedTuple):
    """What our own deliveries say, to be shown beside what was published."""

    rankings: pl.LazyFrame  # the computed rankings
    provinces: pl.LazyFrame  # frame, province_code, province_name


def placed(delivered: pl.DataFrame, gazetteer: Gazetteer) -> pl.DataFrame:
    """One row per reported figure of a province in the frame of its source (`SCHEMA`).

    A name that the 34 no longer have is no place in a table of the 34, and a total is no province: such rows are left
    out, the intake has set them aside. A province that a source names twice keeps what was published last.
    """
    if delivered.is_empty():
        return pl.DataFrame(schema=SCHEMA)
    old = gazetteer.provinces.select("code_63", "keeps_name")
    resolved = resolving.resolve(delivered, gazetteer, province="place").join(
        old, on="code_63", how="left", validate="m:1"
    )
    is_of_34 = pl.col("keeps_name").fill_null(True)  # an address that names a unit of the 34 has no old province
    code = pl.when(pl.col("frame") == "63").then("code_63").when(is_of_34).then("code_34")
    return (
        resolved.with_columns(province_code=code, as_of_date="as_of", official_rank=pl.col("rank").cast(pl.Int64))
        .filter(pl.col("frame").is_in(FRAMES), pl.col("province_code").is_not_null())
        .sort("published_on", "delivery", "record_number", nulls_last=False)
        .unique([*SOURCE, "province_code", "value_kind"], keep="last", maintain_order=True)
        .select(list(SCHEMA))
    )


def with_back_cast(series: pl.DataFrame, tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """The reported figures, and for values of the 63 that can be added their sums in the 34 (of the same source).

    `tables`: province_crosswalk, and indicators, which says what can be added. A sum of which a part is not reported is
    null; a source that prints the 34 itself is left as it is, and ranks are never summed.
    """
    additive = tables["indicators"].filter(pl.col("is_additive") == "true").select("indicator")
    by = ["indicator", "as_of_date", "source_title", "value_kind"]
    of_34 = series.filter(pl.col("frame") == "34").select(by).unique()
    values = (
        series.filter(pl.col("frame") == "63", pl.col("value_kind") == "actual", pl.col("value").is_not_null())
        .join(additive, on="indicator", how="semi")
        .join(of_34, on=by, how="anti")
    )
    told = values.group_by(by).agg(pl.col("source_url").drop_nulls().min(), pl.col("published_on").max())
    sums = (
        back_cast(values.select(*by, "value", code_63="province_code"), tables, by=by, measures=["value"])
        .join(told, on=by, how="left", validate="m:1")
        .with_columns(frame=pl.lit("34"), province_code="code_34", official_rank=pl.lit(None, pl.Int64))
    )
    return pl.concat([series, sums.select(list(SCHEMA)).cast(SCHEMA)])  # type: ignore[arg-type]


def by_source(series: pl.LazyFrame, indicators: pl.LazyFrame, own: Own) -> pl.LazyFrame:
    """The reported rankings: one per frame, indicator, as-of day and source, with a row per province that it names.

    Where a source leaves any value out and gives the rank instead, all its ranks are kept, and the values it does
    print stand in `official_value`: too few of them cannot be ranked. The previous rank is that of the newest earlier
    day, of the same source where it has one. `provinces_ranked` counts the provinces whose rank is known here, so
    "2nd" may stand beside 1 ranked and 62 missing.
    """
    said = indicators.select("indicator", "direction")
    from_ranks = (pl.col("value").is_null() & pl.col("official_rank").is_not_null()).any().over(SOURCE)
    table = (
        series.filter(pl.col("value_kind") == "actual")
        .join(said, on="indicator", how="inner", validate="m:1")
        .with_columns(from_ranks=from_ranks, printed=pl.col("value"))
        .with_columns(
            value=pl.when(~pl.col("from_ranks")).then("value"),
            official_value=pl.when("from_ranks").then("printed"),
        )
    )
    value, higher = pl.col("value"), pl.col("direction") == "higher"
    ranked = table.with_columns(by_value=ranks.competition_rank(value, SOURCE, higher)).with_columns(
        rank=pl.when("from_ranks").then("official_rank").otherwise("by_value"),
        next_better=ranks.next_better(value, pl.col("by_value"), SOURCE, higher),
    )
    known = pl.col("rank").count().over(SOURCE).cast(pl.Int64)
    gap = (pl.col("next_better") - pl.col("value")).abs().round(10)  # printed figures have fewer decimals
    return (
        ranked.join(_previous(ranked), on=[*SOURCE, "province_code"], how="left", validate="1:1")
        .join(own.provinces, on=["frame", "province_code"], how="left", validate="m:1")
        .join(
            _beside(own.rankings), on=["frame", "indicator", "as_of_date", "province_code"], how="left", validate="m:1"
        )
        .with_columns(
            period=pl.lit("as_of"),
            basis=pl.lit("reported"),
            is_tied=pl.col("rank").is_not_null() & (pl.len().over([*SOURCE, "rank"]) > 1),
            provinces_ranked=known,
            provinces_missing=pl.col("frame").replace_strict(PROVINCES, return_dtype=pl.Int64) - known,
            rank_change=pl.col("previous_rank") - pl.col("rank"),
            gap_to_next=pl.when(pl.col("rank") > 1).then(gap),
            rank_low=pl.lit(None, pl.Int64),
            rank_high=pl.lit(None, pl.Int64),
            marketplaces=pl.lit(None, pl.String),
            reason=pl.when(pl.col("printed").is_null() & pl.col("official_rank").is_null())
            .then(pl.lit(FIGURES["part_missing"]))
            .when(pl.col("rank").is_null())
            .then(pl.lit(FIGURES["no_rank_printed"])),
            difference=pl.col("printed") - pl.col("computed_value"),
        )
        .pipe(ProvinceRankings.validate, cast=True, eager=False)
    )


def _previous(ranked: pl.LazyFrame) -> pl.LazyFrame:
    """The rank of the newest earlier day: of the same source where it has one, else of any other."""
    place = ["frame", "indicator", "province_code"]
    now = ranked.select(*SOURCE, "province_code")
    then = ranked.filter(pl.col("rank").is_not_null()).select(
        *place, then="as_of_date", then_source="source_title", previous_rank="rank"
    )
    # Every earlier ranking of the province, of which the best is kept: there are few, so no cardinality is asked.
    return (
        now.join(then, on=place)
        .filter(pl.col("then") < pl.col("as_of_date"))
        .with_columns(is_same=pl.col("then_source") == pl.col("source_title"))
        .sort("is_same", "then", "then_source")
        .unique([*SOURCE, "province_code"], keep="last", maintain_order=True)
        .select(*SOURCE, "province_code", "previous_rank")
    )


def _beside(computed: pl.LazyFrame) -> pl.LazyFrame:
    """Our own value and rank by day: a stock's of the day, a flow's since launch, as the ministry's reports count."""
    return computed.filter(pl.col("period").is_in(["as_of", "since_launch"])).select(
        "frame", "indicator", "as_of_date", "province_code", computed_value="value", computed_rank="rank"
    )
