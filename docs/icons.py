"""Draw the icons of the installed application from their own lines: python docs/icons.py."""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw

FOLDER = Path(__file__).parent.parent / "src/startline/web/shell/static/shell"
TEAL, PAPER, SUN = "#1d5c63", "#f6f4ef", "#f3c969"
GRID = 64  # units of the drawing, as in icon.svg
FINE = 4  # drawn so much larger, then made smaller: smooth edges


def drawn(size: int) -> Image.Image:
    """The icon filling its square, so that a phone may cut it to any shape."""
    unit = size * FINE / GRID
    image = Image.new("RGB", (size * FINE, size * FINE), TEAL)
    pen = ImageDraw.Draw(image)
    # a road, a way up, and the start: within the middle, which no mask cuts
    _line(pen, [(16, 44), (48, 44)], PAPER, unit)
    _line(pen, [_curve(step / 40) for step in range(41)], SUN, unit)
    _dot(pen, (42, 21), 3.5, PAPER, unit)
    return image.resize((size, size), Image.Resampling.LANCZOS)


def _curve(t: float) -> tuple[float, float]:
    a, b, c, d = (19.0, 39.0), (27.0, 36.0), (27.0, 23.5), (36.5, 22.0)
    weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3)
    x, y = (sum(w * p[i] for w, p in zip(weights, (a, b, c, d), strict=True)) for i in (0, 1))
    return x, y


def _line(
    pen: ImageDraw.ImageDraw, points: list[tuple[float, float]], colour: str, unit: float
) -> None:
    scaled = [(x * unit, y * unit) for x, y in points]
    pen.line(scaled, fill=colour, width=round(4 * unit), joint="curve")
    for end in (points[0], points[-1]):
        _dot(pen, end, 2, colour, unit)


def _dot(
    pen: ImageDraw.ImageDraw, at: tuple[float, float], r: float, colour: str, unit: float
) -> None:
    x, y = at
    box = [(x - r) * unit, (y - r) * unit, (x + r) * unit, (y + r) * unit]
    pen.ellipse(box, fill=colour)


if __name__ == "__main__":
    for size in (192, 512):
        drawn(size).save(FOLDER / f"icon-{size}.png", optimize=True)
