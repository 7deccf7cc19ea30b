"""A physiotherapist to whom the runner of the rough week has granted everything."""

from __future__ import annotations

import pytest
from django.test import Client

from startline.web.accounts.models import Runner, User
from startline.web.clinic import services
from startline.web.clinic.models import Share
from tests.web.conftest import a_user

ALL = ["runs", "plan", "journal", "notes", "places"]


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def a_share(runner: Runner, **given: object) -> tuple[Share, str]:
    asked = {"name": "Kim", "role": "physiotherapist", "scopes": ALL, "may_set_limits": True}
    return services.share(runner, **{**asked, **given})  # type: ignore[arg-type]


@pytest.fixture
def physio(runner: Runner) -> User:
    return a_user("kim@clinic.example", name="Kim")


@pytest.fixture
def granted(runner: Runner, physio: User) -> Share:
    """A share that the physiotherapist has taken to their account."""
    share, _ = a_share(runner)
    assert services.accept(share, physio)
    share.refresh_from_db()
    return share


@pytest.fixture
def clinic(physio: User) -> Client:
    """The physiotherapist's browser."""
    return signed_in(physio)
