"""Small pictures as SVG: differences with their errors, reliability, places against a band."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from startline.study.page import Svg

WIDTH, LEFT, RIGHT, ROW, TOP = 720, 230, 30, 18, 30
SIDE, EDGE = 240, 36  # of a square picture, and the room for its axis


@dataclass(frozen=True, slots=True)
class Mark:
    """One estimate of a row: its value and the half width of its whisker."""

    label: str
    value: float
    error: float


def differences(title: str, unit: str, marks: Sequence[Mark]) -> Svg:
    """A row for each mark, with a whisker and a line at nought; hollow where they touch."""
    ends = [one.value + sign * one.error for one in marks for sign in (-1, 1)]
    low, high = min([0.0, *ends]), max([0.0, *ends])
    step = _neat((high - low or 1.0) / 5)
    low, high = step * math.floor(low / step), step * math.ceil(high / step)

    def x(value: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * (value - low) / ((high - low) or 1.0)

    height = TOP + ROW * len(marks) + 40
    out = [_open(title, WIDTH, height)]
    for k in range(round((high - low) / step) + 1):
        value = low + k * step
        out.append(_line(x(value), TOP - 8, x(value), height - 34, "axis"))
        out.append(_text(x(value), height - 18, f"{value:.10g}", "middle", "faint"))
    out.append(_line(x(0), TOP - 12, x(0), height - 34, "mark"))
    out.append(_text(WIDTH - RIGHT, height - 3, unit, "end", "faint"))
    for i, one in enumerate(marks):
        y = TOP + ROW * i + 4
        out.append(_text(LEFT - 10, y + 4, one.label, "end"))
        out.append(_line(x(one.value - one.error), y, x(one.value + one.error), y, "mark"))
        hollow = ' style="fill: var(--paper)"' if abs(one.value) <= one.error else ""
        out.append(f'<circle class="mark" cx="{x(one.value):.1f}" cy="{y}" r="4"{hollow}/>')
    return _close(out)


def reliability(title: str, points: Sequence[tuple[float, float, float]]) -> Svg:
    """Chance given against share that came true, with whiskers; the line is where they agree."""

    def at(value: float) -> float:
        return EDGE + (SIDE - 2 * EDGE) * value

    out = [_open(title, SIDE, SIDE), *_square(at)]
    out.append(_line(at(0), at(1), at(1), at(0), "other"))
    for given, came, error in points:
        cx, top, bottom = (
            at(given),
            at(1 - min(1.0, came + error)),
            at(1 - max(0.0, came - error)),
        )
        out.append(_line(cx, top, cx, bottom, "mark"))
        out.append(f'<circle class="mark" cx="{cx:.1f}" cy="{at(1 - came):.1f}" r="3"/>')
    return _close(out)


def places(
    title: str, at: Sequence[float], away: Sequence[float], half_width: Sequence[float]
) -> Svg:
    """How far the places of true values are from even, along the posterior, and the band."""
    most = max(max(map(abs, away)), max(half_width)) * 1.1

    def x(p: float) -> float:
        return EDGE + (SIDE - 2 * EDGE) * p

    def y(value: float) -> float:
        return SIDE / 2 - (SIDE / 2 - EDGE) * value / most

    upper = [f"{x(p):.1f},{y(w):.1f}" for p, w in zip(at, half_width, strict=True)]
    lower = [f"{x(p):.1f},{y(-w):.1f}" for p, w in zip(at, half_width, strict=True)]
    curve = [f"{x(p):.1f},{y(v):.1f}" for p, v in zip(at, away, strict=True)]
    return _close(
        [
            _open(title, SIDE, SIDE),
            f'<polygon class="band" points="{" ".join([*upper, *reversed(lower)])}"/>',
            _line(x(0), y(0), x(1), y(0), "axis"),
            f'<polyline class="mark curve" style="fill: none" points="{" ".join(curve)}"/>',
            _text(x(0), SIDE - 14, "0", "middle", "faint"),
            _text(x(1), SIDE - 14, "1", "middle", "faint"),
        ]
    )


def _square(at: object) -> list[str]:
    low, high = EDGE, SIDE - EDGE
    out = [
        _line(low, high, high, high, "axis"), _line(low, low, low, high, "axis"),
    ]  # fmt: skip
    for k in (0, 5, 10):
        along = low + (high - low) * k / 10
        out.append(_text(along, high + 16, f"{k} in 10", "middle", "faint"))
    return out


def _neat(step: float) -> float:
    """The next 1, 2 or 5 of a power of ten."""
    power = 10.0 ** math.floor(math.log10(step))
    return next(power * k for k in (1, 2, 5, 10) if power * k >= step * (1 - 1e-9))


def _open(title: str, width: float, height: float) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" role="img" aria-label="{escape(title)}">'
        f"<title>{escape(title)}</title>"
        f"{_text(10, 14, title, 'start')}"
    )


def _close(parts: Sequence[str]) -> Svg:
    return Svg("".join([*parts, "</svg>"]))


def _line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    return f'<line class="{kind}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def _text(x: float, y: float, text: str, anchor: str, kind: str = "") -> str:
    said = f' class="{kind}"' if kind else ""
    return f'<text{said} x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'
