"""What every page says first: to which day the figures go, from which marketplaces, by which release, and what to mind."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

import polars as pl
import streamlit as st

from conventions.folder import WorkingFolder, now
from conventions.method import LATE_DAYS
from views import release, vintages
from views.words import names, numbers
from views.words.language import LANGUAGES, N_, _, plain, said, small

SIMULATED = N_("Simulated figures, made for trying this out. They are not real and must not be quoted.")
HOW_TO_DELIVER = (
    N_("Nothing has been published yet. To see figures here:"),
    N_(
        "1. Copy the marketplaces' exports, as they are, into `{folder}/landing/`: a seller's own export into `<marketplace>/<shop>/`, an operator's into `<marketplace>/`, the register of shops into `register/`."
    ),
    N_("2. Run `digital-shops refresh`, or wait for the nightly run at 01:30."),
    N_("3. Reload this page."),
)


def show() -> None:
    """The header of every page."""
    if release.is_simulated():
        st.warning("  \n".join(said(language, SIMULATED) for language in LANGUAGES), icon=":material/science:")
    st.markdown(small(" · ".join(_facts())))
    if not release.is_newest():
        vintages.earlier()
    for warning in _warnings():
        st.warning(warning, icon=":material/warning:")


def nothing_published() -> None:
    """How to deliver a file, in both languages: nobody has chosen one yet."""
    st.title(_("Digital shops of Lạng Sơn"), anchor=False)
    for language, column in zip(LANGUAGES, st.columns(len(LANGUAGES)), strict=True):
        first, *steps = (said(language, text, folder=WorkingFolder.chosen().path) for text in HOW_TO_DELIVER)
        column.info("\n\n".join((f"**{first}**", *steps)))


def today() -> date:
    """The civil day in Vietnam."""
    return now().date()


def _facts() -> Iterator[str]:
    """The newest day, the marketplaces that are in, and the release."""
    yield _("Figures to **{day}**", day=numbers.day(release.newest_day()))
    known, last = names.marketplaces(), release.newest_day_by_marketplace()
    if len(set(last.values())) == 1:
        yield _("Marketplaces: {names}", names=names.listed(last))
    elif last:
        each = (f"{known.get(code, code)} ({numbers.day(day)})" for code, day in last.items())
        yield _("Marketplaces and their last day: {names}", names=", ".join(each))
    yield _("Release {name}, made {moment}", name=release.name(), moment=numbers.moment(release.published_at()))


def _warnings() -> Iterator[str]:
    """What a reader has to mind: a rollback, late marketplaces, old figures, failed checks; each with what it means."""
    manifest = release.manifest()
    if manifest.get("rolled_back_to"):
        yield _(
            "This is release {old} published again, because: {reason}",
            old=plain(manifest["rolled_back_to"]),
            reason=plain(manifest.get("reason") or "?"),
        )
    yield from _late()
    yield from _old()
    yield from _checks()


def _late() -> Iterator[str]:
    known, last = names.marketplaces(), release.newest_day_by_marketplace()
    newest = max(last.values(), default=None)
    for code, day in last.items():
        if newest and newest - day >= timedelta(days=LATE_DAYS):
            yield _(
                "{marketplace} is late: its figures end on {day}, {n} days before the others. What comes after that day is without it.",
                marketplace=known.get(code, code),
                day=numbers.day(day),
                n=numbers.number((newest - day).days),
            )


def _old() -> Iterator[str]:
    newest = release.newest_day()
    age = today() - newest if newest and release.is_newest() else timedelta()
    if age >= timedelta(days=LATE_DAYS) and not release.is_simulated():
        yield _(
            "The figures end {n} days ago: nothing newer has been delivered, or the nightly run has stopped.",
            n=numbers.number(age.days),
        )


def _checks() -> Iterator[str]:
    failed = release.table("checks").filter(pl.col("outcome") == "failed", pl.col("severity") == "warning")
    for check in failed.to_dicts():
        reason, counted = check["reason"], re.match(r"\d+", check["observed"] or "")
        found = _(" Found: {n}.", n=numbers.number(int(counted[0]))) if counted else ""
        yield _("A check of {table} warns: {reason}", table=plain(check["table_name"]), reason=plain(_(reason))) + found
