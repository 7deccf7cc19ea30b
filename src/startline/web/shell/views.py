"""Is it up? What a phone needs to install it, and a page for who comes too often."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from startline.web.shell.install import manifest, phone_files, version
from startline.web.shell.log import request_id


def healthz(request: HttpRequest) -> HttpResponse:
    """200 when the database answers, else 503, for whatever watches the server."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("the database does not answer\n", "text/plain", status=503)
    return HttpResponse("ok\n", "text/plain")


def broken(request: HttpRequest) -> HttpResponse:
    """500, with the id under which the log tells where it broke; asks no database."""
    made = request_id.get()
    if request.path.startswith("/api/") or not request.accepts("text/html"):
        hint = f"Try again. If it goes on, tell the operator the id {made}."
        said = {"code": "broken", "problem": "Something broke here.", "hint": hint}
        return JsonResponse({"error": said}, status=500)
    return HttpResponse(render_to_string("500.html", {"id": made}), status=500)


def too_many(request: HttpRequest, *, retry_after_s: int = 60) -> HttpResponse:
    """429, and when to try again."""
    response = render(request, "429.html", {"seconds": retry_after_s}, status=429)
    response["Retry-After"] = str(retry_after_s)
    return response


def web_manifest(request: HttpRequest) -> HttpResponse:
    """The name, icons and colours of the installed application."""
    response = JsonResponse(manifest(), content_type="application/manifest+json")
    response["Cache-Control"] = "no-cache"
    return response


def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, with the version it belongs to; asked for anew at every start."""
    context = {"version": version(), "files": phone_files()}
    response = HttpResponse(
        render_to_string("shell/sw.js", context), content_type="text/javascript; charset=utf-8"
    )
    response["Cache-Control"] = "no-cache"
    response["Service-Worker-Allowed"] = "/"
    return response
