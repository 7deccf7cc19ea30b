"""The operator's page, and the figures."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from startline.web.accounts.models import User
from startline.web.operate import health
from startline.web.operate.facts import all_facts, worst
from startline.web.shell import disk, metrics
from startline.web.shell.metrics import Figure


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """How the server stands, for who runs it; 404 for everybody else."""
    if not (isinstance(request.user, User) and request.user.is_staff):
        raise Http404
    facts = all_facts()
    return render(request, "operate/health.html", {"facts": facts, "state": worst(facts)})


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """OpenMetrics text, for who knows the token of STARTLINE_METRICS; 404 where there is none."""
    if not settings.METRICS_TOKEN:
        raise Http404
    given = request.headers.get("Authorization", "")
    if not hmac.compare_digest(given.encode(), f"Bearer {settings.METRICS_TOKEN}".encode()):
        reply = HttpResponse("Send the token of STARTLINE_METRICS.\n", status=401)
        reply["WWW-Authenticate"] = "Bearer"
        return reply
    told = metrics.text(_figures(), metrics.requests.all())
    return HttpResponse(told, content_type=metrics.CONTENT_TYPE)


def _figures() -> Iterator[Figure]:
    """How the server stands, in numbers."""
    n, waited = health.waiting()
    silent = health.worker_silent_s()
    room = disk.room(Path(settings.DATA))
    yield Figure("startline_jobs_waiting", "Jobs that wait for the worker.", n)
    yield Figure("startline_jobs_waiting_seconds", "How long the oldest of them waits.", waited)
    yield Figure("startline_jobs_broken", "Jobs that broke off in two weeks.", health.n_failed())
    yield Figure(
        "startline_advice_missing", "Advice that could not be made in a day.",
        health.n_without_advice(),
    )  # fmt: skip
    if silent is not None:
        yield Figure("startline_worker_silent_seconds", "Since the worker was last seen.", silent)
    yield Figure("startline_disk_free_bytes", "Free where the data is kept.", room.n_bytes)
    yield Figure("startline_disk_bytes", "Size of the disk where the data is kept.", room.of_bytes)
    yield Figure(
        "startline_database_bytes", "Size of the database's files.", health.database_size()
    )
