"""The report as PDF: one at a time, not without end, and never half."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from startline.engine.errors import Problem, Refused
from startline.web.accounts.models import Runner
from startline.web.clinic import report_views
from startline.web.shell.held import in_turn
from tests.web.clinic.conftest import signed_in

PDF = "/report.pdf"


def test_O04_of_reports_asked_for_at_once_one_is_made_at_a_time(
    runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_work, most, guard = 0, 0, threading.Lock()

    def made(*_: Any, **__: Any) -> bytes:
        nonlocal at_work, most
        with guard:
            at_work += 1
            most = max(most, at_work)
        time.sleep(0.1)
        with guard:
            at_work -= 1
        return b"%PDF-"

    def ask(page: Client) -> int:
        try:
            return page.get(PDF).status_code
        finally:
            connection.close()  # this thread's own

    monkeypatch.setattr(report_views, "visit_pdf", made)
    pages = [signed_in(runner.user) for _ in range(4)]
    with ThreadPoolExecutor(len(pages)) as asking:
        answers = list(asking.map(ask, pages))

    assert answers == [200] * len(pages)
    assert most == 1


def test_O04_who_waits_too_long_for_a_report_is_told_when_to_come_again(
    page: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report_views, "PATIENCE_S", 1)
    with in_turn(settings.DATA / "report.held", 0) as is_ours:
        assert is_ours
        answer = page.get(PDF)

    assert answer.status_code == 503
    assert answer["Retry-After"] == "1"
    assert "Other reports are being made." in answer.content.decode()
    assert page.get(PDF).status_code == 200


def test_O12_reports_are_so_many_an_hour_and_the_next_says_when(
    page: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report_views, "PDFS_AN_HOUR", 1)

    assert page.get(PDF).status_code == 200
    answer = page.get(PDF)

    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 3600
    assert "Too many reports in an hour." in answer.content.decode()


def test_a_report_that_cannot_be_made_says_why_on_a_page(
    page: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: Any, **__: Any) -> bytes:
        raise Refused([Problem("too_long", "It took too long.", "Try again.")])

    monkeypatch.setattr(report_views, "visit_pdf", refused)
    answer = page.get(PDF)

    assert answer.status_code == 422
    assert "It took too long. Try again." in answer.content.decode()
