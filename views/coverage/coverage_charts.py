"""The measures of coverage drawn: bars of one day, lines from day to day, with the targets."""

import altair as alt
import polars as pl

from views.coverage.measures import MEASURES, unit
from views.figures import charts
from views.words import numbers
from views.words.language import _


@charts.once
def bars(newest: pl.DataFrame, targets: pl.DataFrame) -> charts.Chart:
    """A bar for each measure, and a mark at each target that is set for it."""
    column, of = unit(newest)
    said = [numbers.quantity(value, of, 1 if of == numbers.PERCENT else 0) for value in newest[column]]
    drawn = newest.select("name", value=column, role=_roles(), words=pl.Series(said, dtype=pl.String))
    order = drawn["name"].to_list()
    base = alt.Chart(drawn).encode(
        y=alt.Y("name:N", sort=order, title=None, axis=alt.Axis(labelLimit=200)),
        x=alt.X("value:Q", title=None, axis=None),
        color=alt.Color("role:N", scale=alt.Scale(domain=charts.ROLES), legend=None),
        tooltip=[alt.Tooltip("name:N", title=_("Households with")), alt.Tooltip("words:N", title=_("Value"))],
        description=alt.Description("words:N"),
    )
    layers = base.mark_bar(size=16) + base.mark_text(align="left", dx=6, aria=False).encode(
        text="words:N", color=alt.ColorDatum(charts.WORDS)
    )
    if column == "coverage_pct" and targets.height:
        called = {row["measure"]: row["name"] for row in newest.to_dicts()}
        set_for = (
            targets.filter(pl.col("measure").is_in(list(called)))
            .select(
                name=pl.col("measure").replace(called),
                value="target_value",
                role=pl.lit(charts.WORDS),
                words="document",
            )
            .unique(["name", "value"])
        )
        aim = pl.Series("aim", [numbers.percent(value, 0) for value in set_for["value"]], pl.String)
        marks = alt.Chart(set_for.with_columns(aim)).encode(
            y=alt.Y("name:N", sort=order), x="value:Q", color=alt.Color("role:N", scale=alt.Scale(domain=charts.ROLES))
        )
        labels = marks.mark_text(align="left", dx=5, aria=False).encode(text="aim:N")
        layers = (
            layers
            + marks.mark_tick(thickness=3, size=24, aria=False).encode(
                tooltip=[alt.Tooltip("value:Q", title=_("Target")), alt.Tooltip("words:N", title=_("Document"))]
            )
            + labels
        )
    return charts.themed(layers.properties(height=2 * charts.BAR * newest.height))


def lines(rows: pl.DataFrame, targets: pl.DataFrame) -> charts.Spec | None:
    """The measures from day to day; dashed at the targets."""
    column, of = unit(rows)
    levels = sorted(set(targets["target_value"].drop_nulls())) if column == "coverage_pct" else []
    drawn = rows.sort("order", "as_of_date").select("as_of_date", "name", role=_roles(), value=column)
    return charts.lines(drawn, _("Households with"), of, 1 if of == numbers.PERCENT else 0, levels)


def _roles() -> pl.Expr:
    """A colour for each measure; the first is Lạng Sơn's and none of theirs."""
    return pl.col("measure").replace_strict(dict(zip(MEASURES, charts.ROLES[1:], strict=False)), return_dtype=pl.String)
