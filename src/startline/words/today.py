"""A day in words: the one number, what is left of the programme, the chance, the light, why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from startline.engine.advice import Advice, Bound, DayAdvice, OnsetAdvice
from startline.engine.runs import Run
from startline.words.chances import in_ten, in_ten_with_range
from startline.words.language import N_, _, ngettext
from startline.words.plan import offered
from startline.words.reasons import BOUNDS, TOLD_BY_THE_NUMBERS, clipped, runs, sentence
from startline.words.units import bare, capitalised, day_name, shown

TODAY = N_("Today")
NEXT_LONG_RUN = N_("Next long run")
TO_KNOW = N_("To know")
WHERE_IT_HURTS = N_("Where it begins to hurt")
WHERE_IT_HURTS_NOTE = N_("● free of pain that far, ○ it has begun")
LAST_RUNS = N_("The last runs somebody was asked about")

NOTHING_SAID = N_("Nothing has been logged yet.")
WHAT_IT_IS = N_(
    "A diary and planning aid. It follows the limits you and your clinician enter; "
    "it cannot see your knee, shin or hip."
)

RED_FLAGS_FIRST = N_(
    "First: chest pain, collapse, a swollen warm calf, new numbness around the saddle, "
    "a limp, pain at rest or at night, or a tender bone? Do not run. Get help."
)
EMERGENCY = N_("Call your emergency number now. Do not run.")
SEE_SOMEBODY = N_("Do not run. Have this looked at before another run.")

LIGHTS: Mapping[str, str] = {
    "green": N_("green: as usual during, after and next morning"),
    "amber": N_("amber: repeat the last step, do not add"),
    "red": N_("red: rest a whole day, then one step back"),
    "unknown": N_("not known: a check is missing, so it does not count as green"),
}

NO_DISTANCE_KM = 500  # a limit at the longest distance there is sets none

Told = tuple[str, str]
"""A sentence in two: what may be shown large, possibly nothing, and the rest as it follows."""


def to_the_race(name: str | None, days: int) -> str:
    """How far the race is ahead.

    >>> to_the_race("Spring marathon", 41), to_the_race(None, 0)
    ('Spring marathon in 41 days', 'the race today')
    """
    race = clipped(name) if name else _("the race")
    if days == 0:
        return _("{race} today").format(race=race)
    return ngettext("{race} in {n} day", "{race} in {n} days", days).format(race=race, n=days)


def data_age(advice: Advice) -> str:
    """How old the newest thing said is."""
    newest, age = advice.newest_input_on, advice.data_age_days
    if newest is None or age is None:
        return _(NOTHING_SAID)
    said = {
        0: _("From what was said up to {day}, today."),
        1: _("From what was said up to {day}, yesterday."),
    }.get(age, _("From what was said up to {day}, {n} days ago."))
    return said.format(day=day_name(newest), n=age)


def red_flags_first(advice: Advice) -> str:
    """What comes before any number: what an open red flag asks for, or which signs would be one."""
    flags = [one for one in advice.reasons if one.code == "red_flag"]
    if not flags:
        return _(RED_FLAGS_FIRST)
    return _(EMERGENCY if any(one.values.get("emergency") for one in flags) else SEE_SOMEBODY)


def number_of(day: DayAdvice, unit: str) -> Told:
    """The one distance of a day, in front of what the programme said."""
    said = {reason.code for reason in day.reasons}
    most = at_most(day, unit)
    if "already_run" in said:
        return "", sentence("already_run", {}, unit)
    if day.kind == "race" and not day.advised_km:
        return _("The race is over your limit."), f" {most}"
    if day.advised_km:
        return shown(day.advised_km, unit), _of_programmed(day, unit, most)
    if "not_today" in said:
        was = shown(day.programmed_km, unit) if day.programmed_km else _("A session in minutes")
        rest = _("{was} was programmed.").format(was=was)
        return _("No run."), f" {rest} {most}"
    nothing = f"{_('No run is programmed.')} " if day.advised_km is not None else ""
    return "", f"{nothing}{most if day.max_run_km > 0 else _('No running.')}"


def at_most(day: DayAdvice, unit: str) -> str:
    """The most that may be run on a day."""
    return _("At most {far}.").format(far=shown(day.max_run_km, unit))


def _of_programmed(day: DayAdvice, unit: str, most: str) -> str:
    if day.programmed_km is None:
        return f"{_('; minutes were programmed.')} {most}"
    if (day.advised_km or 0) < day.programmed_km:
        return _(" instead of {far}.").format(far=shown(day.programmed_km, unit))
    return f"{_(', as programmed.')} {most}"


def below_the_number(day: DayAdvice, unit: str, how: str = "") -> Iterator[str]:
    """How a day is split, where to turn, and what may be done instead of the rest.

    `how` is the session in minutes, from `plan.in_minutes`.
    """
    if how:
        yield f"{capitalised(how)}."
    if day.turn_back_km:
        far = shown(day.turn_back_km, unit)
        yield _("Out and back: turn for home at {far}.").format(far=far)
    if day.cross_train:
        instead = _(" or ").join(offered(one) for one in day.cross_train)
        if day.kind == "cross":
            yield f"{instead}."
        else:
            yield _("Instead of the rest, if you like: {instead}.").format(instead=instead)


def chance_of(day: DayAdvice) -> str:
    """How likely that far is free of pain, and how likely not; nothing where nobody can say."""
    if day.p_pain_free is None:
        return ""
    low, high = day.p_pain_free_range or (day.p_pain_free, day.p_pain_free)
    return _("That far: {chance} stay free of pain, {other} do not.").format(
        chance=in_ten_with_range(day.p_pain_free, low, high), other=in_ten(1 - day.p_pain_free)
    )


def light_of(day: DayAdvice) -> str:
    """The traffic light in words; nothing where there is none."""
    if day.light is None:
        return ""
    if day.light == "red" and (day.advised_km or 0) > 0:
        return _("The last run's light was red: the day of rest is over, this is one step back.")
    return _("The light is {light}.").format(light=_(LIGHTS[day.light]))


def reasons_of(day: DayAdvice, unit: str) -> Iterator[str]:
    """Whatever changed a day that neither its number nor its bounds have told."""
    told = BOUNDS.keys() | TOLD_BY_THE_NUMBERS | {"already_run"}
    for reason in day.reasons:
        if reason.code not in told:
            yield sentence(reason.code, reason.values, unit)


def bound_far(bound: Bound, unit: str) -> str:
    """How far a limit allows; a dash for one that sets no distance."""
    return shown(bound.max_run_km, unit) if bound.max_run_km < NO_DISTANCE_KM else "-"


def to_know(advice: Advice, unit: str) -> Iterator[str]:
    """Everything else a person should know beside the numbers; red flags come before all."""
    for reason in (*advice.conflicts, *advice.reasons):
        if reason.code != "red_flag":
            yield sentence(reason.code, reason.values, unit)


# --- where it hurts ----------------------------------------------------------------------------


def where_it_hurts(onset: OnsetAdvice, unit: str) -> str:
    """The middle and the range of where pain would begin today, and how much is known."""
    low, high = (shown(km, unit) for km in onset.credible_80_km)
    return _(
        "In the middle at {middle}; 8 in 10 between {low} and {high}. "
        "From {n_runs} somebody was asked about."
    ).format(
        middle=shown(onset.median_km, unit),
        low=low,
        high=high,
        n_runs=runs(onset.n_informative_runs),
    )


def how_it_went(run: Run, unit: str) -> str:
    """What somebody said about pain on a run."""
    onset = run.pain.onset if run.pain else None
    if onset is None:
        return _("free of pain") if run.pain and run.pain.free else _("it hurt")
    first, last = bare(onset.lower_km, unit), bare(onset.upper_km, unit)
    if first == last:
        return _("pain from {first}").format(first=first)
    return _("pain from {first} to {last}").format(first=first, last=last)
