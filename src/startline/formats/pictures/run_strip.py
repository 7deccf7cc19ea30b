"""One run as a line: free of pain, somewhere in here it began, hurting."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from startline.engine.runs import Run
from startline.formats.pictures.lettering import SMALL, text, width_of
from startline.formats.pictures.marks import (
    Mark,
    hatched_swatch,
    legend,
    line,
    square,
    swatch,
)
from startline.formats.pictures.markup import Element, group
from startline.formats.pictures.onset_over_time import stretch
from startline.formats.pictures.picture import WIDTH, Picture, Table
from startline.formats.pictures.scales import Scale
from startline.formats.pictures.styles import HATCH, shape
from startline.words import pictures as words
from startline.words.units import bare, shown

MARKS = 20
ROAD = 34
HIGH = 12
WAVE = 5
MOST_MARKS = 12


def run_strip(run: Run, *, unit: str) -> Picture:
    """The road of one run from left to right, and what was planned beyond it."""
    planned_km = run.planned_km or 0
    far = Scale(0, max(run.distance_km, planned_km, 0.001), 1, WIDTH - 2)
    key, bottom = legend(_legend(run), ROAD + HIGH / 2 + 24)
    return Picture(
        name="run-strip",
        title=words.title("run_strip"),
        description=f"{words.run_told(run, unit)}.",
        height=bottom + 2,
        drawing=(*_road(run, far), *_ratings(run, far), _numbers(run, far, unit), key),
        table=Table(words.strip_headings(), tuple(words.strip_rows(run, unit))),
    )


def _road(run: Run, far: Scale) -> Iterator[Element]:
    end = far(run.distance_km)
    if run.planned_km and run.planned_km > run.distance_km:
        yield line("sl-bound", end, ROAD, far(run.planned_km), ROAD)
        yield line("sl-axis", far(run.planned_km), ROAD - 6, far(run.planned_km), ROAD + 6)
    if run.pain is None or run.pain.painkiller:
        yield _bar("sl-blank", far.start, end)
        return
    onset = stretch(run)
    lower = min(far(onset.lower_km), end)
    upper = min(far(min(onset.upper_km, run.distance_km)), end)
    yield _bar("sl-free", far.start, end if onset.is_right_censored else lower)
    if onset.is_right_censored:
        return
    if end > upper:
        yield _wave(upper, end)
    if onset.is_first_step:
        yield square(far.start + 5, ROAD)
    elif upper > lower:
        yield _bar("sl-somewhere", lower, upper, hatched=True)
    else:
        yield line("sl-hurt-line", lower, ROAD - 10, lower, ROAD + 10)


def _bar(class_: str, start: float, end: float, *, hatched: bool = False) -> Element:
    wide = max(0.0, end - start)
    look = {"fill": HATCH} if hatched else {}
    return shape("rect", class_, x=start, y=ROAD - HIGH / 2, width=wide, height=HIGH, **look)


def _wave(start: float, end: float) -> Element:
    """A zigzag: hurting differs from free of pain by its shape."""
    n = max(1, round((end - start) / WAVE))
    step = (end - start) / n
    path = "".join(f"L{start + step * i:.2f} {ROAD + (-4 if i % 2 else 4):.2f}"
                   for i in range(1, n + 1))  # fmt: skip
    return shape("path", "sl-hurt-line", d=f"M{start:.2f} {ROAD}{path}", stroke_linejoin="round")


def _ratings(run: Run, far: Scale) -> Iterator[Element]:
    """Ratings given on the way, over the place they were given at."""
    for mark in run.pain.marks[:MOST_MARKS] if run.pain else ():
        x = far(min(mark.at_km, run.distance_km))
        yield text(str(mark.nrs), x, MARKS - 5, "sl-strong", size=SMALL, text_anchor="middle")
        yield line("sl-axis", x, MARKS - 2, x, ROAD - HIGH / 2 - 2)


def _numbers(run: Run, far: Scale, unit: str) -> Element:
    """Where it starts, where pain began, and where it ends; a number that has no room is left out.

    They stand in the description all the same.
    """
    wanted = [(run.distance_km, shown(run.distance_km, unit))]
    if run.planned_km and run.planned_km > run.distance_km:
        wanted.append((run.planned_km, shown(run.planned_km, unit)))
    onset = stretch(run)
    if run.hurt and not onset.is_first_step:
        ends = sorted({onset.lower_km, min(onset.upper_km, run.distance_km)})
        wanted += [(km, bare(km, unit)) for km in ends]
    return group(*_with_room([*wanted, (0.0, "0")], far))


def _with_room(wanted: Sequence[tuple[float, str]], far: Scale) -> Iterator[Element]:
    taken: list[tuple[float, float]] = []
    for km, said in wanted:
        half = width_of(said, SMALL) / 2
        x = min(max(far(km), half), WIDTH - half)
        if all(x + half + 4 < low or x - half - 4 > high for low, high in taken):
            taken.append((x - half, x + half))
            yield text(said, x, ROAD + HIGH / 2 + 15, "sl-soft", size=SMALL, text_anchor="middle")


def _legend(run: Run) -> Iterator[tuple[Mark, str]]:
    if run.pain is None or run.pain.painkiller:
        yield swatch("sl-blank"), words.label("nobody_asked")
        return
    onset = stretch(run)
    if onset.is_first_step:
        yield square, words.label("first_step")
    elif onset.lower_km > 0:
        yield swatch("sl-free"), words.label("free")
    if onset.is_right_censored:
        return
    if not onset.is_exact and not onset.is_first_step:
        yield hatched_swatch("sl-somewhere"), words.label("began_in_here")
    if onset.upper_km < run.distance_km:
        yield _small_wave, words.label("hurting")


def _small_wave(x: float, y: float) -> Element:
    return shape("path", "sl-hurt-line", d=f"M{x - 10} {y + 3}l4 -6l4 6l4 -6l4 6l4 -6")
