"""Who asks: a bearer token with its scopes, counted."""

from __future__ import annotations

from django.http import HttpRequest
from ninja.errors import AuthenticationError, Throttled
from ninja.security import HttpBearer

from startline.web.accounts import tokens
from startline.web.accounts.addresses import client_address
from startline.web.accounts.models import Runner
from startline.web.api import limits
from startline.web.shell.rates import seconds_to_wait, still_to_wait

SAFE = ("GET", "HEAD", "OPTIONS")


class WrongScope(Exception):
    """The token is good for other things than this."""

    def __init__(self, scope: str) -> None:
        super().__init__(scope)
        self.scope = scope


class Bearer(HttpBearer):
    """`Authorization: Bearer sl_...`; a token anywhere else is not looked at.

    `scope` is what the operation needs; "" for any token.
    """

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Runner:
        """The runner whose token it is.

        Raises:
            AuthenticationError: 401 for an unknown or revoked token.
            WrongScope: 403 for one that may not do this.
            Throttled: 429 when it asks too often, or too many were guessed from there.
        """
        address = client_address(request)
        _wait(still_to_wait(address, limits.MISS, most=limits.MISSES_A_MINUTE))
        found = tokens.find(token)
        if found is None:
            seconds_to_wait(address, limits.MISS, most=limits.MISSES_A_MINUTE)
            raise AuthenticationError
        runner, scopes = found
        is_read = request.method in SAFE
        most = limits.READS_A_MINUTE if is_read else limits.WRITES_A_MINUTE
        what = "api_read" if is_read else "api_write"
        _wait(seconds_to_wait(str(runner.pk), what, most=most))
        if self.scope and self.scope not in scopes:
            raise WrongScope(self.scope)
        return runner


def _wait(seconds: int) -> None:
    if seconds:
        raise Throttled(seconds)
