"""What the deliveries could not tell: records set aside, statuses and columns nobody knows, shops without a place.

Written against narwhals over the warehouse's tables; each result is small and names no value of a record.
"""

from typing import Any

import narwhals as nw

FILE = ("sha256", "marketplace", "shop_id")


def rejections(quarantined_records: Any, files: Any) -> Any:
    """One row per file, column and reason: how many records were set aside for it."""
    return (
        nw.from_native(quarantined_records)
        .join(nw.from_native(files).select("delivery", *FILE, "first_seen_at"), on="delivery", how="inner")
        .group_by(*FILE, "first_seen_at", "column_name", "code")
        .agg(records=nw.col("record_number").n_unique())
        .to_native()
    )


def vocabulary_gaps(order_lines: Any) -> Any:
    """One row per marketplace and status that no description knows: how many lines say it."""
    return (
        nw.from_native(order_lines)
        .filter(nw.col("line_state").is_null(), ~nw.col("status").is_null())
        .group_by("marketplace", "status")
        .agg(lines=nw.len())
        .to_native()
    )


def household_conflicts(household_records: Any) -> Any:
    """One row per marketplace (or provider of accounts) and reason: rows of which the household is not certain.

    `phone_of_several`: the telephone stands beside several households' numbers, which are counted as one household;
    `by_phone_only`: no number, told by the telephone; `unlinked`: neither, counted as a household of its own.
    """
    records = nw.from_native(household_records)
    number, phone = nw.col("household_token"), nw.col("phone_token")
    shared = (
        records.filter(~number.is_null(), ~phone.is_null())
        .select("phone_token", "household_token")
        .unique()
        .group_by("phone_token")
        .agg(numbers=nw.len())
        .filter(nw.col("numbers") > 1)
        .select("phone_token", is_shared=nw.lit(True))
    )
    reason = (
        nw.when(nw.col("is_shared"))
        .then(nw.lit("phone_of_several"))
        .otherwise(
            nw.when(number.is_null() & ~phone.is_null())
            .then(nw.lit("by_phone_only"))
            .otherwise(nw.when(number.is_null()).then(nw.lit("unlinked")))
        )
    )
    return (
        records.join(shared, on="phone_token", how="left")
        .with_columns(reason=reason)
        .filter(~nw.col("reason").is_null())
        .group_by("kind", "marketplace", "reason")
        .agg(records=nw.len().cast(nw.Int64()))
        .to_native()
    )


def unplaced(shops: Any, shop_orders: Any) -> Any:
    """One row per marketplace and reason: shops whose place is not known, their orders and dong.

    A shop with orders that stands in no register has the reason `not_in_register`.
    """
    known = nw.from_native(shops).select("marketplace", "shop_id", "code_34", "place_reason", in_register=nw.lit(1))
    sold = (
        nw.from_native(shop_orders)
        .group_by("marketplace", "shop_id")
        .agg(nw.col("orders_placed").sum(), nw.col("order_value_vnd").sum())
    )
    every = known.join(sold, on=["marketplace", "shop_id"], how="left")
    strangers = sold.join(known, on=["marketplace", "shop_id"], how="anti").with_columns(
        reason=nw.lit("not_in_register")
    )
    columns = ("marketplace", "shop_id", "reason", "orders_placed", "order_value_vnd")
    nowhere = every.filter(nw.col("code_34").is_null()).with_columns(
        reason=nw.when(nw.col("place_reason").is_null()).then(nw.lit("no_name")).otherwise(nw.col("place_reason"))
    )
    return (
        nw.concat([nowhere.select(*columns), strangers.select(*columns)], how="vertical")
        .group_by("marketplace", "reason")
        .agg(
            shops=nw.len(),
            orders_placed=nw.col("orders_placed").sum(),
            order_value_vnd=nw.col("order_value_vnd").sum(),
        )
        .to_native()
    )
