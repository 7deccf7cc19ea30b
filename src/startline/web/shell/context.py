"""What every page knows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

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
    }
