"""Can I still run it? Each way on in words. Nothing here recommends one; the runner decides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from startline.engine.advice import MinuteRange, OptionOutlook, ShareRange
from startline.words.chances import in_ten_with_range
from startline.words.language import N_, _
from startline.words.reasons import sentence
from startline.words.units import day_name, shown

TITLE = N_("Can I still run it?")
RACE_ON = N_("Race on {day}")

WAYS: Mapping[str, str] = {
    "as_programmed": N_("The programme as it was"),
    "within_limits": N_("Within the limits"),
    "rest_then_return": N_("Two weeks of rest, then back by the light"),
    "cross_train": N_("Cross-training alone for some weeks, then back"),
    "run_walk": N_("Within the limits, with walk breaks in training and race"),
    "half_instead": N_("Within the limits, and the half instead"),
    "defer": N_("Within the limits, and a race half a year later"),
}

TO_COMPARE = N_("To compare with; your limits do not allow it.")
"""Belongs to the way `as_programmed`."""

HOW_TO_READ = N_(
    "Each row is 20 simulated versions of the weeks to the race: ● finish, ○ do not. "
    "The ranges say how far the chances move when our assumptions do."
)

WHAT_IT_LEANS_ON = N_(
    "Most of each range comes from what a few runs cannot tell: whether it is recovering, how "
    "long that takes, and how people decide at the start."
)


def way(one: OptionOutlook) -> str:
    """A way on by its name."""
    return _(WAYS[one.code])


def chance(share: ShareRange) -> str:
    """A chance with its range.

    >>> chance(ShareRange(0.42, 0.1, 0.8))
    'about 4 in 10 (between 1 and 8)'
    """
    return in_ten_with_range(share.p, share.low, share.high)


def finishing(one: OptionOutlook) -> str:
    """The chance of reaching the finish."""
    return _("{chance} finish").format(chance=chance(one.p_finish))


def other_chances(one: OptionOutlook) -> str:
    """The chances of a start, of a flare-up on the way, and of pain inside the limit."""
    said = [
        _("Start: {chance}").format(chance=chance(one.p_start)),
        _("flare-up on the way: {chance}").format(chance=chance(one.p_flare_up)),
    ]
    if one.p_pain_within_limit is not None:
        inside = _("finish with pain inside the limit: {chance}")
        said.append(inside.format(chance=chance(one.p_pain_within_limit)))
    return f"{'; '.join(said)}."


def runs_and_time(one: OptionOutlook, unit: str) -> str:
    """The longest run before the race, the time of those who finish, and until when it is open."""
    said = [_("Longest run from now {range}").format(range=longest_run(one, unit))]
    if one.finish_min is not None:
        said.append(_("time {range}").format(range=time_to_finish(one.finish_min)))
    if one.decide_by is not None:
        said.append(_("open until {day}").format(day=day_name(one.decide_by)))
    return f"{'; '.join(said)}."


def longest_run(one: OptionOutlook, unit: str) -> str:
    """The longest run before the race: the middle 8 in 10 of the simulated versions."""
    low, high = (shown(km, unit) for km in one.longest_run_km)
    return _("{low} to {high}").format(low=low, high=high)


def time_to_finish(minutes: MinuteRange) -> str:
    """The time of those who finish, and its middle.

    >>> time_to_finish(MinuteRange(240, 270, 310))
    '4:00 to 5:10, middle 4:30'
    """
    return _("{low} to {high}, middle {middle}").format(
        low=clock(minutes.p10), high=clock(minutes.p90), middle=clock(minutes.p50)
    )


def clock(minutes: float) -> str:
    """Minutes as hours and minutes.

    >>> clock(269.7)
    '4:30'
    """
    whole = round(minutes)
    return f"{whole // 60}:{whole % 60:02d}"


def in_the_way(options: Iterable[OptionOutlook], unit: str) -> list[str]:
    """Limits that somebody would have to lift before the race, each once."""
    reasons = {
        str(reason.values.get("restriction")): reason
        for one in options
        for reason in one.reasons
        if reason.code == "limit_must_be_lifted"
    }
    return [
        sentence(one.code, {**one.values, "by": one.values.get("by") or "your clinician"}, unit)
        for one in reasons.values()
    ]
