"""The plan in words: kinds of session, what is run of what was programmed, what a week is for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from startline.engine.advice import PlannedDay
from startline.engine.plans import CrossTraining, RunWalk
from startline.words.language import N_, _, ngettext
from startline.words.units import bare, number
from startline.words.units import in_minutes as minutes
from startline.words.weeks import programmed_km

COMING_DAYS = N_("The coming days")
COMING_DAYS_NOTE = N_("in {unit}; cross-training as you like")
COLUMNS = (N_("run"), N_("instead of the rest"), N_("stays free of pain"))
"""Heads of the columns beside the day and the kind of its session."""

WEEKS_TO_THE_RACE = N_("The weeks to the race")
WEEKS_AHEAD = N_("The weeks ahead")
WEEKS_DECIDED = N_("The weeks, and what decided each day")
BARS = N_("{full} plan, {faint} programme, in {unit}")

KINDS: Mapping[str, str] = {
    "easy": N_("easy"),
    "long": N_("long"),
    "pace": N_("pace"),
    "intervals": N_("intervals"),
    "race": N_("race"),
    "run_walk": N_("run-walk"),
    "cross": N_("cross"),
    "rest": N_("rest"),
    "test": N_("test"),
}

CROSS_TRAINING: Mapping[str, str] = {
    "cycling": N_("cycling"),
    "pool_running": N_("pool running"),
    "swimming": N_("swimming"),
    "elliptical": N_("elliptical"),
    "rowing": N_("rowing"),
    "walking": N_("walking"),
    "strength": N_("strength"),
}

WEEK_NOTES: Mapping[str, str] = {
    "over_limit": N_("over your limit"),
    "race": N_("race"),
    "taper": N_("taper"),
    "lighter_week": N_("lighter week"),
}
"""What a week is for."""

PROGRAMME_KEEPS = N_("It has the limits of its new day. The programme keeps it on its own.")
AS_THE_PROGRAMME_HAS_IT = N_("It stands where the programme has it.")
NO_LIMIT_BINDS = N_("No limit binds there.")
HAS_GONE_BY = N_("On {day} again, which has gone by: nothing is planned for it.")
MOVED_FROM = N_("The {kind} session, moved from {day}")
ON_ITS_OWN_DAY = N_("The {kind} session, on its own day again")


def kind_name(kind: str) -> str:
    """A kind of session in words.

    >>> kind_name("run_walk"), kind_name("cross")
    ('run-walk', 'cross')
    """
    return _(KINDS[kind]) if kind in KINDS else kind.replace("_", " ")


def cross_name(kind: str) -> str:
    """A kind of cross-training in words.

    >>> cross_name("pool_running")
    'pool running'
    """
    return _(CROSS_TRAINING[kind]) if kind in CROSS_TRAINING else kind.replace("_", " ")


def week_note(code: str) -> str:
    """What a week is for, in words; nothing for an ordinary one."""
    return _(WEEK_NOTES[code]) if code else ""


def of_programmed(day: PlannedDay, unit: str) -> str:
    """`2.5 of 18`: the plan, then the programme where that was another distance."""
    now, was = bare(day.distance_km or 0, unit), bare(programmed_km(day), unit)
    return now if now == was else whole_of(now, was)


def whole_of(now: str, was: str) -> str:
    """One number of another.

    >>> whole_of("2.5", "18")
    '2.5 of 18'
    """
    return _("{now} of {was}").format(now=now, was=was)


def run_named(day: PlannedDay, unit: str) -> str:
    """A day's run with its kind in front: `long 2.5 of 18`."""
    return f"{kind_name(day.kind)} {of_programmed(day, unit)}"


def offered(one: CrossTraining) -> str:
    """Cross-training in words.

    >>> offered(CrossTraining("pool_running", 45))
    '45 min pool running'
    """
    what = cross_name(one.kind)
    return f"{minutes(one.duration_min)} {what}"


def in_minutes(day: PlannedDay) -> str:
    """A session programmed in minutes, or split into running and walking; else nothing.

    The programme's number of repeats is that of the whole session: a shortened one has its
    minutes in their place.
    """
    cut = programmed_km(day) > (day.distance_km or 0)
    parts = []
    if day.run_walk is not None and day.distance_km:
        parts.append(split(replace(day.run_walk, repeats=None) if cut else day.run_walk))
    if day.duration_min and day.distance_km:
        whole = minutes(round(day.duration_min))
        parts.append(_("{minutes} in all").format(minutes=whole) if parts else whole)
    return ", ".join(parts)


def split(one: RunWalk) -> str:
    """How running and walking alternate.

    >>> split(RunWalk(2, 1, 8)), split(RunWalk(1, 2))
    ('run 2 min, walk 1 min, 8 times', 'run 1 min, walk 2 min, in turn')
    """
    n = one.repeats
    times = _("in turn") if n is None else ngettext("{n} time", "{n} times", n).format(n=n)
    return _("run {run} min, walk {walk} min, {times}").format(
        run=number(one.run_min), walk=number(one.walk_min), times=times
    )


def weeks_more(n: int) -> str:
    """That so many weeks are not shown.

    >>> weeks_more(3)
    'and 3 weeks more'
    """
    return ngettext("and {n} week more", "and {n} weeks more", n).format(n=n)
