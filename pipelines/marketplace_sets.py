"""Which marketplaces a value may sum: all that were delivered, those comparable between provinces, and all but one.

Ranges of ranks come from leaving each comparable marketplace out in turn.
"""

from collections.abc import Collection

import polars as pl

ALL = "all"
COMPARED = "compared"
SCHEMA = {"counted_from": pl.String, "marketplace_set": pl.String, "marketplace": pl.String, "is_compared": pl.Boolean}


def members(delivered: pl.DataFrame, country_wide: Collection[str]) -> pl.DataFrame:
    """One row per kind of record, marketplace set and marketplace in it.

    `delivered`: counted_from, marketplace. Comparable are the marketplaces delivered for the whole country; where
    there is none, the set sums what is there and `is_compared` is false. With one there is nothing to leave out.
    """
    listed = delivered.select("counted_from", "marketplace").unique().sort("counted_from", "marketplace")
    wide = pl.col("marketplace").is_in(list(country_wide))
    marked = listed.with_columns(is_compared=wide.any().over("counted_from"), is_wide=wide)
    compared = marked.filter(pl.col("is_wide") | ~pl.col("is_compared"))
    several = compared.filter("is_compared").filter(pl.len().over("counted_from") > 1)
    left_out = several.select("counted_from", left_out="marketplace")
    others = several.join(left_out, on="counted_from", validate="m:m").filter(
        pl.col("marketplace") != pl.col("left_out")
    )
    return pl.concat(
        [
            marked.with_columns(marketplace_set=pl.lit(ALL)).select(list(SCHEMA)),
            compared.with_columns(marketplace_set=pl.lit(COMPARED)).select(list(SCHEMA)),
            others.with_columns(marketplace_set="without " + pl.col("left_out")).select(list(SCHEMA)),
        ]
    ).cast(SCHEMA)  # type: ignore[arg-type]


def together(tables: Collection[pl.DataFrame]) -> pl.DataFrame:
    """Set and marketplace of one kind of record; of several kinds, the set of all marketplaces only."""
    found = pl.concat([pl.DataFrame(schema=SCHEMA), *tables])
    if len(tables) > 1:
        found = found.filter(pl.col("marketplace_set") == ALL)
    return found.select("marketplace_set", "marketplace")
