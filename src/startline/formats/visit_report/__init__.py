"""The page for a visit to the physiotherapist or doctor: as values, for HTML, and as PDF."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from startline.engine.advice import Advice
from startline.engine.case import Case
from startline.engine.errors import Refused
from startline.formats.visit_report.content import last_visit, visit_report
from startline.formats.visit_report.page import Section, VisitReport
from startline.formats.visit_report.pdf import TOO_LONG, is_ours, write_pdf

__all__ = [
    "Section", "VisitReport", "is_ours", "last_visit", "visit_pdf", "visit_report", "write_pdf",
]  # fmt: skip

FEWER = ((14, 8), (8, 6), (4, 4))
"""Runs and lines of a list: fewer, where the page would have more than two sides."""


def visit_pdf(
    case: Case,
    advice: Advice,
    *,
    unit: str | None = None,
    since: date | None = None,
    then: Advice | None = None,
    own: Sequence[str] = (),
) -> bytes:
    """The report as PDF, two sides at most; arguments as for `visit_report`.

    Raises:
        LimitBroken: if a planned distance is above a limit of its day.
        Refused: if the page cannot be set (see `write_pdf`).
    """
    for runs, lines in FEWER:
        report = visit_report(
            case, advice, unit=unit, since=since, then=then, own=own,
            most_runs=runs, most_lines=lines,
        )  # fmt: skip
        try:
            return write_pdf(report)
        except Refused as refused:
            last = refused
            if refused.problems[0].code != TOO_LONG:
                break
    raise last
