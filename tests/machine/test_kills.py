"""A refresh that is killed at any point is made good by the next one."""

import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable

import pytest
from conftest import Place
from deliveries import SHOPEE_LINES, csv_of, register_csv, shopee_xlsx

from conventions.folder import PROJECT
from quality.contracts import PUBLISHED

pytestmark = pytest.mark.machine

CRASHES = {
    "after the bytes were kept, before the receipt": "from assets.deliveries import ingest as m; n = '_take'",
    "after the rows, before they are judged": "from assets.deliveries import load as m; n = 'judge'",
    "inside the transaction of the receipts": "from assets.deliveries import load as m; n = '_keep'",
    "after the receipt, before landing is cleared": "from assets import conformed as m; n = 'resolve_new'",
    "after the file of the daily orders, before the note of it": "from assets.storage.made_from import Days as m; n = 'note'",
    "between facts and marts": "from pipelines.indicators import rankings as m; n = 'by_province'",
    "after the folder was written, before CURRENT": "from assets.storage import releases as m; n = 'point_to'",
}

CHILD = """
import os, signal
from pathlib import Path
{point}
setattr(m, n, lambda *a, **k: os.kill(os.getpid(), signal.SIGKILL))
from assets import refresh
from conventions.folder import WorkingFolder
refresh.run(WorkingFolder.chosen(Path({path!r})).made(), lambda text: None)
"""


def kill(place: Place, point: str) -> None:
    """A refresh that is killed at a point."""
    script = textwrap.dedent(CHILD).format(point=CRASHES[point], path=str(place.folder.path))
    killed = subprocess.run([sys.executable, "-c", script], cwd=PROJECT, capture_output=True, check=False)
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()[-2000:]


@pytest.mark.parametrize("point", CRASHES)
def test_a_kill_at_any_point_followed_by_a_refresh_ends_in_the_same_tables(
    point: str, delivered: Place, new_place: Callable[[], Place]
) -> None:
    undisturbed = new_place()
    undisturbed.deliver("register/so-dang-ky.csv", register_csv())
    undisturbed.deliver("shopee/shop-a/Order.all.20251001_20251031.xlsx", shopee_xlsx())
    undisturbed.refresh()
    kill(delivered, point)
    assert delivered.current is None
    assert delivered.refresh().is_success
    for table in ("order_lines", "shops", "quarantined_records", "daily_shop_orders"):
        same = f"from {table} order by all"
        assert delivered.rows(same).equals(undisturbed.rows(same)), (
            f"{table}\n{delivered.rows(same)}\n{undisturbed.rows(same)}"
        )
    for table in set(PUBLISHED) - {"files"}:
        assert delivered.release(table).equals(undisturbed.release(table)), table
    times = ["first_seen_at", "last_seen_at"]
    assert delivered.release("files").drop(times).equals(undisturbed.release("files").drop(times))
    assert [path for path in delivered.folder.landing.rglob("*") if path.is_file()] == []


def test_what_a_killed_night_wrote_of_a_file_that_is_then_withdrawn_is_counted_again(delivered: Place) -> None:
    assert delivered.refresh().is_success
    before = delivered.release("daily_orders")
    late = SHOPEE_LINES[0] | {"Mã đơn hàng": "251003ZZZZ0001"}
    delivered.deliver("shopee/shop-a/late.csv", csv_of([late]))
    kill(delivered, "after the file of the daily orders, before the note of it")
    assert delivered.withdraw("shopee/shop-a/late.csv") == 1
    assert delivered.refresh().is_success
    assert delivered.release("daily_orders").equals(before)
