"""What sold of the produce list: kilograms, dong, prices and destinations, by period and area.

From order lines to daily facts at shop grain in narwhals; from those, in Polars, to cells: one per period, product,
form, area and marketplace. Only completed orders are sales; one that comes back in part stays completed and counts
whole. Kilograms are those of lines whose pack says them; a cell of which no weight is known has none. A seller is a
household, or a shop where no household is known. How much of a cell its two largest sellers sold is counted here and
judged in `disclosure`.
"""

from dataclasses import dataclass
from typing import Any, Literal

import narwhals as nw
import polars as pl

from pipelines import method

ALL = "all"
Period = Literal["month", "week"]
Frame = Literal["63", "34"]
PERIODS: tuple[Period, ...] = ("month", "week")
FRAMES: tuple[Frame, ...] = ("63", "34")
ITEM = ("product_name", "variation_name", "unit")
PLACE = ("province", "district", "commune")
GOODS = ("product_code", "form")
FACT = ("order_date", "marketplace", "shop_id", *GOODS, "destination_code_63", "destination_code_34")
OUTCOMES = ("orders_placed", "orders", "orders_cancelled", "orders_returned", "orders_with_days", "days_to_completion")
SOLD = ("quantity_kg", "value_vnd", "weighed_value_vnd", "ocop_value_vnd")
LOCAL = ("local_value_63", "local_value_34")
AREAS = ("code_63", "district_code_63", "code_34")
OF_TWO = {
    "kg_of_two": "quantity_kg", "value_of_two": "value_vnd", "ocop_of_two": "ocop_value_vnd",
    "rest_of_two": "rest_value_vnd",
}  # fmt: skip
"""What the two largest sellers of a cell sold -> of which measure."""
CELL = ("period_type", "period_start", *GOODS, "level", "frame", "area_code", "marketplace")


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


def product_lines(lines: Any, items: Any, places: Any) -> Any:
    """One row per order line of produce, from `order_lines`, what each item is, and `places`.

    `items`: product_name, variation_name, unit ("" where absent), product_code, form, kg_per_item.
    """
    known = nw.from_native(places).select(
        *(nw.coalesce(nw.col(name), nw.lit("")).alias(f"buyer_{name}") for name in PLACE),
        destination_code_63="code_63",
        destination_code_34="code_34",
    )
    said = [nw.coalesce(nw.col(name), nw.lit("")).alias(name) for name in (*ITEM, *(f"buyer_{n}" for n in PLACE))]
    quantity, price = nw.col("quantity").cast(nw.Float64()), nw.col("unit_price_vnd").cast(nw.Float64())
    return (
        nw.from_native(lines)
        .with_columns(*said)
        .join(nw.from_native(items), on=list(ITEM), how="inner")
        .join(known, on=[f"buyer_{name}" for name in PLACE], how="left")
        .select(
            *FACT,
            "order_id",
            "state",
            "listing_id",
            kg=quantity * nw.col("kg_per_item"),
            value=nw.coalesce(nw.col("line_value_vnd").cast(nw.Float64()), price * quantity),
            days=(nw.col("completed_at") - nw.col("ordered_at")).dt.total_minutes() / 1440,
        )
        .to_native()
    )


def daily_product_sales(produce: Any, certificates: Any) -> Any:
    """One row per `FACT`, from `product_lines`: orders by outcome, and what the completed ones sold.

    An order counts once per product and form, however many lines it has. `certificates`: marketplace, shop_id,
    listing_id, valid_from, valid_before: every OCOP certificate ever delivered for a listing.
    """
    listed = ["marketplace", "shop_id", "listing_id"]
    lines = nw.from_native(produce)
    certified = (
        lines.select(*listed, "order_date")
        .unique()
        .join(nw.from_native(certificates), on=listed, how="inner")
        .filter(nw.col("order_date") >= nw.col("valid_from"), nw.col("order_date") < nw.col("valid_before"))
        .select(*listed, "order_date", is_ocop=nw.lit(True))
        .unique()
    )
    is_sold = nw.col("state") == "completed"
    has_days = is_sold & ~nw.col("days").is_null()

    def where(condition: nw.Expr, value: nw.Expr) -> nw.Expr:
        return nw.when(condition).then(value).otherwise(nw.lit(0.0))

    def count(condition: nw.Expr) -> nw.Expr:
        return nw.when(condition).then(nw.lit(1)).otherwise(nw.lit(0))

    per_order = (
        lines.join(certified, on=[*listed, "order_date"], how="left")
        .with_columns(
            weighed=where(~nw.col("kg").is_null(), nw.col("value")), ocop=where(nw.col("is_ocop"), nw.col("value"))
        )
        .group_by(*FACT, "order_id", "state")
        .agg(*(nw.col(name).sum() for name in ("kg", "value", "weighed", "ocop")), nw.col("days").max())
    )
    return (
        per_order.with_columns(
            orders_placed=nw.lit(1),
            orders=count(is_sold),
            orders_cancelled=count(nw.col("state") == "cancelled"),
            orders_returned=count(nw.col("state") == "returned"),
            orders_with_days=count(has_days),
            days_to_completion=where(has_days, nw.col("days")),
            quantity_kg=where(is_sold, nw.col("kg")),
            value_vnd=where(is_sold, nw.col("value")),
            weighed_value_vnd=where(is_sold, nw.col("weighed")),
            ocop_value_vnd=where(is_sold, nw.col("ocop")),
        )
        .group_by(*FACT)
        .agg(*_summed(*OUTCOMES, *SOLD))
        .to_native()
    )


def product_prices(produce: Any) -> Any:
    """One row per completed line whose weight is known: day, marketplace, shop, product, form, price_vnd_per_kg."""
    return (
        nw.from_native(produce)
        .filter(nw.col("state") == "completed", nw.col("kg") > 0, nw.col("value") > 0)
        .select(*FACT[:5], price_vnd_per_kg=nw.col("value") / nw.col("kg"))
        .to_native()
    )


def seller_sales(sales: Any, shops: Any, calendar: Any, period: Period) -> Any:
    """One row per period, marketplace, product, form and seller, with the seller's areas: what cells are counted from.

    `calendar`: one row per order_date with its month and week. Shops that are not in the register are in no area.
    """
    facts = _placed(sales, shops, calendar, period)
    local = {
        f"local_value_{frame}": nw.when(nw.col(f"destination_code_{frame}") == nw.col(f"code_{frame}"))
        .then(nw.col("value_vnd"))
        .otherwise(nw.lit(0.0))
        for frame in ("63", "34")
    }
    return (
        facts.with_columns(**local)
        .group_by("period_start", "marketplace", *GOODS, "seller", *AREAS)
        .agg(*_summed(*OUTCOMES, *SOLD, *LOCAL))
        .to_native()
    )


def seller_destinations(sales: Any, shops: Any, calendar: Any) -> Any:
    """One row per month, product, form, seller with its provinces, and province of the buyer in both frames."""
    return (
        _placed(sales, shops, calendar, "month")
        .filter(nw.col("orders") > 0)
        .group_by("period_start", *GOODS, "seller", "code_63", "code_34", "destination_code_63", "destination_code_34")
        .agg(*_summed("orders", *SOLD[:2]))
        .to_native()
    )


def placed_prices(prices: Any, shops: Any, calendar: Any, period: Period) -> Any:
    """Prices with their period and the areas of their shop."""
    columns = ("period_start", "marketplace", *GOODS, *AREAS, "price_vnd_per_kg")
    return _placed(prices, shops, calendar, period).select(*columns).to_native()


def _summed(*names: str) -> list[nw.Expr]:
    """Sums, counts as whole numbers: DuckDB's own sum of them is wider than any count."""
    sums = [nw.col(name).sum() for name in names]
    return [
        total.cast(nw.Int64()) if name.startswith("orders") else total for name, total in zip(names, sums, strict=True)
    ]


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


def cells(sellers: pl.LazyFrame, prices: pl.LazyFrame, grid: Grid) -> pl.LazyFrame:
    """The cells of one grid: one row per `CELL`, each marketplace and their sum, with all that is counted.

    `sellers`: `seller_sales`, `prices`: `placed_prices`, both of the grid's period.
    """
    keys = ["period_start", *GOODS, "area_code", "marketplace"]
    summed = [*OUTCOMES, *SOLD, f"local_value_{grid.frame}"]
    by_seller = _in_grid(sellers, grid).group_by(*keys, "seller").agg(pl.col(summed).sum())
    by_seller = by_seller.with_columns(rest_value_vnd=pl.col("value_vnd") - pl.col("ocop_value_vnd"))
    quartiles = (
        _in_grid(prices, grid)
        .group_by(keys)
        .agg(
            pl.col("price_vnd_per_kg").quantile(quantile, "linear").alias(f"price_vnd_per_kg_{name}")
            for name, quantile in (("low", 0.25), ("median", 0.5), ("high", 0.75))
        )
        .with_columns(pl.col(pl.Categorical).cast(pl.String))
    )
    sums = [pl.col(*summed, "rest_value_vnd").sum()]
    sums += [(pl.col(f"{part}_value_vnd") > 0.5).sum().alias(f"{part}_sellers") for part in ("ocop", "rest")]
    return (
        _summed_up(by_seller, keys, sums, OF_TWO)
        .rename({f"local_value_{grid.frame}": "local_value_vnd"})
        .join(quartiles, on=keys, how="left", validate="1:1")
        .with_columns(period_type=pl.lit(grid.period_type), level=pl.lit(grid.level), frame=pl.lit(grid.frame))
        .with_columns(quantity_kg=pl.when(pl.col("weighed_value_vnd") > 0).then("quantity_kg"))
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
        .agg(pl.col("orders", *SOLD[:2]).sum())
    )
    largest = {name: OF_TWO[name] for name in ("kg_of_two", "value_of_two")}
    return _summed_up(by_seller, keys, [pl.col("orders", *SOLD[:2]).sum()], largest).with_columns(frame=pl.lit(frame))


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
    return (
        by_seller.group_by(keys)
        .agg(*sums, sellers=(pl.col("orders") > 0).sum().cast(pl.Int64))
        .join(largest, on=keys, how="left", validate="1:1")
        .with_columns(pl.col(pl.Categorical).cast(pl.String))
    )
