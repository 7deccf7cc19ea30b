"""Is it up? What a phone needs to install it, and a page for who comes too often."""

from __future__ import annotations

import sys

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from startline.web.shell import storage
from startline.web.shell.disk import may_write
from startline.web.shell.install import manifest, phone_files, version
from startline.web.shell.log import request_id


def healthz(request: HttpRequest) -> HttpResponse:
    """200 when the database answers, else 503; `degraded` when it can be read alone.

    Whether there is room is asked of the disk: nothing is written by being looked at.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("the database does not answer\n", "text/plain", status=503)
    return HttpResponse("ok\n" if may_write() else "degraded\n", "text/plain")


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404, in the same words for what is not there and for what is somebody else's."""
    if _is_program(request):
        return _error(404, "not_found", "There is nothing here.", "Check the address.")
    return HttpResponse(render_to_string("404.html"), status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """503 when the storage is the trouble, wherever in the server it showed; else 500.

    The 500 tells the id under which the log says where it broke, and asks no database.
    """
    code = storage.trouble_in(sys.exc_info()[1])
    if code:
        return storage.reply(request, code)
    made = request_id.get()
    if _is_program(request):
        hint = f"Try again. If it goes on, tell the operator the id {made}."
        return _error(500, "broken", "Something broke here.", hint)
    return HttpResponse(render_to_string("500.html", {"id": made}), status=500)


def _is_program(request: HttpRequest) -> bool:
    return request.path.startswith("/api/") or not request.accepts("text/html")


def _error(status: int, code: str, problem: str, hint: str) -> HttpResponse:
    said = {"code": code, "problem": problem, "hint": hint}
    return JsonResponse({"error": said}, status=status)


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
