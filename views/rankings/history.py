"""How provinces moved in a ranking: ranks and values from day to day.

A month without a ranking, or in which a province has no rank, is a gap: nothing is drawn over it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from views.address import Choice
from views.figures import charts
from views.figures.figure import Column
from views.rankings import ranks
from views.words import names, numbers
from views.words.language import _
from views.words.names import Indicator

Row = dict[str, Any]


def by_day(every: pl.DataFrame, choice: Choice) -> pl.DataFrame:
    """One row per day and province, oldest first; rank and value are null where there was none.

    `every`: one source's rankings (ranks.by_day). Computed ones are taken at month ends and on the newest day, a
    document's on its own days.
    """
    day = pl.col("as_of_date")
    known = every.select(day.unique().sort())
    if every["basis"][0] == ranks.COMPUTED:
        months = known.select(pl.date_range(day.min(), day.max(), "1mo").dt.month_end())
        known = pl.concat([months.filter(day < known["as_of_date"].last()), known.tail(1)])
    provinces = [{"province_code": one.code, "province": one.name} for one in names.provinces(choice.frame).values()]
    return (
        known.join(every.group_by(day).agg(pl.col("provinces_ranked").first()), on="as_of_date", how="left")
        .join(pl.DataFrame(provinces), how="cross")
        .join(
            every.select("as_of_date", "province_code", "rank", "is_tied", "value"),
            on=["as_of_date", "province_code"],
            how="left",
            validate="1:1",
        )
        .with_columns(place=pl.format("{}{}", "rank", pl.when("is_tied").then(pl.lit("=")).otherwise(pl.lit(""))))
    )


def roles(shown: Sequence[str]) -> dict[str, str]:
    """The colour of each shown province: Lạng Sơn always has its own, the others in the order of choosing."""
    free = (role for role in charts.ROLES if role != charts.HOME)
    return {code: charts.HOME if code == names.HOME else next(free) for code in shown}


def lines(days: pl.DataFrame, shown: Mapping[str, str]) -> pl.DataFrame:
    """The values of the shown provinces, as charts.lines draws them."""
    known = charts.in_roles(days, shown).filter(pl.col("role") != charts.OTHERS)
    return known.select("as_of_date", "role", "value", name="province")


def finding(days: pl.DataFrame, province: str) -> str:
    """A province's first and newest rank, its best and its worst, each with its day and among how many."""
    ranked = days.filter(pl.col("province") == province, pl.col("rank").is_not_null())
    if ranked.is_empty():
        return _("**{province}** is ranked on none of these days.", province=province)
    at = {"first": 0, "last": -1, "best": ranked["rank"].arg_min(), "worst": ranked["rank"].arg_max()}
    said = {name: _place(ranked.row(int(row or 0), named=True)) for name, row in at.items()}
    return _(
        "**{province}: {last}**, and {first} at the beginning; at best {best}, at worst {worst}.",
        province=province,
        **said,
    )


def over_time(days: pl.DataFrame, province: str, indicator: Indicator) -> str:
    """A province's newest value and its first, each with its day."""
    known = days.filter(pl.col("province") == province, pl.col("value").is_not_null())
    if known.is_empty():
        return _("No value of **{province}** is known.", province=province)
    (first_day, first), (last_day, last) = (known.select("as_of_date", "value").row(at) for at in (0, -1))
    return _(
        "**{province}: {last}** on {last_day}, {first} on {first_day}.",
        province=province,
        last=numbers.quantity(last, indicator.unit, indicator.decimals),
        last_day=numbers.day(last_day),
        first=numbers.quantity(first, indicator.unit, indicator.decimals),
        first_day=numbers.day(first_day),
    )


def _place(row: Row) -> str:
    """3=/34 (31/10/2026)."""
    return f"{row['place']}/{row['provinces_ranked']} ({numbers.day(row['as_of_date'])})"


def counted(days: pl.DataFrame) -> str:
    """How many provinces are ranked: as many on every day, or from the fewest to the most."""
    counts = days["provinces_ranked"].drop_nulls()
    low, high = counts.min(), counts.max()
    if low == high:
        return _("{n} provinces ranked on every day", n=high)
    return _("{low} to {high} provinces ranked, depending on the day", low=low, high=high)


def table(days: pl.DataFrame) -> pl.DataFrame:
    """One row per day, newest first; `rank_20`, `place_20` and `value_20` for every province."""
    wide = days.pivot("province_code", index=["as_of_date", "provinces_ranked"], values=["rank", "place", "value"])
    return wide.sort("as_of_date", descending=True)


def rank_columns(shown: Sequence[str], choice: Choice) -> list[Column]:
    """The columns of ranks by day: the shown provinces on the page, every one in the files."""
    every = names.provinces(choice.frame)
    return [
        Column("as_of_date", _("Day"), shown=numbers.day),
        *(Column(f"place_{code}", every[code].name, shown=_padded, in_files=False) for code in shown),
        *(Column(f"rank_{one.code}", one.name, one.area, _("place")) for one in every.values()),
        Column("provinces_ranked", _("Provinces ranked"), unit=_("provinces"), shown=numbers.number),
    ]


def _padded(place: str) -> str:
    """A place as wide as two digits, so that texts sort as numbers."""
    return place.rjust(2 + place.count("="), ranks.FIGURE_SPACE)


def value_columns(shown: Sequence[str], choice: Choice, indicator: Indicator) -> list[Column]:
    """The columns of values by day: the shown provinces on the page, every one in the files."""

    def said(value: float) -> str:
        return numbers.number(value, indicator.decimals)

    return [
        Column("as_of_date", _("Day"), shown=numbers.day),
        *(
            Column(f"value_{code}", one.name, one.area, indicator.unit, said if code in shown else None)
            for code, one in names.provinces(choice.frame).items()
        ),
        Column("provinces_ranked", _("Provinces ranked"), unit=_("provinces")),
    ]
