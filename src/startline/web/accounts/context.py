"""What the pages before signing in know."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from startline.web.accounts.invitations import may_sign_up


def entrance(request: HttpRequest) -> dict[str, Any]:
    """Whether this browser may make an account; looked up where a page asks."""
    return {"may_sign_up": SimpleLazyObject(lambda: may_sign_up(request))}
