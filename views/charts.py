"""One look for all charts: Lạng Sơn always in the same colour, axes in the reader's language, light and dark.

Colours come from the theme (.streamlit/config.toml), which the browser switches between light and dark: the first is
Lạng Sơn's, the last is for what stays in the background, those between are for marketplaces and chosen provinces.
Text and grid follow the theme as well; nothing here sets a background.
"""

import altair as alt
import polars as pl

from views import names, numbers
from views.language import N_, _, chosen

HOME, CHOSEN, OTHERS, WORDS = "home", "chosen", "others", "words"
ROLES = [HOME, CHOSEN, *"234567", OTHERS, WORDS]
"""Who takes which colour of the theme's palette; marketplaces take those after HOME in the order of their registry."""

LOCALE = {"vi": {"decimal": ",", "thousands": "."}, "en": {"decimal": ".", "thousands": ","}}
MONTHS = {"vi": "%m/%Y", "en": "%b %Y"}
BILLION, MILLION = N_("billion"), N_("million")
BAR = 19
"""Pixels from bar to bar."""

Chart = alt.Chart | alt.LayerChart


def months(data: pl.DataFrame, measure: str, unit: str) -> Chart:
    """Stacked columns of a measure by month and marketplace; pale where a month is not over.

    `data`: month, marketplace_name, is_whole and the measure.
    """
    known = list(names.marketplaces().values())
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


def ranks(data: pl.DataFrame, province_code: str) -> Chart:
    """One bar for each province, in the order of the rows, with its value in words at its end.

    `data`: rows of a ranking with values (views/ranks.py); Lạng Sơn and the chosen province stand out.
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
