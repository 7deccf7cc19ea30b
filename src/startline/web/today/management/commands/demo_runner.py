"""Make the demo's runner, once, and print how to sign in."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from startline.formats.strict_json import read_json
from startline.web.accounts.demo import DEMO_EMAIL, demo_key
from startline.web.accounts.models import Runner, User
from startline.web.audit.consent import give
from startline.web.planning.selectors import today_of
from startline.web.planning.services import new_facts, refresh_advice
from startline.web.planning.take_case import take_case

STORY_DAY = date(2026, 3, 23)  # the Monday of the rough week


class Command(BaseCommand):
    """See the module."""

    help = "Make the demo's runner from a Case, once, and print how to sign in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The Case and the address."""
        parser.add_argument("case")
        parser.add_argument("--address", default="http://127.0.0.1:8000")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the runner if there is none yet."""
        user = User.objects.filter(email=DEMO_EMAIL).first()
        is_new = user is None
        runner = user.runner if user else _make(Path(options["case"]))
        refresh_advice(runner)
        if is_new:
            self.stdout.write("A runner in the rough week, with eleven weeks of runs, is ready.")
        else:
            self.stdout.write("What you entered before is still there.")
        self.stdout.write(f"Open   {options['address']}/demo/?key={demo_key()}")
        self.stdout.write("and press “Sign in as this runner”. Ctrl-C here stops it.")


def _make(file: Path) -> Runner:
    user = User.objects.create_user(DEMO_EMAIL, name="Robin")
    runner = Runner.objects.create(user=user)
    give(runner, by=user)
    story = read_json(file.read_bytes())
    runner.time_zone = story["runner"]["time_zone"]
    with new_facts(runner):
        take_case(runner, in_this_week(story, today_of(runner)), by=user)
    return runner


def in_this_week(value: Any, today: date) -> Any:
    """The story moved by whole weeks, so that its Monday is the one of this week."""
    monday = today - timedelta(days=today.weekday())
    return _moved(value, monday - STORY_DAY)


def _moved(value: Any, by: timedelta) -> Any:
    if isinstance(value, dict):
        return {key: _moved(part, by) for key, part in value.items()}
    if isinstance(value, list):
        return [_moved(part, by) for part in value]
    if isinstance(value, str) and len(value) == 10 and value[4:5] == value[7:8] == "-":
        return (date.fromisoformat(value) + by).isoformat()
    return value
