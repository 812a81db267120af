"""Errors planted on purpose: every one must be stopped by a blocking check before it is released (`make mutants`).

`code.toml` changes a line of the computing code and runs a whole refresh in a copy; `tables.toml` changes a finished
table and asks the judge. A plant that changes no published figure proves nothing and is an error of the plant.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).parents[2]
CODE = ("assets", "conventions", "pipelines", "quality", "locale", "data/exports", "data/reference")
FILES = ("pyproject.toml", "requirements.lock")
PLANTS = Path(__file__).parent


@dataclass(frozen=True)
class Result:
    """What became of a plant: stopped (by which check), released, or without effect."""

    plant: str
    outcome: str
    by: str = ""


def copy_of_the_code(to: Path) -> Path:
    """The project's code in a folder of its own."""
    for part in CODE:
        shutil.copytree(PROJECT / part, to / part, ignore=shutil.ignore_patterns("__pycache__"))
    for name in FILES:
        shutil.copy(PROJECT / name, to / name)
    return to


def refresh(code: Path, data: Path) -> subprocess.CompletedProcess[str]:
    """A refresh by the code in a folder."""
    env = os.environ | {"PYTHONPATH": str(code), "DIGITAL_SHOPS_LANGUAGE": "en"}
    command = [sys.executable, "-m", "assets.cli", "refresh", "--data", str(data)]
    return subprocess.run(command, cwd=code, env=env, capture_output=True, text=True, check=False)


def prepared(work: Path) -> Path:
    """A working folder with simulated deliveries of everything there is, refreshed once by the code as it is."""
    data, code = work / "data", copy_of_the_code(work / "code")
    env = os.environ | {"PYTHONPATH": str(code)}
    command = [sys.executable, "-m", "assets.cli", "simulate", "--to", str(data), "--scale", "0.001", "--seed", "7"]
    subprocess.run(command, cwd=code, env=env, check=True, capture_output=True)
    first = refresh(code, data)
    assert first.returncode == 0, first.stdout + first.stderr
    return data


def newest(data: Path) -> Path:
    """The release that CURRENT names."""
    return data / "published" / (data / "published" / "CURRENT").read_text(encoding="utf-8").strip()


def figures(release: Path) -> dict[str, Any]:
    """The published tables of figures."""
    import polars as pl

    apart = {"files", "checks", "rejections", "unknown_columns", "vocabulary_gaps"}
    floats = pl.col(pl.Float64).round(6)  # the last digits of some sums differ from run to run
    return {
        path.stem: pl.read_parquet(path, glob=False).with_columns(floats)
        for path in release.glob("*.parquet")
        if path.stem not in apart
    }


def of_the_code(plant: dict[str, str], data: Path, work: Path) -> Result:
    """What becomes of an error in a line of code."""
    with tempfile.TemporaryDirectory(dir=work) as folder:
        code, own = copy_of_the_code(Path(folder) / "code"), Path(folder) / "data"
        file = code / plant["file"]
        text = file.read_text(encoding="utf-8")
        if text.count(plant["find"]) != 1:
            return Result(plant["why"], "cannot be planted", f"{text.count(plant['find'])} places in {plant['file']}")
        file.write_text(text.replace(plant["find"], plant["plant"]), encoding="utf-8")
        shutil.copytree(data, own, ignore=shutil.ignore_patterns("published", "dagster", "warehouse*"))
        done = refresh(code, own)
        if done.returncode == 1:
            return Result(plant["why"], "stopped", (done.stdout + done.stderr).strip().splitlines()[-1][:200])
        if done.returncode != 0:
            return Result(plant["why"], "cannot be planted", done.stderr[-200:])
        before, after = figures(newest(data)), figures(newest(own))
        changed = [name for name in before if not before[name].equals(after[name])]
        return Result(plant["why"], "RELEASED" if changed else "without effect", ", ".join(changed))


@contextmanager
def changed(db: Any, marts: Path, plant: dict[str, str]) -> Iterator[int]:
    """A table of the warehouse as the plant leaves it; the number of rows that differ."""
    table, file = plant["table"], marts / f"{plant['table']}.parquet"
    is_mart = file.exists()
    source = f"read_parquet('{file}')" if is_mart else "kept_as_it_was"
    if not is_mart:
        db.execute(f"alter table {table} rename to kept_as_it_was")
    try:
        db.execute(f"create or replace view {table} as {plant['plant'].format(t=source)}")
        counted = f"select count(*) from ((from {table} except all from {source}) union all (from {source} except all from {table}))"
        yield db.execute(counted).fetchall()[0][0]
    finally:
        db.execute(f"drop view if exists {table}")
        if is_mart:
            db.execute(f"create view {table} as from {source}")
        else:
            db.execute(f"alter table kept_as_it_was rename to {table}")


def of_the_tables(plants: list[dict[str, str]], data: Path) -> Iterator[Result]:
    """What becomes of errors in finished tables."""
    from assets.storage.warehouse import Warehouse
    from quality import judge
    from quality.suites import SUITES

    with Warehouse(data / "warehouse.duckdb").connected() as db:
        for plant in plants:
            with changed(db, data / "published" / ".marts", plant) as rows:
                verdicts = [v for table in SUITES for v in judge.verdicts(db.cursor, table)]
                blocking = [f"{verdict.table_name}.{verdict.check_name}" for verdict in verdicts if verdict.blocks]
            outcome = "stopped" if blocking else "RELEASED"
            yield Result(plant["why"], outcome if rows else "without effect", ", ".join(blocking)[:200])


def main() -> int:
    """Plants every error; exit code 1 where one is released or cannot be told."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="plants whose sentence contains this")
    parser.add_argument("--kind", choices=("code", "tables"), help="only one kind of plant")
    asked = parser.parse_args()
    bad = planted = 0
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        data = prepared(work)

        def results() -> Iterator[Result]:
            for kind in ("tables", "code"):
                plants = tomllib.loads((PLANTS / f"{kind}.toml").read_text(encoding="utf-8"))["plants"]
                plants = [plant for plant in plants if asked.only in plant["why"] and asked.kind in (None, kind)]
                if kind == "tables":
                    yield from of_the_tables(plants, data)
                else:
                    with ThreadPoolExecutor(os.cpu_count()) as pool:
                        yield from pool.map(lambda plant: of_the_code(plant, data, work), plants)

        for result in results():
            planted += 1
            bad += result.outcome != "stopped"
            print(f"{result.outcome:18} {result.plant}  [{result.by}]", flush=True)
    print(f"{planted} planted, {planted - bad} stopped, {bad} not")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
