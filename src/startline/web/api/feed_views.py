"""The calendar's address: made, revoked, read."""

from __future__ import annotations

import hashlib

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from startline.web.accounts.addresses import client_address
from startline.web.accounts.models import Runner
from startline.web.accounts.permissions import recently_signed_in, runner_required
from startline.web.api import feeds, limits
from startline.web.api.models import Feed
from startline.web.shell.rates import seconds_to_wait, still_to_wait


@recently_signed_in
@runner_required
def calendar(request: HttpRequest, runner: Runner) -> HttpResponse:
    """Make the private address of the plan as a calendar, once to be seen, or revoke it."""
    address = ""
    if request.method == "POST" and "revoke" in request.POST:
        feeds.revoke(runner, by=runner.user)
    elif request.method == "POST":
        token = feeds.make_address(runner, by=runner.user)
        address = request.build_absolute_uri(reverse("calendar_feed", args=[token]))
    feed = Feed.objects.filter(runner=runner).exclude(sha256=None).first()
    return render(request, "api/calendar.html", {"feed": feed, "address": address})


@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponseBase:
    """The calendar, for whoever knows its address."""
    address = client_address(request)
    wait = still_to_wait(address, limits.MISS, most=limits.MISSES_A_MINUTE)
    if wait:
        return HttpResponse(status=429, headers={"Retry-After": str(wait)})
    feed = feeds.find(token)
    if feed is None:
        seconds_to_wait(address, limits.MISS, most=limits.MISSES_A_MINUTE)
        raise Http404
    text = feeds.calendar_of(feed)
    etag = quote_etag(hashlib.sha256(text).hexdigest()[:32])
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8", headers={
        "Cache-Control": "private, no-cache",
        "Content-Disposition": 'inline; filename="startline.ics"',
        "ETag": etag,
        "Referrer-Policy": "no-referrer",
        "X-Robots-Tag": "noindex",
    })  # fmt: skip
    return get_conditional_response(request, etag=etag, response=response) or response
