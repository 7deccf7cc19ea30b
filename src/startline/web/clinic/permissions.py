"""Who may look, and who may set. What is not granted is 404, and every request asks anew."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse

from startline.web.accounts.models import User
from startline.web.clinic.models import Share

OPENED = "shares_opened"  # in the session: links this browser has opened by a press

View = Callable[Concatenate[HttpRequest, Share, ...], HttpResponse]


def shared(*scopes: str) -> Callable[[View], Callable[..., HttpResponse]]:
    """Give the view the share it was asked for: live, theirs, and granting all `scopes`."""

    def asking(view: View) -> Callable[..., HttpResponse]:
        @wraps(view)
        def asked(request: HttpRequest, share_id: UUID, *args: Any, **kwargs: Any) -> HttpResponse:
            share = live_share(request, share_id)
            if not all(share.shows(scope) for scope in scopes):
                raise Http404
            return view(request, share, *args, **kwargs)

        return asked

    return asking


def live_share(request: HttpRequest, share_id: UUID) -> Share:
    """The share, read anew from the database: what was ended a moment ago is dead.

    Raises:
        Http404: if there is none for whoever asks.
    """
    share = Share.objects.select_related("runner__user").filter(public_id=share_id).first()
    if share is None or not share.is_live() or not _is_theirs(request, share):
        raise Http404
    return share


def _is_theirs(request: HttpRequest, share: Share) -> bool:
    """An accepted share belongs to its clinician alone; before, to whoever opened its link."""
    if share.accepted_at is not None:
        user = request.user
        return (
            isinstance(user, User)
            and share.clinician_id is not None
            and (share.clinician_id == user.pk)
        )
    return str(share.public_id) in request.session.get(OPENED, [])


def can_set_limits(request: HttpRequest, share: Share) -> bool:
    """Signed in, accepted, and granted: a link alone sets nothing."""
    user = request.user
    return (
        share.may_set_limits
        and share.accepted_at is not None
        and isinstance(user, User)
        and share.clinician_id is not None
        and share.clinician_id == user.pk
        and share.is_live()
    )
