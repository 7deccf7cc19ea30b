"""What holds at every address of the application, those that come later too."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test import Client

import startline.web
from startline.web.accounts import tokens
from startline.web.accounts.models import Runner
from tests.web.accounts.every_address import every_address
from tests.web.accounts.people import a_confirmed_user, type_password

WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE|CREATE|DROP|ALTER)\b", re.IGNORECASE)
SESSION = re.compile(r'\s*(INSERT INTO|UPDATE|DELETE FROM) "django_session"')
# What the browser is asked to sign, and the secret of an app until it is proven, wait in the
# session: a table of its own, and nothing of anybody's record.
WAITS_IN_SESSION = {
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_login_webauthn",
    "mfa_reauthenticate_webauthn",
}
# Guesses of a secret address, and costly replies, are counted in the shared cache.
COUNTS_MISSES = {"calendar_feed", "report_pdf", "shared_report_pdf"}
COUNT = re.compile(r'\s*(INSERT INTO|UPDATE|DELETE FROM) "cache"')
# A mail program ends the mails with one POST, which carries the secret of the mail (RFC 8058).
POSTED_BY_MAIL_PROGRAMS = {"journal_unsubscribe"}
SOURCE = Path(startline.web.__path__[0])


@contextmanager
def statements() -> Iterator[list[str]]:
    """Every statement the database is given meanwhile."""
    seen: list[str] = []

    def watch(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        seen.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(watch):
        yield seen


@pytest.fixture
def everything(runner: Runner, shared_cache: None) -> Runner:
    """A runner with a log, a plan and a token; the cache is the shipped one, in the database."""
    tokens.make(runner, name="watch", scopes=["log:read"])
    user = runner.user
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return runner


@pytest.fixture
def fresh(everything: Runner) -> Client:
    """The runner, signed in a moment ago."""
    client = Client()
    assert type_password(client, everything.user.email).status_code == 302
    return client


def written_by_opening(client: Client) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for address in every_address():
        for path in address.paths:
            for accept in ("text/html", "application/json"):
                with statements() as seen:
                    client.get(path, headers={"accept": accept})
                writes = [sql for sql in seen if WRITES.match(sql)]
                if address.name in COUNTS_MISSES:
                    writes = [sql for sql in writes if not COUNT.match(sql)]
                if address.name in WAITS_IN_SESSION:
                    writes = [sql for sql in writes if not SESSION.match(sql)]
                if writes:
                    found[path] = writes
    return found


def test_A12_opening_any_address_writes_nothing(fresh: Client) -> None:
    assert written_by_opening(fresh) == {}


def test_A12_opening_any_address_writes_nothing_when_nobody_is_signed_in(
    everything: Runner,
) -> None:
    assert written_by_opening(Client()) == {}


def test_A12_the_watch_on_writes_sees_one(fresh: Client) -> None:
    with statements() as seen:
        fresh.post("/log/", {"on": "2026-03-23", "distance": "2.2", "hurt": "no"})

    assert any(WRITES.match(sql) for sql in seen)


def test_the_table_of_addresses_reaches_pages_and_rows(fresh: Client) -> None:
    reached = {
        address.name
        for address in every_address()
        if any(fresh.get(path).status_code == 200 for path in address.paths)
    }

    assert {"today", "plan_day", "edit_run", "tokens", "mfa_index", "usersessions_list"} <= reached


def test_A12_sending_a_form_without_its_token_is_403_at_every_address(fresh: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = fresh.cookies
    exempt = [
        one
        for one in every_address()
        if getattr(one.view, "csrf_exempt", False)
        and (one.route.startswith("/api/") or one.name in POSTED_BY_MAIL_PROGRAMS)
    ]
    answers = {
        path: strict.post(path, {"x": "y"}).status_code
        for address in every_address()
        if address not in exempt
        for path in address.paths
    }

    assert {path: status for path, status in answers.items() if status != 403} == {}


def policy(answer: Any) -> str:
    assert answer["X-Frame-Options"] == "DENY"
    return str(answer["Content-Security-Policy"])


def test_A13_no_page_may_be_framed_or_run_what_stands_in_it_whatever_it_answers(
    fresh: Client,
) -> None:
    seen = set()
    for address in every_address():
        for path in address.paths:
            answer = fresh.get(path)
            seen.add(answer.status_code)
            assert "frame-ancestors 'none'" in policy(answer), path
            assert "default-src 'none'" in policy(answer), path
            assert not {"unsafe", "*", "http:", "https:"} & set(re.split("[ ;-]", policy(answer)))
            assert ("data:" in policy(answer)) == (path == "/account/2fa/totp/activate/"), path

    assert {200, 302, 404} <= seen


def test_A13_neither_may_an_error(runner: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client(raise_request_exception=False)
    monkeypatch.setattr("startline.web.shell.views.connection", None)
    errors = {
        404: client.get("/nothing/here/"),
        400: client.get("/", headers={"host": "evil.example"}),
        403: Client(enforce_csrf_checks=True).post("/account/login/"),
        500: client.get("/healthz"),
    }
    for _ in range(31):
        errors[429] = client.post("/account/login/")
    for status, answer in errors.items():
        assert answer.status_code == status
        assert "frame-ancestors 'none'" in policy(answer), status


def calls_of(name: str) -> set[str]:
    """Files of the web application that call a function by this name."""
    found = set()
    for file in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call):
                called = getattr(node.func, "attr", getattr(node.func, "id", ""))
                if called == name:
                    found.add(file.relative_to(SOURCE).as_posix())
    return found


@pytest.mark.django_db
def test_Z16_nothing_signs_in_as_somebody_else() -> None:
    """Two doors of ours: the demo's own runner, the first account; all else is allauth's."""
    assert calls_of("login") == {"accounts/entering.py"}
    assert calls_of("enter") == {"accounts/views.py"}
    assert calls_of("force_login") == set()
    names = " ".join(f"{one.name} {one.route}" for one in every_address())
    assert not re.search(r"imperson|hijack|login_as|sign_in_as|become|su/", names)


@pytest.mark.django_db(transaction=True)
def test_Z16_the_operator_sees_no_page_of_a_runner(everything: Runner) -> None:
    operator = a_confirmed_user("op@example.org", is_staff=True, is_superuser=True)
    client = Client()
    type_password(client, operator.email)
    for address in every_address():
        for path in address.paths:
            answer = client.get(path, follow=True)
            assert b"2.5 mi" not in answer.content, path
            assert everything.user.email.encode() not in answer.content, path
    assert client.session["_auth_user_id"] == str(operator.pk)


KEPT_BY_BROWSERS = {"web_manifest", "worker", "calendar_feed", "openapi-json"}
"""What says how it is kept itself: nothing of anybody, or for the calendar's own program."""


def test_Z04_what_one_person_is_answered_is_kept_by_no_cache_and_carries_every_header(
    fresh: Client,
) -> None:
    kept = set()
    for address in every_address():
        answer = fresh.get(address.paths[0])
        if not {"no-store", "private"} <= set(answer["Cache-Control"].split(", ")):
            assert "public" not in answer["Cache-Control"], address.route
            kept.add(address.name)
        assert answer["X-Content-Type-Options"] == "nosniff", address.route
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin", address.route
        assert answer["Referrer-Policy"] in ("same-origin", "no-referrer"), address.route
        assert "camera=()" in answer["Permissions-Policy"], address.route

    assert kept <= KEPT_BY_BROWSERS
