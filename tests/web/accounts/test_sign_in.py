"""Signing in, and what ends it: limits, sessions, resets, second factors, where it leads."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
import time_machine
from django.core import mail
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from startline.web.accounts.models import User
from tests.web.accounts.people import (
    PASSWORD,
    a_confirmed_user,
    app_code,
    is_in,
    newest_code,
    recovery_codes,
    type_password,
    with_an_app,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def noon() -> object:
    with time_machine.travel(datetime(2026, 3, 23, 12, 0, 5, tzinfo=UTC), tick=False) as clock:
        yield clock


def test_a_password_signs_in() -> None:
    a_confirmed_user()
    client = Client()

    assert type_password(client).status_code == 302
    assert is_in(client)


def test_A01_the_eleventh_bad_password_of_a_minute_from_one_address_is_429_the_right_one_too(
    noon: object,
) -> None:
    a_confirmed_user()
    client = Client()
    for n in range(10):
        assert type_password(client, f"nobody{n}@example.org").status_code == 200

    refused = type_password(client)

    assert refused.status_code == 429
    assert refused["Retry-After"] == "60"
    assert not is_in(client)


def test_A01_the_sixth_try_on_one_account_within_five_minutes_is_429_the_right_one_too(
    noon: object,
) -> None:
    a_confirmed_user()
    kim = a_confirmed_user("kim@example.org")
    for n in range(5):
        wrong = type_password(Client(), password="wrong", REMOTE_ADDR=f"192.0.2.{n}")
        assert wrong.status_code == 200

    assert type_password(Client(), REMOTE_ADDR="192.0.2.99").status_code == 429
    assert type_password(Client(), kim.email, REMOTE_ADDR="192.0.2.99").status_code == 302


def test_A01_five_minutes_later_the_right_password_signs_in_again(noon: object) -> None:
    a_confirmed_user()
    for n in range(6):
        type_password(Client(), password="wrong", REMOTE_ADDR=f"192.0.2.{n}")
    noon.shift(301)  # type: ignore[attr-defined]

    assert type_password(Client()).status_code == 302


def test_A03_signing_in_to_ones_own_account_between_guesses_clears_no_counter(
    noon: object,
) -> None:
    a_confirmed_user()
    a_confirmed_user("thief@example.org")
    for _ in range(5):
        assert type_password(Client(), password="guess").status_code == 200
        noon.shift(0.5)  # type: ignore[attr-defined]
        assert type_password(Client(), "thief@example.org").status_code == 302

    assert type_password(Client(), password="guess").status_code == 429
    for n in range(5):
        type_password(Client(), f"somebody{n}@example.org")
    assert type_password(Client(), "thief@example.org").status_code == 429


FORMS = {
    "/account/login/": {"login": "{}", "password": "wrong"},
    "/account/login/code/": {"email": "{}"},
    "/account/password/reset/": {"email": "{}"},
}


def without_secrets(page: str) -> str:
    """The page without what differs on every request."""
    return re.sub(r"[A-Za-z0-9]{64}", "", page)


@pytest.mark.parametrize("path", FORMS)
def test_A04_a_known_and_an_unknown_address_get_the_same_answer(path: str) -> None:
    a_confirmed_user()
    a_confirmed_user("a_code@example.org")
    answers = []
    for email in ("robin@example.org", "robyn@example.org"):
        form = {key: value.format(email) for key, value in FORMS[path].items()}
        answer = Client().post(path, form, follow=True)
        body = without_secrets(answer.content.decode()).replace(email, "ADDRESS")
        answers.append((answer.status_code, answer.redirect_chain, body))

    assert answers[0] == answers[1]


def test_A04_signing_up_with_a_known_address_looks_like_signing_up(settings: Settings) -> None:
    settings.SIGN_UP_OPEN = True
    a_confirmed_user()
    answers = []
    for email in ("robin@example.org", "robyn@example.org"):
        answer = Client().post("/account/signup/", {"email": email}, follow=True)
        body = without_secrets(answer.content.decode()).replace(email, "ADDRESS")
        answers.append((answer.status_code, answer.redirect_chain, body))

    assert answers[0] == answers[1]
    assert User.objects.filter(email="robyn@example.org").exists()
    assert User.objects.count() == 2


def test_A06_the_session_from_before_signing_in_is_dead_afterwards() -> None:
    a_confirmed_user()
    client = Client()
    client.get("/account/2fa/webauthn/login/", headers={"accept": "application/json"})
    before = client.cookies["session"].value
    type_password(client)
    thief = Client()
    thief.cookies["session"] = before

    assert client.cookies["session"].value != before
    assert is_in(client)
    assert not is_in(thief)


def test_A07_signing_out_ends_the_session_on_the_server() -> None:
    a_confirmed_user()
    client = Client()
    type_password(client)
    kept = client.cookies["session"].value
    client.post("/account/logout/")
    thief = Client()
    thief.cookies["session"] = kept

    assert not is_in(thief)


def test_A07_a_new_password_ends_all_other_sessions() -> None:
    a_confirmed_user()
    here, there = Client(), Client()
    type_password(here)
    type_password(there)
    new = "another long password"

    said = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert here.post("/account/password/change/", said).status_code == 302

    assert is_in(here)
    assert not is_in(there)


def test_A07_a_closed_account_is_out_at_once_and_does_not_come_in() -> None:
    robin = a_confirmed_user()
    client = Client()
    type_password(client)
    robin.is_active = False
    robin.save()

    assert not is_in(client)
    type_password(client)
    assert not is_in(client)


def reset_link() -> str:
    found = re.search(r"http://\S+", mail.outbox[-1].body)
    assert found is not None
    return found.group()


def ask_for_reset(client: Client, **extra: str) -> None:
    client.post("/account/password/reset/", {"email": "robin@example.org"}, **extra)


def reset(client: Client, link: str, password: str = "another long password") -> int:
    """Open the link, send the form, and say how it ended."""
    page = client.get(urlsplit(link).path, follow=True)
    answer = client.post(page.request["PATH_INFO"], {"password1": password, "password2": password})
    return answer.status_code


def test_A08_a_reset_link_works_once() -> None:
    a_confirmed_user()
    ask_for_reset(Client())
    link = reset_link()
    assert reset(Client(), link) == 302

    assert reset(Client(), link, "a third long password") == 200
    assert type_password(Client(), password="another long password").status_code == 302


def test_A08_a_reset_link_is_of_no_use_after_an_hour(noon: object) -> None:
    a_confirmed_user()
    ask_for_reset(Client())
    noon.shift(3601)  # type: ignore[attr-defined]

    assert reset(Client(), reset_link()) == 200
    assert type_password(Client()).status_code == 302


def test_A08_a_forged_host_sends_no_link() -> None:
    a_confirmed_user()
    client = Client()

    answer = client.post(
        "/account/password/reset/",
        {"email": "robin@example.org"},
        headers={"host": "evil.example", "x-forwarded-host": "evil.example"},
    )
    assert answer.status_code == 400
    assert not mail.outbox
    client.post(
        "/account/password/reset/",
        {"email": "robin@example.org"},
        headers={"x-forwarded-host": "evil.example"},
    )
    assert reset_link().startswith("http://testserver/")


def test_A09_a_code_of_the_app_works_once(noon: object) -> None:
    secret = with_an_app(a_confirmed_user())
    first, second = Client(), Client()
    code = app_code(secret)
    type_password(first)
    first.post("/account/2fa/authenticate/", {"code": code})
    type_password(second)
    second.post("/account/2fa/authenticate/", {"code": code})

    assert is_in(first)
    assert not is_in(second)


def test_A09_a_recovery_code_works_once() -> None:
    robin = a_confirmed_user()
    with_an_app(robin)
    code = recovery_codes(robin)[0]
    first, second = Client(), Client()
    for client in (first, second):
        type_password(client)
        client.post("/account/2fa/authenticate/", {"code": code})

    assert is_in(first)
    assert not is_in(second)
    assert code not in recovery_codes(robin)


def test_A09_neither_a_password_nor_a_reset_nor_a_code_by_mail_goes_round_the_second_factor() -> (
    None
):
    with_an_app(a_confirmed_user())
    by_password, by_reset, by_code = Client(), Client(), Client()

    type_password(by_password)
    assert not is_in(by_password)
    ask_for_reset(by_reset)
    reset(by_reset, reset_link())
    assert not is_in(by_reset)
    type_password(by_reset, password="another long password")
    assert not is_in(by_reset)
    by_code.post("/account/login/code/", {"email": "robin@example.org"})
    answer = by_code.post("/account/login/code/confirm/", {"code": newest_code()})
    assert answer.url == "/account/2fa/authenticate/"
    assert not is_in(by_code)


def test_a_code_by_mail_signs_in_once() -> None:
    a_confirmed_user()
    client = Client()
    client.post("/account/login/code/", {"email": "robin@example.org"})
    code = newest_code()

    assert client.post("/account/login/code/confirm/", {"code": code}).status_code == 302
    assert is_in(client)
    other = Client()
    other.post("/account/login/code/confirm/", {"code": code})
    assert not is_in(other)


def test_a_third_wrong_code_ends_it_the_right_one_is_of_no_use_then() -> None:
    a_confirmed_user()
    client = Client()
    client.post("/account/login/code/", {"email": "robin@example.org"})
    code = newest_code()
    for _ in range(3):
        client.post("/account/login/code/confirm/", {"code": "WRONG1"})
    client.post("/account/login/code/confirm/", {"code": code})

    assert not is_in(client)


ELSEWHERE = [
    "//evil.example",
    "https:evil.example",
    "https://evil.example/",
    "/\\evil.example",
    "\\\\evil.example",
    "javascript:alert(1)",
    "/%0d%0aSet-Cookie:x=y",
    "\r\nhttps://evil.example",
    " //evil.example",
    "///evil.example",
    "http:///evil.example",
    "https://testserver@evil.example",
    "data:text/html,x",
]


def lands(next_: str) -> str:
    client = Client()
    answer = client.post(
        "/account/login/", {"login": "robin@example.org", "password": PASSWORD, "next": next_}
    )
    assert answer.status_code == 302
    return str(answer["Location"])


def is_our_own(address: str) -> bool:
    """As a browser reads it: backslashes are slashes, leading blanks and controls are nothing."""
    read = address.lstrip("".join(map(chr, range(33)))).replace("\\", "/")
    parts = urlsplit(read)
    return not read.startswith("//") and (
        not parts.scheme or (parts.scheme == "http" and parts.hostname in OURS)
    )


OURS = {"testserver", "localhost", "127.0.0.1"}


@pytest.mark.parametrize("next_", ELSEWHERE)
def test_A11_signing_in_never_leads_elsewhere(next_: str) -> None:
    a_confirmed_user()

    where = lands(next_)
    assert is_our_own(where)
    assert "\r" not in where
    assert "\n" not in where


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(next_=st.text(alphabet="/\\:.%@?#htpsevil \t\n\r0dajvcr;", min_size=1, max_size=30))
@example(next_="/\t/evil.example")
def test_A11_whatever_is_asked_for_the_way_from_signing_out_stays_here(
    db: None, next_: str
) -> None:
    answer = Client().post("/account/logout/", {"next": next_})

    assert is_our_own(str(answer["Location"]).replace("\t", "").replace("\n", ""))


def test_A11_a_page_of_ours_is_where_it_leads() -> None:
    a_confirmed_user()

    assert lands("/plan/") == "/plan/"


@pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example", "evil@testserver", ""])
def test_A15_a_forged_host_is_400(host: str) -> None:
    assert Client().get("/account/login/", headers={"host": host}).status_code == 400


def test_A16_sign_up_is_closed_unless_the_operator_opens_it(settings: Settings) -> None:
    closed = Client().post("/account/signup/", {"email": "new@example.org"})
    assert "by invitation" in closed.content.decode()
    assert not User.objects.exists()
    settings.SIGN_UP_OPEN = True

    Client().post("/account/signup/", {"email": "new@example.org"})
    assert User.objects.filter(email="new@example.org").exists()


def test_A16_one_address_gets_at_most_five_mails_an_hour_whoever_asks(noon: object) -> None:
    a_confirmed_user()
    for n in range(40):
        path = ("/account/login/code/", "/account/password/reset/")[n % 2]
        form = {"email": "Robin@Example.org" if n % 3 else "robin@example.org"}
        Client().post(path, form, REMOTE_ADDR=f"192.0.2.{n}")
    assert len(mail.outbox) == 5

    noon.shift(3601)  # type: ignore[attr-defined]
    Client().post("/account/login/code/", {"email": "robin@example.org"})
    assert len(mail.outbox) == 6


def test_A16_a_stranger_gets_no_mail_from_here() -> None:
    for path in ("/account/login/code/", "/account/password/reset/"):
        Client().post(path, {"email": "stranger@example.org"})

    assert not mail.outbox


def test_A16_a_flood_of_sign_ups_from_one_address_is_429(settings: Settings, noon: object) -> None:
    settings.SIGN_UP_OPEN = True
    answers = [
        Client().post("/account/signup/", {"email": f"new{n}@example.org"}).status_code
        for n in range(21)
    ]

    assert answers[-1] == 429
    assert User.objects.count() == 20


def test_signing_up_takes_an_address_and_its_code_and_a_password_by_choice(
    settings: Settings,
) -> None:
    settings.SIGN_UP_OPEN = True
    for email, password in (("one@example.org", ""), ("two@example.org", "correct horse battery")):
        client = Client()
        page = client.get("/account/signup/").content.decode()
        assert "if you want one" in page
        client.post("/account/signup/", {"email": email, "password1": password})
        assert not is_in(client)
        client.post("/account/confirm-email/", {"code": newest_code()})
        assert is_in(client)
        assert User.objects.get(email=email).has_usable_password() == bool(password)
