"""What holds for every reply."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from startline.web.shell import storage

log = logging.getLogger("startline.storage")

Reply = Callable[[HttpRequest], HttpResponse]


class PrivatePages:
    """No page of a signed-in person stays in a cache of the browser or of anything between.

    A view may say otherwise for what is public by setting Cache-Control itself.
    """

    def __init__(self, get_response: Reply) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and mark the answer."""
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store, private")
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), payment=()")
        return response


class WipedAtSignOut:
    """Whoever signs out takes everything personal out of this browser, by every way there is."""

    def __init__(self, get_response: Reply) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; where the session ended with the answer, have the browser forget."""
        was_signed_in = request.user.is_authenticated
        response = self.get_response(request)
        if was_signed_in and not request.user.is_authenticated:
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response


class StorageTrouble:
    """A disk that is full, a database that is locked: 503 with what was typed, never a 500."""

    def __init__(self, get_response: Reply) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Say what is wrong with the storage; every other error goes its way."""
        code = storage.trouble_in(error)
        if code is None:
            return None
        log.error("%s: %s %s", code, request.method, type(error).__name__)
        return storage.reply(request, code)
