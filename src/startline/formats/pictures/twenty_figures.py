"""A chance as twenty small people: full ones with one outcome, outlined ones with the other."""

from __future__ import annotations

from startline.formats.pictures.lettering import paragraph
from startline.formats.pictures.markup import Element, group
from startline.formats.pictures.picture import WIDTH, Picture, Table
from startline.formats.pictures.styles import shape
from startline.words import pictures as words
from startline.words.chances import FIGURES, figures

IN_A_ROW = 10
STEP = WIDTH / IN_A_ROW
ROW = 40
FULL = "●"
BODY = "M-5.5 11.5Q-5.5 9.5 -3 9.5H3Q5.5 9.5 5.5 11.5V20.5H3.2V33H0.6V23H-0.6V33H-3.2V20.5H-5.5Z"


def twenty_figures(
    p: float, *, low: float | None = None, high: float | None = None, outcome: str = "pain_free"
) -> Picture:
    """A chance from 0 to 1, with its range; `outcome` is `pain_free`, `start` or `finish`.

    Figures are filled as on every screen: no chance but a certain one fills them all.
    """
    n = figures(p).count(FULL)
    did, did_not = words.outcomes(
        outcome, p, p if low is None else low, p if high is None else high
    )
    said = words.both_outcomes(did, did_not)
    told, bottom = paragraph(said, 0, ROW * (FIGURES // IN_A_ROW) + 2, WIDTH)
    people = [_person(i, filled=i < n) for i in range(FIGURES)]
    return Picture(
        name="twenty-figures",
        title=words.title(f"twenty_{outcome}"),
        description=said,
        height=bottom + 4,
        drawing=(*people, told),
        table=Table(words.figures_headings(), ((did, str(n)), (did_not, str(FIGURES - n)))),
    )


def _person(i: int, *, filled: bool) -> Element:
    """Head and body, full or in outline."""
    x, y = STEP * (i % IN_A_ROW + 0.5), ROW * (i // IN_A_ROW) + 2
    class_ = "sl-person" if filled else "sl-person-open"
    return group(
        shape("circle", class_, cx=0, cy=4.5, r=3.8),
        shape("path", class_, d=BODY, stroke_linejoin="round"),
        transform=f"translate({x:g} {y:g})",
    )
