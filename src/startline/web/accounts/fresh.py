"""How long ago somebody showed who they are, in this session."""

from __future__ import annotations

import time

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.http import HttpRequest

RECENT_S = 600


def signed_in_recently(request: HttpRequest) -> bool:
    """Whether a password, code, passkey or provider was given here within ten minutes.

    allauth by itself takes an account that has neither password nor second factor as always
    confirmed; here a code by e-mail confirms it.
    """
    if not request.user.is_authenticated:
        return False
    if settings.DEMO:  # whose runner anybody at this machine may be
        return True
    now = time.time()
    records = get_authentication_records(request, request.user)
    return any(0 <= now - record.get("at", 0) < RECENT_S for record in records)
