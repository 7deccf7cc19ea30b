"""Keys for programs: what they open, and that nothing kept opens anything by itself."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine
from django.db import connection

from startline.web.accounts import tokens
from startline.web.accounts.models import Runner, Scope, Token
from startline.web.accounts.tokens import TokenRefused
from tests.web.conftest import a_runner

pytestmark = pytest.mark.django_db
READ = [Scope.ADVICE_READ]


def test_a_token_finds_its_runner_and_its_scopes_and_nothing_else() -> None:
    robin, kim = a_runner(), a_runner("kim@example.org")
    _, text = tokens.make(robin, name="watch", scopes=["log:read", "advice:read"])
    tokens.make(kim, name="watch", scopes=["log:write"])

    assert tokens.find(text) == (robin, {"log:read", "advice:read"})


def test_A18_a_token_is_stored_as_a_hash_with_its_prefix_on_the_text_alone() -> None:
    _, text = tokens.make(a_runner(), name="watch", scopes=READ)

    assert text.startswith("sl_")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM accounts_token")
        row = str(cursor.fetchall())
    assert text not in row
    assert text.removeprefix("sl_") not in row


def test_A18_a_revoked_token_opens_nothing_from_the_next_call() -> None:
    token, text = tokens.make(a_runner(), name="watch", scopes=READ)
    tokens.revoke(token)

    assert tokens.find(text) is None


@pytest.mark.parametrize(
    "text", ["", "sl_", "sl_nobody", "nobody", "sl_\ud800", "sl_" + "x" * 9999]
)
def test_a_text_that_is_no_token_opens_nothing(text: str) -> None:
    assert tokens.find(text) is None


def test_the_text_without_its_prefix_and_the_stored_hash_open_nothing() -> None:
    token, text = tokens.make(a_runner(), name="watch", scopes=READ)

    assert tokens.find(text.removeprefix("sl_")) is None
    assert tokens.find("sl_" + token.sha256) is None


def test_A07_a_token_of_a_closed_account_opens_nothing() -> None:
    robin = a_runner()
    _, text = tokens.make(robin, name="watch", scopes=READ)
    robin.user.is_active = False
    robin.user.save()

    assert tokens.find(text) is None


def test_revoking_again_keeps_the_moment_it_was_revoked() -> None:
    token, _ = tokens.make(a_runner(), name="watch", scopes=READ)
    with time_machine.travel(datetime(2026, 3, 23, tzinfo=UTC), tick=False):
        tokens.revoke(token)
    tokens.revoke(token)

    token.refresh_from_db()
    assert token.revoked_at == datetime(2026, 3, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "scopes", "because"),
    [
        ("watch", ["limits:write"], "is no scope"),
        ("watch", [], "and a scope"),
        ("  ", READ, "has a name"),
        ("x" * 81, READ, "up to 80"),
    ],
)
def test_a_token_without_a_name_or_with_an_unknown_scope_is_not_made(
    name: str, scopes: list[str], because: str
) -> None:
    with pytest.raises(TokenRefused, match=because):
        tokens.make(a_runner(), name=name, scopes=scopes)

    assert not Token.objects.exists()


def test_there_are_at_most_twenty_tokens_in_use() -> None:
    robin = a_runner()
    made = [tokens.make(robin, name=f"{n}", scopes=READ)[0] for n in range(20)]

    with pytest.raises(TokenRefused, match="Revoke one"):
        tokens.make(robin, name="one more", scopes=READ)
    tokens.revoke(made[0])
    tokens.make(robin, name="one more", scopes=READ)


def test_that_a_token_was_used_is_noted_to_the_hour() -> None:
    robin: Runner = a_runner()
    token, text = tokens.make(robin, name="watch", scopes=READ)
    with time_machine.travel(datetime(2027, 3, 23, 8, 0, tzinfo=UTC), tick=False) as clock:
        for _ in range(2):
            tokens.find(text)
            clock.shift(40 * 60)
        token.refresh_from_db()
        assert token.last_used_at == datetime(2027, 3, 23, 8, 0, tzinfo=UTC)
        tokens.find(text)

    token.refresh_from_db()
    assert token.last_used_at == datetime(2027, 3, 23, 9, 20, tzinfo=UTC)
