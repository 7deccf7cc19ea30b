"""A programme is looked at before it is taken, and the one before it is kept."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from startline.formats.programmes import NAMES
from startline.web.accounts.models import Runner
from startline.web.planning.models import AdviceSnapshot, Programme, Race

RACE = {"race_on": "2026-08-30"}
READY = {"run_days": ["tue", "thu", "sat", "sun"], "long_run_day": "sun", **RACE}
PASTED = "Week\tTue\tThu\tSun\n1\t5 km\t6 km\t12 km\n2\t5 km\t7 km\t14 km\n3\t5\tRace\t\n"


def look(page: Client, path: str, **said: object) -> str:
    answer = page.post(path, said)
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def test_every_ready_programme_has_a_page_with_where_its_numbers_come_from(
    page: Client, runner: Runner
) -> None:
    shown = page.get("/programme/").content.decode()

    for name in NAMES:
        assert f"/programme/ready/{name}/" in shown
        own = page.get(f"/programme/ready/{name}/")
        assert own.status_code == 200
        assert "Where the numbers come from" in own.content.decode()
    assert page.get("/programme/ready/no_such/").status_code == 404


def test_looking_at_a_ready_programme_stores_nothing_and_taking_it_makes_it_the_runners(
    page: Client, runner: Runner
) -> None:
    shown = look(page, "/programme/ready/first_marathon/", **READY)
    assert "Week 1" in shown
    assert "after every limit" in shown
    assert not Programme.objects.exists()

    answer = page.post("/programme/ready/first_marathon/", {**READY, "take": "1"})

    assert answer["Location"] == "/programme/"
    programme = Programme.objects.get(runner=runner, replaced_at=None)
    assert programme.sessions[-1]["kind"] == "race"
    assert Race.objects.get(runner=runner).on.isoformat() == RACE["race_on"]
    assert AdviceSnapshot.objects.filter(runner=runner).exists()


def test_the_programme_before_is_kept_as_it_was(page: Client, runner: Runner) -> None:
    page.post("/programme/ready/first_marathon/", {**READY, "take": "1"})
    first = Programme.objects.get(runner=runner)

    page.post("/programme/ready/second_marathon/", {**READY, "take": "1"})

    assert Programme.objects.filter(runner=runner).count() == 2
    kept = Programme.objects.get(pk=first.pk)
    assert kept.replaced_at is not None
    assert kept.sessions == first.sessions
    assert kept.name in page.get("/programme/").content.decode()


def test_a_walk_run_programme_may_begin_on_a_day_without_a_race(
    page: Client, runner: Runner
) -> None:
    said = {"run_days": ["tue", "thu", "sun"], "starts_on": "2026-03-24", "take": "1"}

    assert page.post("/programme/ready/walk_run/", said).status_code == 302
    assert Programme.objects.get(runner=runner).sessions


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith("ladder")])
def test_a_ladder_begins_on_a_day(page: Client, runner: Runner, name: str) -> None:
    said = {"starts_on": "2026-03-24", "onset": "3", "take": "1"}

    assert page.post(f"/programme/ready/{name}/", said).status_code == 302
    assert Programme.objects.get(runner=runner).sessions


def test_what_is_missing_is_asked_for_beside_its_field(page: Client, runner: Runner) -> None:
    answer = page.post("/programme/ready/first_marathon/", {"take": "1"})

    assert answer.status_code == 422
    assert "needs a day to count from" in answer.content.decode()
    assert "needs the days you can run on" in answer.content.decode()
    assert not Programme.objects.exists()


def test_a_pasted_table_is_shown_as_it_was_understood_and_then_taken(
    page: Client, runner: Runner
) -> None:
    shown = look(page, "/programme/own/", text=PASTED, unit="km", **RACE)
    assert "8 sessions understood" in shown
    assert "7.4 mi" in shown  # 12 km, in the runner's unit
    assert not Programme.objects.exists()

    said = {"text": PASTED, "unit": "km", "name": "Mine", **RACE, "take": "1"}
    assert page.post("/programme/own/", said).status_code == 302

    programme = Programme.objects.get(runner=runner)
    assert programme.name == "Mine"
    assert [s["distance_km"] for s in programme.sessions][:3] == [5.0, 6.0, 12.0]


def test_lines_that_were_not_understood_are_named_with_what_to_do(
    page: Client, runner: Runner
) -> None:
    shown = look(page, "/programme/own/", text=PASTED.replace("14 km", "perhaps"), **RACE)

    assert "Left out" in shown
    assert "line 3" in shown


def test_a_calendar_file_is_read_and_can_be_taken_without_sending_it_again(
    page: Client, runner: Runner
) -> None:
    ics = (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\n"
        "BEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\nDTSTART;VALUE=DATE:20260809\r\n"
        "SUMMARY:Run 12 km\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    file = SimpleUploadedFile("plan.ics", ics.encode())
    shown = look(page, "/programme/own/", file=file, **RACE)
    assert "2 sessions understood" in shown
    held = page.post("/programme/own/", {"text": ics, "called": "plan.ics", **RACE, "take": "1"})

    assert held.status_code == 302
    assert Programme.objects.get(runner=runner).sessions[0]["distance_km"] == 12.0


def test_what_is_no_programme_is_refused_and_stays_on_the_page(
    page: Client, runner: Runner
) -> None:
    answer = page.post("/programme/own/", {"text": "hello there", **RACE, "take": "1"})

    assert answer.status_code == 422
    assert "hello there" in answer.content.decode()
    assert not Programme.objects.exists()
