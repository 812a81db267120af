"""One refresh from end to end: published whole, or not at all; twice is once; a kill is made good."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date

import dagster as dg
import polars as pl
import pytest
from conftest import Place
from deliveries import SHOPEE_LINES, csv_of, register_csv, shop, shopee_xlsx
from typer.testing import CliRunner

from assets import definitions
from assets.cli import app
from assets.storage import releases
from conventions.catalogue import Refusal
from conventions.folder import PROJECT
from quality import dictionary
from quality.contracts import PUBLISHED, REFERENCE
from quality.expectation import Expectation
from quality.suites import SUITES

CLI = [sys.executable, "-m", "assets.cli"]


def cli(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*CLI, *words], capture_output=True, text=True, cwd=PROJECT, env={**os.environ, **environment}
    )


def test_a_month_of_shopee_becomes_a_published_ranking(published: Place) -> None:
    orders = published.release("daily_orders").sort("order_date")
    assert orders["orders_placed"].to_list() == [2, 2, 2]
    assert orders["frame"].unique().to_list() == ["34"]
    assert orders["province_code"].unique().to_list() == ["20"]
    ranks = published.release("province_rankings").filter(province_code="20", as_of_date=date(2025, 10, 3), frame="34")
    found = {
        (row["indicator"], row["period"]): (row["value"], row["rank"], row["reason"] is None)
        for row in ranks.iter_rows(named=True)
    }
    assert found["registered_shops", "as_of"] == (1, 1, True)
    assert found["selling_shops", "as_of"] == (1, None, False)
    assert found["orders_completed", "month"] == (3, None, False)
    assert found["revenue_vnd", "since_launch"] == (450_000, None, False)


def test_every_promised_table_is_published_with_described_columns_and_true_hashes(published: Place) -> None:
    import hashlib

    release = published.folder.published / str(published.current)
    package = json.loads((release / "datapackage.json").read_text())
    resources = {resource["title"]: resource for resource in package["resources"]}
    for table, contract in (PUBLISHED | REFERENCE).items():
        content = (release / f"{table}.parquet").read_bytes()
        assert resources[table]["hash"] == "sha256:" + hashlib.sha256(content).hexdigest()
        assert published.release(table).columns == list(contract.columns())
        assert all(field["description"] for field in resources[table]["schema"]["fields"])
    assert set(resources) == set(PUBLISHED | REFERENCE) == {path.stem for path in release.glob("*.parquet")}
    assert all(f"## {table}\n" in dictionary.text() for table in resources)
    assert {resource["name"] for resource in package["resources"]} == set(resources)
    manifest = json.loads((release / "release.json").read_text())
    assert manifest["is_simulated"] is False
    assert manifest["newest_day"] == "2025-10-03"
    assert {entry["accepted"] for entry in manifest["inputs"]} == {1, 8}


def test_an_empty_folder_and_a_folder_with_only_a_register_publish(opened: Place) -> None:
    place = opened
    assert place.release("province_rankings").is_empty()
    place.deliver("register/r.csv", register_csv(shop("a"), shop("b", province="Hà Nội", opened_on="2021-07-20")))
    assert place.refresh().is_success
    ranks = place.release("province_rankings").filter(
        frame="63", indicator="registered_shops", as_of_date=date(2021, 7, 20)
    )
    assert set(ranks.drop_nulls("rank").select("province_code", "rank", "is_tied", "provinces_ranked").rows()) == {
        ("20", 1, True, 2),
        ("01", 1, True, 2),
    }


def test_a_second_refresh_reports_that_nothing_changed(published: Place) -> None:
    before = published.current
    outcome = published.refresh()
    assert outcome.is_success
    assert not outcome.changed
    assert published.current == before


PLANTED = {
    "files": "update files set accepted = accepted + 1, rejected = rejected - 1 where kind = 'order_lines'",
    "order_lines": "insert into delivered_order_lines select * replace ('shop-b' as shop_id) from delivered_order_lines where is_order_head limit 1",
    "shops": "insert into delivered_shops from delivered_shops",
    "daily_shop_orders": "update daily_shop_orders set order_value_vnd = order_value_vnd + 1",
    "daily_orders": "update daily_orders set orders_placed = orders_placed + 1 where order_date = (select max(order_date) from daily_orders)",
    "province_rankings": "update province_rankings set rank = rank + 1 where rank is not null",
    "growth_since_launch": "insert into growth_since_launch select * replace (10 as baseline_value, 11 as value, 12 as times_baseline) from growth_since_launch limit 1",
}
"""Table -> an error planted into it after it was made and before it is checked."""


@pytest.mark.parametrize("table", PLANTED)
def test_an_error_planted_in_a_table_stops_the_release_and_the_last_one_stays(
    table: str, published: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    from quality import judge

    before = published.current
    published.deliver(
        "shopee/shop-a/more.csv", csv_of([line | {"Mã đơn hàng": "251020ZZZZ0001"} for line in SHOPEE_LINES[:1]])
    )
    verdicts = judge.verdicts

    def with_error(connect: Callable[[], object], checked: str) -> list[judge.Verdict]:
        if checked == table:
            published.plant(table, PLANTED[table])
        return verdicts(connect, checked)

    monkeypatch.setattr(judge, "verdicts", with_error)
    outcome = published.refresh()
    assert not outcome.is_success
    assert outcome.failure is not None
    assert table in outcome.failure.said("en")
    assert published.current == before
    failed = published.rows("select * from checks where severity = 'critical' and outcome = 'failed'")
    assert failed["table_name"].unique().to_list() == [table]


def test_a_check_that_raises_has_not_passed(delivered: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = Expectation("broken", "select no_such_column from {batch}", "It cannot be evaluated.", "warning")
    monkeypatch.setitem(SUITES, "shops", (broken,))
    outcome = delivered.refresh()
    assert not outcome.is_success
    assert delivered.current is None
    assert delivered.rows("select outcome from checks where check_name = 'broken'").item() == "not_evaluated"


def test_a_check_that_never_ran_stops_the_release(delivered: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    from assets import checks

    others = [check for check in checks.definitions() if "'shops_is_plausible'" not in str(check.check_keys)]
    assert len(others) == len(SUITES) - 1
    monkeypatch.setattr(checks, "definitions", lambda: others)
    outcome = delivered.refresh()
    assert not outcome.is_success
    assert "not checked:" in outcome.failure.said("en")  # type: ignore[union-attr]


def test_simulated_and_real_deliveries_never_meet(published: Place) -> None:
    (published.folder.path / "SIMULATED").write_text("scale=0.05 seed=1\n")
    with pytest.raises(Refusal, match="simulated and real"):
        published.refresh()


def test_the_scheduled_job_publishes_and_holds_the_folder_meanwhile(delivered: Place) -> None:
    job = definitions.build(delivered.folder).resolve_job_def("refresh")
    with delivered.folder.held():
        refused = job.execute_in_process(instance=dg.DagsterInstance.ephemeral(), raise_on_error=False)
    assert not refused.success
    assert delivered.current is None
    assert job.execute_in_process(instance=dg.DagsterInstance.ephemeral()).success
    assert delivered.current


def test_after_a_night_that_failed_nothing_that_it_counted_stands(
    published: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = published.release("daily_orders")
    with monkeypatch.context() as broken:
        broken.setattr(releases, "publish", lambda *_given: 1 / 0)
        published.deliver(
            "shopee/shop-a/more.csv", csv_of([line | {"Mã đơn hàng": "251020ZZZZ0001"} for line in SHOPEE_LINES[:1]])
        )
        assert not published.refresh().is_success
    with published.warehouse.connected() as db:
        db.execute("update daily_shop_orders set order_value_vnd = order_value_vnd + 1")  # whatever it was that failed
    assert published.refresh().is_success
    added = published.release("daily_orders")["order_value_vnd"].to_list()
    assert sum(added) - sum(before["order_value_vnd"].to_list()) == 300_000


def test_a_folder_may_have_any_name_and_be_moved(published: Place) -> None:
    place = Place(published.folder.path.rename(published.folder.path.with_name("it's [a] folder")))
    place.deliver("register/more.csv", register_csv(shop("b", "Hà Nội")))
    place.deliver("shopee/b/orders.csv", csv_of([SHOPEE_LINES[0] | {"Mã đơn hàng": "251020ZZZZ0001"}]))
    outcome = place.refresh()
    assert outcome.is_success, outcome.failure


def test_what_a_killed_intake_left_in_the_store_does_not_outlast_an_empty_night(published: Place) -> None:
    left = published.folder.store / "incoming.left"
    left.mkdir()
    assert published.refresh().is_success
    assert not left.exists()


def test_two_refreshes_of_one_folder_do_not_run_at_once(delivered: Place) -> None:
    with delivered.folder.held():
        found = cli("refresh", "--data", str(delivered.folder.path))
    assert found.returncode == 1
    assert "Another refresh" in found.stderr


# The command line -----------------------------------------------------------------------------------------------------


def test_refresh_prints_files_counts_checks_and_the_release_as_json(delivered: Place) -> None:
    found = cli("refresh", "--data", str(delivered.folder.path), "--json")
    assert found.returncode == 0, found.stderr
    printed = json.loads(found.stdout)
    assert printed["outcome"] == "published"
    assert printed["release"] == delivered.current
    assert printed["row_counts"]["daily_orders"] == 3
    assert {file["accepted"] for file in printed["files"]} == {1, 8}
    assert {check["outcome"] for check in printed["checks"]} == {"passed"}


def test_files_are_listed_with_counts_a_status_in_words_and_a_whole_sentence_for_each_refused_one(
    published: Place,
) -> None:
    published.deliver("voso/bad.csv", "a,b\n1,2\n")
    assert published.refresh().is_success
    lines = cli("files", "--data", str(published.folder.path)).stdout.splitlines()
    assert lines[0].split() == ["Received", "Read", "Taken", "Set", "aside", "Repeated", "Status", "Kind", "File"]
    assert any(line.split()[2:7] == ["8", "8", "0", "0", "loaded"] for line in lines)
    assert any("refused" in line and "voso/bad.csv" in line for line in lines)
    assert lines[-1].startswith("voso/bad.csv: The header is not that of any known export.")


def test_only_records_of_new_files_are_said_to_be_taken(published: Place) -> None:
    published.deliver("shopee/shop-a/again.xlsx", shopee_xlsx())
    published.deliver("shopee/shop-a/more.csv", csv_of([SHOPEE_LINES[0] | {"Mã đơn hàng": "251020ZZZZ0001"}]))
    found = CliRunner().invoke(app, ["refresh", "--data", str(published.folder.path)])
    assert ": 1 new files, 1 records taken, 0 set aside" in found.stdout


def test_wrong_usage_exits_with_2_and_a_refusal_is_one_sentence(delivered: Place) -> None:
    assert cli("refresh", "--no-such-option").returncode == 2
    found = cli("rollback", "20200101T000000", "--reason", "test", "--data", str(delivered.folder.path))
    assert found.returncode == 2
    assert "There is no release" in found.stderr
    assert "Traceback" not in found.stderr


def test_a_rollback_is_a_new_release_with_its_reason(published: Place) -> None:
    first = str(published.current)
    published.deliver(
        "shopee/shop-a/more.csv", csv_of([line | {"Mã đơn hàng": "251020ZZZZ0001"} for line in SHOPEE_LINES[:1]])
    )
    published.refresh()
    found = cli("rollback", first, "--reason", "thử", "--data", str(published.folder.path))
    assert found.returncode == 0, found.stderr
    assert str(published.current) > first
    assert published.release("daily_orders")["orders_placed"].sum() == 6
    listed = json.loads(cli("releases", "--json", "--data", str(published.folder.path)).stdout)
    assert listed[0]["reason"] == "thử"
    assert listed[0]["is_current"]


def test_commands_that_need_no_dagster_do_not_import_it() -> None:
    code = "import sys, assets.cli; assert not {'dagster', 'great_expectations', 'streamlit'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=PROJECT)


def test_ranks_in_the_release_are_what_the_frame_of_that_day_allows(place: Place) -> None:
    place.deliver(
        "register/r.csv",
        register_csv(
            shop("a", province="Bình Dương"),
            shop("b", province="TP. Hồ Chí Minh", opened_on="2021-07-20"),
            shop("c", province="Bà Rịa - Vũng Tàu"),
            shop("d", province="Bắc Ninh"),  # of the 34 with Bắc Giang, of which nothing is known
        ),
    )
    place.refresh()
    ranks = place.release("province_rankings").filter(
        pl.col("rank").is_not_null(), indicator="registered_shops", as_of_date=date(2021, 7, 20)
    )
    assert set(ranks.select("frame", "province_code", "value").rows()) == {
        ("63", "74", 1),
        ("63", "79", 1),
        ("63", "77", 1),
        ("63", "27", 1),
        ("34", "79", 3),
    }
