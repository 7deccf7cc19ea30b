"""Signing somebody in who has shown who they are in a way of ours, not allauth's."""

from __future__ import annotations

from allauth.account.internal.flows.login import record_authentication
from allauth.usersessions.models import UserSession
from django.contrib.auth import login
from django.http import HttpRequest

from startline.web.accounts.models import User


def enter(request: HttpRequest, user: User, *, method: str) -> None:
    """Begin a session that is listed, and that says how it began."""
    login(request, user)
    record_authentication(request, user, method=method)
    UserSession.objects.create_from_request(request)
