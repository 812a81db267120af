"""What sold: counted from lines, whole for the house, and for the public only what is safe and closed."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import dagster as dg
import duckdb
import polars as pl
import pytest
from conftest import Place
from deliveries import csv_of, order_line, register_csv, shop

from assets import facts as facts_layer
from assets import marts, produce, reference
from assets.context import Night
from assets.storage import WarehouseIOManager
from pipelines import produce_sales, produce_tables

ITEMS = pl.DataFrame({
    "product_name": ["Na 2kg", "Na hộp 12 quả"], "variation_name": ["", ""], "unit": ["", ""],
    "product_code": ["na", "na"], "form": ["fresh", "fresh"], "kg_per_item": [2.0, None],
})  # fmt: skip
PLACES = pl.DataFrame(
    {"province": ["Hà Nội", "Lạng Sơn"], "district": [None, None], "commune": [None, None],
     "code_63": ["01", "20"], "code_34": ["01", "20"]},
    schema_overrides={"district": pl.String, "commune": pl.String},
)  # fmt: skip
CERTIFICATES = pl.DataFrame({
    "marketplace": ["voso"], "shop_id": ["a"], "listing_id": ["L1"],
    "valid_from": [date(2022, 1, 1)], "valid_before": [date(2025, 1, 1)],
})  # fmt: skip


def line(order: str, day: date, **other: object) -> dict[str, object]:
    at = datetime(day.year, day.month, day.day, 9)
    return {
        "marketplace": "voso", "shop_id": "a", "order_id": order, "order_date": day, "ordered_at": at,
        "completed_at": at + timedelta(days=3), "state": "completed", "quantity": 1, "unit_price_vnd": 100_000,
        "line_value_vnd": 100_000, "listing_id": "L1", "product_name": "Na 2kg", "variation_name": None, "unit": None,
        "buyer_province": "Hà Nội", "buyer_district": None, "buyer_commune": None,
    } | other  # fmt: skip


LINES = pl.DataFrame(
    [
        line("1", date(2024, 8, 5)),
        line("1", date(2024, 8, 5), product_name="Na hộp 12 quả", quantity=2, line_value_vnd=None),
        line("2", date(2024, 8, 6), state="cancelled"),
        line("3", date(2025, 1, 1), buyer_province="Lạng Sơn"),
        line("4", date(2024, 8, 7), product_name="Giấy vệ sinh"),
        line("5", date(2024, 8, 8), state="returned"),
    ],
    schema_overrides={"variation_name": pl.String, "unit": pl.String, "buyer_district": pl.String, "buyer_commune": pl.String},
)  # fmt: skip


def facts(lines: pl.DataFrame = LINES) -> pl.DataFrame:
    produce_lines = produce_sales.product_lines(lines, ITEMS, PLACES)
    return produce_sales.daily_product_sales(produce_lines, CERTIFICATES).sort("order_date")


def test_an_order_counts_once_and_weighs_only_what_its_packs_say():
    first = facts().row(0, named=True)
    assert (first["orders_placed"], first["orders"]) == (1, 1)
    assert (first["quantity_kg"], first["value_vnd"], first["weighed_value_vnd"]) == (2.0, 300_000, 100_000)
    assert first["days_to_completion"] == 3


def test_cancelled_and_returned_orders_are_no_sales():
    outcomes = facts().select(pl.col("^orders.*$").sum()).row(0, named=True)
    assert outcomes == {
        "orders_placed": 4, "orders": 2, "orders_cancelled": 1, "orders_returned": 1, "orders_with_days": 2,
    }  # fmt: skip
    assert facts()["quantity_kg"].sum() == 4


def test_ocop_counts_by_the_certificate_valid_on_the_day_of_the_order():
    assert facts().select("order_date", "ocop_value_vnd").filter(pl.col("ocop_value_vnd") > 0).rows() == [
        (date(2024, 8, 5), 300_000.0)
    ]


def test_duckdb_and_polars_agree():
    with duckdb.connect() as db:
        for name, table in {"lines": LINES, "items": ITEMS, "places": PLACES, "certificates": CERTIFICATES}.items():
            db.register(name, table.to_arrow())
        db.register("joined", produce_sales.product_lines(db.table("lines"), db.table("items"), db.table("places")))
        db.execute("create table found as from joined")
        pushed = produce_sales.daily_product_sales(db.table("found"), db.table("certificates")).pl()
    keys = ["order_date", "orders_placed", "orders_cancelled"]
    assert pushed.sort(keys).cast(facts().schema).equals(facts().sort(keys))


# A whole refresh over a small folder

DAYS = [date(2025, 3, 3) + timedelta(days=n) for n in range(150)]


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> dict[str, pl.DataFrame]:
    """Eight shops of Chi Lăng that sell na, one of them much; another sells nothing but paper."""
    place = Place(tmp_path_factory.mktemp("produce") / "data")
    shops = [shop(f"v{n}", marketplace="voso", district="Huyện Chi Lăng", commune="", phone="") for n in range(9)]
    place.deliver("register/shops.csv", register_csv(*shops))
    lines = [
        order_line(
            f"{day:%m%d}{n}", f"{day} 10:00", 120_000, shop_id=f"v{n}", quantity=2, unit_price_vnd=60_000,
            line_value_vnd=120_000, product_name="Giấy vệ sinh" if n == 8 else "Na Chi Lăng túi 1kg",
            buyer_province="Hà Nội" if n % 2 else "Lạng Sơn", completed_at=f"{day + timedelta(days=2)} 10:00",
        )
        for day in DAYS
        for n in range(9)
        if n != 7 or day.month == 5
    ]  # fmt: skip
    place.deliver("voso/orders.csv", csv_of(lines))
    computed(place)
    return {name: place.rows(f"from {name}") for name in produce.TABLES}


def computed(place: Place) -> None:
    """A night without checks and release."""
    place.take()
    night = Night(place.folder)
    assets = [produce.produce_items, produce.daily_product_sales, facts_layer.daily_shop_orders, marts.as_of_days]
    made = dg.materialize(
        [*assets, produce.produce_marts],
        instance=dg.DagsterInstance.ephemeral(),
        resources={"night": night, "io_manager": WarehouseIOManager(night)},
    )
    assert made.success


def test_months_weeks_and_both_frames_say_the_same_kilograms(released):
    sales = released["produce_sales"].filter(marketplace="all", level="province")
    in_may = sales.filter(period_type="month", period_start=date(2025, 5, 1))
    assert in_may.sort("frame").select("frame", "area_code", "quantity_kg", "orders", "sellers").rows() == [
        ("34", "20", 496.0, 248, 8), ("63", "20", 496.0, 248, 8),
    ]  # fmt: skip
    weeks = sales.filter(period_type="week", frame="34")
    months = sales.filter(period_type="month", frame="34")
    assert weeks["quantity_kg"].sum() == months["quantity_kg"].sum()
    assert sales.filter(pl.col("frame") == "63")["period_start"].max() < date(2025, 7, 1)


def test_marketplaces_add_up_and_the_price_is_the_median_over_lines(released):
    sales = released["produce_sales"].filter(level="province", frame="34", period_type="month")
    assert sales.filter(marketplace="voso")["value_vnd"].sum() == sales.filter(marketplace="all")["value_vnd"].sum()
    assert sales["price_vnd_per_kg_median"].unique().to_list() == [60_000.0]


def test_public_tables_speak_of_closed_months_and_hide_what_the_whole_ones_flag(released):
    public, whole = released["produce_sales_public"], released["produce_sales"]
    assert public["marketplace"].unique().to_list() == ["all"]
    months = public.filter(period_type="month", level="province")
    # The newest day is 30 July: June is closed, July is not.
    assert months["period_start"].max() == date(2025, 6, 1)
    assert (
        public.filter("is_confidential").select("quantity_kg", "value_vnd", "orders", "sellers").null_count().row(0)
        == (public["is_confidential"].sum(),) * 4
    )
    keys = list(produce_sales.CELL)
    joined = public.join(whole, on=keys, suffix="_whole", validate="1:1")
    assert joined.height == public.height
    assert (joined["is_confidential"] == joined["is_confidential_whole"]).all()


def test_destinations_add_up_to_the_sales(released):
    sent = released["produce_destinations"].filter(frame="63")
    sold = released["produce_sales"].filter(frame="63", level="province", period_type="month", marketplace="all")
    assert sent["quantity_kg"].sum() == sold["quantity_kg"].sum()
    assert set(sent["destination_code"]) == {"01", "20"}


def test_seasons_know_shares_and_the_crop(released):
    may = (
        released["produce_seasons"]
        .filter(period_type="month", frame="63", period_start=date(2025, 5, 1))
        .row(0, named=True)
    )
    assert may["local_share"] == pytest.approx(0.5)
    assert may["kg_per_order"] == 2
    assert may["days_to_completion_mean"] == pytest.approx(2)
    assert may["is_in_season"] is False
    assert may["earlier_years"] == 0
    assert may["mean_kg_earlier_years"] is None
    assert may["crop_share_to_date"] == pytest.approx((29 + 30 + 31) * 7 * 2 / 30_000_000 + 31 * 2 / 30_000_000)


def test_the_band_of_earlier_years_counts_years_without_sales_as_zero():
    rows = pl.DataFrame({
        "period_type": "week", "period_start": [date(2022, 8, 1), date(2024, 7, 29), date(2025, 7, 28)],
        "product_code": "na", "form": "fresh", "level": "province", "frame": "34", "area_code": "20",
        "marketplace": "all", "quantity_kg": [100.0, 300.0, 400.0], "orders": 1, "orders_placed": 1,
    }).with_columns(
        pl.lit(0).alias(name)
        for name in ("orders_cancelled", "orders_returned", "days_to_completion", "orders_with_days", "local_value_vnd",
                     "ocop_value_vnd", "value_vnd", "price_vnd_per_kg_low", "price_vnd_per_kg_median",
                     "price_vnd_per_kg_high")
    )  # fmt: skip
    found = produce_tables.seasons(rows, reference.table("produce"), reference.table("crops")).sort("period_start")
    band = ("earlier_years", "mean_kg_earlier_years", "low_kg_earlier_years", "high_kg_earlier_years", "is_in_season")
    assert found.select(band).rows() == [
        (0, None, None, None, True), (2, 50.0, 0.0, 100.0, True), (3, 400 / 3, 0.0, 300.0, True),
    ]  # fmt: skip


def test_two_nights_give_what_one_gives(new_place: Callable[[], Place]):
    first = [order_line("1", "2025-03-03 10:00", 60_000, product_name="Na Chi Lăng 1kg", unit_price_vnd=60_000)]
    again = [
        order_line("1", "2025-03-03 10:00", 60_000, product_name="Na Chi Lăng 1kg", unit_price_vnd=60_000,
                   status="cancelled", updated_at="2025-03-05 10:00"),
        order_line("2", "2025-03-03 11:00", 90_000, product_name="Hoa hồi khô 500g", unit_price_vnd=90_000),
    ]  # fmt: skip
    nightly, once = new_place(), new_place()
    for place in (nightly, once):
        place.deliver("register/shops.csv", register_csv(shop("v1", marketplace="voso")))
        place.deliver("voso/1.csv", csv_of(first))
    computed(nightly)
    for place in (nightly, once):
        place.deliver("voso/2.csv", csv_of(again), modified_at=1_760_100_000)
        computed(place)
    computed(nightly)
    for table in ("produce_items", "daily_product_sales", "product_prices", "produce_sales"):
        found = [place.rows(f"from {table} order by all") for place in (nightly, once)]
        assert found[0].equals(found[1]), table
        assert found[0].height > 0
