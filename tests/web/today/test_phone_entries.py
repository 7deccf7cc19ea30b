"""What a phone sends after it was kept there: stored once, in its runner's log, or said why not."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.test import Client

from startline.web.accounts.models import Runner
from startline.web.planning.models import AdviceSnapshot
from startline.web.runlog.models import CheckIn, RedFlag, Run, SentEntry
from tests.web.conftest import a_runner, a_user

KEY = "0123456789abcdef0123456789abcdef"
TODAY = "2026-03-23"


def an_entry(runner: Runner, **fields: Any) -> dict[str, Any]:
    entry = {
        "key": KEY,
        "kind": "run",
        "user": str(runner.user.public_id),
        "part": {"on": TODAY, "distance": "2.2", "hurt": "no", "unit": "mi"},
        "client_at": "2026-03-23T13:00:00Z",
        "offset_min": -240,
        "sent_at": "2026-03-23T14:00:00Z",
    }
    return {**entry, **fields}


def send(client: Client, entry: Any) -> tuple[int, dict[str, Any]]:
    body = entry if isinstance(entry, str) else json.dumps(entry)
    answer = client.post("/offline/entries/", body, content_type="application/json")
    return answer.status_code, json.loads(answer.content)


def test_an_entry_is_stored_and_sent_again_it_is_the_same(page: Client, runner: Runner) -> None:
    first = send(page, an_entry(runner))
    again = send(page, an_entry(runner, sent_at="2026-03-23T14:05:00Z"))

    assert (first[0], again[0]) == (201, 200)
    assert first[1]["id"] == again[1]["id"]
    assert Run.objects.get(runner=runner, on=TODAY).distance_km == 3.541


def test_D15_twenty_phones_that_send_one_entry_at_once_make_one_run(
    page: Client, runner: Runner
) -> None:
    def once(_n: int) -> tuple[int, str]:
        from django.db import connection

        client = Client()
        client.cookies = page.cookies
        try:
            status, said = send(client, an_entry(runner))
        finally:
            connection.close()
        return status, said["id"]

    advices = AdviceSnapshot.objects.count()
    with ThreadPoolExecutor(20) as pool:
        replies = list(pool.map(once, range(20)))

    assert sorted(status for status, _ in replies) == [200] * 19 + [201]
    assert len({made for _, made in replies}) == 1
    assert Run.objects.filter(runner=runner, on=TODAY).count() == 1
    assert AdviceSnapshot.objects.count() == advices + 1


def test_D15_one_key_with_other_answers_is_refused(page: Client, runner: Runner) -> None:
    send(page, an_entry(runner))
    other = {**an_entry(runner)["part"], "distance": "3"}

    status, said = send(page, an_entry(runner, part=other))

    assert (status, said["code"]) == (422, "key_used")
    assert Run.objects.filter(runner=runner, on=TODAY).count() == 1


def test_a_run_the_form_has_stored_already_is_not_stored_again_from_the_queue(
    page: Client, runner: Runner
) -> None:
    page.post("/log/", {"on": TODAY, "distance": "2.2", "hurt": "no", "key": KEY})

    status, said = send(page, an_entry(runner))

    run = Run.objects.get(runner=runner, on=TODAY)
    assert (status, said["id"]) == (200, str(run.public_id))


def test_nobody_signed_in_is_told_so_in_json(client: Client, runner: Runner) -> None:
    status, said = send(client, an_entry(runner))

    assert (status, said["code"]) == (401, "sign_in")
    for path in ("/offline/token/", "/offline/snapshot/"):
        assert client.get(path).status_code == 401


def test_P05_an_entry_of_another_account_is_never_stored(page: Client, runner: Runner) -> None:
    other = a_runner("kim@example.org")

    status, said = send(page, an_entry(other))

    assert (status, said["code"]) == (403, "other_account")
    assert not Run.objects.filter(on=TODAY).exists()


def test_A12_an_entry_without_its_token_is_refused(runner: Runner) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(runner.user)
    answer = client.post(
        "/offline/entries/", json.dumps(an_entry(runner)), content_type="application/json"
    )
    assert answer.status_code == 403
    token = json.loads(client.get("/offline/token/").content)["token"]
    answer = client.post(
        "/offline/entries/",
        json.dumps(an_entry(runner)),
        content_type="application/json",
        headers={"X-CSRFToken": token},
    )
    assert answer.status_code == 201


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"key": "short"}, "key"),
        ({"key": "a" * 65}, "key"),
        ({"kind": "limit"}, "kind"),
        ({"user": None}, "user"),
        ({"part": []}, "part"),
        ({"part": {"distance": 2}}, "part.distance"),
        ({"part": {"note": "x" * 4001}}, "part.note"),
        ({"client_at": "2026-03-23T13:00:00"}, "client_at"),
        ({"client_at": "0001-01-01T00:00:00+14:00"}, "client_at"),
        ({"sent_at": 7}, "sent_at"),
        ({"offset_min": 841}, "offset_min"),
        ({"offset_min": True}, "offset_min"),
        ({"owner": 1}, "owner"),
        ({"cap_km": 90}, "cap_km"),
    ],
)
def test_Z06_an_entry_out_of_shape_names_the_field(
    page: Client, runner: Runner, changes: dict[str, Any], field: str
) -> None:
    status, said = send(page, an_entry(runner, **changes))

    assert (status, said["problems"][0]["field"]) == (422, field)
    assert not SentEntry.objects.exists()


@pytest.mark.parametrize(
    "body", ["", "[]", "{", '{"key": NaN}', '{"key": 1e999}', '{"key": 1, "key": 2}', "[" * 100_000]
)
def test_C16_a_body_that_is_no_strict_json_is_refused(
    page: Client, runner: Runner, body: str
) -> None:
    assert send(page, body)[0] == 422


def test_a_body_beyond_a_mebibyte_is_refused(page: Client, runner: Runner) -> None:
    assert send(page, "x" * (2**20 + 1))[0] == 413


def test_what_the_form_would_refuse_needs_a_look_and_leaves_nothing(
    page: Client, runner: Runner
) -> None:
    part = {**an_entry(runner)["part"], "on": "2026-03-24"}

    status, said = send(page, an_entry(runner, part=part))

    assert status == 422
    assert "still to come" in said["problems"][0]["problem"]
    assert not SentEntry.objects.exists()
    assert send(page, an_entry(runner))[0] == 201


def test_I24_an_unusual_distance_is_asked_about_and_stored_once_it_is_confirmed(
    page: Client, runner: Runner
) -> None:
    part = {**an_entry(runner)["part"], "distance": "131"}
    status, said = send(page, an_entry(runner, part=part))
    assert (status, said["confirm"]) == (422, True)

    assert send(page, an_entry(runner, part={**part, "confirmed": "on"}))[0] == 201


def test_the_distance_is_read_in_the_unit_the_phone_counted_in(
    page: Client, runner: Runner
) -> None:
    part = {**an_entry(runner)["part"], "distance": "5", "unit": "km"}
    send(page, an_entry(runner, part=part))

    assert Run.objects.get(runner=runner, on=TODAY).distance_km == 5


def test_a_morning_of_the_day_before_is_stored_on_its_day(page: Client, runner: Runner) -> None:
    part = {"morning_nrs": "2", "on": "2026-03-22", "run": ""}
    assert send(page, an_entry(runner, kind="morning", part=part))[0] == 201
    assert CheckIn.objects.get(runner=runner, on="2026-03-22").morning_nrs == 2


@pytest.mark.parametrize("on", ["2026-03-24", "2025-03-23", "x", ""])
def test_a_morning_of_a_day_that_cannot_be_needs_a_look(
    page: Client, runner: Runner, on: str
) -> None:
    part = {"morning_nrs": "2", "on": on}
    assert send(page, an_entry(runner, kind="morning", part=part))[0] == 422


def test_Z02_a_morning_on_somebody_elses_run_touches_it_not(page: Client, runner: Runner) -> None:
    other = a_runner("kim@example.org")
    run = Run.objects.create(runner=other, on="2026-03-22", distance_km=5)
    part = {"morning_nrs": "2", "on": TODAY, "run": str(run.public_id)}

    assert send(page, an_entry(runner, kind="morning", part=part))[0] == 201
    assert not hasattr(Run.objects.select_related("pain").get(pk=run.pk), "pain")
    change = {**an_entry(runner)["part"], "run": str(run.public_id), "version": "1"}
    status, said = send(page, an_entry(runner, key="c" * 32, kind="change", part=change))
    assert (status, said["code"]) == (422, "gone")


def test_a_sign_opens_and_an_unknown_one_is_refused(page: Client, runner: Runner) -> None:
    part = {"sign": ["chest_pain", "fever"], "on": TODAY}
    assert send(page, an_entry(runner, kind="sign", part=part))[0] == 201
    assert RedFlag.objects.filter(runner=runner, closed_on=None).count() == 2

    part = {"sign": ["a_hiccup"], "on": TODAY}
    assert send(page, an_entry(runner, key="d" * 32, kind="sign", part=part))[0] == 422


def test_P03_a_run_changed_meanwhile_comes_back_with_both_versions(
    page: Client, runner: Runner
) -> None:
    run = Run.objects.get(runner=runner, on="2026-03-22")
    part = {"on": "2026-03-22", "distance": "7.5", "hurt": "unasked", "unit": "mi",
            "run": str(run.public_id), "version": "0"}  # fmt: skip

    status, said = send(page, an_entry(runner, kind="change", part=part))

    assert (status, said["version"]) == (409, 1)
    assert ["Distance", "8"] in said["stored"]
    assert ["Distance", "7.5"] in said["sent"]
    assert not SentEntry.objects.exists()


def test_P10_the_phones_clock_its_offset_and_the_time_of_receipt_are_kept(
    page: Client, runner: Runner
) -> None:
    _, said = send(page, an_entry(runner, sent_at="2026-03-23T15:00:00Z"))

    row = SentEntry.objects.get(runner=runner)
    assert said["clock_off_min"] == 60
    assert (row.skew_s, row.offset_min) == (3600, -240)
    assert row.client_at.isoformat() == "2026-03-23T13:00:00+00:00"
    assert row.received_at.isoformat() == "2026-03-23T14:00:00+00:00"


def test_the_copy_for_the_phone_says_what_the_page_says(page: Client, runner: Runner) -> None:
    answer = page.get("/offline/snapshot/")
    copy = json.loads(answer.content)

    assert answer["Cache-Control"] == "no-store, private"
    assert copy["distances"]["long_run"]["number"] == "2.5 mi"
    assert copy["as_of"] == "Mon 23 Mar, 10:00"
    assert len(copy["days"]) == len(copy["distances"]["plan"])


def test_a_stale_advice_gives_a_copy_without_a_distance(page: Client, runner: Runner) -> None:
    Runner.objects.filter(pk=runner.pk).update(facts_version=runner.facts_version + 1)

    copy = json.loads(page.get("/offline/snapshot/").content)

    assert copy["distances"] is None
    assert "2.5" not in json.dumps(copy)


def test_the_pages_the_phone_keeps_hold_nobody(page: Client, runner: Runner) -> None:
    for path in ("/run/", "/offline/"):
        signed_in, anonymous = (one.get(path).content for one in (page, Client()))
        assert signed_in == anonymous
        assert b"csrfmiddlewaretoken" not in signed_in


def test_a_runner_less_account_is_answered_in_json(db: None) -> None:
    client = Client()
    client.force_login(a_user("reader@example.org"))
    assert client.get("/offline/snapshot/").status_code == 401


def test_the_copy_asks_a_fixed_number_of_questions(
    page: Client, runner: Runner, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(12):
        page.get("/offline/snapshot/")
    with django_assert_max_num_queries(12):
        page.get("/")
    with django_assert_max_num_queries(12):
        page.get("/log/")


def test_the_worker_and_the_manifest_are_served_so_that_a_phone_can_install(client: Client) -> None:
    worker = client.get("/sw.js")
    assert worker["Content-Type"].startswith("text/javascript")
    assert (worker["Cache-Control"], worker["Service-Worker-Allowed"]) == ("no-cache", "/")

    manifest = json.loads(client.get("/manifest.webmanifest").content)
    assert (manifest["start_url"], manifest["display"]) == ("/", "standalone")
    assert {"192x192", "512x512"} <= {icon["sizes"] for icon in manifest["icons"]}


def test_each_script_of_the_phone_runs_once_whatever_marks_static_files_carry(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("startline.web.shell.install.static", lambda name: f"/static/marked/{name}")
    kept = re.search(r"FILES = \[(.*)\]", client.get("/sw.js").content.decode())
    assert kept
    for path in ("/run/", "/offline/"):
        scripts = re.findall(r'type="module" src="([^"]+)"', client.get(path).content.decode())
        assert len(scripts) == 2
        for script in scripts:
            assert script.startswith("/static/shell/offline/")
            assert script in kept[1].replace("\\u002D", "-")


def test_P06_the_reply_that_ends_a_session_has_the_browser_forget(page: Client) -> None:
    assert "Clear-Site-Data" not in page.get("/more/").headers
    assert page.post("/account/logout/")["Clear-Site-Data"] == '"cache", "storage"'
