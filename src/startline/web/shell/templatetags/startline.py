"""Numbers and codes as words, the same on every page: thin over `startline.words`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django import template

from startline.engine.advice import Bound, DayAdvice, PlannedDay
from startline.engine.plans import Reason
from startline.words import chances, language, plan, programmes, reasons, today, units

register = template.Library()


@register.filter
def distance(km: float | None, unit: str) -> str:
    """A distance in the reader's unit, never rounded above itself; a dash where there is none."""
    return "–" if km is None else units.shown(km, unit)


@register.filter
def bare_distance(km: float | None, unit: str) -> str:
    """The same without its unit."""
    return "–" if km is None else units.bare(km, unit)


@register.filter
def day_name(day: date) -> str:
    """A day as people say it: Sun 29 Mar."""
    return units.day_name(day)


@register.filter
def kind_name(kind: str | None) -> str:
    """A kind of session in words."""
    return plan.kind_name(kind) if kind else ""


@register.filter
def programme_words(text: str) -> str:
    """What a ready programme says of itself."""
    return programmes.written(text)


@register.filter
def published(cite: str) -> str:
    """A source as it was published."""
    return language.published(cite)


@register.filter
def in_ten(p: float) -> str:
    """A chance as so many in ten."""
    return chances.in_ten(p)


@register.filter
def figures(p: float) -> str:
    """A chance as twenty small figures."""
    return chances.figures(p)


@register.filter
def sentence(reason: Reason, unit: str) -> str:
    """A reason in words."""
    return reasons.sentence(reason.code, reason.values, unit)


@register.filter
def bound_words(bound: Bound) -> str:
    """Which limit this is, and whose."""
    return reasons.bound_name(bound.code, bound.by)


@register.filter
def limit_words(bound: Bound, on: date) -> str:
    """Which limit this is, whose, and until when, read on a day."""
    return reasons.limit_name(bound, on)


@register.filter
def by_distance(bounds: Iterable[Bound]) -> list[Bound]:
    """Limits as on every screen, lowest first."""
    return sorted(bounds, key=lambda one: (one.max_run_km, one.code))


@register.filter
def bound_far(bound: Bound, unit: str) -> str:
    """How far a limit allows."""
    return today.bound_far(bound, unit)


@register.filter
def chance_of(day: DayAdvice) -> str:
    """How likely that far is free of pain, and how likely not."""
    return today.chance_of(day)


@register.filter
def light_of(day: DayAdvice) -> str:
    """The traffic light in words."""
    return today.light_of(day)


@register.filter
def below_the_number(day: DayAdvice, unit: str) -> Iterable[str]:
    """Where to turn, and what may be done instead of the rest."""
    return list(today.below_the_number(day, unit))


@register.filter
def reasons_of(day: DayAdvice, unit: str) -> Iterable[str]:
    """What changed a day beyond its number and its bounds."""
    return list(today.reasons_of(day, unit))


@register.filter
def offered(day: PlannedDay | DayAdvice) -> str:
    """What may be done instead of the rest of a run."""
    return ", ".join(plan.offered(one) for one in day.cross_train)
