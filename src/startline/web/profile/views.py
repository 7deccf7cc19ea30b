"""The first five minutes, and the settings: one form a page, everything can be skipped."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from startline.engine.errors import Refused
from startline.web.accounts.models import Runner, User
from startline.web.accounts.permissions import runner_required
from startline.web.audit import consent
from startline.web.planning.selectors import today_of
from startline.web.profile import services
from startline.web.profile.forms import StepForm
from startline.web.profile.steps import BY_CODE, STEPS, Step, after


@login_required
def welcome(request: HttpRequest) -> HttpResponse:
    """Begin: make the runner of this account, then ask the first question."""
    if request.method == "POST":
        Runner.objects.get_or_create(user=cast(User, request.user), defaults={"consent": "asked"})
        return redirect("welcome_step", STEPS[0].code)
    return render(request, "profile/welcome.html", {"steps": STEPS})


@runner_required
def welcome_step(request: HttpRequest, runner: Runner, code: str) -> HttpResponse:
    """One question of the first five minutes."""
    step = _step(code)
    form = _form(request, step, runner)
    if request.method == "POST" and ("skip" in request.POST or _kept(form, step, runner)):
        return _onward(step, runner)
    n = STEPS.index(step) + 1
    context = {"form": form, "step": step, "n": n, "n_steps": len(STEPS)}
    return render(request, "profile/step.html", context, status=_status(request))


def _onward(step: Step, runner: Runner) -> HttpResponse:
    following = after(step)
    if following is not None:
        return redirect("welcome_step", following.code)
    services.welcomed(runner)
    return redirect("today")


@runner_required
def settings(request: HttpRequest, runner: Runner) -> HttpResponse:
    """What can be changed."""
    sections = [step for step in STEPS if step.in_settings]
    return render(request, "profile/settings.html", {"sections": sections})


@runner_required
def settings_section(request: HttpRequest, runner: Runner, code: str) -> HttpResponse:
    """One section of the settings."""
    step = _step(code)
    form = _form(request, step, runner)
    if request.method == "POST" and _kept(form, step, runner):
        messages.success(request, _("Saved."))
        return redirect("settings")
    context = {"form": form, "step": step}
    return render(request, "profile/step.html", context, status=_status(request))


@require_POST
@login_required
def language(request: HttpRequest) -> HttpResponse:
    """The language of the pages."""
    from django.conf import settings as configured

    code = request.POST.get("language", "")
    if code in dict(configured.LANGUAGES):
        user = cast(User, request.user)
        user.language = code
        user.save(update_fields=["language"])
    return redirect("settings")


def _step(code: str) -> Step:
    if code not in BY_CODE:
        raise Http404
    return BY_CODE[code]


def _form(request: HttpRequest, step: Step, runner: Runner) -> StepForm:
    asked: dict[str, Any] = {"runner": runner, "today": today_of(runner)}
    if request.method == "POST":
        return step.form(request.POST, **asked)
    initial = step.initial(runner) | step.form.asked_for(request.GET)
    return step.form(initial=initial, **asked)


def _kept(form: StepForm, step: Step, runner: Runner) -> bool:
    """Whether the answers were good and are stored; else the form says what to mend."""
    if not form.is_valid():
        return False
    if form.asks_consent:
        consent.give(runner, by=runner.user)
    try:
        step.keep(form, runner, runner.user)
    except Refused as refused:
        for problem in refused.problems:
            form.add_error(None, f"{problem.problem} {problem.hint}")
        return False
    return True


def _status(request: HttpRequest) -> int:
    return 422 if request.method == "POST" else 200
