"""Hashing a password is dear: two at a time, and none that nobody typed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client
from pytest_django.fixtures import Settings

from startline.web.accounts import hashing
from startline.web.accounts.hashing import TwoAtOnce
from tests.web.accounts.people import PASSWORD, a_confirmed_user, is_in, type_password

pytestmark = pytest.mark.django_db


@pytest.fixture
def shipped_hashing(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DATA = tmp_path
    settings.PASSWORD_HASHERS = ["startline.web.accounts.hashing.TwoAtOnce"]
    monkeypatch.setattr(TwoAtOnce, "iterations", 1000)


@pytest.fixture
def two_at_it(shipped_hashing: None) -> Iterator[None]:
    """Two others hash at this moment."""
    with hashing._turn() as one, hashing._turn() as two:
        assert one
        assert two
        yield


def test_the_stored_hash_is_djangos_own() -> None:
    assert TwoAtOnce.algorithm == "pbkdf2_sha256"
    assert TwoAtOnce.iterations >= 1_000_000


@pytest.mark.usefixtures("two_at_it")
def test_A05_a_third_at_once_is_429_and_is_not_counted_as_an_attempt() -> None:
    a_confirmed_user()
    for _ in range(8):
        refused = type_password(Client())
        assert refused.status_code == 429
        assert refused["Retry-After"] == "2"


@pytest.mark.usefixtures("shipped_hashing")
def test_A05_once_one_of_the_two_is_done_the_next_signs_in() -> None:
    a_confirmed_user()
    client = Client()
    with hashing._turn(), hashing._turn():
        assert type_password(client).status_code == 429
    assert type_password(client).status_code == 302
    assert is_in(client)


@pytest.mark.usefixtures("shipped_hashing")
def test_A05_never_more_than_two_hash_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    now, most, lock = 0, 0, threading.Lock()
    gate = threading.Barrier(6)

    def hash_one() -> None:
        nonlocal now, most
        gate.wait()
        with hashing._turn() as mine:
            if mine:
                with lock:
                    now += 1
                    most = max(most, now)
                threading.Event().wait(0.05)
                with lock:
                    now -= 1

    threads = [threading.Thread(target=hash_one) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert most == 2


@pytest.mark.usefixtures("shipped_hashing")
@pytest.mark.parametrize(("n_chars", "status"), [(1000, 200), (1001, 400), (1_000_000, 400)])
def test_A05_a_password_over_a_thousand_characters_is_400(n_chars: int, status: int) -> None:
    a_confirmed_user()

    assert type_password(Client(), password="x" * n_chars).status_code == status


@pytest.mark.usefixtures("two_at_it")
def test_a_command_hashes_whenever_it_likes() -> None:
    assert make_password(PASSWORD).startswith("pbkdf2_sha256$")
