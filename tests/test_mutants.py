"""What `make mutants` relies on: every plant is a sentence of its own, and its query stands for the table."""

import tomllib
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent
PLANTS = PROJECT / "tests" / "mutants"


@pytest.mark.parametrize("kind", ["tables"])
def test_every_plant_says_what_is_wrong_and_where(kind: str) -> None:
    plants = tomllib.loads((PLANTS / f"{kind}.toml").read_text(encoding="utf-8"))["plants"]
    assert len({plant["why"] for plant in plants}) == len(plants) >= 70
    assert all("{t}" in plant["plant"] for plant in plants)


def test_every_error_in_the_code_has_one_place_to_be_planted_in() -> None:
    plants = tomllib.loads((PLANTS / "code.toml").read_text(encoding="utf-8"))["plants"]
    found = {
        plant["why"]: (PROJECT / plant["file"]).read_text(encoding="utf-8").count(plant["find"]) for plant in plants
    }
    assert {why: n for why, n in found.items() if n != 1} == {}
    assert len(found) == len(plants)
