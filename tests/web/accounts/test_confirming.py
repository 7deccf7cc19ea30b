"""Dangerous acts ask who has not signed in within ten minutes to show who they are again."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse

from startline.web.accounts.middleware import CHANGES_ACCESS
from startline.web.accounts.models import Runner, Token, User
from tests.web.accounts.people import (
    a_confirmed_user,
    app_code,
    newest_code,
    type_password,
    with_an_app,
)

pytestmark = pytest.mark.django_db
TOKEN = {"name": "watch", "scopes": ["log:read"]}


@pytest.fixture
def noon() -> object:
    with time_machine.travel(datetime(2026, 3, 23, 12, 0, 5, tzinfo=UTC), tick=False) as clock:
        yield clock


@pytest.fixture
def robin(noon: object) -> User:
    user = a_confirmed_user()
    Runner.objects.create(user=user)
    return user


@pytest.fixture
def eleven_minutes_on(robin: User, noon: object) -> Client:
    client = Client()
    type_password(client)
    noon.shift(601)  # type: ignore[attr-defined]
    return client


def asks_again(client: Client, path: str) -> bool:
    seen = []
    for answer in (client.get(path), client.post(path, {})):
        where = answer.get("Location", "")
        seen.append(
            answer.status_code == 302
            and where.partition("?")[0]
            in ("/account/reauthenticate/", "/account/confirm/", "/account/2fa/reauthenticate/")
        )
    return all(seen)


DANGEROUS = sorted(CHANGES_ACCESS - {"mfa_edit_webauthn", "mfa_remove_webauthn"})
OTHERS = ["new_token", "export_all", "delete_account", "bring_back"]


@pytest.mark.parametrize("name", [*DANGEROUS, *OTHERS])
def test_A17_after_ten_minutes_it_asks_to_confirm_first(
    eleven_minutes_on: Client, name: str
) -> None:
    assert asks_again(eleven_minutes_on, reverse(name))


@pytest.mark.parametrize("name", ["mfa_edit_webauthn", "mfa_remove_webauthn"])
def test_A17_a_passkey_is_not_touched_without_confirming(
    eleven_minutes_on: Client, name: str
) -> None:
    assert asks_again(eleven_minutes_on, reverse(name, kwargs={"pk": 1}))


@pytest.mark.parametrize("name", [*DANGEROUS, *OTHERS])
def test_A17_an_account_without_password_or_second_factor_is_asked_too(
    eleven_minutes_on: Client, robin: User, name: str
) -> None:
    robin.set_unusable_password()
    robin.save()
    client = Client()
    client.force_login(robin)

    assert asks_again(client, reverse(name))


def test_within_ten_minutes_of_signing_in_nothing_is_asked(robin: User, noon: object) -> None:
    client = Client()
    type_password(client)
    noon.shift(599)  # type: ignore[attr-defined]

    assert client.get("/account/email/").status_code == 200
    assert client.post("/account/tokens/new/", TOKEN).status_code == 200
    assert Token.objects.count() == 1


def test_what_was_sent_is_done_once_it_is_confirmed(eleven_minutes_on: Client) -> None:
    asked = eleven_minutes_on.post("/account/tokens/new/", TOKEN)
    assert not Token.objects.exists()

    answer = eleven_minutes_on.post(
        asked["Location"], {"password": "a long password", "next": "/account/tokens/new/"}
    )
    assert answer.status_code == 200
    assert Token.objects.get().name == "watch"


def test_A17_a_wrong_password_confirms_nothing(eleven_minutes_on: Client) -> None:
    asked = eleven_minutes_on.post("/account/tokens/new/", TOKEN)
    eleven_minutes_on.post(asked["Location"], {"password": "a guess"})

    assert asks_again(eleven_minutes_on, "/account/tokens/new/")
    assert not Token.objects.exists()


@pytest.fixture
def by_code(robin: User, noon: object) -> Client:
    """Signed in long ago, in an account that has no password."""
    robin.set_unusable_password()
    robin.save()
    client = Client()
    client.force_login(robin)
    return client


def test_a_code_by_mail_confirms_where_there_is_no_password(by_code: Client) -> None:
    assert by_code.get("/account/confirm/").status_code == 200
    assert not mail.outbox
    by_code.post("/account/confirm/", {"next": "/account/email/"})

    answer = by_code.post("/account/confirm/", {"code": newest_code(), "next": "/account/email/"})

    assert answer["Location"] == "/account/email/"
    assert by_code.get("/account/email/").status_code == 200


def test_a_code_that_confirms_works_once_and_for_ten_minutes(by_code: Client, noon: object) -> None:
    by_code.post("/account/confirm/")
    code = newest_code()
    noon.shift(601)  # type: ignore[attr-defined]

    assert by_code.post("/account/confirm/", {"code": code}).status_code == 422
    assert asks_again(by_code, "/account/email/")


def test_three_wrong_codes_end_the_right_one(by_code: Client) -> None:
    by_code.post("/account/confirm/")
    code = newest_code()
    for _ in range(3):
        assert by_code.post("/account/confirm/", {"code": "WRONG1"}).status_code == 422
    by_code.post("/account/confirm/", {"code": code})

    assert asks_again(by_code, "/account/email/")


def test_a_code_by_mail_does_not_stand_in_for_a_second_factor(robin: User, noon: object) -> None:
    secret = with_an_app(robin)
    client = Client()
    client.force_login(robin)

    assert client.post("/account/confirm/").status_code == 302
    assert not mail.outbox
    said = {"code": app_code(secret), "next": "/account/email/"}
    assert client.post("/account/2fa/reauthenticate/", said)["Location"] == "/account/email/"
    assert client.get("/account/email/").status_code == 200


def test_confirming_leads_nowhere_else(by_code: Client) -> None:
    by_code.post("/account/confirm/")

    answer = by_code.post(
        "/account/confirm/", {"code": newest_code(), "next": "https://evil.example/"}
    )
    assert answer["Location"] == "/account/"


def test_a_new_address_counts_once_it_is_confirmed(robin: User, noon: object) -> None:
    client = Client()
    type_password(client)
    client.post("/account/email/", {"email": "new@example.org", "action_add": ""})

    assert not EmailAddress.objects.filter(email="new@example.org", verified=True).exists()
    client.post("/account/confirm-email/", {"code": newest_code()})
    assert EmailAddress.objects.filter(email="new@example.org", verified=True).exists()
