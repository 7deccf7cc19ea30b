"""A runner with the rough week behind them, signed in; a real database; advice made inline."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from startline.cli import web as cli_web
from startline.formats.strict_json import read_json
from startline.web.accounts.models import Runner, User
from startline.web.audit.consent import VERSION
from startline.web.planning.services import new_facts, refresh_advice
from startline.web.planning.take_case import take_case

MONDAY = date(2026, 3, 23)


@pytest.fixture(autouse=True)
def _nobody_counted_yet() -> None:
    """Rate limits begin anew with each test."""
    cache.clear()


@pytest.fixture
def monday() -> object:
    """The Monday of the rough week, in the morning where the runner lives."""
    with time_machine.travel(datetime(2026, 3, 23, 14, 0, tzinfo=UTC), tick=False) as traveller:
        yield traveller


@pytest.fixture
def rough_week() -> dict[str, object]:
    """The story as a Case."""
    story: dict[str, object] = read_json(Path(cli_web.STORY).read_bytes())
    return story


def a_user(email: str = "robin@example.org", **fields: object) -> User:
    """An account with a password, which tests may sign in with."""
    return User.objects.create_user(email, "a long password", **fields)


def a_runner(email: str = "robin@example.org", **fields: object) -> Runner:
    """A runner without a log, who has agreed to what is kept about their health."""
    agreed = {"consent": "given", "consent_version": VERSION}
    fields = {"unit": "mi", "time_zone": "America/Toronto", **agreed, **fields}
    return Runner.objects.create(user=a_user(email), **fields)


@pytest.fixture
def runner(transactional_db: None, monday: object, rough_week: dict[str, object]) -> Runner:
    """The runner of the rough week, advised on its Monday."""
    runner = a_runner()
    with new_facts(runner):
        take_case(runner, rough_week, by=runner.user)
    refresh_advice(runner)
    return runner


@pytest.fixture
def page(runner: Runner) -> Client:
    """A browser in which the runner is signed in."""
    client = Client()
    client.force_login(runner.user)
    return client
