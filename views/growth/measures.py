"""Growth since launch in words: a multiple never stands without its base, day and sources."""

from typing import Any

import altair as alt
import polars as pl

from views import release
from views.address import Choice
from views.figures import charts
from views.figures.figure import About, Column
from views.words import names, numbers
from views.words.language import N_, _, plain
from views.words.names import Indicator

OWN = "own_count"
KINDS = {
    OWN: N_("our own count of the launch day"),
    "quoted_launch": N_("the figure quoted for launch"),
    "pilot_count": N_("the count of the two-commune pilot"),
}
PARTS = {"marketplace": N_("Which marketplaces it came from"), "province": N_("Which provinces it came from")}
Row = dict[str, Any]


def of_province(choice: Choice) -> pl.DataFrame:
    """Everything of the chosen province up to the chosen day, oldest first."""
    found = release.scan("growth_since_launch").filter(
        pl.col("level") == "province", pl.col("frame") == choice.frame, pl.col("area_code") == choice.province.code
    )
    if choice.day:  # without computed figures there is no day to choose, and quoted ones are shown
        found = found.filter(pl.col("as_of_date") <= choice.until)
    return found.sort("as_of_date").collect()


def finding(row: Row, indicator: Indicator) -> str:
    """The newest figure as a multiple of its base, or why there is none; then base, day of the base and sources."""
    value = numbers.quantity(row["value"], indicator.unit, indicator.decimals)
    day, base_day = numbers.day(row["as_of_date"]), numbers.day(row["baseline_date"])
    base = numbers.quantity(row["baseline_value"], indicator.unit, indicator.decimals)
    said = {"value": value, "day": day, "base": base, "base_day": base_day}
    if row["baseline_value"] is None:
        told = (
            _("**{value}** on {day}. Nothing was counted at launch, so there is no multiple.", **said)
            if row["baseline_kind"] == OWN
            else _("**{value}** on {day}. The base was never published, so there is no multiple.", **said)
        )
    elif row["change"] is None:
        why_not = row["reason"]
        told = _("**{value}** on {day}. {reason}", reason=_(why_not), **said)
    elif row["times_baseline"] is None:
        moved = numbers.distance(row["change"], indicator.unit, max(indicator.decimals, 1))
        told = _(
            "**{value}** on {day}, {base} on {base_day}: a difference of {moved}. A ratio or a score has no multiple.",
            moved=moved,
            **said,
        )
    else:
        said |= {
            "times": numbers.times(row["times_baseline"]),
            "change": numbers.change(row["value"], row["baseline_value"]),
        }
        told = (
            _(
                "**{value}** in the 30 days to {day}: **{times}** the {base} of the 30 days from {base_day}, {change}.",
                **said,
            )
            if row["counts"] == "flow"
            else _("**{value}** on {day}: **{times}** the {base} of {base_day}, {change}.", **said)
        )
    kind = KINDS[row["baseline_kind"]]
    named = _(
        "Base: {kind}, {base} ({base_day}). Sources: {sources}.",
        kind=_(kind),
        base=base,
        base_day=base_day,
        sources=plain(sources(row)),
    )
    return f"{told}\n\n{named}"


def sources(row: Row) -> str:
    """Who says the value, and who the base."""
    ours, base = _("our own count"), row["baseline_source"]
    return _(
        "the base – {base}; the value – {value}",
        base=_(base) if base else ours,
        value=row["value_source"] or ours,
    )


@charts.once
def line(rows: pl.DataFrame, province_code: str) -> charts.Chart | None:
    """The multiple over the as-of days on a log axis, with a rule at 1; None where there is nothing to draw."""
    drawn = rows.filter(pl.col("times_baseline") > 0)
    if drawn.is_empty():
        return None
    words = drawn.select(
        "as_of_date",
        times="times_baseline",
        role=pl.lit(charts.HOME if province_code == names.HOME else charts.CHOSEN),
        words=pl.Series([numbers.times(value) for value in drawn["times_baseline"]], dtype=pl.String),
    )
    colour = alt.Scale(domain=charts.ROLES)
    lines = (
        alt.Chart(words)
        .mark_line(point=True)
        .encode(
            x=charts.time(),
            y=alt.Y("times:Q", title=None, scale=alt.Scale(type="log"), axis=alt.Axis(format=",.2~f", tickCount=5)),
            color=alt.Color("role:N", scale=colour, legend=None),
            tooltip=[charts.on_day(), alt.Tooltip("words:N", title=_("Multiple"))],
            description=alt.Description("words:N"),
        )
    )
    one = alt.Chart(pl.DataFrame({"times": [1.0], "role": [charts.WORDS]})).mark_rule(strokeDash=[4, 4], aria=False)
    return charts.themed((one.encode(y="times:Q", color="role:N") + lines).properties(height=280))


def about(rows: pl.DataFrame, indicator: Indicator, area: str) -> About:
    """What a series of multiples is."""
    newest = rows.row(-1, named=True)
    notes, unit = [], indicator.unit
    if newest["times_baseline"] is not None:
        notes.append(_("The axis is logarithmic: equal steps are equal multiples. The dashed line is the base, 1."))
        unit = _("times the base; values in {unit}", unit=indicator.unit)
    if newest["counts"] == "flow":
        notes.append(_("A flow is that of 30 days, divided by the 30 days from launch."))
    return About(
        measure=indicator.name,
        definition=indicator.definition,
        unit=unit,
        area=area,
        day=newest["as_of_date"],
        n=_("{n} days", n=numbers.number(rows.height)),
        source=sources(newest),
        notes=notes,
        indicators=[indicator.code],
    )


def columns(indicator: Indicator) -> list[Column]:
    """The columns of a series of multiples."""
    unit = indicator.unit

    def value(one: float) -> str:
        return numbers.number(one, indicator.decimals)

    return [
        Column("as_of_date", _("Day"), shown=numbers.day),
        Column("value", _("Value"), unit=unit, shown=value),
        Column("baseline_value", _("Base"), unit=unit, shown=value),
        Column("baseline_date", _("Day of the base"), shown=numbers.day),
        Column("times_baseline", _("Multiple"), _("Value over base."), _("times"), numbers.times),
        Column("change", _("Difference"), _("Value minus base."), unit, value),
        Column("change_pct", _("Change in percent"), _("Of the base."), "%", numbers.percent),
        Column("change_points", _("Change in percentage points"), unit=_("percentage points")),
        Column("index_launch", _("Index, launch = 100")),
        Column("compound_monthly_pct", _("Growth per month"), _("Compounded."), "%", numbers.percent),
        Column("baseline_kind", _("Kind of base")),
        Column("baseline_source", _("Source of the base")),
        Column("value_source", _("Source of the value")),
    ]


def parts(choice: Choice, code: str, split_by: str) -> pl.DataFrame:
    """What the change since launch is made of: the province's by marketplace, the country's by province."""
    area = "VN" if split_by == "province" else choice.province.code
    found = release.scan("growth_contributions").filter(
        pl.col("frame") == choice.frame,
        pl.col("area_code") == area,
        pl.col("indicator") == code,
        pl.col("comparison") == "since_launch",
        pl.col("split_by") == split_by,
    )
    if choice.day:
        found = found.filter(pl.col("as_of_date") <= choice.until)
    newest = found.filter(pl.col("as_of_date") == pl.col("as_of_date").max()).sort("change", descending=True).collect()
    called = (
        {one.code: one.name for one in names.provinces(choice.frame).values()}
        if split_by == "province"
        else names.marketplaces()
    )
    return newest.with_columns(
        part_name=pl.Series([called.get(part, _("place unknown")) for part in newest["part"]], dtype=pl.String)
    )


def part_columns(unit: str) -> list[Column]:
    """The columns of contributions."""
    return [
        Column("part_name", _("Part"), shown=str),
        Column("part", _("Code")),
        Column("value", _("Value"), unit=unit, shown=numbers.number),
        Column("compared_value", _("At launch"), unit=unit, shown=numbers.number),
        Column("change", _("Contribution"), _("The parts add to the change of the whole."), unit, numbers.number),
        Column(
            "contribution_points",
            _("Contribution in points"),
            _("Of the growth rate of the whole."),
            _("percentage points"),
            lambda value: numbers.number(value, 1),
        ),
        Column("total_change", _("Change of the whole"), unit=unit),
    ]
