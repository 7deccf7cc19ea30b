"""The worst pain of each run and the morning after it, from 0 to 10; a blank stays a blank."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from startline.engine.case import Case
from startline.engine.runs import Run
from startline.formats.pictures.axes import days_below, upright
from startline.formats.pictures.lettering import SMALL, text, title_of
from startline.formats.pictures.marks import Mark, diamond, dot, legend, line, ring, stroke
from startline.formats.pictures.markup import Element, group
from startline.formats.pictures.picture import WIDTH, Picture, Table
from startline.formats.pictures.scales import Days, Scale
from startline.words import pictures as words
from startline.words.reasons import limit_words

TOP = 24
LEFT = 30
HIGH = 130
FLOOR = TOP + HIGH
BLANKS = FLOOR + 13
BELOW = FLOOR + 24
LEAST_DAYS = 14
MOST_DAYS = 84
MOST_NRS = 10

Morning = tuple[date, int | None]


def pain_course(case: Case, *, on: date, since: date | None = None) -> Picture:
    """Runs somebody was asked about from `since` to `on`, and the mornings that were rated."""
    rated = rated_runs(case.runs, on=on, since=since)
    earliest = since or min([run.on for run in rated], default=on)
    mornings = mornings_of(case, rated, on=on, since=earliest)
    first = min(earliest, on - timedelta(LEAST_DAYS - 1))
    days, up = Days(first, on, LEFT + 4, WIDTH - 6), Scale(0, MOST_NRS, FLOOR, TOP)
    most = most_nrs(case, on)
    key, bottom = legend(_legend(rated, mornings, most), BELOW + 26)
    return Picture(
        name="pain-course",
        title=words.title("pain_course"),
        description=words.pain_course_described(rated),
        height=bottom + 2,
        drawing=(
            _axes(days, up),
            *_accepted(most, days, up),
            *(_worst(run, days, up) for run in rated),
            *(_morning(one, days, up) for one in mornings if one[0] <= on),
            key,
        ),
        table=Table(words.pain_course_headings(), tuple(_rows(rated, case, on, earliest))),
    )


def rated_runs(runs: Sequence[Run], *, on: date, since: date | None) -> list[Run]:
    """The runs somebody was asked about, oldest first."""
    start = since or on - timedelta(MOST_DAYS - 1)
    found = [run for run in runs if run.pain is not None and start <= run.on <= on]
    return sorted(found, key=lambda run: (run.on, run.distance_km))


def mornings_of(case: Case, rated: Sequence[Run], *, on: date, since: date) -> list[Morning]:
    """The mornings after those runs, rated or blank, and the mornings of check-ins."""
    after = [(run.on + timedelta(1), run.pain.next_morning_nrs) for run in rated if run.pain]
    checked = [
        (one.on, one.morning_nrs)
        for one in case.check_ins
        if one.morning_nrs is not None and since <= one.on <= on
    ]
    known = {day for day, nrs in [*after, *checked] if nrs is not None}
    blanks = {(day, None) for day, nrs in after if nrs is None and day not in known}
    return sorted({*blanks, *(one for one in [*after, *checked] if one[1] is not None)},
                  key=lambda one: (one[0], one[1] or 0))  # fmt: skip


def most_nrs(case: Case, on: date) -> int | None:
    """The most pain that is accepted while running: the lowest that anybody named."""
    named = [one.max_nrs for one in case.restrictions if one.is_active(on)]
    return min((nrs for nrs in [case.runner.max_nrs, *named] if nrs is not None), default=None)


def _axes(days: Days, up: Scale) -> Element:
    ticks = [(float(n), str(n)) for n in range(0, MOST_NRS + 1, 2)]
    return group(
        text(words.label("nrs"), 0, SMALL, "sl-soft", size=SMALL),
        upright(ticks, up, left=LEFT, right=WIDTH - 6),
        days_below(days, BELOW),
    )


def _accepted(most: int | None, days: Days, up: Scale) -> Iterator[Element]:
    if most is not None:
        yield line("sl-limit", days.start - 4, up(most), days.end, up(most))


def _worst(run: Run, days: Days, up: Scale) -> Element:
    nrs = run.pain.highest_nrs if run.pain else None
    x = days(run.on)
    told = title_of(words.worst_told(run))
    if nrs is None:
        return group(told, ring(x, BLANKS, "sl-blank"))
    return group(told, line("sl-hurt-line", x, FLOOR, x, up(nrs)), dot(x, up(nrs)))


def _morning(one: Morning, days: Days, up: Scale) -> Element:
    day, nrs = one
    told, x = title_of(words.morning_told(day, nrs)), days(day)
    if nrs is None:
        return group(told, diamond(x, BLANKS, "sl-blank"))
    return group(told, diamond(x, up(nrs)))


def _legend(
    rated: Sequence[Run], mornings: Sequence[Morning], most: int | None
) -> Iterator[tuple[Mark, str]]:
    yield dot, words.label("worst")
    yield diamond, words.label("morning")
    blank = [run for run in rated if run.pain and run.pain.highest_nrs is None]
    if blank:
        yield lambda x, y: ring(x, y, "sl-blank"), words.label("worst_not_said")
    if any(nrs is None for _, nrs in mornings):
        yield lambda x, y: diamond(x, y, "sl-blank"), words.label("morning_not_said")
    if most is not None:
        yield stroke("sl-limit"), limit_words("max_nrs", most, "km")


def _rows(rated: Sequence[Run], case: Case, on: date, since: date) -> Iterator[tuple[str, ...]]:
    for run in rated:
        if run.pain is not None:
            worst, morning = run.pain.highest_nrs, run.pain.next_morning_nrs
            yield words.pain_course_row(run.on, words.rating(worst), words.rating(morning))
    for one in sorted(case.check_ins, key=lambda one: one.on):
        if one.morning_nrs is not None and since <= one.on <= on:
            yield words.check_in_row(one.on, one.morning_nrs)
