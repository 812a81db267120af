"""Rankings as pages show them: which rows a choice means, and how a row reads in words."""

from hashlib import sha256
from typing import Any

import polars as pl
import streamlit as st

from views import release
from views.address import Choice
from views.words import names, numbers
from views.words.language import N_, _, small

COMPUTED = "computed"
THIRDS = (N_("top third"), N_("middle third"), N_("bottom third"))
NOT_KNOWN = N_("No shop of this province is known: it is missing, not last.")
FIGURE_SPACE = "\u2007"

Row = dict[str, Any]


def of_province(choice: Choice) -> pl.DataFrame:
    """The computed ranks of the chosen province on the chosen day, in the order of the indicators."""
    found = _reached(choice).filter(
        pl.col("province_code") == choice.province.code,
        pl.col("as_of_date") == choice.until,
        pl.col("basis") == COMPUTED,
    )
    return _worded(_in_period(found.collect(), choice), choice).sort("indicator_order")


def indicators(choice: Choice) -> list[str]:
    """The indicators that are ranked in the chosen frame, in the order of the registry."""
    ranked = set(_reached(choice).select("indicator").unique().collect().to_series())
    return [code for code in names.indicators() if code in ranked]


def unlisted(indicator: str) -> str:
    """What an indicator is that has no ranking."""
    known = names.indicators().get(indicator)
    return _("“{indicator}” has no ranking here yet.", indicator=known.name) if known else ""


def sources(choice: Choice, indicator: str) -> dict[str, str]:
    """Who ranks an indicator up to the chosen day, under a short code: ourselves first, then the reporting documents."""
    of = _reached(choice).filter(pl.col("indicator") == indicator)
    found = of.select("basis", "source_title").unique().sort("basis", "source_title").collect()
    return {source_code(*row): row[1] or _("computed from deliveries") for row in found.iter_rows()}


def by_day(choice: Choice, indicator: str, source: str) -> pl.DataFrame:
    """One source's rankings of an indicator, on every day up to the chosen one, in one period."""
    reached = _reached(choice).filter(pl.col("indicator") == indicator).collect()
    codes = [source_code(*row) for row in reached.select("basis", "source_title").iter_rows()]
    return _in_period(reached.filter(pl.Series(codes, dtype=pl.String) == source), choice)


def newest(every: pl.DataFrame, choice: Choice) -> pl.DataFrame:
    """The newest of a source's rankings, in words.

    Best first, the unranked last; equal ranks and the unranked in alphabetical order.
    """
    last = every.filter(pl.col("as_of_date") == pl.col("as_of_date").max())
    return _worded(last, choice).sort("rank", "province_order", nulls_last=True)


def source_code(basis: str, title: str | None) -> str:
    """A source as it stands in the address: `computed`, or eight digits that its title gives."""
    return COMPUTED if basis == COMPUTED else sha256((title or "").encode()).hexdigest()[:8]


def _reached(choice: Choice) -> pl.LazyFrame:
    """Rankings of the chosen frame up to the chosen day."""
    every = release.scan("province_rankings")
    return every.filter(pl.col("frame") == choice.frame, pl.col("as_of_date") <= choice.until)


def _in_period(rows: pl.DataFrame, choice: Choice) -> pl.DataFrame:
    """The chosen period of each indicator; what is counted on the day, and else the longest period, where it has none."""
    preferred = list(dict.fromkeys((choice.period, "as_of", *names.PERIODS)))
    place = pl.col("period").replace_strict({period: place for place, period in enumerate(preferred)})
    return rows.filter(place == place.min().over("indicator"))


def _worded(rows: pl.DataFrame, choice: Choice) -> pl.DataFrame:
    """Rows with what a reader calls their codes, the order in which these stand, and values in words."""
    provinces, measures = names.provinces(choice.frame), names.indicators()
    province, indicator = pl.col("province_code"), pl.col("indicator")
    known = rows.with_columns(
        province=province.replace_strict({code: one.name for code, one in provinces.items()}),
        province_order=province.replace_strict({code: order for order, code in enumerate(provinces)}),
        indicator_name=indicator.replace_strict({code: one.name for code, one in measures.items()}),
        indicator_order=indicator.replace_strict({code: order for order, code in enumerate(measures)}),
        unit=indicator.replace_strict({code: one.unit for code, one in measures.items()}),
        decimals=indicator.replace_strict({code: one.decimals for code, one in measures.items()}),
        is_ours=province.is_in([names.HOME, choice.province.code]),
    )
    said = {"words": words, "gap": distance, "spread": spread, "third": third}
    return known.with_columns(
        pl.Series(name, [say(row) for row in known.iter_rows(named=True)], pl.String) for name, say in said.items()
    )


def card(row: Row) -> None:
    """One rank with what it means: among how many, moved by how much, how far from the next, or why there is none."""
    moved = row["rank_change"] or 0
    period = "" if row["period"] == "as_of" else names.period(row["period"])
    with st.container(border=True, height="stretch", gap="xsmall"):
        st.metric(
            row["indicator_name"],
            place(row),
            numbers.places(row["rank_change"]) if row["rank"] else None,
            delta_color="green" if moved > 0 else "red" if moved < 0 else "off",
            delta_arrow="up" if moved > 0 else "down" if moved < 0 else "off",
            help=names.indicators()[row["indicator"]].definition,
        )
        st.markdown(" · ".join(filter(None, (f"**{row['words']}**", period))))
        st.markdown("  \n".join(small(line) for line in details(row)))


def finding(row: Row) -> str:
    """Where a province stands, in a sentence."""
    if row["rank"] is None:
        return _("**{province}** is not ranked: {reason}", province=row["province"], reason=why_unranked(row))
    tied = _(" (tied)") if row["is_tied"] else ""
    return _(
        "**{province} is number {rank} of {ranked}**{tied}, in the {third}, with {value}: {gap}; {moved}.",
        province=row["province"],
        rank=row["rank"],
        tied=tied,
        ranked=row["provinces_ranked"],
        third=row["third"],
        value=row["words"],
        gap=gap(row),
        moved=numbers.places(row["rank_change"]),
    )


def period(rows: pl.DataFrame) -> str:
    """The period of a ranking as it stands in a title; nothing where it is of the day."""
    code = rows["period"][0]
    return "" if code == "as_of" else f" · {names.period(code)}"


def place(row: Row) -> str:
    """21/34, or that there is no rank."""
    if row["rank"] is None:
        return _("Unranked")
    return f"{row['rank']}{'=' if row['is_tied'] else ''}/{row['provinces_ranked']}"


def details(row: Row) -> list[str]:
    """What stands beside a rank: the reason where there is none, the gap, how many are ranked, how sure one can be."""
    if row["rank"] is None:
        return [why_unranked(row), counted(row)]
    said = [gap(row), f"{counted(row)} · {row['third']}"]
    if row["rank_low"] is not None:
        said.append(_("rank {range} if one marketplace is left out", range=row["spread"].strip(FIGURE_SPACE)))
    return said


def why_unranked(row: Row) -> str:
    """Why a province has no rank."""
    reason = row["reason"] or NOT_KNOWN
    return _(reason)


def gap(row: Row) -> str:
    """How far the next better place is."""
    if row["provinces_ranked"] == 1:
        return _("the only province ranked")
    if row["rank"] == 1:
        return _("in the lead")
    return _("{gap} behind the next better place", gap=row["gap"])


def counted(row: Row) -> str:
    """How many provinces are ranked, and how many are not."""
    return _(
        "{ranked} provinces ranked, {missing} missing", ranked=row["provinces_ranked"], missing=row["provinces_missing"]
    )


def words(row: Row) -> str:
    """The value with its unit."""
    return numbers.quantity(row["value"], row["unit"], row["decimals"])


def distance(row: Row) -> str:
    """What is missing to the next better place."""
    return numbers.distance(row["gap_to_next"], row["unit"], row["decimals"])


def spread(row: Row) -> str:
    """From the best to the worst rank when each marketplace in turn is left out; padded, so that it sorts as numbers."""
    low, high = row["rank_low"], row["rank_high"]
    if low is None:
        return numbers.NONE
    return FIGURE_SPACE * (2 - len(str(low))) + (str(low) if low == high else f"{low}–{high}")


def third(row: Row) -> str:
    """Whether a rank is in the top, middle or bottom third: close ranks mean little, thirds last longer."""
    if row["rank"] is None:
        return numbers.NONE
    found = THIRDS[(row["rank"] - 1) * len(THIRDS) // row["provinces_ranked"]]
    return _(found)
