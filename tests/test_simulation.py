"""The demonstration is shaped by what was published, and its files say what its truth says."""

import gzip
import unicodedata
from datetime import date, datetime
from functools import cache
from pathlib import Path

import fastexcel
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.commands import demonstration
from assets.deliveries import descriptions
from pipelines import simulation
from pipelines.rows.exports import recognise
from pipelines.rows.texts import plain
from pipelines.simulation import deliveries, formats, produce
from pipelines.simulation.chance import arrivals, whole

SMALL = 0.002
LANG_SON = "20"
OPERATORS = ("voso", "postmart")
PLAIN_STATES = {
    "Chờ xác nhận": "open",
    "Chờ lấy hàng": "open",
    "Đang giao": "open",
    "Giao hàng thành công": "completed",
    "Đã hủy": "cancelled",
    "Giao hàng thất bại": "cancelled",
    "Đã trả hàng": "returned",
}
DAY_KEY = ["day", "marketplace"]


@cache
def made(seed: int = 1, scale: float = SMALL) -> simulation.Made:
    return demonstration.make(scale=scale, seed=seed)


@cache
def delivered(seed: int = 1) -> list[deliveries.Delivery]:
    return list(deliveries.of(made(seed)))


def of_kind(folder: str, name: str) -> list[deliveries.Delivery]:
    return [one for one in delivered() if one.path.startswith(folder) and name in one.path]


def in_our_names(kind: str, cells: pl.DataFrame) -> pl.DataFrame:
    """The cells of a plain format under our own names, whichever language their headers are in."""
    return cells.rename({header: name for name, header in formats.PLAIN[kind].items()}, strict=False)


def plain_lines(marketplace: str) -> pl.DataFrame:
    """All order lines of an operator's files with the moment each was drawn."""
    return pl.concat(
        in_our_names("order_lines", one.cells).select(
            pl.exclude("marketplace"), marketplace=pl.lit(marketplace), drawn=pl.lit(one.drawn)
        )
        for one in of_kind(f"{marketplace}/", "order_lines")
    )


def shops_on(truth: simulation.Truth, day: date) -> int:
    return truth.shops.filter(day=day)["shops"].item()


def ranks(truth: simulation.Truth) -> tuple[int, int]:
    row = truth.provinces.filter(province_code=LANG_SON).row(0, named=True)
    return row["products_rank"], row["completed_rank"]


@pytest.mark.parametrize("scale", [0.001, 0.002, 0.004])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_in_june_2022_lang_son_is_second_by_products_and_sixth_by_transactions_whatever_the_seed(
    scale: float, seed: int
) -> None:
    truth = made(seed, scale).truth
    assert ranks(truth) == (2, 6)
    assert truth.provinces.height == 63
    own = truth.provinces.filter(province_code=LANG_SON)
    for measure in ("products", "completed"):
        assert truth.provinces.filter(pl.col(measure) == own[measure].item()).height == 1, "a tie"


def test_every_province_has_shops_on_both_floors_from_the_first_day() -> None:
    shops = made().shops.filter(pl.col("opened") <= simulation.made.days.number(date(2021, 7, 20)), pl.col("on_floor"))
    assert shops.group_by("province", "marketplace").len().height == 2 * 63


def test_the_sixth_place_holds_for_the_year_as_well_as_since_the_launch() -> None:
    orders = made().truth.orders.filter(
        pl.col("day").is_between(date(2022, 1, 1), date(2022, 6, 28)), pl.col("marketplace").is_in(OPERATORS)
    )
    done = orders.group_by("province_code").agg(pl.col("orders_completed").sum())
    own = done.filter(province_code=LANG_SON)["orders_completed"].item()
    assert done.filter(pl.col("orders_completed") > own).height == 5


def test_shops_and_accounts_of_lang_son_are_the_published_counts_times_the_scale() -> None:
    truth = made().truth
    published = {
        date(2021, 7, 20): 1_000,
        date(2021, 8, 11): 4_500,
        date(2021, 9, 15): 48_706,
        date(2021, 10, 13): 67_055,
        date(2021, 12, 15): 110_400,
    }
    assert {day: shops_on(truth, day) for day in published} == {
        day: int(count * SMALL + 0.5) for day, count in published.items()
    }
    accounts = dict(truth.accounts.iter_rows())
    assert accounts[date(2021, 9, 15)] == int(24_808 * SMALL + 0.5)
    assert accounts[date(2021, 10, 13)] == int(56_975 * SMALL + 0.5)


def test_at_a_twentieth_growth_on_the_own_count_is_67_06() -> None:
    places = made().places
    opened = simulation.made.programme.openings(places, 0.05, 1)[places.position(LANG_SON)].cumsum()
    first = simulation.made.days.FIRST
    launch, autumn = (
        opened[simulation.made.days.number(day) - first] for day in (date(2021, 7, 20), date(2021, 10, 13))
    )
    assert (launch, autumn) == (50, 3353)
    assert round(autumn / launch, 2) == 67.06


def test_before_20_september_2021_only_five_districts_take_part_and_then_all_eleven() -> None:
    register = in_our_names("register", of_kind("register", "lang_son")[0].cells).with_columns(
        pl.col("opened_on").str.to_date()
    )
    five = {"Huyện Chi Lăng", "Huyện Hữu Lũng", "Huyện Tràng Định", "Huyện Bắc Sơn", "Huyện Văn Quan"}
    early = register.filter(pl.col("opened_on") < date(2021, 9, 20))
    assert set(early["district"]) <= five
    later = register.filter(pl.col("opened_on").is_between(date(2021, 9, 20), date(2021, 12, 31)))
    assert later["district"].n_unique() == 11
    new = register.filter(pl.col("opened_on") >= date(2025, 7, 1), pl.col("marketplace").is_in(OPERATORS))
    assert new.height > 0
    assert new["district"].is_null().all(), "an address of two tiers"


def test_orders_of_lang_son_follow_the_published_totals() -> None:
    orders = made().truth.orders.filter(pl.col("province_code") == LANG_SON, pl.col("marketplace").is_in(OPERATORS))
    placed = {
        day: orders.filter(pl.col("day") <= day)["orders_placed"].sum()
        for day in (date(2021, 9, 15), date(2021, 12, 15))
    }
    assert placed == {date(2021, 9, 15): int(6_995 * SMALL + 0.5), date(2021, 12, 15): int(21_150 * SMALL + 0.5)}
    done = int(orders.filter(pl.col("day") <= date(2024, 6, 15))["orders_completed"].sum())
    assert abs(done - 48_898 * SMALL) <= 2


def test_after_nearly_three_years_lang_son_is_fourth_by_transactions() -> None:
    places = made().places
    done = simulation.made.trade.of(places, 0.05, 1).completed
    total = done[:, 1 : simulation.made.trade.SPANS.index(date(2024, 6, 15)) + 1].sum(axis=1)
    assert (total > total[places.position(LANG_SON)]).sum() + 1 == 4


def test_most_shops_never_sell_and_a_few_sell_most() -> None:
    simulated = made(scale=0.01)
    shops = simulated.shops.filter(pl.col("province") == simulated.places.position(LANG_SON), pl.col("on_floor"))
    sold = simulated.trade.orders.join(shops.select("shop"), on="shop", how="semi")["shop"].value_counts(sort=True)
    assert sold.height < 0.12 * shops.height
    counts = sold["count"].to_list()
    assert sum(counts[: max(sold.height // 10, 1)]) > 0.35 * sum(counts)


def test_the_two_metros_dwarf_the_rest_in_later_trade() -> None:
    orders = made().truth.orders.filter(pl.col("day") >= date(2025, 1, 1), pl.col("marketplace").is_in(OPERATORS))
    by_province = (
        orders.group_by("province_code").agg(pl.col("orders_placed").sum()).sort("orders_placed", descending=True)
    )
    assert set(by_province["province_code"].head(2)) == {"01", "79"}
    assert by_province["orders_placed"][1] > 4 * by_province["orders_placed"][2]


def test_no_order_is_older_than_its_shop_and_no_listing_either() -> None:
    simulated = made()
    opened = simulated.shops["opened"]
    for listed, trade in (
        (simulated.listings, simulated.trade),
        (simulated.sellers_listings, simulated.sellers_trade),
    ):
        assert (listed["listed"] >= opened.gather(listed["shop"])).all()
        assert (trade.orders["day"] >= opened.gather(trade.orders["shop"])).all()
    closed = simulated.shops.filter(pl.col("closed").is_not_null())
    assert closed.height > 0
    assert simulated.trade.orders.join(closed, on="shop", how="semi").is_empty()


def test_na_is_sold_in_summer_and_mandarins_around_the_new_year() -> None:
    season = produce.season()
    keys = [(good.key, good.form) for good in produce.goods.ALL]
    month = (
        produce.days.month_fraction(produce.days.FIRST + 3 + 7 * produce.np.arange(produce.days.WEEKS)).astype(int) + 1
    )
    best = {key: set(month[season[:, keys.index(key)] > 0.9]) for key in (("na", "fresh"), ("quyt", "fresh"))}
    assert best[("na", "fresh")] <= {7, 8, 9}
    assert 8 in best[("na", "fresh")]
    assert best[("quyt", "fresh")] <= {11, 12, 1}


def test_a_title_names_its_pack_and_the_truth_knows_its_weight() -> None:
    listed = made().truth.listings
    na = listed.filter(product_key="na", form="fresh")
    assert na["product_name"].str.contains("(?i)na|mãng cầu").all()
    five = listed.filter(pl.col("product_name").str.contains("thùng 5kg"))
    assert set(five["kg_per_item"]) <= {5.0}
    assert listed.filter(product_key="other")["form"].unique().to_list() == [""]


# What is delivered


def final_plain_orders() -> pl.DataFrame:
    """The orders of the operators' files: each as its last export has it."""
    lines = pl.concat(plain_lines(marketplace) for marketplace in OPERATORS)
    last = lines.filter(pl.col("drawn") == pl.col("drawn").max().over("marketplace", "order_id"))
    return last.unique(["marketplace", "order_id"]).select(
        "marketplace",
        day=pl.col("ordered_at").str.to_datetime().dt.date(),
        state=pl.col("status").replace_strict(PLAIN_STATES),
        value=pl.col("order_value_vnd").cast(pl.Int64),
    )


def counted(orders: pl.DataFrame) -> pl.DataFrame:
    states = {f"orders_{state}": (pl.col("state") == state).sum() for state in ("completed", "cancelled", "returned")}
    return (
        orders.group_by(DAY_KEY)
        .agg(orders_placed=pl.len(), **states, order_value_vnd=pl.col("value").sum())
        .with_columns(pl.exclude(DAY_KEY).cast(pl.Int64))
        .sort(DAY_KEY)
    )


def truth_by_day() -> pl.DataFrame:
    columns = ["orders_placed", "orders_completed", "orders_cancelled", "orders_returned", "order_value_vnd"]
    return made().truth.orders.group_by(DAY_KEY).agg(pl.col(columns).sum()).sort(DAY_KEY)


def test_the_operators_files_merged_say_what_the_truth_says() -> None:
    expected = truth_by_day().filter(pl.col("marketplace").is_in(OPERATORS))
    assert counted(final_plain_orders()).select(expected.columns).equals(expected)


def sellers_lines(marketplace: str) -> pl.DataFrame:
    """Order lines of the sellers' files in our own names: order_id, ordered_at, status, quantities, values."""
    parts = []
    for one in of_kind(f"{marketplace}/", ""):
        form = next(form for form in forms_of(marketplace) if set(form.columns) == set(one.cells.columns))
        cells = one.cells.filter(pl.col(form.names["order_id"]) != form.description.get(form.names["order_id"], ""))
        named = {name: pl.col(header).str.strip_chars("\t") for name, header in form.names.items()}
        if "substatus" in named:
            named["status"] = named["status"] + " / " + named["substatus"]
        blank = {name: pl.lit(None, pl.String) for name in ("order_value_vnd", "line_value_vnd", "quantity")}
        blank |= {"returned_quantity": pl.lit("0")}
        columns = ("order_id", "ordered_at", "status", *blank)
        parts.append(
            cells.select(**{name: (blank | named)[name] for name in columns}, drawn=one.drawn, shop=pl.lit(one.path))
        )
    return pl.concat(parts)


def forms_of(marketplace: str) -> list[formats.Format]:
    days_of_change = (date(2025, 1, 1), date(2026, 3, 1), date(2026, 4, 1), date(2026, 7, 1))
    return [formats.SELLERS[marketplace](position, day) for position in range(12) for day in days_of_change]


def sellers_state() -> pl.Expr:
    """What an order of a seller counts as, from the words and quantities of its lines."""
    status = pl.col("status")
    back = (pl.col("returned_quantity").cast(pl.Float64) >= pl.col("quantity").cast(pl.Float64)).fill_null(False)
    is_done = status.str.contains("^(Hoàn thành|Đã giao|Người mua|Completed|Delivered|delivered|confirmed|complete$)")
    is_done |= status.is_in(["Đã vận chuyển / Đã giao", "Shipped / Delivered"])
    is_done |= status.is_in(["successful_delivery", "Giao hàng thành công"])
    is_gone = status.is_in(["Đã hủy", "Cancelled", "canceled", "closed", "shipped_back_success", "Giao hàng thất bại"])
    is_gone |= status.is_in(["Đã hủy / Đã hủy", "Cancelled / Cancelled"])
    return (
        pl.when(is_gone.all())
        .then(pl.lit("cancelled"))
        .when(status.is_in(["returned", "Đã trả hàng"]).all() | (is_done.all() & back.all()))
        .then(pl.lit("returned"))
        .when(is_done.any())
        .then(pl.lit("completed"))
        .otherwise(pl.lit("open"))
    )


@pytest.mark.parametrize("marketplace", ["shopee", "tiktok_shop", "lazada", "tiki", "sendo"])
def test_the_sellers_files_merged_say_what_the_truth_says(marketplace: str) -> None:
    lines = sellers_lines(marketplace)
    last = lines.filter(pl.col("drawn") == pl.col("drawn").max().over("order_id"))
    dong = {name: pl.col(name).cast(pl.Float64).cast(pl.Int64) for name in ("order_value_vnd", "line_value_vnd")}
    ordered = pl.col("ordered_at").first()
    day = pl.coalesce(
        ordered.str.to_datetime(style, strict=False)
        for style in ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M:%S", "%d %b %Y %H:%M")
    )
    orders = last.group_by("order_id").agg(
        marketplace=pl.lit(marketplace),
        day=day.dt.date(),
        state=sellers_state(),
        value=pl.coalesce(dong["order_value_vnd"].first(), dong["line_value_vnd"].sum()),
    )
    expected = truth_by_day().filter(marketplace=marketplace)
    assert expected.height > 0
    assert counted(orders).select(expected.columns).equals(expected)


def test_later_exports_revise_earlier_ones() -> None:
    seen = plain_lines("voso").select("order_id", "status").unique()
    assert seen.filter(pl.col("status").is_in(["Đang giao", "Chờ lấy hàng", "Chờ xác nhận"])).height > 0
    several = seen.group_by("order_id").agg(pl.col("status").n_unique()).filter(pl.col("status") > 1)
    assert several.height > 0
    revision = of_kind("voso/", "order_lines")[-1]
    assert "revised" in revision.path
    assert "Đã trả hàng" in set(revision.cells["Trạng thái"])


def test_an_order_of_the_operators_has_one_value_that_is_its_lines_less_a_voucher() -> None:
    files = of_kind("voso/", "order_lines")
    lines = in_our_names("order_lines", files[10].cells).cast({"line_value_vnd": pl.Int64, "order_value_vnd": pl.Int64})
    orders = lines.group_by("order_id").agg(
        pl.col("order_value_vnd").n_unique().alias("values"),
        voucher=pl.col("line_value_vnd").sum() - pl.col("order_value_vnd").first(),
    )
    assert (orders["values"] == 1).all()
    assert set(orders["voucher"]) <= {0, 5_000, 10_000, 15_000, 20_000}


def test_each_order_number_belongs_to_one_shop() -> None:
    for marketplace in OPERATORS:
        lines = plain_lines(marketplace)
        assert lines.group_by("order_id").agg(pl.col("shop_id").n_unique())["shop_id"].max() == 1
    for marketplace in formats.SELLERS:
        lines = sellers_lines(marketplace).with_columns(pl.col("shop").str.split("/").list.get(1))
        assert lines.group_by("order_id").agg(pl.col("shop").n_unique())["shop"].max() == 1


def test_since_the_merger_buyers_live_in_both_systems() -> None:
    before, after = (
        in_our_names("order_lines", of_kind("postmart/", quarter)[0].cells) for quarter in ("2025q2", "2026q3")
    )
    assert 0.3 < after["buyer_district"].null_count() / after.height < 0.95
    assert before["buyer_district"].null_count() == 0
    assert after["buyer_province"].str.contains("^(Tỉnh|Thành phố) ").all()


def test_shopee_files_look_like_shopees() -> None:
    one = of_kind("shopee/", "Order.all")[0]
    headers = one.cells.columns
    assert len(headers) == 62
    assert sum(unicodedata.normalize("NFC", header) != header for header in headers) == 9
    assert one.sheet == "orders"
    lines = pl.concat(file.cells for file in of_kind("shopee/", "Order.all") if file.cells.columns == headers)
    assert lines.null_count().sum_horizontal().item() == 0
    assert lines["Mã đơn hàng"].str.contains(r"^\d{6}[0-9A-Z]{8}$").all()
    assert lines["Tổng giá trị đơn hàng (VND)"].str.contains(r"^\d+\.00$").all()
    assert set(lines["Tên Người nhận"]) == {"N******t"}
    assert (
        lines["Lý do hủy"].str.contains("  lí do là: ", literal=True).sum()
        == (lines["Trạng Thái Đơn Hàng"] == "Đã hủy").sum()
    )
    assert lines["Trạng Thái Đơn Hàng"].str.contains(r"tới ngày \d{4}-\d{2}-\d{2}\.$").any()
    cancelled = (lines["Trạng Thái Đơn Hàng"] == "Đã hủy").sum() / lines.height
    assert 0.12 < cancelled < 0.3


def test_shopees_columns_moved_as_they_really_did() -> None:
    october, march, april = (
        list(formats.SELLERS["shopee"](0, day).columns)
        for day in (date(2025, 10, 31), date(2026, 3, 31), date(2026, 4, 30))
    )
    october, march, april = (
        [unicodedata.normalize("NFC", text) for text in headers] for headers in (october, march, april)
    )
    assert set(october) - set(march) == {"Ngày gửi hàng"}
    assert set(march) - set(october) == {"Ngày xác minh ký quỹ"}
    assert march.index("Ngày xác minh ký quỹ") == 47
    assert (october.index("Thời gian hoàn thành đơn hàng"), march.index("Thời gian hoàn thành đơn hàng")) == (46, 13)
    assert (april[28], april[51]) == ("Tổng số tiền Người mua thanh toán", "Phí xử lý giao dịch")


def test_tiktok_files_look_like_tiktoks() -> None:
    form = formats.SELLERS["tiktok_shop"](1, date(2026, 8, 31))
    assert len(form.columns) == 54
    assert form.suffix == ".csv"
    assert form.has_bom
    one = next(file for file in of_kind("tiktok_shop/", "Tất cả đơn hàng-") if file.path.endswith(".csv"))
    assert one.cells["Order ID"][0] == "Platform unique order ID."
    assert one.cells["Order ID"][1:].str.contains(r"^\d{18}\t$").all()
    assert one.cells["Created Time"][1:].str.contains(r"^\d\d/\d\d/\d{4} \d\d:\d\d:\d\d\t$").all()
    book = next(file for file in of_kind("tiktok_shop/", "") if file.path.endswith(".xlsx"))
    assert book.sheet == "OrderSKUList"
    assert book.cells["Order ID"][1:].str.contains(r"^\d{18}$").all()
    words = set(pl.concat(file.cells["Order Status"] for file in of_kind("tiktok_shop/", "")))
    assert {"Hoàn thành", "Completed", "Đã hủy", "Cancelled"} <= words


def test_lazadas_items_add_up_to_their_order() -> None:
    files = of_kind("lazada/", "")
    assert {file.path.rpartition(".")[2] for file in files} == {"csv", "xlsx"}
    for file in files:
        item = "Order Item Id" if file.path.endswith("csv") else "orderItemId"
        assert file.cells[item].is_unique().all()
        assert not {"Quantity", "quantity"} & set(file.cells.columns)


def test_every_described_export_is_written() -> None:
    known = descriptions.load()
    written = set()
    for one in delivered():
        folder = one.path.split("/")[0]
        accepted = descriptions.accepted_in(folder, None if folder in descriptions.KIND_FOLDERS else folder)
        export, _nearest = recognise([plain(header) for header in one.cells.columns], accepted)
        assert export is not None, one.path
        assert export.unknown([plain(header) for header in one.cells.columns]) == [], one.path
        written.add(export.name)
    assert written == set(known)


def test_a_household_with_two_shops_is_linked_by_its_number_or_by_telephone_only() -> None:
    register = pl.concat(in_our_names("register", one.cells) for one in of_kind("register", ""))
    register = register.with_columns(pl.col("phone").str.replace_all(r"[ .]", "").str.replace(r"^\+84", "0"))
    by_number = register.drop_nulls("household_id").group_by("household_id").len().filter(pl.col("len") > 1)
    by_phone = (
        register.drop_nulls("phone")
        .group_by("phone")
        .agg(
            shops=pl.len(),
            numbers=pl.col("household_id").drop_nulls().n_unique(),
            unnumbered=pl.col("household_id").null_count(),
        )
    )
    assert by_number.height > 0
    assert by_phone.filter(pl.col("shops") > 1, pl.col("unnumbered") > 0).height > 0
    assert by_phone["numbers"].max() == 1, "two households have one telephone"
    assert register["phone"].drop_nulls().str.contains(r"^03[01]\d{7}$").all(), "a number that could be somebody's"


def test_reported_tables_use_only_indicators_that_are_known() -> None:
    known = set(demonstration.reference.table("indicators")["indicator"])
    tables = of_kind("reported", "")
    assert tables
    named = pl.concat(in_our_names("reported", table.cells) for table in tables)
    assert set(named["indicator"]) <= known
    ranked = named.filter(as_of="2022-06-28")
    assert dict(ranked.select("indicator", "rank").iter_rows()) == {"listed_products": "2", "orders_completed": "6"}


def test_the_same_seed_gives_the_same_files_and_another_seed_others() -> None:
    again = list(deliveries.of(demonstration.make(scale=SMALL, seed=1)))
    assert [one.path for one in again] == [one.path for one in delivered()]
    assert all(one.cells.equals(other.cells) for one, other in zip(again, delivered(), strict=True))
    assert not made(2).trade.orders.equals(made(1).trade.orders)


def test_every_cell_is_text_under_the_headers_of_its_format() -> None:
    for one in delivered():
        assert set(one.cells.dtypes) == {pl.String}, one.path
        assert one.cells.height > 0, one.path
    plain = formats.PLAIN["order_lines"]
    first, last = (of_kind("voso/", "order_lines")[place].cells.columns for place in (0, -1))
    assert first == list(plain)
    assert last == [header for name, header in plain.items() if name != "marketplace"]


def test_a_scale_too_small_to_hold_what_was_published_is_refused() -> None:
    with pytest.raises(ValueError, match="at least"):
        demonstration.make(scale=0.0001, seed=1)


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=50), st.floats(0.001, 1))
@settings(max_examples=50, deadline=None)
def test_whole_arrivals_add_up_to_the_rounded_total_everywhere(increments: list[float], scale: float) -> None:
    curve = produce.np.cumsum(increments) * scale
    came = arrivals(whole(curve))
    assert (came >= 0).all()
    assert (came.cumsum() == whole(curve)).all()


# What is written


def test_a_landing_folder_is_written_with_its_marker_and_the_times_of_the_exports(tmp_path: Path) -> None:
    told: list[str] = []
    demonstration.write(tmp_path, scale=SMALL, seed=1, progress=told.append)
    assert (tmp_path / "SIMULATED").read_text(encoding="utf-8") == "simulated, scale 0.002, seed 1\n"
    written = {
        str(path.relative_to(tmp_path / "landing")) for path in (tmp_path / "landing").rglob("*") if path.is_file()
    }
    assert written == set(told) == {one.path for one in delivered()}
    drawn = (tmp_path / "landing/voso/order_lines_2022q1.parquet").stat().st_mtime
    assert datetime.fromtimestamp(drawn, demonstration.VIETNAM) == datetime(
        2022, 4, 1, 5, 30, tzinfo=demonstration.VIETNAM
    )
    times = {path: (tmp_path / "landing" / path).stat().st_mtime for path in told if "/order_lines" in path}
    voso = [times[path] for path in told if path in times and path.startswith("voso")]
    assert voso == sorted(set(voso)), "a later export is later"


def test_writing_twice_writes_the_same_bytes_and_another_simulation_is_refused(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second, first):
        demonstration.write(folder, scale=0.001, seed=1)
    for path in (path for path in first.rglob("*") if path.is_file()):
        assert path.read_bytes() == (second / path.relative_to(first)).read_bytes(), path.name
    with pytest.raises(FileExistsError, match="another simulation"):
        demonstration.write(first, scale=0.001, seed=2)


def test_a_folder_with_real_deliveries_is_never_written_to(tmp_path: Path) -> None:
    (tmp_path / "landing" / "register").mkdir(parents=True)
    (tmp_path / "landing" / "register" / "so.csv").write_text("marketplace,shop_id,province\n", encoding="utf-8")
    with pytest.raises(FileExistsError, match="not a simulation"):
        demonstration.write(tmp_path, scale=0.001, seed=1)
    assert not (tmp_path / "SIMULATED").exists()


def test_what_is_written_reads_back_as_it_was(tmp_path: Path) -> None:
    demonstration.write(tmp_path, scale=SMALL, seed=1)
    for one in delivered()[::7]:
        path = tmp_path / "landing" / one.path
        match path.suffix:
            case ".parquet":
                read = pl.read_parquet(path)
            case ".csv":
                read = pl.read_csv(path, infer_schema=False)
            case _:
                book = fastexcel.read_excel(path)
                assert book.sheet_names == [one.sheet]
                read = book.load_sheet(0, dtypes="string").to_polars()
        assert read.columns == one.cells.columns
        assert read.fill_null("").equals(one.cells.fill_null("")), one.path


def test_large_tables_are_sealed_and_still_the_same_rows(tmp_path: Path) -> None:
    one = of_kind("postmart/", "order_lines")[0]
    path = tmp_path / "order_lines.csv.gz"
    demonstration.WRITERS[".gz"](one, path)
    assert pl.read_csv(gzip.decompress(path.read_bytes()), infer_schema=False).equals(one.cells)


def test_a_workbook_keeps_signs_that_mean_something_to_xml() -> None:
    cells = pl.DataFrame({"Tên <b>": ["a & b", '"1 > 0"', "  hai khoảng  trắng "]})
    read = fastexcel.read_excel(demonstration.workbook(cells, "orders")).load_sheet(0, dtypes="string").to_polars()
    assert read.equals(cells)


def test_a_part_that_came_back_is_not_earned_by_the_truth_either() -> None:
    lines = sellers_lines("tiktok_shop")
    last = lines.filter(pl.col("drawn") == pl.col("drawn").max().over("order_id"))
    names = ("order_value_vnd", "line_value_vnd", "quantity", "returned_quantity")
    value, worth, pieces, back = (pl.col(name).cast(pl.Int64) for name in names)
    orders = last.group_by("order_id").agg(
        state=sellers_state(), value=value.first(), worth=worth.sum(), kept=(worth * (pieces - back) // pieces).sum()
    )
    earned = orders.filter(state="completed").select(pl.col("value") * pl.col("kept") // pl.col("worth")).sum().item()
    assert made().truth.orders.filter(marketplace="tiktok_shop")["completed_value_vnd"].sum() == earned
