"""The sentences about programmes. The builder gives codes and values; the words stand here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from startline.engine.plans import Session
from startline.words.language import N_, _, pgettext, published
from startline.words.units import day_name, in_minutes, number, shown

KINDS = {
    "easy": "",
    "long": N_("long"),
    "pace": N_("pace"),
    "intervals": N_("intervals"),
    "race": N_("race"),
    "run_walk": N_("run and walk"),
    "cross": N_("cross-training"),
    "rest": N_("rest"),
    "test": N_("test"),
}

PHASES = {
    "build": N_("build"),
    "cutback": N_("cutback"),
    "taper": N_("taper"),
    "race": N_("race"),
}
"""What a week of a programme is for, as the programme calls it."""

SOURCES = N_("Where the numbers come from:")

NOTES = {
    "later_part": N_(
        "Fewer weeks are left than the programme has: it begins with week {week} "
        "of {of_weeks}, with a long run of {long_km}. Choose it if you run that far already."
    ),
    "usual_below": N_(
        "You run {usual_week_km} in a usual week; the first week has {from_km}. "
        "The programme is not made smaller than that. Build up to it first, or choose another."
    ),
    "usual_above": N_(
        "You run {usual_week_km} in a usual week; the first week has {from_km}. "
        "The programme is not made larger than that."
    ),
    "joins_above": N_("The first week has {from_km}, well above your usual {usual_week_km}."),
    "long_run_held": N_(
        "The longest run stays at {most_km} at most, whatever the weekly distance."
    ),
    "below_published": N_(
        "The largest week has {peak_week_km}; published marathon plans have at "
        "least {least_km}, or the same share of a shorter race."
    ),
    "sessions_left_out": N_(
        "Fewer run days than the programme has: its shortest easy runs are left "
        "out, at most {n_a_week} a week, {most_km_a_week} together."
    ),
    "walk_run_left_out": N_(
        "Fewer days than the programme has: {n_a_week} of 3 sessions a week are left out."
    ),
    "stop_rest_repeat": N_(
        "Each step is for a step without pain. After pain: stop, rest a day, "
        "repeat the step before. If pain persists, see a clinician. The days are the soonest."
    ),
    "walk_at_first_pain": N_(
        "Each step is for a step without pain, on flat ground. At the first pain "
        "walk, and repeat the step before. The days are the soonest."
    ),
}


def kind_name(kind: str) -> str:
    """A kind of session beside its distance; nothing for an easy run.

    >>> kind_name("cross"), kind_name("easy")
    ('cross-training', '')
    """
    named = KINDS.get(kind, kind)
    return _(named) if named else ""


def note_sentence(note: Mapping[str, Any], unit: str) -> str:
    """A note of a programme in words, distances in the runner's unit.

    >>> note_sentence({"code": "long_run_held", "values": {"most_km": 32.187}}, "mi")
    'The longest run stays at 20 mi at most, whatever the weekly distance.'
    """
    values = {
        key: shown(value, unit) if "km" in key.split("_") else value
        for key, value in note["values"].items()
    }
    return _(NOTES[note["code"]]).format(**values)


def written(text: str) -> str:
    """What a ready programme says of itself: its title, for whom it is, what a source supports.

    >>> written("First marathon, 18 weeks")
    'First marathon, 18 weeks'
    """
    return pgettext("programme", text) if text else ""


def for_whom(text: str) -> str:
    """For whom a ready programme is, as a sentence."""
    return _("For whoever {who}.").format(who=written(text))


def source_line(source: Mapping[str, Any]) -> str:
    """One source of a programme: what is cited, its grade from A to D, and what it supports."""
    return f"{published(source['cite'])} [{source['grade']}]: {written(source['supports'])}."


def week_line(week: int, sessions: Sequence[Session], unit: str) -> str:
    """The line above a week of a programme: its number, what it is for, its kilometres or miles."""
    total = sum(one.distance_km or 0 for one in sessions if one.kind != "race")
    phase = sessions[0].extra.get("phase", "")
    far = shown(total, unit) if total else ""
    named = _(PHASES[phase]) if phase in PHASES else phase
    return f"{_('Week {n}').format(n=week)}  {named}  {far}".rstrip()


def session_line(one: Session, unit: str) -> str:
    """One session of a programme: its day, how far or long, its kind, how it is split."""
    parts = [f"{day_name(one.on):10}"]
    parts += [shown(one.distance_km, unit)] if one.distance_km else []
    parts += [in_minutes(one.duration_min)] if one.duration_min else []
    parts += [kind_name(one.kind)]
    split = one.extra.get("run_walk")
    return "  ".join(part for part in (*parts, _split(split) if split else "") if part)


def _split(split: Mapping[str, Any]) -> str:
    said = _("({n} x run {run} min)")
    if split["walk_min"]:
        said = _("({n} x run {run}, walk {walk} min)")
    return said.format(
        n=split["repeats"], run=number(split["run_min"]), walk=number(split["walk_min"])
    )
