"""The first start: no default password, one code, one account, and then no such page."""

from __future__ import annotations

import io
import re

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client

from startline.web.accounts import set_up
from startline.web.accounts.models import SetUpCode, User
from tests.web.accounts.people import a_confirmed_user, is_in, newest_code

pytestmark = pytest.mark.django_db
PRINTED = re.compile(r"\b(?:[A-Z2-9]{4}-){4}[A-Z2-9]{4}\b")
EMAIL = "operator@example.org"


def printed() -> str:
    out = io.StringIO()
    call_command("set_up_code", address="http://localhost:8000", stdout=out)
    return out.getvalue()


def code() -> str:
    found = PRINTED.search(printed())
    assert found is not None
    return found.group()


def send(client: Client, code: str, password: str = "") -> int:
    answer = client.post("/set-up/", {"code": code, "email": EMAIL, "password": password})
    return answer.status_code


def test_A14_there_is_no_account_and_no_password_at_the_first_start() -> None:
    assert not User.objects.exists()


def test_A14_the_first_start_prints_where_to_go_and_a_code() -> None:
    assert "http://localhost:8000/set-up/" in printed()
    assert PRINTED.search(printed())


def test_A14_the_code_makes_the_operators_account_and_signs_it_in() -> None:
    client = Client()

    assert send(client, code()) == 302

    operator = User.objects.get()
    assert operator.is_staff
    assert not operator.has_usable_password()
    assert is_in(client)


def test_A14_the_operator_signs_in_again_by_a_code_at_the_address_given() -> None:
    send(Client(), code())
    client = Client()
    client.post("/account/login/code/", {"email": EMAIL})
    client.post("/account/login/code/confirm/", {"code": newest_code()})

    assert is_in(client)


def test_A14_the_page_is_404_for_ever_afterwards() -> None:
    used = code()
    send(Client(), used)

    assert Client().get("/set-up/").status_code == 404
    assert send(Client(), used) == 404
    assert printed() == ""
    assert not SetUpCode.objects.exists()


def test_A14_the_page_is_404_where_there_are_accounts_whatever_the_code() -> None:
    kept = code()
    a_confirmed_user()

    assert send(Client(), kept) == 404
    assert User.objects.count() == 1


def test_A14_a_code_of_an_earlier_start_opens_nothing() -> None:
    earlier = code()
    code()

    assert send(Client(), earlier) == 422
    assert not User.objects.exists()


def test_A14_a_wrong_code_opens_nothing_and_what_was_typed_is_kept() -> None:
    code()
    answer = Client().post("/set-up/", {"code": "AAAA-BBBB", "email": EMAIL})

    assert answer.status_code == 422
    assert EMAIL in answer.content.decode()
    assert not User.objects.exists()


def test_A14_without_a_start_there_is_no_code_that_fits() -> None:
    assert send(Client(), "") == 422
    assert set_up.make_operator("", email=EMAIL, password=None) is None


def test_A14_guesses_are_counted() -> None:
    code()
    seen = [send(Client(), f"AAAA-{n:04}") for n in range(11)]

    assert seen == [422] * 10 + [429]


def test_A14_the_code_is_kept_as_a_hash() -> None:
    plain = code().replace("-", "")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM accounts_setupcode")
        kept = str(cursor.fetchall())

    assert plain not in kept


def test_small_letters_and_spaces_in_the_code_make_no_difference() -> None:
    assert send(Client(), code().lower().replace("-", " ")) == 302


@pytest.mark.parametrize("password", ["short", "password1234", "operator@example.org"])
def test_a_password_that_is_easily_guessed_is_refused(password: str) -> None:
    assert send(Client(), code(), password) == 422
    assert not User.objects.exists()


def test_a_good_password_signs_in() -> None:
    send(Client(), code(), "correct horse battery")
    client = Client()
    client.post("/account/login/", {"login": EMAIL, "password": "correct horse battery"})

    assert is_in(client)
