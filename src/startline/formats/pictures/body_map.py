"""A body from the waist down, front and back, with the places of the Case format as regions.

Seen as in a mirror turned round: on the front the runner's right is at the left of the picture.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from startline.formats.pictures.lettering import SMALL, paragraph, text, title_of
from startline.formats.pictures.markup import Element, Ids, element
from startline.formats.pictures.picture import WIDTH, Picture, Table
from startline.formats.pictures.styles import HATCH, shape
from startline.words import pictures as words

Point = tuple[float, float]
Place = tuple[str, str | None]
"""A site of the Case format, and a side: left, right, both, or nobody has said."""

TOP = 24
FRONT_X, BACK_X = 86, 254
FEET = 404

OUTLINE: Sequence[Point] = (
    (44, 0), (41, 22), (42, 42), (52, 66), (61, 100), (63, 140), (58, 185), (48, 226), (44, 252),
    (45, 275), (48, 302), (43, 334), (37, 356), (36, 372), (39, 386), (43, 396), (36, 406),
    (12, 406), (5, 396), (9, 384), (9, 372), (9, 356), (7, 334), (5, 302), (8, 275), (7, 252),
    (5, 226), (3, 185), (2, 150), (0, 136),
)  # fmt: skip
"""Half of the outline, from the ribs down the outer side, round the foot and up to the crotch;
x is outwards from the middle."""


@dataclass(frozen=True, slots=True)
class Region:
    """One place: the view it is seen in, and its corners on the outer half of the body."""

    site: str
    view: str
    corners: Sequence[Point]
    sided: bool = True


REGIONS: Sequence[Region] = (
    Region("hip", "front", ((46, 66), (58, 96), (60, 128), (42, 128), (34, 100), (36, 76))),
    Region("groin", "front", ((33, 106), (38, 130), (34, 152), (8, 152), (5, 138), (20, 122))),
    Region("quad", "front", ((57, 134), (54, 176), (46, 214), (13, 214), (8, 176), (8, 158),
                             (38, 156), (44, 134))),
    Region("knee_front", "front", ((32, 224), (33, 250), (31, 272), (9, 272), (8, 250), (8, 224))),
    Region("knee_outer", "front", ((36, 222), (56, 220), (60, 248), (56, 276), (36, 274),
                                   (37, 248))),
    Region("shin", "front", ((43, 282), (44, 304), (37, 340), (15, 340), (9, 304), (12, 282))),
    Region("ankle", "front", ((36, 348), (37, 362), (36, 372), (9, 372), (8, 362), (9, 348))),
    Region("foot", "front", ((34, 378), (42, 394), (36, 404), (12, 404), (6, 394), (11, 378))),
    Region("back", "back", ((36, 8), (36, 30), (38, 52), (-38, 52), (-36, 30), (-36, 8)),
           sided=False),
    Region("hip", "back", ((46, 66), (58, 96), (58, 128), (34, 136), (8, 130), (6, 96), (20, 68))),
    Region("hamstring", "back", ((56, 140), (54, 180), (46, 222), (12, 222), (7, 180), (8, 148),
                                 (32, 146))),
    Region("calf", "back", ((42, 272), (46, 300), (39, 330), (14, 330), (8, 300), (11, 272))),
    Region("achilles", "back", ((34, 338), (34, 354), (33, 370), (11, 370), (10, 354), (10, 338))),
    Region("plantar", "back", ((33, 377), (40, 392), (35, 404), (12, 404), (6, 392), (11, 377))),
)  # fmt: skip
"""Every place but `other` and `unknown`, which are nowhere on a body. None is narrower or lower
than 24 units, so that a finger finds it."""

SIDES_ON = {"front": {"right": -1, "left": 1}, "back": {"left": -1, "right": 1}}
"""On which side of each view the runner's own right and left are."""


def body_map(
    marked: Iterable[Place] = (), *, link: Callable[[str, str], str] | None = None
) -> Picture:
    """The body with some places marked.

    With `link`, every region is a link to what `link(site, side)` gives, named for those who do
    not see it; the picture then is a group of links and no longer one image. A place without a
    side is marked on both, in outline.
    """
    places = list(dict.fromkeys(marked))
    named = [words.site_name(site, side) for site, side in places]
    told, bottom = paragraph(words.body_described(named), 0, FEET + TOP + 22, WIDTH, size=SMALL)
    return Picture(
        name="body-map",
        title=words.title("body_map"),
        description=words.body_described(named),
        height=bottom + 4,
        drawing=(
            *_bodies(),
            *(part for one in REGIONS for part in _regions(one, places, link)),
            *([told] if named else []),
        ),
        table=Table(words.body_headings(), tuple((name,) for name in named)),
        role="img" if link is None else "group",
    )


def _bodies() -> Iterator[Element]:
    for x, view in ((FRONT_X, "front"), (BACK_X, "back")):
        half = [(x + dx, TOP + y) for dx, y in OUTLINE]
        other = [(x - dx, TOP + y) for dx, y in reversed(OUTLINE)]
        yield shape("path", "sl-body", d=smooth([*half, *other[1:]], closed=False))
        yield text(words.label(view), x, 14, "sl-strong", size=SMALL, text_anchor="middle")
        for side, sign in SIDES_ON[view].items():
            yield text(words.label(f"your_{side}"), x + sign * 40, FEET + TOP + 16, "sl-soft",
                       size=SMALL, text_anchor="middle")  # fmt: skip


def _regions(
    one: Region, places: Sequence[Place], link: Callable[[str, str], str] | None
) -> Iterator[Element]:
    x = FRONT_X if one.view == "front" else BACK_X
    sides = SIDES_ON[one.view] if one.sided else {"": 1}
    for side, sign in sides.items():
        corners = [(x + sign * dx, TOP + y) for dx, y in one.corners]
        yield _region(one, side, smooth(corners, closed=True), places, link)


def _region(
    one: Region,
    side: str,
    path: str,
    places: Sequence[Place],
    link: Callable[[str, str], str] | None,
) -> Element:
    name = words.site_name(one.site, side or None)
    look = _look(one.site, side, places)
    pad = shape("path", look, title_of(name), d=path, **({"fill": HATCH} if look == MARKED else {}))
    if link is None:
        return pad
    return element(
        "a", pad, href=link(one.site, side), id=Ids((f"{one.view}-{one.site}-{side or 'middle'}",)),
        class_=f"sl-place sl-site-{one.site} sl-side-{side or 'middle'}", aria_label=name,
    )  # fmt: skip


MARKED = "sl-region-marked"


def _look(site: str, side: str, places: Sequence[Place]) -> str:
    """Marked where it is this side, both, or where the place has no side of its own."""
    asked = [where for named, where in places if named == site]
    if any(where in (side, "both") or not side for where in asked):
        return MARKED
    return (
        "sl-region-unsure" if any(where in (None, "unstated") for where in asked) else "sl-region"
    )


def smooth(points: Sequence[Point], *, closed: bool) -> str:
    """A path through points without corners: Catmull-Rom, written as cubic curves."""
    last = len(points) if closed else len(points) - 1
    path = [f"M{points[0][0]:.1f} {points[0][1]:.1f}"]
    for i in range(last):
        before, start, end, after = (_point(points, i + k, closed) for k in (-1, 0, 1, 2))
        one = (start[0] + (end[0] - before[0]) / 6, start[1] + (end[1] - before[1]) / 6)
        two = (end[0] - (after[0] - start[0]) / 6, end[1] - (after[1] - start[1]) / 6)
        path.append("C" + " ".join(f"{x:.1f} {y:.1f}" for x, y in (one, two, end)))
    return "".join(path) + ("Z" if closed else "")


def _point(points: Sequence[Point], i: int, closed: bool) -> Point:
    return points[i % len(points)] if closed else points[min(max(i, 0), len(points) - 1)]
