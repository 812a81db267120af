"""How many times the launch baseline: "gấp n lần" is current over base, never the change."""

import polars as pl

from pipelines import method
from quality.contracts import GrowthSinceLaunch

AREA = ["level", "frame", "area_code", "indicator"]


def since_launch(values: pl.LazyFrame, baseline: pl.LazyFrame) -> pl.LazyFrame:
    """Every value as the multiple of each kind of base that its area and indicator have.

    `values`: level, frame, area_code, indicator, as_of_date, value. `baseline`: level, frame, area_code, indicator,
    baseline_kind, baseline_value, baseline_date. An area that was not counted at launch has no multiple: null, never
    zero or one.
    """
    base = pl.col("baseline_value")
    return (
        values.with_columns(pl.col("value").cast(pl.Float64))
        .join(baseline, on=AREA, how="inner", validate="m:m")  # one row per kind of base
        .with_columns(
            times_baseline=times(pl.col("value"), base),
            change=pl.col("value") - base,
            change_pct=pl.when(base > 0).then((pl.col("value") - base) / base * 100),
        )
        .pipe(GrowthSinceLaunch.validate, cast=True, eager=False)
    )


def times(value: pl.Expr, base: pl.Expr) -> pl.Expr:
    """How many times `base` is contained in `value`; null where there is no base."""
    return pl.when(base > 0).then(value / base)


def own_count(stocks: pl.LazyFrame, flows: pl.LazyFrame) -> pl.LazyFrame:
    """The base that our own deliveries give: stocks on the launch day, flows of the 30 days from launch.

    `stocks`, `flows`: as `values` of `since_launch`; flows only of the launch window. Nothing counted is no base: null.
    """
    stock = stocks.filter(pl.col("as_of_date") == method.LAUNCH)
    base = pl.col("value").cast(pl.Float64)
    return pl.concat([stock, flows]).select(
        *AREA,
        baseline_kind=pl.lit("own_count"),
        baseline_value=pl.when(base > 0).then(base),
        baseline_date=pl.lit(method.LAUNCH),
    )


def by_level(values: pl.LazyFrame) -> pl.LazyFrame:
    """Values by marketplace and province, summed over marketplaces, for each province and for the country (area `VN`)."""
    placed = values.filter(pl.col("province_code").is_not_null())
    rest = ["frame", "indicator", "as_of_date"]
    province = (
        placed.group_by(*rest, area_code="province_code")
        .agg(pl.col("value").sum())
        .with_columns(level=pl.lit("province"))
    )
    country = (
        values.group_by(rest).agg(pl.col("value").sum()).with_columns(level=pl.lit("country"), area_code=pl.lit("VN"))
    )
    columns = [*AREA, "as_of_date", "value"]
    return pl.concat([province.select(columns), country.select(columns)])
