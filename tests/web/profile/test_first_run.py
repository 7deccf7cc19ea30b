"""The first five minutes: short questions, each of which may be skipped."""

from __future__ import annotations

import io
import json
import re
import zipfile

import pytest
from django.test import Client

from startline.web.accounts.models import Runner, User
from startline.web.planning.models import Appointment, Prescription, Programme, Race, Restriction
from startline.web.planning.selectors import shown_advice
from startline.web.profile.steps import STEPS
from startline.web.runlog.models import Episode, RedFlag, Run
from tests.web.conftest import a_user

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def newcomer(transactional_db: None, monday: object) -> Client:
    """A browser of somebody who has an account and nothing else."""
    client = Client()
    client.force_login(a_user("new@example.org"), backend=BACKEND)
    client.post("/welcome/")
    return client


def sign_in_once_more(client: Client) -> None:
    reply = client.post("/account/reauthenticate/", {"password": "a long password"})
    assert reply.status_code == 302


def who() -> Runner:
    return User.objects.get(email="new@example.org").runner


def test_a_newcomer_is_led_from_today_to_the_first_question(transactional_db: None) -> None:
    client = Client()
    client.force_login(a_user("new@example.org"), backend=BACKEND)

    assert client.get("/").headers["Location"] == "/welcome/"
    assert client.post("/welcome/").headers["Location"] == "/welcome/signs/"


def test_every_question_can_be_skipped(newcomer: Client) -> None:
    address = "/welcome/signs/"
    for _ in STEPS:
        assert newcomer.get(address).status_code == 200
        address = newcomer.post(address, {"skip": "1"}).headers["Location"]

    assert address == "/"
    assert newcomer.get("/").status_code == 200


def test_a_place_pressed_on_the_body_is_chosen_in_the_list_and_marked(newcomer: Client) -> None:
    body = newcomer.get("/welcome/hurt/").text
    assert 'href="?site=knee_outer&amp;side=right#place"' in body
    assert "sl-region-marked" not in body

    chosen = newcomer.get("/welcome/hurt/?site=knee_outer&side=right").text

    assert re.search('value="knee_outer"[^>]* checked', chosen)
    assert re.search('name="side" value="right"[^>]* checked', chosen)
    assert chosen.count("sl-region-marked") == 1


@pytest.mark.parametrize("address", ["?site=nose&side=right", "?side=<b>", "?site=", "?x=1"])
def test_a_place_that_is_none_chooses_nothing(newcomer: Client, address: str) -> None:
    page = newcomer.get(f"/welcome/hurt/{address}").text

    assert "sl-region-marked" not in page
    assert "<b>" not in page


def test_a_sign_ticked_first_stops_running_before_anything_else(newcomer: Client) -> None:
    newcomer.post("/welcome/signs/", {"signs": ["chest_pain"], "consent": "on"})

    assert RedFlag.objects.get(runner=who()).code == "chest_pain"
    assert "Call your emergency number now." in newcomer.get("/").content.decode()


def answer_all(client: Client) -> None:
    answers: dict[str, dict[str, object]] = {
        "signs": {"consent": "on"},
        "you": {"unit": "mi", "time_zone": "America/Toronto", "tolerance": "0.2"},
        "race": {"name": "Spring marathon", "on": "2026-07-05", "distance": "marathon"},
        "programme": {
            "run_days": ["tue", "wed", "thu", "sun"],
            "long_run_day": "sun",
            "ready": "first_marathon",
        },
        "runs": {"on_0": "2026-03-22", "far_0": "8", "hurt_0": "yes", "began_0": "6"},
        "hurt": {"site": "knee_outer", "side": "left", "began_on": "2026-03-08"},
        "clinician": {
            "who": "physiotherapist",
            "max_run": "9",
            "until": "2026-04-30",
            "exercises": "stretches",
            "times": "7",
            "visit_on": "2026-03-23",
        },
    }
    for code, said in answers.items():
        reply = client.post(f"/welcome/{code}/", said)
        assert reply.status_code == 302, (code, reply.content.decode())


def test_five_minutes_end_with_a_number_inside_the_limit_that_was_told(newcomer: Client) -> None:
    answer_all(newcomer)
    runner = who()

    assert Race.objects.get(runner=runner).distance_km == 42.195
    assert Programme.objects.get(runner=runner).sessions
    assert Run.objects.get(runner=runner).pain.onset_lower_km == 9.156
    assert Episode.objects.get(runner=runner).site == "knee_outer"
    limit = Restriction.objects.get(runner=runner)
    assert (limit.max_run_km, limit.set_by, limit.told_by_runner) == (14.484, "clinician", True)
    assert Prescription.objects.get(runner=runner).times_per_week == 7
    assert Appointment.objects.get(runner=runner).with_whom == "physiotherapist"
    advice = shown_advice(runner).advice
    assert advice is not None
    assert all((day.distance_km or 0) <= 14.484 for day in advice.plan)


def test_a_programme_that_does_not_fit_the_race_is_refused_with_what_to_do(
    newcomer: Client,
) -> None:
    newcomer.post("/welcome/signs/", {"consent": "on"})
    newcomer.post("/welcome/race/", {"on": "2026-03-30", "distance": "marathon"})

    reply = newcomer.post(
        "/welcome/programme/",
        {"run_days": ["tue", "sun"], "long_run_day": "sun", "ready": "first_marathon"},
    )

    assert reply.status_code == 422
    assert not Programme.objects.filter(runner=who()).exists()


def test_a_race_that_is_over_is_asked_about_again(newcomer: Client) -> None:
    reply = newcomer.post("/welcome/race/", {"on": "2026-03-01", "distance": "marathon"})

    assert reply.status_code == 422
    assert "That day is over" in reply.content.decode()


def test_what_was_answered_can_be_changed_in_the_settings(newcomer: Client) -> None:
    answer_all(newcomer)

    newcomer.post("/settings/you/", {"unit": "km", "time_zone": "Europe/Vienna"})

    assert (who().unit, who().time_zone) == ("km", "Europe/Vienna")
    assert who().tolerance == 0.2


def test_an_export_holds_the_whole_case_and_who_did_what(page: Client, runner: Runner) -> None:
    sign_in_once_more(page)

    reply = page.post("/settings/export/")

    body = b"".join(reply.streaming_content)
    reply.close()
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        case = json.loads(archive.read("case.json"))
        log = json.loads(archive.read("access_log.json"))
    assert len(case["runs"]) == Run.objects.filter(runner=runner).count()
    assert log[0]["what"] == "case.taken"


def test_deleting_needs_a_fresh_sign_in_and_the_word(page: Client, runner: Runner) -> None:
    assert page.post("/settings/delete/", {"word": "delete"}).status_code == 302
    assert User.objects.filter(pk=runner.user.pk).exists()

    sign_in_once_more(page)
    page.post("/settings/delete/", {"word": "no"})
    assert User.objects.get(pk=runner.user.pk).leaves_at is None
    page.post("/settings/delete/", {"word": "delete"})
    assert User.objects.get(pk=runner.user.pk).leaves_at is not None
