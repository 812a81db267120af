"""One look for all charts: Lạng Sơn always in the same colour, axes in the reader's language, light and dark.

Colours come from the theme (.streamlit/config.toml), which the browser switches between light and dark: the first is
Lạng Sơn's, the last is for what stays in the background, those between are for marketplaces and chosen provinces.
Text and grid follow the theme as well; nothing here sets a background.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any, ParamSpec

import altair as alt
import polars as pl
import streamlit as st

from views.words import numbers
from views.words.language import N_, _, chosen

HOME, CHOSEN, OTHERS, WORDS = "home", "chosen", "others", "words"
ROLES = [HOME, CHOSEN, *"234567", OTHERS, WORDS]
"""Who takes which colour of the theme's palette; marketplaces take those after HOME in the order of their registry."""

LOCALE = {"vi": {"decimal": ",", "thousands": "."}, "en": {"decimal": ".", "thousands": ","}}
MONTHS = {"vi": "%m/%Y", "en": "%b %Y"}
BILLION, MILLION = N_("billion"), N_("million")
DAYS = {"vi": "%d/%m/%Y", "en": "%d %b %Y"}
BAR = 19
"""Pixels from bar to bar."""

Chart = alt.Chart | alt.LayerChart
Spec = dict[str, Any]
"""A chart as Vega-Lite reads it, with its frames under `datasets`."""
Drawn = ParamSpec("Drawn")


def spec(chart: Chart) -> Spec:
    """A chart as Vega-Lite reads it."""
    frames: list[pl.DataFrame] = []

    def named(part: Any) -> None:
        if isinstance(part.data, pl.DataFrame):
            at = next((at for at, frame in enumerate(frames) if frame is part.data), len(frames))
            frames[at:] = [part.data, *frames[at + 1 :]]
            part.data = alt.NamedData(name=f"rows_{at}")
        for layer in getattr(part, "layer", ()):
            named(layer)

    named(chart)
    found = chart.to_dict()
    found["datasets"] = found.get("datasets", {}) | {f"rows_{at}": frame for at, frame in enumerate(frames)}
    return found


def once(draw: Callable[Drawn, Chart | None]) -> Callable[Drawn, Spec | None]:
    """A drawing that is kept by its arguments and the language, on which alone it may depend.

    Altair checks a chart longer than a page takes to compute what is drawn.
    """

    @wraps(draw)
    def drawn(*arguments: Drawn.args, **named: Drawn.kwargs) -> Spec | None:
        return _kept(draw, f"{draw.__module__}.{draw.__qualname__}", chosen(), arguments, named)

    return drawn


@st.cache_resource(max_entries=128, show_spinner=False)
def _kept(_draw: Callable[..., Chart | None], name: str, language: str, arguments: Any, named: Any) -> Spec | None:
    """The drawing of that name in a language."""
    chart = _draw(*arguments, **named)
    return None if chart is None else spec(chart)


@once
def months(data: pl.DataFrame, measure: str, unit: str, known: Sequence[str]) -> Chart:
    """Stacked columns of a measure by month and marketplace; pale where a month is not over.

    `data`: month, marketplace_name, is_whole and the measure. `known`: all marketplaces, in the order of their colours.
    """
    present = [name for name in known if name in set(data["marketplace_name"])]
    said = pl.Series("words", [numbers.quantity(value, unit) for value in data[measure]], pl.String)
    words = data.select("month", "marketplace_name", "is_whole", measure, said)
    return themed(
        alt.Chart(words)
        .mark_bar(binSpacing=1)
        .encode(
            x=alt.X("month:T", timeUnit="yearmonth", title=None, axis=alt.Axis(format=MONTHS[chosen()], tickCount=6)),
            y=alt.Y(f"{measure}:Q", title=None, axis=amounts()),
            color=alt.Color(
                "marketplace_name:N",
                scale=alt.Scale(domain=[HOME, *known]),
                legend=legend(present, 3, 7),
            ),
            opacity=alt.condition("datum.is_whole", alt.value(1), alt.value(0.45)),
            tooltip=[
                alt.Tooltip("month:T", title=_("Month"), format=MONTHS[chosen()]),
                alt.Tooltip("marketplace_name:N", title=_("Marketplace")),
                alt.Tooltip("words:N", title=_("Value")),
            ],
            description=alt.Description("words:N"),
        )
        .properties(height=240)
    )


@once
def lines(rows: pl.DataFrame, title: str, unit: str, decimals: int, aims: Sequence[float] = ()) -> Chart | None:
    """Values from day to day in their own unit, a line for each name; dashed rules at what is aimed at.

    `rows`: as_of_date, name, role, value; names in the order of the legend. `title`: what the names are. None where
    values are known on fewer than two days.
    """
    if rows.filter(pl.col("value").is_not_null())["as_of_date"].n_unique() < 2:
        return None
    said = pl.Series("words", [numbers.quantity(value, unit, decimals) for value in rows["value"]], pl.String)
    called = dict(rows.select("role", "name").unique(maintain_order=True).iter_rows())
    colour = alt.Scale(domain=[called.get(role, role) for role in ROLES])
    shown = legend(list(called.values()), 2, 6, labelLimit=300)
    y = alt.Y("value:Q", title=None, axis=alt.Axis(format=",.2~f", tickCount=4) if decimals else amounts())
    drawn = (
        alt.Chart(rows.select("as_of_date", "name", "value", said))
        .mark_line(strokeWidth=2.5, point=alt.OverlayMarkDef(size=20))
        .encode(
            x=time(),
            y=y,
            color=alt.Color("name:N", scale=colour, legend=shown),
            tooltip=[alt.Tooltip("name:N", title=title), on_day(), alt.Tooltip("words:N", title=_("Value"))],
            description=alt.Description("words:N"),
        )
    )
    if not aims:
        return themed(drawn.properties(height=280))
    aimed = pl.DataFrame(
        {"value": aims, "name": [WORDS] * len(aims), "words": [numbers.quantity(aim, unit) for aim in aims]}
    )
    base = alt.Chart(aimed).encode(y=y, color=alt.Color("name:N", scale=colour, legend=shown))
    rules = base.mark_rule(strokeDash=[4, 4], aria=False)
    labels = base.mark_text(align="left", baseline="bottom", dx=3, dy=-2, aria=False).encode(
        x=alt.value(0), text="words:N"
    )
    return themed((rules + drawn + labels).properties(height=280))


def in_roles(days: pl.DataFrame, roles: Mapping[str, str]) -> pl.DataFrame:
    """Rows by province with the role that gives each its colour, those with a role in its order."""
    place = {code: at for at, code in enumerate(roles)}
    code = pl.col("province_code")
    return days.with_columns(
        role=code.replace_strict(dict(roles), default=OTHERS), order=code.replace_strict(place, default=len(place))
    ).sort("order", "as_of_date", maintain_order=True)


def time(room: float = 0) -> alt.X:
    """Days from left to right, with room for words at the right."""
    axis = alt.Axis(format=MONTHS[chosen()], tickCount=6, labelOverlap=True)
    return alt.X("as_of_date:T", title=None, axis=axis, scale=alt.Scale(range=[0, alt.ExprRef(f"width - {room}")]))


def on_day() -> alt.Tooltip:
    return alt.Tooltip("as_of_date:T", title=_("Day"), format=DAYS[chosen()])


def legend(names: Sequence[str], narrow: int, wide: int, **more: Any) -> alt.Legend:
    """What the colours mean, above the chart; in so many columns on a narrow screen and on a wide one."""
    columns = alt.ExprRef(f"width < 480 ? {narrow} : {wide}")
    return alt.Legend(values=list(names), title=None, orient="top", padding=0, offset=8, columns=columns, **more)


def amounts() -> alt.Axis:
    """An axis of counts or dong, in words from a million: 2 tỷ, 500 triệu."""
    say = "format(datum.value / {size}, ',.2~f') + ' {word}'"
    billions = say.format(size="1e9", word=_(BILLION))
    millions = say.format(size="1e6", word=_(MILLION))
    full = "format(datum.value, ',')"
    return alt.Axis(
        tickCount=4,
        labelLimit=120,
        labelExpr=f"datum.value >= 1e9 ? {billions} : datum.value >= 1e6 ? {millions} : {full}",
    )


def themed(chart: Chart) -> Chart:
    """A chart with the numbers of the reader's language; Streamlit adds fonts, colours of text and palette."""
    number = {**LOCALE[chosen()], "grouping": [3], "currency": ["", ""]}
    tight = chart.properties(padding={"left": 0, "top": 0, "right": 0, "bottom": 1})
    return tight.configure(locale={"number": number}, background="transparent").configure_axis(labelPadding=6)
