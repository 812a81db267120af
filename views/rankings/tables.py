"""What the numbers of a ranking are, and the columns of its tables and files."""

from collections.abc import Sequence

import polars as pl

from views.figures.figure import About, Column
from views.rankings import ranks
from views.words import names, numbers
from views.words.language import _


def about(rows: pl.DataFrame, area: str) -> About:
    """What the numbers of a ranking are."""
    row = rows.row(0, named=True)
    known = names.indicators()
    measures = [known[code] for code in rows["indicator"].unique(maintain_order=True)]
    units = {measure.unit for measure in measures}
    sums = {code for codes in rows["marketplaces"].drop_nulls() for code in codes.split(",")}
    return About(
        measure=", ".join(measure.name for measure in measures),
        definition="  \n".join(f"{measure.name}: {measure.definition}" for measure in measures),
        unit=units.pop() if len(units) == 1 else _("see the column “Unit”"),
        area=area,
        day=row["as_of_date"],
        n=ranks.counted(row),
        source=row["source_title"] or _("deliveries of {marketplaces}", marketplaces=names.listed(sums)),
        indicators=[measure.code for measure in measures],
        notes=(
            _(
                "Equal values share the better place (1-2-2-4), marked “=”. A province without a known shop is missing, not zero."
            ),
            _(
                "The range shows the rank when each marketplace in turn is left out; where it is wide, the rank hangs on one marketplace."
            ),
        ),
    )


def columns(rows: pl.DataFrame, shown: Sequence[str]) -> list[Column]:
    """The columns of a ranking; `shown` are those in the table, in this order, the files hold all that are there."""
    tied = set(rows.filter("is_tied")["rank"])
    decimals = max(rows["decimals"].to_list(), default=0)
    place, places, provinces, unit = _("place"), _("places"), _("provinces"), _("of the indicator")
    without = _("When each marketplace in turn is left out; empty with one.")

    def rank(value: float) -> str:
        return f"{value:.0f}{'=' if value in tied else ''}"

    def moved(value: float) -> str:
        return numbers.arrow(int(value))

    def value(value: float) -> str:
        return numbers.number(value, decimals)

    every = [
        Column("rank", _("Rank"), _("Equal values share the better place; empty where unranked."), place, rank),
        Column("province", _("Province"), shown=str),
        Column("indicator_name", _("Indicator"), shown=str),
        Column("value", _("Value"), _("As printed; empty where missing."), unit, value),
        Column("words", _("Value with unit"), shown=str, in_files=False),
        Column("unit", _("Unit")),
        Column("rank_change", _("Change"), _("Earlier rank minus rank: positive is better."), places, moved),
        Column(
            "gap_to_next",
            _("To the next place"),
            _("What is missing to the value of the next better place."),
            unit,
            value,
        ),
        Column("gap", _("Gap to the next place"), shown=str, in_files=False),
        Column("spread", _("Range"), without, shown=str, in_files=False),
        Column("third", _("Third"), _("Whether the rank is in the top, middle or bottom third."), shown=str),
        Column("previous_rank", _("Earlier rank"), _("Rank at the end of the month before."), place),
        Column("rank_low", _("Best rank"), without, place),
        Column("rank_high", _("Worst rank"), without, place),
        Column("is_tied", _("Tied"), _("Whether another province has the same rank.")),
        Column("provinces_ranked", _("Provinces ranked"), unit=provinces),
        Column("provinces_missing", _("Provinces missing"), unit=provinces),
        Column("reason", _("Reason"), _("Why there is no rank.")),
        Column(
            "frame",
            _("Boundaries"),
            _("The 63 provinces to June 2025, or the 34 since, to which earlier days are added up."),
        ),
        Column("province_code", _("Province code"), _("Code of the province within its boundaries.")),
        Column("indicator", _("Indicator code")),
        Column("period", _("Period"), _("What the value covers up to the day.")),
        Column("as_of_date", _("Day")),
        Column("basis", _("Basis"), _("computed from deliveries, or reported by others")),
        Column("official_rank", _("Official rank"), _("The rank that the source printed."), place),
        Column("official_value", _("Official value"), _("What the source printed beside a rank."), unit),
        Column("computed_value", _("Own value"), _("Beside a reported value, our own for that day."), unit),
        Column("computed_rank", _("Own rank"), _("Beside a reported rank, our own for that day."), place),
        Column("difference", _("Difference"), _("Reported value minus our own."), unit),
        Column("source_title", _("Document"), _("The source of a reported ranking.")),
        Column("source_url", _("Where the document stands")),
        Column("marketplaces", _("Marketplaces"), _("Marketplaces that the value sums.")),
    ]
    there = {column.name: column for column in every if column.name in rows.columns}
    return [*(there[name] for name in shown), *(column.unseen() for name, column in there.items() if name not in shown)]
