"""What the log tells: events, and nothing anybody said."""

from __future__ import annotations

import io
import json
import logging
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django_tasks_db.models import DBTaskResult
from hypothesis import given
from hypothesis import strategies as st

from startline.web.accounts.models import Runner
from startline.web.shell.log import AsJson, OneLine, discreet, error_told
from tests.web.accounts.every_address import every_address
from tests.web.accounts.people import a_confirmed_user

CANARY = "shin fracture 4417"
TOKEN = "Kq3" + "vX9_bT-" * 6
SHAPES = {"plain": OneLine, "json": AsJson}


class Broke(Exception):
    """Quotes what it broke on, as errors do."""


def written(shape: str, message: str, *args: Any, **fields: Any) -> str:
    error = fields.pop("exc_info", None)
    record = logging.LogRecord("startline.x", logging.ERROR, "x.py", 1, message, args, error)
    record.__dict__.update(fields)
    return SHAPES[shape]().format(record)


def broken_on(value: str) -> Any:
    try:
        try:
            raise ValueError(f"could not read {value!r}")
        except ValueError as cause:
            raise Broke(value) from cause
    except Broke:
        return sys.exc_info()


@pytest.mark.parametrize("shape", SHAPES)
@given(text=st.text(max_size=60))
def test_O10_whatever_letters_there_are_an_event_is_one_line(shape: str, text: str) -> None:
    line = written(shape, "said %s", text + "\r\n\x1b[31m2026-01-01 forged\u2028line")

    assert len(line.splitlines()) == 1
    assert "\x1b" not in line
    if shape == "json":
        json.loads(line)


@pytest.mark.parametrize("shape", SHAPES)
def test_O08_an_error_is_told_by_kind_and_place_and_never_by_what_it_quotes(shape: str) -> None:
    line = written(shape, "it broke off", exc_info=broken_on(CANARY))

    assert CANARY not in line
    assert "Broke at web/shell/test_log.py:" in line
    assert "from ValueError at" in line


@pytest.mark.parametrize("shape", SHAPES)
def test_O08_a_request_is_told_by_its_route_and_never_by_its_path(shape: str) -> None:
    request = RequestFactory().get(f"/calendar/{TOKEN}.ics?key={TOKEN}")

    line = written(shape, "%s: %s", "Not Found", request.path, request=request, status_code=404)

    assert TOKEN not in line
    assert "404 GET (no such address)" in line


@pytest.mark.parametrize(
    "text",
    [
        f"Error handling request /calendar/{TOKEN}.ics",
        f"asked with sl_{TOKEN}",
        "a mail to robin.b+x@example.org waits",
        "GET /log/?note=pain+in+the+shin",
        "sl_short",
    ],
)
def test_O08_tokens_addresses_and_queries_are_left_out_of_every_line(text: str) -> None:
    told = discreet(text)

    assert not any(said in told for said in (TOKEN, "example.org", "pain", "sl_short"))


def test_a_row_is_named_in_the_log_and_words_stay_as_they_are() -> None:
    told = "import 0b9c4a52-6f39-4f0b-9d5e-0d4f6d1c2a11 stopped at startline.web.x"

    assert discreet(told) == told


def test_O08_the_table_of_jobs_keeps_the_kind_of_an_error_and_not_what_it_quotes(
    transactional_db: None,
) -> None:
    row = DBTaskResult(task_path="x.y", run_after="9999-01-01T00:00:00Z", backend_name="default",
                       args_kwargs={"args": [], "kwargs": {}})  # fmt: skip
    row.save()

    row.set_failed(broken_on(CANARY)[1])

    row.refresh_from_db()
    assert CANARY not in row.traceback
    assert "Broke at" in row.traceback


def test_an_error_without_a_place_is_told_too() -> None:
    error = Broke(CANARY)

    assert error_told((Broke, error, None)) == "Broke at an unknown place"
    assert error_told(None) == ""


# --- pages that break --------------------------------------------------------------------------


class Breaks:
    """In front of every view: it breaks on what somebody typed."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> Any:
        return self.get_response(request)

    def process_view(self, request: Any, *view: Any) -> None:
        raise Broke(CANARY)


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """The log of Django and of ours, as it is shipped."""
    kept = io.StringIO()
    handler = logging.StreamHandler(kept)
    handler.setFormatter(OneLine())
    names = ("django", "startline", "")
    for name in names:
        logging.getLogger(name).addHandler(handler)
    yield kept
    for name in names:
        logging.getLogger(name).removeHandler(handler)


def test_O09_whichever_view_breaks_the_page_has_an_id_that_the_log_has_too(
    runner: Runner, settings: Any, logged: io.StringIO
) -> None:
    browser = Client(raise_request_exception=False)
    browser.force_login(runner.user)
    addresses = every_address()
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, f"{__name__}.Breaks"]
    n_broken = 0

    for address in addresses:
        answer = browser.get(address.paths[0])
        if answer.status_code != 500:
            continue
        n_broken += 1
        page = answer.content.decode()
        assert answer["X-Request-ID"] in page, address.route
        for secret in (CANARY, "Traceback", "Broke", ".py", "SELECT", settings.SECRET_KEY):
            assert secret not in page, (address.route, secret)
        assert f"[{answer['X-Request-ID']}]" in logged.getvalue()
    assert n_broken > 60
    assert CANARY not in logged.getvalue()
    assert "GET /plan/" in logged.getvalue()


def test_O09_a_program_is_told_in_json(runner: Runner, settings: Any) -> None:
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, f"{__name__}.Breaks"]

    answer = Client(raise_request_exception=False).get("/api/v1/me")

    assert answer.status_code == 500
    assert answer.json()["error"]["code"] == "broken"
    assert answer["X-Request-ID"] in answer.json()["error"]["hint"]


def test_O09_a_page_that_broke_may_not_be_framed_or_kept(runner: Runner, settings: Any) -> None:
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, f"{__name__}.Breaks"]

    answer = Client(raise_request_exception=False).get("/")

    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "no-store, private"


@pytest.mark.django_db
def test_Z19_there_is_no_admin_to_read_records_in(settings: Any) -> None:
    a_confirmed_user("op@example.org", is_staff=True, is_superuser=True)

    assert not [app for app in settings.INSTALLED_APPS if "admin" in app]
    assert not [one.route for one in every_address() if "admin" in one.route]
