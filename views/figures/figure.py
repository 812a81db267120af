"""A figure: a chart, its finding in a sentence, the same numbers as a table, and the numbers to take away.

A figure never stands without its measure, unit, day, number of provinces, source and release: `About` asks for them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any, Required, TypedDict, Unpack

import polars as pl
import streamlit as st

from views import address, release
from views.figures import charts, downloads
from views.words import numbers
from views.words.language import _, small

FEW = 6
"""Definitions that a link asks for by name at most."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Column:
    """One column of a figure's numbers: in the table, in the files and in their dictionary.

    `shown` writes a value for the table; without it the column is in the files only. `in_files` is off for a column
    that only combines others for the eye.
    """

    name: str
    title: str
    description: str = ""
    unit: str = ""
    shown: Callable[[Any], str] | None = None
    in_files: bool = True

    def unseen(self) -> "Column":
        """The same column, in the files only."""
        return replace(self, shown=None)


@dataclass(frozen=True)
class About:
    """What a figure's numbers are. `n` says on how many provinces, orders or files they rest.

    `indicators`: the codes of its measures, which the caption links to; without any the definition stands in it.
    """

    measure: str
    definition: str
    unit: str
    area: str
    day: date | None
    n: str
    source: str
    notes: Sequence[str] = ()
    indicators: Sequence[str] = ()

    def stamp(self) -> dict[str, str]:
        """The same for every row of a file, under names that do not change with the language."""
        return {
            "measure": self.measure,
            "unit": self.unit,
            "area": self.area,
            "as_of": str(self.day or ""),
            "n": self.n,
            "source": self.source,
            "release": release.name(),
            "is_simulated": str(release.is_simulated()).lower(),
        }

    def caption(self) -> None:
        """What stands below a figure: what it is of, and its definition or the way to it."""
        facts = self._facts() if self.indicators else [(_("Definition"), self.definition), *self._facts()]
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(small(" · ".join(f"{label}: {text}" for label, text in facts)), width="content")
            if self.indicators:
                definition(self.indicators)

    def lines(self) -> list[tuple[str, str]]:
        """Everything, for the sheet of sources and notes."""
        what = [(_("Measure"), self.measure), (_("Definition"), self.definition), (_("Area"), self.area)]
        caution = [(_("Caution"), _("Simulated figures, not real ones."))] if release.is_simulated() else []
        return [*what, *self._facts(), *caution, *((_("Note"), note) for note in self.notes)]

    def _facts(self) -> list[tuple[str, str]]:
        return [
            (_("Unit"), self.unit),
            (_("As of"), numbers.day(self.day)),
            (_("Based on"), self.n),
            (_("Source"), self.source),
            (_("Release"), release.name()),
        ]


class Content(TypedDict, total=False):
    """The numbers of a figure and what they are."""

    about: Required[About]
    data: Required[pl.DataFrame]
    columns: Required[Sequence[Column]]
    unfolded: bool
    """Shows the whole table at once."""
    strong: str | None
    """A boolean column of `data`: rows to print in bold."""


def show(
    name: str,
    title: str,
    *,
    chart: charts.Chart | charts.Spec | None,
    finding: str,
    **content: Unpack[Content],
) -> None:
    """Shows a figure with its numbers. `name` is its key on the page and begins its files' names."""
    st.header(title, anchor=False)
    st.markdown(finding)
    if chart is not None:
        spec = chart if isinstance(chart, dict) else charts.spec(chart)
        st.vega_lite_chart(spec=spec, alt=f"{title}. {finding}", key=f"{name}_chart")
    details(name, title, **content)


def details(name: str, title: str, **content: Unpack[Content]) -> None:
    """What is shown, and the numbers behind it: a table, and files to take away."""
    about, data, columns = content["about"], content["data"], content["columns"]
    unfolded = content.get("unfolded", False)
    about.caption()
    with st.expander(_("Table and files to take away"), expanded=unfolded, icon=":material/table:"):
        table(data, columns, alt=title, whole=unfolded, strong=content.get("strong"))
        _files(name, about, data, columns)
        for note in (about.definition, *about.notes):
            st.markdown(small(note))


def definition(indicators: Sequence[str]) -> None:
    """A link to the definitions of indicators; to all of them where there are many."""
    asked = indicators if len(indicators) <= FEW else ()
    st.page_link(
        "views/definitions/page.py",
        label=_("Definition") if len(indicators) == 1 else _("Definitions"),
        icon=":material/menu_book:",
        query_params=[*address.shared().items(), *(("indicator", code) for code in asked)],
    )


def table(
    data: pl.DataFrame, columns: Sequence[Column], *, alt: str, whole: bool = False, strong: str | None = None
) -> None:
    """The shown columns, numbers as the language writes them and yet sorted as numbers; `whole` without scrolling."""
    seen = {column.title: column for column in columns if column.shown}
    frame = data.select(pl.col(column.name).alias(title) for title, column in seen.items()).to_pandas()
    styled = frame.style.format({title: _or_dash(column.shown) for title, column in seen.items() if column.shown})
    if strong:
        weights = ["font-weight: bold" if is_strong else "" for is_strong in data[strong]]
        styled = styled.apply(lambda column: weights)
    fits = whole or data.height < 15
    st.dataframe(styled, hide_index=True, height="content" if fits else "auto", placeholder=numbers.NONE, alt=alt)


def _files(name: str, about: About, data: pl.DataFrame, columns: Sequence[Column]) -> None:
    """The same numbers as XLSX and CSV, made when somebody asks for them."""
    taken = downloads.Numbers(
        columns=[
            downloads.Described(column.name, column.title, column.description or column.title, column.unit)
            for column in columns
            if column.in_files
        ],
        data=data,
        stamp=about.stamp(),
        notes=about.lines(),
        labels=downloads.Labels(
            data=_("Data"),
            dictionary=_("Dictionary"),
            sources=_("Sources and notes"),
            dictionary_header=(_("Column"), _("Title"), _("Meaning"), _("Unit")),
        ),
        made_at=release.published_at(),
    )
    stem = "_".join(filter(None, (name, str(about.day or ""), release.name())))
    with st.container(horizontal=True):
        for label, kind, mime, write in (
            ("XLSX", "xlsx", XLSX, downloads.xlsx),
            ("CSV", "csv", "text/csv", downloads.csv),
        ):
            st.download_button(
                _("Download {kind}", kind=label),
                data=partial(write, taken),
                file_name=f"{stem}.{kind}",
                mime=mime,
                key=f"{name}_{kind}",
                on_click="ignore",
                icon=":material/download:",
            )


def _or_dash(shown: Callable[[Any], str]) -> Callable[[Any], str]:
    """Whatever pandas makes of a null is a dash."""
    return lambda value: numbers.NONE if value is None or value != value else shown(value)


def text_column(name: str, title: str) -> Column:
    """A column of words."""
    return Column(name, title, shown=str)


def count_column(name: str, title: str, unit: str) -> Column:
    """A column of whole numbers."""
    return Column(name, title, unit=unit, shown=numbers.number)
