"""What was advised before: "why did you say that?" is answered from what was stored then."""

from __future__ import annotations

from datetime import date

from startline.engine.case import Case
from startline.formats.case_json import read_case
from startline.web.accounts.models import Runner
from startline.web.planning.case import unpacked
from startline.web.planning.models import AdviceSnapshot

MOST_DAYS = 60  # listed at once, newest first
MOST_A_DAY = 20


def case_behind(snapshot: AdviceSnapshot) -> Case:
    """The Case an Advice was made from, as it was then: one query.

    Raises:
        Refused: if it cannot be read any more.
    """
    return read_case(unpacked(bytes(snapshot.case_z)), today=snapshot.on)


def days_advised(runner: Runner, *, before: date) -> list[date]:
    """The last days on which something was advised, newest first."""
    rows = AdviceSnapshot.objects.filter(runner=runner, on__lt=before).exclude(advice="")
    return list(rows.order_by("-on").values_list("on", flat=True).distinct()[:MOST_DAYS])


def advised_on(runner: Runner, day: date) -> list[AdviceSnapshot]:
    """Everything advised on one day, newest first, without the Cases."""
    rows = AdviceSnapshot.objects.filter(runner=runner, on=day).exclude(advice="")
    return list(rows.defer("case_z").order_by("-id")[:MOST_A_DAY])
