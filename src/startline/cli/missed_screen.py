"""What the missed runs cost, for people: minutes with a range, and first of all what is kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rich.console import Console

from startline.cli import words
from startline.cli.layout import heading, say
from startline.engine.advice import Advice, MinuteRange, MissedAdvice, ShareRange

TITLE = "What the missed runs cost"

SENTENCES: Mapping[str, str] = {
    "nothing_missed": "No programmed run was missed.",
    "missed_unknown": "{n_runs} of which the log does not tell: counted neither as missed nor as "
    "lost.",
    "missed_in_taper": "{n_runs} missed in the last three weeks before the race. "
    "There a missed run costs nothing.",
    "missed_stop": "{days} days in a row without a run: published figures for a stop of a week or "
    "more are used.",
    "never_caught_up": "Nothing is caught up: the plan goes on from today.",
}

KEPT_ALL = "You keep all or nearly all of {what}"
KEPT = "You keep about {p} parts in 100 of {what}"
BETWEEN = " (between {low} and {high})"
AEROBIC = "your aerobic fitness"
DURABILITY = "your endurance for the last hour"
FADES_FIRST = "What fades first is the last hour of a long race, and it comes back with long runs."
CROSS = "Cross-training kept about {p} of those parts (between {low} and {high})."
CROSS_LITTLE = "Cross-training kept under 1 of those parts."
COST = "As things stand the race would take about {p50} longer (between {p10} and {p90} minutes)."
COST_LITTLE = "As things stand that costs under a minute of the race."
COST_NOTHING = "As things stand that costs nothing."


def show_missed(console: Console, advice: Advice) -> None:
    """Print the section; nothing where nothing was missed, shortened, moved or unknown."""
    missed = advice.missed
    if missed is None:
        return
    if missed.n_missed + missed.n_shortened + missed.n_moved + missed.n_unknown == 0:
        return
    heading(console, TITLE)
    for line in lines(missed):
        say(console, line)


def lines(missed: MissedAdvice) -> Iterator[str]:
    """The sentences, in order: what is kept, what it costs, what was counted."""
    yield f"{kept(missed.aerobic_kept, AEROBIC)}."
    yield f"{kept(missed.durability_kept, DURABILITY)}."
    if missed.durability_kept.p < missed.aerobic_kept.p:
        yield FADES_FIRST
    if missed.cross_kept is not None:
        yield cross(missed.cross_kept)
    if missed.cost_min is not None:
        yield cost(missed.cost_min)
    yield counted(missed)
    for reason in missed.reasons:
        values = dict(reason.values)
        if "runs" in values:
            values["n_runs"] = words.runs(values["runs"])
        yield SENTENCES[reason.code].format(**values)


def kept(share: ShareRange, what: str) -> str:
    """What is kept, in parts of a hundred with a range.

    >>> kept(ShareRange(0.9882, 0.9824, 0.9934), AEROBIC)
    'You keep about 99 parts in 100 of your aerobic fitness (between 98 and 99)'
    >>> kept(ShareRange(1.0, 1.0, 1.0), DURABILITY)
    'You keep all or nearly all of your endurance for the last hour'
    """
    if share.low > 0.995:
        return KEPT_ALL.format(what=what)
    low, high = parts(share.low), parts(share.high)
    doubt = BETWEEN.format(low=low, high=high) if low < high else ""
    return KEPT.format(p=parts(share.p), what=what) + doubt


def cross(share: ShareRange) -> str:
    """What cross-training kept of it."""
    if parts(share.p) == 0:
        return CROSS_LITTLE
    return CROSS.format(p=parts(share.p), low=parts(share.low), high=parts(share.high))


def cost(minutes: MinuteRange) -> str:
    """Minutes with their range.

    >>> cost(MinuteRange(12.4, 18.7, 30.2))
    'As things stand the race would take about 19 minutes longer (between 12 and 30 minutes).'
    >>> cost(MinuteRange(0.0, 0.0, 0.0))
    'As things stand that costs nothing.'
    """
    if minutes.p90 == 0:
        return COST_NOTHING
    if minutes.p90 < 1:
        return COST_LITTLE
    middle = max(1, round(minutes.p50))
    about = "1 minute" if middle == 1 else f"{middle} minutes"
    return COST.format(p50=about, p10=round(minutes.p10), p90=max(middle, round(minutes.p90)))


def counted(missed: MissedAdvice) -> str:
    """What became of the programmed runs, in numbers."""
    said = [f"{words.runs(missed.n_missed)} missed"]
    said += [f"{missed.n_shortened} shorter than programmed"] * (missed.n_shortened > 0)
    said += [f"{missed.n_moved} on another day"] * (missed.n_moved > 0)
    return f"Counted: {', '.join(said)}."


def parts(share: float) -> int:
    """Whole parts in a hundred."""
    return round(share * 100)
