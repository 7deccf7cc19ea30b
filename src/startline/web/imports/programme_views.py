"""Which programme: a ready one or one's own, each looked at before it is taken."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from startline.engine.errors import Refused
from startline.formats.own_programme import Preview
from startline.formats.own_programme.any_form import text_of
from startline.formats.programmes import NAMES, load
from startline.web.accounts.models import Runner
from startline.web.accounts.permissions import runner_required
from startline.web.imports import programme as p
from startline.web.imports.forms import OwnForm, ReadyForm
from startline.web.planning.models import Programme
from startline.web.planning.selectors import today_of
from startline.words.programmes import note_sentence

CARRIED = ("race_on", "unit", "order", "repeat_from", "name")  # from looking at it to taking it


@require_GET
@runner_required
def programme(request: HttpRequest, runner: Runner) -> HttpResponse:
    """The programme of now, the ready ones, and the ones before."""
    rows = Programme.objects.filter(runner=runner).order_by("-id")
    held = list(rows)
    context = {
        "now": next((row for row in held if row.replaced_at is None), None),
        "before": [row for row in held if row.replaced_at is not None],
        "ready": p.ready_ones(),
    }
    return render(request, "imports/programme.html", context)


@runner_required
def ready(request: HttpRequest, runner: Runner, name: str) -> HttpResponse:
    """A ready programme for this runner: look at it, then take it."""
    if name not in NAMES:
        raise Http404
    of, today = load(name), today_of(runner)
    is_sent = request.method == "POST"
    form = ReadyForm(request.POST if is_sent else None, of=of, runner=runner, today=today)
    context: dict[str, Any] = {"of": of, "form": form}
    if is_sent and form.is_valid():
        try:
            made = p.built(name, runner, form.asked())
            if "take" in request.POST:
                p.take(runner, made, race_on=form.asked().race_on, by=runner.user)
                return _taken(request)
            context |= {
                "weeks": p.weeks_of(made.sessions),
                "notes": [note_sentence(note, runner.unit) for note in made.extra["notes"]],
            }
        except Refused as refused:
            _say(form, refused)
    status = 422 if is_sent and form.errors else 200
    return render(request, "imports/programme_ready.html", context, status=status)


@runner_required
def own(request: HttpRequest, runner: Runner) -> HttpResponse:
    """A programme of the runner's own: what was understood of it, then take it."""
    is_sent = request.method == "POST"
    form = OwnForm(
        request.POST if is_sent else None, request.FILES if is_sent else None, runner=runner
    )
    context: dict[str, Any] = {"form": form}
    if is_sent and form.is_valid():
        try:
            data, name = form.content()
            found = _read(form, data, name, runner)
            if "take" in request.POST:
                made = found.programme(form.cleaned_data["name"] or None)
                race_on = form.cleaned_data.get("race_on")
                p.take(runner, made, race_on=race_on, by=runner.user)
                return _taken(request)
            context |= {
                "found": found,
                "weeks": p.weeks_of(found.sessions),
                "read": text_of(data),
                "called": name,
                "carried": [(one, request.POST.get(one, "")) for one in CARRIED],
            }
        except Refused as refused:
            _say(form, refused)
    status = 422 if is_sent and form.errors else 200
    return render(request, "imports/programme_own.html", context, status=status)


def _read(form: OwnForm, data: bytes, name: str, runner: Runner) -> Preview:
    asked = form.cleaned_data
    order = {"day": True, "month": False}.get(asked["order"])
    return p.read_own(
        data, name, runner, race_on=asked.get("race_on"), unit=asked["unit"] or None,
        day_first=order, repeat_from=asked["repeat_from"],
    )  # fmt: skip


def _say(form: Any, refused: Refused) -> None:
    for problem in refused.problems:
        form.add_error(None, f"{problem.problem} {problem.hint}")


def _taken(request: HttpRequest) -> HttpResponse:
    messages.success(request, _("That is your programme now. The one before is kept."))
    return redirect("programme")
