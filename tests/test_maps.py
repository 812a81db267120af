"""The map holds the whole country in both frames, also where nothing was counted."""

import json
import runpy
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from views.figures import maps

PROJECT = Path(__file__).parent.parent
ROWS = pl.DataFrame(
    {
        "province_code": ["20", "24"],
        "province": ["Lạng Sơn", "Bắc Ninh"],
        "rank": [1, 2],
        "value": [5.0, 3.0],
        "words": ["5", "3"],
    }
)


def drawn(frame: str) -> dict[str, Any]:
    """The chart as the browser gets it."""
    found: dict[str, Any] = maps.provinces(ROWS, frame, "20").to_dict()
    return found


@pytest.mark.parametrize(("frame", "count"), [("34", 34), ("63", 63)])
def test_every_province_of_a_frame_has_a_shape_with_its_code(frame: str, count: int) -> None:
    shapes = maps.boundaries(frame)["objects"][f"provinces_{frame}"]["geometries"]
    assert len({shape["properties"]["code"] for shape in shapes}) == count


def test_both_maps_together_are_small_and_hold_the_archipelagos() -> None:
    sizes = [(maps.BOUNDARIES / f"provinces_{frame}.topojson").stat().st_size for frame in ("34", "63")]
    assert sum(sizes) < 350_000
    for frame in ("34", "63"):
        said = json.dumps(maps.boundaries(frame))
        assert said.count('"Polygon"') + said.count('"MultiPolygon"') == int(frame)


@pytest.mark.parametrize("frame", ["34", "63"])
def test_a_province_without_a_value_is_drawn_pale_and_not_left_out(frame: str) -> None:
    pale, filled, _ours = drawn(frame)["layer"]
    assert not any("filter" in step for step in pale["transform"])
    assert any("isValid" in str(step.get("filter")) for step in filled["transform"])


@pytest.mark.parametrize("frame", ["34", "63"])
def test_a_confidential_value_is_labelled_in_the_middle_of_its_province(frame: str) -> None:
    marked = ROWS.with_columns(is_confidential=pl.Series([False, True]))
    spec = maps.provinces(marked, frame, "20").to_dict()
    tables = [rows for rows in spec["datasets"].values() if isinstance(rows, list)]
    said = [row for rows in tables for row in rows if row.get("mark")]
    assert {(row["province_code"], row["mark"]) for row in said} == {("24", ":c")}
    assert ":c" not in json.dumps(drawn(frame))


@pytest.mark.parametrize("frame", ["34", "63"])
def test_the_middle_of_a_province_lies_on_the_mainland_or_its_largest_island(frame: str) -> None:
    middles = maps.middles(frame)
    assert middles.height == int(frame)
    assert middles["longitude"].is_between(102.1, 109.5).all(), "not among Hoàng Sa and Trường Sa"
    hanoi = middles.filter(province_code="01").row(0)
    assert hanoi == ("01", pytest.approx(105.7, abs=0.2), pytest.approx(21.0, abs=0.2))


def test_the_middles_are_those_of_the_shipped_boundaries() -> None:
    built = runpy.run_path(str(PROJECT / "data" / "reference" / "build_middles.py"))["middles"]
    for frame in ("34", "63"):
        assert_frame_equal(built(frame).drop("frame"), maps.middles(frame))
