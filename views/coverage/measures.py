"""Coverage of households: which share has a shop, an e-payment account, both or either, and of how many households."""

from collections.abc import Callable
from typing import Any

import polars as pl

from conventions.reasons import FIGURES
from views import release
from views.address import Choice
from views.figures.figure import About, Column
from views.words import names, numbers
from views.words.language import N_, _, plain

MEASURES = {
    "shop": N_("A digital shop"),
    "account": N_("An e-payment account"),
    "both": N_("Shop and account"),
    "either": N_("Shop or account"),
}
"""In the words of the target: it says shop and account; the success that was reported says shop or account."""
NOT_COUNTED = FIGURES["not_counted"]
EXACTNESS = {"exact": N_("counted"), "rounded": N_("rounded"), "derived": N_("derived from a published share")}
Row = dict[str, Any]


def of_province(choice: Choice) -> pl.DataFrame:
    """One row per day and measure up to the chosen day, oldest first, as far as anything was counted."""
    found = release.scan("coverage").filter(
        pl.col("frame") == choice.frame,
        pl.col("area_code") == choice.province.code,
        pl.col("as_of_date") <= choice.until,
        pl.col("households_covered").is_not_null(),
    )
    order = pl.col("measure").replace_strict(
        {measure: at for at, measure in enumerate(MEASURES)}, return_dtype=pl.Int64
    )
    said = {measure: _(name) for measure, name in MEASURES.items()}
    return found.with_columns(order=order, name=pl.col("measure").replace(said)).sort("as_of_date", "order").collect()


def denominator(choice: Choice) -> Row | None:
    """The number of households by which the newest day is divided: the last one counted up to it."""
    entered = release.table("households").filter(
        pl.col("frame") == choice.frame,
        pl.col("area_code") == choice.province.code,
        pl.col("as_of") <= choice.until,
    )
    return entered.sort("as_of").row(-1, named=True) if entered.height else None


def denominator_note(households: Row) -> str:
    """Of how many households the shares are, since when, how exact and by whose count."""
    exactness, source = households["exactness"], households["source"]
    return _(
        "Households: **{n}**, as of {day} ({exactness}). Source: {source}",
        n=numbers.number(households["households"]),
        day=numbers.day(households["as_of"]),
        exactness=_(EXACTNESS[exactness]) if exactness in EXACTNESS else exactness or _("exactness not stated"),
        source=plain(_(source)) if source else _("not stated."),
    )


def targets(choice: Choice) -> pl.DataFrame:
    """The targets of the province's coverage, with the measure that each is for; those of before 2025 if not merged."""
    code, frame = choice.province.code, choice.frame
    parts = [one.code for one in names.provinces("63").values() if one.successor == code]
    areas = pl.DataFrame(
        [(frame, code), *(("63", part) for part in parts if frame == "34" and len(parts) == 1)],
        schema=["frame", "area_code"],
        orient="row",
    )
    measures = {indicator(measure): measure for measure in MEASURES}
    return (
        release.table("targets")
        .filter(pl.col("indicator").is_in(list(measures)))
        .join(areas, on=["frame", "area_code"], how="semi")
        .with_columns(measure=pl.col("indicator").replace_strict(measures, return_dtype=pl.String))
    )


def indicator(measure: str) -> str:
    """The code of the registry under which a measure's share stands."""
    return f"households_with_{measure}_pct"


def finding(newest: pl.DataFrame) -> str:
    """What each measure reaches on the newest day, in one sentence."""
    parts = [f"{row['name']}: **{words(row)}**" for row in newest.to_dicts()]
    return "; ".join(parts) + "."


def words(row: Row) -> str:
    """A share with its count; the count alone where there is nothing to divide by."""
    count = _("{n} households", n=numbers.number(row["households_covered"]))
    return count if row["coverage_pct"] is None else f"{numbers.percent(row['coverage_pct'], 1)} ({count})"


def denominator_missing() -> str:
    """Why there is no share, and what to fill in."""
    return _(
        "No number of households has been entered for this province, so there are counts and no shares. Add a row to `data/reference/households.csv` (frame, area_code, as_of, households, exactness, source); the next refresh divides by it."
    )


def not_counted_note(newest: pl.DataFrame) -> str | None:
    """Which measures could not be counted, and why; None where all could."""
    missing = [_(name) for measure, name in MEASURES.items() if measure not in set(newest["measure"])]
    if not missing:
        return None
    return _("Not known: {measures}. {reason}", measures=", ".join(missing), reason=_(NOT_COUNTED))


def targets_note(targets: pl.DataFrame) -> str:
    """What the dashed lines are."""
    levels = sorted(set(targets["target_value"].drop_nulls()))
    if not levels:
        return _("No target of coverage is known for this province.")
    said = ", ".join(numbers.percent(level, 0) for level in levels)
    return _("Dashed: the targets of the documents below ({levels}).", levels=said)


def about(newest: pl.DataFrame, choice: Choice, households: Row | None) -> About:
    """What the numbers of coverage are."""
    registry = names.indicators()
    known = [registry[indicator(measure)] for measure in newest["measure"]]
    return About(
        indicators=[one.code for one in known],
        measure=_("Coverage of households"),
        definition="  \n".join(f"{one.name}: {one.definition}" for one in known),
        unit=unit(newest)[1],
        area=choice.province.area,
        day=newest["as_of_date"][0],
        n=_("no number of households")
        if households is None
        else _("{n} households", n=numbers.number(households["households"])),
        source=_("register of shops and e-payment accounts as delivered"),
        notes=[
            _("A household with several shops or accounts counts once; one without a known household counts as one."),
            _("The number of households holds from the day of its count until the next one that is entered."),
        ],
    )


def columns() -> list[Column]:
    """The columns of the measures on one day."""
    households = _("households")
    return [
        Column("name", _("Households with"), shown=str),
        Column("measure", _("Measure"), _("What a household must have to count.")),
        Column("households_covered", _("Counted"), _("Households that have it."), households, numbers.number),
        Column("households", _("Of"), _("Households of the province, as entered."), households, numbers.number),
        Column(
            "coverage_pct",
            _("Share"),
            _("Counted over all households."),
            numbers.PERCENT,
            lambda one: numbers.percent(one, 1),
        ),
        Column("as_of_date", _("Day")),
    ]


def by_day(rows: pl.DataFrame) -> pl.DataFrame:
    """One row per day, newest first, and for each measure its count and its share."""
    wide = rows.pivot(
        "measure",
        index=["as_of_date", "households"],
        values=["households_covered", "coverage_pct"],
        maintain_order=True,
    )
    return wide.sort("as_of_date", descending=True)


def day_columns(rows: pl.DataFrame) -> list[Column]:
    """The columns of that table: shares on the page where there are any, else counts; both in the files."""
    drawn, _unit = unit(rows)
    kinds: tuple[tuple[str, str, str, Callable[[Any], str]], ...] = (
        ("coverage_pct", numbers.PERCENT, _("{name} (share)"), numbers.percent),
        ("households_covered", _("households"), _("{name} (count)"), numbers.number),
    )
    known = [(measure, _(name)) for measure, name in MEASURES.items() if measure in set(rows["measure"])]
    return [
        Column("as_of_date", _("Day"), shown=numbers.day),
        *(
            Column(f"{column}_{measure}", title.format(name=name), "", unit, shown if column == drawn else None)
            for column, unit, title, shown in kinds
            for measure, name in known
        ),
        Column("households", _("Of"), _("Households of the province, as entered."), _("households"), numbers.number),
    ]


def unit(rows: pl.DataFrame) -> tuple[str, str]:
    """What is drawn: shares where there is a denominator, else counts; the column and its unit."""
    is_share = rows["coverage_pct"].null_count() < rows.height
    return ("coverage_pct", numbers.PERCENT) if is_share else ("households_covered", _("households"))
