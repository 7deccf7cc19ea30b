"""What a phone asks for and sends when it keeps entries of its own, and the pages it keeps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from startline.engine.episodes import EMERGENCY_FLAGS
from startline.engine.errors import Refused
from startline.formats.strict_json import write_json
from startline.web.accounts.models import Runner
from startline.web.shell.context import phone_context
from startline.web.today.forms import LogForm
from startline.web.today.phone.entries import read_entry, take
from startline.web.today.phone.snapshot import snapshot
from startline.words import reasons
from startline.words import today as words
from startline.words.language import _ as _say

MOST_BYTES = 2**20


def as_json(value: Mapping[str, Any], status: int = 200) -> HttpResponse:
    """Strict JSON."""
    return HttpResponse(write_json(value), content_type="application/json", status=status)


def signed_in(view: Callable[[HttpRequest, Runner], HttpResponse]) -> Callable[..., HttpResponse]:
    """Give the view the runner, or say in JSON that nobody is signed in."""

    @wraps(view)
    def asked(request: HttpRequest) -> HttpResponse:
        runner: Runner | None = request.runner  # type: ignore[attr-defined]
        if runner is None:
            return as_json({"code": "sign_in", "problem": _("Sign in first.")}, 401)
        return view(request, runner)

    return asked


@require_POST
@signed_in
def entries(request: HttpRequest, runner: Runner) -> HttpResponse:
    """Store one entry, once; the reply says what became of it."""
    try:
        body = request.body
    except RequestDataTooBig:
        return as_json({"code": "too_large", "problem": _("An entry has at most 1 MiB.")}, 413)
    try:
        entry = read_entry(body)
    except Refused as refused:
        problems = [{"field": one.place, "problem": one.problem} for one in refused.problems]
        return as_json({"code": "not_an_entry", "problems": problems}, 422)
    if entry.user != runner.user.public_id:
        said = _("This was entered under another account. Sign in there to send it.")
        return as_json({"code": "other_account", "problem": said}, 403)
    if not runner.keeps_health_data:  # it stays on the phone, for its owner to look at
        said = _("You have not agreed to anything being kept about your health.")
        return as_json({"code": "no_consent", "problems": [{"field": "", "problem": said}]}, 422)
    reply = take(runner, entry)
    if reply.status in (200, 201) and request.GET.get("shown") == "1":
        messages.success(request, _("Saved. Your advice is being worked out anew."))
    return as_json(reply.said, reply.status)


@require_GET
@signed_in
def token(request: HttpRequest, runner: Runner) -> HttpResponse:
    """Who is signed in, and a fresh token to send with."""
    return as_json({"user": str(runner.user.public_id), "token": get_token(request)})


@require_GET
@signed_in
def kept(request: HttpRequest, runner: Runner) -> HttpResponse:
    """Today and the plan as a phone may keep them."""
    return as_json(snapshot(runner))


# --- pages without anybody in them -------------------------------------------------------------


@require_GET
def offline(request: HttpRequest) -> HttpResponse:
    """Today, Plan, Log and Signs for a phone without a network: filled there, empty here."""
    return _empty_page(request, "today/phone/offline.html")


@require_GET
def run(request: HttpRequest) -> HttpResponse:
    """The screen for during a run: filled on the phone, empty here."""
    return _empty_page(request, "today/phone/run.html")


def _empty_page(request: HttpRequest, template: str) -> HttpResponse:
    """A page with nothing of anybody's: rendered without the request, so that it can hold none."""
    context = {
        **phone_context(),
        "form": LogForm(initial={"key": ""}, unit="km", today=date.max, longest_km=0.0),
        "unit": "",
        "ratings": range(11),
        "red_flags_first": _say(words.RED_FLAGS_FIRST),
        "emergency_words": _say(words.EMERGENCY),
        "see_somebody": _say(words.SEE_SOMEBODY),
        "signs": [
            {"code": code, "words": reasons.flag_named(code), "emergency": code in EMERGENCY_FLAGS}
            for code in reasons.FLAGS
        ],
    }
    return HttpResponse(render_to_string(template, context))
