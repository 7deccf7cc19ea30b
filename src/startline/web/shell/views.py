"""Is it up? What a phone needs to install it, and a page for who comes too often."""

from __future__ import annotations

import sys

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views import defaults

from startline.web.shell import storage
from startline.web.shell.disk import may_write
from startline.web.shell.install import manifest, phone_files, version


def healthz(request: HttpRequest) -> HttpResponse:
    """200 when the database answers, for whatever watches; `degraded` when it can be read alone.

    Whether there is room is asked of the disk: nothing is written by being looked at.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    said = "ok" if may_write() else "degraded"
    return HttpResponse(f"{said}\n", content_type="text/plain")


def server_error(request: HttpRequest) -> HttpResponse:
    """503 when the storage is the trouble, wherever in the server it showed; else Django's 500."""
    code = storage.trouble_in(sys.exc_info()[1])
    return storage.reply(request, code) if code else defaults.server_error(request)


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
