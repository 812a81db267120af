"""The app in a real browser: its pages, languages and themes, a telephone's width, links, and no request to elsewhere."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal
from urllib.request import urlopen

import made_release
import pytest
from playwright.sync_api import Browser, BrowserContext, FloatRect, Locator, Page, Request, expect, sync_playwright

pytestmark = pytest.mark.machine

PROJECT = Path(__file__).parent.parent.parent
DEFINITIONS = len((PROJECT / "data" / "reference" / "indicators.csv").read_text(encoding="utf-8").splitlines()) - 1
CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PAGES = {
    "": ("Lạng Sơn: tổng quan", "Lang Son: overview"),
    "rankings": ("Xếp hạng các tỉnh", "Provincial rankings"),
    "coverage": ("Lạng Sơn: độ phủ hộ gia đình", "Lang Son: coverage of households"),
}
EARLIER = "20260320T013000"
Opened = Callable[..., Page]
Theme = Literal["light", "dark"]


def box_of(drawn: Locator) -> FloatRect:
    """Where something stands on the page."""
    box = drawn.bounding_box()
    assert box
    return box


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app over a release of our own making, started as `digital-shops app` starts it."""
    folder = tmp_path_factory.mktemp("data")
    newest = made_release.write(folder, tables={"coverage": made_release.coverage()}, is_simulated=True)
    shutil.copytree(newest, newest.parent / EARLIER)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    environment = {**os.environ, "DIGITAL_SHOPS_DATA": str(folder)}
    with subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=subprocess.DEVNULL) as server:
        try:
            yield _ready(f"http://127.0.0.1:{port}")
        finally:
            server.terminate()


def _ready(address: str) -> str:
    for _attempt in range(100):
        try:
            with urlopen(f"{address}/_stcore/health") as answer:
                if answer.status == 200:
                    return address
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the app did not start")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip("needs Debian's chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def opened(served: str, browser: Browser) -> Iterator[Opened]:
    """Opens an address and waits until it is drawn; whatever was asked of another host fails the test."""
    contexts: list[BrowserContext] = []
    elsewhere: list[str] = []

    def note(request: Request) -> None:
        if not request.url.startswith((served, served.replace("http", "ws"), "data:", "blob:")):
            elsewhere.append(request.url)

    def open_address(address: str, width: int = 1280, theme: Theme = "light") -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme, locale="de-DE")
        contexts.append(context)
        page = context.new_page()
        page.on("request", note)
        page.goto(address if address.startswith("http") else f"{served}/{address}")
        drawn(page)
        return page

    yield open_address
    for context in contexts:
        context.close()
    assert not elsewhere


def drawn(page: Page) -> None:
    """Waits until a page has run and its charts stand."""
    expect(page.locator("[data-testid=stApp]")).to_have_attribute(
        "data-test-script-state", "notRunning", timeout=30_000
    )
    expect(page.locator("svg.marks").last).to_be_visible(timeout=30_000)
    page.wait_for_timeout(500)


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_stands_in_both_languages_and_themes_and_on_a_telephone(
    opened: Opened, path: str, language: str, theme: str, width: int
) -> None:
    page = opened(f"{path}?lang={language}", width, theme)
    title = PAGES[path][language == "en"]
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    assert page.evaluate("document.documentElement.lang") == language
    assert page.locator("[data-testid=stException], [data-testid=stAlertContentError]").count() == 0
    for box in ("document.documentElement", "document.querySelector('[data-testid=stMain]')"):
        assert page.evaluate(f"{box}.scrollWidth <= {box}.clientWidth")
    for chart in page.locator("[data-testid=stVegaLiteChart]").all():
        assert box_of(chart)["width"] <= width
    back = page.evaluate("getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor")
    assert (back == "rgb(255, 255, 255)") == (theme == "light")


def test_numbers_follow_the_chosen_language_and_not_the_browser(opened: Opened) -> None:
    shown = opened("?lang=vi").locator("svg.marks").nth(1).text_content() or ""
    assert "80 triệu" in shown
    assert "03/2026" in shown
    shown = opened("?lang=en").locator("svg.marks").nth(1).text_content() or ""
    assert "80 million" in shown
    assert "Mar 2026" in shown
    bars = opened("rankings?lang=en").locator("svg.marks").nth(1).text_content() or ""  # the map stands first
    assert "50,000 shops" in bars


def test_a_copied_address_opens_the_same_view(opened: Opened) -> None:
    page = opened("rankings")
    choose(page, "Tỉnh", "da nang", "Đà Nẵng · Da Nang")
    choose(page, "Chỉ tiêu", "giao", "Giao dịch thành công")
    page.get_by_text("Không vẽ Hà Nội").click()
    drawn(page)
    page.get_by_text("English").click()
    drawn(page)
    assert page.url.endswith("/rankings?province=48&indicator=orders_completed&metros=1&lang=en")
    copy = opened(page.url)
    assert copy.locator("[data-testid=stMain]").inner_text() == page.locator("[data-testid=stMain]").inner_text()
    assert "Da Nang is number" in copy.locator("[data-testid=stMain]").inner_text()
    assert "Hanoi" not in (copy.locator("svg.marks").first.text_content() or "")


def test_the_other_page_keeps_what_all_pages_share_and_back_goes_back(opened: Opened) -> None:
    page = opened("?province=48&period=month&lang=en")
    page.get_by_role("link", name="Rankings").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Provincial rankings")
    drawn(page)
    assert page.url.endswith("/rankings?lang=en&province=48&period=month")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Da Nang: overview")
    page.get_by_text("Tiếng Việt").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Đà Nẵng: tổng quan")
    drawn(page)
    assert page.evaluate("document.documentElement.lang") == "vi"
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Da Nang: overview")


def test_files_are_taken_away(opened: Opened, tmp_path: Path) -> None:
    page = opened("rankings?lang=en")
    for kind, start in (("CSV", b"\xef\xbb\xbfrank,province"), ("XLSX", b"PK")):
        with page.expect_download() as download:
            page.get_by_role("button", name=f"Download {kind}").first.click()
        name = f"registered_shops_34_2026-03-31_{made_release.NAME}.{kind.lower()}"
        assert download.value.suggested_filename == name
        download.value.save_as(tmp_path / name)
        assert (tmp_path / name).read_bytes().startswith(start)


def test_a_chart_tells_its_finding_to_those_who_cannot_see_it(opened: Opened) -> None:
    page = opened("rankings?lang=en")
    told = page.locator("[data-testid=stVegaLiteChart] svg").first.get_attribute("aria-label") or page.locator(
        "[data-testid=stVegaLiteChart]"
    ).first.get_attribute("aria-label")
    assert "Lang Son is number 3 of 33" in (told or "")


def test_provinces_to_compare_are_found_without_accents_and_named_at_the_ends_of_their_lines(opened: Opened) -> None:
    page = opened("rankings?lang=en")
    choose(page, "Compare with", "hai phong", "Hải Phòng · Hai Phong")
    assert page.url.endswith("/rankings?lang=en&compare=31")
    narrow = opened(page.url, width=360)
    chart = narrow.locator("svg.marks").last
    assert "3= Lang Son" in (chart.text_content() or "")
    for label in chart.locator("text", has_text="Lang Son").all() + chart.locator("text", has_text="Hai Phong").all():
        box = box_of(label)
        assert box["x"] + box["width"] <= 360


def test_a_figure_leads_to_its_definition_and_back(opened: Opened) -> None:
    page = opened("rankings?lang=en&indicator=orders_completed")
    page.get_by_role("link", name="Definition", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Definitions of the indicators")
    assert page.url.endswith("/definitions?lang=en&indicator=orders_completed")
    page.get_by_label("Find").fill("giao dich thanh cong")
    page.get_by_label("Find").press("Enter")
    expect(page.get_by_role("heading", level=2)).to_contain_text(f"of {DEFINITIONS} definitions")
    expect(page.get_by_text("registered_shops")).to_have_count(0)
    page.go_back()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Provincial rankings")


def test_figures_of_an_earlier_day_stay_chosen_from_page_to_page(opened: Opened) -> None:
    page = opened("?lang=en")
    choose(page, "Figures as known on", "20 Mar", "20 Mar 2026")
    expect(page.get_by_text(f"Figures as known on 20 Mar 2026: release {EARLIER}")).to_be_visible()
    page.get_by_role("link", name="Rankings").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Provincial rankings")
    drawn(page)
    assert page.url.endswith("/rankings?lang=en&known=2026-03-20")
    page.get_by_role("button", name="Show the newest figures").click()
    drawn(page)
    assert page.url.endswith("/rankings?lang=en")


def choose(page: Page, label: str, typed: str, option: str) -> None:
    """Picks an option of a list by typing a part of it."""
    box = page.get_by_role("combobox", name=label)
    box.click()
    page.keyboard.type(typed)
    page.get_by_role("option", name=option, exact=True).click()
    drawn(page)
