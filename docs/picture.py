"""Makes docs/screens.png, the README's picture: three screens of the demo, on a phone.

Run by `make picture`; needs the system's Chromium (`make system`).
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

OUT = Path(__file__).parent / "screens.png"
PORT = 8795
SITE = f"http://127.0.0.1:{PORT}"
SCREENS = {  # what is shown of each: its top, or from its first picture on
    "/": "#number",
    "/plan/": "section:has(svg.sl-picture)",
    "/better/": "section:has(svg.sl-picture)",
}
PHONE = {"viewport": {"width": 360, "height": 760}, "device_scale_factor": 1.5}
GAP = 24
COLOURS = 96  # enough for flat colours and letters; a third of the bytes


@contextmanager
def demo() -> Iterator[str]:
    """The demo with a fresh log; the address that signs in."""
    with tempfile.TemporaryDirectory() as folder:
        server = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-m", "startline.cli", "demo", "--port", str(PORT)],
            env={"STARTLINE_DATA": folder, "PATH": "/usr/bin:/bin"},
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            said = server.stdout or ()
            found = next(m for line in said if (m := re.search(r"http://\S+", line)))
            healthy = ("healthy", "--port", str(PORT), "--wait", "30")
            subprocess.run([sys.executable, "-m", "startline.cli", *healthy], check=True)  # noqa: S603
            yield found[0]
        finally:
            server.terminate()
            server.wait(30)


def screens(browser: Browser, key: str) -> list[Image.Image]:
    """One picture of each screen."""
    page = browser.new_context(**PHONE).new_page()  # type: ignore[arg-type]
    page.goto(key)
    page.locator("main form button").first.click()
    page.wait_for_url(f"{SITE}/")
    taken = []
    for path, shown in SCREENS.items():
        page.goto(SITE + path, wait_until="networkidle")
        page.locator(shown).first.evaluate("one => scrollTo(0, one.offsetTop - 12)")
        taken.append(Image.open(io.BytesIO(page.screenshot())))
    return taken


def beside(pictures: list[Image.Image]) -> Image.Image:
    """All of them in a row."""
    width, height = pictures[0].size
    whole = Image.new("RGB", (len(pictures) * (width + GAP) - GAP, height), "white")
    for n, one in enumerate(pictures):
        whole.paste(one, (n * (width + GAP), 0))
    return whole.quantize(COLOURS)


def main() -> None:
    """Take, join, keep."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with demo() as key, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        beside(screens(browser, key)).save(OUT, optimize=True)


if __name__ == "__main__":
    main()
