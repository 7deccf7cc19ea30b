"""What stands behind a number, in words: who set a limit, and which assumptions it leans on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from startline.engine.advice import Bound, DayAdvice, PlannedDay
from startline.engine.assumptions import Assumption
from startline.engine.restrictions import Restriction
from startline.words.chances import in_ten
from startline.words.language import N_, _, pgettext, published
from startline.words.plan import of_programmed, run_named
from startline.words.reasons import (
    BOUNDS,
    STANDING,
    TOLD_BY_THE_NUMBERS,
    limit_name,
    sentence,
    surfaces_named,
    who,
)
from startline.words.units import bare, day_name, localised, number, shown
from startline.words.weeks import is_ahead, programmed_km

CHANCES = N_("Chance that a run today stays free of pain")
ASSUMPTIONS = N_("Assumptions these numbers lean on")

ABOUT: Mapping[str, str] = {
    "limits": N_("The limits of a day"),
    "plan": N_("The plan from day to day"),
    "light": N_("The traffic light"),
    "onset": N_("Where pain begins"),
    "trend": N_("Whether it is getting better"),
    "treatment": N_("Pain, and what was done"),
    "adherence": N_("What became of the programmed runs"),
    "fitness": N_("What missed runs cost, and what is kept"),
    "finish time": N_("How long the race would take"),
    "outlook": N_("The ways on to the race"),
}
"""What each group of assumptions is about."""

LEANS_ON: Mapping[str, tuple[str, ...]] = {
    "single_session_spike": ("single_session_spike", "spike_window", "spike_floor"),
    "onset": (
        "onset_median",
        "ceiling_spread",
        "first_step_other",
        "first_step_early",
        "ceiling_sigma",
        "ceiling_skew",
        "ceiling_step",
        "ceiling_aggravation",
    ),
    "traffic_light": ("greens", "step", "restart", "rest_after_red", "reds"),
    "stale_data": ("stale_hold", "stale_restart", "stale_restart_share", "stale_ask"),
    "taper": ("taper", "build"),
}
"""Which assumptions stand behind which bound."""

Why = tuple[tuple[str, ...], tuple[str, ...]]
"""Limits that bound a day, and the sentences of everything else that changed it."""


# --- a day of the plan -------------------------------------------------------------------------


def is_changed(day: PlannedDay) -> bool:
    """Whether a day of the programme is not run as programmed, or not on its day."""
    known = BOUNDS.keys() | STANDING
    moved = any(reason.code not in known for reason in day.reasons)
    return moved or abs(programmed_km(day) - (day.distance_km or 0)) > 1e-9


def why(day: PlannedDay, unit: str) -> Why:
    """What changed a day, without its distances, so that equal reasons are equal."""
    said = [r for r in day.reasons if r.code not in TOLD_BY_THE_NUMBERS | STANDING]
    limits = tuple(limit_name(one, day.on) for one in said if "max_km" in one.values)
    rest = [one for one in said if "max_km" not in one.values]
    return limits, tuple(sentence(one.code, one.values, unit) for one in rest)


def run_of(day: PlannedDay, unit: str) -> str:
    """A day's run in a row of days: its kind unless easy, and the plan of the programme."""
    if not is_ahead(day):
        return _("run already")
    return of_programmed(day, unit) if day.kind == "easy" else run_named(day, unit)


def most_over(days: Iterable[PlannedDay], unit: str) -> str:
    """The range of a limit over some days, each end rounded down."""
    most = [r.values["max_km"] for day in days for r in day.reasons if "max_km" in r.values]
    low, high = bare(min(most), unit), bare(max(most), unit)
    if low == high:
        return _("at most {far}").format(far=shown(max(most), unit))
    return _("at most {low} to {high} {unit}").format(low=low, high=high, unit=unit)


# --- a limit -----------------------------------------------------------------------------------


def in_short(day: DayAdvice, unit: str) -> str:
    """A day, what is advised on it, and the most it allows."""
    advised = shown(day.advised_km, unit) if day.advised_km else _("no run")
    return _("{day}: {advised}, at most {most}").format(
        day=day_name(day.on), advised=advised, most=shown(day.max_run_km, unit)
    )


def behind(bound: Bound, limits: Mapping[str, Restriction], unit: str) -> str:
    """Who set a limit and what it says, or what an own bound leans on; nothing where neither."""
    if bound.restriction is not None:
        return who_set(limits[bound.restriction], unit)
    leans_on = LEANS_ON.get(bound.code)
    return _("leans on {names}; see below").format(names=", ".join(leans_on)) if leans_on else ""


def who_set(one: Restriction, unit: str) -> str:
    """Who set a limit, from when until when, and everything it says."""
    until = ""
    if one.until_day:
        until = _(" until {day}, and on until somebody acknowledges").format(day=one.until_day)
    return _("set by {by} from {day}{until}; {says}").format(
        by=who(one.by or one.set_by),
        day=one.from_day,
        until=until,
        says="; ".join(_says(one, unit)),
    )


def _says(one: Restriction, unit: str) -> Iterator[str]:
    """Each thing a limit says, by its name."""
    said: Mapping[str, str | int | float | bool | None] = {
        _("no running"): one.no_running,
        _("longest run"): one.max_run_km and shown(one.max_run_km, unit),
        _("longest run in minutes"): one.max_run_min,
        _("in seven days"): one.max_week_km and shown(one.max_week_km, unit),
        _("runs in seven days"): one.max_runs_per_week,
        _("rest days between runs"): one.min_rest_days_between_runs,
        _("highest pain rating"): one.max_nrs,
        _("easy runs"): one.easy_only,
        _("surfaces"): None if one.surfaces is None else surfaces_named(one.surfaces),
    }
    for name, value in said.items():
        if value is not None and value is not False:
            yield f"{name}: {_('yes') if value is True else _number(value)}"


def _number(value: str | int | float) -> str:
    return localised(str(value)) if isinstance(value, float) else str(value)


# --- chances and assumptions -------------------------------------------------------------------


def chance_at(p: float) -> str:
    """A chance in words, and the number behind it.

    >>> chance_at(0.738)
    'about 7 in 10 (0.74)'
    """
    return f"{in_ten(p)} ({localised(f'{p:.2f}')})"


def from_first_step(p: float) -> str:
    """The chance that pain is there from the first step.

    >>> from_first_step(0.05)
    'From the first step: fewer than 1 in 10 hurt (0.05).'
    """
    return _("From the first step: {chance} hurt ({p}).").format(
        chance=in_ten(p), p=localised(f"{p:.2f}")
    )


def about_name(about: str) -> str:
    """What a group of assumptions is about.

    >>> about_name("light")
    'The traffic light'
    """
    return _(ABOUT[about])


def assumption(one: Assumption) -> str:
    """An assumption with its value, the range it could have as well, and its source."""
    return _("{name} = {value} {unit} (as well {low} to {high}); source: {source}").format(
        name=one.id, value=number(one.value), unit=pgettext("assumption", one.unit),
        low=number(one.low), high=number(one.high), source=published(one.source),
    )  # fmt: skip


def engine(version: str, seed: int) -> str:
    """Which engine said it, with which dice.

    >>> engine("0.2.0", 7)
    'Engine 0.2.0, seed 7.'
    """
    return _("Engine {version}, seed {seed}.").format(version=version, seed=seed)
