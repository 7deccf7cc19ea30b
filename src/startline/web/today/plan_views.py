"""The plan: every week to the race, one day with its reasons, a session moved or left out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from startline.engine.advice import Advice, PlannedDay
from startline.engine.replan import moves as engine
from startline.formats import pictures
from startline.web.accounts.models import Runner
from startline.web.accounts.permissions import runner_required
from startline.web.planning import moves
from startline.web.planning.selectors import today_of
from startline.web.today import plan_shown as plan_of
from startline.web.today.page import answer_context
from startline.words import moves as words
from startline.words.language import _ as say
from startline.words.plan import HAS_GONE_BY
from startline.words.reasons import sentence
from startline.words.units import day_name


@require_GET
@runner_required
def plan(request: HttpRequest, runner: Runner) -> HttpResponse:
    """Every week to the race as a bar and as a list of days."""
    context = answer_context(runner)
    if context["distances"]:
        context |= _weeks(context["advice"], runner)
    return render(request, "today/plan.html", context)


def _weeks(advice: Advice, runner: Runner) -> dict[str, Any]:
    left_out, unit = moves.days_left_out(runner), runner.unit
    advice = plan_of.without(advice, left_out)
    weeks = plan_of.weeks_shown(advice, left_out, unit)
    has_runs = any(day.is_run for week in weeks for day in week.days)
    return {
        "weeks": weeks,
        "picture": pictures.weeks(advice, unit=unit) if has_runs else None,
        "conflicts": [sentence(one.code, one.values, unit) for one in advice.conflicts],
        "out_of_reach": plan_of.told(advice, "purpose_out_of_reach", unit),
        "not_placed": plan_of.not_placed(advice, unit),
        "race_over_limit": next((day for day in advice.plan if day.over_limit), None),
    }


@require_GET
@runner_required
def plan_day(request: HttpRequest, runner: Runner, on: str) -> HttpResponse:
    """One day of the plan: what decided it, and what can be done with it."""
    return _day_page(request, runner, _day(on))


def _day_page(
    request: HttpRequest, runner: Runner, on: date, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {**answer_context(runner), "day_on": on, **more}
    if context["advice"] is not None:
        day = next((one for one in context["advice"].plan if one.on == on), None)
        if day is None:
            raise Http404
        if context["distances"]:
            context |= _one_day(context["advice"], day, runner)
    return render(request, "today/plan_day.html", context, status=status)


def _one_day(advice: Advice, day: PlannedDay, runner: Runner) -> dict[str, Any]:
    unit, full = runner.unit, plan_of.day_advice(advice, day.on)
    chance = full.p_pain_free if full is not None else day.p_pain_free
    return {
        "day": day,
        "full": full,
        "left_out": day.on in moves.days_left_out(runner),
        "figures": _figures(chance, full.p_pain_free_range if full is not None else None),
        "beside": list(plan_of.beside(day)) if full is None else [],
        "limits": plan_of.limits_shown(day, unit),
        "reasons": plan_of.reasons_shown(day, unit),
        **_choices(runner, day, advice.on),
    }


def _figures(p: float | None, both: tuple[float, float] | None) -> pictures.Picture | None:
    if p is None:
        return None
    low, high = both or (p, p)
    return pictures.twenty_figures(p, low=low, high=high)


def _choices(runner: Runner, day: PlannedDay, today: date) -> dict[str, Any]:
    """Where the session of a day could go, where it came from, and whether it can be left out."""
    case = moves.calendar_case(runner, day.on)
    n = engine.standing_on(case, day.on)
    return {
        "open_days": engine.days_open(case, day.on, today=today),
        "moved_from": None if n is None else case.moves[n].from_day,
        "may_leave_out": engine.why_not_run(case, day.on, today=today) is None,
    }


# --- what can be done with a day -----------------------------------------------------------------


@require_POST
@runner_required
def move(request: HttpRequest, runner: Runner, on: str) -> HttpResponse:
    """Move the session of a day to another day of its week."""
    from_day, to_day = _day(on), _chosen(request)
    if to_day is None:
        return _day_page(request, runner, from_day, status=422, no_day_chosen=True)

    def act() -> tuple[date, str]:
        moves.move_session(runner, from_day, to_day, by=runner.user)
        return to_day, _("Moved to %(day)s.") % {"day": day_name(to_day)}

    return _done(request, runner, from_day, act)


@require_POST
@runner_required
def put_back(request: HttpRequest, runner: Runner, on: str) -> HttpResponse:
    """Put a moved session back on its own day."""
    day = _day(on)

    def act() -> tuple[date, str]:
        own = moves.put_back(runner, day, by=runner.user)
        if own < today_of(runner):
            return own, say(HAS_GONE_BY).format(day=day_name(own))
        return own, _("It stands on %(day)s again.") % {"day": day_name(own)}

    return _done(request, runner, day, act)


@require_POST
@runner_required
def not_today(request: HttpRequest, runner: Runner, on: str) -> HttpResponse:
    """Leave the session of a day out, or take it in again."""
    day = _day(on)

    def act() -> tuple[date, str]:
        if request.POST.get("said") == "take_in":
            moves.take_in_again(runner, day, by=runner.user)
            return day, _("It is in the plan again.")
        moves.leave_out(runner, day, by=runner.user)
        return day, _("Left out. Nothing is caught up.")

    return _done(request, runner, day, act)


def _done(
    request: HttpRequest, runner: Runner, day: date, act: Callable[[], tuple[date, str]]
) -> HttpResponse:
    """Do it and show the day it led to; what is not possible is said on the day it was asked of."""
    try:
        landed, said = act()
    except moves.CannotMove as refused:
        problem, hint = words.problem(refused.why), words.hint(refused.why)
        return _day_page(request, runner, day, status=422, problem=problem, hint=hint)
    messages.success(request, said)
    gone_by = landed < today_of(runner)
    return redirect("plan") if gone_by else redirect("plan_day", landed.isoformat())


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Http404 from None


def _chosen(request: HttpRequest) -> date | None:
    try:
        return date.fromisoformat(request.POST.get("to", ""))
    except ValueError:
        return None
