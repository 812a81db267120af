"""Growth since launch, targets and quotations in words: a multiple never stands without its base, day and sources."""

from collections.abc import Callable
from typing import Any

import altair as alt
import polars as pl

from views import charts, names, numbers, release
from views.address import Choice
from views.figures import About, Column
from views.language import N_, _, chosen, plain
from views.names import Indicator

OWN = "own_count"
KINDS = {
    OWN: N_("our own count of the launch day"),
    "quoted_launch": N_("the figure quoted for launch"),
    "pilot_count": N_("the count of the two-commune pilot"),
}
PARTS = {"marketplace": N_("Which marketplaces it came from"), "province": N_("Which provinces it came from")}
STATES = {"met": N_("met"), "not_met": N_("not met"), "no_information": N_("no information")}
SIGNS = {("at_most", False): "≤", ("at_least", False): "≥", ("at_least", True): ">", ("at_most", True): "<"}
VERDICTS = {True: N_("agrees"), False: N_("does not agree"), None: N_("cannot be checked")}
QUALIFIERS = {"about": N_("about {n}"), "more_than": N_("more than {n}"), "nearly": N_("nearly {n}")}
REASONS = (
    N_("Equal after rounding to the quoted decimals."),
    N_("Equal after truncating to the quoted decimals."),
    N_("Neither rounding nor truncating gives the quoted figure."),
    N_("The base was never published."),
    N_("The count and the total behind the share were not published."),
    N_("The document gives no number."),
    N_("This is a target, not a count."),
    N_("The document gives a rank without the values of the provinces."),
    N_("The document gives a count and nothing to recompute it from."),
)
"""Why a quotation agrees or not, as pipelines/claims.py writes it."""
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
    ours = _("our own count")
    return _(
        "the base – {base}; the value – {value}",
        base=row["baseline_source"] or ours,
        value=row["value_source"] or ours,
    )


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
            x=alt.X("as_of_date:T", title=None, axis=alt.Axis(format=charts.MONTHS[chosen()], tickCount=6)),
            y=alt.Y("times:Q", title=None, scale=alt.Scale(type="log"), axis=alt.Axis(format=",.2~f", tickCount=5)),
            color=alt.Color("role:N", scale=colour, legend=None),
            tooltip=[
                alt.Tooltip("as_of_date:T", title=_("Day"), format=charts.DAYS[chosen()]),
                alt.Tooltip("words:N", title=_("Multiple")),
            ],
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


def worded(rows: pl.DataFrame, words: Callable[[Row, Indicator | None], Row]) -> pl.DataFrame:
    """Targets or quotations with what a reader sees beside them: the indicator, its unit, and the words of each row."""
    known = names.indicators()
    said = []
    for row in rows.to_dicts():
        one = known.get(row["indicator"])
        named = {"name": one.name if one else row["indicator"], "indicator_unit": one.unit if one else ""}
        said.append(named | words(row, one))
    return rows.hstack(pl.DataFrame(said, infer_schema_length=None))


def target(row: Row, indicator: Indicator | None) -> Row:
    """A target as a reader sees it: its value, the newest actual one, the state, and what is still needed."""
    unit = indicator.unit if indicator else ""
    short, monthly = row["needed_change"], row["needed_per_month"]
    needed = numbers.NONE
    if monthly is not None:
        needed = _("{quantity} a month", quantity=numbers.distance(monthly, unit, _decimals(monthly, indicator)))
    elif short is not None and row["form"] == "rank":
        needed = _("{n} places better", n=numbers.number(abs(short)))
    elif short is not None:
        needed = _("missed by {quantity}", quantity=numbers.distance(abs(short), unit, _decimals(short, indicator)))
    state = STATES[row["status"]]
    wanted = _figure(row["target_value"], row["form"], indicator)
    return {
        "target": f"{SIGNS[row['comparison'], row['qualifier'] == 'more_than']} {wanted}",
        "actual": _figure(row["actual_value"], row["form"], indicator),
        "state": _(state),
        "needed": needed,
        "is_met": row["status"] == "met",
    }


def quotation(row: Row, indicator: Indicator | None) -> Row:
    """A quotation as a reader sees it: what is quoted, the same recomputed, the verdict and why."""
    form, printed, why = row["form"], row["quoted_decimals"] or 0, row["reason"]
    verdict = VERDICTS[row["agrees"]]
    quoted = _figure(row["quoted_value"], form, indicator, printed)
    exactly = QUALIFIERS.get(row["qualifier"]) if row["quoted_value"] is not None else None
    return {
        "quoted": _(exactly, n=quoted) if exactly else quoted,
        "recomputed": _figure(row["computed_value"], form, indicator, max(printed, 2)),
        "own": _figure(row["own_value"], form, indicator, 2 if form == "times" else printed),
        "verdict": _(verdict),
        "why": _(why) if why else numbers.NONE,
        "is_wrong": row["agrees"] is False,
    }


def _figure(value: float | None, form: str, indicator: Indicator | None, decimals: int | None = None) -> str:
    """A value, multiple, share or rank with its unit."""
    if value is None:
        return numbers.NONE
    if form == "rank":
        return _("rank {n}", n=numbers.number(value))
    digits = _decimals(value, indicator) if decimals is None else decimals
    if form == "times":
        return _("{number} times", number=numbers.number(value, digits))
    unit = indicator.unit if indicator else ""
    return numbers.percent(value, digits) if form == "share" else numbers.quantity(value, unit, digits)


def _decimals(value: float, indicator: Indicator | None) -> int:
    """As few as are needed: none for a whole number."""
    return 0 if value == int(value) else max(indicator.decimals if indicator else 0, 1)
