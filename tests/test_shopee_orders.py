"""Shopee's own export, with the traps of real months."""

from collections.abc import Callable

import polars as pl
from conftest import Place
from deliveries import HEADERS, SHOPEE_LINES, csv_of, register_csv, shop, shopee_line, shopee_xlsx


def daily(place: Place) -> list[tuple[object, ...]]:
    return place.rows(
        "select strftime(order_date, '%d'), count(*), count(*) filter (state = 'completed'), count(*) filter (state = 'cancelled'), "
        "count(*) filter (state = 'returned'), sum(order_value_vnd)::bigint from orders group by all order by all"
    ).rows()


EXPECTED = [("01", 2, 2, 0, 0, 380_000), ("02", 2, 1, 1, 0, 120_000), ("03", 2, 0, 0, 1, 150_000)]


def test_a_workbook_that_declares_one_cell_loads_whole_with_order_values_counted_once_per_order(
    delivered: Place,
) -> None:
    delivered.take()
    assert delivered.rows(
        "select records_read, accepted, rejected, duplicate, status from files where kind = 'order_lines'"
    ).row(0) == (8, 8, 0, 0, "loaded")
    assert daily(delivered) == EXPECTED


def test_csv_and_workbook_of_one_content_give_the_same_rows(delivered: Place, new_place: Callable[[], Place]) -> None:
    delivered.take()
    other = new_place()
    other.deliver("shopee/shop-a/don-hang.csv", "\ufeff" + csv_of(SHOPEE_LINES))
    other.take()
    same = "select * exclude (delivery) from order_lines order by all"
    assert other.rows(same).equals(delivered.rows(same))


def test_moved_and_missing_columns_are_found_by_name(place: Place) -> None:
    moved = [dict(reversed(line.items())) for line in SHOPEE_LINES]
    text = csv_of(
        [
            {k: v for k, v in line.items() if k not in ("Ngày gửi hàng", "Thời gian hoàn thành đơn hàng")}
            for line in moved
        ]
    )
    place.deliver("shopee/shop-a/thang-3.csv", text)
    place.take()
    assert daily(place) == EXPECTED


def test_a_date_inside_the_status_is_no_new_status_and_makes_the_order_provisional(delivered: Place) -> None:
    delivered.take()
    assert delivered.rows("select state, is_provisional from orders where order_id = '251002AAAA0004'").row(0) == (
        "completed",
        True,
    )


def test_two_equal_lines_of_one_order_are_two_lines(delivered: Place) -> None:
    delivered.take()
    assert delivered.rows("select count(*) from order_lines where order_id = '251001AAAA0002'").item() == 2


def test_old_and_new_addresses_stand_side_by_side(delivered: Place) -> None:
    delivered.take()
    found = delivered.rows(
        "select distinct province, code_34, commune_code_34 is not null from places where province like '%Hà Nội' order by all"
    ).rows()
    assert [row[:2] for row in found] == [("Hà Nội", "01"), ("Thành phố Hà Nội", "01")]
    assert found[1][2], "the commune of a two-tier address is told from the district's column"


def test_a_later_export_replaces_an_earlier_one_and_the_greatest_event_wins(place: Place) -> None:
    open_line = shopee_line("251004AAAA0009", "2025-10-04 08:00", 10_000, **{"Trạng Thái Đơn Hàng": "Đang giao"})
    done = open_line | {"Trạng Thái Đơn Hàng": "Hoàn thành", "Thời gian hoàn thành đơn hàng": "2025-10-09 10:00"}
    place.deliver("shopee/shop-a/late.csv", csv_of([done]), modified_at=1_760_000_000)
    place.deliver("shopee/shop-a/early.csv", csv_of([open_line]), modified_at=1_770_000_000)
    place.take()
    assert place.rows("select state from orders").to_series().to_list() == ["completed"]


def test_no_personal_value_reaches_the_warehouse(delivered: Place) -> None:
    delivered.take()
    tables = delivered.rows("select table_name from information_schema.tables").to_series().to_list()
    for table in tables:
        text = delivered.rows(f"from {table}").select(pl.col(pl.String)).write_csv()
        for secret in (
            "Bí Mật",
            "bi_mat",
            "0912345678",
            str(shop("shop-a")["phone"]),
            "912345678",
            "HH-shop-a",
            "N******t",
        ):
            assert secret not in text, f"{secret} in {table}"


def test_an_unknown_column_is_named_once_and_its_values_are_not_kept(place: Place) -> None:
    place.deliver("shopee/shop-a/a.csv", csv_of([line | {"Cột Mới Lạ": "giá trị lạ"} for line in SHOPEE_LINES]))
    place.take()
    assert place.rows("select unknown_columns from files").item().to_list() == ["Cột Mới Lạ"]
    assert "giá trị lạ" not in place.rows("from order_lines").select(pl.col(pl.String)).write_csv()


def test_unreadable_values_that_are_not_needed_become_null_and_are_counted(place: Place) -> None:
    shifted = [line | {"Thời gian hoàn thành đơn hàng": "107500.00"} for line in SHOPEE_LINES]
    place.deliver("shopee/shop-a/a.csv", csv_of(shifted))
    place.take()
    assert place.rows("select column_name, records from unreadable_values").rows() == [
        ("Thời gian hoàn thành đơn hàng", 8)
    ]
    assert daily(place) == EXPECTED


def test_an_unknown_status_keeps_the_order_as_placed_with_no_state(place: Place) -> None:
    place.deliver(
        "shopee/shop-a/a.csv",
        csv_of([shopee_line("251004AAAA0009", "2025-10-04 08:00", 10_000, **{"Trạng Thái Đơn Hàng": "Đang bay"})]),
    )
    place.deliver("register/r.csv", register_csv())
    assert place.refresh().is_success
    assert place.rows("select state, status from order_lines").rows() == [(None, "Đang bay")]
    assert place.release("daily_orders")["orders_placed"].to_list() == [1]
    gap = place.release("checks").filter(check_name="every_status_is_known")
    assert gap["outcome"].to_list() == ["failed"]
    assert gap["severity"].to_list() == ["warning"]


def test_the_traps_of_a_real_header_are_in_the_test_file() -> None:
    assert shopee_xlsx() != shopee_xlsx(without=["Ghi chú"])
    assert len(HEADERS) == len(set(HEADERS))
