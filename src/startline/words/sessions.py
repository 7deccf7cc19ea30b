"""Sessions as they leave the house: titles of a calendar, steps on a watch."""

from __future__ import annotations

from collections.abc import Mapping

from startline.words.language import N_, _
from startline.words.plan import cross_name
from startline.words.units import capitalised, in_minutes

TITLES: Mapping[str, str] = {
    "easy": N_("Run {far} easy"),
    "long": N_("Long run {far}"),
    "pace": N_("Pace run {far}"),
    "intervals": N_("Intervals {far}"),
    "test": N_("Test run {far}"),
    "run_walk": N_("Run-walk {far}"),
    "race": N_("Race {far}"),
}
OTHER_RUN = N_("Run {far}")

RUN_DONE = N_("Run done")
RACE_DAY = N_("Race day")
OVER_LIMIT = N_("Race day: over your limit")
CROSS = N_("Cross-training")
CANCELLED = N_("Cancelled")
NOT_UPDATED = N_("Not updated yet: open startline")
CALENDAR = N_("Running")

STEPS: Mapping[str, str] = {
    "out": N_("Out"),
    "back": N_("Back"),
    "out_run": N_("Out: run"),
    "out_walk": N_("Out: walk"),
    "back_run": N_("Back: run"),
    "back_walk": N_("Back: walk"),
    "turn": N_("Turn for home"),
    "again": N_("Again"),
    "race": N_("Race"),
}
"""Short enough for the face of a watch."""


def title(kind: str, far: str) -> str:
    """A run by its distance, or by its minutes.

    >>> title("long", "2.5 mi"), title("easy", "30 min")
    ('Long run 2.5 mi', 'Run 30 min easy')
    """
    return _(TITLES.get(kind, OTHER_RUN)).format(far=far)


def title_in_minutes(kind: str, minutes: int, most: str) -> str:
    """A run by its minutes, and the distance that ends it.

    >>> title_in_minutes("run_walk", 30, "5 km")
    'Run-walk 30 min, at most 5 km'
    """
    return _("{title}, at most {far}").format(title=title(kind, in_minutes(minutes)), far=most)


def cross_title(kind: str, minutes: int | None) -> str:
    """A session of another kind; `cross` where nobody said which.

    >>> cross_title("pool_running", 45), cross_title("cross", None)
    ('Pool running 45 min', 'Cross-training')
    """
    name = _(CROSS) if kind == "cross" else capitalised(cross_name(kind))
    return f"{name} {in_minutes(minutes)}" if minutes else name


def step(name: str) -> str:
    """A step on a watch, by its code in `STEPS`."""
    return _(STEPS[name])


def turn_note(where: str, *, easy: bool) -> str:
    """Where to turn, shown during the way out.

    >>> turn_note("1.2 mi", easy=True)
    'Turn for home at 1.2 mi. Easy.'
    """
    said = _("Turn for home at {far}.").format(far=where)
    return f"{said} {_('Easy.')}" if easy else said


def most_note(far: str, minutes: int | None) -> str:
    """What the run may not exceed, minutes too where somebody limited them.

    >>> most_note("2.5 mi", None), most_note("2.5 mi", 40)
    ('At most 2.5 mi in all.', 'At most 2.5 mi and 40 min in all.')
    """
    if minutes is None:
        return _("At most {far} in all.").format(far=far)
    return _("At most {far} and {minutes} min in all.").format(far=far, minutes=minutes)
