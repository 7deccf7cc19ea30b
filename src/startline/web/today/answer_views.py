"""Can I still run it, is it getting better, what did the missed runs cost: an answer on a page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from startline.engine.adherence import adherence
from startline.engine.advice import Advice, OptionOutlook, OutlookAdvice
from startline.engine.case import Case, tolerance_of
from startline.engine.load import read_log
from startline.engine.readiness.anchors import ANCHORS
from startline.formats import pictures
from startline.web.accounts.models import Runner
from startline.web.accounts.permissions import runner_required
from startline.web.planning.past import case_behind
from startline.web.planning.selectors import Shown
from startline.web.today.page import answer_context
from startline.words import anchors, chances, questions, trend
from startline.words import missed as cost
from startline.words import outlook as ways
from startline.words.language import _
from startline.words.units import day_name, shown

TENS = 10  # figures that stay together where a line is short


@require_GET
@runner_required
def outlook(request: HttpRequest, runner: Runner) -> HttpResponse:
    """The ways on to the race side by side, each with its chances; none is recommended."""
    context = answer_context(runner)
    advice: Advice | None = context["advice"]
    if advice is not None and advice.outlook is not None:
        context |= _ways(advice.outlook, runner.unit)
    return render(request, "today/outlook.html", context)


def _ways(found: OutlookAdvice, unit: str) -> dict[str, Any]:
    return {
        "race_on": _(ways.RACE_ON).format(day=day_name(found.race_on)),
        "picture": pictures.options(found),
        "ways": [_way(one, unit) for one in found.options],
        "how_to_read": _(ways.HOW_TO_READ),
        "to_decide": sorted(
            (one.decide_by, ways.way(one)) for one in found.options if one.decide_by is not None
        ),
        "in_the_way": ways.in_the_way(found.options, unit),
        "leans_on": _(ways.WHAT_IT_LEANS_ON),
        "beside": _(anchors.OTHER_QUESTIONS),
        "anchors": [list(anchors.anchor_lines(one)) for one in ANCHORS],
    }


def _way(one: OptionOutlook, unit: str) -> dict[str, Any]:
    """One way on in the words of every screen."""
    inside, figures = one.p_pain_within_limit, chances.figures(one.p_finish.p)
    return {
        "code": one.code,
        "name": ways.way(one),
        "to_compare": _(ways.TO_COMPARE) if one.code == "as_programmed" else "",
        "figures": (figures[:TENS], figures[TENS:]),
        "finish": ways.chance(one.p_finish),
        "not_finish": chances.in_ten(1 - one.p_finish.p),
        "start": ways.chance(one.p_start),
        "flare_up": ways.chance(one.p_flare_up),
        "inside": None if inside is None else ways.chance(inside),
        "longest_run": ways.longest_run(one, unit),
        "time": None if one.finish_min is None else ways.time_to_finish(one.finish_min),
        "decide_by": one.decide_by,
    }


# --- is it getting better ------------------------------------------------------------------------


@require_GET
@runner_required
def better(request: HttpRequest, runner: Runner) -> HttpResponse:
    """Where pain began on each run, the trend with its doubt, and what was done beside it."""
    context = answer_context(runner)
    if context["advice"] is not None:
        case = case_behind(_snapshot(context["shown"]))
        context |= _trend(case, context["advice"], runner.unit)
    return render(request, "today/better.html", context)


def _trend(case: Case, advice: Advice, unit: str) -> dict[str, Any]:
    asked = any(run.pain is not None and run.on <= advice.on for run in case.runs)
    may_curve = advice.status == "ok" and advice.onset is not None
    return {
        "over_time": pictures.onset_over_time(case, advice, unit=unit) if asked else None,
        "by_distance": pictures.onset_by_distance(
            advice, tolerance=tolerance_of(case), unit=unit
        ) if may_curve else None,
        "course": pictures.pain_course(case, on=advice.on) if asked else None,
        "exercises": pictures.adherence_strip(case, on=advice.on) if case.prescriptions else None,
        **_verdict(advice, unit),
    }  # fmt: skip


def _verdict(advice: Advice, unit: str) -> dict[str, Any]:
    found = advice.treatment
    if found is None:
        return {}
    is_open = trend.is_unsure(found) and advice.status != "stop"
    return {
        "verdict": trend.verdict(found),
        "numbers": list(trend.in_numbers(advice.onset)) if advice.onset else [],
        "pain": trend.pain(found.get("pain_change"), unit),
        "week_without_change": trend.week_without_change(found["course"]) if is_open else "",
        "done_since": trend.done_since(found["done"]),
        "done": list(trend.what_was_done(found["done"])),
        "questions": [(questions.question(q), questions.evidence(q)) for q in advice.to_ask],
        "how_to_read_questions": _(questions.HOW_TO_READ),
        "sources": list(questions.sources(advice)),
    }


# --- what was missed -----------------------------------------------------------------------------


@require_GET
@runner_required
def missed(request: HttpRequest, runner: Runner) -> HttpResponse:
    """What the missed runs cost, what is kept, and what became of each programmed run."""
    context = answer_context(runner)
    advice: Advice | None = context["advice"]
    if advice is not None and advice.missed is not None:
        case = case_behind(_snapshot(context["shown"]))
        lines = list(cost.lines(advice.missed))
        runs = list(_runs(case, advice.on, runner.unit))
        context |= {
            "lines": lines,
            "changed": [one for one in runs if one["code"] != "done"],
            "done": [one for one in runs if one["code"] == "done"],
        }
    return render(request, "today/missed.html", context)


def _runs(case: Case, on: date, unit: str) -> Iterator[dict[str, Any]]:
    """Every programmed run day up to today, newest first, as it was counted."""
    for one in reversed(adherence(case, read_log(case, on).runs, on=on)):
        if one.on < on or one.outcome != "unknown":
            asked = "" if one.programmed_km is None else shown(one.programmed_km, unit)
            became = cost.what_became(one, unit)
            yield {"on": one.on, "kind": one.kind, "asked": asked, "code": one.outcome,
                   "became": became}  # fmt: skip


def _snapshot(shown_now: Shown) -> Any:
    assert shown_now.snapshot is not None  # noqa: S101 - an Advice that is shown was stored
    return shown_now.snapshot
