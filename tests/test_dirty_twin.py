"""The dirty twin: every messy file ends as the simulation expects, to the last record and reason."""

import json
import os
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from conftest import Place

from assets.commands import demonstration
from assets.deliveries import watch
from pipelines.simulation import dirty
from pipelines.simulation.dirty import Messy, kinds, samples

SCALE = 0.001
TABLES = ("order_lines", "shops", "listings", "payment_accounts", "reported_values")


@cache
def twin() -> tuple[list[Messy], list[dirty.Current]]:
    return dirty.twin(demonstration.make(scale=SCALE, seed=1))


@dataclass(repr=False)  # a failure must not print all of it
class Taken:
    """What the warehouse holds after the twin was taken in, by file, and what was expected of it."""

    folder: Path
    expected_files: dict[str, dict[str, Any]]
    expected_records: dict[str, list[dict[str, Any]]]
    expected_current: list[dict[str, Any]]
    files: dict[str, dict[str, Any]]
    faults: dict[str, set[tuple[int, str, str]]]
    unreadable: dict[str, dict[str, int]]
    accepted: dict[str, dict[int, dict[str, Any]]]
    tables: dict[str, list[dict[str, Any]]]

    def held(self) -> dict[tuple[str, str], dict[str, list[dict[str, Any]]]]:
        """The rows of each table by table, key column and value of it."""
        found: dict[tuple[str, str], dict[str, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
        keys = ("order_id", "shop_id", "listing_id", "account_id", "source_title")
        for table, rows in self.tables.items():
            for row in rows:
                for key in set(keys) & set(row):
                    found[table, key][row[key]].append(row)
        return found


def take(path: Path) -> Taken:
    """The whole twin written as files, taken in at once, and all that came of it."""
    demonstration.write(path, scale=SCALE, seed=1, dirty=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _handle: None)  # a thousand files need no disk to be sure of
        patch.setattr(watch, "SECONDS_BETWEEN_LOOKS", 0.0)
        place = Place(path)
        place.take()
    of_file = "join files using (delivery)"
    faults: dict[str, set[Any]] = defaultdict(set)
    unreadable: dict[str, dict[Any, Any]] = defaultdict(dict)
    accepted: dict[str, dict[Any, Any]] = defaultdict(dict)
    for name, *fault in place.rows(
        f"select file_name, record_number, column_name, code from quarantined_records {of_file}"
    ).rows():
        faults[name].add(tuple(fault))
    for name, column, count in place.rows(
        f"select file_name, column_name, records from unreadable_values {of_file}"
    ).rows():
        unreadable[name][column] = count
    for table in TABLES:
        for row in place.rows(f"select file_name, line.* from delivered_{table} line {of_file}").iter_rows(named=True):
            assert row["record_number"] not in accepted[row["file_name"]]
            accepted[row["file_name"]][row["record_number"]] = row
    expected = {
        name: pl.read_csv(path / "expected" / f"{name}.csv", infer_schema=False).to_dicts()
        for name in ("files", "records", "current")
    }
    records = defaultdict(list)
    for record in expected["records"]:
        records[record["file_name"]].append(record)
    return Taken(
        path, {row["file_name"]: row for row in expected["files"]}, records, expected["current"],
        {row["file_name"]: row for row in place.rows("from files").iter_rows(named=True)}, faults, unreadable, accepted,
        {table: place.rows(f"from {table}").to_dicts() for table in ("orders", *TABLES[1:])},
    )  # fmt: skip


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> Taken:
    """The twin, taken once: `make test` runs the tests of a file in one process."""
    return take(tmp_path_factory.mktemp("twin") / "data")


def shown(value: object) -> str | None:
    """A value of the warehouse as the expectation writes it: numbers plainly, moments to the second."""
    if value is None or isinstance(value, str):
        return value
    try:
        return f"{float(value):.10g}"  # type: ignore[arg-type]
    except TypeError:
        return str(value)


def same(found: object, expected: str | None) -> bool:
    """Whether a value of the warehouse is the expected one."""
    if found is None or expected is None or isinstance(found, str):
        return found == expected
    return shown(found) in (expected, shown(_number(expected)))


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def cases() -> list[Any]:
    """One case per file, named by format, kind of dirt and what must hold."""
    return [pytest.param(file.path, id=f"{file.format}-{file.kind}: {file.sentence}") for file in twin()[0]]


@pytest.mark.parametrize("path", cases())
def test_a_messy_file_ends_as_expected(taken: Taken, path: str) -> None:
    expected = taken.expected_files[path]
    if expected["again_of"]:
        assert path not in taken.files
        assert expected["again_of"] in taken.files
        return
    found = taken.files[path]
    reason = found["reason_en"] or ""
    assert (found["status"], reason if found["status"] != expected["status"] else "") == (expected["status"], "")
    assert [part for part in json.loads(expected["said"]) if part not in reason] == [], reason
    counted = ("records_read", "accepted", "rejected", "duplicate")
    assert [found[name] for name in counted] == [int(expected[name]) for name in counted]
    assert found["encoding"] == expected["encoding"]
    assert list(found["unknown_columns"] or []) == json.loads(expected["unknown_columns"])
    assert taken.unreadable.get(path, {}) == json.loads(expected["unreadable"])
    records = taken.expected_records.get(path, [])
    assert taken.faults.get(path, set()) == {
        (int(record["record_number"]), *fault) for record in records for fault in json.loads(record["faults"])
    }
    accepted = taken.accepted.get(path, {})
    wanted = {
        int(record["record_number"]): json.loads(record["accepted_as"])
        for record in records
        if record["outcome"] == "accepted"
    }
    assert set(accepted) == set(wanted)
    wrong = [
        (number, name, accepted[number][name], value)
        for number, values in wanted.items()
        for name, value in values.items()
        if not same(accepted[number][name], value)
    ]
    assert wrong == []


@pytest.mark.parametrize("sentence", sorted({known.sentence for known in twin()[1]}))
def test_what_is_current_in_the_end_is_as_expected(taken: Taken, sentence: str) -> None:
    wrong = []
    held = taken.held()
    for known in (row for row in taken.expected_current if row["sentence"] == sentence):
        key, values = json.loads(known["key"]), json.loads(known["values"])
        name, text = next(reversed(key.items()))  # the last part tells nearly all rows apart
        rows = [
            row
            for row in held[known["table"], name][text]
            if all(same(row[part], wanted) for part, wanted in key.items())
        ]
        if len(rows) != 1 or not all(same(rows[0][part], wanted) for part, wanted in values.items()):
            wrong.append((known["table"], key, values, rows))
    assert wrong == []


def test_clean_files_lie_beside_the_messy_ones_and_are_taken_whole(taken: Taken) -> None:
    clean = [row for name, row in taken.files.items() if name not in taken.expected_files]
    assert len(clean) > 50
    assert {(row["status"], row["rejected"], row["duplicate"]) for row in clean} == {("loaded", 0, 0)}


def test_every_file_written_has_an_expectation_and_a_receipt(taken: Taken) -> None:
    own = {name for name, row in taken.expected_files.items() if not row["again_of"]}
    assert own <= set(taken.files)
    assert {file.path for file in twin()[0]} == set(taken.expected_files)


def test_every_format_meets_every_kind_of_dirt_that_can_befall_it() -> None:
    met = defaultdict(set)
    for file in twin()[0]:
        met[file.kind].add(file.format)
    assert set(met) >= {kind.name for kind in kinds.ALL}
    formats = {file.format for file in twin()[0]}
    assert len(formats) == 18
    everywhere = [kind for kind in kinds.ALL if kind.befits is kinds.anywhere]
    unmet = {kind.name: formats - met[kind.name] for kind in everywhere}
    bytes_alone = {kind.name for kind in everywhere if kind.of in ("texts", "containers")}
    assert {name for name, left in unmet.items() if left} == bytes_alone
    assert {left for name in bytes_alone for left in unmet[name]} == set(samples.TRANSLATED)


def test_the_twin_is_the_same_each_time() -> None:
    again = dirty.twin(demonstration.make(scale=SCALE, seed=1))
    assert again == twin()


def test_expectations_lie_outside_the_landing_folder(taken: Taken) -> None:
    folder = taken.folder
    assert sorted(path.name for path in (folder / "expected").iterdir()) == ["current.csv", "files.csv", "records.csv"]
    assert (folder / "SIMULATED").read_text(encoding="utf-8").endswith("dirty\n")
    assert not (folder / "landing" / "expected").exists()
