"""Keys for programs: made, found and revoked. The text `sl_...` is shown once and never stored."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from startline.web.accounts.models import NAME_CHARS, Runner, Scope, Token

PREFIX = "sl_"
N_BYTES = 32  # 256 bits: not guessed, so a plain hash keeps it as well as a slow one
MOST_TOKENS = 20  # in use at once, of one runner
USE_NOTED_EVERY = timedelta(hours=1)


class TokenRefused(ValueError):
    """A token that cannot be made, with the sentence that says why."""


def make(runner: Runner, *, name: str, scopes: Iterable[str]) -> tuple[Token, str]:
    """A new token and its secret text, which nobody can read again afterwards.

    Raises:
        TokenRefused: without a name or scope, with a scope that does not exist, or past 20 tokens.
    """
    wanted = sorted(set(scopes))
    unknown = [scope for scope in wanted if scope not in Scope.values]
    if unknown:
        raise TokenRefused(f"{unknown[0]!r} is no scope; there are {', '.join(Scope.values)}.")
    if not wanted or not 0 < len(name.strip()) <= NAME_CHARS:
        raise TokenRefused(f"A token has a name of up to {NAME_CHARS} characters and a scope.")
    if in_use(runner).count() >= MOST_TOKENS:
        raise TokenRefused(f"There are {MOST_TOKENS} tokens already. Revoke one of them first.")
    text = PREFIX + secrets.token_urlsafe(N_BYTES)
    token = Token.objects.create(
        runner=runner, name=name.strip(), sha256=_digest(text), scopes=wanted
    )
    return token, text


def find(text: str) -> tuple[Runner, frozenset[str]] | None:
    """Whose token this is and what it may do; None when unknown, revoked or of a closed account.

    That it was used is noted to the hour.
    """
    if not text.startswith(PREFIX):
        return None
    token = (
        Token.objects.select_related("runner__user")
        .filter(sha256=_digest(text), revoked_at=None, runner__user__is_active=True)
        .first()
    )
    if token is None:
        return None
    _note_use(token)
    return token.runner, frozenset(token.scopes)


def revoke(token: Token) -> None:
    """End a token at once; revoking it again changes nothing."""
    Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now())


def revoke_all(runner: Runner) -> None:
    """End every token of a runner."""
    in_use(runner).update(revoked_at=timezone.now())


def in_use(runner: Runner) -> QuerySet[Token]:
    """The tokens that still open something, newest first."""
    return Token.objects.filter(runner=runner, revoked_at=None)


def _note_use(token: Token) -> None:
    """One write an hour, not one a request: reading by token takes no write lock."""
    now = timezone.now()
    if token.last_used_at is None or token.last_used_at < now - USE_NOTED_EVERY:
        Token.objects.filter(pk=token.pk).update(last_used_at=now)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
