"""Targets and quotations in words, and the board on which each has its row."""

from collections.abc import Callable, Sequence
from typing import Any

import polars as pl

from views import release
from views.figures import figure
from views.figures.figure import About, Column, text_column
from views.words import names, numbers
from views.words.language import N_, _
from views.words.names import Indicator

STATES = {"met": N_("met"), "not_met": N_("not met"), "no_information": N_("no information")}
SIGNS = {("at_most", False): "≤", ("at_least", False): "≥", ("at_least", True): ">", ("at_most", True): "<"}
VERDICTS = {
    ("itself", True): N_("agrees with itself"),
    ("itself", False): N_("does not agree with itself"),
    ("own_count", True): N_("agrees with our own count"),
    ("own_count", False): N_("does not agree with our own count"),
    ("document", True): N_("agrees with another document"),
    ("document", False): N_("does not agree with another document"),
    (None, None): N_("cannot be checked"),
}
"""By what a verdict stands on (the document's own numbers first) and whether the quotation agrees."""
QUALIFIERS = {"about": N_("about {n}"), "more_than": N_("more than {n}"), "nearly": N_("nearly {n}")}
Row = dict[str, Any]


TARGET_FILES = (
    *("target_value", "actual_value", "needed_change", "needed_per_month", "indicator_unit", "form", "comparison"),
    *("qualifier", "status", "actual_basis", "actual_source", "document_date", "source_url", "note", "frame"),
    "area_code",
)
QUOTATION_FILES = (
    *("indicator", "form", "frame", "area_code", "indicator_unit", "qualifier", "quoted_value", "quoted_decimals"),
    *("computed_value", "agrees", "ground", "agrees_with_itself", "agrees_with_own_count", "agrees_with_document"),
    *("own_value", "own_difference", "other_value", "other_as_of_date", "other_source_title", "quoted_total"),
    *("listed_parts", "known_by", "day_note", "source_url"),
)
"""Further columns of the files, under their published names."""


def targets(rows: pl.DataFrame, area: str) -> None:
    """The board of targets: what is to be reached by when, whether it is, and what is still needed."""
    n = numbers.number(rows.height)
    counts = {state: numbers.number((rows["status"] == state).sum()) for state in STATES}
    _show(
        "targets",
        _("Target board"),
        _("Of {n} targets: **met {met}**, not met {not_met}, no information {no_information}.", n=n, **counts),
        About(
            measure=_("Targets"),
            definition=_("Each document's target has its row; the newest actual value up to the due date decides."),
            unit=_("that of each indicator"),
            area=area,
            day=release.newest_day(),
            n=_("{n} targets", n=n),
            source=_("the documents named in the table; our own count, quoted and reported figures"),
            indicators=rows["indicator"].unique(maintain_order=True).to_list(),
            notes=[_("“A month” is the even path from the day of the newest actual value to the due date.")],
        ),
        _worded(rows.sort("due_date", "indicator", nulls_last=True), _target),
        [
            Column("indicator", _("Indicator code")),
            Column("target", _("Target value"), shown=str, in_files=False),
            Column("due_date", _("Due"), shown=numbers.day),
            text_column("state", _("Status")),
            Column("actual", _("Newest actual"), shown=str, in_files=False),
            Column("actual_date", _("Day of the actual"), shown=numbers.day),
            Column("needed", _("Still needed"), shown=str, in_files=False),
            text_column("document", _("Document")),
        ],
        TARGET_FILES,
        "is_met",
    )


def quotations(rows: pl.DataFrame, rule: str) -> None:
    """The board of quotations: what is quoted, the same recomputed, the verdict and why."""
    agrees, n = rows["agrees"], numbers.number(rows.height)
    _show(
        "claims",
        _("Quotations"),
        _(
            "Of {n} quotations: **agree {agree}**, do not agree {differ}, cannot be checked {unchecked}.",
            n=n,
            agree=numbers.number(agrees.sum()),
            differ=numbers.number((~agrees).sum()),
            unchecked=numbers.number(agrees.null_count()),
        ),
        About(
            measure=_("Published figures"),
            definition=rule,
            unit=_("that of each indicator"),
            area=_("Lạng Sơn"),
            day=release.newest_day(),
            n=_("{n} quotations", n=n),
            source=_("the documents named in the table"),
            indicators=rows["indicator"].unique(maintain_order=True).to_list(),
            notes=[
                _("Our own figure stands beside where our deliveries reach the day."),
                _("A figure of another day stands beside and judges nothing."),
            ],
        ),
        _worded(rows.sort("agrees", nulls_last=True, maintain_order=True), _quotation),
        [
            text_column("quotation", _("Quotation")),
            Column("quoted", _("Quoted"), shown=str, in_files=False),
            Column("as_of_date", _("Day"), shown=numbers.day),
            Column("quoted_count", _("Quoted count"), shown=numbers.number),
            Column("quoted_base", _("Quoted base"), shown=numbers.number),
            Column("recomputed", _("Recomputed"), shown=str, in_files=False),
            text_column("verdict", _("Verdict")),
            text_column("why", _("Reason")),
            Column("own", _("Our own figure"), shown=str, in_files=False),
            Column("other", _("Another document"), shown=str, in_files=False),
            text_column("source_title", _("Document")),
        ],
        QUOTATION_FILES,
        "is_wrong",
    )


def _show(
    name: str,
    title: str,
    finding: str,
    about: About,
    data: pl.DataFrame,
    columns: Sequence[Column],
    further: Sequence[str],
    strong: str,
) -> None:
    """A board: a row per document, the whole table at once."""
    figure.show(
        name,
        title,
        chart=None,
        finding=finding,
        about=about,
        data=data,
        columns=[text_column("name", _("Indicator")), *columns, *(Column(column, column) for column in further)],
        unfolded=True,
        strong=strong,
    )


def _worded(rows: pl.DataFrame, words: Callable[[Row, Indicator | None], Row]) -> pl.DataFrame:
    """Targets or quotations with what a reader sees beside them: the indicator, its unit, and the words of each row."""
    known = names.indicators()
    said = []
    for row in rows.to_dicts():
        one = known.get(row["indicator"])
        named = {"name": one.name if one else row["indicator"], "indicator_unit": one.unit if one else ""}
        said.append(named | words(row, one))
    return rows.hstack(pl.DataFrame(said, infer_schema_length=None))


def _target(row: Row, indicator: Indicator | None) -> Row:
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


def _quotation(row: Row, indicator: Indicator | None) -> Row:
    """A quotation as a reader sees it: what is quoted, the same recomputed, the verdict and why."""
    form, printed, why = row["form"], row["quoted_decimals"] or 0, row["reason"]
    verdict = VERDICTS[row["ground"], row["agrees"]]
    other = _figure(row["other_value"], form, indicator, 2 if form == "times" else printed)
    quoted = _figure(row["quoted_value"], form, indicator, printed)
    exactly = QUALIFIERS.get(row["qualifier"]) if row["quoted_value"] is not None else None
    return {
        "quoted": _(exactly, n=quoted) if exactly else quoted,
        "recomputed": _figure(row["computed_value"], form, indicator, max(printed, 2)),
        "own": _figure(row["own_value"], form, indicator, 2 if form == "times" else printed),
        "other": _("{figure} on {day}", figure=other, day=numbers.day(row["other_as_of_date"]))
        if row["other_value"] is not None
        else numbers.NONE,
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
    if form == "years":
        return _("{n} years", n=numbers.number(value))
    if form == "times":
        return _("{number} times", number=numbers.number(value, digits))
    unit = indicator.unit if indicator else ""
    return numbers.percent(value, digits) if form == "share" else numbers.quantity(value, unit, digits)


def _decimals(value: float, indicator: Indicator | None) -> int:
    """As few as are needed: none for a whole number."""
    return 0 if value == int(value) else max(indicator.decimals if indicator else 0, 1)
