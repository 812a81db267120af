"""Pages of the app in tests: how one is opened, and what it says. The fixture `today` says on which day."""

from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

APP = Path(__file__).parent.parent / "app.py"


def switch(app: AppTest, page: str) -> AppTest:
    """Turns to a page by its address, before the first run: `AppTest.switch_page` then only knows file names."""
    app._page_hash = calc_hash(page)
    return app


def run_page(page: str = "overview", **address: Any) -> AppTest:
    """A page as its address shows it, in Vietnamese unless it says `lang`, whatever became of it."""
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.query_params.update(address)
    return (app if page == "overview" else switch(app, page)).run()


def open_page(page: str = "overview", **address: Any) -> AppTest:
    """A page in English unless the address says `lang`, which shows no error."""
    app = run_page(page, **{"lang": "en"} | address)
    assert not app.exception
    assert not app.error
    return app


def text(app: AppTest) -> str:
    """Everything that a page says, without the sidebar."""
    main = app.main
    parts = [*main.title, *main.header, *main.markdown, *main.info, *main.warning, *main.error, *main.metric]
    return "\n".join(
        f"{getattr(part, 'label', '')} {part.value} {getattr(part, 'delta', '')}".strip() for part in parts
    )
