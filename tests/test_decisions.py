"""What an operator decides about a delivery is carried out, kept, and known to a warehouse built again."""

import json
import subprocess
import sys

import pytest
from conftest import Place
from deliveries import SHOPEE_LINES, csv_of, order_line, register_csv, shop

from assets.deliveries import decisions, receipts
from conventions.folder import PROJECT


def cli(place: Place, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "assets.cli", *words, "--data", str(place.folder.path)],
        capture_output=True,
        text=True,
        cwd=PROJECT,
    )


def test_one_order_under_two_shops_stops_the_release_names_both_files_and_withdrawing_one_mends_it(
    place: Place,
) -> None:
    place.deliver("register/r.csv", register_csv(shop("shop-a"), shop("shop-b")))
    place.deliver("shopee/shop-a/mine.csv", csv_of(SHOPEE_LINES))
    place.deliver("shopee/shop-b/wrong.csv", csv_of(SHOPEE_LINES))
    outcome = place.refresh()
    assert not outcome.is_success
    said = outcome.failure.said("en")  # type: ignore[union-attr]
    assert "an_order_belongs_to_one_shop" in said
    assert "shop-a/mine.csv" in said
    assert "shop-b/wrong.csv" in said
    sha = place.rows("select sha256 from files where shop_id = 'shop-b'").item()
    assert cli(place, "withdraw", sha[:10], "--reason", "x").returncode == 2, "two deliveries have these bytes"
    done = cli(place, "withdraw", sha[:10], "--shop", "shop-b", "--reason", "nhầm thư mục")
    assert done.returncode == 0, done.stderr
    assert place.refresh().is_success
    assert place.release("daily_orders")["orders_placed"].sum() == 6
    assert dict(place.release("files").filter(kind="order_lines").select("shop_id", "status").rows()) == {
        "shop-a": "loaded",
        "shop-b": "withdrawn",
    }
    assert "nhầm thư mục" in place.release("files")["reason"].to_list()


def test_a_withdrawn_delivery_stays_withdrawn_when_it_comes_again_and_when_the_warehouse_is_built_again(
    place: Place,
) -> None:
    first, second = (
        csv_of([order_line("o1", "2025-10-01 10:00", 1)]),
        csv_of([order_line("o1", "2025-10-01 10:00", 2, status="returned")]),
    )
    place.deliver("voso/first.csv", first)
    place.deliver("voso/second.csv", second)
    place.take()
    sha = place.rows("select sha256 from files where file_name = 'voso/second.csv'").item()
    assert cli(place, "withdraw", sha, "--reason", "sai").returncode == 0
    expected = [(1, "completed")]
    assert place.rows("select order_value_vnd, state from orders").rows() == expected
    place.deliver("voso/second-again.csv", second)
    place.take()
    assert place.rows("select order_value_vnd, state from orders").rows() == expected
    place.folder.warehouse.unlink()
    place.take()
    assert place.rows("select order_value_vnd, state from orders").rows() == expected
    assert place.rows("select status, reason from files where status = 'withdrawn'").rows() == [("withdrawn", "sai")]


def test_an_operator_may_take_a_file_with_too_many_bad_records_and_the_decision_is_kept(place: Place) -> None:
    lines = [order_line("o1", "2025-10-01 10:00", 1), order_line("o2", "hôm qua", 1)]
    place.deliver("voso/a.csv", csv_of(lines))
    place.take()
    assert place.rows("select accepted, rejected, status from files").row(0) == (0, 2, "refused")
    sha = place.rows("select sha256 from files").item()
    assert cli(place, "accept", sha[:8], "--reason", "đã xem").returncode == 0
    place.take()
    assert place.rows("select accepted, rejected, status from files").row(0) == (1, 1, "loaded")
    kept = json.loads((place.folder.store / "decisions.json").read_text())
    assert [entry["reason"] for entry in kept] == ["đã xem"]


def test_a_corrected_file_replaces_what_the_bad_one_could_not_deliver_and_nothing_doubles(place: Place) -> None:
    lines = [order_line(f"o{n}", "2025-10-01 10:00", 1) for n in range(10)]
    place.deliver("voso/a.csv", csv_of([*lines[:9], lines[9] | {"ordered_at": "?"}]))
    place.take()
    place.deliver("voso/a.csv", csv_of(lines), modified_at=1_770_000_000)
    place.take()
    assert place.rows("select count(*), count(distinct order_id) from order_lines").row(0) == (10, 10)


def test_a_file_refused_in_one_folder_is_taken_in_the_right_one(place: Place) -> None:
    place.deliver("payment_accounts/r.csv", register_csv())
    place.take()
    assert place.rows("select status from files").item() == "refused"
    place.deliver("register/r.csv", register_csv())
    place.take()
    assert place.rows("select status, accepted from files").rows() == [("loaded", 1)]


def test_accepting_one_of_two_copies_loads_that_one(place: Place) -> None:
    lines = [{**line, "Ngày đặt hàng": "hôm qua"} if n else line for n, line in enumerate(SHOPEE_LINES)]
    for shop_id in ("shop-a", "shop-b"):
        place.deliver(f"shopee/{shop_id}/a.csv", csv_of(lines))
    place.take()
    assert place.rows("select distinct status from files").item() == "refused"
    sha = place.rows("select distinct sha256 from files").item()
    assert cli(place, "accept", sha[:8], "--shop", "shop-a", "--reason", "đã xem").returncode == 0
    place.take()
    assert dict(place.rows("select shop_id, status from files").rows()) == {"shop-a": "loaded", "shop-b": "refused"}


def test_a_withdrawal_that_was_cut_off_is_carried_out_by_the_next_intake(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.deliver("voso/a.csv", csv_of([order_line("o1", "2025-10-01 10:00", 1)]))
    place.take()
    delivery = place.rows("select delivery from files").item()
    decisions.record(place.folder.store, decisions.Decision(delivery, "withdrawn", "sai", "2026-01-01"))
    place.take()
    assert place.rows("from orders").is_empty()
    place.folder.warehouse.unlink()
    with monkeypatch.context() as cut_off:
        cut_off.setattr(receipts, "withdraw", lambda *_given: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            place.take()
    place.take()
    assert place.rows("from orders").is_empty()
