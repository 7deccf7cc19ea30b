"""The chance of staying free of pain against distance, with every limit of the day marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from startline.engine.advice import Advice, Bound, OnsetAdvice
from startline.formats.pictures.axes import upright
from startline.formats.pictures.lettering import SMALL, paragraph, text
from startline.formats.pictures.marks import line, ring
from startline.formats.pictures.markup import Element, group
from startline.formats.pictures.picture import WIDTH, Picture, Table
from startline.formats.pictures.scales import Scale, km_ticks, round_up_km
from startline.formats.pictures.styles import shape
from startline.words import pictures as words
from startline.words.today import NO_DISTANCE_KM
from startline.words.units import shown

BADGES = 18
LEFT = 30
RIGHT = WIDTH - 6
HIGH = 170
BADGE = 8
LEVEL = 2 * BADGE + 2
FURTHEST_P = 0.05  # beyond it the curve has nothing more to say
MOST_ACROSS_KM = 60
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Placed:
    """One limit with its letter, where it stands, and how many badges stand below its own."""

    letter: str
    bound: Bound
    x: float | None
    level: int


def onset_by_distance(advice: Advice, *, tolerance: float, unit: str) -> Picture | None:
    """The curve of today with the limits of today; None where no problem is open.

    `tolerance` is the chance of pain that the runner accepts, from 0 to 1.
    """
    onset = advice.onset
    if onset is None:
        return None
    bounds = bounds_of(advice)
    across = Scale(0, _furthest_km(onset, bounds, unit), LEFT, RIGHT)
    placed = list(_placed(bounds, across))
    top = BADGES + LEVEL * (1 + max((one.level for one in placed), default=-1)) + 4
    up = Scale(0, 1, top + HIGH, top)
    key, bottom = _bounds_named(placed, up.start + 28, advice.on, unit)
    return Picture(
        name="onset-by-distance",
        title=words.title("onset_by_distance"),
        description=words.by_distance_described(advice, onset, bounds, tolerance, unit),
        height=bottom + 2,
        drawing=(
            _axes(across, up, unit),
            _curve(onset, across, up),
            *_accepted(bounds, tolerance, across, up),
            *_lines(placed, up),
            key,
        ),
        table=Table(
            words.by_distance_headings(),
            tuple(words.by_distance_row(km, p, unit) for km, p in points(onset)),
        ),
    )


def bounds_of(advice: Advice) -> list[Bound]:
    """Today's limits that set a distance, lowest first, as on the screen."""
    set_one = [one for one in advice.today.bounds if one.max_run_km < NO_DISTANCE_KM]
    return sorted(set_one, key=lambda one: (one.max_run_km, one.code))[: len(LETTERS)]


def points(onset: OnsetAdvice) -> list[tuple[float, float]]:
    """The chances up to the first that is as good as none."""
    found = []
    for km, p in onset.p_pain_free:
        found.append((km, p))
        if p < FURTHEST_P:
            break
    return found


def _furthest_km(onset: OnsetAdvice, bounds: Sequence[Bound], unit: str) -> float:
    curve_km = points(onset)[-1][0] if onset.p_pain_free else 1.0
    limits = [one.max_run_km for one in bounds if one.max_run_km <= max(2 * curve_km, 10)]
    return round_up_km(min(max([curve_km, *limits]), MOST_ACROSS_KM), unit)


def _placed(bounds: Sequence[Bound], across: Scale) -> Iterator[Placed]:
    """Near badges stand one above the other; a limit beyond the picture has no place in it."""
    last_x, level = -float("inf"), 0
    for letter, one in zip(LETTERS, bounds, strict=False):
        if one.max_run_km > across.high + 1e-6:
            yield Placed(letter, one, None, 0)
            continue
        x = across(one.max_run_km)
        level = level + 1 if x - last_x < LEVEL else 0
        last_x = x
        yield Placed(letter, one, x, level)


def _axes(across: Scale, up: Scale, unit: str) -> Element:
    tenths = [(n / 10, str(n)) for n in range(0, 11, 2)]
    drawn = [text(words.label("in_ten_free"), 0, SMALL, "sl-soft", size=SMALL)]
    drawn.append(upright(tenths, up, left=LEFT, right=RIGHT))
    ticks = km_ticks(across.high, unit)
    for km, number in ticks:
        x, is_last = across(km), number == ticks[-1][1]
        drawn.append(line("sl-axis", x, up.start, x, up.start + 4))
        label = shown(km, unit) if is_last else str(number)
        anchor, at = ("end", WIDTH) if is_last else ("middle", x)
        drawn.append(text(label, at, up.start + 18, "sl-soft", size=SMALL, text_anchor=anchor))
    return group(*drawn)


def _curve(onset: OnsetAdvice, across: Scale, up: Scale) -> Element:
    """Falling from what remains after the first step."""
    known = [(0.0, 1 - onset.p_from_first_step), *onset.p_pain_free]
    inside = [(across(km), up(p)) for km, p in known if km <= across.high + 1e-6]
    path = "L".join(f"{x:.2f} {y:.2f}" for x, y in inside)
    return group(
        shape("path", "sl-area", d=f"M{LEFT} {up.start}L{path}L{inside[-1][0]:.2f} {up.start}Z"),
        shape("path", "sl-free-line", d=f"M{path}", stroke_linejoin="round"),
    )


def _accepted(
    bounds: Sequence[Bound], tolerance: float, across: Scale, up: Scale
) -> Iterator[Element]:
    """What the runner accepts, and how far that reaches."""
    y = up(1 - tolerance)
    safe_km = next((one.max_run_km for one in bounds if one.code == "onset"), 0.0)
    if safe_km <= 0:
        yield line("sl-accepted", LEFT, y, RIGHT, y)
        return
    yield line("sl-accepted", LEFT, y, across(safe_km), y)
    yield ring(across(safe_km), y)


def _lines(placed: Sequence[Placed], up: Scale) -> Iterator[Element]:
    """A line down from a lettered badge for every limit in the picture."""
    seen = [(one, one.x, up.end - 4 - BADGE - one.level * LEVEL) for one in placed]
    drawn = [(one, x, y) for one, x, y in seen if x is not None]
    yield from (line(_line_class(one.bound), x, y, x, up.start) for one, x, y in drawn)
    yield from (badge(one, x, y) for one, x, y in drawn)


def _line_class(one: Bound) -> str:
    """A whole line for what decides and for what a person set; a dotted one for the rest."""
    return "sl-limit" if one.binding or one.code.endswith("_limit") else "sl-bound"


def badge(one: Placed, x: float, y: float) -> Element:
    """A letter in a ring; in a full circle where the limit decides."""
    binding = "-binding" if one.bound.binding else ""
    return group(
        shape("circle", f"sl-badge{binding}", cx=x, cy=y, r=BADGE),
        text(one.letter, x, y + 4, f"sl-letter{binding}", size=SMALL, text_anchor="middle"),
    )


def _bounds_named(placed: Sequence[Placed], y: float, on: date, unit: str) -> tuple[Element, float]:
    """Every limit by its letter, how far it allows, and what it is."""
    drawn = []
    for one in placed:
        class_ = "sl-strong" if one.bound.binding else "sl-text"
        drawn.append(badge(one, BADGE + 1, y + 9))
        drawn.append(text(shown(one.bound.max_run_km, unit), 24, y + 13, class_, size=SMALL))
        told = words.bound_told(one.bound, on)
        name, y = paragraph(told, 84, y, WIDTH - 84, class_, size=SMALL)
        drawn.append(name)
        y += 5
    return group(*drawn), y
