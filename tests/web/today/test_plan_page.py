"""The plan: every day as the stored advice has it, its reasons, moving it, leaving it out."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from startline.engine.advice import Advice
from startline.formats.advice_read import read_advice
from startline.web.accounts.models import Runner
from startline.web.audit.models import Entry
from startline.web.planning.case import case_value
from startline.web.planning.models import Move, Restriction
from startline.web.planning.selectors import newest_snapshot, shown_advice
from startline.web.planning.services import new_facts
from startline.web.runlog.models import RedFlag, Run
from startline.words.plan import of_programmed
from startline.words.units import bare, in_unit
from startline.words.weeks import is_ahead
from tests.web.conftest import MONDAY, a_runner
from tests.web.today.reading import distances_in, page_of, planned_on, text_of, words_of

SUNDAY, SATURDAY = "2026-03-29", "2026-03-28"


def advice_of(runner: Runner) -> Advice:
    snapshot = newest_snapshot(runner)
    assert snapshot is not None
    return read_advice(snapshot.advice)


def add_limit(runner: Runner, **limit: object) -> None:
    with new_facts(runner):
        Restriction.objects.create(
            runner=runner, case_id="new", set_by="clinician", from_day=MONDAY, **limit
        )


# --- what is shown -------------------------------------------------------------------------------


def test_C01_every_day_on_the_page_is_the_stored_advices_day(page: Client, runner: Runner) -> None:
    plan = [day for day in advice_of(runner).plan if is_ahead(day) and not day.over_limit]

    shown = planned_on(page)

    assert len(plan) > 10
    for day in plan:
        assert shown[day.on.isoformat()] == f"{of_programmed(day, 'mi')} mi", day.on


@pytest.mark.parametrize(
    "limit", [{"max_run_km": 3.0}, {"max_run_km": 0.9}, {"no_running": True}, {"max_week_km": 5.0}]
)
def test_C01_a_limit_set_now_holds_for_every_run_on_the_page_at_once(
    page: Client, runner: Runner, limit: dict[str, Any]
) -> None:
    add_limit(runner, **limit)
    most_km = 0.0 if limit.get("no_running") else limit.get("max_run_km", limit.get("max_week_km"))

    now = [far.split()[0] for far in planned_on(page).values() if far[:1].isdigit()]

    assert all(float(far) <= in_unit(most_km, "mi") for far in now)


def test_every_day_has_its_own_page_with_the_same_distance(page: Client, runner: Runner) -> None:
    for day in advice_of(runner).plan[:14]:
        shown = text_of(page, f"/plan/{day.on.isoformat()}/")
        if day.distance_km is None:
            assert "No run stands on this day." in shown
        else:
            assert f"{bare(day.distance_km, 'mi')} mi" in shown


def test_a_race_over_the_limit_is_said_to_be_so_and_is_not_planned(
    page: Client, runner: Runner
) -> None:
    race = next(day for day in advice_of(runner).plan if day.over_limit)

    assert planned_on(page)[race.on.isoformat()] == "over your limit"
    assert "The race is over your limit." in text_of(page, f"/plan/{race.on.isoformat()}/")


def test_limits_that_leave_no_run_are_named_with_their_owner_and_what_they_allow(
    page: Client, runner: Runner
) -> None:
    add_limit(runner, max_runs_per_week=0, by="Dr Weiss")

    shown = text_of(page, "/plan/")

    assert "These limits leave no run" in shown
    assert "No run fits under: at most 0 runs a week, set by Dr Weiss" in shown
    assert "By themselves the limits allow" in shown


def test_a_programme_out_of_reach_is_said_above_the_weeks(page: Client) -> None:
    shown = page_of(page, "/plan/")

    assert "As it stands, the plan does not reach the race" in shown
    assert shown.index("does not reach the race") < shown.index("Day by day")


def test_the_limit_that_binds_a_day_is_named_on_its_page_and_leads_to_where_it_comes_from(
    page: Client, runner: Runner
) -> None:
    add_limit(runner, max_run_km=2.0, by="Dr Weiss")

    shown = page_of(page, f"/plan/{SUNDAY}/")

    assert "the limit your Dr Weiss set" in words_of(shown)
    assert "at most 1.2 mi" in words_of(shown)
    assert 'href="/why/#limits"' in shown


def test_the_weeks_are_a_picture_with_its_finding_in_words_and_as_a_table(page: Client) -> None:
    shown = page_of(page, "/plan/")

    assert shown.count("<svg") >= 1
    assert 'role="img"' in shown
    assert "The longest run ahead is" in words_of(shown)
    assert "<caption>The weeks to the race</caption>" in shown


def test_without_a_programme_the_page_says_how_to_get_one(
    transactional_db: None, monday: object
) -> None:
    runner = a_runner()
    client = Client()
    client.force_login(runner.user)
    with new_facts(runner):
        Run.objects.create(runner=runner, on=MONDAY, distance_km=3.0)

    assert "Enter a programme" in text_of(client, "/plan/")


def test_a_day_outside_the_plan_is_not_found(page: Client) -> None:
    for day in ("2031-01-01", "2026-03-01", "soon", "2026-13-40"):
        assert page.get(f"/plan/{day}/").status_code == 404


# --- when nothing may be shown -------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/plan/", f"/plan/{SUNDAY}/"])
def test_E09_stale_advice_shows_no_distance(page: Client, runner: Runner, path: str) -> None:
    Runner.objects.filter(pk=runner.pk).update(facts_version=runner.facts_version + 1)

    shown = text_of(page, path)

    assert "Not updated yet" in shown
    assert distances_in(shown) == []


@pytest.mark.parametrize("path", ["/plan/", f"/plan/{SUNDAY}/"])
def test_E09_advice_that_broke_shows_no_distance(page: Client, runner: Runner, path: str) -> None:
    Restriction.objects.filter(runner=runner).update(max_run_km=0.1)

    shown = text_of(page, path)

    assert "No suggestion today" in shown
    assert distances_in(shown) == []


@pytest.mark.parametrize("path", ["/plan/", f"/plan/{SUNDAY}/", "/outlook/", "/better/", "/why/"])
def test_E01_an_open_red_flag_comes_first_and_no_run_is_shown(
    page: Client, runner: Runner, path: str
) -> None:
    page.post("/signs/", {"sign": ["chest_pain"]})

    shown = text_of(page, path)

    assert "Call your emergency number now." in shown
    assert "turn for home" not in shown
    if path.startswith("/plan/"):
        assert distances_in(shown) == []
    assert RedFlag.objects.filter(runner=runner).count() == 1


def test_after_weeks_of_silence_no_plan_is_shown_but_why(page: Client, monday: Any) -> None:
    monday.shift(29 * 24 * 3600)
    page.post("/today/refresh/")

    shown = text_of(page, "/plan/")

    assert "Check in first" in shown
    assert "Day by day" not in shown
    assert distances_in(shown) == []


# --- a session moved -----------------------------------------------------------------------------


def test_a_moved_session_stands_on_its_new_day_and_the_programme_keeps_its_own(
    page: Client, runner: Runner
) -> None:
    answer = page.post(f"/plan/{SUNDAY}/move/", {"to": SATURDAY})

    assert answer.headers["Location"] == f"/plan/{SATURDAY}/"
    planned = {day.on.isoformat(): day for day in advice_of(runner).plan}
    assert planned[SATURDAY].kind == "long"
    assert planned[SUNDAY].distance_km is None
    assert "Moved by you from Sun 29 Mar." in text_of(page, f"/plan/{SATURDAY}/")
    assert case_value(runner, on=MONDAY)["moves"] == [{"from": SUNDAY, "to": SATURDAY}]
    assert Entry.objects.filter(runner=runner, action="session.moved").count() == 1


def test_it_can_be_moved_again_and_put_back(page: Client, runner: Runner) -> None:
    page.post(f"/plan/{SUNDAY}/move/", {"to": SATURDAY})
    page.post(f"/plan/{SATURDAY}/move/", {"to": "2026-03-27"})
    assert Move.objects.get(runner=runner).to_day.isoformat() == "2026-03-27"

    answer = page.post("/plan/2026-03-27/back/")

    assert answer.headers["Location"] == f"/plan/{SUNDAY}/"
    assert not Move.objects.filter(runner=runner).exists()


def test_moving_it_to_its_own_day_again_leaves_no_move(page: Client, runner: Runner) -> None:
    page.post(f"/plan/{SUNDAY}/move/", {"to": SATURDAY})
    page.post(f"/plan/{SATURDAY}/move/", {"to": SUNDAY})

    assert not Move.objects.filter(runner=runner).exists()


@pytest.mark.parametrize(
    ("to", "why"),
    [
        ("2026-03-25", "Wed 25 Mar has a run already."),
        ("2026-03-20", "Fri 20 Mar has gone by."),
        ("2026-04-20", "Mon 20 Apr is further than 6 days away."),
        (SUNDAY, "It stands on Sun 29 Mar already."),
        ("", "Choose the day it should move to."),
        ("tomorrow", "Choose the day it should move to."),
    ],
)
def test_E07_a_move_that_is_not_possible_is_refused_with_what_to_do_and_changes_nothing(
    page: Client, runner: Runner, to: str, why: str
) -> None:
    version = runner.facts_version

    answer = page.post(f"/plan/{SUNDAY}/move/", {"to": to})

    assert answer.status_code == 422
    assert why in words_of(answer.content.decode())
    runner.refresh_from_db()
    assert runner.facts_version == version
    assert not Move.objects.filter(runner=runner).exists()


def test_every_day_offered_can_be_taken(page: Client, runner: Runner) -> None:
    offered = page_of(page, f"/plan/{SUNDAY}/").split('<select id="to"')[1].split("</select>")[0]
    days = [part.split('"')[0] for part in offered.split('<option value="')[2:]]

    assert len(days) >= 3
    for day in days:
        assert page.post(f"/plan/{SUNDAY}/move/", {"to": day}).status_code == 302, day
        assert page.post(f"/plan/{day}/back/").status_code == 302, day


def test_putting_back_what_was_not_moved_is_refused(page: Client) -> None:
    answer = page.post(f"/plan/{SUNDAY}/back/")

    assert answer.status_code == 422
    assert "Nothing was moved from Sun 29 Mar." in words_of(answer.content.decode())


# --- not today -----------------------------------------------------------------------------------


def test_C10_a_session_left_out_is_not_caught_up_on_any_other_day(
    page: Client, runner: Runner
) -> None:
    before = {day.on: day.distance_km or 0 for day in advice_of(runner).plan}

    answer = page.post(f"/plan/{SUNDAY}/not-today/", {"said": "leave_out"})

    assert answer.headers["Location"] == f"/plan/{SUNDAY}/"
    assert planned_on(page)[SUNDAY] == "left out by you"
    assert all((d.distance_km or 0) <= before[d.on] for d in advice_of(runner).plan)
    assert "nothing is caught up" in text_of(page, f"/plan/{SUNDAY}/")
    runner.refresh_from_db()
    assert case_value(runner, on=MONDAY)["not_today"] == [SUNDAY]


def test_a_day_left_out_is_missing_from_the_week_above_it_too(page: Client) -> None:
    before = text_of(page, "/plan/")
    page.post(f"/plan/{SUNDAY}/not-today/", {"said": "leave_out"})

    assert "long 2.5 of 18" in before
    assert "long 0 of 18" in text_of(page, "/plan/")


def test_what_was_left_out_can_be_taken_in_again(page: Client, runner: Runner) -> None:
    page.post(f"/plan/{SUNDAY}/not-today/", {"said": "leave_out"})
    page.post(f"/plan/{SUNDAY}/not-today/", {"said": "take_in"})

    runner.refresh_from_db()
    assert runner.case_extra["not_today"] == []
    assert planned_on(page)[SUNDAY].endswith("of 18 mi")


def test_today_says_so_too(page: Client) -> None:
    page.post(f"/plan/{SUNDAY}/not-today/", {"said": "leave_out"})

    assert "You left this run out. Nothing is caught up." in text_of(page, "/")


def test_a_session_moved_away_is_no_longer_left_out(page: Client, runner: Runner) -> None:
    page.post(f"/plan/{SUNDAY}/not-today/", {"said": "leave_out"})
    page.post(f"/plan/{SUNDAY}/move/", {"to": SATURDAY})

    assert planned_on(page)[SATURDAY].endswith("of 18 mi")


@pytest.mark.parametrize("day", ["2026-03-20", "2026-03-27", "2026-05-03"])
def test_a_day_without_a_run_ahead_and_the_race_cannot_be_left_out(
    page: Client, runner: Runner, day: str
) -> None:
    on = advice_of(runner).plan[-1].on.isoformat() if day == "2026-05-03" else day
    answer = page.post(f"/plan/{on}/not-today/", {"said": "leave_out"})

    assert answer.status_code in (404, 422)
    runner.refresh_from_db()
    assert not runner.case_extra.get("not_today")


# --- whose it is ---------------------------------------------------------------------------------


def test_another_runners_plan_does_not_change(page: Client, runner: Runner) -> None:
    other = a_runner("other@example.org")
    client = Client()
    client.force_login(other.user)

    assert client.post(f"/plan/{SUNDAY}/move/", {"to": SATURDAY}).status_code in (404, 422)
    assert not Move.objects.exists()
    assert shown_advice(runner).freshness == "current"


def test_looking_changes_nothing(page: Client, runner: Runner) -> None:
    version = runner.facts_version
    for path in (f"/plan/{SUNDAY}/move/", f"/plan/{SUNDAY}/back/", f"/plan/{SUNDAY}/not-today/"):
        assert page.get(path).status_code == 405
    for path in ("/plan/", f"/plan/{SUNDAY}/", "/outlook/", "/better/", "/missed/", "/why/"):
        page.get(path)

    runner.refresh_from_db()
    assert runner.facts_version == version


def test_L7_each_page_asks_a_fixed_number_of_questions_of_the_database(
    page: Client, runner: Runner, django_assert_max_num_queries: Any
) -> None:
    paths = ("/plan/", f"/plan/{SUNDAY}/", "/outlook/", "/better/", "/missed/", "/why/", "/more/")
    for path in paths:
        with django_assert_max_num_queries(12):
            page_of(page, path)
