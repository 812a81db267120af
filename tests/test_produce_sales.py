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
from assets import produce
from assets.io_manager import TableIOManager
from assets.night import Night
from assets.storage import reference
from pipelines.produce import cells
from pipelines.produce import facts as produce_facts
from pipelines.produce import seasons as produce_seasons

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
    told = {

        "marketplace": "voso", "shop_id": "a", "order_id": order, "order_date": day, "ordered_at": at,
        "completed_at": at + timedelta(days=3), "line_state": "completed", "quantity": 1, "listing_id": "L1", "product_name": "Na 2kg", "variation_name": None, "unit": None,
        "buyer_province": "Hà Nội", "buyer_district": None, "buyer_commune": None,
    } | other  # fmt: skip
    quantity = int(str(told.pop("quantity"))) * (told["line_state"] == "completed")
    return told | {"delivered_quantity": quantity, "delivered_value_vnd": 100_000 * quantity}


LINES = pl.DataFrame(
    [
        line("1", date(2024, 8, 5)),
        line("1", date(2024, 8, 5), product_name="Na hộp 12 quả", quantity=2),
        line("2", date(2024, 8, 6), line_state="cancelled"),
        line("3", date(2025, 1, 1), buyer_province="Lạng Sơn"),
        line("4", date(2024, 8, 7), product_name="Giấy vệ sinh"),
        line("5", date(2024, 8, 8), line_state="returned"),
    ],
    schema_overrides={"variation_name": pl.String, "unit": pl.String, "buyer_district": pl.String, "buyer_commune": pl.String},
)  # fmt: skip


def facts(lines: pl.DataFrame = LINES) -> pl.DataFrame:
    produce_lines = produce_facts.product_lines(lines, ITEMS, PLACES)
    return produce_facts.daily_product_sales(produce_lines, CERTIFICATES).sort("order_date")


def test_an_order_counts_once_and_weighs_only_what_its_packs_say() -> None:
    first = facts().row(0, named=True)
    assert (first["orders_placed"], first["orders"]) == (1, 1)
    assert (first["quantity_kg"], first["value_vnd"], first["weighed_value_vnd"]) == (2.0, 300_000, 100_000)


def test_cancelled_and_returned_orders_are_no_sales() -> None:
    outcomes = facts().select(pl.col("^orders.*$").sum()).row(0, named=True)
    assert outcomes == {
        "orders_placed": 4, "orders": 2, "orders_cancelled": 1, "orders_returned": 1, "orders_weighed": 2,
    }  # fmt: skip
    assert facts()["quantity_kg"].sum() == 4


def test_an_order_of_which_a_product_was_cancelled_and_another_delivered_counts_for_the_delivered_one_alone() -> None:
    lines = pl.concat([LINES.head(1), LINES.head(1).with_columns(
        pl.lit("cancelled").alias("line_state"), delivered_quantity=pl.lit(0, pl.Int64), delivered_value_vnd=pl.lit(0, pl.Int64)
    )])  # fmt: skip
    both = facts(lines).row(0, named=True)
    assert (both["orders"], both["orders_cancelled"], both["quantity_kg"], both["value_vnd"]) == (1, 0, 2.0, 100_000)
    alone = facts(lines.tail(1)).row(0, named=True)
    assert (alone["orders"], alone["orders_cancelled"], alone["quantity_kg"], alone["value_vnd"]) == (0, 1, 0, 0)


def test_days_to_completion_are_of_completed_orders_one_each() -> None:
    lines = produce_facts.product_lines(LINES, ITEMS, PLACES)
    found = produce_facts.completion_days(lines).sort("order_date")
    assert found.select("order_date", "days_to_completion").rows() == [(date(2024, 8, 5), 3.0), (date(2025, 1, 1), 3.0)]


def test_ocop_counts_by_the_certificate_valid_on_the_day_of_the_order() -> None:
    assert facts().select("order_date", "ocop_value_vnd").filter(pl.col("ocop_value_vnd") > 0).rows() == [
        (date(2024, 8, 5), 300_000.0)
    ]


def test_duckdb_and_polars_agree() -> None:
    with duckdb.connect() as db:
        for name, table in {"lines": LINES, "items": ITEMS, "places": PLACES, "certificates": CERTIFICATES}.items():
            db.register(name, table.to_arrow())
        db.register("joined", produce_facts.product_lines(db.table("lines"), db.table("items"), db.table("places")))
        db.execute("create table found as from joined")
        pushed = produce_facts.daily_product_sales(db.table("found"), db.table("certificates")).pl()
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
    assets = [
        produce.produce_items,
        produce.daily_product_sales,
        produce.produce_cells,
        facts_layer.daily_shop_orders,
        facts_layer.as_of_days,
    ]
    made = dg.materialize(
        [*assets, produce.produce_marts],
        instance=dg.DagsterInstance.ephemeral(),
        resources={"night": night, "io_manager": TableIOManager(night)},
    )
    assert made.success


def test_months_weeks_and_both_frames_say_the_same_kilograms(released: dict[str, pl.DataFrame]) -> None:
    sales = released["produce_sales"].filter(marketplace="all", level="province")
    in_may = sales.filter(period_type="month", period_start=date(2025, 5, 1))
    assert in_may.sort("frame").select("frame", "area_code", "quantity_kg", "orders", "sellers").rows() == [
        ("34", "20", 496.0, 248, 8), ("63", "20", 496.0, 248, 8),
    ]  # fmt: skip
    weeks = sales.filter(period_type="week", frame="34")
    months = sales.filter(period_type="month", frame="34")
    assert weeks["quantity_kg"].sum() == months["quantity_kg"].sum()
    assert (sales.filter(pl.col("frame") == "63")["period_start"] < date(2025, 7, 1)).all()


def test_marketplaces_add_up_and_the_price_is_the_median_over_lines(released: dict[str, pl.DataFrame]) -> None:
    sales = released["produce_sales"].filter(level="province", frame="34", period_type="month")
    assert sales.filter(marketplace="voso")["value_vnd"].sum() == sales.filter(marketplace="all")["value_vnd"].sum()
    assert sales["price_vnd_per_kg_median"].unique().to_list() == [60_000.0]


def test_public_tables_speak_of_closed_months_and_hide_what_the_whole_ones_flag(
    released: dict[str, pl.DataFrame],
) -> None:
    public, whole = released["produce_sales_public"], released["produce_sales"]
    assert public["marketplace"].unique().to_list() == ["all"]
    months = public.filter(period_type="month", level="province")
    # The newest day is 30 July: June is closed, July is not.
    assert months["period_start"].max() == date(2025, 6, 1)
    assert (
        public.filter("is_confidential").select("quantity_kg", "value_vnd", "orders", "sellers").null_count().row(0)
        == (public["is_confidential"].sum(),) * 4
    )
    keys = list(cells.CELL)
    joined = public.join(whole, on=keys, suffix="_whole", validate="1:1")
    assert joined.height == public.height
    assert (joined["is_confidential"] == joined["is_confidential_whole"]).all()


def test_destinations_add_up_to_the_sales(released: dict[str, pl.DataFrame]) -> None:
    sent = released["produce_destinations"].filter(frame="63")
    sold = released["produce_sales"].filter(frame="63", level="province", period_type="month", marketplace="all")
    assert sent["quantity_kg"].sum() == sold["quantity_kg"].sum()
    assert set(sent["destination_code"]) == {"01", "20"}


def test_seasons_know_shares_and_the_crop(released: dict[str, pl.DataFrame]) -> None:
    may = (
        released["produce_seasons"]
        .filter(period_type="month", frame="63", period_start=date(2025, 5, 1))
        .row(0, named=True)
    )
    assert may["local_share"] == pytest.approx(0.5)
    assert may["kg_per_order"] == 2
    assert may["days_to_completion_median"] == pytest.approx(2)
    assert may["weighed_value_share"] == 1
    assert may["is_in_season"] is False
    assert may["earlier_years"] == 0
    assert may["mean_kg_earlier_years"] is None
    assert may["crop_share_to_date"] == pytest.approx((29 + 30 + 31) * 7 * 2 / 30_000_000 + 31 * 2 / 30_000_000)


SUMS = ("orders_cancelled", "orders_returned", "orders_weighed", "local_value_vnd", "placed_value_vnd", "ocop_value_vnd",
        "value_vnd", "weighed_value_vnd", "price_vnd_per_kg_low", "price_vnd_per_kg_median", "price_vnd_per_kg_high",
        "days_to_completion_median")  # fmt: skip


def seasons(newest: date, **columns: object) -> pl.DataFrame:
    """The season table of weeks that sold, with whatever they are not about at zero."""
    weeks = {
        "period_type": "week", "product_code": "na", "form": "fresh", "level": "province", "frame": "34",
        "area_code": "20", "marketplace": "all", "orders": 1, "orders_placed": 1,
    }  # fmt: skip
    rows = pl.DataFrame(weeks | columns, schema_overrides={"orders_placed": pl.Int64})
    rows = rows.with_columns(pl.lit(0.0).alias(name) for name in SUMS if name not in rows.columns)
    return produce_seasons.by_period(rows, reference.table("produce"), reference.table("crops"), newest).sort(
        "period_start"
    )


def test_the_band_of_earlier_years_counts_years_without_sales_as_zero() -> None:
    starts = [date(2022, 8, 1), date(2024, 7, 29), date(2025, 7, 28)]
    found = seasons(starts[-1], period_start=starts, quantity_kg=[100.0, 300.0, 400.0])
    band = ("earlier_years", "mean_kg_earlier_years", "low_kg_earlier_years", "high_kg_earlier_years", "is_in_season")
    assert found.filter(pl.col("period_start").is_in(starts)).select(band).rows() == [
        (0, None, None, None, True), (2, 50.0, 0.0, 100.0, True), (3, 400 / 3, 0.0, 300.0, True),
    ]  # fmt: skip


def test_a_53rd_week_is_compared_with_the_53rd_of_a_year_that_had_one_and_else_with_the_52nd() -> None:
    starts = [date(2015, 12, 28), date(2019, 12, 23), date(2020, 12, 21), date(2020, 12, 28), date(2026, 12, 28)]
    found = seasons(starts[-1], period_start=starts, quantity_kg=[1.0, 2.0, 40.0, 3.0, 9.0]).filter(season=52)
    bands = {
        row["period_start"]: (row["low_kg_earlier_years"], row["high_kg_earlier_years"])
        for row in found.iter_rows(named=True)
    }
    assert bands[starts[2]] == (0.0, 2.0), "of 2020 the 52nd: 2015 sold in its 53rd only"
    assert bands[starts[3]] == (0.0, 2.0)
    assert bands[starts[4]][1] == 3.0, "of 2026 the 53rd: the 52nd of 2020 is another week"


def test_a_year_in_which_an_order_was_only_cancelled_is_not_the_first_and_sold_nothing() -> None:
    starts = [date(2021, 8, 2), date(2022, 8, 1), date(2023, 7, 31)]
    found = seasons(starts[-1], period_start=starts, quantity_kg=[None, 2.0, 5.0], orders=[0, 1, 1]).filter(
        pl.col("period_start").is_in(starts)
    )
    band = ("earlier_years", "low_kg_earlier_years", "quantity_kg")
    assert found.select(band).rows() == [(0, None, 0.0), (0, None, 2.0), (1, 2.0, 5.0)]


def test_an_earlier_year_of_which_no_weight_is_known_adds_no_kilograms_to_the_band() -> None:
    starts = [date(2021, 8, 2), date(2022, 8, 1), date(2023, 7, 31)]
    found = seasons(starts[-1], period_start=starts, quantity_kg=[4.5, None, 3.3]).filter(period_start=starts[-1])
    band = ("earlier_years", "mean_kg_earlier_years", "low_kg_earlier_years", "high_kg_earlier_years")
    assert found.select(band).rows() == [(2, 2.25, 0.0, 4.5)]


def test_a_season_can_be_seen_before_it_has_come() -> None:
    august, july = date.fromisocalendar(2024, 33, 1), date.fromisocalendar(2025, 28, 1)
    found = seasons(july, period_start=[august, july], quantity_kg=[300.0, 10.0]).filter(
        pl.col("period_start").dt.iso_year() == 2025
    )
    by_week = {row["season"]: row for row in found.iter_rows(named=True)}
    assert set(by_week) == {*range(23, 40)}, "the printed season of na, to the end of September"
    to_come, gone_by = by_week[33], by_week[27]
    assert (to_come["mean_kg_earlier_years"], to_come["quantity_kg"], to_come["value_vnd"]) == (300.0, None, None)
    assert (gone_by["mean_kg_earlier_years"], gone_by["quantity_kg"], gone_by["orders_placed"]) == (0.0, 0.0, 0)
    assert to_come["period_start"] == date.fromisocalendar(2025, 33, 1)


def test_kilograms_say_of_which_share_of_the_value_they_speak() -> None:
    week = date.fromisocalendar(2024, 33, 1)
    found = seasons(week, period_start=[week], quantity_kg=[100.0], value_vnd=[400.0], weighed_value_vnd=[300.0],
                    orders=[10], orders_weighed=[8])  # fmt: skip
    row = found.row(by_predicate=pl.col("period_start") == week, named=True)
    assert (row["weighed_value_share"], row["kg_per_order"]) == (0.75, 12.5)


def test_what_stayed_is_a_share_of_what_has_a_known_destination() -> None:
    week = date.fromisocalendar(2024, 33, 1)
    found = seasons(week, period_start=[week], quantity_kg=[1.0], value_vnd=[1000.0], local_value_vnd=[200.0],
                    placed_value_vnd=[800.0])  # fmt: skip
    row = found.row(by_predicate=pl.col("period_start") == week, named=True)
    assert (row["local_share"], row["placed_value_share"]) == (0.25, 0.8)


COUNTED = ("produce_items", "daily_product_sales", "product_prices", "completion_days", "produce_cells",
           "produce_destination_cells", "produce_sales", "produce_seasons")  # fmt: skip
NA = {"product_name": "Na Chi Lăng 1kg", "unit_price_vnd": 60_000, "buyer_province": "Hà Nội", "listing_id": "L1",
      "completed_at": ""}  # fmt: skip
Delivered = dict[str, str]


def same(new_place: Callable[[], Place], *nights: Delivered) -> dict[str, pl.DataFrame]:
    """What is counted when every delivery is a night and when all come at once, which must be the same."""
    nightly, once = new_place(), new_place()
    for age, files in enumerate(nights):
        for place in (nightly, once):
            for name, content in files.items():
                place.deliver(name, content, modified_at=1_760_000_000 + 86_400 * age)
        computed(nightly)
    computed(once)
    found = {}
    for table in COUNTED:
        found[table], rebuilt = (place.rows(f"from {table} order by all") for place in (nightly, once))
        assert found[table].equals(rebuilt), table
    return found


def test_nights_that_add_change_and_take_back_orders_give_what_one_gives(new_place: Callable[[], Place]) -> None:
    hoi = {"product_name": "Hoa hồi khô 500g", "unit_price_vnd": 90_000, "buyer_province": "Huế", "listing_id": "L2"}
    first = [order_line("1", "2025-03-03 10:00", 60_000, **NA)]
    again = [
        order_line("1", "2025-03-03 10:00", 60_000, **NA | {"status": "cancelled", "updated_at": "2025-03-05 10:00"}),
        order_line("2", "2025-03-03 11:00", 90_000, **hoi, completed_at="2025-03-06 11:00"),
        order_line("3", "2025-05-03 11:00", 90_000, **hoi, completed_at="2025-05-06 11:00"),
    ]
    register = register_csv(shop("v1", marketplace="voso"))
    found = same(
        new_place, {"register/shops.csv": register, "voso/1.csv": csv_of(first)}, {"voso/2.csv": csv_of(again)}, {}
    )
    assert all(table.height for table in found.values())


def test_a_shop_that_moves_and_a_certificate_that_comes_late_change_the_months_they_speak_of(
    new_place: Callable[[], Place],
) -> None:
    lines = [order_line(day, f"{day} 10:00", 60_000, **NA) for day in ("2025-03-03", "2025-05-05", "2025-09-09")]
    listed = {"marketplace": "voso", "shop_id": "v1", "listing_id": "L1", "product_name": "Na", "price_vnd": 60_000}
    found = same(
        new_place,
        {"register/shops.csv": register_csv(shop("v1", marketplace="voso")), "voso/1.csv": csv_of(lines)},
        {"register/moved.csv": register_csv(shop("v1", "Hà Nội", marketplace="voso"))},
        {"voso/listings.csv": csv_of([listed | {"ocop_stars": 4, "ocop_from": "2025-04-01"}])},
    )
    months = found["produce_sales"].filter(period_type="month", frame="34", marketplace="all").sort("period_start")
    assert months.select("area_code", "ocop_value_vnd").rows() == [("01", 0), ("01", 60_000), ("01", 60_000)]
