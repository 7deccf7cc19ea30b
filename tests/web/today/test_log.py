"""The log: ten seconds for a run, and what is asked later so that green is possible."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from startline.web.accounts.models import Runner
from startline.web.planning.services import new_facts
from startline.web.runlog.models import CheckIn, CrossSession, PainReport, Run
from startline.web.runlog.services import add_run
from tests.web.conftest import a_runner

TODAY = "2026-03-23"


def text(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def logged(runner: Runner, on: str = "2026-03-22") -> Run:
    return Run.objects.select_related("pain").get(runner=runner, on=on)


def imported(runner: Runner, on: str = "2026-03-20") -> Run:
    with new_facts(runner):
        run, _ = add_run(runner, {"on": on, "distance_km": 8.0, "started_at": f"{on}T10:00:00Z"},
                         by=None)  # fmt: skip
    return run


def test_a_form_saved_twice_stores_one_run(page: Client, runner: Runner) -> None:
    key = re.search(r'name="key" value="(\w+)"', text(page, "/log/"))
    assert key
    entry = {"on": TODAY, "distance": "2.2", "hurt": "no", "key": key[1]}

    page.post("/log/", entry)
    page.post("/log/", entry)

    assert Run.objects.filter(runner=runner, on=TODAY).count() == 1
    other = page.post("/log/", {**entry, "distance": "3"})
    assert other.status_code == 422
    assert "saved already" in other.content.decode()


def test_the_questions_stand_in_the_order_of_ten_seconds(page: Client) -> None:
    shown = text(page, "/log/")
    names = ["distance", "hurt", "began", "worst_nrs", "course", "settled", "stopped_because", "on"]
    places = [shown.index(f'name="{name}"') for name in names]
    assert places == sorted(places)


def test_an_edit_keeps_what_the_form_does_not_ask_about(page: Client, runner: Runner) -> None:
    run = logged(runner)
    PainReport.objects.filter(run=run).update(
        onset_lower_km=9.7, onset_upper_km=9.7, next_morning_nrs=2, marks=[{"at_km": 9.7, "nrs": 3}]
    )
    before = Run.objects.get(pk=run.pk)
    answers = {"on": "2026-03-22", "distance": "8", "hurt": "yes", "began": "6", "worst_nrs": "6",
               "course": "worsened", "stopped_because": "pain", "duration": "87.5",
               "version": "1"}  # fmt: skip

    assert page.post(f"/log/{run.public_id}/", answers).status_code == 302

    after = logged(runner)
    assert after.planned_km == before.planned_km == 19.312
    assert after.pain.worst_nrs == 6
    assert after.pain.next_morning_nrs == 2
    assert (after.pain.onset_lower_km, after.pain.onset_upper_km) == (9.7, 9.7)
    assert after.pain.marks == [{"at_km": 9.7, "nrs": 3}]
    assert after.surface == ""  # it was asked about, and left open


def test_C13_an_imported_run_is_asked_about_pain_alone_and_no_is_one_tap(
    page: Client, runner: Runner
) -> None:
    run = imported(runner)
    for path in ("/", "/log/"):
        assert f"/log/{run.public_id}/pain/" in text(page, path)
    asked = text(page, f"/log/{run.public_id}/pain/")
    assert 'name="hurt"' in asked
    assert 'name="distance"' not in asked

    page.post(f"/log/{run.public_id}/pain/", {"hurt": "no"})

    assert logged(runner, "2026-03-20").pain.free
    assert f"/log/{run.public_id}/pain/" not in text(page, "/")


def test_an_imported_run_that_hurt_gets_its_place_and_why_it_ended(
    page: Client, runner: Runner
) -> None:
    run = imported(runner)
    said = {"hurt": "yes", "began": "3", "worst_nrs": "2", "course": "steady",
            "settled": "yes", "stopped_because": "done"}  # fmt: skip

    assert page.post(f"/log/{run.public_id}/pain/", said).status_code == 302

    run = logged(runner, "2026-03-20")
    assert run.stopped_because == "done"
    assert run.started_at is not None
    assert run.pain.settled_within_hour is True
    assert run.pain.onset_lower_km == pytest.approx(4.023)


def test_a_mark_beyond_the_imported_run_is_refused(page: Client, runner: Runner) -> None:
    run = imported(runner)
    answer = page.post(f"/log/{run.public_id}/pain/", {"hurt": "yes", "began": "9"})
    assert answer.status_code == 422
    assert "beyond the end of the run" in answer.content.decode()


def test_runs_older_than_a_fortnight_are_not_asked_about_any_more(
    page: Client, runner: Runner
) -> None:
    run = imported(runner, "2026-03-05")
    assert f"/log/{run.public_id}/pain/" not in text(page, "/")


def test_C13_a_painful_run_can_become_green_by_two_taps(page: Client, runner: Runner) -> None:
    run = logged(runner)
    assert f"/log/{run.public_id}/settled/" in text(page, "/")

    page.post(f"/log/{run.public_id}/settled/", {"settled": "yes"})
    page.post("/today/morning/", {"morning_nrs": "0", "run": str(run.public_id)})

    pain = logged(runner).pain
    assert (pain.settled_within_hour, pain.next_morning_nrs) == (True, 0)
    assert f"/log/{run.public_id}/settled/" not in text(page, "/")


def test_what_is_not_yours_is_not_there(page: Client, runner: Runner) -> None:
    run = imported(a_runner("kim@example.org"))
    for path in ("", "pain/", "settled/"):
        answer = page.post(f"/log/{run.public_id}/{path}", {"hurt": "no", "settled": "yes"})
        assert answer.status_code == 404, path


def test_cross_training_is_stored_in_minutes(page: Client, runner: Runner) -> None:
    said = {"cross-on": TODAY, "cross-kind": "cycling", "cross-minutes": "45"}
    assert page.post("/log/cross/", said).status_code == 302
    row = CrossSession.objects.get(runner=runner)
    assert (row.kind, row.duration_min) == ("cycling", 45)
    for wrong in ({"cross-kind": "sleeping"}, {"cross-minutes": "1_0"}, {"cross-on": "2026-03-24"}):
        assert page.post("/log/cross/", {**said, **wrong}).status_code == 422, wrong


def test_confidence_is_one_tap_beside_the_morning(page: Client, runner: Runner) -> None:
    page.post("/today/morning/", {"morning_nrs": "3"})
    page.post("/log/confidence/", {"confidence": "4"})
    page.post("/log/confidence/", {"confidence": "eleven"})
    row = CheckIn.objects.get(runner=runner, on=TODAY)
    assert (row.morning_nrs, row.confidence) == (3, 4)


def test_taps_of_the_run_screen_are_stored_where_they_were_pressed(
    page: Client, runner: Runner
) -> None:
    said = {"on": TODAY, "distance": "2", "hurt": "yes", "began": "1", "began_at": "1.25",
            "marks": "1.25@2 2.5@4", "settled": "no"}  # fmt: skip
    page.post("/log/", said)
    pain = logged(runner, TODAY).pain
    assert pain.onset_lower_km == pain.onset_upper_km == 2.012
    assert pain.marks == [{"at_km": 2.012, "nrs": 2}, {"at_km": 3.219, "nrs": 4}]
    assert pain.settled_within_hour is False
    assert page.post("/log/", {**said, "marks": "1@11"}).status_code == 422
