"""The runner's screens. Each view reads what `planning` says may be shown, and stores facts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from startline.engine.advice import Advice, PlannedDay
from startline.engine.episodes import EMERGENCY_FLAGS
from startline.web.accounts.models import Runner
from startline.web.accounts.permissions import runner_required
from startline.web.planning.models import Prescription
from startline.web.planning.selectors import Shown, shown_advice, today_of
from startline.web.planning.services import ask_for_advice
from startline.web.runlog.models import RedFlag, Run
from startline.web.runlog.services import ChangedMeanwhile
from startline.web.today import selectors, services
from startline.web.today.forms import LogForm
from startline.web.today.shown import answers_of, number_context
from startline.words import reasons
from startline.words import today as words
from startline.words.language import _ as _say

MORE_ABOUT_DAYS = 30


@require_GET
@runner_required
def today(request: HttpRequest, runner: Runner) -> HttpResponse:
    """One number, where to turn back, its chance, what decided it, and what is asked today."""
    on = today_of(runner)
    flags = selectors.open_flags(runner, on)
    context = {
        **_shown_context(runner, on),
        "open_flags": [reasons.flag_named(flag.code) for flag in flags],
        "emergency": any(flag.code in EMERGENCY_FLAGS for flag in flags),
        "red_flags_first": _say(words.RED_FLAGS_FIRST),
        "ask_morning": selectors.ask_morning(runner, on),
        "ratings": range(11),
        "exercises": selectors.exercises(runner, on),
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
    if shown.freshness == "waiting":
        same_facts = shown.snapshot and shown.snapshot.facts_version == runner.facts_version
        context["needs_asking"] = shown.snapshot is None or same_facts
    if shown.advice is not None:
        context |= number_context(shown.advice, runner.unit)
    return context


# --- the log -----------------------------------------------------------------------------------


@runner_required
def log(request: HttpRequest, runner: Runner) -> HttpResponse:
    """Log a run in ten seconds; below, the last ones."""
    form = _log_form(request, runner)
    if request.method == "POST" and form.is_valid():
        key = request.POST.get("key", "")[:64] or None
        services.log_run(runner, form.part(), by=runner.user, key=key)
        messages.success(request, _("Saved. Your advice is being worked out anew."))
        return redirect("today")
    recent = Run.objects.filter(runner=runner).select_related("pain").order_by("-on", "-id")[:20]
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "runs": recent, "ratings": range(11)}
    return render(request, "today/log.html", context, status=status)


@runner_required
def edit_run(request: HttpRequest, runner: Runner, public_id: UUID) -> HttpResponse:
    """Correct a run, or take it out of the log."""
    run = get_object_or_404(
        Run.objects.select_related("pain", "runner"), runner=runner, public_id=public_id
    )
    if request.method == "POST" and "delete" in request.POST:
        services.delete_run(run, by=runner.user)
        messages.success(request, _("Taken out of the log."))
        return redirect("log")
    form = _log_form(request, runner, run)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                version = int(request.POST.get("version", "0") or 0)
                services.change_run(run, form.part(), version=version, by=runner.user)
                messages.success(request, _("Changed."))
                return redirect("log")
            except ChangedMeanwhile:
                run.refresh_from_db()
                status = 409
    context = {"form": form, "run": run, "changed_meanwhile": status == 409}
    return render(request, "today/edit_run.html", context, status=status)


def _log_form(request: HttpRequest, runner: Runner, run: Run | None = None) -> LogForm:
    on = today_of(runner)
    since = on - timedelta(days=MORE_ABOUT_DAYS)
    longest = Run.objects.filter(runner=runner, on__gte=since).aggregate(far=Max("distance_km"))
    asked: dict[str, Any] = {
        "unit": runner.unit,
        "today": on,
        "longest_km": longest["far"] or 0.0,
    }
    if request.method == "POST":
        return LogForm(request.POST, **asked)
    return LogForm(initial=answers_of(run, runner.unit) if run else {"on": on}, **asked)


# --- mornings, signs, exercises ----------------------------------------------------------------


@require_POST
@runner_required
def morning(request: HttpRequest, runner: Runner) -> HttpResponse:
    """Store the morning's rating: one tap."""
    nrs = request.POST.get("morning_nrs", "")
    if not (nrs.isdecimal() and nrs.isascii() and int(nrs) <= 10):
        messages.error(request, _("Tap a number from 0 to 10."))
        return redirect("today")
    run_id, run = request.POST.get("run"), None
    if run_id:
        run = Run.objects.filter(runner=runner, public_id=_uuid(run_id) or uuid4()).first()
    services.say_morning(runner, int(nrs), on=today_of(runner), run=run, by=runner.user)
    return redirect("today")


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


# --- the plan, the outlook and the rest --------------------------------------------------------


def _page(request: HttpRequest, runner: Runner, template: str, **more: Any) -> HttpResponse:
    shown = shown_advice(runner)
    context = {"shown": shown, "advice": shown.advice, **more}
    return render(request, template, context)


@require_GET
@runner_required
def plan(request: HttpRequest, runner: Runner) -> HttpResponse:
    """Every day to the race, week by week."""
    return _page(request, runner, "today/plan.html")


@require_GET
@runner_required
def plan_day(request: HttpRequest, runner: Runner, on: str) -> HttpResponse:
    """One day of the plan with its reasons."""
    shown = shown_advice(runner)
    context = {"shown": shown, "advice": shown.advice, "day": _day_of(shown, on), "on": on}
    return render(request, "today/plan_day.html", context)


def _day_of(shown: Shown, on: str) -> PlannedDay | None:
    advice: Advice | None = shown.advice
    if advice is None:
        return None
    day = next((one for one in advice.plan if one.on.isoformat() == on), None)
    if day is None:
        raise Http404
    return day


@require_GET
@runner_required
def outlook(request: HttpRequest, runner: Runner) -> HttpResponse:
    """The ways on to the race side by side."""
    return _page(request, runner, "today/outlook.html")


@require_GET
@runner_required
def better(request: HttpRequest, runner: Runner) -> HttpResponse:
    """Is it getting better?"""
    return _page(request, runner, "today/better.html")


@require_GET
@runner_required
def missed(request: HttpRequest, runner: Runner) -> HttpResponse:
    """What the missed runs cost."""
    return _page(request, runner, "today/missed.html")


@require_GET
@runner_required
def why(request: HttpRequest, runner: Runner) -> HttpResponse:
    """Every number with its limit, assumption and source."""
    return _page(request, runner, "today/why.html")


@require_GET
@runner_required
def more(request: HttpRequest, runner: Runner) -> HttpResponse:
    """Everything else, one tap away."""
    return render(request, "today/more.html")


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
