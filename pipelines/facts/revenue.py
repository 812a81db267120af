"""How revenue is spread over shops: sums over shop-grain facts, from which measures of concentration follow.

Written against narwhals like `pipelines.facts.orders`: rows of single shops stay in the warehouse, only sums leave it.
"""

from typing import Any

import narwhals as nw

from pipelines.facts.presence import COUNTRY

DECILES = tuple(range(1, 11))
TOP = 10
FIXED = 2**16
"""Fractions are summed as whole numbers of 1/65,536: such sums are exact, in whatever order rows come."""


def trailing(monthly: Any, windows: Any) -> Any:
    """Revenue of each shop that has any, over twelve months to each month end: as_of_date, shop, revenue.

    `monthly`: month, shop, completed_value_vnd; `windows`: as_of_date and each month that it sums.
    """
    return (
        nw.from_native(monthly)
        .filter(nw.col("completed_value_vnd") > 0)
        .join(nw.from_native(windows), on="month", how="inner")
        .group_by("as_of_date", "shop")
        .agg(revenue=nw.col("completed_value_vnd").sum().cast(nw.Int64()))
        .to_native()
    )


def placed(revenue: Any, shops: Any, frame: str) -> Any:
    """Sellers with the area of their shop, and whether it is open on the day: one that is not in the register is not.

    `shops`: all that ever sold, with the register's place and days where it has them.
    """
    known = nw.from_native(shops).select(
        "shop",
        "opened_on",
        "closed_on",
        province_code=nw.col(f"code_{frame}"),
        commune_code=nw.col(f"commune_code_{frame}"),
    )
    day = nw.col("as_of_date")
    is_open = (nw.col("opened_on") <= day) & (nw.col("closed_on").is_null() | (nw.col("closed_on") > day))
    return (
        nw.from_native(revenue)
        .join(known, on="shop", how="inner")
        .with_columns(is_not_open=nw.when(is_open).then(nw.lit(0)).otherwise(nw.lit(1)))
        .to_native()
    )


def by_commune(sellers: Any) -> Any:
    """Per as-of day and commune: sellers, how many are not open on the day, their revenue and the sum of revenue × its log."""
    revenue = nw.col("revenue")
    return (
        nw.from_native(sellers)
        .with_columns(logged=_fixed(revenue * revenue.log()))
        .group_by("as_of_date", "province_code", "commune_code")
        .agg(
            sellers=nw.len().cast(nw.Int64()),
            sellers_not_open=nw.col("is_not_open").sum().cast(nw.Int64()),
            revenue=revenue.sum().cast(nw.Float64()),
            revenue_log=nw.col("logged").sum().cast(nw.Float64()) / FIXED,
        )
        .to_native()
    )


def by_area(sellers: Any, population: Any) -> Any:
    """Per as-of day and area (each province, and the country): what Gini, Lorenz curve and top share are made of.

    `population`: as_of_date, area_code, shops, zeros: all shops, and those without revenue, which come first when shops
    are ordered by revenue. `weighted` sums position × revenue; `decile_n` is the revenue of the poorest n tenths of all
    shops, a shop on the border counted in part.
    """
    rows = nw.from_native(sellers)
    areas = [
        rows.filter(~nw.col("province_code").is_null()).with_columns(area_code=nw.col("province_code")),
        rows.with_columns(area_code=nw.lit(COUNTRY)),
    ]
    area = ("as_of_date", "area_code")
    revenue, shops, place, zeros = (nw.col(name) for name in ("revenue", "shops", "place", "zeros"))
    before = (place + zeros).cast(nw.Float64()) - 1
    held = {f"decile_{n}": _fixed(revenue * (shops * (n / 10) - before).clip(0.0, 1.0)) for n in DECILES}
    is_top = place > shops - zeros - TOP
    return (
        nw.concat([table.select(*area, "revenue") for table in areas])
        .with_columns(place=revenue.rank("ordinal").over(*area))
        .join(nw.from_native(population), on=list(area), how="inner")
        .with_columns(
            weighted=(place + zeros).cast(nw.Int128()) * revenue,
            top=nw.when(is_top).then(revenue).otherwise(nw.lit(0)),
            **held,
        )
        .group_by(*area)
        .agg(
            *(nw.col(name).sum().cast(nw.Float64()) for name in ("weighted", "top")),
            *(nw.col(name).sum().cast(nw.Float64()) / FIXED for name in held),
        )
        .to_native()
    )


def _fixed(value: nw.Expr) -> nw.Expr:
    """A part of a dong, or of its logarithm, as a whole number."""
    return (value * FIXED).round().cast(nw.Int128())
