"""Colours that everybody can tell apart, on either background."""

import tomllib
from itertools import combinations
from pathlib import Path

import altair as alt
import numpy as np
import polars as pl
import pytest

from views.figures import charts

CONFIG = Path(__file__).parent.parent / ".streamlit" / "config.toml"
THEME = tomllib.loads(CONFIG.read_text(encoding="utf-8"))["theme"]
PAGE = {"light": "#ffffff", "dark": "#171614"}
SEEN = {
    "usual": np.eye(3),
    # Machado, Oliveira and Fernandes (2009), severity 1
    "protanopia": np.array([[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]),
    "deuteranopia": np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]),
    "tritanopia": np.array([[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]),
}  # fmt: skip


def linear(colour: str) -> np.ndarray:
    channels = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    light = sorted(float(linear(colour) @ [0.2126, 0.7152, 0.0722]) + 0.05 for colour in (one, other))
    return light[1] / light[0]


def oklab(rgb: np.ndarray) -> np.ndarray:
    """Björn Ottosson's perceptual space, in which distances are comparable."""
    cones = np.cbrt(
        np.clip(rgb, 0, 1)
        @ np.array(
            [
                [0.41222147, 0.53633254, 0.05144599],
                [0.21190350, 0.68069955, 0.10739696],
                [0.08830246, 0.28171884, 0.62997870],
            ]
        ).T
    )
    return cones @ np.array([[0.21045426, 0.79361779, -0.00407205], [1.97799850, -2.42859221, 0.45059371], [0.02590404, 0.78277177, -0.80867577]]).T  # fmt: skip


def distance(one: str, other: str, eyes: str) -> float:
    return float(np.linalg.norm(oklab(SEEN[eyes] @ linear(one)) - oklab(SEEN[eyes] @ linear(other))))


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_every_colour_stands_out_from_the_page_and_words_can_be_read(mode: str) -> None:
    *marks, words = THEME[mode]["chartCategoricalColors"]
    assert {
        colour: round(contrast(colour, PAGE[mode]), 2) for colour in marks if contrast(colour, PAGE[mode]) < 3
    } == {}
    assert contrast(words, PAGE[mode]) >= 4.5


@pytest.mark.parametrize("eyes", SEEN)
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_lang_son_the_chosen_and_the_others_differ_for_every_eye(mode: str, eyes: str) -> None:
    home, chosen, *_, others, _words = THEME[mode]["chartCategoricalColors"]
    close = [pair for pair in combinations((home, chosen, others), 2) if distance(*pair, eyes) < 0.08]
    assert not close


@pytest.mark.parametrize("eyes", SEEN)
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_marketplaces_differ_for_every_eye(mode: str, eyes: str) -> None:
    marketplaces = THEME[mode]["chartCategoricalColors"][1:8]
    close = {
        pair: round(distance(*pair, eyes), 3) for pair in combinations(marketplaces, 2) if distance(*pair, eyes) < 0.08
    }
    assert not close


def test_lang_son_has_one_colour() -> None:
    assert THEME["light"]["chartCategoricalColors"][0] == THEME["dark"]["chartCategoricalColors"][0] == "#d55e00"


def test_a_chart_keeps_every_table_it_is_drawn_from() -> None:
    rows, looked_up = pl.DataFrame({"code": ["20"], "at": [1]}), pl.DataFrame({"code": ["20"], "name": ["Lạng Sơn"]})
    base = alt.Chart(rows).transform_lookup("code", from_=alt.LookupData(looked_up, key="code", fields=["name"]))
    spec = charts.spec(base.mark_bar().encode(x="at:Q") + base.mark_text().encode(x="at:Q", text="name:N"))
    names = {spec["data"]["name"], spec["layer"][0]["transform"][0]["from"]["data"]["name"]}
    assert names == set(spec["datasets"])
    assert spec["datasets"][spec["data"]["name"]].equals(rows)


def test_what_is_drawn_again_from_the_same_rows_is_drawn_once() -> None:
    drawings: list[int] = []

    @charts.once
    def bars(rows: pl.DataFrame, colour: str) -> alt.Chart | None:
        drawings.append(rows.height)
        return alt.Chart(rows).mark_bar(color=colour).encode(x="at:Q") if rows.height else None

    rows = pl.DataFrame({"at": [1, 2]})
    first, again, other = bars(rows, "red"), bars(rows.clone(), "red"), bars(rows, "blue")
    assert first is not None
    assert str(first) == str(again) != str(other)
    assert bars(rows.clear(), "red") is None
    assert drawings == [2, 2, 0]
