"""From landing folder to store: every file gets a receipt, none is lost, none harms another."""

import hashlib
import io
import os
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import Place
from deliveries import SHOPEE_LINES, csv_of, order_line, register_csv, shop, shopee_line, shopee_xlsx

from assets.deliveries import load, store, watch
from assets.deliveries.decoder import Decoder
from conventions.catalogue import Refusal

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600

TCVN3 = b"M\xb7 \xae\xacn h\xb5ng,Ng\xb5y \xae\xc6t h\xb5ng,Tr\xb9ng Th\xb8i \xa7\xacn H\xb5ng,S\xe8 l\xad\xeeng,T\xeang gi\xb8 tr\xde \xae\xacn h\xb5ng (VND)\n1,2,3,4,5\n"
VNI = "Maõ ñôn haøng,Ngaøy ñaët haøng,Traïng Thaùi Ñôn Haøng,Soá löôïng,Toång giaù trò ñôn haøng (VND)\n1,2,3,4,5\n".encode(
    "latin-1"
)
RENAMED = csv_of(SHOPEE_LINES).replace("Trạng Thái Đơn Hàng", "Trạng thái đơn", 1)

BAD = {
    "unknown.csv": ("a,b\n1,2\n", "The header is not that of any known export"),
    "password.xlsx": (OLE, "protected by a password"),
    "old.xls": (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "old Excel format"),
    "cut.xlsx": (shopee_xlsx()[:4000], "cut off or damaged"),
    "empty.csv": ("", "The file is empty"),
    "tcvn3.csv": (TCVN3, "written in TCVN3 (ABC)"),
    "vni.csv": (VNI, "written in VNI"),
    "strange.csv": (b"\x81\x82\x83,\x90\n1,2\n", "encoding of the file is not known"),
    "renamed.csv": (RENAMED, "“Trạng thái đơn” may be meant for “Trạng Thái Đơn Hàng”"),
    "endless.csv": (b"a" * (17 * 2**20), "no line end"),
    "text.xlsx": ("Mã đơn hàng,Số lượng\n1,2\n", "named .xlsx but is not a workbook"),
    "no-status.csv": (
        csv_of([{k: v for k, v in SHOPEE_LINES[0].items() if k != "Trạng Thái Đơn Hàng"}]),
        "needed columns are missing: Trạng Thái Đơn Hàng",
    ),
    "twice.csv": (
        "Mã đơn hàng," + csv_of(SHOPEE_LINES).replace("\n", "\nX,", 1),
        "more than once in the header: Mã đơn hàng",
    ),
    "nul.csv": (csv_of(SHOPEE_LINES).encode()[:500] + b"\0\0\0", "NUL bytes"),
    "quote.csv": (csv_of(SHOPEE_LINES) + '"never closed\n', "quotation mark is never closed"),
    "cut.csv.gz": (__import__("gzip").compress(csv_of(SHOPEE_LINES).encode())[:-9], "cut off"),
    "archive.zip": (b"", "archive and not an Excel workbook"),
}


def zipped() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("inner.csv", "a,b\n")
    return content.getvalue()


def test_each_bad_file_gets_one_receipt_with_a_clear_sentence_and_harms_no_other(delivered: Place) -> None:
    for name, (content, _said) in BAD.items():
        delivered.deliver(f"shopee/shop-a/{name}", zipped() if name == "archive.zip" else content)
    assert delivered.refresh().is_success
    receipts = {
        name.rsplit("/")[-1]: (status, said, numbers)
        for name, status, said, *numbers in delivered.rows(
            "select file_name, status, reason_en, records_read, accepted, rejected, duplicate from files"
        ).rows()
    }
    for name, (_content, said) in BAD.items():
        status, reason, numbers = receipts[name]
        assert status == "refused", name
        assert said in reason, (name, reason)
        assert numbers == [0, 0, 0, 0], name
    assert delivered.release("daily_orders")["orders_placed"].sum() == 6
    assert list(delivered.folder.landing.rglob("*.*")) == []


def test_the_same_bytes_under_another_name_change_nothing_but_when_they_were_last_seen(published: Place) -> None:
    before, lines = (
        published.rows("from files where kind = 'order_lines'"),
        published.rows("from order_lines order by all"),
    )
    published.deliver("shopee/shop-a/Tất cả đơn hàng (1).xlsx", shopee_xlsx(), modified_at=1_790_000_000)
    outcome = published.refresh()
    assert outcome.is_success
    assert not outcome.changed
    assert len(outcome.night.intake.seen_again) == 1
    after = published.rows("from files where kind = 'order_lines'")
    assert after.drop("last_seen_at").equals(before.drop("last_seen_at"))
    assert published.rows("from order_lines order by all").equals(lines)


def test_the_same_bytes_in_two_shops_folders_are_two_deliveries(place: Place) -> None:
    place.deliver("shopee/shop-a/a.xlsx", shopee_xlsx())
    place.deliver("shopee/shop-b/a.xlsx", shopee_xlsx())
    place.take()
    assert place.rows("select shop_id from files order by 1").to_series().to_list() == ["shop-a", "shop-b"]


def test_a_file_leaves_landing_only_with_its_bytes_in_the_store_for_the_owner_only(delivered: Place) -> None:
    path = delivered.folder.landing / "shopee/shop-a/Order.all.20251001_20251031.xlsx"
    content = path.read_bytes()
    delivered.take()
    kept = store.path_of(delivered.folder.store, hashlib.sha256(content).hexdigest())
    assert not path.exists()
    assert kept.read_bytes() == content
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(delivered.folder.store.stat().st_mode) == 0o700


def test_a_file_that_changes_between_two_looks_waits_for_the_next_refresh(
    delivered: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = delivered.deliver("voso/growing.csv", csv_of([order_line("o1", "2025-10-01 10:00:00", 10)]))
    monkeypatch.setattr(watch.time, "sleep", lambda _seconds: path.open("a").write("more"))
    intake = delivered.take()
    assert intake.waiting == ["voso/growing.csv"]
    assert path.exists()
    monkeypatch.undo()
    assert "voso/growing.csv" not in delivered.take().waiting


def test_a_pause_of_a_second_lies_between_the_two_looks() -> None:
    from importlib import reload

    assert reload(watch).SECONDS_BETWEEN_LOOKS == 1.0


@pytest.mark.parametrize(
    ("came", "seconds", "is_waited_for"),
    [
        (["known"], 601, False),
        (["known"], 599, True),
        (["known"], -5, True),
        (["new"], 601, True),
        (["known and more"], 601, True),
        (["known", "new"], 601, True),
    ],
    ids=["known", "known, just come", "known, of a later clock", "new", "begins as a known one", "known beside new"],
)
def test_the_second_look_waits_a_second_unless_all_that_lies_there_is_known_and_at_rest(
    came: list[str], seconds: int, is_waited_for: bool, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    orders = {"known": [1], "new": [2], "known and more": [1, 2]}
    texts = {name: csv_of([order_line(f"o{n}", "2025-10-01 10:00:00", 10) for n in of]) for name, of in orders.items()}
    place.deliver("voso/first.csv", texts["known"])
    place.take()
    paths = [place.deliver(f"voso/{name}.csv", texts[name]) for name in came]
    changed = max(path.stat().st_ctime for path in paths)
    waited: list[float] = []
    monkeypatch.setattr(watch, "SECONDS_BETWEEN_LOOKS", 1.0)
    monkeypatch.setattr(watch.time, "time", lambda: changed + seconds)
    monkeypatch.setattr(watch.time, "sleep", waited.append)
    assert place.take().waiting == []
    assert [round(pause) for pause in waited] == [1] * is_waited_for
    assert not any(path.exists() for path in paths)


def test_a_known_file_that_is_appended_to_after_it_was_hashed_stays_where_it_is(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = csv_of([order_line("o1", "2025-10-01 10:00:00", 10)])
    place.deliver("voso/first.csv", text)
    place.take()
    path = place.deliver("voso/again.csv", text)
    look_again = watch.look_again
    monkeypatch.setattr(watch, "SECONDS_AT_REST", 0)
    monkeypatch.setattr(watch, "look_again", lambda *given: [path.open("a").write("more"), look_again(*given)][1])
    assert place.take().waiting == ["voso/again.csv"]
    assert path.read_text().endswith("more")


def test_a_pipe_put_in_the_place_of_a_file_is_not_read(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    path = place.deliver("voso/orders.csv", csv_of([order_line("o1", "2025-10-01 10:00:00", 10)]))
    copy = store.copy

    def swapped(*given: Any) -> str | None:
        path.unlink()
        os.mkfifo(path)
        return copy(*given)

    monkeypatch.setattr(store, "copy", swapped)
    place.take()
    assert path.exists()
    assert place.rows("from files").is_empty()


def test_a_known_file_is_not_copied_again(delivered: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    delivered.take()
    delivered.deliver("shopee/shop-a/again.xlsx", shopee_xlsx())
    monkeypatch.setattr(store.os, "sendfile", lambda *_given: 1 / 0)
    assert len(delivered.take().seen_again) == 1


def test_rows_of_a_run_that_was_cut_off_before_their_receipt_count_for_nothing(
    place: Place, new_place: Callable[[], Place], monkeypatch: pytest.MonkeyPatch
) -> None:
    undisturbed = new_place()
    for one in (place, undisturbed):
        one.deliver("voso/orders.csv", csv_of([order_line("o1", "2025-10-01 10:00:00", 10)]))
        (one.folder.store / "incoming.left").mkdir(parents=True)
    undisturbed.take()
    with monkeypatch.context() as cut_off:
        cut_off.setattr(load, "judge", lambda *_given: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            place.take()
    assert place.rows("from delivered_order_lines").height == 1
    place.take()
    same = "select * exclude (delivery) from delivered_order_lines"
    assert place.rows(same).equals(undisturbed.rows(same))
    assert not list(place.folder.store.glob("incoming.*"))


def test_the_first_new_file_is_decoded_while_the_second_look_is_waited_for(
    place: Place, decoder: Decoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []
    during: list[str] = []
    send, look_again = Decoder.send, watch.look_again

    def sending(self: Decoder, *given: Any) -> None:
        sent.append(given[1])
        send(self, *given)

    def looking(*given: Any) -> Any:
        during.extend(sent)
        return look_again(*given)

    monkeypatch.setattr(Decoder, "send", sending)
    monkeypatch.setattr(watch, "look_again", looking)
    for shop_id in ("a", "b"):
        place.deliver(f"shopee/{shop_id}/orders.xlsx", shopee_xlsx())
    place.deliver("voso/orders.csv", csv_of([order_line("o1", "2025-10-01 10:00:00", 10)]))
    place.take()
    assert during == ["shopee/a/orders.xlsx"]
    assert sorted(sent) == ["shopee/a/orders.xlsx", "shopee/b/orders.xlsx", "voso/orders.csv"], "each is read once"
    assert place.rows("select accepted from files")["accepted"].to_list() == [8, 8, 1]


def test_a_file_that_was_decoded_ahead_and_does_not_hold_still_counts_when_it_does(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    look_again = watch.look_again

    def growing(*given: Any) -> watch.Seen:
        place.deliver("voso/a.csv", csv_of([order_line("o1", "2025-10-01 10:00:00", 20)]))
        return look_again(*given)

    place.deliver("voso/a.csv", csv_of([order_line("o1", "2025-10-01 10:00:00", 10)]))
    place.deliver("voso/b.csv", csv_of([order_line("o2", "2025-10-01 10:00:00", 30)]))
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(watch, "look_again", growing)
        assert place.take().waiting == ["voso/a.csv"]
    assert place.rows("select order_value_vnd from orders")["order_value_vnd"].to_list() == [30]
    assert place.take().waiting == []
    assert sorted(place.rows("select order_value_vnd from orders")["order_value_vnd"]) == [20, 30]


def test_what_is_stored_is_what_was_hashed_though_the_file_is_rewritten_meanwhile(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = csv_of([order_line("o1", "2025-10-01 10:00:00", 10)])
    path = place.deliver("voso/orders.csv", text)
    send = os.sendfile

    def rewritten_behind(*given: Any) -> int:
        sent = send(*given)
        if not sent:
            place.deliver("voso/orders.csv", text.replace("10:00:00", "11:00:00"))  # same size, same time
        return sent

    monkeypatch.setattr(store.os, "sendfile", rewritten_behind)
    assert place.take().waiting == ["voso/orders.csv"]
    assert path.exists()
    assert list(store.contents(place.folder.store)) == []


def test_a_file_that_may_not_be_read_is_said_so(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.deliver("voso/orders.csv", csv_of([order_line("o1", "2025-10-01 10:00:00", 10)]))
    monkeypatch.setattr(store, "copy", lambda *_given: None)
    (said,) = place.take().skipped
    assert "cannot be opened" in said.said("en")


def test_links_and_pipes_are_never_opened(place: Place, tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text(register_csv())
    (place.folder.landing / "register").mkdir()
    (place.folder.landing / "register" / "link.csv").symlink_to(secret)
    os.mkfifo(place.folder.landing / "register" / "pipe.csv")
    intake = place.take()
    assert len(intake.skipped) == 2
    assert place.rows("from files").is_empty()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("loose.csv", register_csv(), "at the top of landing/"),
        ("shopee/a.xlsx", shopee_xlsx(), "names no shop"),
        ("shopee/shop-a/deep/a.xlsx", shopee_xlsx(), "too deep"),
        ("voso/v1/a.csv", csv_of([order_line("o1", "2025-10-01 10:00", 10)]), "names its shops itself"),
        ("shoppee/shop-a/a.xlsx", shopee_xlsx(), "No marketplace is called “shoppee”"),
        ("register/a.xlsx", shopee_xlsx(), "The header is not that of any known export"),
    ],
)
def test_a_file_in_the_wrong_folder_is_told_where_it_belongs(
    place: Place, name: str, content: bytes | str, said: str
) -> None:
    place.deliver(name, content)
    place.take()
    assert said in place.rows("select reason_en from files").item()


def test_a_record_that_cannot_be_used_is_set_aside_with_its_row_column_value_and_reason(place: Place) -> None:
    good = [order_line(f"o{n}", "2025-10-01 10:00", 10_000) for n in range(20)]
    bad = [order_line("bad", "01-10-2025", 10_000, quantity="hai"), order_line("", "2025-10-01 10:00", 10_000)]
    place.deliver("voso/a.csv", csv_of([*good, *bad]))
    place.take()
    assert place.rows("select records_read, accepted, rejected, duplicate, status from files").row(0) == (
        22,
        20,
        2,
        0,
        "loaded",
    )
    assert place.rows(
        "select record_number, column_name, value, code from quarantined_records order by all"
    ).rows() == [
        (22, "ordered_at", "01-10-2025", "unreadable_timestamp"),
        (22, "quantity", "hai", "unreadable_decimal"),
        (23, "order_id", None, "missing"),
    ]


def test_a_file_with_more_than_a_tenth_of_bad_records_is_refused_whole(place: Place) -> None:
    good = [order_line(f"o{n}", "2025-10-01 10:00", 10_000) for n in range(8)]
    place.deliver("voso/a.csv", csv_of([*good, good[0], order_line("bad", "hôm qua", 10_000)]))
    place.deliver("voso/b.csv", csv_of([*good[:4], order_line("worse", "hôm kia", 10_000)]))
    place.take()
    found = place.rows(
        "select file_name, records_read, accepted, rejected, duplicate, status from files order by 1"
    ).rows()
    assert found == [("voso/a.csv", 10, 8, 1, 1, "loaded"), ("voso/b.csv", 5, 0, 5, 0, "refused")]
    assert place.rows("select count(*) from order_lines").item() == 8


def test_an_order_amount_is_judged_per_order(place: Place) -> None:
    lines = [
        order_line("o1", "2025-10-01 10:00", 30_000),
        order_line("o1", "2025-10-01 10:00", 0, line_no=2, order_value_vnd=""),
        *[order_line(f"x{n}", "2025-10-01 10:00", 1) for n in range(20)],
        order_line("o2", "2025-10-01 10:00", 0, order_value_vnd="?"),
    ]
    place.deliver("voso/a.csv", csv_of(lines))
    place.take()
    assert place.rows("select sum(order_value_vnd)::int from orders where order_id = 'o1'").item() == 30_000
    assert place.rows("select record_number, code from quarantined_records").rows() == [(24, "unreadable_dong")]


def test_a_number_is_read_in_the_declared_style_and_never_guessed(place: Place) -> None:
    lines = [order_line(f"x{n}", "2025-10-01 10:00", 1) for n in range(20)]
    place.deliver(
        "voso/a.csv",
        csv_of(
            [
                *lines,
                order_line("v", "2025-10-01 10:00", 0, order_value_vnd="1.234.567"),
                order_line("e", "2025-10-01 10:00", 0, order_value_vnd="1,234,567.00"),
            ]
        ),
    )
    place.take()
    assert place.rows("select value from quarantined_records").to_series().to_list() == ["1.234.567"]
    assert place.rows("select order_value_vnd from orders where order_id = 'e'").item() == 1_234_567


def test_wholly_blank_rows_are_no_records_and_the_others_keep_their_row_numbers(place: Place) -> None:
    lines = csv_of(
        [order_line(f"x{n}", "2025-10-01 10:00", 1) for n in range(20)] + [order_line("bad", "?", 1)]
    ).splitlines()
    place.deliver("voso/a.csv", "\n".join([lines[0], ",,,,,,,,", *lines[1:], "", ",,,,,,,,", ""]))
    place.take()
    assert place.rows("select records_read, rejected from files").row(0) == (21, 1)
    assert place.rows("select record_number from quarantined_records").item() == 23


def test_an_order_of_tomorrow_is_no_order(place: Place) -> None:
    lines = [order_line(f"x{n}", "2025-10-01 10:00", 1) for n in range(20)]
    place.deliver("voso/a.csv", csv_of([*lines, order_line("typo", "2062-10-01 10:00", 1)]))
    place.take()
    assert place.rows("select code from quarantined_records").item() == "after_delivery"


def test_a_household_is_one_keyed_hash_whether_by_number_or_by_telephone(place: Place) -> None:
    shops = [
        shop("a", household_id="HH-1"),
        shop("b", household_id="HH-1", phone=""),
        shop("c", household_id="", phone="0912 345 678"),
        shop("d", household_id="", phone="+84912345678"),
        shop("e", household_id="", phone=""),
    ]
    place.deliver("register/r.csv", register_csv(*shops))
    place.take()
    household = dict(place.rows("select shop_id, household from shops").rows())
    assert household["a"] == household["b"]
    assert household["c"] == household["d"]
    assert household["a"] != household["c"]
    assert household["e"] is None


def test_a_deleted_warehouse_is_built_again_from_the_store(delivered: Place) -> None:
    delivered.deliver(
        "shopee/shop-a/later.csv",
        csv_of(
            [
                shopee_line(
                    "251001AAAA0001",
                    "2025-10-01 09:49",
                    300_000,
                    **{"Trạng Thái Đơn Hàng": "Đã hủy", "Thời gian hoàn thành đơn hàng": "2025-11-01 00:00"},
                )
            ]
        ),
    )
    delivered.take()
    tables = ("files", "order_lines", "shops", "quarantined_records")
    before = {table: delivered.rows(f"from {table} order by all") for table in tables}
    delivered.folder.warehouse.unlink()
    delivered.take()
    for table in tables:
        assert delivered.rows(f"from {table} order by all").equals(before[table]), table


def test_reading_a_warehouse_laid_out_by_other_code_changes_nothing(delivered: Place) -> None:
    delivered.take()
    with delivered.warehouse.connected() as db:
        db.execute("update layout set version = 'older'")
    before = delivered.folder.warehouse.read_bytes()
    with pytest.raises(Refusal, match="another version"):
        delivered.warehouse.query("from files")
    assert delivered.folder.warehouse.read_bytes() == before


def test_reading_before_anything_was_delivered_makes_no_warehouse(delivered: Place) -> None:
    with pytest.raises(Refusal, match="No file has been delivered"):
        delivered.warehouse.query("from files")
    assert not delivered.folder.warehouse.exists()


def test_a_warehouse_laid_out_by_other_code_is_built_again_from_the_store(delivered: Place) -> None:
    delivered.take()
    before = delivered.rows("from order_lines order by all")
    with delivered.warehouse.connected() as db:
        db.execute("update layout set version = 'older'")
        db.execute("alter table delivered_order_lines drop column line_state cascade")
    delivered.take()
    assert delivered.rows("from order_lines order by all").equals(before)
