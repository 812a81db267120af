"""Opening a page of the app in a test."""

from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash


def switch(app: AppTest, page: str) -> AppTest:
    """Turns to a page by its address, before the first run: `AppTest.switch_page` then only knows file names."""
    app._page_hash = calc_hash(page)
    return app
