"""Which share of a province's households has a shop, an e-payment account, both, or either.

The target of 2021 says shop and account, the success that was reported says shop or account: four measures, each with
its denominator (domain.md section 2.4).
"""

import polars as pl

from conventions import method
from conventions.reasons import FIGURES
from pipelines import marketplace_sets
from pipelines.codes import coded
from pipelines.facts import presence
from quality.contracts import Coverage

COUNTS = {"shop": "households_with_shop", "account": "households_with_account", "either": "households_with_either"}


def of_households(distinct: pl.LazyFrame, households: pl.LazyFrame) -> pl.LazyFrame:
    """One row per frame, province, as-of day and measure.

    `distinct`: distinct counts by marketplace set and area; `households`: frame, area_code, as_of_date, households. A province
    without a known shop or account has not been counted: null, not zero; nor has one of the 63 after they ended.
    Households with both are those with a shop
    and those with an account less those with either.
    """
    key = ["frame", "area_code", "as_of_date"]
    distinct, households = coded(distinct), coded(households)
    counted = distinct.filter(
        pl.col("marketplace_set") == marketplace_sets.ALL,
        pl.col("area_code") != presence.COUNTRY,
        pl.col("indicator").is_in(COUNTS.values()),
    )
    with_unit = [
        counted.filter(pl.col("indicator") == indicator).select(*key, pl.col("value").alias(measure))
        for measure, indicator in COUNTS.items()
    ]
    shop, account, either = with_unit
    is_counted = pl.col("shop").is_not_null() & pl.col("account").is_not_null()
    entered = pl.col("households") > 0
    covered, total = pl.col("households_covered"), pl.col("households")
    return (
        pl.concat([table.select(key) for table in (shop, account, households)])
        .unique()
        .join(shop, on=key, how="left", validate="1:1")
        .join(account, on=key, how="left", validate="1:1")
        .join(either, on=key, how="left", validate="1:1")
        .with_columns(
            either=pl.when(is_counted).then("either"),
            both=pl.col("shop") + pl.col("account") - pl.col("either"),
        )
        .unpivot(
            ["shop", "account", "both", "either"], index=key, variable_name="measure", value_name="households_covered"
        )
        .join(households, on=key, how="left", validate="m:1")
        .with_columns(
            coverage_pct=pl.when(entered).then(covered / total * 100),
            reason=pl.when((pl.col("frame") == "63") & (pl.col("as_of_date") > method.LAST_DAY_OF_63))
            .then(pl.lit(FIGURES["frame_ended"]))
            .when(covered.is_null())
            .then(pl.lit(FIGURES["not_counted"]))
            .when(~entered.fill_null(False))
            .then(pl.lit(FIGURES["no_households"])),
        )
        .pipe(Coverage.validate, cast=True, eager=False)
    )
