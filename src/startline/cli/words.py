"""Codes into sentences, in one place. British English, calm and short; no treatment, no promise.

Each sentence takes the values of its reason; `{…}` names are filled in by `sentence`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from startline.cli.units import day_name, shown

LONGEST_NAME = 60  # letters of somebody's words inside a sentence; more would hide the sentence

DATA_AGE = "From what was said up to {day}, {ago}."
NOTHING_SAID = "Nothing has been logged yet."
WHAT_IT_IS = (
    "A diary and planning aid. It follows the limits you and your clinician enter; "
    "it cannot see your knee, shin or hip."
)

RED_FLAGS_FIRST = (
    "First: chest pain, collapse, a swollen warm calf, new numbness around the saddle, "
    "a limp, pain at rest or at night, or a tender bone? Do not run. Get help."
)

EMERGENCY = "Call your emergency number now. Do not run."
SEE_SOMEBODY = "Do not run. Have this looked at before another run."

PROGRAMME_KEEPS = "It has the limits of its new day. The programme keeps it on its own."
AS_THE_PROGRAMME_HAS_IT = "It stands where the programme has it."
NO_LIMIT_BINDS = "No limit binds there."

FLAGS: Mapping[str, str] = {
    "chest_pain": "chest pain",
    "collapse": "a collapse",
    "calf_swelling": "a swollen, warm or red calf",
    "bladder_bowel_or_saddle": "a new change in bladder or bowel, or numbness around the saddle",
    "cannot_bear_weight": "you cannot bear weight",
    "limp_at_rest": "a limp when you walk",
    "groin_pain_on_running": "groin pain on running",
    "night_or_rest_pain": "pain at rest or at night",
    "bone_tenderness": "pain where bone is in question",
    "hot_swollen_joint": "a hot, swollen joint",
    "locking_or_giving_way": "a joint that locks or gives way",
    "sudden_pop": "a sudden pop",
    "numbness_or_weakness": "numbness or a limb that gives way",
    "fever": "fever",
    "other": "a sign somebody marked as needing a look",
}

BOUNDS: Mapping[str, str] = {
    "red_flag": "a red flag is open",
    "clinician_limit": "the limit your {by} set",
    "runner_limit": "your own limit",
    "onset": "where pain may begin, at the chance you accept",
    "single_session_spike": "one tenth more than your longest run of 30 days",
    "traffic_light": "how the last runs went",
    "stale_data": "how long ago you last said how it goes",
    "taper": "no new longest run in the last three weeks",
    "programme": "the programme",
    "data_missing": "something needed is missing",
    "rest_day": "a rest day",
}

REASONS: Mapping[str, str] = {
    "no_run_programmed": "No run is programmed.",
    "shortened": "{to} instead of {from}.",
    "not_today": "Not today: {from} was programmed.",
    "already_run": "Today's run is done.",
    "easy_instead": "Easy running instead of {of}.",
    "surfaces": "Set by {by}: {allowed}.",
    "limit_says_nothing": "The limit by {by} names no limit that is known: check its spelling.",
    "limit_maybe_misspelt": "The limit by {by} says {key}, a name that is not known. "
    "Until its spelling is checked, {meant}.",
    "max_nrs": "Set by {by}: pain up to {nrs} of 10 while running.",
    "easy_only": "Set by {by}: easy running.",
    "see_clinician": "{red_runs} red runs in {days} days: contact your clinician. "
    "No step up until somebody has looked.",
    "bone_screen_due": "Nobody has said yet whether bone is in question. Ask at the next visit: "
    "is any bone tender to touch?",
    "onset_not_given": "{n_runs} hurt without a place: counted as from the first step "
    "until you say where it began.",
    "stopped_from_fear": "{n_runs} stopped for fear of pain: pain-free as far as it went.",
    "painkiller_runs_left_out": "{n_runs} under painkillers: says nothing about where it begins.",
    "runs_nobody_asked_about": "{n_runs} nobody was asked about: distance run, not pain-free.",
    "limit_lapsed": "The limit by {by} ran until {until} and still binds. "
    "It needs somebody to acknowledge it.",
    "race_in_the_past": "The race was on {on}. Enter the next one.",
    "nothing_logged": "No run and no check-in yet. Log one, and a distance can be given.",
    "check_in_first": "Nothing was said for {days} days. Check in first: how is it?",
    "run_set_aside": "The run of {on} was left out ({why}).",
    "limit_must_be_lifted": "The limit of {max} by {by} would have to be lifted first.",
    "conflict": "No run fits under: {limit_words}, set by {by}{until_words}.",
    "limits_allow": "By themselves the limits allow {n_runs} in the coming week.",
    "session_without_length": "The programme gives neither distance nor minutes for this session.",
    "red_flag": "{sign}, since {opened_on}.",
    "onset_earlier_each_time": "The last {n_runs} each began to hurt earlier than the one before. "
    "Have this looked at within days.",
    "please_confirm": "{place} is {value:g} {unit}: unusual. Is that right?",
    "run_far_beyond_others": "The run of {on_name}, {from}, is far beyond the others: it counts as "
    "{to} until others stand beside it. Is it right?",
    "identical_runs": "{n_runs} of {each} are alike to the metre: of what they say of days without "
    "pain, the newest {counted} count. Are they right?",
    "limit_far_above_history": "The limit by {by} is {to}; the longest run of 30 days was {from}. "
    "Is that right?",
    "lighter_week": "A lighter week: no run beyond {to}.",
    "more_runs_this_week": "More runs this week than in the four before, so none beyond {to}.",
    "longer_run_this_week": "A longer run this week, so nothing fast: one thing is raised "
    "at a time.",
    "as_shown_before": "Kept as it was shown to you before.",
    "moved_to_run_day": "Moved from {from_day_name} to one of your run days.",
    "moved_by_hand": "Moved by you from {from_day_name}.",
    "no_run_day_left": "No run day of yours is left for the {kind} run of {on_name}. "
    "The programme keeps it.",
    "move_not_possible": "The session of {from_day_name} could not be moved to {on_name}.",
    "purpose_out_of_reach": "By {by_name} the longest run comes to {longest}, under half the race "
    "({half}): the programme would not prepare you for it. Ways on, yours to choose and to talk "
    "about at your next visit: {ways_on}.",
    "no_distance_within_tolerance": "No distance keeps the chance of pain within what you accept. "
    "Take this to your next visit.",
}

WAYS_ON: Mapping[str, str] = {
    "run_walk": "walking breaks from the start",
    "half_instead": "the half instead",
    "defer": "a later race",
}

TOLD_BY_THE_NUMBERS = frozenset({"shortened", "not_today", "no_run_programmed"})
"""What a line with both distances says already."""

STANDING = frozenset({"surfaces", "max_nrs", "easy_only", "limit_says_nothing"})
"""Limits on how one runs: they hold day after day and are told once, beside today."""

WHY_SET_ASIDE: Mapping[str, str] = {
    "after_today": "it lies after this day",
    "implausible_pace": "faster than 2:00 per km",
    "no_distance": "no distance",
    "recorded_twice": "recorded twice, counted once",
}

LIMIT_WORDS: Mapping[str, str] = {
    "no_running": "no running",
    "max_run_km": "at most {value} a run",
    "max_run_min": "at most {value} min a run",
    "max_week_km": "at most {value} a week",
    "max_runs_per_week": "at most {value} runs a week",
    "min_rest_days_between_runs": "{value} days of rest between runs",
    "max_nrs": "pain up to {value} of 10",
    "easy_only": "easy running",
    "surfaces": "surfaces: {value}",
    "unreadable": "a limit that cannot be read",
}
"""One limit by itself; distances come in the unit shown."""

LIGHTS: Mapping[str, str] = {
    "green": "green: as usual during, after and next morning",
    "amber": "amber: repeat the last step, do not add",
    "red": "red: rest a whole day, then one step back",
    "unknown": "not known: a check is missing, so it does not count as green",
}

VERDICTS: Mapping[str, str] = {
    "too_early": "Too early to tell: about {needed} more to compare.",
    "improving": "It looks to be getting better.",
    "no_clear_change": "No clear change.",
    "worsening": "It looks to be getting worse. Take this to your clinician.",
}


def runs(n: int) -> str:
    """A number of runs.

    >>> runs(1), runs(2)
    ('1 run', '2 runs')
    """
    return f"{n} run" if n == 1 else f"{n} runs"


def bound_name(code: str, by: str | None) -> str:
    """A limit by its name, and whose it is.

    >>> bound_name("clinician_limit", "physiotherapist"), bound_name("clinician_limit", None)
    ('the limit your physiotherapist set', 'the limit your clinician set')
    """
    return BOUNDS[code].format(by=clipped(by or "clinician"))


def until_when(until: date, on: date) -> str:
    """The last day of a limit; past it the limit binds until a person lifts it."""
    named = day_name(until)
    return f"until {named}" if on <= until else f"past {named} until somebody lifts it"


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
    return REASONS.get(code, code.replace("_", " ")).format(**_filled(values, unit))


def _filled(values: Mapping[str, Any], unit: str) -> dict[str, Any]:
    """Everything a sentence may name: `x_km` as `x`, a day as `x_name`, codes as words."""
    filled: dict[str, Any] = {"by": "somebody"}
    for key, value in values.items():
        if value is None:
            continue
        if key.endswith("_km"):
            filled[key.removesuffix("_km")] = shown(value, unit)
        filled[key] = clipped(value.replace("_", " ")) if key in ("kind", "of") else value
        if isinstance(value, str):
            filled[key] = clipped(filled[key])
            filled[f"{key}_name"] = _day_named(value)
    if "limit" in values:
        filled |= _limit_named(values, unit)
    return filled | _coded(values)


def _limit_named(values: Mapping[str, Any], unit: str) -> dict[str, str]:
    """One limit in words, its distance in the unit shown, and until when it runs."""
    code, value, until = str(values["limit"]), values.get("value"), values.get("until")
    said = shown(float(value), unit) if code.endswith("_km") and value is not None else value
    return {
        "limit_words": LIMIT_WORDS.get(code, code).format(value=said),
        "until_words": f", until {_day_named(until)}" if until else "",
    }


def _day_named(text: str) -> str:
    try:
        return day_name(date.fromisoformat(text))
    except ValueError:
        return clipped(text)


def _coded(values: Mapping[str, Any]) -> dict[str, str]:
    """Values that are codes themselves, or lists, in words."""
    words: dict[str, str] = {}
    if "runs" in values:
        words["n_runs"] = runs(values["runs"])
    if "why" in values:
        words["why"] = WHY_SET_ASIDE.get(values["why"], values["why"])
    if "flag" in values:
        named = FLAGS.get(values["flag"], FLAGS["other"])
        words["sign"] = named[0].upper() + named[1:]
    if "allowed" in values:
        words["allowed"] = clipped(", ".join(values["allowed"]))
    if "options" in values:
        words["ways_on"] = _either(WAYS_ON[one] for one in values["options"])
    return words


def _either(names: Iterable[str]) -> str:
    *first, last = names
    return f"{', '.join(first)}, or {last}" if first else last
