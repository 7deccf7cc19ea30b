"""What holds for every reply."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

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
