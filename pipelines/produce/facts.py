"""Daily facts of produce at shop grain, from order lines, in narwhals; they stay in the warehouse.

Only delivered items are sales (`pipelines.rows.outcomes`): what was cancelled or came back of an order is none.
Kilograms are those of lines whose pack says them, and `weighed_value_vnd` is what those lines are worth: how much of the
sales they speak of.
"""

from typing import Any

import narwhals as nw

ITEM = ("product_name", "variation_name", "unit")
PLACE = ("province", "district", "commune")
GOODS = ("product_code", "form")
FACT = ("order_date", "marketplace", "shop_id", *GOODS, "destination_code_63", "destination_code_34")
OUTCOMES = ("orders_placed", "orders", "orders_cancelled", "orders_returned", "orders_weighed")
SOLD = ("quantity_kg", "value_vnd", "weighed_value_vnd", "ocop_value_vnd")


def product_lines(lines: Any, items: Any, places: Any) -> Any:
    """One row per order line of produce, from `order_lines`, what each item is, and `places`: what of it was delivered.

    `items`: product_name, variation_name, unit ("" where absent), product_code, form, kg_per_item.
    """
    known = nw.from_native(places).select(
        *(nw.coalesce(nw.col(name), nw.lit("")).alias(f"buyer_{name}") for name in PLACE),
        destination_code_63="code_63",
        destination_code_34="code_34",
    )
    said = [nw.coalesce(nw.col(name), nw.lit("")).alias(name) for name in (*ITEM, *(f"buyer_{n}" for n in PLACE))]
    return (
        nw.from_native(lines)
        .with_columns(*said)
        .join(nw.from_native(items), on=list(ITEM), how="inner")
        .join(known, on=[f"buyer_{name}" for name in PLACE], how="left")
        .select(
            *FACT,
            "order_id",
            "listing_id",
            state=nw.col("line_state"),
            kg=nw.col("delivered_quantity").cast(nw.Float64()) * nw.col("kg_per_item"),
            value=nw.col("delivered_value_vnd").cast(nw.Float64()),
            days=(nw.col("completed_at") - nw.col("ordered_at")).dt.total_minutes() / 1440,
        )
        .to_native()
    )


def daily_product_sales(produce: Any, certificates: Any) -> Any:
    """One row per `FACT`, from `product_lines`: orders by outcome, and what was delivered.

    An order counts once per product and form, however many lines it has: completed if any of them was delivered, else
    returned or cancelled where none is open or unknown. `certificates`: marketplace, shop_id,
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
    states = {name: nw.col("state") == name for name in ("completed", "open", "returned", "cancelled")}

    def where(condition: nw.Expr, value: nw.Expr) -> nw.Expr:
        return nw.when(condition).then(value).otherwise(nw.lit(0.0))

    def count(condition: nw.Expr) -> nw.Expr:
        return nw.when(condition).then(nw.lit(1)).otherwise(nw.lit(0))

    per_order = (
        lines.join(certified, on=[*listed, "order_date"], how="left")
        .with_columns(
            weighed=where(~nw.col("kg").is_null(), nw.col("value")),
            ocop=where(nw.col("is_ocop"), nw.col("value")),
            unknown=count(nw.col("state").is_null()),
            **{name: count(held) for name, held in states.items()},
        )
        .group_by(*FACT, "order_id")
        .agg(
            *(nw.col(name).sum() for name in ("kg", "value", "weighed", "ocop")),
            *(nw.col(name).max() for name in (*states, "unknown")),
        )
    )
    is_sold, is_returned = nw.col("completed") == 1, nw.col("returned") == 1
    is_over = (nw.col("completed") == 0) & (nw.col("open") == 0)
    is_cancelled = is_over & ~is_returned & (nw.col("unknown") == 0)
    return (
        per_order.with_columns(
            orders_placed=nw.lit(1),
            orders=count(is_sold),
            orders_cancelled=count(is_cancelled),
            orders_returned=count(is_over & is_returned),
            orders_weighed=count(is_sold & (nw.col("kg") > 0)),
            quantity_kg=nw.col("kg"),
            value_vnd=nw.col("value"),
            weighed_value_vnd=nw.col("weighed"),
            ocop_value_vnd=nw.col("ocop"),
        )
        .group_by(*FACT)
        .agg(*summed(*OUTCOMES, *SOLD))
        .to_native()
    )


def product_prices(produce: Any) -> Any:
    """One row per delivered line whose weight is known: day, marketplace, shop, product, form, price_vnd_per_kg."""
    return (
        nw.from_native(produce)
        .filter(nw.col("state") == "completed", nw.col("kg") > 0, nw.col("value") > 0)
        .select(*FACT[:5], price_vnd_per_kg=nw.col("value") / nw.col("kg"))
        .to_native()
    )


def completion_days(produce: Any) -> Any:
    """One row per completed order with its product and form whose completion is dated: day, marketplace, shop, days."""
    return (
        nw.from_native(produce)
        .filter(nw.col("state") == "completed", ~nw.col("days").is_null())
        .group_by(*FACT[:5], "order_id")
        .agg(days_to_completion=nw.col("days").max())
        .drop("order_id")
        .to_native()
    )


def summed(*names: str) -> list[nw.Expr]:
    """Sums, counts as whole numbers: DuckDB's own sum of them is wider than any count."""
    sums = [nw.col(name).sum() for name in names]
    return [
        total.cast(nw.Int64()) if name.startswith("orders") else total for name, total in zip(names, sums, strict=True)
    ]
