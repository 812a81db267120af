"""How revenue is spread over shops: sums over shop-grain facts, from which measures of concentration follow.

Written against narwhals like `pipelines.facts`: rows of single shops stay in the warehouse, only sums leave it.
"""

from typing import Any

import narwhals as nw

from pipelines.presence import COUNTRY

DECILES = tuple(range(1, 11))
TOP = 10


def trailing(shop_orders: Any, windows: Any) -> Any:
    """Revenue of each shop that has any, over twelve months to each month end: as_of_date, marketplace, shop_id, revenue.

    `windows`: as_of_date and first_month, the first day of the first of twelve months. Summed by month first, so that
    an order line is looked at once and not once per window.
    """
    monthly = (
        nw.from_native(shop_orders)
        .filter(nw.col("completed_value_vnd") > 0)
        .with_columns(month=nw.col("order_date").dt.truncate("1mo").cast(nw.Date()))
        .group_by("month", "marketplace", "shop_id")
        .agg(revenue=nw.col("completed_value_vnd").sum())
    )
    return (
        monthly.join(nw.from_native(windows), how="cross")
        .filter(nw.col("month") <= nw.col("as_of_date"), nw.col("month") >= nw.col("first_month"))
        .group_by("as_of_date", "marketplace", "shop_id")
        .agg(revenue=nw.col("revenue").sum().cast(nw.Float64()))
        .to_native()
    )


def placed(revenue: Any, shops: Any, frame: str) -> Any:
    """Sellers in the register with the area of their shop, and whether they had closed by the day."""
    registered = nw.from_native(shops).select(
        "marketplace",
        "shop_id",
        "closed_on",
        province_code=nw.col(f"code_{frame}"),
        commune_code=nw.col(f"commune_code_{frame}"),
    )
    closed = nw.when(nw.col("closed_on") <= nw.col("as_of_date")).then(nw.lit(1)).otherwise(nw.lit(0))
    return (
        nw.from_native(revenue)
        .join(registered, on=["marketplace", "shop_id"], how="inner")
        .with_columns(is_closed=closed)
        .to_native()
    )


def by_commune(sellers: Any) -> Any:
    """Per as-of day and commune: sellers, how many have closed since, their revenue and the sum of revenue × its log."""
    revenue = nw.col("revenue")
    return (
        nw.from_native(sellers)
        .with_columns(logged=revenue * revenue.log())
        .group_by("as_of_date", "province_code", "commune_code")
        .agg(
            sellers=nw.len().cast(nw.Int64()),
            closed_sellers=nw.col("is_closed").sum().cast(nw.Int64()),
            revenue=nw.col("revenue").sum(),
            revenue_log=nw.col("logged").sum(),
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
    revenue, shops = nw.col("revenue"), nw.col("shops")
    before = nw.col("position") - 1
    held = {f"decile_{n}": revenue * (shops * (n / 10) - before).clip(0.0, 1.0) for n in DECILES}
    top = nw.when(nw.col("from_top") <= TOP).then(revenue).otherwise(nw.lit(0.0))
    return (
        nw.concat([table.select(*area, "revenue") for table in areas])
        .with_columns(
            place=revenue.rank("ordinal").over(*area), from_top=revenue.rank("ordinal", descending=True).over(*area)
        )
        .join(nw.from_native(population), on=list(area), how="inner")
        .with_columns(position=(nw.col("place") + nw.col("zeros")).cast(nw.Float64()))
        .with_columns(weighted=nw.col("position") * revenue, top=top, **held)
        .group_by(*area)
        .agg(*(nw.col(name).sum() for name in ("weighted", "top", *held)))
        .to_native()
    )
