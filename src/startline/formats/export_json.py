"""The whole Case with its Advice in one file of strict JSON."""

from __future__ import annotations

from startline.engine.advice import Advice
from startline.engine.case import Case
from startline.engine.errors import Problem, Refused
from startline.engine.whole import whole_metres
from startline.formats.advice_json import advice_to
from startline.formats.case_json import case_to
from startline.formats.outgoing import check_within
from startline.formats.strict_json import read_json, write_json


def write_case_with_advice(case: Case, advice: Advice) -> str:
    """`{"case": ..., "advice": ...}`; equal values give equal text.

    Raises:
        LimitBroken: if a planned distance is above a limit of its day.
    """
    for day in advice.plan:
        check_within(case, advice, day.on, whole_metres(day.distance_km) or 0)
    return write_json({"case": case_to(case), "advice": advice_to(advice)}, indent=1) + "\n"


def check_ours(text: bytes) -> None:
    """Whether a file is an earlier Case with its Advice; anything else would be lost.

    Raises:
        Refused: if it is something else.
    """
    try:
        found = read_json(text)
    except Refused:
        found = None
    if not isinstance(found, dict) or not {"case", "advice"} <= found.keys():
        hint = "Name another file, or move this one away."
        raise Refused([Problem("not_ours", "This is no Case with its Advice.", hint)])
