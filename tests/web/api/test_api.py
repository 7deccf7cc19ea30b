"""The API: strict in and out, by a token's scopes, one runner's own, the same number as a page."""

from __future__ import annotations

import json
import math
import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from startline.formats.schema import problems
from startline.web.accounts import tokens
from startline.web.accounts.models import Runner, Scope
from startline.web.api import limits
from startline.web.api.routes import api
from startline.web.planning.models import Restriction
from startline.web.planning.services import refresh_advice
from startline.web.runlog.models import PainReport, Run
from startline.web.runlog.services import answer_pain
from tests.web.conftest import a_runner

RUN = {"on": "2026-03-23", "distance_km": 3.5}


class Program:
    """A program with a token of a runner."""

    def __init__(self, runner: Runner, *scopes: str) -> None:
        wanted = scopes or (Scope.ADVICE_READ, Scope.LOG_READ, Scope.LOG_WRITE)
        self.token, self.text = tokens.make(runner, name="a program", scopes=wanted)
        self.client = Client(raise_request_exception=False)

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """A request; a body that is text is sent as it is."""
        text = body if isinstance(body, str | bytes) else json.dumps(body)
        sent = {} if body is None else {"data": text, "content_type": "application/json"}
        headers = {"Authorization": f"Bearer {self.text}", **headers}
        return self.client.generic(method, f"/api/v1{path}", headers=headers, **sent)


@pytest.fixture
def program(runner: Runner) -> Program:
    return Program(runner)


def code_of(answer: Any) -> str:
    return str(answer.json()["error"]["code"])


def first_run(program: Program) -> dict[str, Any]:
    run: dict[str, Any] = program.ask("GET", "/runs?limit=1").json()["runs"][0]
    return run


# --- who ---------------------------------------------------------------------------------------


def test_A18_a_token_counts_in_its_header_alone_and_ends_with_its_revocation(
    runner: Runner, program: Program
) -> None:
    bare = Client()
    for path in (f"/me?token={program.text}", f"/me?access_token={program.text}"):
        assert bare.get(f"/api/v1{path}").status_code == 401
    assert program.ask("GET", "/me").status_code == 200

    tokens.revoke(program.token)

    answer = program.ask("GET", "/me")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"
    assert code_of(answer) == "unauthorized"


def test_A18_a_token_of_another_scope_is_403_and_changes_nothing(runner: Runner) -> None:
    reader = Program(runner, Scope.LOG_READ)
    n = Run.objects.count()

    for method, path, body in (
        ("GET", "/advice", None), ("GET", "/plan", None), ("GET", "/restrictions", None),
        ("POST", "/runs", RUN), ("PUT", "/check-ins/2026-03-23", {}),
    ):  # fmt: skip
        answer = reader.ask(method, path, body)
        assert (answer.status_code, code_of(answer)) == (403, "wrong_scope"), path
    assert Run.objects.count() == n
    assert reader.ask("GET", "/runs").status_code == 200


def test_A18_the_database_holds_a_hash_of_the_token(runner: Runner, program: Program) -> None:
    assert program.text.startswith("sl_")
    assert program.text not in str(list(type(program.token).objects.values()))


def test_a_session_of_the_pages_opens_nothing_here(page: Client) -> None:
    assert page.get("/api/v1/runs").status_code == 401


def test_me_says_whose_token_it_is_and_what_it_may_do(runner: Runner) -> None:
    said = Program(runner, Scope.LOG_READ).ask("GET", "/me").json()

    assert said == {
        "name": "robin", "unit": "mi", "time_zone": "America/Toronto", "on": "2026-03-23",
        "scopes": ["log:read"],
    }  # fmt: skip


def test_Z13_guessing_tokens_is_stopped_after_twenty_and_says_for_how_long(
    runner: Runner, program: Program
) -> None:
    bare = Client()

    def guess(n: int) -> Any:
        return bare.get("/api/v1/me", headers={"Authorization": f"Bearer sl_{n}"})

    for n in range(limits.MISSES_A_MINUTE):
        assert guess(n).status_code == 401

    answer = guess(99)
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 60


# --- the advice --------------------------------------------------------------------------------


def test_the_advice_is_the_published_format(program: Program) -> None:
    answer = program.ask("GET", "/advice")

    assert answer.status_code == 200
    assert problems("advice", answer.json()) == []


def test_E08_the_page_the_api_and_the_calendar_say_one_number(
    page: Client, runner: Runner, program: Program
) -> None:
    from startline.web.api import feeds
    from startline.words.units import shown
    from tests.formats.exported import titles

    advice = program.ask("GET", "/advice").json()
    days = program.ask("GET", "/plan").json()["plan"]
    token = feeds.make_address(runner, by=runner.user)
    calendar = titles(Client().get(f"/calendar/{token}.ics").content)

    today = shown(advice["today"]["advised_km"], "mi")
    assert (days[0]["distance_km"] or 0) == advice["today"]["advised_km"]
    assert today.removesuffix(" mi") in page.get("/").content.decode()
    plan_page = page.get("/plan/").content.decode()
    said = {on.isoformat(): title for on, title in calendar.items()}
    n_compared = 0
    for day in days:
        if day["distance_km"]:
            far = shown(day["distance_km"], "mi")
            number = re.escape(far.removesuffix(" mi"))
            assert re.search(rf">{number}( of [0-9.]+)? mi<", plan_page), day
            assert far in said[day["on"]] or day["kind"] == "race", day
            n_compared += 1
    assert n_compared > 10


def test_while_advice_is_worked_out_there_is_none_and_no_older_one(
    runner: Runner, program: Program
) -> None:
    Runner.objects.filter(pk=runner.pk).update(facts_version=runner.facts_version + 1)

    for path in ("/advice", "/plan"):
        answer = program.ask("GET", path)
        assert (answer.status_code, code_of(answer)) == (409, "waiting")
        assert int(answer["Retry-After"]) > 0
        assert "km" not in json.dumps(answer.json()).replace("kilo", "")


def test_yesterdays_advice_is_not_todays(program: Program, monday: Any) -> None:
    monday.shift(24 * 3600)

    assert code_of(program.ask("GET", "/advice")) == "waiting"


def test_an_advice_above_a_limit_that_is_stored_does_not_leave(
    runner: Runner, program: Program
) -> None:
    Restriction.objects.filter(runner=runner).update(max_run_km=1.0)

    answer = program.ask("GET", "/advice")

    assert (answer.status_code, code_of(answer)) == (409, "no_suggestion")


def test_limits_are_read_with_their_author_and_cannot_be_written(program: Program) -> None:
    limit = program.ask("GET", "/restrictions").json()["restrictions"][0]

    assert limit["set_by"] == "clinician"
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        assert program.ask(method, "/restrictions", {}).status_code == 405


# --- runs --------------------------------------------------------------------------------------


def test_a_run_is_stored_read_changed_and_deleted(runner: Runner, program: Program) -> None:
    made = program.ask("POST", "/runs", {**RUN, "surface": "road", "pain": {"free": True}})
    assert made.status_code == 201
    run = made.json()
    assert run["version"] == 1
    path = f"/runs/{run['id']}"
    assert program.ask("GET", path).json() == run

    changed = program.ask("PATCH", path, {"version": 1, "distance_km": 4.0, "surface": None})
    assert changed.status_code == 200
    assert changed.json()["distance_km"] == 4.0
    assert "surface" not in changed.json()
    assert changed.json()["pain"] == {"free": True}

    assert program.ask("DELETE", path).status_code == 204
    assert program.ask("GET", path).status_code == 404


def test_a_run_stored_here_makes_the_advice_anew(runner: Runner, program: Program) -> None:
    before = runner.facts_version

    program.ask("POST", "/runs", RUN)

    runner.refresh_from_db()
    assert runner.facts_version == before + 1
    assert program.ask("GET", "/advice").status_code == 200


def test_runs_come_a_page_at_a_time_newest_first(runner: Runner, program: Program) -> None:
    everything = Run.objects.filter(runner=runner).count()
    seen: list[str] = []
    offset: int | None = 0
    while offset is not None:
        answer = program.ask("GET", f"/runs?limit=7&offset={offset}").json()
        seen += [run["on"] for run in answer["runs"]]
        offset = answer["next"]

    assert len(seen) == everything == answer["count"]
    assert seen == sorted(seen, reverse=True)
    some = program.ask("GET", "/runs?since=2026-03-01&until=2026-03-10").json()["runs"]
    assert all("2026-03-01" <= run["on"] <= "2026-03-10" for run in some)


def test_D15_a_run_sent_again_under_its_key_is_stored_once(
    runner: Runner, program: Program
) -> None:
    key = {"Idempotency-Key": uuid4().hex}
    facts = runner.facts_version

    answers = [program.ask("POST", "/runs", RUN, **key) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [201, 200, 200, 200]
    assert len({answer.json()["id"] for answer in answers}) == 1
    runner.refresh_from_db()
    assert runner.facts_version == facts + 1
    for change in ({"distance_km": 9}, {"surface": "trail"}, {"pain": {"free": True}}):
        other = program.ask("POST", "/runs", {**RUN, **change}, **key)
        assert (other.status_code, code_of(other)) == (422, "key_used"), change


def test_P02_a_late_retry_stands_beside_what_was_answered_since(
    runner: Runner, program: Program
) -> None:
    key = {"Idempotency-Key": uuid4().hex}
    run = {**RUN, "pain": {"free": False, "worst_nrs": 2}}
    made = program.ask("POST", "/runs", run, **key).json()
    answer_pain(Run.objects.get(public_id=made["id"]), {"next_morning_nrs": 1}, by=runner.user)

    again = program.ask("POST", "/runs", run, **key)

    assert again.status_code == 200
    assert again.json()["pain"]["next_morning_nrs"] == 1


def test_D15_twenty_at_once_under_one_key_are_one_run(
    runner: Runner, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("startline.web.planning.services.ask_for_advice", lambda runner_id: None)
    key = {"Idempotency-Key": uuid4().hex}

    def post(_: int) -> int:
        try:
            status: int = program.ask("POST", "/runs", RUN, **key).status_code
            return status
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        statuses = sorted(pool.map(post, range(20)))

    assert statuses == [200] * 19 + [201]
    assert Run.objects.filter(runner=runner, on=RUN["on"]).count() == 1


def test_D14_a_change_to_a_run_that_was_changed_meanwhile_is_409_with_what_is_stored(
    program: Program,
) -> None:
    run = first_run(program)
    path = f"/runs/{run['id']}"
    program.ask("PATCH", path, {"version": run["version"], "rpe": 3})

    answer = program.ask("PATCH", path, {"version": run["version"], "rpe": 9})

    assert (answer.status_code, code_of(answer)) == (409, "changed_meanwhile")
    assert answer.json()["now"]["rpe"] == 3
    assert program.ask("GET", path).json()["rpe"] == 3


def test_P10_a_run_that_lies_ahead_is_refused(program: Program) -> None:
    assert program.ask("POST", "/runs", {**RUN, "on": "2026-03-24"}).status_code == 201
    answer = program.ask("POST", "/runs", {**RUN, "on": "2026-03-25"})

    assert (answer.status_code, code_of(answer)) == (422, "future_run")


def test_answers_about_a_run_are_put_and_read(program: Program) -> None:
    run = program.ask("POST", "/runs", RUN).json()
    path = f"/runs/{run['id']}/pain"
    assert program.ask("GET", path).status_code == 404
    said = {"free": False, "onset": {"lower_km": 2.0, "upper_km": 2.5}, "worst_nrs": 4}

    assert program.ask("PUT", path, said).status_code == 200

    assert program.ask("GET", path).json() == said
    assert program.ask("PUT", path, {"free": True}).status_code == 200
    assert program.ask("GET", path).json() == {"free": True}


def test_answers_of_a_day_are_put_and_listed(program: Program) -> None:
    answer = program.ask("PUT", "/check-ins/2026-03-23", {"morning_nrs": 3})
    assert answer.json() == {"on": "2026-03-23", "morning_nrs": 3}
    program.ask("PUT", "/check-ins/2026-03-23", {"confidence": 7})

    newest = program.ask("GET", "/check-ins").json()["check_ins"][0]
    assert newest == {"on": "2026-03-23", "morning_nrs": 3, "confidence": 7}


# --- whose -------------------------------------------------------------------------------------


def test_Z02_what_is_somebody_elses_is_404_and_stays_as_it_is(
    runner: Runner, program: Program
) -> None:
    other = a_runner("other@example.org")
    theirs = Run.objects.create(runner=other, on="2026-03-20", distance_km=5)
    path = f"/runs/{theirs.public_id}"

    for method, where, body in (
        ("GET", path, None), ("PATCH", path, {"version": 1, "distance_km": 1}),
        ("DELETE", path, None), ("GET", f"{path}/pain", None),
        ("PUT", f"{path}/pain", {"free": True}),
    ):  # fmt: skip
        assert program.ask(method, where, body).status_code == 404, (method, where)
    theirs.refresh_from_db()
    assert (theirs.distance_km, theirs.version) == (5, 1)
    assert not PainReport.objects.filter(run=theirs).exists()


@pytest.mark.parametrize("field", ["id", "runner", "owner", "is_staff", "cap_km", "cleared_by"])
def test_Z02_Z06_a_field_nobody_may_send_is_422_and_changes_nothing(
    runner: Runner, program: Program, field: str
) -> None:
    other = a_runner("other@example.org")
    n = Run.objects.count()
    run = first_run(program)

    for method, path, body in (
        ("POST", "/runs", RUN), ("PATCH", f"/runs/{run['id']}", {"version": 1}),
        ("PUT", f"/runs/{run['id']}/pain", {"free": True}), ("PUT", "/check-ins/2026-03-23", {}),
    ):  # fmt: skip
        answer = program.ask(method, path, {**body, field: str(other.public_id)})
        assert (answer.status_code, code_of(answer)) == (422, "unknown_field"), path
    assert Run.objects.count() == n
    assert first_run(program) == run


# --- strict ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        "[" * 100_000, '{"on":' * 30 + "1" + "}" * 30, '{"on": NaN}', '{"distance_km": 1e999}',
        '{"distance_km": ' + "9" * 5000 + "}", '{"on": "2026-03-23", "on": "2026-03-22"}',
        '{"on": Infinity}', "not json", b"\xff\xfe", '{"on"',
    ],
)  # fmt: skip
def test_C16_json_with_loopholes_is_400(program: Program, body: Any) -> None:
    n = Run.objects.count()

    answer = program.ask("POST", "/runs", body)

    assert answer.status_code == 400
    assert answer.json()["error"]["hint"]
    assert Run.objects.count() == n


def test_a_body_over_a_mebibyte_is_413(program: Program) -> None:
    answer = program.ask("POST", "/runs", json.dumps({**RUN, "surface": "x" * 2**20}))

    assert (answer.status_code, code_of(answer)) == (413, "too_large")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"/runs/{10**30}", 404), ("/runs/-1", 404), ("/runs/%00", 404), ("/runs/..;/", 404),
        ("/runs?offset=9223372036854775808", 422), ("/runs?offset=-1", 422),
        ("/runs?limit=1_0", 422), ("/runs?limit=0", 422), ("/runs?since=2026-02-30", 422),
        ("/runs?since=0000-01-01", 422),
    ],
)  # fmt: skip
def test_C17_addresses_and_numbers_that_cannot_be(program: Program, path: str, status: int) -> None:
    assert program.ask("GET", path).status_code == status


@pytest.mark.parametrize(
    "on", ["0001-01-01", "9999-12-31", "2026-02-30", "1969-12-31", "23/03/2026", "", "٢٠٢٦-03-23"]
)
def test_C18_days_that_cannot_be_are_422(program: Program, on: str) -> None:
    assert program.ask("POST", "/runs", {**RUN, "on": on}).status_code == 422


@pytest.mark.parametrize(
    "value", [2**63, -1, 501, "5", True, None, [], {}, 5e-324, "1_0", "nan", math.pi * 1e10]
)
def test_distances_that_cannot_be_are_422_and_name_their_place(
    program: Program, value: Any
) -> None:
    answer = program.ask("POST", "/runs", {**RUN, "distance_km": value})

    if value == 5e-324:
        assert answer.status_code == 201  # a distance, if a short one
        return
    if value == 2**63:
        assert answer.status_code == 400  # a number of so many digits is no number here
        return
    assert answer.status_code == 422
    assert "distance_km" in answer.json()["error"]["place"]


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
FIELDS = st.sampled_from(
    ["on", "distance_km", "started_at", "duration_min", "planned_km", "surface", "rpe",
     "walk_share", "stopped_because", "pain", "x"]
)  # fmt: skip


@settings(
    max_examples=60, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(changes=st.dictionaries(FIELDS, ANYTHING, max_size=4))
def test_C15_O11_whatever_is_sent_the_reply_is_strict_json_and_never_a_fault(
    program: Program, monkeypatch: pytest.MonkeyPatch, changes: dict[str, Any]
) -> None:
    monkeypatch.setattr("startline.web.planning.services.ask_for_advice", lambda runner_id: None)
    monkeypatch.setattr(limits, "WRITES_A_MINUTE", 10**6)

    answer = program.ask("POST", "/runs", json.dumps({**RUN, **changes}))

    assert answer.status_code in (201, 400, 422), answer.content
    json.loads(answer.content, parse_constant=lambda name: pytest.fail(name))


def test_C19_what_is_sorted_or_filtered_by_is_not_taken_from_the_address(
    program: Program,
) -> None:
    usual = program.ask("GET", "/runs").json()

    for query in ("sort=distance_km", "order_by=runner__user__password", "_connector=OR",
                  "runner=1", "on__gte=2026-03-20"):  # fmt: skip
        assert program.ask("GET", f"/runs?{query}").json() == usual


# --- how often ---------------------------------------------------------------------------------


def test_O12_reads_and_writes_are_counted_apart_and_over_all_tokens_of_a_runner(
    runner: Runner, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "READS_A_MINUTE", 3)
    monkeypatch.setattr(limits, "WRITES_A_MINUTE", 2)
    second = Program(runner)
    other = Program(a_runner("other@example.org"))

    reads = [one.ask("GET", "/me") for one in (program, second, program, second)]
    writes = [program.ask("PUT", "/check-ins/2026-03-23", {}) for _ in range(3)]

    assert [answer.status_code for answer in reads] == [200, 200, 200, 429]
    assert [answer.status_code for answer in writes] == [200, 200, 429]
    assert code_of(reads[-1]) == "too_often"
    assert 0 < int(reads[-1]["Retry-After"]) <= 60
    assert other.ask("GET", "/me").status_code == 200


def test_O12_the_count_begins_anew_after_its_minute(
    program: Program, monday: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "READS_A_MINUTE", 1)
    assert program.ask("GET", "/me").status_code == 200
    assert program.ask("GET", "/me").status_code == 429

    monday.shift(61)

    assert program.ask("GET", "/me").status_code == 200


def test_O12_the_shipped_limits_are_those_published() -> None:
    assert (limits.READS_A_MINUTE, limits.WRITES_A_MINUTE) == (300, 60)


def test_D17_a_clock_set_back_locks_nobody_out(
    program: Program, monday: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "READS_A_MINUTE", 1)
    program.ask("GET", "/me")

    monday.shift(-24 * 3600)

    assert program.ask("GET", "/me").status_code == 200


# --- documents ---------------------------------------------------------------------------------


def test_every_operation_has_a_summary_its_replies_and_a_place_on_the_page_of_the_api(
    transactional_db: None,
) -> None:
    page = Client().get("/api/v1/docs")
    shown = page.content.decode()
    document = Client().get("/api/v1/openapi.json").json()

    assert page.status_code == 200
    scripts = [tag.split(">")[0] for tag in shown.split("<script")[1:]]
    assert all(" src=" in tag or 'type="application/json"' in tag for tag in scripts)
    operations = [
        (path, method) for path, methods in document["paths"].items() for method in methods
    ]
    assert len(operations) >= 12
    for path, method in operations:
        assert f"{method.upper()} {path}" in shown
        assert document["paths"][path][method]["summary"]
        assert document["paths"][path][method]["security"]


def test_every_operation_needs_a_token(transactional_db: None) -> None:
    for path, methods in api.get_openapi_schema()["paths"].items():
        address = path.replace("{run_id}", str(uuid4())).replace("{on}", "2026-03-23")
        for method in methods:
            assert Client().generic(method.upper(), address).status_code == 401, (method, path)


def test_reading_writes_no_row_but_that_the_token_was_used(
    runner: Runner, program: Program, django_assert_num_queries: Any
) -> None:
    from django.test.utils import CaptureQueriesContext

    program.ask("GET", "/me")  # its use is noted to the hour
    refresh_advice(runner)
    run = first_run(program)
    for path in ("/me", "/advice", "/plan", "/runs", f"/runs/{run['id']}", "/check-ins"):
        with CaptureQueriesContext(connection) as seen:
            assert program.ask("GET", path).status_code == 200
        writes = [q["sql"] for q in seen if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
        assert writes == [], path
        assert len(seen) <= 12
