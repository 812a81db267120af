"""What does each indicator count, in which unit, how is it rounded and who defined it?"""

import polars as pl
import streamlit as st

from views import controls, release
from views.definitions import glossary
from views.figures import figure
from views.figures.figure import About
from views.words import numbers
from views.words.language import _

registry = glossary.registry()
st.title(_("Definitions of the indicators"), anchor=False)
for code in controls.codes_given(_("Indicator"), "indicator", set(registry["indicator"])):
    with st.container(border=True):
        glossary.show(registry.filter(pl.col("indicator") == code).row(0, named=True))

words = controls.search_box(_("Find"), "find", _("Words of a name or a definition, with or without accents"))
found = glossary.with_words(registry, words)
n = numbers.number(found.height)
st.header(_("{n} of {all} definitions", n=n, all=numbers.number(registry.height)), anchor=False)
if found.is_empty():
    st.info(_("No definition has all of these words. Try fewer of them."))
    st.stop()
for row in found.iter_rows(named=True):
    glossary.show(row)
figure.details(
    "definitions",
    _("Definitions of the indicators"),
    about=About(
        measure=_("Definitions of the indicators"),
        definition=_("What is counted, as the registry of this release says it."),
        unit=_("that of each indicator"),
        area=_("All provinces"),
        day=release.newest_day(),
        n=_("{n} definitions", n=n),
        source=_("data/reference/indicators.csv; each row names its own"),
    ),
    data=found,
    columns=glossary.columns(),
)
