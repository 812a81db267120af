"""What a release changes, and what was known on a day."""

import json
import os
import shutil
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest
from conftest import Place
from deliveries import register_csv, shop

from assets.storage import releases, vintages
from conventions.catalogue import Refusal
from conventions.folder import PROJECT
from pipelines.indicators import revisions
from quality.contracts import ProvinceRankings

DAY = date(2022, 6, 30)


def ranking(*rows: tuple[str, date, float | None, int | None]) -> pl.LazyFrame:
    """Province, as-of day, value, rank."""
    return pl.LazyFrame(
        [
            {
                "frame": "34",
                "indicator": "registered_shops",
                "period": "as_of",
                "as_of_date": day,
                "basis": "computed",
                "source_title": None,
                "province_code": province,
                "value": value,
                "rank": rank,
            }
            for province, day, value, rank in rows
        ],
        schema_overrides={"source_title": pl.String, "value": pl.Float64, "rank": pl.Int64},
    )


def test_only_what_changed_is_a_revision_and_by_how_much() -> None:
    before = ranking(("20", DAY, 100, 2), ("24", DAY, 90, 3), ("01", DAY, 500, 1))
    now = ranking(("20", DAY, 110, 2), ("24", DAY, 90, 3), ("01", DAY, None, None))
    found = revisions.between(before, now, "20220701T013000").collect().sort("province_code")
    asked = ["province_code", "value_before", "value", "change", "change_pct", "rank_before", "rank"]
    assert found.select(asked).rows() == [
        ("01", 500, None, None, None, 1, None),
        ("20", 100, 110, 10, 10, 2, 2),
    ]
    assert set(found["previous_release"]) == {"20220701T013000"}


def test_a_day_that_only_one_release_knows_is_new_and_not_revised() -> None:
    before, now = ranking(("20", DAY, 100, 1)), ranking(("20", DAY, 100, 1), ("20", date(2022, 7, 31), 120, 1))
    assert revisions.between(before, now, "a").collect().is_empty()


def test_before_the_first_release_there_is_nothing_to_revise() -> None:
    nothing = ProvinceRankings.create_empty().lazy()
    assert revisions.between(nothing, ranking(("20", DAY, 100, 1)), None).collect().is_empty()


def test_a_correction_shows_up_in_the_next_release_and_the_day_before_stays_as_it_was_known(place: Place) -> None:
    place.deliver("register/r.csv", register_csv(shop("a", opened_on="2021-08-01"), shop("b", opened_on="2021-08-01")))
    assert place.refresh().is_success
    first = str(place.current)
    assert place.release("revisions").is_empty()
    # As if it had been published long ago.
    shutil.copytree(place.folder.published / first, place.folder.published / "20220101T013000")
    place.deliver("register/later.csv", register_csv(shop("c", opened_on="2021-08-01")), modified_at=1_760_000_100)
    assert place.refresh().is_success
    found = place.release("revisions").filter(indicator="registered_shops", province_code="20", frame="63")
    assert set(found.select("value_before", "value", "previous_release").rows()) == {(2, 3, first)}
    known = vintages.on_show(place.folder, date(2022, 6, 30))
    assert known is not None
    then = vintages.read(place.folder, known.name, "province_rankings")
    asked = {"indicator": "registered_shops", "province_code": "20", "frame": "63"}
    assert set(then.filter(**asked)["value"].drop_nulls()) == {2}
    assert vintages.on_show(place.folder, date(2021, 1, 1)) is None


def published(place: Place, name: str, title: str) -> None:
    """A release as if it had been published at its name's moment, with one table."""
    release = place.folder.published / name
    release.mkdir()
    (release / "release.json").write_text(json.dumps({"release": name, "newest_day": name[:8]}))
    pl.DataFrame({"document": [title], "target_value": [45_000.0]}).write_parquet(release / "targets.parquet")
    releases.point_to(place.folder, name)


@pytest.fixture
def kept(place: Place) -> Place:
    """Releases of three nights."""
    for night, title in ((28, "first"), (29, "second"), (30, "=1+1")):
        published(place, f"202611{night}T013000", title)
    return place


def cli(place: Place, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "assets.cli", "releases", "--data", str(place.folder.path), *words]
    return subprocess.run(command, capture_output=True, text=True, cwd=PROJECT, env=dict(os.environ))


def test_a_table_is_handed_out_as_it_was_known_on_a_day(kept: Place, tmp_path: Path) -> None:
    found = cli(kept, "--known-on", "2026-11-29", "--table", "targets", "--output", str(tmp_path / "t.csv"), "--json")
    assert found.returncode == 0, found.stderr
    assert [row["release"] for row in json.loads(found.stdout)] == ["20261129T013000"]
    assert pl.read_csv(tmp_path / "t.csv")["document"].to_list() == ["second"]
    vintages.hand_out(kept.folder, "20261130T013000", "targets", tmp_path / "t.parquet")
    assert pl.read_parquet(tmp_path / "t.parquet")["document"].to_list() == ["=1+1"]
    vintages.hand_out(kept.folder, "20261130T013000", "targets", tmp_path / "t.xlsx")
    assert pl.read_excel(tmp_path / "t.xlsx", engine="calamine")["document"].to_list() == ["'=1+1"]


def test_a_day_between_two_releases_knew_the_earlier_one(kept: Place) -> None:
    shutil.rmtree(kept.folder.published / "20261129T013000")
    release = vintages.on_show(kept.folder, date(2026, 11, 29))
    assert release is not None
    assert release.published_at == datetime(2026, 11, 28, 1, 30)


def test_a_release_that_was_written_and_never_made_current_was_not_known(kept: Place) -> None:
    kept.folder.current.write_text("20261129T013000\n", encoding="utf-8")
    assert [path.name for path in kept.folder.releases()] == ["20261129T013000", "20261128T013000"]
    release = vintages.on_show(kept.folder, date(2026, 12, 31))
    assert release is not None
    assert release.name == "20261129T013000"


def test_a_day_before_every_kept_release_is_answered_in_a_sentence(kept: Place) -> None:
    found = cli(kept, "--known-on", "2026-11-27")
    assert found.returncode == 2
    assert "No release is kept from 2026-11-27 or before; the earliest is 20261128T013000." in found.stderr


def test_wrong_usage_is_a_sentence(kept: Place, tmp_path: Path) -> None:
    for words, sentence in (
        (("--known-on", "yesterday"), "“yesterday” is no day."),
        (("--table", "targets"), "--table and --output go together"),
        (("--table", "shops", "--output", str(tmp_path / "s.csv")), "has no table shops. It has: targets."),
    ):
        found = cli(kept, *words)
        assert (found.returncode, found.stdout) == (2, "")
        assert sentence in found.stderr
        assert "Traceback" not in found.stderr


@pytest.mark.parametrize(("name", "sentence"), [("t.txt", "must end in"), ("nowhere/t.csv", "There is no folder")])
def test_a_file_that_cannot_be_written_is_refused(kept: Place, tmp_path: Path, name: str, sentence: str) -> None:
    with pytest.raises(Refusal, match=sentence):
        vintages.hand_out(kept.folder, "20261130T013000", "targets", tmp_path / name)
