"""What `make mutants` relies on: every plant is a sentence of its own, and its query stands for the table."""

import tomllib
from pathlib import Path

import pytest

PLANTS = Path(__file__).parent / "mutants"


@pytest.mark.parametrize("kind", ["tables"])
def test_every_plant_says_what_is_wrong_and_where(kind: str) -> None:
    plants = tomllib.loads((PLANTS / f"{kind}.toml").read_text(encoding="utf-8"))["plants"]
    assert len({plant["why"] for plant in plants}) == len(plants) >= 70
    assert all("{t}" in plant["plant"] for plant in plants)
