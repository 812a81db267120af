"""Bars of a ranking, and lines of ranks from day to day."""

from collections.abc import Mapping

import altair as alt
import polars as pl

from views.figures.charts import BAR, CHOSEN, HOME, OTHERS, ROLES, WORDS, Chart, in_roles, on_day, once, themed, time
from views.words import names
from views.words.language import _

PLACE, LETTER = 13, 6.5
"""Pixels from rank to rank in a bump chart, a line of small text, and what a letter of it takes."""


@once
def bars(data: pl.DataFrame, province_code: str) -> Chart:
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
