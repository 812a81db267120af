"""Which targets are met, and what is still needed for the others?"""

import streamlit as st

from views import release
from views.documents import boards
from views.words.language import _

st.title(_("Targets of Lạng Sơn"), anchor=False)
board = release.table("targets")
if board.is_empty():
    st.info(_("This release knows no target."))
    st.stop()
boards.targets(board, _("Lạng Sơn"))
