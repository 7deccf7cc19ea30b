"""What the missed runs cost, in words: minutes with a range, and first of all what is kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from startline.engine.adherence import SessionOutcome
from startline.engine.advice import MinuteRange, MissedAdvice, ShareRange
from startline.words.language import N_, _, ngettext
from startline.words.reasons import runs
from startline.words.units import day_name, shown

TITLE = N_("What the missed runs cost")

SENTENCES: Mapping[str, str] = {
    "nothing_missed": N_("No programmed run was missed."),
    "missed_unknown": N_(
        "{n_runs} of which the log does not tell: counted neither as missed nor as lost."
    ),
    "missed_in_taper": N_(
        "{n_runs} missed in the last three weeks before the race. There a missed run costs nothing."
    ),
    "missed_stop": N_(
        "{days} days in a row without a run: published figures for a stop of a week or "
        "more are used."
    ),
    "never_caught_up": N_("Nothing is caught up: the plan goes on from today."),
}

OUTCOMES: Mapping[str, str] = {
    "done": N_("run"),
    "shortened": N_("{done} run"),
    "moved": N_("{done} run on {day}"),
    "missed": N_("missed"),
    "unknown": N_("the log does not tell"),
}
"""What became of a programmed run."""

KEPT_ALL = N_("You keep all or nearly all of {what}")
KEPT = N_("You keep about {p} parts in 100 of {what}")
BETWEEN = N_(" (between {low} and {high})")
AEROBIC = N_("your aerobic fitness")
DURABILITY = N_("your endurance for the last hour")
FADES_FIRST = N_(
    "What fades first is the last hour of a long race, and it comes back with long runs."
)
CROSS = N_("Cross-training kept about {p} of those parts (between {low} and {high}).")
CROSS_LITTLE = N_("Cross-training kept under 1 of those parts.")
COST = N_(
    "As things stand the race would take about {p50} longer (between {p10} and {p90} minutes)."
)
COST_LITTLE = N_("As things stand that costs under a minute of the race.")
COST_NOTHING = N_("As things stand that costs nothing.")


def is_worth_telling(missed: MissedAdvice) -> bool:
    """Whether anything was missed, shortened, moved or is unknown."""
    return missed.n_missed + missed.n_shortened + missed.n_moved + missed.n_unknown > 0


def lines(missed: MissedAdvice) -> Iterator[str]:
    """The sentences, in order: what is kept, what it costs, what was counted."""
    yield f"{kept(missed.aerobic_kept, AEROBIC)}."
    yield f"{kept(missed.durability_kept, DURABILITY)}."
    if missed.durability_kept.p < missed.aerobic_kept.p:
        yield _(FADES_FIRST)
    if missed.cross_kept is not None:
        yield cross(missed.cross_kept)
    if missed.cost_min is not None:
        yield cost(missed.cost_min)
    yield counted(missed)
    for reason in missed.reasons:
        values = dict(reason.values)
        if "runs" in values:
            values["n_runs"] = runs(values["runs"])
        yield _(SENTENCES[reason.code]).format(**values)


def kept(share: ShareRange, what: str) -> str:
    """What is kept, in parts of a hundred with a range.

    >>> kept(ShareRange(0.9882, 0.9824, 0.9934), AEROBIC)
    'You keep about 99 parts in 100 of your aerobic fitness (between 98 and 99)'
    >>> kept(ShareRange(1.0, 1.0, 1.0), DURABILITY)
    'You keep all or nearly all of your endurance for the last hour'
    """
    if share.low > 0.995:
        return _(KEPT_ALL).format(what=_(what))
    low, high = parts(share.low), parts(share.high)
    doubt = _(BETWEEN).format(low=low, high=high) if low < high else ""
    return _(KEPT).format(p=parts(share.p), what=_(what)) + doubt


def cross(share: ShareRange) -> str:
    """What cross-training kept of it."""
    if parts(share.p) == 0:
        return _(CROSS_LITTLE)
    return _(CROSS).format(p=parts(share.p), low=parts(share.low), high=parts(share.high))


def cost(minutes: MinuteRange) -> str:
    """Minutes with their range.

    >>> cost(MinuteRange(12.4, 18.7, 30.2))
    'As things stand the race would take about 19 minutes longer (between 12 and 30 minutes).'
    >>> cost(MinuteRange(0.0, 0.0, 0.0))
    'As things stand that costs nothing.'
    """
    if minutes.p90 == 0:
        return _(COST_NOTHING)
    if minutes.p90 < 1:
        return _(COST_LITTLE)
    middle = max(1, round(minutes.p50))
    about = ngettext("{n} minute", "{n} minutes", middle).format(n=middle)
    return _(COST).format(p50=about, p10=round(minutes.p10), p90=max(middle, round(minutes.p90)))


def counted(missed: MissedAdvice) -> str:
    """What became of the programmed runs, in numbers."""
    said = [_("{n_runs} missed").format(n_runs=runs(missed.n_missed))]
    if missed.n_shortened > 0:
        said.append(_("{n} shorter than programmed").format(n=missed.n_shortened))
    if missed.n_moved > 0:
        said.append(_("{n} on another day").format(n=missed.n_moved))
    return _("Counted: {counts}.").format(counts=", ".join(said))


def what_became(one: SessionOutcome, unit: str) -> str:
    """What became of one programmed run.

    >>> from datetime import date
    >>> what_became(SessionOutcome(on=date(2026, 3, 29), kind="long", outcome="missed"), "mi")
    'missed'
    """
    done = "" if one.done_km is None else shown(one.done_km, unit)
    day = day_name(one.moved_to) if one.moved_to else ""
    return _(OUTCOMES[one.outcome]).format(done=done, day=day)


def parts(share: float) -> int:
    """Whole parts in a hundred."""
    return round(share * 100)
