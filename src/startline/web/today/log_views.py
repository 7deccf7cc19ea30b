"""Logging a run in ten seconds, and the questions it leaves for later."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from startline.engine.errors import Refused
from startline.web.accounts.models import Runner
from startline.web.accounts.permissions import runner_required
from startline.web.planning.selectors import today_of
from startline.web.runlog.models import Run
from startline.web.runlog.services import ChangedMeanwhile
from startline.web.today import selectors, services
from startline.web.today.edited import edited
from startline.web.today.forms import CrossForm, LogForm, PainForm
from startline.web.today.shown import answers_of

MORE_ABOUT_DAYS = 30
LAST_RUNS = 10
RATINGS = range(11)


@runner_required
def log(request: HttpRequest, runner: Runner) -> HttpResponse:
    """Log a run in ten seconds; below, what was not asked yet and the last ones."""
    posted = request.method == "POST"
    form = log_form(runner, data=request.POST if posted else None)
    if posted and form.is_valid() and _stored(form, runner):
        messages.success(request, _("Saved. Your advice is being worked out anew."))
        return redirect("today")
    return _log_page(request, runner, form=form, status=422 if posted else 200)


def log_form(
    runner: Runner, *, data: Mapping[str, Any] | None = None, run: Run | None = None, unit: str = ""
) -> LogForm:
    """The form of a new run, or of one that is there; in the runner's unit or another given."""
    on = today_of(runner)
    since = on - timedelta(days=MORE_ABOUT_DAYS)
    longest = Run.objects.filter(runner=runner, on__gte=since).aggregate(far=Max("distance_km"))
    unit = unit or runner.unit
    return LogForm(
        data,
        initial=answers_of(run, unit) if run else {"on": on},
        unit=unit,
        today=on,
        longest_km=longest["far"] or 0.0,
    )


def _stored(form: LogForm, runner: Runner) -> bool:
    try:
        key = form.cleaned_data["key"] or None
        services.log_run(runner, form.part(), by=runner.user, key=key)
    except Refused as refused:
        form.add_error(None, refused_words(refused))
        return False
    return True


def refused_words(refused: Refused) -> list[str]:
    """What was refused, for the head of a form."""
    if any(problem.code == "key_used" for problem in refused.problems):
        return [_("This form was saved already. Change that run in the list, or log a new one.")]
    return [f"{problem.problem} {problem.hint}" for problem in refused.problems]


def _log_page(
    request: HttpRequest,
    runner: Runner,
    *,
    form: LogForm | None = None,
    cross: CrossForm | None = None,
    status: int = 200,
) -> HttpResponse:
    on = today_of(runner)
    recent = Run.objects.filter(runner=runner).select_related("pain").order_by("-on", "-id")
    context = {
        "form": form or log_form(runner),
        "cross": cross or CrossForm(today=on, initial={"on": on}),
        "runs": recent[:LAST_RUNS],
        "still_open": selectors.still_open(runner, on),
        "clocks_off": selectors.clocks_off(runner),
        "ratings": RATINGS,
    }
    return render(request, "today/log.html", context, status=status)


@runner_required
def edit_run(request: HttpRequest, runner: Runner, public_id: UUID) -> HttpResponse:
    """Correct a run, or take it out of the log."""
    run = _own_run(runner, public_id)
    if request.method == "POST" and "delete" in request.POST:
        pain = getattr(run, "pain", None)
        services.delete_run(run, by=runner.user)
        messages.success(request, _("Taken out of the log."))
        if pain is not None and not pain.free:
            messages.info(request, _("What you said about its pain still counts for 14 days."))
        return redirect("log")
    form, status = log_form(runner, data=request.POST or None, run=run), 200
    if request.method == "POST":
        status = _change(form, run, request.POST.get("version", ""))
        if status == 200:
            messages.success(request, _("Changed."))
            return redirect("log")
    context = {"form": form, "run": run, "changed_meanwhile": status == 409}
    return render(request, "today/edit_run.html", context, status=status)


def _change(form: LogForm, run: Run, version: str) -> int:
    """Store the form as the run: 200; 422 with its problems; 409 when the run is another now."""
    if not form.is_valid():
        return 422
    known = int(version) if version.isascii() and version.isdecimal() and len(version) < 9 else 0
    try:
        services.change_run(run, edited(run, form), version=known, by=run.runner.user)
    except ChangedMeanwhile:
        run.refresh_from_db()
        return 409
    except Refused as refused:
        form.add_error(None, refused_words(refused))
        return 422
    return 200


def _own_run(runner: Runner, public_id: UUID) -> Run:
    rows = Run.objects.select_related("pain", "runner", "runner__user")
    return get_object_or_404(rows, runner=runner, public_id=public_id)


# --- pain, asked about afterwards --------------------------------------------------------------


@runner_required
def run_pain(request: HttpRequest, runner: Runner, public_id: UUID) -> HttpResponse:
    """The pain questions alone, for a run that came from a file; "no" is one tap."""
    run = _own_run(runner, public_id)
    asked: dict[str, Any] = {"unit": runner.unit, "distance_km": run.distance_km}
    if request.method != "POST":
        form = PainForm(initial={**answers_of(run, runner.unit), "hurt": "yes"}, **asked)
        return render(request, "today/run_pain.html", {"form": form, "run": run})
    form = PainForm(request.POST, **asked)
    if form.is_valid():
        why = form.cleaned_data["stopped_because"]
        answers = form.pain_of(run.distance_km) or {}
        services.answer_pain(run, answers, why_stopped=why, by=runner.user)
        messages.success(request, _("Saved. Your advice is being worked out anew."))
        return redirect("today")
    return render(request, "today/run_pain.html", {"form": form, "run": run}, status=422)


@require_POST
@runner_required
def settled(request: HttpRequest, runner: Runner, public_id: UUID) -> HttpResponse:
    """Store whether pain had gone within an hour after a run: one tap."""
    run = _own_run(runner, public_id)
    gone = {"yes": True, "no": False}.get(request.POST.get("settled", ""))
    if gone is None or not selectors.asked(run):
        raise Http404
    services.answer_pain(run, {"settled_within_hour": gone}, by=runner.user)
    return redirect("today")


@require_POST
@runner_required
def morning(request: HttpRequest, runner: Runner) -> HttpResponse:
    """Store the morning's rating: one tap."""
    nrs = rating(request.POST.get("morning_nrs", ""))
    if nrs is None:
        messages.error(request, _("Tap a number from 0 to 10."))
        return redirect("today")
    run = followed_run(runner, request.POST.get("run", ""))
    services.say_morning(runner, nrs, on=today_of(runner), run=run, by=runner.user)
    return redirect("today")


def followed_run(runner: Runner, public_id: str) -> Run | None:
    """The runner's own run that a morning follows; None for anything else."""
    try:
        return Run.objects.filter(runner=runner, public_id=UUID(public_id)).first()
    except ValueError:
        return None


def rating(text: str) -> int | None:
    """A rating from 0 to 10; None for anything else."""
    known = len(text) <= 2 and text.isascii() and text.isdecimal()
    return int(text) if known and int(text) <= 10 else None


# --- what else belongs to a day ----------------------------------------------------------------


@require_POST
@runner_required
def log_cross(request: HttpRequest, runner: Runner) -> HttpResponse:
    """Store cross-training."""
    form = CrossForm(data=request.POST, today=today_of(runner))
    if not form.is_valid():
        return _log_page(request, runner, cross=form, status=422)
    services.add_cross_session(runner, form.part(), by=runner.user)
    messages.success(request, _("Saved. Your advice is being worked out anew."))
    return redirect("today")


@require_POST
@runner_required
def confidence(request: HttpRequest, runner: Runner) -> HttpResponse:
    """Store how sure of the race the runner feels: one tap."""
    said = rating(request.POST.get("confidence", ""))
    if said is None:
        messages.error(request, _("Tap a number from 0 to 10."))
        return redirect("log")
    services.say_confidence(runner, said, on=today_of(runner), by=runner.user)
    messages.success(request, _("Saved."))
    return redirect("log")
