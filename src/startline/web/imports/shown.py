"""An import as its pages show it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from startline.web.imports.causes import CAUSES
from startline.web.imports.models import FileLine, ImportJob

TO_CONFIRM = "columns_not_confirmed"
_GUESS = re.compile(r"guessed as (.*); the first row")

OUTCOMES = {  # in the order they are looked at
    "needs_review": gettext_lazy("To look at"),
    "skipped": gettext_lazy("Left out"),
    "imported": gettext_lazy("Imported"),
    "already_here": gettext_lazy("Already here"),
}
TO_DO = {  # where the sentence of the command line names its options
    TO_CONFIRM: gettext_lazy("Say above whether that is right."),
    "unit_assumed": gettext_lazy(
        "Check one distance you know. If it is wrong, take this import back, "
        "change your unit in the settings and send the file again."
    ),
}
PROBLEMS = {
    "no_consent": gettext_lazy("You agree no more to anything being kept about your health."),
    "out_of_memory": gettext_lazy("This machine had too little memory for it."),
    "fault": gettext_lazy("Something went wrong on our side; what was read so far is kept."),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One file of the report in words.

    The readers tell causes in English. In another language the cause is the sentence of its code,
    and the reader's own words, which name the values, stand behind it in `detail`.
    """

    source: str
    code: str
    cause: str | Promise
    detail: str
    do: str | Promise
    n_runs: int


def line_of(line: FileLine) -> Line:
    """A line of the report for a page."""
    known = CAUSES.get(line.code)
    if known is None or (get_language() or "en").startswith("en"):
        do = TO_DO.get(line.code, line.do)
        return Line(line.source, line.code, line.cause, "", do, line.n_runs)
    own = TO_DO.get(line.code, "")
    detail = line.cause if own else f"{line.cause} {line.do}".strip()
    return Line(line.source, line.code, known, detail, own, line.n_runs)


def counts_of(job: ImportJob) -> dict[str, int]:
    """How many files ended in which way."""
    found = FileLine.objects.filter(job=job).values_list("outcome").annotate(n=Count("id"))
    return dict(found)


def in_short(job: ImportJob) -> str:
    """What an import brought, in a sentence."""
    added = ngettext("%(n)d run added", "%(n)d runs added", job.n_runs) % {"n": job.n_runs}
    here = ngettext("%(n)d already here", "%(n)d already here", job.n_here) % {"n": job.n_here}
    parts = [added, here]
    if job.n_matched:
        told = ngettext(
            "%(n)d matched to a run you had typed in",
            "%(n)d matched to runs you had typed in",
            job.n_matched,
        )
        parts.append(told % {"n": job.n_matched})
    return ", ".join(parts)


def tabs_of(counts: dict[str, int], chosen: str) -> list[dict[str, Any]]:
    """The ways files ended, as links; those nothing ended in are left out."""
    return [
        {"code": code, "title": title, "n": counts[code], "is_chosen": code == chosen}
        for code, title in OUTCOMES.items()
        if counts.get(code)
    ]


def guess_in(line: FileLine) -> str:
    """The columns that were guessed, to be confirmed or mended; "" if the line tells none."""
    found = _GUESS.search(line.cause)
    return found[1] if found else ""


def problem_of(job: ImportJob) -> str:
    """Why an import stopped."""
    return str(PROBLEMS.get(job.problem, _("It stopped before its end.")))
