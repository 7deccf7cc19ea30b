"""What every page knows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from startline.formats.strict_json import write_json
from startline.web.shell.install import scripts_at, version
from startline.web.shell.phone_words import phone_words

DESTINATIONS = ("today", "plan", "log", "outlook", "more")


def every_page(request: HttpRequest) -> dict[str, Any]:
    """The runner and their unit, and which part of the navigation is open."""
    runner = getattr(request, "runner", None)
    match = request.resolver_match
    return {
        "runner": runner,
        "unit": runner.unit if runner else "km",
        "is_demo": settings.DEMO,
        "here": match.url_name if match else "",
        "phone": {
            **phone_context()["phone"],
            "user": str(getattr(getattr(request, "user", None), "public_id", "")),
            "facts": runner.facts_version if runner else "",
        },
    }


def phone_context() -> dict[str, Any]:
    """What the phone's own scripts read: the version they belong to, and their sentences.

    A page that names no `user`, not even an empty one, is one the phone keeps for itself.
    """
    said = {"version": version(), "scripts": scripts_at(), "words": write_json(phone_words())}
    return {"phone": said}
