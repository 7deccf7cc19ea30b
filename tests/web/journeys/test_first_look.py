"""The first look at the phone: Today fits on it, and a run is logged from it."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from startline.web.accounts.models import Runner
from startline.web.runlog.models import Run


def test_today_shows_the_next_long_run_and_fits_on_a_small_phone(phone: Page) -> None:
    phone.goto("/")

    expect(phone.get_by_role("region", name="Next long run")).to_contain_text("2.5 mi")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_run_is_logged_from_the_phone(phone: Page, runner: Runner) -> None:
    phone.goto("/log/")
    phone.get_by_label("Distance").fill("2.2")
    phone.get_by_label("No", exact=True).first.check()
    phone.get_by_role("button", name="Save").click()

    expect(phone.get_by_text("Saved.")).to_be_visible()
    assert Run.objects.get(runner=runner, on="2026-03-23").distance_km == 3.541
