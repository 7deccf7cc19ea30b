"""The runner's screens. Each view reads what `planning` says may be shown, and stores facts."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from startline.engine.episodes import EMERGENCY_FLAGS
from startline.web.accounts.models import Runner
from startline.web.accounts.permissions import runner_required
from startline.web.planning.models import Prescription
from startline.web.planning.moves import days_left_out
from startline.web.planning.selectors import shown_advice, today_of
from startline.web.planning.services import ask_for_advice
from startline.web.runlog.models import RedFlag
from startline.web.today import selectors, services
from startline.web.today.page import flags_first, needs_asking
from startline.web.today.shown import number_context
from startline.words import reasons
from startline.words import today as words
from startline.words.language import _ as _say

MORE_ABOUT_DAYS = 30


@require_GET
@runner_required
def today(request: HttpRequest, runner: Runner) -> HttpResponse:
    """One number, where to turn back, its chance, what decided it, and what is asked today."""
    on = today_of(runner)
    context = {
        **_shown_context(runner, on),
        **flags_first(runner, on),
        "today_is": on,
        "still_open": selectors.still_open(runner, on),
        "ratings": range(11),
        "exercises": selectors.exercises(runner, on),
        "still_counting": selectors.still_counting(runner),
    }
    return render(request, "today/today.html", context)


@require_GET
@runner_required
def number(request: HttpRequest, runner: Runner) -> HttpResponse:
    """The card of the number by itself, for a page that waits for it."""
    response = render(request, "today/parts/number.html", _shown_context(runner, today_of(runner)))
    if response.status_code == 200 and b"hx-get" not in response.content:
        response["HX-Refresh"] = "true"  # the rest of the page has news too
    return response


@require_POST
@runner_required
def refresh(request: HttpRequest, runner: Runner) -> HttpResponse:
    """Have today's advice worked out; nothing else changes."""
    ask_for_advice(runner.pk)
    return HttpResponse(status=204) if request.headers.get("HX-Request") else redirect("today")


def _shown_context(runner: Runner, on: date) -> dict[str, Any]:
    shown = shown_advice(runner, on=on)
    context: dict[str, Any] = {"shown": shown, "advice": shown.advice}
    context["needs_asking"] = needs_asking(runner, shown)
    if shown.advice is not None:
        context |= number_context(shown.advice, runner.unit)
        context["left_out"] = days_left_out(runner)
    return context


# --- signs and exercises ------ ----------------------------------------------------------------


@require_POST
@runner_required
def exercise(request: HttpRequest, runner: Runner) -> HttpResponse:
    """Store that an exercise was done today, or take it back."""
    done = {"done": True, "not_done": False}.get(request.POST.get("said", ""))
    prescription = request.POST.get("prescription", "")
    try:
        on = today_of(runner)
        services.say_exercise(runner, prescription, on=on, done=done, by=runner.user)
    except Prescription.DoesNotExist:
        raise Http404 from None
    return redirect("today")


@runner_required
def signs(request: HttpRequest, runner: Runner) -> HttpResponse:
    """The signs that need a person before another run: tick, read what to do, close by a word."""
    on = today_of(runner)
    if request.method == "POST":
        ticked = [code for code in request.POST.getlist("sign") if code in reasons.FLAGS]
        services.open_signs(runner, ticked, on=on, by=runner.user)
        return redirect("signs")
    flags = RedFlag.objects.filter(runner=runner).order_by("-opened_on", "-id")
    context = {
        "signs": [
            {"code": code, "words": reasons.flag_named(code), "emergency": code in EMERGENCY_FLAGS}
            for code in reasons.FLAGS
        ],
        "flags": [
            {"row": f, "words": reasons.flag_named(f.code),
             "emergency": f.code in EMERGENCY_FLAGS}
            for f in flags
        ],
        "today_is": on,
        "emergency_words": _say(words.EMERGENCY),
        "see_somebody": _say(words.SEE_SOMEBODY),
    }  # fmt: skip
    return render(request, "today/signs.html", context)


@require_POST
@runner_required
def close_sign(request: HttpRequest, runner: Runner, public_id: UUID) -> HttpResponse:
    """Close a sign: a clinician's word for the emergency ones, and always a reason."""
    flag = get_object_or_404(RedFlag, runner=runner, public_id=public_id, closed_on=None)
    reason = request.POST.get("reason", "").strip()[:500]
    seen = request.POST.get("seen_by") == "clinician"
    if not reason or (flag.code in EMERGENCY_FLAGS and not seen):
        messages.error(
            request, _("Say who looked at it and what they said; then it can be closed.")
        )
        return redirect("signs")
    closed_by = "clinician" if seen else "runner"
    services.close_sign(
        flag, on=today_of(runner), closed_by=closed_by, reason=reason, by=runner.user
    )
    return redirect("signs")


@require_GET
@runner_required
def more(request: HttpRequest, runner: Runner) -> HttpResponse:
    """Everything else, one tap away."""
    return render(request, "today/more.html")
