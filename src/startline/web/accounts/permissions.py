"""Who may open what. Things that are not yours do not exist for you: 404, never 403."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate

from allauth.core.exceptions import ReauthenticationRequired
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from startline.web.accounts.fresh import signed_in_recently
from startline.web.accounts.models import Runner

View = Callable[Concatenate[HttpRequest, Runner, ...], HttpResponse]


def runner_required(view: View) -> Callable[..., HttpResponse]:
    """Give the view the signed-in runner; who does not run yet is asked a few things first."""

    @login_required
    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        runner: Runner | None = request.runner  # type: ignore[attr-defined]
        if runner is None:
            return redirect("welcome")
        return view(request, runner, *args, **kwargs)

    return asked


def recently_signed_in(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Ask who has not signed in within ten minutes to do so again: for what cannot be undone.

    What was sent is kept in the session meanwhile, and done once access is confirmed.
    """

    @login_required
    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not signed_in_recently(request):
            raise ReauthenticationRequired
        return view(request, *args, **kwargs)

    return asked
