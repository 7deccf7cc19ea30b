"""Fifty runners with two thousand runs each, an Advice each, and a signed-in browser each."""

from __future__ import annotations

import copy
import json
import os
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path
from random import Random
from typing import Any

STORY_DAY = date(2026, 3, 23)
PASSWORD = "a long password"  # noqa: S105 - of nobody


def start_django(data: Path) -> None:
    """Django on a data folder of its own, advice worked out in this process."""
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "startline.web.settings",
        "STARTLINE_DATA": str(data),
        "STARTLINE_ADVICE": "inline",
    }
    import django

    django.setup()


def fill(*, n_runners: int, n_runs: int) -> list[str]:
    """Make the runners; the session key of each."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    story = json.loads(files("startline.cli").joinpath("rough_week.case.json").read_text("utf-8"))
    return [_runner(story, n, n_runs) for n in range(n_runners)]


@cache
def _hashed() -> str:
    """Once: a good hash takes its time."""
    from django.contrib.auth.hashers import make_password

    return make_password(PASSWORD)


def _runner(story: dict[str, Any], n: int, n_runs: int) -> str:
    from allauth.account.models import EmailAddress

    from startline.web.accounts.models import Runner, User
    from startline.web.planning.selectors import today_of
    from startline.web.planning.services import new_facts
    from startline.web.planning.take_case import take_case

    user = User.objects.create(email=f"runner{n}@bench.example", password=_hashed())
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    runner = Runner.objects.create(user=user, unit="mi", time_zone="UTC")
    case = with_history(in_these_weeks(story, today_of(runner)), n_runs, seed=n)
    case["runner"] = {**case["runner"], "time_zone": "UTC"}  # the day of whoever asks
    with new_facts(runner):
        take_case(runner, case, by=user)
    return signed_in(user)


def in_these_weeks(value: Any, today: date) -> Any:
    """The story moved so that its Monday is today."""
    if isinstance(value, dict):
        return {key: in_these_weeks(part, today) for key, part in value.items()}
    if isinstance(value, list):
        return [in_these_weeks(part, today) for part in value]
    if isinstance(value, str) and len(value) == 10 and value[4:5] == value[7:8] == "-":
        return (date.fromisoformat(value) + (today - STORY_DAY)).isoformat()
    return value


def with_history(story: dict[str, Any], n_runs: int, *, seed: int) -> dict[str, Any]:
    """The story with runs before it, so that there are `n_runs` in all, a day or two apart."""
    dice = Random(seed)  # noqa: S311 - makes examples, keeps no secret
    case = copy.deepcopy(story)
    first = min(date.fromisoformat(run["on"]) for run in case["runs"])
    before = [
        {
            "id": f"before-{i}",
            "on": (first - timedelta(days=1 + i + i // 3)).isoformat(),
            "distance_km": round(dice.uniform(4, 16), 3),
            "duration_min": round(dice.uniform(30, 100), 1),
        }
        for i in range(n_runs - len(case["runs"]))
    ]
    case["runs"] = before + case["runs"]
    return case


def signed_in(user: Any) -> str:
    """The key of a session of this user."""
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)
