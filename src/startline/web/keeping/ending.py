"""Ending every way in at once: after a restore, after a theft, for one who leaves."""

from __future__ import annotations

from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils import timezone

from startline.web.accounts.models import Runner, Token, User
from startline.web.api.models import Feed
from startline.web.audit.services import record
from startline.web.clinic.models import Share


def end_everything(*, using: str = "default") -> dict[str, int]:
    """End every session, program key, calendar address and share; how many of each there were.

    Limits that were set under a share stay: what a clinician said is not undone by its end.
    """
    now = timezone.now()
    ended = {
        "sessions": Session.objects.using(using).all().delete()[0],
        "tokens": Token.objects.using(using).filter(revoked_at=None).update(revoked_at=now),
        "calendars": Feed.objects.using(using).exclude(sha256=None).update(sha256=None),
        "shares": Share.objects.using(using).filter(ended_at=None).update(ended_at=now),
    }
    UserSession.objects.using(using).all().delete()
    return ended


def end_sessions_of(user: User) -> int:
    """End every session of one account; how many there were."""
    mine = [one.pk for one in Session.objects.all() if _whose(one) == str(user.pk)]
    UserSession.objects.filter(user=user).delete()
    return Session.objects.filter(pk__in=mine).delete()[0]


def _whose(session: Session) -> Any:
    return session.get_decoded().get("_auth_user_id")


def end_grants_of(runner: Runner, *, by: User) -> None:
    """End what one runner granted: program keys, the calendar's address, every share."""
    now = timezone.now()
    Token.objects.filter(runner=runner, revoked_at=None).update(revoked_at=now)
    Feed.objects.filter(runner=runner).update(sha256=None, published=b"", snapshot=None)
    Share.objects.filter(runner=runner, ended_at=None).update(ended_at=now)
    record(runner, by, "grants.ended")
