"""As of which day the figures were known, and what a release changed in the one before."""

import re
from datetime import date

import polars as pl
import streamlit as st

from views import address, controls, release
from views.address import Choice
from views.figures import figure
from views.figures.figure import About, Column
from views.words import names, numbers
from views.words.language import _, plain
from views.words.names import Indicator


def choose() -> None:
    """As of which day the figures were known: opens the release that was on show then; by default the newest.

    A day between two kept releases knew the earlier one.
    """
    kept = {str(day): name for day, name in release.kept().items()}
    days, asked = list(kept), st.query_params.get(address.KNOWN)
    if asked is None and len(days) == 1:
        return
    newest = days[0]
    if re.fullmatch(r"\d{4}-\d\d-\d\d", asked or "") and (reached := [day for day in days if day <= str(asked)]):
        controls.write(address.KNOWN, "" if reached[0] == newest else reached[0])

    def said(text: str) -> str:
        day = numbers.day(date.fromisoformat(text))
        return _("{day} (newest)", day=day) if text == newest else day

    chosen = controls.select(
        _("Figures as known on"),
        address.KNOWN,
        days,
        newest,
        said,
        unknown=lambda _text: _("The earliest release that is kept is that of {day}.", day=said(days[-1])),
    )
    if chosen != newest:
        release.reopen(kept[chosen])


def _newest() -> None:
    """Goes back to the newest figures."""
    st.query_params.pop(address.KNOWN, None)


def earlier() -> None:
    """That these are not the newest figures, and the way back to them."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.warning(
            _(
                "Figures as known on {day}: release {name}, made {moment}. Newer ones have been published since.",
                day=numbers.day(release.published_at().date()),
                name=release.name(),
                moment=numbers.moment(release.published_at()),
            ),
            icon=":material/history:",
        )
        st.button(_("Show the newest figures"), on_click=_newest, key="newest_figures")


def of_ranking(choice: Choice, indicator: Indicator, rows: pl.DataFrame) -> None:
    """Shows what this release changed in a ranking, for the day that is shown.

    `rows`: the ranking on the day (ranks.newest).
    """
    row = rows.row(0, named=True)
    every = _revised(choice).filter(
        pl.col("indicator") == indicator.code,
        pl.col("period") == row["period"],
        pl.col("basis") == row["basis"],
        pl.col("source_title").eq_missing(pl.lit(row["source_title"], dtype=pl.String)),
    )
    title = _("{indicator}: revised since the release before", indicator=indicator.name)
    st.header(title, anchor=False)
    if every.is_empty():
        st.markdown(_("No figure of this ranking differs from the release before."))
        return
    on_day = every.filter(pl.col("as_of_date") == row["as_of_date"])
    st.markdown(
        _(
            "**{n} provinces** have another figure on {day} than in release {before}; on other days {others} figures differ.",
            n=on_day.height,
            day=numbers.day(row["as_of_date"]),
            before=plain(every["previous_release"][0]),
            others=numbers.number(every.height - on_day.height),
        )
    )
    if on_day.is_empty():
        return
    known = {code: one.name for code, one in names.provinces(choice.frame).items()}
    figure.details(
        f"{indicator.code}_{choice.frame}_revised",
        title,
        about=About(
            measure=title,
            definition=indicator.definition,
            unit=indicator.unit,
            area=_(names.FRAMES[choice.frame]),
            day=row["as_of_date"],
            n=_("{n} provinces", n=on_day.height),
            source=_("release {name} and release {before}", name=release.name(), before=on_day["previous_release"][0]),
            indicators=[indicator.code],
        ),
        data=on_day.with_columns(
            province=pl.col("province_code").replace(known),
            is_ours=pl.col("province_code").is_in([names.HOME, choice.province.code]),
        ),
        columns=_columns(indicator),
        strong="is_ours",
    )


def of_release(choice: Choice) -> None:
    """Shows how many ranked figures of each indicator this release changed, and by how much at most."""
    title = _("What this release changed")
    st.header(title, anchor=False)
    every = _revised(choice)
    if every.is_empty():
        st.markdown(_("No ranked figure differs from the release before."))
        return
    known = {code: one.name for code, one in names.indicators().items()}
    before = every["previous_release"][0]
    summed = (
        every.group_by("indicator", maintain_order=True)
        .agg(
            figures=pl.len(),
            ranks=(pl.col("rank").ne_missing(pl.col("rank_before"))).sum(),
            largest_pct=pl.col("change_pct").first(),
            first_day=pl.col("as_of_date").min(),
            last_day=pl.col("as_of_date").max(),
        )
        .with_columns(name=pl.col("indicator").replace(known))
    )
    st.markdown(
        _(
            "**{n} ranked figures** of {indicators} indicators differ from release {before}. Only the newest days that both have are compared.",
            n=numbers.number(every.height),
            indicators=summed.height,
            before=plain(before),
        )
    )
    count = _("figures")
    figure.details(
        "revisions",
        title,
        about=About(
            measure=title,
            definition=_(
                "Values or ranks that are not what the release before had; late deliveries are the usual reason."
            ),
            unit=count,
            area=_(names.FRAMES[choice.frame]),
            day=release.newest_day(),
            n=_("{n} figures", n=numbers.number(every.height)),
            source=_("release {name} and release {before}", name=release.name(), before=before),
        ),
        data=summed,
        columns=[
            Column("name", _("Indicator"), shown=str),
            Column("indicator", _("Indicator code")),
            Column("figures", _("Figures revised"), unit=count, shown=numbers.number),
            Column("ranks", _("Of them with another rank"), unit=count, shown=numbers.number),
            Column(
                "largest_pct",
                _("Largest change"),
                _("In percent of the value before."),
                numbers.PERCENT,
                numbers.percent,
            ),
            Column("first_day", _("From"), shown=numbers.day),
            Column("last_day", _("To"), shown=numbers.day),
        ],
    )


def _revised(choice: Choice) -> pl.DataFrame:
    """Every ranked figure of the frame that the release before had differently, the largest change first."""
    found = release.scan("revisions").filter(pl.col("frame") == choice.frame)
    size = pl.col("change_pct").abs()
    return found.sort(size, "province_code", descending=[True, False], nulls_last=True).collect()


def _columns(indicator: Indicator) -> list[Column]:
    """The columns of revised figures."""
    place, unit = _("place"), indicator.unit

    def value(one: float) -> str:
        return numbers.number(one, indicator.decimals)

    return [
        Column("province", _("Province"), shown=str),
        Column("province_code", _("Province code"), _("Code of the province within its boundaries.")),
        Column("value_before", _("Before"), _("In the release before; empty where it had none."), unit, value),
        Column("value", _("Now"), _("In this release; empty where there is none any more."), unit, value),
        Column("change", _("Difference"), _("By how much it was revised."), unit, value),
        Column("change_pct", _("Change in percent"), _("Of the value before."), numbers.PERCENT, numbers.percent),
        Column("rank_before", _("Rank before"), unit=place, shown=numbers.number),
        Column("rank", _("Rank now"), unit=place, shown=numbers.number),
        Column("as_of_date", _("Day")),
        Column("previous_release", _("The release before")),
    ]
