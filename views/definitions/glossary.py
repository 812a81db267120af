"""What the registry says of an indicator, in words, and where words are found without accents."""

import polars as pl
import streamlit as st

from conventions.accents import without_accents
from views import release
from views.figures.figure import Column
from views.words.language import LANGUAGES, N_, _, chosen, plain, small

COUNTS = {
    "stock": N_("counted on the day"),
    "flow": N_("counted over a period"),
    "ratio": N_("one figure divided by another"),
    "score": N_("a score"),
}
FROM = {
    "register": N_("from the register of shops"),
    "accounts": N_("from the e-payment accounts"),
    "listings": N_("from the listings"),
    "orders": N_("from the order lines"),
    "coverage": N_("from households linked across marketplaces"),
    "reported": N_("reported by others"),
}
BETTER = {"higher": N_("more is better"), "lower": N_("less is better")}
TWO = ("name", "unit", "definition")
"""What every indicator has in both languages."""


def show(row: dict[str, str]) -> None:
    """One definition."""
    mine = chosen()
    (other,) = (code for code in LANGUAGES if code != mine)
    counts, origin, better = COUNTS[row["counts"]], FROM[row["counted_from"]], BETTER[row["direction"]]
    source = row["source"]
    facts = (
        row["unit"],
        _("{n} decimals", n=row["decimals"]),
        _(counts),
        _(origin),
        _(better),
    )
    with st.container(gap="xxsmall"):
        st.markdown(f"**{plain(row['name'])}** · `{row['indicator']}`  \n{plain(row['definition'])}")
        st.markdown(
            "  \n".join(
                small(line)
                for line in (
                    plain(" · ".join(facts)),
                    _("Source: {source}", source=plain(_(source))),
                    plain(
                        f"{LANGUAGES[other]}: {row[f'name_{other}']} ({row[f'unit_{other}']}). {row[f'definition_{other}']}"
                    ),
                )
            )
        )


def registry() -> pl.DataFrame:
    """Every indicator in the registry's order; name, unit and definition also in the reader's language."""
    return release.table("indicators").with_columns(pl.col(f"{what}_{chosen()}").alias(what) for what in TWO)


def with_words(rows: pl.DataFrame, words: str) -> pl.DataFrame:
    """The indicators whose code, names or definitions have all of the words, in either language, accents or not."""
    said = pl.concat_str("indicator", *(f"{what}_{code}" for what in TWO for code in LANGUAGES), separator=" ")
    folded = [without_accents(text).lower() for text in rows.select(said).to_series()]
    wanted = without_accents(words).lower().split()
    return rows.filter(pl.Series([all(word in text for word in wanted) for text in folded], dtype=pl.Boolean))


def columns() -> list[Column]:
    """The columns of the registry: both languages in the files."""
    titles = {
        "name": _("Name ({language})"),
        "unit": _("Unit ({language})"),
        "definition": _("Definition ({language})"),
    }
    return [
        Column("indicator", _("Indicator code"), shown=str),
        *(
            Column(f"{what}_{code}", titles[what].format(language=name), shown=str if code == chosen() else None)
            for what in TWO
            for code, name in LANGUAGES.items()
        ),
        Column("decimals", _("Decimals"), shown=str),
        Column("counts", _("What it counts")),
        Column("counted_from", _("Counted from")),
        Column("direction", _("Direction"), _("Whether more or less is better.")),
        Column("source", _("Source")),
    ]
