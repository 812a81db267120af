"""How fast, against a bare script in the same run: `make bench` prints a table and writes docs/benchmarks.md.

Every figure is the median over alternating runs, each in a process of its own, timed inside the process without its
imports; memory is the peak of the process or of its child, whichever is larger. Ratios
survive a change of machine, seconds do not.
"""

import argparse
import contextlib
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).parents[2]
COLUMNS = [
    "marketplace",
    "shop_id",
    "order_id",
    "line_no",
    "ordered_at",
    "status",
    "quantity",
    "order_value_vnd",
    "updated_at",
    "product_name",
    "listing_id",
    "unit",
    "unit_price_vnd",
    "line_value_vnd",
    "buyer_province",
]
MOMENT = "strftime(timestamp '{start}' + to_seconds((hash({key}) % 100000000)::bigint), '%Y-%m-%d %H:%M:%S')"


def make_csv(path: Path, lines: int, first: int = 0) -> None:
    """Order lines in our plain format, two lines an order, made by DuckDB."""
    import duckdb

    query = f"""
        select 'voso' as marketplace, 'S' || (hash(i // 50) % 20000) as shop_id, 'ORD' || (i // 2 + 100000000) as order_id,
            (i % 2 + 1)::varchar as line_no, {MOMENT.format(start="2021-07-20", key="i // 2")} as ordered_at,
            ['completed', 'cancelled', 'open'][1 + (hash(i // 2) % 3)::int] as status, 1 + (hash(i) % 5) as quantity,
            10000 * (1 + hash(i // 2) % 100) as order_value_vnd, {MOMENT.format(start="2021-07-21", key="i // 2")} as updated_at,
            'Na Chi Lăng loại ' || (hash(i) % 30) as product_name, 'L' || (hash(i) % 50000) as listing_id, 'kg' as unit,
            50000 as unit_price_vnd, 50000 * (1 + hash(i) % 5) as line_value_vnd, 'Hà Nội' as buyer_province
        from range({first}, {first + lines}) t(i)"""
    with duckdb.connect() as db:
        db.execute(f"copy ({query}) to '{path}' (header, delimiter ',')")


def make_xlsx(path: Path, lines: int) -> None:
    """A Shopee export with its 45 columns of text."""
    sys.path.insert(0, str(PROJECT / "tests"))
    from deliveries import shopee_line, shopee_xlsx

    path.write_bytes(shopee_xlsx([shopee_line(f"251001{n:08}", "2025-10-01 09:49", 1000 + n) for n in range(lines)]))


XLSX_LINES = 100_000
NATION_LINES = 10_000_000
PAGES = ("rankings", "growth", "coverage", "targets", "claims", "produce", "definitions", "quality")


# What is timed: each returns the seconds of its work ---------------------------------------------------------------------


def bare_csv(path: Path, work: Path) -> float:
    """Reads, types and deduplicates the same file with DuckDB, into a table on disk."""
    import duckdb

    columns = ", ".join(f"'{name}': 'varchar'" for name in COLUMNS)
    typed = {
        "ordered_at": "try_strptime(ordered_at, '%Y-%m-%d %H:%M:%S')",
        "updated_at": "try_strptime(updated_at, '%Y-%m-%d %H:%M:%S')",
        "quantity": "try_cast(quantity as decimal(18, 3))",
        **{name: f"try_cast({name} as bigint)" for name in ("order_value_vnd", "unit_price_vnd", "line_value_vnd")},
    }
    chosen = ", ".join(f"{typed.get(name, name)} as {name}" for name in COLUMNS)
    started = time.perf_counter()
    with duckdb.connect(str(work / "bare.duckdb")) as db:
        db.execute(
            f"create table order_lines as select {chosen} from read_csv('{path}', columns = {{{columns}}}, header = true, "
            "auto_detect = false, delim = ',', quote = '\"', escape = '\"') qualify row_number() over "
            "(partition by marketplace, shop_id, order_id, line_no order by updated_at desc) = 1"
        )
    return time.perf_counter() - started


def our_csv(path: Path, work: Path) -> float:
    """The same file from landing to conformed rows: two looks, hash, store, decode, type, reject, merge, receipt."""
    return _intake(work, {"voso/orders.csv": path})


def bare_xlsx(path: Path, work: Path) -> float:
    """Reads the same sheet with fastexcel, every cell as text."""
    import fastexcel
    import polars  # noqa: F401 - which fastexcel imports when it hands the sheet over

    started = time.perf_counter()
    fastexcel.read_excel(path).load_sheet(0, header_row=None, dtypes="string").to_polars()
    return time.perf_counter() - started


def bare_xlsx_eager(path: Path, work: Path) -> float:
    """Reads the same sheet in fastexcel's eager way, as the decoder does."""
    import fastexcel
    import polars

    started = time.perf_counter()
    polars.DataFrame(fastexcel.read_excel(path).load_sheet_eager(0, header_row=None, dtypes="string"))
    return time.perf_counter() - started


def our_xlsx(path: Path, work: Path) -> float:
    """The same workbook from landing to conformed rows."""
    return _intake(work, {"shopee/shop-a/orders.xlsx": path})


def bare_hash(path: Path, work: Path) -> float:
    """The SHA-256 of the file."""
    import hashlib

    started = time.perf_counter()
    with path.open("rb") as file:
        hashlib.file_digest(file, "sha256")
    return time.perf_counter() - started


def redelivery(path: Path, work: Path) -> float:
    """The file came again, hours ago, into the folder of `history`, which knows it."""
    return _intake(path.parent / "history", {f"voso/{work.name}.csv": path}, lain=True)


STEPS: dict[str, float] = {}
"""Seconds of the steps of the last intake of this process."""


def _intake(work: Path, files: dict[str, Path], lain: bool = False) -> float:
    from assets.deliveries import decoder, ingest, load, store, watch
    from assets.storage.warehouse import Warehouse
    from conventions.catalogue import Refusal
    from conventions.folder import WorkingFolder

    steps = {
        "hashing and copying": (store, "copy"),
        "decoding": (decoder.Decoder, "decode"),
        "typing and writing": (load, "append"),
        "judging, merging, receipts": (load, "judge"),
    }
    for step, (owner, name) in steps.items():
        setattr(owner, name, _clocked(step, getattr(owner, name)))
    folder = WorkingFolder.chosen(work / "data").made()
    for name, path in files.items():
        (folder.landing / name).parent.mkdir(parents=True, exist_ok=True)
        os.link(path, folder.landing / name)
    with decoder.Decoder() as child:
        with contextlib.suppress(Refusal):  # the child's imports are none of the work either
            child.decode(Path(os.devnull), "", Path(os.devnull), [])
        import pandas  # noqa: F401 - which DuckDB imports at the first value that is bound, and a refresh for its checks

        if lain:
            watch.SECONDS_AT_REST = 0
        STEPS.clear()
        started = time.perf_counter()
        warehouse = Warehouse(folder.warehouse)
        with warehouse.held():  # as a refresh does
            ingest.drain(folder, warehouse, child, lambda _text: None)
        return time.perf_counter() - started


def _clocked(step: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, adding the seconds it takes to those of its step."""

    def clocked(*given: Any, **named: Any) -> Any:
        started = time.perf_counter()
        try:
            return function(*given, **named)
        finally:
            STEPS[step] = STEPS.get(step, 0.0) + time.perf_counter() - started

    return clocked


def rebuild(path: Path, work: Path) -> float:
    """A whole refresh over the big file: intake, facts, marts, checks, release."""
    return _refresh(work, {"voso/orders.csv": path})


def one_percent(path: Path, work: Path) -> float:
    """The next night: a file that changes one row in a hundred of what is there."""
    return _refresh(work, {"voso/changes.csv": path})


def empty_night(path: Path, work: Path) -> float:
    """A night on which nothing came, from starting Python to its end."""
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "assets.cli", "refresh", "--data", str(work / "data")],
        check=True,
        cwd=PROJECT,
        capture_output=True,
    )
    return time.perf_counter() - started


def _refresh(work: Path, files: dict[str, Path]) -> float:
    from assets import refresh
    from conventions.folder import WorkingFolder

    folder = WorkingFolder.chosen(work / "data").made()
    for name, path in files.items():
        (folder.landing / name).parent.mkdir(parents=True, exist_ok=True)
        os.link(path, folder.landing / name)
    started = time.perf_counter()
    outcome = refresh.run(folder, lambda _text: None)
    assert outcome.is_success, outcome.failure
    return time.perf_counter() - started


def nation_facts(path: Path, work: Path) -> float:
    """Daily facts of a nation, counted from the facts of single shops: all of them, as in a rebuild."""
    import nation

    from assets.storage.warehouse import Warehouse
    from conventions.folder import WorkingFolder

    folder = WorkingFolder.chosen(work / "data").made()
    nation.fill(Warehouse(folder.warehouse), NATION_LINES)
    return sum(nation.materialise(folder, "facts").values())


def nation_marts(path: Path, work: Path) -> float:
    """All marts from those facts, after a look at the facts, which stand: a night.

    The steps tell how much of it is their own work, beside what Dagster records of it.
    """
    import nation

    from assets import io_manager
    from conventions.folder import WorkingFolder

    folder = WorkingFolder.chosen(work / "data")
    nation.materialise(folder, "facts")
    manager = io_manager.TableIOManager
    for name in ("load_input", "handle_output"):
        setattr(manager, name, _clocked("reading, computing, writing", getattr(manager, name)))
    taken = nation.materialise(folder, "marts")
    STEPS.update(sorted(taken.items(), key=lambda step: -step[1])[:4])
    return sum(taken.values())


def page(path: Path, work: Path) -> float:
    """One rerun of a page after a first one, as Streamlit's own test harness serves it; the median of nine."""
    from streamlit.testing.v1 import AppTest

    os.environ["DIGITAL_SHOPS_DATA"] = str(work / "data")
    app = AppTest.from_file(str(PROJECT / "app.py"), default_timeout=60).run()
    if path.name != "-":
        app.switch_page(str(path)).run()
    times = []
    for _again in range(9):
        started = time.perf_counter()
        app.run()
        times.append(time.perf_counter() - started)
    return statistics.median(times)


TASKS: dict[str, Callable[[Path, Path], float]] = {
    task.__name__: task
    for task in (
        *(bare_csv, our_csv, bare_xlsx, bare_xlsx_eager, our_xlsx, bare_hash, redelivery),
        *(rebuild, one_percent, empty_night, nation_facts, nation_marts, page),
    )
}


def timed(task: str, path: Path, work: Path) -> tuple[float, float]:
    """Seconds and peak memory in MB of a task in a process of its own."""
    command = [sys.executable, __file__, "--task", task, "--path", str(path), "--work", str(work)]
    environment = {**os.environ, "DIGITAL_SHOPS_HOUSEHOLD_KEY": "bench", "PYTHONPATH": str(PROJECT)}
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=PROJECT, env=environment)
    found = json.loads(done.stdout.strip().splitlines()[-1])
    STEPS.clear()
    STEPS.update(found["steps"])
    return found["seconds"], found["peak_mb"]


def alternating(ours: str, bare: str, path: Path, runs: int) -> str:
    """A row of the table: medians of both and of the ratio pair by pair."""
    pairs = []
    for _run in range(runs):
        with tempfile.TemporaryDirectory(dir=path.parent) as a, tempfile.TemporaryDirectory(dir=path.parent) as b:
            pairs.append((timed(ours, path, Path(a)), timed(bare, path, Path(b))))
    seconds = statistics.median(o[0] for o, _b in pairs), statistics.median(b[0] for _o, b in pairs)
    ratio = statistics.median(o[0] / b[0] for o, b in pairs)
    peak = max(o[1] for o, _b in pairs)
    return f"{seconds[0]:.1f} s | {seconds[1]:.1f} s | **{ratio:.2f}** | {peak:,.0f} MB |"


def main() -> None:
    """Measures everything and writes docs/benchmarks.md."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--task")
    parser.add_argument("--path", type=Path)
    parser.add_argument("--work", type=Path)
    parser.add_argument("--lines", type=int, default=5_000_000)
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    if asked.task:
        seconds = TASKS[asked.task](asked.path, asked.work)
        from memory import peak_mb

        print(json.dumps({"seconds": seconds, "peak_mb": peak_mb(), "steps": STEPS}))
        return
    with tempfile.TemporaryDirectory(dir=os.environ.get("DIGITAL_SHOPS_BENCH")) as folder:
        text = measured(Path(folder), asked.lines, asked.runs)
    (PROJECT / "docs" / "benchmarks.md").write_text(text, encoding="utf-8")
    print(text)


def _four_times(work: Path, lines: int) -> str:
    """A row for a CSV four times as long: memory must not grow with it."""
    longer = work / "longer.csv"
    make_csv(longer, 4 * lines)
    with tempfile.TemporaryDirectory(dir=work) as folder:
        seconds, peak = timed("our_csv", longer, Path(folder))
    longer.unlink()
    return f"| CSV of {4 * lines:,} order lines to conformed rows: {_steps()} | {seconds:.1f} s | | | {peak:,.0f} MB |"


def _of_a_nation(work: Path, runs: int) -> list[str]:
    """Rows for the facts of a nation and the marts made of them."""
    work.mkdir()
    called = f"from {NATION_LINES:,} order lines of a nation"
    seconds, peak = timed("nation_facts", work, work)
    facts = f"| all facts {called}, counted anew from those of single shops and days | {seconds:.1f} s | | | {peak:,.0f} MB |"
    nights = [
        (*timed("nation_marts", work, work), STEPS["reading, computing, writing"], _steps()) for _run in range(runs)
    ]
    seconds, peak, work_itself, steps = sorted(nights)[len(nights) // 2]
    return [
        facts,
        f"| all marts {called} ({steps}; aim 4 s), and with what Dagster records of them | {work_itself:.1f} s, {seconds:.1f} s | | | {peak:,.0f} MB |",
    ]


def _steps() -> str:
    """The steps of the last task and their seconds, in words."""
    return ", ".join(f"{step} {seconds:.1f} s" for step, seconds in STEPS.items())


def measured(work: Path, lines: int, runs: int) -> str:
    """The page with the table."""
    import goods

    big, changes, book = work / "orders.csv", work / "changes.csv", work / "orders.xlsx"
    make_csv(big, lines)
    make_csv(changes, lines // 100, first=lines // 2)
    changes.write_text(changes.read_text(encoding="utf-8").replace(",open,", ",completed,"), encoding="utf-8")
    make_xlsx(book, XLSX_LINES)
    versus_duckdb = alternating("our_csv", "bare_csv", big, runs)
    versus_fastexcel, versus_eager = (
        alternating("our_xlsx", bare, book, 2 * runs + 1) for bare in ("bare_xlsx", "bare_xlsx_eager")
    )
    rows = [
        f"| CSV of {lines:,} order lines to conformed rows, against bare DuckDB reading, typing and deduplicating it | {versus_duckdb}",
        _four_times(work, lines),
        f"| XLSX of {XLSX_LINES:,} lines to conformed rows, against bare fastexcel | {versus_fastexcel}",
        f"| the same, against bare fastexcel in its eager way, which the decoder uses | {versus_eager}",
    ]
    history = work / "history"
    history.mkdir()
    full = timed("rebuild", big, history)
    night = timed("one_percent", changes, history)
    rows.append(
        f"| a night that changes 1 % of the rows, against the whole refresh | {night[0]:.1f} s | {full[0]:.1f} s | **{night[0] / full[0]:.2f}** | {max(full[1], night[1]):,.0f} MB |"
    )
    rows.append(
        f"| a known CSV again, delivered more than ten minutes before, against hashing it | {alternating('redelivery', 'bare_hash', big, runs)}"
    )
    nights = [timed("empty_night", big, history) for _run in range(runs)]
    rows.append(
        f"| an empty night, imports included | {statistics.median(n[0] for n in nights):.1f} s | | | {max(n[1] for n in nights):,.0f} MB |"
    )
    rows += _of_a_nation(work / "nation", runs)
    for view in ("-", *(f"views/{name}/page.py" for name in PAGES)):
        seconds, peak = timed("page", Path(view), history)
        rows.append(f"| page {view}, a rerun on the server | {seconds * 1000:.0f} ms | | | {peak:,.0f} MB |")
    rows += goods.rows(runs)
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    return "\n".join(
        [
            "# Benchmarks",
            "",
            f"Written by `make bench` on {machine}; medians of {runs} alternating runs, each in a process of its own. The ratio is the figure to keep.",
            "",
            "| what | ours | bare | ratio | peak memory |",
            "|---|---|---|---|---|",
            *rows,
            "",
        ]
    )


if __name__ == "__main__":
    main()
