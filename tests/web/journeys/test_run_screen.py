"""During a run: the light in the runner's own terms, pain marked where it begins, offline too."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from startline.web.accounts.models import Runner
from startline.web.planning.models import Restriction
from startline.web.planning.services import new_facts
from startline.web.runlog.models import RedFlag, Run
from tests.web.journeys.test_offline import TODAY, UNSENT, kept, offline, rows_kept, visit, wait_for

__all__ = ["kept"]

LATITUDE, LONGITUDE = 43.65, -79.38
KM_NORTH = 1 / 111.195  # degrees


def picture(page: Page, name: str) -> None:
    """Keep a picture where somebody asked for them: STARTLINE_PICTURES=folder."""
    folder = os.environ.get("STARTLINE_PICTURES")
    if folder:
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


@pytest.fixture
def running(kept: Page) -> Page:
    kept.goto("/run/")
    kept.get_by_role("button", name="Start").click()
    return kept


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_red_flags_come_before_anything_else_on_the_run_screen(kept: Page) -> None:
    kept.goto("/run/")
    expect(kept.locator("#run-page")).to_be_visible()
    picture(kept, "run-before")

    text = kept.locator("main").inner_text()

    assert text.index("chest pain") < text.index("No run is programmed.")
    assert kept.evaluate("document.documentElement.scrollWidth") <= 360


def test_the_lights_rules_are_told_for_this_runners_tissue(running: Page) -> None:
    running.get_by_text("What the light means for you").click()

    expect(running.get_by_text("Green: pain up to 1 of 10 that stays or eases.")).to_be_visible()
    expect(running.get_by_text("Red: pain of 3 or more, or of 2 that grows.")).to_be_visible()


def test_pain_that_just_began_counts_as_growing_until_the_runner_says_otherwise(
    running: Page,
) -> None:
    press(running, "It begins to hurt")
    running.locator("#run-nrs").get_by_role("button", name="2", exact=True).click()
    expect(running.locator("#run-light")).to_contain_text("Red. Stop.")
    expect(running.get_by_text("it counts as growing")).to_be_visible()
    picture(running, "run-hurts")

    press(running, "It stays")

    expect(running.locator("#run-light")).to_contain_text("Amber.")


@pytest.mark.parametrize("sign", ["I limp", "It is sharp"])
def test_a_limp_or_sharp_pain_stops_the_run_and_no_later_tap_takes_it_back(
    running: Page, sign: str
) -> None:
    press(running, sign)
    expect(running.locator("#run-light")).to_contain_text("Stop. Turn for home, walking.")

    press(running, "It begins to hurt")
    running.locator("#run-nrs").get_by_role("button", name="1", exact=True).click()
    press(running, "It eases")

    expect(running.locator("#run-light")).to_contain_text("Stop. Turn for home, walking.")


def test_pain_above_the_limit_a_clinician_set_says_stop(kept: Page, runner: Runner) -> None:
    with new_facts(runner):
        Restriction.objects.filter(runner=runner).update(max_nrs=0)
    kept.goto("/run/")
    press(kept, "Start")
    press(kept, "It begins to hurt")
    kept.locator("#run-nrs").get_by_role("button", name="1", exact=True).click()
    press(kept, "It stays")

    expect(kept.locator("#run-light")).to_contain_text("Red. Stop.")


def test_a_sign_during_a_run_stops_it_and_opens_the_flag(running: Page, runner: Runner) -> None:
    running.get_by_text("One of these signs is there").click()
    running.get_by_label("Chest pain").check()
    press(running, "Stop running for now")

    expect(running.get_by_role("heading", name="Call your emergency number now.")).to_be_visible()
    expect(running).to_have_url(re.compile("/run/$"))
    expect(running.locator("#run-number")).to_be_hidden()
    wait_for(running, lambda: RedFlag.objects.filter(runner=runner, code="chest_pain").exists())


def test_a_whole_run_offline_is_logged_from_where_it_was_marked(kept: Page, runner: Runner) -> None:
    offline(kept)
    kept.goto("/run/")
    press(kept, "Start")
    press(kept, "It begins to hurt")
    kept.get_by_text("Tap where it began").click()
    kept.locator("#run-mark").get_by_role("button", name="2", exact=True).click()
    kept.locator("#run-nrs").get_by_role("button", name="4", exact=True).click()
    press(kept, "It grows")
    wait_for(
        kept, lambda: [row.get("course") for row in rows_kept(kept, "running")] == ["worsened"]
    )
    kept.reload()  # the phone closed the page in between
    press(kept, "I stop")
    picture(kept, "run-after")
    kept.get_by_label("Distance", exact=True).fill("2.4")
    press(kept, "Save")
    expect(kept.get_by_text(UNSENT)).to_be_visible()

    offline(kept, False)

    wait_for(kept, lambda: Run.objects.filter(runner=runner, on=TODAY).exists())
    run = Run.objects.select_related("pain").get(runner=runner, on=TODAY)
    assert (run.distance_km, run.stopped_because) == (3.862, "pain")
    assert (run.pain.worst_nrs, run.pain.course) == (4, "worsened")
    assert (run.pain.onset_lower_km, run.pain.onset_upper_km) == (2.414, 3.862)


def walk_to(page: Page, km: float) -> None:
    page.context.set_geolocation(
        {"latitude": LATITUDE + km * KM_NORTH, "longitude": LONGITUDE, "accuracy": 5}
    )
    page.wait_for_timeout(400)


def test_the_phone_counts_the_distance_and_the_place_goes_nowhere(
    kept: Page, runner: Runner
) -> None:
    sent: list[str] = []
    kept.context.on("request", lambda request: sent.append(request.url + (request.post_data or "")))
    kept.context.grant_permissions(["geolocation"])
    walk_to(kept, 0)
    kept.goto("/run/")
    kept.get_by_label("Count the distance").check()
    press(kept, "Start")
    kept.wait_for_timeout(500)
    for step in range(1, 11):  # ten metres at a time: nobody jumps a mile
        walk_to(kept, step / 100)
    expect(kept.locator("#run-so-far")).to_contain_text("0.1 mi so far")
    press(kept, "It begins to hurt")
    kept.locator("#run-nrs").get_by_role("button", name="3", exact=True).click()
    press(kept, "I stop")
    assert kept.get_by_label("Distance", exact=True).input_value() == "0.06"
    kept.get_by_label("Distance", exact=True).fill("0.2")
    press(kept, "Save")

    wait_for(kept, lambda: Run.objects.filter(runner=runner, on=TODAY).exists())
    run = Run.objects.select_related("pain").get(runner=runner, on=TODAY)
    assert run.pain.marks == [{"at_km": 0.097, "nrs": 3}]
    assert run.pain.onset_lower_km == run.pain.onset_upper_km == 0.097
    kept_on_phone = kept.evaluate(
        """async () => JSON.stringify(await new Promise((done) => {
          const open = indexedDB.open("startline");
          open.onsuccess = () => {
            const all = open.result.transaction("running").objectStore("running").getAll();
            all.onsuccess = () => { open.result.close(); done(all.result); };
          };
        }))"""
    )
    assert not any("43.6" in text or "79.3" in text for text in [*sent, kept_on_phone])


def test_the_log_form_fits_a_phone_and_asks_where_it_began_once_it_hurt(kept: Page) -> None:
    kept.goto("/log/")
    kept.get_by_label("Distance", exact=True).fill("5.2")
    expect(kept.get_by_text("Tap the mile where it began")).to_be_hidden()
    picture(kept, "log")

    kept.get_by_role("group", name="Did it hurt?").get_by_label("Yes").check()

    expect(kept.get_by_text("Tap the mile where it began")).to_be_visible()
    expect(kept.locator("label:has(#id_began_6)")).to_be_visible()
    expect(kept.locator("label:has(#id_began_7)")).to_be_hidden()
    picture(kept, "log-hurt")
    assert kept.evaluate("document.documentElement.scrollWidth") <= 360


def test_today_and_plan_without_a_network_fit_a_phone(kept: Page) -> None:
    visit(kept)
    picture(kept, "today")
    offline(kept)
    for path in ("today", "plan", "log", "signs"):
        kept.goto("/" if path == "today" else f"/{path}/")
        kept.wait_for_timeout(300)
        picture(kept, f"offline-{path}")
        assert kept.evaluate("document.documentElement.scrollWidth") <= 360, path
