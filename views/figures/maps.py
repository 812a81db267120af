"""The country as a map of one frame, coloured by a value; Hoàng Sa and Trường Sa are on it, and nothing is fetched."""

import json
from functools import partial
from pathlib import Path
from typing import Any

import altair as alt
import polars as pl
import streamlit as st

from views.figures import charts
from views.words.language import N_, _

BOUNDARIES = Path(__file__).parent / "boundaries"
ATTRIBUTION = N_(
    "Boundaries: Natural Resources, Environment and Cartography Publishing House (sapnhap.bando.com.vn), "
    "through thanglequoc/vietnamese-provinces-database (MIT), simplified; with Hoàng Sa and Trường Sa."
)
CHOSEN_PROVINCE = "province_on_map"
CONFIDENTIAL = ":c"
"""What statistical offices print for a confidential cell (Eurostat); apart from 0, – (none) and … (not known)."""
WIDTH, HEIGHT = 460, 560


@st.cache_resource(show_spinner=False)
def boundaries(frame: str) -> dict[str, Any]:
    """The TopoJSON of a frame's provinces."""
    found: dict[str, Any] = json.loads((BOUNDARIES / f"provinces_{frame}.topojson").read_text(encoding="utf-8"))
    return found


def provinces(rows: pl.DataFrame, frame: str, province_code: str) -> charts.Chart:
    """A choropleth in five classes of equal number, since two metros dwarf the rest; provinces without a value are pale.

    `rows`: province_code, province, rank, value and words, the value as it is read; where there is `is_confidential`,
    the provinces it marks are labelled `:c`.
    """
    shape = alt.InlineData(
        values=boundaries(frame), format=alt.TopoDataFormat(type="topojson", feature=f"provinces_{frame}")
    )
    marks = pl.col("is_confidential") if "is_confidential" in rows.columns else pl.lit(False)
    known = rows.select(
        "province_code",
        "province",
        "words",
        value=pl.col("value").fill_null(float("nan")),
        place=pl.col("rank").cast(pl.String).fill_null("–"),
        mark=pl.when(marks).then(pl.lit(CONFIDENTIAL)),
    )
    valued = known.filter(pl.col("value").is_not_nan())
    fields = ["province", "value", "words", "place"]
    base = (
        alt.Chart(shape)
        .transform_calculate(code="datum.properties.code", name="datum.properties.name")
        .transform_lookup(lookup="code", from_=alt.LookupData(data=valued, key="province_code", fields=fields))
        .project(type="mercator")
    )
    tooltip = [
        alt.Tooltip("name:N", title=_("Province")),
        alt.Tooltip("place:N", title=_("Rank")),
        alt.Tooltip("words:N", title=_("Value")),
    ]
    classes = alt.Scale(type="quantile", scheme="cividis", reverse=True, domain=sorted(valued["value"].to_list()))
    pale = base.mark_geoshape(fill="#9e9e9e", fillOpacity=0.35, stroke="white", strokeWidth=0.6).encode(
        tooltip=tooltip[:1]
    )
    click = alt.selection_point(name=CHOSEN_PROVINCE, fields=["code"], empty=False)
    filled = (
        base.transform_filter("isValid(datum.value)")
        .mark_geoshape(stroke="white", strokeWidth=0.6)
        .encode(
            color=alt.Color("value:Q", scale=classes, legend=None),
            tooltip=tooltip,
            description=alt.Description("name:N"),
        )
        .add_params(click)
    )
    ours = base.transform_filter(f"datum.code === '{province_code}'").mark_geoshape(
        filled=False, stroke="#D55E00", strokeWidth=2.5
    )
    layers = pale + filled + ours
    marked = known.drop_nulls("mark").select("province_code", "mark")
    if marked.height:
        layers += _labels(marked, frame)
    return charts.themed(layers.properties(width=WIDTH, height=HEIGHT))


def _labels(marked: pl.DataFrame, frame: str) -> alt.LayerChart:
    """Marks in the middle of their provinces, dark on a light rim, so that they are read on every class."""
    base = (
        alt.Chart(marked.join(middles(frame), on="province_code"))
        .encode(longitude="longitude:Q", latitude="latitude:Q", text="mark:N")
        .project(type="mercator")
    )
    written = partial(base.mark_text, fontSize=11, fontWeight="bold", aria=False)
    return written(stroke="#ffffff", strokeWidth=3) + written(fill="#000000")


@st.cache_resource(show_spinner=False)
def middles(frame: str) -> pl.DataFrame:
    """One row per province: where a word on it stands (data/reference/build_middles.py)."""
    rows = pl.read_csv(BOUNDARIES / "middles.csv", schema_overrides={"frame": pl.String, "province_code": pl.String})
    return rows.filter(pl.col("frame") == frame).drop("frame")


def clicked(event: Any) -> str | None:
    """The code of the province that was clicked, if one was."""
    points = (event or {}).get("selection", {}).get(CHOSEN_PROVINCE, [])
    return next((point.get("code") for point in points), None)
