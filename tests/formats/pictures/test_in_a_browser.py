"""The pictures in a real browser, as wide as a phone, under the strictest policy there is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, sync_playwright

from startline.formats import pictures as p
from startline.words.language import language
from tests.builders import advice_on
from tests.formats.pictures.gallery import all_pictures, every_kind_of_run, stylesheet
from tests.house.repository import tool

pytestmark = pytest.mark.slow

POLICY = "default-src 'none'; style-src 'self'"
SITE = "http://pictures.test"
PHONE = {"width": 360, "height": 700}

PAGE = """figure { margin: 0 } body { margin: 10px }
@media (prefers-color-scheme: dark) { body { background: #14181c; color: #fff } }
"""

OUTSIDE = """() => [...document.querySelectorAll('svg text')].filter(text => {
  const box = text.getBBox(), paper = text.ownerSVGElement.viewBox.baseVal;
  const at = text.getCTM().multiply(text.ownerSVGElement.getCTM().inverse());
  return box.x < -2 || box.x + box.width > paper.width + 2 || box.y + box.height > paper.height + 2;
}).map(text => text.textContent)"""

LETTERS = """() => Math.min(...[...document.querySelectorAll('svg text')].map(
  text => parseFloat(text.getAttribute('font-size')) * text.getScreenCTM().a))"""


def html(tongue: str) -> str:
    case = every_kind_of_run()
    with language(tongue):
        pictures = all_pictures(case, advice_on(case))
    figures = "".join(
        f"<figure><div class='sl-picture-box'>{p.svg_of(one, prefix=f'p{n}')}</div>"
        f"<figcaption>{one.title}</figcaption></figure>"
        for n, one in enumerate(pictures)
    )
    return (
        f"<!doctype html><html lang='{tongue}'><meta charset='utf-8'><title>Pictures</title>"
        "<meta name='viewport' content='width=device-width'><link rel='stylesheet' href='/p.css'>"
        f"<main><h1>Pictures</h1>{figures}</main></html>"
    )


@pytest.fixture(scope="module", params=[("light", "en"), ("dark", "de")], ids="-".join)
def page(request: pytest.FixtureRequest) -> Iterator[Page]:
    colours, tongue = request.param
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=tool("chromium"), args=["--no-sandbox"]
        )
        page = chromium.new_page(viewport=PHONE, color_scheme=colours)
        page.route("**/p.css", lambda route: route.fulfill(
            body=PAGE + stylesheet(), content_type="text/css"))  # fmt: skip
        page.route(f"{SITE}/", lambda route: route.fulfill(
            body=html(tongue), content_type="text/html", headers={"content-security-policy": POLICY}
        ))  # fmt: skip
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text))
        page.goto(f"{SITE}/")
        page.complaints = complaints  # type: ignore[attr-defined]
        yield page
        chromium.close()


def test_a_policy_without_anything_inline_has_nothing_to_complain_of(page: Page):
    assert [said for said in page.complaints if "favicon" not in said] == []  # type: ignore[attr-defined]


def test_no_letter_leaves_its_picture(page: Page):
    assert page.evaluate(OUTSIDE) == []


def test_the_page_is_as_wide_as_the_phone_and_letters_are_twelve_pixels(page: Page):
    assert page.evaluate("() => document.documentElement.scrollWidth") == PHONE["width"]
    assert page.evaluate(LETTERS) == pytest.approx(12, abs=0.01)


def test_pictures_grow_with_the_readers_letters(page: Page):
    before = page.evaluate("() => document.querySelector('svg').getBoundingClientRect().width")
    page.evaluate("() => document.styleSheets[0].insertRule('html{font-size:200%}', 0)")
    after = page.evaluate("() => document.querySelector('svg').getBoundingClientRect().width")
    page.evaluate("() => document.styleSheets[0].deleteRule(0)")

    assert after >= 1.6 * before


def test_nothing_stands_in_the_way_of_a_screen_reader(page: Page):
    found = Axe().run(page)

    assert [one["id"] for one in found.response["violations"]] == []
