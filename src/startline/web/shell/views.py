"""Is it up? And a page for who comes too often."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def healthz(request: HttpRequest) -> HttpResponse:
    """200 when the database answers, for whatever watches the server."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")


def too_many(request: HttpRequest, *, retry_after_s: int = 60) -> HttpResponse:
    """429, and when to try again."""
    response = render(request, "429.html", {"seconds": retry_after_s}, status=429)
    response["Retry-After"] = str(retry_after_s)
    return response
