"""Hashing passwords: two at a time on this machine, and none longer than a person types."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core.exceptions import BadRequest

from startline.web.shell.views import too_many

AT_ONCE = 2
MOST_CHARS = 1000
BUSY_S = 2


class TwoAtOnce(PBKDF2PasswordHasher):
    """Django's own hashing, of which a request never waits for its turn: it gets a 429.

    Forty sign-ins at once would otherwise fill every thread for half a minute. Commands, which
    have no request, hash whenever they like.
    """

    def encode(self, password: str, salt: str, iterations: int | None = None) -> str:
        """Hash one.

        Raises:
            BadRequest: for a password over 1,000 characters.
            ImmediateHttpResponse: with a 429, while two are being hashed.
        """
        if context.request is None:
            return super().encode(password, salt, iterations)
        if len(password) > MOST_CHARS:
            raise BadRequest(f"A password has at most {MOST_CHARS} characters.")
        with _turn() as mine:
            if not mine:
                raise ImmediateHttpResponse(too_many(context.request, retry_after_s=BUSY_S))
            return super().encode(password, salt, iterations)


@contextmanager
def _turn() -> Iterator[bool]:
    """One of the turns, if one is free now: locks on files, which all processes share."""
    for number in range(AT_ONCE):
        lock = os.open(settings.DATA / f"hashing-{number}.lock", os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            continue
        try:
            yield True
        finally:
            os.close(lock)
        return
    yield False
