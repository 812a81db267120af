"""Marts: what people ask for, small and computed whole each night."""

import dagster as dg
import polars as pl

from assets.night import Night
from assets.places import gazetteer
from assets.storage import reference, vintages
from assets.storage.warehouse import rows
from assets.values import tet_days
from pipelines.indicators import claims as quotations
from pipelines.indicators import concentration as hands
from pipelines.indicators import coverage as covered
from pipelines.indicators import growth, levels, rankings, ratios, reach, reported
from pipelines.indicators import growth_rates as rates
from pipelines.indicators import revisions as revised
from pipelines.indicators import targets as goals


@dg.asset(deps=["reported_values"])
def reported_series(night: dg.ResourceParam[Night]) -> pl.LazyFrame:
    """One row per figure that others have published about a province, also of the 34 where the 63 can be added up."""
    with night.warehouse.connected() as db:
        delivered = rows(db, "from reported_values")
    tables = reference.tables("province_crosswalk", "indicators")
    return reported.with_back_cast(reported.placed(delivered, gazetteer()), tables).lazy()


@dg.asset(deps=["shops", "payment_accounts", "monthly_shop_orders"])
def province_rankings(
    night: dg.ResourceParam[Night],
    area_values: pl.LazyFrame,
    distinct_values: pl.LazyFrame,
    sets_of_marketplaces: pl.LazyFrame,
    reported_series: pl.LazyFrame,
    as_of_days: pl.LazyFrame,
) -> pl.LazyFrame:
    """One row per frame, indicator, period, as-of date, basis, source and province."""
    country = rankings.Country(sets_of_marketplaces, _known(night).lazy(), _households(as_of_days))
    registry, provinces = _registry(), _provinces().lazy()
    computed = rankings.by_province(area_values, distinct_values, registry, provinces, as_of_days, country).cache()
    published = reported.by_source(reported_series, registry.indicators, reported.Own(computed, provinces))
    return pl.concat([computed, published])


def _known(night: Night) -> pl.DataFrame:
    """Since when a province has a shop of a marketplace that is compared, or an account: counted_from, frame, province.

    `complete_since`: since when each of the old provinces that it was made of has; null where one has none.
    """
    wide = reference.table("marketplaces").filter(pl.col("is_country_wide") == "true").select("marketplace")
    with night.warehouse.connected() as db:
        db.register("country_wide", wide.to_arrow())
        known = rows(
            db,
            """with opened as (select marketplace, code_63, code_34, min(opened_on) as opened_on from shops group by all),
                accounts as (select code_63, code_34, min(opened_on) as opened_on from payment_accounts group by all),
                compared as (from opened where marketplace in (from country_wide)
                    or not exists (from opened where marketplace in (from country_wide))),
                known as (
                    select counted_from, code_63, code_34, opened_on
                        from compared, unnest(['register', 'listings', 'orders']) kinds(counted_from)
                        where counted_from <> 'orders' or marketplace in (select marketplace from monthly_shop_orders)
                    union all select 'accounts', code_63, code_34, opened_on from accounts)
            select counted_from, frame, province_code, min(opened_on) as known_since
            from (select counted_from, '63' as frame, code_63 as province_code, opened_on from known
                union all select counted_from, '34', code_34, opened_on from known)
            where province_code is not null group by all""",
        )
    crosswalk = reference.table("province_crosswalk").select(code_63="old_code", code_34="new_code")
    return reach.with_complete(known, crosswalk)


def _registry() -> rankings.Registry:
    """Indicators and ratios of data/reference/."""
    indicators = reference.table("indicators").with_columns(pl.col("decimals").cast(pl.Int64))
    return rankings.Registry(indicators.lazy(), reference.table("ratios").lazy())


def _households(days: pl.LazyFrame) -> pl.LazyFrame:
    """Households by place on each as-of day, as far as they were entered."""
    return ratios.households_on(days, reference.table("households").lazy())


def _provinces() -> pl.DataFrame:
    """The name of every province in each frame, as it is called last."""
    listed = reference.table("provinces").sort("valid_from").unique(["frame", "code"], keep="last")
    return listed.select("frame", province_code="code", province_name="name")


@dg.asset
def growth_since_launch(
    level_values: pl.LazyFrame, reported_series: pl.LazyFrame, as_of_days: pl.LazyFrame
) -> pl.LazyFrame:
    """One row per level, frame, area, indicator, as-of date and kind of base."""
    registry = _registry()
    values, bases = growth.own(level_values, registry, _households(as_of_days))
    quoted = growth.quoted(reported_series, reference.table("province_crosswalk").lazy())
    quoted_bases = growth.quoted_bases(reference.table("baselines").lazy())
    return pl.concat(
        [
            growth.since_launch(values, bases, registry.indicators),
            growth.since_launch(quoted, quoted_bases, registry.indicators),
        ]
    )


@dg.asset
def growth_rates(level_values: pl.LazyFrame, as_of_days: pl.LazyFrame) -> pl.LazyFrame:
    """One row per level, frame, area, indicator, comparison and as-of date."""
    registry, tet = _registry(), rates.tet_windows(tet_days(), as_of_days)
    counts = level_values.filter(pl.col("period").is_in(["as_of", "month", "year_to_date"]))
    return pl.concat(
        [
            rates.between_months(levels.with_ratios(counts, registry, _households(as_of_days)), registry.indicators),
            rates.around_tet(level_values, tet, registry.indicators),
        ]
    )


@dg.asset
def growth_contributions(area_values: pl.LazyFrame) -> pl.LazyFrame:
    """One row per level, frame, area, indicator, comparison, as-of date and part."""
    return rates.contributions(area_values)


@dg.asset
def tet_weeks(level_values: pl.LazyFrame, as_of_days: pl.LazyFrame) -> pl.LazyFrame:
    """One row per level, frame, area, flow, Tết and week counted from its first day."""
    return rates.tet_weeks(level_values, rates.tet_windows(tet_days(), as_of_days))


@dg.asset
def own_figures(
    province_rankings: pl.LazyFrame, growth_since_launch: pl.LazyFrame, level_values: pl.LazyFrame
) -> pl.LazyFrame:
    """One row per frame, province, indicator, form and as-of day: our own figures as others quote theirs."""
    values = level_values.filter(pl.col("period").is_in(["as_of", "since_launch"]))
    return quotations.own_figures(province_rankings, growth_since_launch, values, _places_of_documents())


def _places_of_documents() -> pl.LazyFrame:
    """What claims and targets speak of, in both frames where a province was not merged: frame, area_code, indicator."""
    named = [reference.table(name).select("frame", "area_code", "indicator") for name in ("claims", "targets")]
    told = pl.concat(named).unique().lazy()
    since = told.join(_unmerged(), left_on="area_code", right_on="code_63", how="inner", validate="m:1")
    return pl.concat(
        [told, since.select(pl.lit("34").alias("frame"), pl.col("code_34").alias("area_code"), "indicator")]
    )


def _unmerged() -> pl.LazyFrame:
    """Provinces that are the same in both frames."""
    return levels.unmerged(reference.table("province_crosswalk").lazy())


@dg.asset
def claims(own_figures: pl.LazyFrame, province_rankings: pl.LazyFrame) -> pl.LazyFrame:
    """One row per document and quotation: whether it agrees with itself, with our own count, with another document."""
    reported = quotations.reported_figures(province_rankings)
    return quotations.judged(reference.table("claims").lazy(), own_figures, reported)


@dg.asset
def coverage(distinct_values: pl.LazyFrame, as_of_days: pl.LazyFrame) -> pl.LazyFrame:
    """One row per frame, province, as-of date and measure."""
    return covered.of_households(distinct_values, _households(as_of_days))


@dg.asset
def targets(
    claims: pl.LazyFrame, reported_series: pl.LazyFrame, coverage: pl.LazyFrame, own_figures: pl.LazyFrame
) -> pl.LazyFrame:
    """One row per indicator, document and due date."""
    known = goals.actuals(claims, reported_series, coverage, own_figures, _unmerged())
    return goals.board(reference.table("targets").lazy(), known)


@dg.asset
def marketplace_structure(area_values: pl.LazyFrame) -> pl.LazyFrame:
    """One row per level, frame, area, as-of date, indicator and marketplace."""
    wide = reference.table("marketplaces").filter(pl.col("is_country_wide") == "true").select("marketplace")
    return hands.by_marketplace(area_values, wide.lazy())


@dg.asset
def concentration(
    shop_areas: pl.LazyFrame, shop_spread: pl.LazyFrame, marketplace_structure: pl.LazyFrame
) -> pl.LazyFrame:
    """One row per level, frame, area and month end."""
    return hands.of_shops(shop_areas, shop_spread, marketplace_structure)


@dg.asset
def lorenz_curves(shop_areas: pl.LazyFrame, shop_spread: pl.LazyFrame) -> pl.LazyFrame:
    """One row per level, frame, area, month end and tenth of shops."""
    return hands.lorenz(shop_areas, shop_spread)


@dg.asset
def revisions(night: dg.ResourceParam[Night], province_rankings: pl.LazyFrame) -> pl.LazyFrame:
    """One row per ranked figure that the release on show has differently."""
    name, before = vintages.current(night.folder, "province_rankings")
    return revised.between(before.lazy(), province_rankings, name)
