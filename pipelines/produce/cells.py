"""What sold of the produce list: kilograms, dong, prices and destinations, by period and area.

From the daily facts of `produce_facts` to rows per seller in narwhals; from those, in Polars, to cells: one per period,
product, form, area and marketplace. A cell of which no weight is known has no kilograms. A seller is a household, or a
shop where no household is known. How much of a cell its two largest sellers sold is counted here and judged in
`disclosure`.
"""

from dataclasses import dataclass
from typing import Any, Literal

import narwhals as nw
import polars as pl

from conventions import method
from pipelines.produce.facts import FACT, GOODS, OUTCOMES, SOLD, summed

ALL = "all"
Period = Literal["month", "week"]
Frame = Literal["63", "34"]
PERIODS: tuple[Period, ...] = ("month", "week")
FRAMES: tuple[Frame, ...] = ("63", "34")
DESTINED = ("local_value", "placed_value")
"""What went to the province of the shop, and what went to a place that is known at all; in each frame."""
AREAS = ("code_63", "district_code_63", "code_34")
OF_TWO = {
    "kg_of_two": "quantity_kg", "value_of_two": "value_vnd", "ocop_of_two": "ocop_value_vnd",
    "rest_of_two": "rest_value_vnd",
}  # fmt: skip
"""What the two largest sellers of a cell sold -> of which measure."""
CELL = ("period_type", "period_start", *GOODS, "level", "frame", "area_code", "marketplace")
SENT = ("orders", "quantity_kg", "value_vnd", "weighed_value_vnd")
"""What is counted by destination."""
GRAMS = 3
"""Kilograms are kept to the gram, so that the order in which parts are added cannot show."""


@dataclass(frozen=True)
class Grid:
    """What cells are counted for: a kind of period, and areas of one level and frame."""

    period_type: Period
    level: Literal["province", "district"]
    frame: Frame

    @property
    def area(self) -> str:
        """The column of the area's code."""
        return f"district_code_{self.frame}" if self.level == "district" else f"code_{self.frame}"


GRIDS = (
    Grid("month", "province", "63"), Grid("month", "district", "63"), Grid("month", "province", "34"),
    Grid("week", "province", "63"), Grid("week", "province", "34"),
)  # fmt: skip
"""Districts ended with June 2025 and are counted by month only: a week of a district is a household's."""


def seller_sales(sales: Any, shops: Any, calendar: Any, period: Period) -> Any:
    """One row per period, marketplace, product, form and seller, with the seller's areas: what cells are counted from.

    `calendar`: one row per order_date with its month and week. Shops that are not in the register are in no area.
    """
    facts = _placed(sales, shops, calendar, period)

    def where(condition: nw.Expr) -> nw.Expr:
        return nw.when(condition).then(nw.col("value_vnd")).otherwise(nw.lit(0.0))

    destined = {}
    for frame in FRAMES:
        destination = nw.col(f"destination_code_{frame}")
        destined[f"local_value_{frame}"] = where(destination == nw.col(f"code_{frame}"))
        destined[f"placed_value_{frame}"] = where(~destination.is_null())
    return (
        facts.with_columns(**destined)
        .group_by("period_start", "marketplace", *GOODS, "seller", *AREAS)
        .agg(*summed(*OUTCOMES, *SOLD, *destined))
        .to_native()
    )


def seller_destinations(sales: Any, shops: Any, calendar: Any) -> Any:
    """One row per month, product, form, seller with its provinces, and province of the buyer in both frames."""
    return (
        _placed(sales, shops, calendar, "month")
        .filter(nw.col("orders") > 0)
        .group_by("period_start", *GOODS, "seller", "code_63", "code_34", "destination_code_63", "destination_code_34")
        .agg(*summed(*SENT))
        .to_native()
    )


def placed(facts: Any, shops: Any, calendar: Any, period: Period, measure: str) -> Any:
    """One measure of single lines or orders, with its period and the areas of their shop."""
    columns = ("period_start", "marketplace", *GOODS, *AREAS, measure)
    return _placed(facts, shops, calendar, period).select(*columns).to_native()


def _placed(facts: Any, shops: Any, calendar: Any, period: str) -> Any:
    seller = nw.coalesce(nw.col("household"), nw.concat_str(["marketplace", "shop_id"], separator="/"))
    areas = nw.from_native(shops).select("marketplace", "shop_id", *AREAS, seller=seller)
    days = nw.from_native(calendar).select("order_date", nw.col(period).alias("period_start"))
    return (
        nw.from_native(facts)
        .join(areas, on=["marketplace", "shop_id"], how="inner")
        .join(days, on="order_date", how="inner")
    )


# Cells, in Polars


def compact(rows: pl.DataFrame) -> pl.LazyFrame:
    """The rows with codes numbered and sellers as numbers: grouping by text takes most of a night's time."""
    codes = [name for name in ("marketplace", *GOODS, *AREAS, *FACT[5:]) if name in rows.columns]
    sellers = [pl.col("seller").hash()] if "seller" in rows.columns else []
    return rows.lazy().with_columns(pl.col(codes).cast(pl.Categorical), *sellers)


def cells(sellers: pl.LazyFrame, prices: pl.LazyFrame, waits: pl.LazyFrame, grid: Grid) -> pl.LazyFrame:
    """The cells of one grid: one row per `CELL`, each marketplace and their sum, with all that is counted.

    `sellers`: `seller_sales`; `prices` and `waits` (days to completion): `placed`; all of the grid's period.
    """
    keys = ["period_start", *GOODS, "area_code", "marketplace"]
    in_frame = {f"{name}_{grid.frame}": f"{name}_vnd" for name in DESTINED}
    summed_up = [*OUTCOMES, *SOLD, *in_frame]
    by_seller = _in_grid(sellers, grid).group_by(*keys, "seller").agg(pl.col(summed_up).sum())
    by_seller = by_seller.with_columns(rest_value_vnd=pl.col("value_vnd") - pl.col("ocop_value_vnd"))
    sums = [pl.col(*summed_up, "rest_value_vnd").sum()]
    sums += [(pl.col(f"{part}_value_vnd") > 0.5).sum().alias(f"{part}_sellers") for part in ("ocop", "rest")]
    return (
        _summed_up(by_seller, keys, sums, OF_TWO)
        .rename(in_frame)
        .join(_quantiles(_in_grid(prices, grid), keys, PRICES), on=keys, how="left", validate="1:1")
        .join(_quantiles(_in_grid(waits, grid), keys, WAITS), on=keys, how="left", validate="1:1")
        .with_columns(period_type=pl.lit(grid.period_type), level=pl.lit(grid.level), frame=pl.lit(grid.frame))
    )


PRICES = {
    "price_vnd_per_kg_low": ("price_vnd_per_kg", 0.25),
    "price_vnd_per_kg_median": ("price_vnd_per_kg", 0.5),
    "price_vnd_per_kg_high": ("price_vnd_per_kg", 0.75),
}
WAITS = {"days_to_completion_median": ("days_to_completion", 0.5)}


def _quantiles(rows: pl.LazyFrame, keys: list[str], asked: dict[str, tuple[str, float]]) -> pl.LazyFrame:
    """Quantiles of each cell, between two values in proportion: name -> measure and share below it."""
    return (
        rows.group_by(keys)
        .agg(pl.col(measure).quantile(share, "linear").alias(name) for name, (measure, share) in asked.items())
        .with_columns(pl.col(pl.Categorical).cast(pl.String))
    )


def destinations(sellers: pl.LazyFrame, frame: Frame) -> pl.LazyFrame:
    """One row per month, product, form, province of the shop and of the buyer in a frame, with all that is counted.

    Orders to a place that is not known are in no row.
    """
    keys = ["period_start", *GOODS, "area_code", "destination_code"]
    rows = _in_grid(sellers, Grid("month", "province", frame), with_all=False)
    by_seller = (
        rows.with_columns(destination_code=pl.col(f"destination_code_{frame}"))
        .drop_nulls("destination_code")
        .group_by(*keys, "seller")
        .agg(pl.col(SENT).sum())
    )
    largest = {name: OF_TWO[name] for name in ("kg_of_two", "value_of_two")}
    return _summed_up(by_seller, keys, [pl.col(SENT).sum()], largest).with_columns(frame=pl.lit(frame))


def _in_grid(rows: pl.LazyFrame, grid: Grid, with_all: bool = True) -> pl.LazyFrame:
    """Rows that a grid covers, with its areas; each under its marketplace and under the sum of all."""
    found = rows.with_columns(area_code=pl.col(grid.area)).drop_nulls("area_code")
    if grid.frame == "63":
        last = method.LAST_DAY_OF_63 if grid.period_type == "month" else method.LAST_WEEK_OF_63
        found = found.filter(pl.col("period_start") <= last)
    if not with_all:
        return found
    every = pl.lit(ALL).cast(rows.collect_schema()["marketplace"])
    return pl.concat([found, found.with_columns(marketplace=every)])


def _summed_up(by_seller: pl.LazyFrame, keys: list[str], sums: list[pl.Expr], of_two: dict[str, str]) -> pl.LazyFrame:
    """Cells from one row per cell and seller: sums, how many sellers sold, and what the two largest of them sold.

    The two largest matter, and are counted, only where enough sold.
    """
    sold = by_seller.filter(pl.col("orders") > 0)
    many = sold.filter(pl.len().over(keys) >= method.FEWEST_SELLERS)
    largest = many.group_by(keys).agg(
        pl.col(measure).top_k(method.DOMINANT_SELLERS).sum().alias(name) for name, measure in of_two.items()
    )
    weighs = pl.col("weighed_value_vnd") > 0
    return (
        by_seller.group_by(keys)
        .agg(*sums, sellers=(pl.col("orders") > 0).sum().cast(pl.Int64))
        .join(largest, on=keys, how="left", validate="1:1")
        .with_columns(pl.col(pl.Categorical).cast(pl.String))
        .with_columns(quantity_kg=pl.when(weighs).then(pl.col("quantity_kg").round(GRAMS)))
    )
