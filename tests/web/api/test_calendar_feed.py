"""The private calendar: a token of its own, plain titles, and never an older number as current."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from startline.formats.case_json import case_from
from startline.web.accounts.models import Runner
from startline.web.api import feeds, limits
from startline.web.api.models import Feed
from startline.web.planning.models import Restriction
from startline.web.planning.services import new_facts, refresh_advice
from startline.web.runlog.models import Run
from startline.web.runlog.services import delete_run, open_red_flag
from tests.formats.exported import by_uid, km_said, titles

PAIN_WORDS = ("pain", "hurt", "injur", "physio", "knee", "onset", "sore")


@pytest.fixture
def token(runner: Runner) -> str:
    return feeds.make_address(runner, by=runner.user)


def read(token: str, **headers: str) -> Any:
    return Client().get(f"/calendar/{token}.ics", headers=headers)


def numbers(text: bytes) -> list[float]:
    return [km for title in titles(text).values() if (km := km_said(title))]


def test_O06_the_calendar_is_read_by_its_token_alone_and_can_be_revoked(
    page: Client, runner: Runner
) -> None:
    assert page.post("/calendar/").status_code == 302  # who signed in long ago is asked again
    page.post("/account/reauthenticate/", {"password": "a long password"})
    made = page.post("/calendar/").content.decode()
    address = made.partition("/calendar/")[2]
    token = made.partition("testserver/calendar/")[2].partition(".ics")[0]

    assert address
    assert len(token) >= 43  # 256 bits
    answer = read(token)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/calendar")
    assert token not in str(list(Feed.objects.values()))
    assert token not in page.get("/calendar/").content.decode()

    page.post("/calendar/", {"revoke": "1"})
    assert read(token).status_code == 404


def test_O06_a_new_address_ends_the_one_before_and_keeps_the_names_of_events(
    runner: Runner, token: str
) -> None:
    before = set(by_uid(read(token).content))

    second = feeds.make_address(runner, by=runner.user)

    assert read(token).status_code == 404
    assert set(by_uid(read(second).content)) == before


def test_O06_titles_say_what_to_run_and_no_word_of_injury(token: str) -> None:
    text = read(token).content

    assert any(title.startswith("Run ") for title in titles(text).values())
    assert not [word for word in PAIN_WORDS if word in text.decode().lower()]


def test_reading_the_calendar_writes_nothing(runner: Runner, token: str) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as seen:
        read(token)
    assert not [q for q in seen if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert len(seen) <= 12


def test_L08_an_unchanged_calendar_is_304(token: str) -> None:
    first = read(token)

    again = read(token, **{"If-None-Match": first["ETag"]})

    assert again.status_code == 304
    assert again.content == b""
    assert read(token, **{"If-None-Match": '"other"'}).status_code == 200


def test_O07_a_changed_day_keeps_its_name_and_grows_its_sequence_and_others_stay(
    runner: Runner, token: str
) -> None:
    before = by_uid(read(token).content)
    Restriction.objects.filter(runner=runner).update(max_run_km=4.0)
    with new_facts(runner):
        pass

    after = by_uid(read(token).content)

    assert set(before) <= set(after)
    changed = [uid for uid in before if before[uid].summary != after[uid].summary]
    assert changed
    for uid in before:
        grown = (after[uid].sequence or 0) - (before[uid].sequence or 0)
        assert grown == (1 if uid in changed else 0)


def test_O07_a_day_no_longer_planned_is_shown_as_cancelled_without_its_number(
    runner: Runner, token: str
) -> None:
    before = by_uid(read(token).content)
    with new_facts(runner):
        open_red_flag(runner, {"code": "night_or_rest_pain", "opened_on": "2026-03-23"},
                      by=runner.user)  # fmt: skip

    after = by_uid(read(token).content)

    assert set(before) == set(after)
    assert {event.status for event in after.values()} == {"CANCELLED"}
    assert not any(km_said(event.summary) for event in after.values())


def test_while_advice_is_worked_out_no_coming_event_carries_a_distance(
    runner: Runner, token: str
) -> None:
    before = read(token)
    assert numbers(before.content)
    Runner.objects.filter(pk=runner.pk).update(facts_version=runner.facts_version + 1)

    waiting = read(token)

    assert waiting.status_code == 200
    assert numbers(waiting.content) == []
    assert set(by_uid(waiting.content)) == set(by_uid(before.content))
    assert waiting["ETag"] != before["ETag"]
    refresh_advice(runner)
    assert numbers(read(token).content)


def test_an_advice_that_may_not_be_shown_reaches_no_calendar(runner: Runner, token: str) -> None:
    Restriction.objects.filter(runner=runner).update(max_run_km=1.0)

    assert numbers(read(token).content) == []


def test_the_calendar_is_published_with_the_advice_and_not_by_who_reads_it(
    runner: Runner, token: str
) -> None:
    before = Feed.objects.get().snapshot
    with new_facts(runner):
        delete_run(Run.objects.filter(runner=runner).latest("on"), by=runner.user)

    feed = Feed.objects.get()

    assert feed.snapshot != before
    assert bytes(feed.published) == read(token).content


def test_O05_a_race_by_any_name_stays_one_event_on_short_lines(runner: Runner) -> None:
    from startline.web.planning.models import Race

    name = "A;B,C\r\nBEGIN:VALARM\u2028 " + "ü🏃" * 60
    with new_facts(runner):
        Race.objects.filter(runner=runner).update(name=name[:200])
    token = feeds.make_address(runner, by=runner.user)

    text = read(token).content

    assert max(len(line) for line in text.split(b"\r\n")) <= 75
    assert b"\r\nBEGIN:VALARM" not in text
    assert by_uid(text)


def test_Z13_guessed_addresses_are_stopped_after_twenty(runner: Runner, token: str) -> None:
    for n in range(limits.MISSES_A_MINUTE):
        assert read(f"guess{n}").status_code == 404

    answer = read("guess")
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0


def test_a_calendar_of_a_closed_account_does_not_exist(runner: Runner, token: str) -> None:
    runner.user.is_active = False
    runner.user.save()

    assert read(token).status_code == 404


def test_a_runner_without_advice_has_an_empty_calendar(transactional_db: None) -> None:
    from tests.web.conftest import a_runner

    runner = a_runner()
    token = feeds.make_address(runner, by=runner.user)

    answer = read(token)

    assert answer.status_code == 200
    assert by_uid(answer.content) == {}


def test_a_case_is_what_the_calendar_is_written_from(runner: Runner) -> None:
    """The stored Case of a snapshot reads back as a Case, whatever is in it."""
    import json

    from startline.web.planning.case import unpacked
    from startline.web.planning.selectors import newest_snapshot

    snapshot = newest_snapshot(runner)
    assert snapshot is not None
    assert case_from(json.loads(unpacked(bytes(snapshot.case_z))), today=snapshot.on)
