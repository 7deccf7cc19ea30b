"""What is asked after a restore, and what the operator sees."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from startline.web.accounts import tokens
from startline.web.accounts.models import Runner
from startline.web.audit.models import Entry
from startline.web.keeping import backups
from startline.web.planning.selectors import shown_advice
from startline.web.planning.services import refresh_advice
from startline.web.runlog.models import RedFlag

THEN = datetime(2026, 3, 20, 6, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _folders_of_its_own(tmp_path: Path, settings: Any) -> None:
    settings.DATA = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.BACKUPS = tmp_path / "backups"


@pytest.fixture
def restored(runner: Runner) -> Runner:
    Runner.objects.update(asked_again_since=THEN)
    runner.refresh_from_db()
    return runner


def test_C30_after_a_restore_every_surface_asks_first_and_shows_no_distance(
    restored: Runner, page: Client
) -> None:
    refresh_advice(restored)
    _, key = tokens.make(restored, name="watch", scopes=["advice:read"])

    pages = [page.get(path).content.decode() for path in ("/", "/plan/", "/outlook/")]
    phone = page.get("/offline/snapshot/").json()
    program = page.get("/api/v1/advice", headers={"Authorization": f"Bearer {key}"})

    assert all("/asked-again/" in text for text in pages)
    assert not any('class="number"' in text for text in pages)
    assert (phone["distances"], phone["days"]) == (None, [])
    assert (program.status_code, program.json()["error"]["code"]) == (409, "ask_again")
    assert shown_advice(restored).advice is None


def test_C30_the_day_of_the_copy_and_every_limit_in_force_are_named(
    restored: Runner, page: Client
) -> None:
    text = page.get("/asked-again/").content.decode()

    assert "20 March 2026" in text
    assert text.count('name="sign"') > 5
    assert "Limits that stand here" in text


def test_C30_without_a_word_about_limits_nothing_is_worked_out(
    restored: Runner, page: Client
) -> None:
    assert page.post("/asked-again/", {}).status_code == 422
    restored.refresh_from_db()
    assert restored.asked_again_since == THEN


def test_C30_once_everything_was_said_advice_is_worked_out_again(
    restored: Runner, page: Client
) -> None:
    assert page.post("/asked-again/", {"limits": "entered"}).status_code == 302

    restored.refresh_from_db()
    assert shown_advice(restored).freshness == "current"
    assert Entry.objects.filter(runner=restored, action="asked_again.answered").exists()
    assert page.get("/asked-again/").status_code == 404


def test_C30_a_sign_that_has_come_up_since_stops_running(restored: Runner, page: Client) -> None:
    page.post("/asked-again/", {"limits": "entered", "sign": ["fever", "nonsense"]})

    restored.refresh_from_db()
    advice = shown_advice(restored).advice
    assert [one.code for one in RedFlag.objects.filter(runner=restored, closed_on=None)] == [
        "fever"
    ]
    assert advice is not None
    assert advice.status == "stop"


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a second database: test_postgresql.py")
def test_R17_a_backup_made_today_needs_no_look(transactional_db: None, monday: object) -> None:
    assert backups.is_late()
    made = backups.daily()

    assert made is not None
    assert not backups.is_late()
    assert backups.daily() is None  # one a day
