"""Is the trade in few hands? Gini and Lorenz over all shops, Theil within and between areas, Herfindahl, top share.

Shops without revenue count, and how many they are is stated: they drive the result (domain.md section 8). Revenue is
that of twelve months to a month end, as one month would measure the season.
"""

import polars as pl

from conventions import method
from pipelines import calendar
from pipelines.codes import coded
from pipelines.facts import presence
from pipelines.facts import revenue as shop_revenue
from pipelines.indicators import levels
from quality.contracts import Concentration, LorenzCurves, MarketplaceStructure

AREA = ["frame", "area_code", "as_of_date"]


def windows(days: pl.LazyFrame) -> pl.LazyFrame:
    """Month ends among the as-of days, and each of the twelve months to them: day, as_of_date, month, is_whole."""
    end = pl.col("as_of_date")
    last = end.dt.month_start()
    return (
        days.filter(end == end.dt.month_end())
        .select(
            end, day=end, month=pl.date_ranges(calendar.months_before(last, 11), last, "1mo"), is_whole=pl.lit(True)
        )
        .explode("month")
    )


def open_shops(changes: pl.LazyFrame, months: pl.LazyFrame) -> pl.LazyFrame:
    """Open shops per frame, province, commune and month end, from openings less closings by commune and month.

    `months`: as `windows` gives them.
    """
    keys = ["frame", "province_code", "commune_code"]
    # An as-of join never meets a null: places, the unknown one among them, are numbered first.
    places = changes.select(keys).unique().with_row_index("place").cache()
    running = (
        changes.join(places, on=keys, how="inner", nulls_equal=True, validate="m:1")
        .sort("month")
        .select("place", "month", shops=pl.col("change").cum_sum().over("place"))
    )
    month = pl.col("as_of_date").dt.month_start()
    ends = months.select("as_of_date", month=month).unique()
    return (
        places.join(ends, how="cross")
        .sort("month")
        .join_asof(running, on="month", by="place", strategy="backward", check_sortedness=False)
        .filter(pl.col("shops") > 0)
        .select(*keys, "as_of_date", "shops")
    )


def population(stocks: pl.LazyFrame, sellers: pl.LazyFrame) -> pl.LazyFrame:
    """All shops, sellers and zeros per frame, commune and day: open shops, and sellers that are not open on the day.

    `stocks`: `open_shops`; `sellers`: sums by commune with the frame (pipelines.facts.revenue).
    """
    keys = ["frame", "province_code", "commune_code", "as_of_date"]
    filled = pl.col("shops", "sellers", "sellers_not_open", "revenue", "revenue_log").fill_null(0)
    people = (
        stocks.join(sellers, on=keys, how="full", coalesce=True, nulls_equal=True, validate="1:1")
        .with_columns(filled)  # no open shop, or no seller
        .with_columns(shops=pl.col("shops") + pl.col("sellers_not_open"))
    )
    return people.filter(method.in_frame())


def by_area(people: pl.LazyFrame) -> pl.LazyFrame:
    """Population and revenue of each province and of the country, with Theil's index and its split.

    A province is split into its communes, the country into its provinces; shops whose place is not known are one part.
    Theil's T = Σ s·ln(s / (1/n)) over shops with share s: the split adds up by construction, within + between = total.
    """
    sums = ["shops", "sellers", "revenue", "revenue_log"]
    provinces = people.group_by("frame", "province_code", "as_of_date").agg(pl.col(sums).sum())
    country, part = pl.lit(presence.COUNTRY), pl.col(sums)
    parts = pl.concat(
        [
            people.filter(pl.col("province_code").is_not_null()).select(
                "frame", "as_of_date", part, area_code="province_code", level=pl.lit("province")
            ),
            provinces.select("frame", "as_of_date", part, area_code=country, level=pl.lit("country")),
        ],
        how="diagonal",
    )
    revenue, shops = pl.col("revenue"), pl.col("shops")
    share = revenue / revenue.sum()
    between = pl.when(revenue > 0).then(share * (share / (shops / shops.sum())).log()).otherwise(0.0)
    return (
        parts.group_by("level", *AREA)
        .agg(pl.col(sums).sum(), theil_between=between.sum(), areas=pl.len().cast(pl.Int64))
        .filter(revenue > 0)
        .with_columns(theil=pl.col("revenue_log") / revenue + (shops / revenue).log())
        .with_columns(theil_within=pl.col("theil") - pl.col("theil_between"), zeros=shops - pl.col("sellers"))
    )


def of_shops(areas: pl.LazyFrame, spread: pl.LazyFrame, structure: pl.LazyFrame) -> pl.LazyFrame:
    """One row per level, frame, area and month end: every measure of concentration that revenue allows.

    `areas`: `by_area`; `spread`: sums over shops by area (pipelines.facts.revenue) with the frame; `structure`:
    `by_marketplace`.
    """
    revenue, shops = pl.col("revenue"), pl.col("shops")
    hhi = (
        structure.filter(pl.col("indicator") == "revenue_vnd")
        .group_by(AREA)
        .agg(hhi_marketplaces=pl.col("share").pow(2).sum())
    )
    return (
        areas.join(spread, on=AREA, how="inner", validate="1:1")
        .join(hhi, on=AREA, how="left", validate="1:1")
        .with_columns(
            shops_without_revenue="zeros",
            revenue_vnd=revenue.round(0).cast(pl.Int64),
            gini=2 * pl.col("weighted") / (shops * revenue) - (shops + 1) / shops,
            top_10_share=pl.col("top") / revenue,
            effective_marketplaces=1 / pl.col("hhi_marketplaces"),
        )
        .pipe(Concentration.validate, cast=True, eager=False)
    )


def lorenz(areas: pl.LazyFrame, spread: pl.LazyFrame) -> pl.LazyFrame:
    """Points of the Lorenz curve: the share of revenue of the poorest 0, 10, … 100 % of all shops."""
    deciles = {f"decile_{n}": n / 10 for n in shop_revenue.DECILES}
    joined = areas.join(spread, on=AREA, how="inner", validate="1:1").with_columns(decile_0=pl.lit(0.0))
    return (
        joined.with_columns(pl.col(name) / pl.col("revenue") for name in deciles)
        .unpivot(["decile_0", *deciles], index=["level", *AREA], variable_name="decile", value_name="revenue_share")
        .with_columns(
            shops_share=pl.col("decile").replace_strict({"decile_0": 0.0, **deciles}, return_dtype=pl.Float64),
            revenue_share=pl.col("revenue_share").clip(0.0, 1.0),  # sums of shares miss 1 by rounding
        )
        .pipe(LorenzCurves.validate, cast=True, eager=False)
    )


def by_marketplace(values: pl.LazyFrame, country_wide: pl.LazyFrame) -> pl.LazyFrame:
    """What share each marketplace has of an area's trade in twelve months, and whether the area is specialised in it.

    `values`: by marketplace and province; `country_wide`: marketplace. The location quotient divides the local share
    by the country's, both among the marketplaces delivered for the whole country: of others there is no national total.
    """
    flows = values.filter(
        pl.col("period") == "trailing_12_months", pl.col("indicator").is_in(["orders_completed", "revenue_vnd"])
    )
    area, value = ["level", *AREA, "indicator"], pl.col("value")
    wide = value.filter("is_wide")
    local = pl.when("is_wide").then(value / wide.sum().over(area))
    declared = coded(country_wide).with_columns(is_wide=True)
    split = (
        levels.by_level(flows, kept=["marketplace"])
        .filter(value > 0)
        .join(declared, on="marketplace", how="left", validate="m:1")
        .with_columns(pl.col("is_wide").fill_null(False))  # not declared country-wide
        .with_columns(share=value / value.sum().over(area), local=local)
        .cache()
    )
    # The country's share is taken over all of its marketplaces, whichever of them an area has.
    country = split.filter(pl.col("level") == "country").select(
        "frame", "as_of_date", "indicator", "marketplace", national="local"
    )
    return (
        split.join(country, on=["frame", "as_of_date", "indicator", "marketplace"], how="left", validate="m:1")
        .with_columns(location_quotient=pl.col("local") / pl.col("national"))
        .pipe(MarketplaceStructure.validate, cast=True, eager=False)
    )
