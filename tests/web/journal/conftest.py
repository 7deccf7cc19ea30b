"""A runner with a public journal, an entry in it, and strangers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest
from django.test import Client

from startline.web.accounts.models import Runner, User
from startline.web.journal import services
from startline.web.journal.models import Entry, Journal, Reader
from tests.web.conftest import a_user

ROUGH_WEEK = (
    "Well, that was rough. I planned 18 miles on Sunday. My knee hurt from mile 6 and I stopped "
    "at 8. My physio says no more than 3 miles for now. I have to see the physio again."
)


@pytest.fixture
def journal(runner: Runner) -> Journal:
    """The runner's journal at /j/robin-runs/."""
    said = {"slug": "robin-runs", "title": "Robin runs", "look": "paper", "replies": "open"}
    return services.keep_settings(runner, said)


WriteEntry = Callable[..., Entry]


@pytest.fixture
def an_entry(runner: Runner, journal: Journal) -> WriteEntry:
    """Write an entry; published by default."""

    def write(
        text: str = ROUGH_WEEK, *, title: str = "A rough week", on: date = date(2026, 3, 22),
        public: bool = True,
    ) -> Entry:  # fmt: skip
        draft = services.Draft(on=on, title=title, text=text, version=0)
        entry = services.keep_draft(runner, uuid4(), draft)
        if public:
            services.publish(entry, version=entry.version, site="http://testserver")
        return entry

    return write


@pytest.fixture
def entry(an_entry: WriteEntry) -> Entry:
    """A public entry of the rough week."""
    return an_entry()


@pytest.fixture
def stranger() -> Client:
    """A browser nobody is known in."""
    return Client()


def address_of(entry: Entry) -> str:
    """Where others read an entry."""
    return f"/j/robin-runs/{entry.public_id}/"


def a_reader(email: str = "kim@example.org", name: str = "Kim") -> tuple[User, Client]:
    """Somebody with an account, signed in."""
    user = a_user(email, name=name)
    client = Client()
    client.force_login(user)
    return user, client


def the_reader(email: str) -> Reader:
    """A reader by address."""
    return Reader.objects.get(email=email)
