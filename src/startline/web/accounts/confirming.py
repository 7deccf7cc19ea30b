"""A code by e-mail that confirms access again, for accounts without a second factor."""

from __future__ import annotations

import hashlib
import hmac
import time
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.core.internal.cryptokit import normalize_user_code
from django.http import HttpRequest

from startline.web.accounts.adapter import confirmed_address
from startline.web.accounts.models import User

_KEY = "confirm_by_code"
LASTS_S = 600
MOST_TRIES = 3


def send_code(request: HttpRequest, user: User) -> None:
    """Mail a new code to the account's confirmed address; the one before ends."""
    address = confirmed_address(user)
    adapter = get_adapter()
    code = adapter.generate_login_code()
    request.session[_KEY] = {"hash": _digest(user, code), "at": time.time(), "tries": 0}
    if address is not None:
        adapter.send_mail("account/email/login_code_confirm", address, {"code": code})


def is_waiting(request: HttpRequest) -> bool:
    """Whether a code was sent that still counts."""
    return _state(request) is not None


def take_code(request: HttpRequest, user: User, code: str) -> bool:
    """Confirm access when this is the code; the third wrong one ends it."""
    state = _state(request)
    if state is None:
        return False
    if hmac.compare_digest(state["hash"], _digest(user, code)):
        del request.session[_KEY]
        record_authentication(request, user, method="code", reauthenticated=True)
        return True
    state["tries"] += 1
    request.session[_KEY] = state if state["tries"] < MOST_TRIES else None
    return False


def _state(request: HttpRequest) -> dict[str, Any] | None:
    state: dict[str, Any] | None = request.session.get(_KEY)
    if state is None or not 0 <= time.time() - state["at"] < LASTS_S:
        return None
    return state


def _digest(user: User, code: str) -> str:
    text = f"{user.pk}:{normalize_user_code(code)}"
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
