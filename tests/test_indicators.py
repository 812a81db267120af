"""What is measured: shops that do something, households and products counted once, ratios from their parts."""

from datetime import date
from typing import Any

import duckdb
import polars as pl
import pytest
from conftest import Place
from deliveries import csv_of

from assets.storage import reference
from conventions.reasons import FIGURES
from pipelines import marketplace_sets
from pipelines.facts import orders, presence
from pipelines.indicators import ratios
from pipelines.indicators import values as indicator_values

NO_DATE = pl.lit(None, pl.Date)
SCENES = pl.DataFrame(
    {"marketplace_set": ["all", "all", "without voso"], "marketplace": ["voso", "postmart", "postmart"]}
)


def shops(*rows: tuple[str, str, str | None, str, date, date | None]) -> pl.DataFrame:
    """Marketplace, shop, household, old province, opened, closed."""
    merged = {"24": "24", "27": "24", "20": "20"}
    table = pl.DataFrame(
        rows,
        schema=["marketplace", "shop_id", "household", "code_63", "opened_on", "closed_on"],
        schema_overrides={"household": pl.String, "opened_on": pl.Date, "closed_on": pl.Date},
        orient="row",
    )
    return table.with_columns(code_34=pl.col("code_63").replace_strict(merged))


def listing(name: str, shop: str = "a", marketplace: str = "voso", **other: Any) -> dict[str, Any]:
    row = {
        "marketplace": marketplace,
        "shop_id": shop,
        "product_name": name,
        "listed_on": date(2022, 1, 1),
        "delisted_on": None,
        "listing_id": name,
    }
    return row | other


def listings(*rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema_overrides=dict.fromkeys(["listed_on", "delisted_on"], pl.Date))


def certificates(*spans: tuple[str, date, date]) -> pl.DataFrame:
    """Certificates of listings of shop a: listing, valid from, valid before."""
    columns = ["listing_id", "valid_from", "valid_before"]
    table = pl.DataFrame(spans, schema=columns, orient="row")
    return table.with_columns(marketplace=pl.lit("voso"), shop_id=pl.lit("a"))


def on(changes: pl.DataFrame, day: date) -> dict[tuple[str, ...], int]:
    """The running sum of changes up to a day, by area."""
    area = [name for name in changes.columns if name not in ("change_date", "change")]
    found = changes.filter(pl.col("change_date") <= day).group_by(area).agg(pl.col("change").sum())
    return {row[:-1]: row[-1] for row in found.select(*area, "change").rows() if row[-1]}


def households(table: pl.DataFrame, frame: str) -> pl.DataFrame:
    spans = presence.households(table, frame, "opened_on", "closed_on")
    found: pl.DataFrame = presence.distinct_changes(spans, SCENES)
    return found.select("marketplace_set", "area_code", "change_date", "change")


START, LATER = date(2021, 8, 1), date(2022, 6, 30)


def test_a_household_with_shops_on_two_marketplaces_is_one_household_and_is_recounted_without_one_of_them() -> None:
    table = shops(("voso", "a", "h1", "20", START, None), ("postmart", "b", "h1", "20", START, None))
    assert on(households(table, "63"), LATER) == {
        ("all", "20"): 1,
        ("all", "VN"): 1,
        ("without voso", "20"): 1,
    }


def test_a_household_in_two_provinces_that_merged_counts_in_each_of_the_63_and_once_in_the_34() -> None:
    table = shops(("voso", "a", "h1", "24", START, None), ("voso", "b", "h1", "27", START, None))
    assert on(households(table, "63"), LATER) == {("all", "24"): 1, ("all", "27"): 1, ("all", "VN"): 1}
    assert on(households(table, "34"), LATER) == {("all", "24"): 1, ("all", "VN"): 1}


def test_shops_whose_household_is_not_known_count_as_one_each() -> None:
    table = shops(("voso", "a", None, "20", START, None), ("voso", "b", None, "20", START, None))
    assert on(households(table, "63"), LATER)["all", "20"] == 2


def test_a_household_is_there_while_any_of_its_shops_is_open_and_comes_back_with_a_new_one() -> None:
    table = shops(
        ("voso", "a", "h1", "20", date(2021, 8, 1), date(2021, 10, 1)),
        ("postmart", "b", "h1", "20", date(2021, 9, 1), date(2021, 11, 1)),
        ("voso", "c", "h1", "20", date(2022, 1, 1), None),
    )
    found = households(table, "63").filter(marketplace_set="all", area_code="20").sort("change_date")
    assert found.select("change_date", "change").rows() == [
        (date(2021, 8, 1), 1),
        (date(2021, 11, 1), -1),
        (date(2022, 1, 1), 1),
    ]


def test_a_shop_closed_before_it_was_opened_never_was() -> None:
    table = shops(("voso", "a", "h1", "20", LATER, START))
    assert on(households(table, "63"), LATER) == {}
    assert on(orders.stock_changes(table, "63", "opened_on", "closed_on"), LATER) == {}


def test_a_shop_is_officially_active_once_it_listed_a_product_or_received_an_order_and_not_before_it_is_open() -> None:
    table = shops(
        ("voso", "a", "h1", "20", START, None),
        ("voso", "b", "h2", "20", date(2022, 3, 1), None),
        ("voso", "c", "h3", "20", START, None),
    )
    sold = pl.DataFrame({"marketplace": ["voso"], "shop_id": ["b"], "order_date": [date(2022, 2, 1)]})
    active = presence.active_shops(table, listings(listing("Na")), sold)
    assert active.sort("shop_id").select("shop_id", "active_on").rows() == [
        ("a", date(2022, 1, 1)),
        ("b", date(2022, 3, 1)),
    ]


def test_a_listing_shop_shows_a_product_while_it_is_open() -> None:
    table = shops(("voso", "a", "h1", "20", START, date(2022, 5, 1)))
    shown = presence.shown_listings(
        listings(listing("Na", delisted_on=date(2022, 2, 1)), listing("Hồng", listed_on=date(2022, 1, 15))), table
    )
    changes = orders.listing_shops(shown, "63").sort("change_date")
    assert changes.select("change_date", "change").rows() == [(date(2022, 1, 1), 1), (date(2022, 5, 1), -1)]


def test_one_product_of_a_household_counts_once_however_it_is_spelled_and_wherever_it_is_listed() -> None:
    table = shops(("voso", "a", "h1", "20", START, None), ("postmart", "b", "h1", "20", START, None))
    shown = presence.shown_listings(
        listings(listing("Na Chi Lăng"), listing(" na  chi lăng ", "b", "postmart"), listing("Hồng Bảo Lâm")), table
    )
    changes = presence.distinct_changes(presence.products(shown, "63"), SCENES)
    assert on(changes.select("marketplace_set", "area_code", "change_date", "change"), LATER)["all", "20"] == 2


def test_an_ocop_product_counts_while_any_certificate_of_it_is_valid() -> None:
    table = shops(("voso", "a", "h1", "20", START, None))
    shown = presence.shown_listings(listings(listing("Na"), listing("Hồng"), listing("Mận")), table)
    valid = certificates(
        ("Na", date(2022, 12, 7), date(2025, 12, 7)),
        ("Na", date(2026, 2, 1), date(2029, 2, 1)),  # renewed late
        ("Na", date(2028, 1, 1), date(2031, 1, 1)),  # and early
        ("Mận", date(2018, 1, 1), date(2021, 1, 1)),
    )
    stars = presence.products(presence.with_valid_stars(shown, valid), "63")
    changes = presence.distinct_changes(stars, SCENES).filter(area_code="20", marketplace_set="all").sort("change_date")
    assert changes.select("change_date", "change").rows() == [
        (date(2022, 12, 7), 1),
        (date(2025, 12, 7), -1),
        (date(2026, 2, 1), 1),
        (date(2031, 1, 1), -1),
    ]


@pytest.mark.parametrize(
    ("awarded", "valid_before"),
    [("2021-05-01", "2024-05-01"), ("2024-02-29", "2027-03-01"), ("2021-02-28", "2024-02-28")],
)
def test_a_certificate_of_three_stars_is_valid_for_36_months(place: Place, awarded: str, valid_before: str) -> None:
    goods = {"marketplace": "voso", "shop_id": "v1", "product_name": "Na", "listed_on": "2020-01-01"}
    place.deliver(
        "voso/l.csv",
        csv_of(
            [
                goods | {"listing_id": "L1", "ocop_stars": 3, "ocop_from": awarded},
                goods | {"listing_id": "L2", "ocop_stars": 2, "ocop_from": awarded},
            ]
        ),
    )
    place.take()
    found = place.rows("select listing_id, valid_from::varchar, valid_before::varchar from ocop_certificates")
    assert found.rows() == [("L1", awarded, valid_before)]


def test_duckdb_and_polars_count_the_same_households_and_products() -> None:
    table = shops(
        ("voso", "a", "h1", "24", START, date(2022, 2, 2)),
        ("postmart", "b", "h1", "27", date(2022, 2, 1), None),
        ("voso", "c", None, "20", START, None),
    )
    goods = listings(listing("Na"), listing("NA ", "b", "postmart"))
    valid = certificates(("Na", START, date(2024, 8, 1)))
    with duckdb.connect() as db:
        given = {"t": table, "s": SCENES, "g": goods, "v": valid}
        for name, frame in given.items():
            db.register(name, frame.to_arrow())
        spans = presence.households(db.table("t"), "34", "opened_on", "closed_on")
        pushed = presence.distinct_changes(spans, db.table("s")).pl()
        shown = presence.with_valid_stars(presence.shown_listings(db.table("g"), db.table("t")), db.table("v"))
        stars = presence.distinct_changes(presence.products(shown, "34"), db.table("s")).pl()
    keys = ["marketplace_set", "area_code", "change_date"]
    assert pushed.sort(keys).equals(presence.distinct_changes(
        presence.households(table, "34", "opened_on", "closed_on"), SCENES
    ).sort(keys))  # fmt: skip
    here = presence.with_valid_stars(presence.shown_listings(goods, table), valid)
    assert stars.sort(keys).equals(presence.distinct_changes(presence.products(here, "34"), SCENES).sort(keys))


# Scenes and ratios ----------------------------------------------------------------------------------------------------


def test_scenes_are_all_marketplaces_the_comparable_ones_and_each_left_out() -> None:
    delivered = pl.DataFrame({"counted_from": "orders", "marketplace": ["voso", "postmart", "shopee"]})
    found = marketplace_sets.members(delivered, ["voso", "postmart"])
    sets = {name: sorted(rows["marketplace"]) for (name,), rows in found.group_by("marketplace_set")}
    assert sets == {
        "all": ["postmart", "shopee", "voso"],
        "compared": ["postmart", "voso"],
        "without postmart": ["voso"],
        "without voso": ["postmart"],
    }
    assert found["is_compared"].all()
    alone = marketplace_sets.members(delivered.filter(marketplace="shopee"), ["voso"])
    assert alone.select("marketplace_set", "marketplace", "is_compared").rows() == [
        ("all", "shopee", False),
        ("compared", "shopee", False),
    ]


INDICATORS = pl.LazyFrame(
    {
        "indicator": ["revenue_vnd", "orders_completed", "shops", "average", "per_shop", "per_household"],
        "counts": ["flow", "flow", "stock", "ratio", "ratio", "ratio"],
        "counted_from": ["orders", "orders", "register", "orders", "orders", "orders"],
    }
)
RATIOS = pl.LazyFrame(
    {
        "indicator": ["average", "per_shop", "per_household"],
        "numerator": ["revenue_vnd", "orders_completed", "orders_completed"],
        "denominator": ["orders_completed", "shops", "households"],
        "multiplier": ["1", "1", "1000"],
    }
)


def derived(**values: float) -> dict[str, tuple[float | None, str | None]]:
    """The ratios of one province from its counts."""
    period = {"shops": "as_of"}
    parts = pl.LazyFrame(
        [
            {
                "frame": "63",
                "province_code": "20",
                "counted_from": "orders",
                "indicator": indicator,
                "period": period.get(indicator, "month"),
                "as_of_date": LATER,
                "value": float(value),
            }
            for indicator, value in values.items()
        ]
    )
    entered = pl.LazyFrame(
        {"frame": ["63"], "area_code": ["20"], "as_of": ["2021-07-20"], "households": ["200000"]}
        if "no_households" not in values
        else {"frame": ["63"], "area_code": ["01"], "as_of": ["2021-07-20"], "households": ["1"]}
    )
    homes = ratios.households_on(pl.LazyFrame({"as_of_date": [LATER]}), entered)
    measures = ratios.registered(RATIOS, INDICATORS)
    found = ratios.quotients(parts, measures, homes, ["frame", "province_code"]).collect()
    return {row[0]: row[1:] for row in found.select("indicator", "value", "no_ratio").rows()}


def test_ratios_come_from_their_parts() -> None:
    found = derived(revenue_vnd=217_100_000_000, orders_completed=1_000_000, shops=5_000)
    assert found == {"average": (217_100, None), "per_shop": (200, None), "per_household": (5_000, None)}


def test_a_ratio_without_a_denominator_is_null_with_the_reason() -> None:
    found = derived(revenue_vnd=0, orders_completed=0, shops=5, no_households=1)
    assert found["average"] == (None, FIGURES["no_denominator"])
    assert found["per_shop"] == (0, None)
    assert found["per_household"] == (None, FIGURES["no_households"])


def test_households_are_the_newest_count_up_to_the_day_and_none_before_the_first() -> None:
    entered = pl.LazyFrame(
        {"frame": "63", "area_code": "20", "as_of": ["2021-07-20", "2024-04-01"], "households": ["200000", "205000"]}
    )
    days = pl.LazyFrame({"as_of_date": [date(2021, 7, 19), date(2021, 7, 20), date(2024, 4, 1)]})
    found = ratios.households_on(days, entered).collect().sort("as_of_date")
    assert found.select("as_of_date", "households").rows() == [
        (date(2021, 7, 20), 200_000),
        (date(2024, 4, 1), 205_000),
    ]


# The registry ---------------------------------------------------------------------------------------------------------

REGISTRY = reference.table("indicators")
COMPUTED = REGISTRY.filter(pl.col("counted_from") != "reported")


def test_every_indicator_is_named_defined_and_sourced_in_both_languages() -> None:
    assert REGISTRY["indicator"].is_unique().all()
    assert REGISTRY.null_count().sum_horizontal().item() == 0
    assert set(REGISTRY["direction"]) == {"higher", "lower"}
    assert set(REGISTRY["counts"]) == {"stock", "flow", "ratio", "score"}
    assert set(REGISTRY["counted_from"]) == {"register", "listings", "orders", "accounts", "coverage", "reported"}
    assert REGISTRY["decimals"].cast(pl.Int64).is_between(0, 4).all()


@pytest.mark.parametrize("column", ["indicator", "numerator", "denominator"])
def test_every_ratio_and_its_parts_are_registered(column: str) -> None:
    named = set(reference.table("ratios")[column]) - {ratios.HOUSEHOLDS}
    assert named <= set(COMPUTED["indicator"])


def test_every_flow_of_the_registry_is_computed_and_the_other_way_round() -> None:
    flows = COMPUTED.filter(counts="flow")["indicator"]
    assert set(flows) == set(indicator_values.FLOWS)


def test_the_only_published_number_of_households_is_derived_from_half_of_them() -> None:
    entered = reference.table("households").filter(area_code="20")
    assert entered.select("frame", "households", "exactness").rows() == [
        ("63", "200000", "derived"),
        ("34", "200000", "derived"),
    ]


TWELVE_MONTHS = {
    date(2024, 2, 29): date(2023, 2, 28),
    date(2025, 2, 28): date(2024, 2, 29),
    date(2024, 2, 28): date(2023, 2, 28),
    date(2023, 2, 28): date(2022, 2, 28),
    date(2024, 3, 31): date(2023, 3, 31),
    date(2025, 6, 30): date(2024, 6, 30),
    date(2025, 10, 3): date(2024, 10, 3),
}


def test_twelve_months_to_the_end_of_a_february_hold_one_february() -> None:
    days = pl.LazyFrame({"as_of_date": list(TWELVE_MONTHS)})
    found = indicator_values.periods(days).filter(pl.col("period") == "trailing_12_months").collect()
    assert dict(found.select("as_of_date", "before").iter_rows()) == TWELVE_MONTHS
