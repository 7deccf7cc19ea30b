"""Codes into sentences. British English, calm and short; no treatment, no promise.

Each sentence takes the values of its reason; `{…}` names are filled in by `sentence`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from startline.engine.advice import Bound
from startline.engine.plans import Reason
from startline.words.language import N_, _, ngettext
from startline.words.plan import kind_name
from startline.words.units import capitalised, day_name, localised, number, shown

LONGEST_NAME = 60  # letters of somebody's words inside a sentence; more would hide the sentence

FLAGS: Mapping[str, str] = {
    "chest_pain": N_("chest pain"),
    "collapse": N_("a collapse"),
    "calf_swelling": N_("a swollen, warm or red calf"),
    "bladder_bowel_or_saddle": N_(
        "a new change in bladder or bowel, or numbness around the saddle"
    ),
    "cannot_bear_weight": N_("you cannot bear weight"),
    "limp_at_rest": N_("a limp when you walk"),
    "groin_pain_on_running": N_("groin pain on running"),
    "night_or_rest_pain": N_("pain at rest or at night"),
    "bone_tenderness": N_("pain where bone is in question"),
    "hot_swollen_joint": N_("a hot, swollen joint"),
    "locking_or_giving_way": N_("a joint that locks or gives way"),
    "sudden_pop": N_("a sudden pop"),
    "numbness_or_weakness": N_("numbness or a limb that gives way"),
    "fever": N_("fever"),
    "other": N_("a sign somebody marked as needing a look"),
}

BOUNDS: Mapping[str, str] = {
    "red_flag": N_("a red flag is open"),
    "clinician_limit": N_("the limit your {by} set"),
    "runner_limit": N_("your own limit"),
    "onset": N_("where pain may begin, at the chance you accept"),
    "single_session_spike": N_("one tenth more than your longest run of 30 days"),
    "traffic_light": N_("how the last runs went"),
    "stale_data": N_("how long ago you last said how it goes"),
    "taper": N_("no new longest run in the last three weeks"),
    "programme": N_("the programme"),
    "data_missing": N_("something needed is missing"),
    "rest_day": N_("a rest day"),
}

REASONS: Mapping[str, str] = {
    "no_run_programmed": N_("No run is programmed."),
    "shortened": N_("{to} instead of {from}."),
    "not_today": N_("Not today: {from} was programmed."),
    "already_run": N_("Today's run is done."),
    "easy_instead": N_("Easy running instead of {of}."),
    "surfaces": N_("Set by {by}: {allowed}."),
    "limit_says_nothing": N_("The limit by {by} names no limit that is known: check its spelling."),
    "limit_maybe_misspelt": N_(
        "The limit by {by} says {key}, a name that is not known. "
        "Until its spelling is checked, {meant}."
    ),
    "max_nrs": N_("Set by {by}: pain up to {nrs} of 10 while running."),
    "easy_only": N_("Set by {by}: easy running."),
    "see_clinician": N_(
        "{red_runs} red runs in {days} days: contact your clinician. "
        "No step up until somebody has looked."
    ),
    "bone_screen_due": N_(
        "Nobody has said yet whether bone is in question. Ask at the next visit: "
        "is any bone tender to touch?"
    ),
    "onset_not_given": N_(
        "{n_runs} hurt without a place: counted as from the first step "
        "until you say where it began."
    ),
    "stopped_from_fear": N_("{n_runs} stopped for fear of pain: pain-free as far as it went."),
    "painkiller_runs_left_out": N_(
        "{n_runs} under painkillers: says nothing about where it begins."
    ),
    "runs_nobody_asked_about": N_("{n_runs} nobody was asked about: distance run, not pain-free."),
    "limit_lapsed": N_(
        "The limit by {by} ran until {until} and still binds. It needs somebody to acknowledge it."
    ),
    "race_in_the_past": N_("The race was on {on}. Enter the next one."),
    "nothing_logged": N_("No run and no check-in yet. Log one, and a distance can be given."),
    "check_in_first": N_("Nothing was said for {days} days. Check in first: how is it?"),
    "run_set_aside": N_("The run of {on} was left out ({why})."),
    "limit_must_be_lifted": N_("The limit of {max} by {by} would have to be lifted first."),
    "conflict": N_("No run fits under: {limit_words}, set by {by}{until_words}."),
    "limits_allow": N_("By themselves the limits allow {n_runs} in the coming week."),
    "session_without_length": N_(
        "The programme gives neither distance nor minutes for this session."
    ),
    "red_flag": N_("{sign}, since {opened_on}."),
    "onset_earlier_each_time": N_(
        "The last {n_runs} each began to hurt earlier than the one before. "
        "Have this looked at within days."
    ),
    "please_confirm": N_("{place} is {value} {unit}: unusual. Is that right?"),
    "run_far_beyond_others": N_(
        "The run of {on_name}, {from}, is far beyond the others: it counts as "
        "{to} until others stand beside it. Is it right?"
    ),
    "identical_runs": N_(
        "{n_runs} of {each} are alike to the metre: of what they say of days without "
        "pain, the newest {counted} count. Are they right?"
    ),
    "limit_far_above_history": N_(
        "The limit by {by} is {to}; the longest run of 30 days was {from}. Is that right?"
    ),
    "lighter_week": N_("A lighter week: no run beyond {to}."),
    "more_runs_this_week": N_("More runs this week than in the four before, so none beyond {to}."),
    "longer_run_this_week": N_(
        "A longer run this week, so nothing fast: one thing is raised at a time."
    ),
    "as_shown_before": N_("Kept as it was shown to you before."),
    "moved_to_run_day": N_("Moved from {from_day_name} to one of your run days."),
    "moved_by_hand": N_("Moved by you from {from_day_name}."),
    "no_run_day_left": N_(
        "No run day of yours is left for the {kind} run of {on_name}. The programme keeps it."
    ),
    "move_not_possible": N_("The session of {from_day_name} could not be moved to {on_name}."),
    "purpose_out_of_reach": N_(
        "By {by_name} the longest run comes to {longest}, under half the race "
        "({half}): the programme would not prepare you for it. Ways on, yours to choose and to "
        "talk about at your next visit: {ways_on}."
    ),
    "no_distance_within_tolerance": N_(
        "No distance keeps the chance of pain within what you accept. Take this to your next visit."
    ),
}

WAYS_ON: Mapping[str, str] = {
    "run_walk": N_("walking breaks from the start"),
    "half_instead": N_("the half instead"),
    "defer": N_("a later race"),
}

TOLD_BY_THE_NUMBERS = frozenset({"shortened", "not_today", "no_run_programmed"})
"""What a line with both distances says already."""

STANDING = frozenset({"surfaces", "max_nrs", "easy_only", "limit_says_nothing"})
"""Limits on how one runs: they hold day after day and are told once, beside today."""

WHY_SET_ASIDE: Mapping[str, str] = {
    "after_today": N_("it lies after this day"),
    "implausible_pace": N_("faster than 2:00 per km"),
    "no_distance": N_("no distance"),
    "recorded_twice": N_("recorded twice, counted once"),
}

LIMIT_WORDS: Mapping[str, str] = {
    "no_running": N_("no running"),
    "max_run_km": N_("at most {value} a run"),
    "max_run_min": N_("at most {value} min a run"),
    "max_week_km": N_("at most {value} a week"),
    "max_runs_per_week": N_("at most {value} runs a week"),
    "min_rest_days_between_runs": N_("{value} days of rest between runs"),
    "max_nrs": N_("pain up to {value} of 10"),
    "easy_only": N_("easy running"),
    "surfaces": N_("surfaces: {value}"),
    "unreadable": N_("a limit that cannot be read"),
}
"""One limit by itself; distances come in the unit shown."""

ROLES: Mapping[str, str] = {
    "physiotherapist": N_("physiotherapist"),
    "massage therapist": N_("massage therapist"),
    "doctor": N_("doctor"),
    "clinician": N_("clinician"),
    "your clinician": N_("your clinician"),
    "runner": N_("runner"),
    "somebody": N_("somebody"),
    "somebody else": N_("somebody else"),
}
"""Who sets limits or is visited, as codes and people write it; names stay as they are."""

SURFACES: Mapping[str, str] = {
    "road": N_("road"),
    "treadmill": N_("treadmill"),
    "trail": N_("trail"),
    "track": N_("track"),
}


PLACES: Mapping[str, str] = {
    "runner.tolerance": N_("runner.tolerance"),
    "race.distance_km": N_("race.distance_km"),
    "race.goal_min": N_("race.goal_min"),
    "distance_km": N_("distance_km"),
    "duration_min": N_("duration_min"),
    "max_run_km": N_("max_run_km"),
    "max_run_min": N_("max_run_min"),
    "max_week_km": N_("max_week_km"),
}
"""Fields of a Case by which a question points to a value."""


def runs(n: int) -> str:
    """A number of runs.

    >>> runs(1), runs(2)
    ('1 run', '2 runs')
    """
    return ngettext("{n} run", "{n} runs", n).format(n=n)


def who(by: str) -> str:
    """Who set something, in words: a role in the reader's language, a name as it was typed.

    >>> who("physiotherapist"), who("Dr Weiss")
    ('physiotherapist', 'Dr Weiss')
    """
    return _(ROLES[by]) if by in ROLES else clipped(by)


def bound_name(code: str, by: str | None) -> str:
    """A limit by its name, and whose it is.

    >>> bound_name("clinician_limit", "physiotherapist"), bound_name("clinician_limit", None)
    ('the limit your physiotherapist set', 'the limit your clinician set')
    """
    return _(BOUNDS[code]).format(by=who(by or "clinician"))


def limit_name(one: Reason | Bound, on: date) -> str:
    """A limit that binds a day, with its last day where somebody named one.

    >>> nine = Reason("clinician_limit", {"by": "doctor", "until": "2026-04-10", "max_km": 9})
    >>> limit_name(nine, date(2026, 4, 5))
    'the limit your doctor set, until Fri 10 Apr'
    >>> limit_name(nine, date(2026, 4, 12))
    'the limit your doctor set, past Fri 10 Apr until somebody lifts it'
    """
    if isinstance(one, Bound):
        by, until = one.by, one.until
    else:
        by, last = one.values.get("by"), one.values.get("until")
        until = date.fromisoformat(last) if last else None
    name = bound_name(one.code, by)
    return name if until is None else f"{name}, {until_when(until, on)}"


def until_when(until: date, on: date) -> str:
    """The last day of a limit; past it the limit binds until a person lifts it."""
    said = _("until {day}") if on <= until else _("past {day} until somebody lifts it")
    return said.format(day=day_name(until))


def clipped(text: str) -> str:
    """Somebody's words, cut where they would hide the sentence they stand in."""
    return text if len(text) <= LONGEST_NAME else f"{text[: LONGEST_NAME - 1]}…"


def sentence(code: str, values: Mapping[str, Any], unit: str) -> str:
    """The sentence for a reason, distances in the unit shown.

    >>> sentence("moved_by_hand", {"from_day": "2026-03-29"}, "mi")
    'Moved by you from Sun 29 Mar.'
    """
    if code in BOUNDS and "flag" not in values:
        return bound_name(code, values.get("by"))
    if code not in REASONS:
        return code.replace("_", " ")
    return _(REASONS[code]).format(**_filled(values, unit))


def _filled(values: Mapping[str, Any], unit: str) -> dict[str, Any]:
    """Everything a sentence may name: `x_km` as `x`, a day as `x_name`, codes as words."""
    filled: dict[str, Any] = {"by": who("somebody")}
    for key, value in values.items():
        if value is None:
            continue
        filled[key] = _said(key, value)
        if key.endswith("_km"):
            filled[key.removesuffix("_km")] = shown(value, unit)
        if isinstance(value, str):
            filled[f"{key}_name"] = _day_named(value)
    if "limit" in values:
        filled |= _limit_named(values, unit)
    return filled | _coded(values, unit)


def _said(key: str, value: Any) -> Any:
    """One value by itself: a kind or a role in words, a number as it is written, words clipped."""
    if isinstance(value, str):
        return _IN_WORDS.get(key, str)(clipped(value))
    return number(value) if isinstance(value, float) else value


def place_named(place: str) -> str:
    """Where in a Case a value stands, as `engine.confirm` points to it.

    >>> place_named("run of 2026-03-20: distance_km"), place_named("runner.tolerance")
    ('run of 2026-03-20: distance_km', 'runner.tolerance')
    """
    whose, _colon, field = place.rpartition(": ")
    named = _(PLACES[field]) if field in PLACES else field
    if whose.startswith("run of "):
        return _("run of {on}: {field}").format(on=whose.removeprefix("run of "), field=named)
    if whose.startswith("restriction "):
        limit = whose.removeprefix("restriction ")
        return _("restriction {id}: {field}").format(id=limit, field=named)
    return named if not whose else place


def _limit_named(values: Mapping[str, Any], unit: str) -> dict[str, str]:
    """One limit in words, its distance in the unit shown, and until when it runs."""
    until = values.get("until")
    return {
        "limit_words": limit_words(str(values["limit"]), values.get("value"), unit),
        "until_words": _(", until {day}").format(day=_day_named(until)) if until else "",
    }


def limit_words(name: str, value: Any, unit: str) -> str:
    """One limit by itself.

    >>> limit_words("max_run_km", 14.484, "mi"), limit_words("surfaces", ["track", "road"], "mi")
    ('at most 9 mi a run', 'surfaces: track, road')
    """
    said = value
    if isinstance(value, list | tuple):
        said = surfaces_named(value)
    elif name.endswith("_km") and value is not None:
        said = shown(float(value), unit)
    elif isinstance(value, float):
        said = localised(str(value))
    return _(LIMIT_WORDS[name]).format(value=said) if name in LIMIT_WORDS else name


def surfaces_named(surfaces: Iterable[str]) -> str:
    """Surfaces in words.

    >>> surfaces_named(["track", "road"])
    'track, road'
    """
    return clipped(", ".join(_(SURFACES[one]) if one in SURFACES else one for one in surfaces))


def _day_named(text: str) -> str:
    try:
        return day_name(date.fromisoformat(text))
    except ValueError:
        return clipped(text)


def _coded(values: Mapping[str, Any], unit: str) -> dict[str, str]:
    """Values that are codes themselves, or lists, in words."""
    words: dict[str, str] = {}
    if "runs" in values:
        words["n_runs"] = runs(values["runs"])
    if "why" in values:
        why = values["why"]
        words["why"] = _(WHY_SET_ASIDE[why]) if why in WHY_SET_ASIDE else why
    if "flag" in values:
        words["sign"] = flag_named(values["flag"])
    if "resembles" in values:
        words["meant"] = _counted_as(values, unit)
    if "allowed" in values:
        words["allowed"] = surfaces_named(values["allowed"])
    if "options" in values:
        words["ways_on"] = _either([_(WAYS_ON[one]) for one in values["options"]])
    return words


def flag_named(code: str) -> str:
    """A red flag at the beginning of a sentence.

    >>> flag_named("fever")
    'Fever'
    """
    return capitalised(_(FLAGS.get(code, FLAGS["other"])))


def _counted_as(values: Mapping[str, Any], unit: str) -> str:
    """What a limit with an unknown name counts as: the one it resembles, or no running at all."""
    if values["resembles"] is None or values.get("value") is None:
        return _("no running is planned under it")
    words = limit_words(values["resembles"], values["value"], unit)
    return _("it counts as: {limit}").format(limit=words)


def _either(names: Sequence[str]) -> str:
    *first, last = names
    if not first:
        return last
    return _("{first}, or {last}").format(first=", ".join(first), last=last)


_IN_WORDS: Mapping[str, Callable[[str], str]] = {
    "kind": kind_name,
    "of": kind_name,
    "by": who,
    "place": place_named,
}
"""Values that are codes themselves, by their key."""
