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

from views.words import names, numbers
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
PLACE, LETTER = 13, 6.5
"""Pixels from rank to rank in a bump chart, a line of small text, and what a letter of it takes."""

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
                legend=alt.Legend(
                    values=present,
                    title=None,
                    orient="top",
                    padding=0,
                    offset=8,
                    columns=alt.ExprRef("width < 480 ? 3 : 7"),
                ),
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
def ranks(data: pl.DataFrame, province_code: str) -> Chart:
    """One bar for each province, in the order of the rows, with its value in words at its end.

    `data`: rows of a ranking with values (views/rankings/ranks.py); Lạng Sơn and the chosen province stand out.
    """
    code = pl.col("province_code")
    words = data.select(
        "province",
        "value",
        label=pl.format("{}  {}", pl.col("rank").cast(pl.String).fill_null(""), "province"),
        role=pl.when(code == names.HOME)
        .then(pl.lit(HOME))
        .when(code == province_code)
        .then(pl.lit(CHOSEN))
        .otherwise(pl.lit(OTHERS)),
        words="words",
    )
    order = words["label"].to_list()
    standing_out = words.filter(pl.col("role") != OTHERS)["label"].to_list()
    weight = alt.condition(alt.FieldOneOfPredicate("label", standing_out), alt.value(700), alt.value(400))
    base = alt.Chart(words).encode(
        y=alt.Y(
            "label:N",
            sort=order,
            title=None,
            axis=alt.Axis(labelLimit=200, labelOverlap=False, labelFlush=False, labelFontWeight=weight),
        ),
        x=alt.X("value:Q", title=None, axis=None),
        color=alt.Color("role:N", scale=alt.Scale(domain=ROLES), legend=None),
        tooltip=[alt.Tooltip("label:N", title=_("Province")), alt.Tooltip("words:N", title=_("Value"))],
        description=alt.Description("words:N"),
    )
    ends = base.mark_text(align="left", dx=5, aria=False).encode(text="words:N", color=alt.ColorDatum(WORDS))
    return themed((base.mark_bar() + ends).properties(height=BAR * len(order)))


@once
def bump(days: pl.DataFrame, roles: Mapping[str, str]) -> Chart | None:
    """A line of ranks for each province, the first place on top; those with a role stand out, named at their ends.

    `days`: rows of views/rankings/history.py. None where ranks are known on fewer than two days.
    """
    ranked = days.filter(pl.col("rank").is_not_null())
    if ranked["as_of_date"].n_unique() < 2:
        return None
    last = int(ranked.select(pl.col("rank").max()).item())
    drawn = in_roles(days, roles)
    is_shown = pl.col("role") != OTHERS
    ends = _ends(drawn.filter(is_shown, pl.col("rank").is_not_null()))
    room = LETTER * max(map(len, ends["label"]), default=0)
    base = alt.Chart().encode(
        x=time(room),
        y=alt.Y(
            "rank:Q",
            title=None,
            scale=alt.Scale(domain=[1, last], reverse=True, nice=False, zero=False, padding=PLACE / 2),
            axis=alt.Axis(values=[1, *range(5, last + 1, 5)], format="d", grid=False),
        ),
        color=alt.Color("role:N", scale=alt.Scale(domain=ROLES), legend=None),
        detail="province:N",
    )
    pale = drawn.filter(~is_shown).select("as_of_date", "rank", "province", "role")
    words = pl.format("{}/{}", "place", "provinces_ranked")
    shown = drawn.filter(is_shown).select("as_of_date", "rank", "province", "role", words=words)
    province = alt.Tooltip("province:N", title=_("Province"))
    background = base.mark_line(strokeWidth=1, opacity=0.4, aria=False).encode(tooltip=[province])
    lines = base.mark_line(strokeWidth=2.5, point=alt.OverlayMarkDef(size=20)).encode(
        tooltip=[province, on_day(), alt.Tooltip("words:N", title=_("Rank"))], description=alt.Description("words:N")
    )
    labels = base.mark_text(align="left", dx=7, fontWeight="bold", aria=False).encode(y="at:Q", text="label:N")
    layers = [layer.properties(data=rows) for layer, rows in ((background, pale), (lines, shown), (labels, ends))]
    return themed(alt.LayerChart(layer=layers).properties(height=PLACE * last))


def _ends(shown: pl.DataFrame) -> pl.DataFrame:
    """What stands at the end of each line and where: ranks that are equal or next to each other make room."""
    ends = shown.sort("as_of_date").group_by("province", maintain_order=True).last().sort("rank")
    heights: list[float] = []
    for rank in ends["rank"]:
        heights.append(max(rank, heights[-1] + 1) if heights else rank)
    return ends.select(
        "as_of_date",
        "rank",
        "province",
        "role",
        at=pl.Series(heights, dtype=pl.Float64),
        label=pl.format("{} {}", "place", "province"),
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
    legend = alt.Legend(
        values=list(called.values()),
        title=None,
        orient="top",
        padding=0,
        offset=8,
        labelLimit=300,
        columns=alt.ExprRef("width < 480 ? 2 : 6"),
    )
    y = alt.Y("value:Q", title=None, axis=alt.Axis(format=",.2~f", tickCount=4) if decimals else amounts())
    drawn = (
        alt.Chart(rows.select("as_of_date", "name", "value", said))
        .mark_line(strokeWidth=2.5, point=alt.OverlayMarkDef(size=20))
        .encode(
            x=time(),
            y=y,
            color=alt.Color("name:N", scale=colour, legend=legend),
            tooltip=[alt.Tooltip("name:N", title=title), on_day(), alt.Tooltip("words:N", title=_("Value"))],
            description=alt.Description("words:N"),
        )
    )
    if not aims:
        return themed(drawn.properties(height=280))
    aimed = pl.DataFrame(
        {"value": aims, "name": [WORDS] * len(aims), "words": [numbers.quantity(aim, unit) for aim in aims]}
    )
    base = alt.Chart(aimed).encode(y=y, color=alt.Color("name:N", scale=colour, legend=legend))
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
