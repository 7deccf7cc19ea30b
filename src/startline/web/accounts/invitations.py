"""Who may sign up while sign-up is closed: a browser that has opened an invitation.

An app above that knows invitations checks one and then calls `let_in`; nothing else opens the door.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

_KEY = "invited"


def let_in(request: HttpRequest) -> None:
    """Let this browser make one account."""
    request.session[_KEY] = True


def may_sign_up(request: HttpRequest) -> bool:
    """Whether an account may be made from here."""
    return bool(settings.SIGN_UP_OPEN or request.session.get(_KEY))


def used_up(request: HttpRequest) -> None:
    """The account is made: the door closes again."""
    request.session.pop(_KEY, None)
