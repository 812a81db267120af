"""Is what is quoted true: does each published figure follow from the count and base that its document gives?"""

import streamlit as st

from views import release
from views.documents import boards
from views.words.language import _

st.title(_("Published figures, recomputed"), anchor=False)
rule = _(
    "A quotation agrees when its count divided by its base, both from the same document, gives the quoted figure after rounding or cutting off to the decimals it prints. Without a count or a base it cannot be checked."
)
st.markdown(rule)
quotations = release.table("claims")
if quotations.is_empty():
    st.info(_("This release knows no quotation."))
    st.stop()
boards.quotations(quotations, rule)
