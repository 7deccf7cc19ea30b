"""Every picture there is of a Case, so that a test can ask something of all of them."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date
from importlib.resources import files

from startline.engine.advice import Advice
from startline.engine.case import Case, CheckIn
from startline.engine.prescriptions import Adherence
from startline.engine.runs import OnsetObservation, PainMark, PainReport
from startline.formats import pictures as p
from tests.builders import MONDAY, a_green_run, a_painful_run, a_run, rough_week

SVG = "{http://www.w3.org/2000/svg}"


def every_kind_of_run() -> Case:
    """The rough week with a run of every kind of answer, a check-in and an exercise not done."""
    runs = (
        a_green_run(4, 6.0),
        a_painful_run(7, 12.0, 9.0, marks=(PainMark(at_km=9.2, nrs=3), PainMark(at_km=11, nrs=5))),
        a_run(9, 5.0, pain=PainReport(free=False, onset=OnsetObservation.from_the_first_step())),
        a_run(11, 5.0),
        a_run(12, 10.0, pain=PainReport(free=False, worst_nrs=4)),
        a_run(13, 9.0, pain=PainReport(free=True, painkiller=True)),
    )
    story = rough_week()
    not_done = Adherence(on=date(2026, 3, 22), prescription="stretches", done=False)
    return replace(
        story,
        runs=story.runs + runs,
        adherence=(*story.adherence, not_done),
        check_ins=(CheckIn(on=date(2026, 3, 21), morning_nrs=2),),
    )


def all_pictures(
    case: Case, advice: Advice, *, unit: str = "mi", on: date = MONDAY
) -> list[p.Picture]:
    """Every picture that this Case and its Advice can give."""
    found = [
        p.weeks(advice, unit=unit),
        p.onset_by_distance(advice, tolerance=0.2, unit=unit),
        p.onset_over_time(case, advice, unit=unit),
        p.twenty_figures(0.83, low=0.7, high=0.9),
        p.twenty_figures(0.42, low=0.1, high=0.8, outcome="finish"),
        p.options(advice.outlook) if advice.outlook else None,
        p.pain_course(case, on=on),
        p.adherence_strip(case, on=on),
        *(p.run_strip(run, unit=unit) for run in case.runs[-8:]),
        p.body_map(),
        p.body_map(
            [("knee_outer", "right"), ("achilles", "both"), ("hip", None)],
            link=lambda site, side: f"?site={site}&side={side}",
        ),
    ]
    return [one for one in found if one is not None]


def written(picture: p.Picture, prefix: str = "p") -> ET.Element:
    """The picture as an XML parser reads it."""
    return ET.fromstring(p.svg_of(picture, prefix=prefix))  # noqa: S314 - our own


def classes_of(picture: p.Picture) -> list[str]:
    """Every class in a picture, as often as it stands there."""
    return [name for each in written(picture).iter() for name in each.get("class", "").split()]


def letters_of(picture: p.Picture) -> list[str]:
    """What is written in a picture, line by line."""
    return [each.text or "" for each in written(picture).iter(f"{SVG}text")]


def stylesheet() -> str:
    """The stylesheet that belongs to the pictures."""
    return files("startline.formats.pictures").joinpath("pictures.css").read_text()


def properties(css: str, at: str = "") -> dict[str, str]:
    """The custom properties in the first block, or in the first one inside an at-rule."""
    block = css[css.index(at) :] if at else css
    return dict(re.findall(r"(--sl-\w+): (#[0-9a-f]{6});", block[: block.index("}")]))
