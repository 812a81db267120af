"""Which shops are active or show products, and how many distinct households and products there are on a day.

Distinct counts add up neither over marketplaces nor over the provinces of a merger: a household with a shop on each of
two marketplaces is one household. So they are recounted from rows, per frame and per set of marketplaces,
as days on which a unit appears or disappears. Written against narwhals, like `pipelines.facts.orders`.
"""

from collections.abc import Sequence
from typing import Any

import narwhals as nw

from pipelines import marketplace_sets

COUNTRY = "VN"


def active_shops(shops: Any, listings: Any, shop_orders: Any) -> Any:
    """Shops that ever listed a product or received an order: their own row with `active_on`, the first day it is so.

    This is as much of the ministry's "active" as deliveries can tell: it also counts accounts that look for products
    or exchange information. A shop is not active before it is open.
    """
    shop = ("marketplace", "shop_id")
    shown = nw.from_native(listings).select(*shop, day="listed_on")
    ordered = nw.from_native(shop_orders).select(*shop, day="order_date")
    first = nw.concat([shown, ordered], how="vertical").group_by(*shop).agg(nw.col("day").min())
    return (
        nw.from_native(shops)
        .join(first.filter(~nw.col("day").is_null()), on=list(shop), how="inner")
        .with_columns(active_on=nw.max_horizontal("day", "opened_on"))
        .to_native()
    )


def shown_listings(listings: Any, shops: Any) -> Any:
    """Listings of registered shops with place, household and `shown_from`, `shown_to`: while shop and listing stand."""
    registered = nw.from_native(shops).select(
        "marketplace", "shop_id", "household", "code_63", "code_34", "opened_on", "closed_on"
    )
    return (
        nw.from_native(listings)
        .join(registered, on=["marketplace", "shop_id"], how="inner")
        .with_columns(
            shown_from=nw.when(~nw.col("listed_on").is_null()).then(nw.max_horizontal("listed_on", "opened_on")),
            shown_to=nw.min_horizontal("delisted_on", "closed_on"),
        )
        .to_native()
    )


def with_valid_stars(shown: Any, certificates: Any) -> Any:
    """Of shown listings those with an OCOP certificate, once for each, cut to the time for which it is valid.

    `certificates`: marketplace, shop_id, listing_id, valid_from, valid_before: every one ever delivered, so that the
    one before counts until the day from which it was renewed, and where it had run out nothing counts between.
    """
    return (
        nw.from_native(shown)
        .filter(~nw.col("shown_from").is_null())
        .join(nw.from_native(certificates), on=["marketplace", "shop_id", "listing_id"], how="inner")
        .with_columns(
            shown_from=nw.max_horizontal("shown_from", "valid_from"),
            shown_to=nw.min_horizontal("shown_to", "valid_before"),
        )
        .filter(nw.col("shown_to").is_null() | (nw.col("shown_to") > nw.col("shown_from")))
        .to_native()
    )


def households(things: Any, frame: str, opened: str, closed: str) -> Any:
    """Shops or accounts as spans of households: marketplace, unit, area_code, opened_on, closed_on.

    One whose household is not known counts as a household of its own, told by `marketplace` and `shop_id`.
    """
    own = nw.concat_str([nw.col("marketplace"), nw.col("shop_id")], separator="/")
    return _spans(things, frame, nw.coalesce(nw.col("household"), own), opened, closed)


def products(shown: Any, frame: str) -> Any:
    """Shown listings as spans of distinct products: each name of a household once, however it is spaced or capitalised."""
    own = nw.concat_str([nw.col("marketplace"), nw.col("shop_id")], separator="/")
    name = nw.col("product_name").str.to_lowercase().str.replace_all(r"\s+", " ").str.strip_chars()
    product = nw.concat_str([nw.coalesce(nw.col("household"), own), name], separator="\n")
    return _spans(shown, frame, product, "shown_from", "shown_to")


def _spans(things: Any, frame: str, unit: nw.Expr, opened: str, closed: str) -> Any:
    return (
        nw.from_native(things)
        .select(
            "marketplace",
            unit=unit,
            area_code=nw.col(f"code_{frame}"),
            opened_on=nw.col(opened),
            closed_on=nw.col(closed),
        )
        .to_native()
    )


def distinct_changes(spans: Any, sets: Any) -> Any:
    """Distinct units that appear less those that disappear, per marketplace set, area and day: each province, and the country.

    `spans`: marketplace, unit, area_code, opened_on, closed_on; `sets`: marketplace_set, marketplace. What has no place counts
    for the country only, and the country over all marketplaces only: it is not ranked.
    """
    held = nw.from_native(spans).join(nw.from_native(sets), on="marketplace", how="inner")
    areas = [
        held.filter(~nw.col("area_code").is_null()),
        held.filter(nw.col("marketplace_set") == marketplace_sets.ALL).with_columns(area_code=nw.lit(COUNTRY)),
    ]
    placed = nw.concat(
        [rows.select("marketplace_set", "area_code", "unit", "opened_on", "closed_on") for rows in areas]
    )
    return by_day(entries_and_exits(placed, ("marketplace_set", "area_code", "unit")), ("marketplace_set", "area_code"))


def entries_and_exits(spans: Any, unit: Sequence[str]) -> Any:
    """Days on which a unit comes to be present (`change` 1) or ceases to be (-1), however its spans overlap.

    A span begins on `opened_on` and has ended on `closed_on`; without an opening day it is not counted.
    """
    rows = nw.from_native(spans).filter(~nw.col("opened_on").is_null())
    begun = rows.select(*unit, change_date=nw.col("opened_on"), step=nw.lit(1))
    ended = rows.filter(~nw.col("closed_on").is_null()).select(
        *unit, change_date=nw.max_horizontal("opened_on", "closed_on"), step=nw.lit(-1)
    )
    present = nw.col("present")
    before = present - nw.col("step")
    gone = nw.when((before > 0) & (present <= 0)).then(nw.lit(-1)).otherwise(nw.lit(0))
    return (
        nw.concat([begun, ended], how="vertical")
        .group_by(*unit, "change_date")
        .agg(nw.col("step").sum())
        .with_columns(present=nw.col("step").cum_sum().over(*unit, order_by="change_date"))
        .with_columns(change=nw.when((before <= 0) & (present > 0)).then(nw.lit(1)).otherwise(gone))
        .filter(nw.col("change") != 0)
    )


def by_day(changes: Any, area: Sequence[str]) -> Any:
    """Entries less exits per area and day: what a stock is the running sum of."""
    return (
        nw.from_native(changes).group_by(*area, "change_date").agg(nw.col("change").sum().cast(nw.Int64())).to_native()
    )
