"""The reader's own language, zone and unit, for the length of one request."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from startline.web.accounts.models import Runner, User
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
        if isinstance(user, User):
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
