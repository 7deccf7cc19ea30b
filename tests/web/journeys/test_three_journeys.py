"""The three journeys the application is made for, and the first five minutes before them.

Each on a phone in the light and on a desktop in the dark; the import has a file of its own.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from playwright.sync_api import Page, expect

from startline.engine.advice import Advice
from startline.web.accounts.models import Runner
from startline.web.clinic import services as clinic
from startline.web.planning.models import Race, Restriction
from startline.web.planning.selectors import shown_advice
from startline.web.runlog.models import CheckIn, Episode, Run
from tests.web.clinic.conftest import a_share
from tests.web.conftest import a_user
from tests.web.journeys.conftest import OpenBrowser, watched

MONDAY = date(2026, 3, 23)


def test_a_run_that_hurt_is_logged_and_the_week_follows_it(
    screen: Page, runner: Runner, monday: Any
) -> None:
    screen.goto("/")
    before = advised(runner)
    screen.get_by_role("link", name="Log a run").click()
    screen.get_by_label("Distance").fill("2.2")
    answer(screen, "Did it hurt?", "Yes")
    answer(screen, "Tap the mile where it began", "2")
    answer(screen, "The worst of it", "6")
    answer(screen, "How did it go on?", "It grew")
    answer(screen, "Why did you stop?", "Pain")
    screen.get_by_role("button", name="Save").click()

    expect(screen.locator("#number .light")).to_contain_text("The light is red")
    run = Run.objects.select_related("pain").get(runner=runner, on=MONDAY)
    assert (run.pain.worst_nrs, run.pain.course) == (6, "worsened")
    after = advised(runner)
    assert sum(day.distance_km or 0 for day in after.plan[:14]) < sum(
        day.distance_km or 0 for day in before.plan[:14]
    )
    fits(screen)

    monday.shift(timedelta(days=1))
    screen.context.clock.fast_forward("24:00:00")
    screen.goto("/")
    morning = screen.get_by_role("region", name="This morning")
    morning.get_by_role("button", name="3", exact=True).click()
    expect(morning).to_have_count(0)
    tuesday = MONDAY + timedelta(days=1)
    assert CheckIn.objects.get(runner=runner, on=tuesday).morning_nrs == 3


def advised(runner: Runner) -> Advice:
    """What is shown to the runner now."""
    runner.refresh_from_db()
    advice = shown_advice(runner).advice
    assert advice is not None
    return advice


def answer(page: Page, question: str, given: str) -> None:
    page.get_by_role("group", name=question).get_by_label(given, exact=True).check()


def fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_physiotherapist_sets_a_limit_and_the_runners_plan_keeps_it(
    screen: Page, runner: Runner, a_browser_for: OpenBrowser
) -> None:
    physio = a_user("kim@clinic.example", name="Kim")
    share, _ = a_share(runner)
    assert clinic.accept(share, physio)
    desk = watched(a_browser_for(physio, viewport=screen.viewport_size).new_page())
    desk.goto("/shared/")
    desk.get_by_role("link", name=re.compile("robin")).click()
    desk.get_by_role("link", name="Set a limit").click()
    desk.get_by_label("miles").check()
    desk.get_by_label("The longest run", exact=True).fill("1")
    desk.get_by_label("Why").fill("The knee is swollen.")
    desk.get_by_role("button", name="Set it: it binds at once").click()
    expect(desk.get_by_text("1 mi").first).to_be_visible()
    fits(desk)

    screen.goto("/plan/")

    expect(screen.get_by_text("1 mi").first).to_be_visible()
    assert Restriction.objects.filter(runner=runner, reason="The knee is swollen.").exists()
    assert all((day.distance_km or 0) <= 1.6094 for day in advised(runner).plan)
    screen.goto("/limits/")
    expect(screen.get_by_text("The knee is swollen.")).to_be_visible()
    screen.goto("/record/")
    expect(screen.get_by_text("Kim").first).to_be_visible()
    fits(screen)


def test_somebody_new_is_advised_after_the_first_five_minutes(
    screen_of: Any, runner: Runner
) -> None:
    new = a_user("new@example.org")
    page = screen_of(new)
    page.goto("/")
    page.locator("main form button").first.click()
    page.get_by_label("I agree that this is kept about my health").check()
    fits(page)
    go_on(page, "First, any of these signs?")
    answer(page, "Distances in", "miles")
    go_on(page, "Units and what you accept")
    page.get_by_label("Name of the race").fill("Spring marathon")
    page.get_by_label("Day of the race").fill("2026-05-03")
    answer(page, "How far?", "Marathon")
    go_on(page, "The race")
    go_on(page, "Your days and programme")
    runs_by_hand(page)
    go_on(page, "The last runs")
    page.locator("a.sl-place.sl-site-knee_outer.sl-side-right").click()
    expect(page.get_by_role("radio", name="Knee, outer side")).to_be_checked()
    fits(page)
    go_on(page, "Where it hurts")
    page.get_by_label("The longest run allowed").fill("9")
    go_on(page, "What your clinician said")

    expect(page.locator("#number .number")).to_be_visible()
    mine = new.runner
    assert Race.objects.get(runner=mine).on == date(2026, 5, 3)
    assert Episode.objects.get(runner=mine).side == "right"
    assert Run.objects.filter(runner=mine).count() == 2
    assert all((day.distance_km or 0) <= 9 * 1.609344 for day in advised(mine).plan)


def go_on(page: Page, title: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    page.get_by_role("button", name="Go on").click()


def runs_by_hand(page: Page) -> None:
    for n, (on, far) in enumerate((("2026-03-15", "8"), ("2026-03-19", "5"))):
        row = page.get_by_role("group", name=f"Run {n + 1}")
        row.get_by_label("Day").fill(on)
        row.get_by_label("Distance").fill(far)
