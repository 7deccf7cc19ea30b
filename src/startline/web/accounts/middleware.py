"""The reader's own language and zone for one request; access confirmed before it is changed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation

from startline.web.accounts.fresh import signed_in_recently
from startline.web.accounts.models import Runner, User
from startline.web.shell.views import too_many
from startline.words.language import language

Reply = Callable[[HttpRequest], HttpResponse]


class RunnerSettings:
    """Puts `request.runner` there, None for who does not run, and speaks their language."""

    def __init__(self, get_response: Reply) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the reader's language and time zone."""
        user = request.user
        runner = None
        if isinstance(user, User) and user.leaves_at is None:
            runner = Runner.objects.select_related("user").filter(user=user).first()
        request.runner = runner  # type: ignore[attr-defined]
        if isinstance(user, User) and user.language:
            translation.activate(user.language)
        with timezone.override(_zone(runner)), language(translation.get_language() or "en"):
            response = self.get_response(request)
            return _rendered(response)


def _rendered(response: HttpResponse) -> HttpResponse:
    """Templates that render late must do so while the language is switched on."""
    render = getattr(response, "render", None)
    return render() if callable(render) else response


def _zone(runner: Runner | None) -> ZoneInfo:
    try:
        return ZoneInfo(runner.time_zone if runner else "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


SIGN_INS_AT_ONCE = 4  # of a server's eight threads
AT_THE_DOOR = ("/account/", "/set-up/")
BUSY_S = 2


class RoomForOthers:
    """Forms of the account pages take half of a process's threads at most; one more gets a 429.

    Each is counted in the database and hashes a password: fifty at once would hold up every page.
    """

    def __init__(self, get_response: Reply) -> None:
        self.get_response = get_response
        self._places = threading.BoundedSemaphore(SIGN_INS_AT_ONCE)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or refuse at once: nothing waits here."""
        if request.method != "POST" or not request.path.startswith(AT_THE_DOOR):
            return self.get_response(request)
        if not self._places.acquire(blocking=False):
            return too_many(request, retry_after_s=BUSY_S)
        try:
            return self.get_response(request)
        finally:
            self._places.release()


# allauth's own pages that change how somebody signs in. It asks for confirmation on some of them,
# and of accounts that have a password or a second factor alone.
CHANGES_ACCESS = {
    "account_email",
    "account_set_password",
    "account_change_password",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_deactivate_totp",
    "mfa_download_recovery_codes",
    "mfa_edit_webauthn",
    "mfa_generate_recovery_codes",
    "mfa_remove_webauthn",
    "mfa_view_recovery_codes",
    "socialaccount_connections",
}


class ConfirmedAccess:
    """Ask who has not signed in within ten minutes to confirm it is them, page and form alike.

    What was typed is not kept meanwhile: it may be a password.
    """

    def __init__(self, get_response: Reply) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponse | None:
        """Go and confirm first, or go on."""
        match = request.resolver_match
        if match is None or match.url_name not in CHANGES_ACCESS:
            return None
        if not request.user.is_authenticated or signed_in_recently(request):
            return None
        methods = get_adapter().get_reauthentication_methods(request.user)
        where = methods[0]["url"] if methods else "/account/confirm/"
        return redirect(f"{where}?{urlencode({'next': request.path})}")


OPEN_TO_WHO_LEAVES = {
    "leaving",
    "language",
    "confirm_by_code",
    "account_login",
    "account_logout",
    "account_reauthenticate",
    "mfa_authenticate",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "healthz",
    "offline",
    "web_manifest",
    "worker",
}


class Leaving:
    """Who asked to have their account deleted finds one page: when it goes, and how to stay."""

    def __init__(self, get_response: Reply) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponse | None:
        """Lead there; programs and phones, which ask for JSON, find nobody signed in."""
        user, match = request.user, request.resolver_match
        if not isinstance(user, User) or user.leaves_at is None or match is None:
            return None
        if match.url_name in OPEN_TO_WHO_LEAVES or request.path.startswith(("/offline/", "/api/")):
            return None
        return redirect("leaving")
