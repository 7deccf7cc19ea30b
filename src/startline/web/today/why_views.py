"""Why: every number with its limit, assumption and source, and what was said on earlier days."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from startline.engine.advice import Advice, DayAdvice
from startline.engine.assumptions import REGISTRY, Assumption
from startline.engine.case import Case
from startline.engine.misspelt import as_meant
from startline.engine.restrictions import Restriction
from startline.formats.advice_read import read_advice
from startline.web.accounts.models import Runner
from startline.web.accounts.permissions import runner_required
from startline.web.planning import past
from startline.web.planning.models import AdviceSnapshot
from startline.web.planning.selectors import today_of
from startline.web.today.page import answer_context
from startline.words import explain, questions, today
from startline.words.language import _, pgettext, published
from startline.words.reasons import limit_name, sentence
from startline.words.units import number, shown


@require_GET
@runner_required
def why(request: HttpRequest, runner: Runner) -> HttpResponse:
    """Everything today's numbers lean on, and the days on which something was said before."""
    context = answer_context(runner)
    context["days"] = past.days_advised(runner, before=context["on"])
    advice: Advice | None = context["advice"]
    snapshot = context["shown"].snapshot
    if advice is not None:
        case = past.case_behind(snapshot)
        context |= {
            "snapshot": snapshot,
            "limits": _limits(case, advice.on, runner.unit),
            "bounds": _days(advice, case, runner.unit) if context["distances"] else [],
            "chances": _chances(advice, runner.unit) if context["distances"] else [],
            **_leans_on(advice),
        }
    return render(request, "today/why.html", context)


def _limits(case: Case, on: date, unit: str) -> list[str]:
    """Every limit that binds today: who set it, and everything it says."""
    active = [one for one in case.restrictions if one.is_active(on)]
    return [explain.who_set(as_meant(one), unit) for one in active]


def _days(advice: Advice, case: Case, unit: str) -> list[dict[str, Any]]:
    """Today and the next long run with every bound, lowest first."""
    named = [(_(today.TODAY), advice.today)]
    if advice.next_long_run is not None and advice.next_long_run.on != advice.on:
        named.append((_(today.NEXT_LONG_RUN), advice.next_long_run))
    limits = {one.id: as_meant(one) for one in case.restrictions}
    return [
        {
            "title": title,
            "said": explain.in_short(day, unit),
            "bounds": _bounds(day, limits, unit),
            "reasons": list(today.reasons_of(day, unit)),
        }
        for title, day in named
    ]


def _bounds(day: DayAdvice, limits: dict[str, Restriction], unit: str) -> list[dict[str, Any]]:
    ordered = sorted(day.bounds, key=lambda one: (one.max_run_km, one.code))
    return [
        {
            "far": today.bound_far(one, unit),
            "name": limit_name(one, day.on),
            "binds": one.binding,
            "set": explain.who_set(limits[one.restriction], unit)
            if one.restriction in limits
            else "",
            "leans_on": [_assumption(REGISTRY[i]) for i in explain.LEANS_ON.get(one.code, ())],
        }
        for one in ordered
    ]


def _chances(advice: Advice, unit: str) -> list[tuple[str, str]]:
    """The chance of staying free of pain at every third distance, as `startline explain` says."""
    if advice.onset is None:
        return []
    first = advice.onset.p_from_first_step
    told = [(shown(km, unit), explain.chance_at(p)) for km, p in advice.onset.p_pain_free[::3]]
    return [*told, ("", explain.from_first_step(first))]


def _leans_on(advice: Advice) -> dict[str, Any]:
    """The assumptions behind an Advice by what they are about, and the sources of its questions."""
    return {
        "groups": _groups(advice.assumptions),
        "sources": list(questions.sources(advice)),
        "engine": explain.engine(advice.engine_version, advice.seed),
        "data_age": today.data_age(advice),
    }


def _groups(ids: Iterable[str]) -> list[dict[str, Any]]:
    order = list(explain.ABOUT)
    known = [REGISTRY[one] for one in ids if one in REGISTRY]
    known.sort(key=lambda one: order.index(one.about))
    return [
        {
            "anchor": f"about-{about.replace(' ', '-')}",
            "name": explain.about_name(about),
            "assumptions": [_assumption(one) for one in group],
        }
        for about, group in groupby(known, key=lambda one: one.about)
    ]


def _assumption(one: Assumption) -> dict[str, str]:
    """A chosen number with the range it could have as well, as `startline explain` rounds it."""
    return {
        "id": one.id,
        "value": number(one.value),
        "unit": pgettext("assumption", one.unit),
        "low": number(one.low),
        "high": number(one.high),
        "source": published(one.source),
    }


# --- what was said before ------------------------------------------------------------------------


@require_GET
@runner_required
def said_on(request: HttpRequest, runner: Runner, on: str) -> HttpResponse:
    """What was said on an earlier day and why, as it is stored; never as today's."""
    day = _day_before(on, today_of(runner))
    snapshots = past.advised_on(runner, day)
    if not snapshots:
        raise Http404
    last, advice = snapshots[0], read_advice(snapshots[0].advice)
    context = {
        "day": day,
        "snapshot": last,
        "said": _said(advice, runner.unit),
        "flags": [sentence(r.code, r.values, "") for r in advice.reasons if r.code == "red_flag"],
        "bounds": _days(advice, past.case_behind(last), runner.unit)[0]["bounds"],
        "reasons": list(today.reasons_of(advice.today, runner.unit)),
        "to_know": list(today.to_know(advice, runner.unit)),
        "earlier": _earlier(snapshots[1:], runner.unit),
        **_leans_on(advice),
    }
    return render(request, "today/said_on.html", context)


def _said(advice: Advice, unit: str) -> str:
    """The one sentence of that day's number."""
    return "".join(today.number_of(advice.today, unit)).strip()


def _earlier(snapshots: Sequence[AdviceSnapshot], unit: str) -> list[dict[str, Any]]:
    """What was said earlier on the same day, before more was known."""
    return [{"at": one.made_at, "said": _said(read_advice(one.advice), unit)} for one in snapshots]


def _day_before(text: str, today_is: date) -> date:
    """A day that is over; of today nothing but the newest is shown, on its own page.

    Raises:
        Http404: for anything else.
    """
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Http404 from None
    if day >= today_is:
        raise Http404
    return day
