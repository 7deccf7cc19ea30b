"""The plan, the outlook, the trend, what was missed and the reasons, on a phone and a desktop."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from startline.web.accounts.models import Runner
from startline.web.planning.models import Move
from tests.web.journeys.conftest import OpenBrowser

SUNDAY = "/plan/2026-03-29/"
PAGES = ("/plan/", SUNDAY, "/outlook/", "/better/", "/missed/", "/why/", "/more/")
TOUCH_PX = 44


def width_of(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth"))


def open_everything(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")


def large_text(page: Page) -> None:
    page.evaluate("document.documentElement.style.fontSize = '200%'")


@pytest.mark.parametrize("path", PAGES)
def test_a_screen_fits_on_a_small_phone_with_everything_open(phone: Page, path: str) -> None:
    phone.goto(path)
    open_everything(phone)

    assert width_of(phone) <= 360


@pytest.mark.parametrize("path", PAGES)
def test_a_screen_fits_at_twice_the_size_of_letters(phone: Page, path: str) -> None:
    phone.goto(path)
    open_everything(phone)
    large_text(phone)

    assert width_of(phone) <= 360
    for link in phone.locator("nav.tabs a").all():
        box = link.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360


@pytest.mark.parametrize("path", PAGES)
def test_a_screen_has_no_fault_an_automatic_check_of_accessibility_finds(
    phone: Page, desktop: Page, path: str
) -> None:
    for page in (phone, desktop):
        page.goto(path)
        open_everything(page)
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("path", PAGES)
def test_what_is_tapped_is_as_large_as_a_finger(phone: Page, path: str) -> None:
    phone.goto(path)
    small = phone.evaluate(
        """least => [...document.querySelectorAll('button, select, summary, nav a, ul.days a')]
             .filter(one => one.checkVisibility() && one.getBoundingClientRect().height < least)
             .map(one => one.textContent.trim().slice(0, 40))""",
        TOUCH_PX - 0.5,
    )

    assert small == []


def test_the_long_run_is_moved_with_a_few_taps(phone: Page, runner: Runner) -> None:
    phone.goto("/plan/")
    phone.get_by_role("link", name="Sun 29 Mar").first.click()
    phone.get_by_label("Move to").select_option(label="Sat 28 Mar")
    phone.get_by_role("button", name="Move", exact=True).click()

    expect(phone.get_by_role("heading", level=1)).to_have_text("Sat 28 Mar · long")
    expect(phone.get_by_text("Moved here by you from Sun 29 Mar.")).to_be_visible()
    phone.get_by_role("button", name="Put it back on Sun 29 Mar").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Sun 29 Mar · long")
    assert not Move.objects.filter(runner=runner).exists()


def test_a_session_is_left_out_and_the_plan_says_so(phone: Page) -> None:
    phone.goto(SUNDAY)
    phone.get_by_role("button", name="Leave it out").click()
    expect(phone.get_by_text("Left out. Nothing is caught up.")).to_be_visible()
    phone.get_by_role("link", name="The whole plan").click()

    expect(phone.get_by_text("left out by you")).to_be_visible()


def test_a_number_leads_to_its_assumption_in_two_taps(phone: Page) -> None:
    phone.goto(SUNDAY)
    phone.get_by_role("link", name="Where this comes from").first.click()

    target = phone.locator(":target")
    expect(target).to_be_visible()
    expect(target).to_contain_text("Source:")


def test_a_page_that_waits_shows_the_plan_as_soon_as_it_is_there(
    phone: Page, runner: Runner
) -> None:
    Runner.objects.filter(pk=runner.pk).update(facts_version=runner.facts_version + 1)
    phone.goto("/plan/")
    expect(phone.get_by_text("Not updated yet")).to_be_visible()

    Runner.objects.filter(pk=runner.pk).update(facts_version=runner.facts_version)
    phone.clock.run_for(2_000)

    expect(phone.get_by_role("heading", name="Day by day")).to_be_visible()


@pytest.fixture
def without_script(a_browser_for: OpenBrowser, runner: Runner) -> BrowserContext:
    return a_browser_for(runner.user, java_script_enabled=False)


def test_everything_works_without_javascript(
    without_script: BrowserContext, runner: Runner
) -> None:
    page = without_script.new_page()
    for path in PAGES:
        page.goto(path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()

    page.goto(SUNDAY)
    page.get_by_label("Move to").select_option(label="Sat 28 Mar")
    page.get_by_role("button", name="Move", exact=True).click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Sat 28 Mar · long")
    assert Move.objects.filter(runner=runner).count() == 1


def test_on_a_desktop_the_ways_on_are_a_table_and_on_a_phone_cards(
    phone: Page, desktop: Page
) -> None:
    for page, shown in ((phone, "block"), (desktop, "table-row")):
        page.goto("/outlook/")
        row: Any = page.locator("table.ways tbody tr").first
        assert row.evaluate("one => getComputedStyle(one).display") == shown
        expect(page.get_by_role("row", name="Within the limits").first).to_be_visible()


def test_a_page_on_paper_has_its_pictures_and_no_buttons(phone: Page) -> None:
    phone.emulate_media(media="print")
    phone.goto(SUNDAY)

    expect(phone.locator("svg.sl-picture").first).to_be_visible()
    expect(phone.get_by_role("button", name="Leave it out")).to_be_hidden()
    expect(phone.locator("nav.tabs")).to_be_hidden()
