"""Where pain began on each run, day by day: exact, somewhere in between, not at all, unasked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from startline.engine.advice import Advice, OnsetAdvice
from startline.engine.case import Case
from startline.engine.restrictions import Restriction
from startline.engine.runs import OnsetObservation, Run
from startline.formats.pictures.axes import days_below, upright
from startline.formats.pictures.lettering import SMALL, text, title_of
from startline.formats.pictures.marks import (
    Mark,
    arrow_up,
    dot,
    legend,
    line,
    somewhere,
    square,
    stroke,
    swatch,
)
from startline.formats.pictures.markup import Element, group
from startline.formats.pictures.picture import WIDTH, Picture, Table
from startline.formats.pictures.scales import Days, Scale, km_ticks, round_up_km
from startline.formats.pictures.styles import shape
from startline.words import pictures as words
from startline.words.units import shown

TOP = 22
LEFT = 30
HIGH = 190
FLOOR = TOP + HIGH
TODAY_WIDE = 26
TODAY_NAMED = 40
LEAST_DAYS = 14
MOST_DAYS = 84
MOST_RUNS = 120
MOST_CAPS = 3


def onset_over_time(case: Case, advice: Advice, *, unit: str, since: date | None = None) -> Picture:
    """Runs from `since` to the day of the advice; by default since the first asked about."""
    on = advice.on
    runs = runs_shown(case.runs, on=on, since=since)
    first = min([run.on for run in runs] + [on - timedelta(LEAST_DAYS - 1)])
    caps = caps_shown(case.restrictions, on)
    days = Days(first, on, LEFT + 4, WIDTH - TODAY_WIDE)
    up = Scale(0, _highest_km(runs, caps, advice.onset, unit), FLOOR, TOP)
    key, bottom = legend(_legend(runs, caps, advice.onset), FLOOR + 26)
    return Picture(
        name="onset-over-time",
        title=words.title("onset_over_time"),
        description=words.over_time_described(runs, caps, advice, unit),
        height=bottom + 2,
        drawing=(
            _axes(days, up, unit),
            *_trend(advice.onset, days, up),
            *(_run(run, days, up, unit) for run in runs),
            *(_cap(one, days, up, unit) for one in caps),
            *_today(advice.onset, up),
            key,
        ),
        table=Table(
            words.over_time_headings(),
            tuple(words.over_time_row(run, unit) for run in runs),
        ),
    )


def runs_shown(runs: Sequence[Run], *, on: date, since: date | None) -> list[Run]:
    """The runs of the window, oldest first; the newest where there are too many to tell apart."""
    asked = [run.on for run in runs if run.pain is not None and run.on <= on]
    earliest = on - timedelta(MOST_DAYS - 1)
    start = since or max([earliest, min(asked, default=earliest) - timedelta(7)])
    found = [run for run in runs if start <= run.on <= on and run.distance_km > 0]
    return sorted(found, key=lambda run: (run.on, run.distance_km))[-MOST_RUNS:]


def caps_shown(restrictions: Sequence[Restriction], on: date) -> list[Restriction]:
    """The limits on the length of a run that bind on a day, the lowest of many."""
    active = [one for one in restrictions if one.max_run_km is not None and one.is_active(on)]
    return sorted(active, key=lambda one: (one.max_run_km or 0, one.id))[:MOST_CAPS]


def _highest_km(
    runs: Sequence[Run], caps: Sequence[Restriction], onset: OnsetAdvice | None, unit: str
) -> float:
    longest = max((run.distance_km for run in runs), default=5.0)
    limits = [one.max_run_km for one in caps if one.max_run_km and one.max_run_km < 2 * longest]
    today = [onset.credible_80_km[1]] if onset and onset.credible_80_km[1] < 2 * longest else []
    return round_up_km(max([longest * 1.06, *limits, *today]), unit)


def _axes(days: Days, up: Scale, unit: str) -> Element:
    ticks = [(km, str(number)) for km, number in km_ticks(up.high, unit)]
    return group(
        text(words.far_on_each_run(unit), 0, SMALL, "sl-soft", size=SMALL),
        upright(ticks, up, left=LEFT, right=days.end),
        days_below(days, FLOOR, until=WIDTH - TODAY_NAMED),
    )


def _run(run: Run, days: Days, up: Scale, unit: str) -> Element:
    """The whole run as a thin line, and on it what was said about pain."""
    x, end = days(run.on), up(run.distance_km)
    title = title_of(words.run_told(run, unit))
    if run.pain is None or run.pain.painkiller:
        tick = line("sl-unasked", x - 3, end, x + 3, end)
        return group(title, line("sl-unasked", x, FLOOR, x, end), tick)
    return group(title, *_asked(run, x, end, up))


def _asked(run: Run, x: float, end: float, up: Scale) -> Iterator[Element]:
    onset = stretch(run)
    if onset.is_right_censored:
        yield line("sl-free-line", x, FLOOR, x, end)
        yield arrow_up(x, end)
    elif onset.is_first_step:
        yield line("sl-hurt-line", x, FLOOR, x, end)
        yield square(x, FLOOR)
    else:
        lower, upper = up(onset.lower_km), up(min(onset.upper_km, run.distance_km))
        yield line("sl-free-line", x, FLOOR, x, lower)
        yield shape("path", "sl-hurt-line", d=f"M{x:.2f} {upper:.2f}V{end:.2f}",
                    stroke_dasharray="3 2")  # fmt: skip
        yield dot(x, lower) if onset.is_exact else somewhere(x, upper, lower)


def stretch(run: Run) -> OnsetObservation:
    """Where pain began on a run somebody was asked about; somewhere in it where nobody said."""
    if run.pain is None or run.pain.free:
        return OnsetObservation.pain_free_for(run.distance_km)
    return run.pain.onset or OnsetObservation.before(run.distance_km)


def _cap(one: Restriction, days: Days, up: Scale, unit: str) -> Element:
    """A limit from its first day to today."""
    y, far = up(one.max_run_km or 0), shown(one.max_run_km or 0, unit)
    begins = max(days.start - 4, days(one.from_day) - days.day_wide / 2)
    return group(
        title_of(words.cap_told(one, days.last, unit)),
        line("sl-limit", begins, y, days.end, y),
        line("sl-limit", begins, y - 4, begins, y + 4),
        text(far, days.end, y - 4, "sl-strong", size=SMALL, text_anchor="end"),
    )


def _today(onset: OnsetAdvice | None, up: Scale) -> Iterator[Element]:
    """Where pain would begin on a run today: the middle, and eight runs in ten."""
    if onset is None:
        return
    x, (low, high) = WIDTH - TODAY_WIDE / 2, onset.credible_80_km
    yield shape("rect", "sl-range", x=x - 6, y=up(high), width=12, height=up(low) - up(high))
    yield line("sl-limit", x - 9, up(onset.median_km), x + 9, up(onset.median_km))
    yield text(words.label("today"), WIDTH, FLOOR + 17, "sl-text", size=SMALL, text_anchor="end")


def _trend(onset: OnsetAdvice | None, days: Days, up: Scale) -> Iterator[Element]:
    """Back from today's middle by the change a week, and by each end of its doubt."""
    if onset is None or onset.change_per_week is None or onset.change_credible_80 is None:
        return
    weeks = (days.last - days.first).days / 7

    def back(change: float) -> float:
        factor = max(1 + change, 0.05) ** -weeks
        return up(min(onset.median_km * factor, up.high))

    start, end, middle = days(days.first), days.end, up(onset.median_km)
    low, high = (back(change) for change in onset.change_credible_80)
    yield shape("path", "sl-doubt",
                d=f"M{end:.2f} {middle:.2f}L{start:.2f} {low:.2f}V{high:.2f}Z")  # fmt: skip
    yield line("sl-trend", start, back(onset.change_per_week), end, middle)


def _legend(
    runs: Sequence[Run], caps: Sequence[Restriction], onset: OnsetAdvice | None
) -> Iterator[tuple[Mark, str]]:
    """What stands in this picture, and nothing that does not."""
    asked = [stretch(run) for run in runs if run.pain is not None and not run.pain.painkiller]
    if any(one.is_right_censored for one in asked):
        yield arrow_up, words.label("free_to_the_end")
    if any(one.is_exact for one in asked):
        yield dot, words.label("began_here")
    painful = [one for one in asked if not one.is_right_censored and not one.is_first_step]
    if any(not one.is_exact for one in painful):
        yield lambda x, y: somewhere(x, y - 8, y + 6), words.label("began_in_here")
    if any(one.is_first_step for one in asked):
        yield square, words.label("first_step")
    if len(asked) < len(runs):
        yield stroke("sl-unasked"), words.label("nobody_asked")
    if caps:
        yield stroke("sl-limit"), words.label("limit_set")
    if onset is not None:
        yield swatch("sl-range"), words.label("eight_in_ten_today")
    if onset is not None and onset.change_per_week is not None:
        yield stroke("sl-trend"), words.label("trend")
