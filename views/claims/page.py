"""Is what is quoted true: does each published figure follow from the count and base that its document gives?"""

import streamlit as st

from views import release
from views.documents import boards
from views.words.language import _

st.title(_("Published figures, recomputed"), anchor=False)
rule = _(
    "A quotation is judged by three grounds, the first that there is: the document's own numbers (its count divided by its base, two years, the parts it lists), our own count of that day, another document of that day. It agrees when both are equal after rounding or cutting off to the decimals it prints; about and nearly allow a twentieth. Otherwise it cannot be checked, and the reason says what would be needed."
)
st.markdown(rule)
quotations = release.table("claims")
if quotations.is_empty():
    st.info(_("This release knows no quotation."))
    st.stop()
boards.quotations(quotations, rule)
