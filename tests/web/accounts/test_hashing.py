"""Hashing a password is dear: two at a time, and none that nobody typed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django.fixtures import Settings

from startline.web.accounts import hashing
from startline.web.accounts.hashing import TwoAtOnce
from startline.web.accounts.middleware import SIGN_INS_AT_ONCE, RoomForOthers
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


@pytest.mark.usefixtures("shipped_hashing")
@pytest.mark.parametrize(
    ("email", "has_password"),
    [("robin@example.org", True), ("robin@example.org", False), ("nobody@example.org", True)],
)
def test_A04_a_wrong_password_is_hashed_once_whether_the_account_is_there_or_not(
    monkeypatch: pytest.MonkeyPatch, email: str, has_password: bool
) -> None:
    robin = a_confirmed_user()
    if not has_password:
        robin.set_unusable_password()
        robin.save()
    hashed: list[str] = []
    plain = TwoAtOnce.encode

    def counted(self: TwoAtOnce, password: str, *rest: Any) -> str:
        hashed.append(password)
        return plain(self, password, *rest)

    monkeypatch.setattr(TwoAtOnce, "encode", counted)
    type_password(Client(), email, "wrong")

    assert len(hashed) == 1


def test_A05_forms_of_the_account_leave_threads_to_every_other_page() -> None:
    inside, go_on = threading.Semaphore(0), threading.Event()

    def answer(request: HttpRequest) -> HttpResponse:
        if request.method == "POST":
            inside.release()
            assert go_on.wait(10)
        return HttpResponse("answered")

    room = RoomForOthers(answer)
    ask = RequestFactory()
    with ThreadPoolExecutor(SIGN_INS_AT_ONCE) as pool:
        held = [pool.submit(room, ask.post("/account/login/")) for _ in range(SIGN_INS_AT_ONCE)]
        for _ in held:
            assert inside.acquire(timeout=10)
        refused = room(ask.post("/account/login/"))
        page = room(ask.get("/account/login/"))
        health = room(ask.get("/healthz"))
        go_on.set()
        answers = [one.result() for one in held]

    assert refused.status_code == 429
    assert refused["Retry-After"] == "2"
    assert [page.status_code, health.status_code] == [200, 200]
    assert {one.status_code for one in answers} == {200}
    assert room(ask.post("/account/login/")).status_code == 200
