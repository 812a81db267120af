"""The README's pictures: the app over a release, in the browser that stands at /usr/bin/chromium.

`python docs/screenshot.py [DATA]`, by default `data/demo`; what it draws stands in `docs/images/`.
"""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

from playwright.sync_api import sync_playwright

PROJECT = Path(__file__).parent.parent
IMAGES = PROJECT / "docs" / "images"
ARGUMENTS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
PICTURES = {
    "overview": ("", "light", 1340),
    "rankings": ("rankings?indicator=orders_completed&metros=1&lang=en", "dark", 1090),
}
"""Name -> address, theme and height."""


def main(data: Path) -> None:
    """Starts the app, draws, and ends it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", address.rsplit(":", 1)[1]]
    environment = {**os.environ, "DIGITAL_SHOPS_DATA": str(data.absolute())}
    with subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=subprocess.DEVNULL) as server:
        try:
            _wait(address)
            _draw(address)
        finally:
            server.terminate()


def _wait(address: str) -> None:
    for _attempt in range(150):
        try:
            with urlopen(f"{address}/_stcore/health"):  # noqa: S310 - our own server
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("The app did not start.")


def _draw(address: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        for name, (path, theme, height) in PICTURES.items():
            size = {"width": 1280, "height": height}
            page = browser.new_page(viewport=size, color_scheme=theme)  # type: ignore[arg-type]
            page.goto(f"{address}/{path}")
            page.locator("svg.marks").last.wait_for(timeout=60_000)
            page.wait_for_timeout(2_000)
            page.screenshot(path=IMAGES / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    IMAGES.mkdir(parents=True, exist_ok=True)
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else PROJECT / "data" / "demo")
