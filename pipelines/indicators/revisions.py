"""What a release changes in what the one before had published: late orders, returns, corrections, new definitions."""

import polars as pl

from quality.contracts import Revisions

KEY = ["frame", "indicator", "period", "as_of_date", "basis", "source_title", "province_code"]
DAYS_COMPARED = 13
"""The newest as-of days that both releases have: a year of month ends; what is older hardly moves."""


def between(before: pl.LazyFrame, now: pl.LazyFrame, previous_release: str | None) -> pl.LazyFrame:
    """Every value or rank of the newest common as-of days that differs between two releases of `province_rankings`.

    What only one of them has is a revision from or to nothing. Nothing is compared before the first release.
    """
    days = (
        before.select("as_of_date")
        .unique()
        .join(now.select("as_of_date").unique(), on="as_of_date", how="semi")
        .sort("as_of_date", descending=True)
        .head(DAYS_COMPARED)
    )
    old, new = (table.join(days, on="as_of_date", how="semi").select(*KEY, "value", "rank") for table in (before, now))
    value, earlier = pl.col("value"), pl.col("value_before")
    return (
        new.join(
            old.rename({"value": "value_before", "rank": "rank_before"}),
            on=KEY,
            how="full",
            coalesce=True,
            nulls_equal=True,
            validate="1:1",
        )
        .filter(value.ne_missing(earlier) | pl.col("rank").ne_missing(pl.col("rank_before")))
        .with_columns(
            change=value - earlier,
            change_pct=pl.when(earlier > 0).then((value - earlier) / earlier * 100),
            previous_release=pl.lit(previous_release, pl.String),
        )
        .pipe(Revisions.validate, cast=True, eager=False)
    )
