"""The page to hand over, on screen and as PDF: its numbers are the screens' numbers."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from startline.engine.advice import Advice
from startline.engine.case import Case
from startline.engine.errors import Refused
from startline.formats.advice_read import read_advice
from startline.formats.visit_report import last_visit, visit_pdf, visit_report
from startline.web.accounts.models import Runner, User
from startline.web.accounts.permissions import runner_required
from startline.web.clinic.models import Share
from startline.web.clinic.permissions import shared
from startline.web.clinic.services import looked
from startline.web.planning.models import AdviceSnapshot
from startline.web.planning.past import case_behind
from startline.web.planning.selectors import Shown, shown_advice
from startline.web.shell.held import in_turn
from startline.web.shell.rates import seconds_to_wait

PDFS_AN_HOUR = 60
PATIENCE_S = 10  # a report takes a third of a second
UNITS = ("km", "mi")


@require_GET
@runner_required
def report(request: HttpRequest, runner: Runner) -> HttpResponse:
    """The report on screen, made from today's advice."""
    return _page(request, runner, "report_pdf", [])


@require_GET
@runner_required
def report_pdf(request: HttpRequest, runner: Runner) -> HttpResponse:
    """The report as PDF."""
    return _pdf(request, runner)


@require_GET
@shared("runs", "plan")
def shared_report(request: HttpRequest, share: Share) -> HttpResponse:
    """The report for a clinician who may see runs and plan."""
    looked(share, _who(request), "report")
    return _page(request, share.runner, "shared_report_pdf", [share.public_id])


@require_GET
@shared("runs", "plan")
def shared_report_pdf(request: HttpRequest, share: Share) -> HttpResponse:
    """The same as PDF."""
    looked(share, _who(request), "report")
    return _pdf(request, share.runner)


def _who(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


def _page(request: HttpRequest, runner: Runner, pdf: str, arguments: list[Any]) -> HttpResponse:
    shown = shown_advice(runner)
    made = None
    if shown.advice is not None:
        case, asked = _asked(request, runner, shown)
        made = visit_report(case, shown.advice, **asked)
    context = {"shown": shown, "report": made, "pdf": pdf, "pdf_for": arguments}
    return render(request, "clinic/report.html", context)


def _pdf(request: HttpRequest, runner: Runner) -> HttpResponse:
    """Made at a click, one at a time for the memory; one that cannot be made says why, in words."""
    wait_s = seconds_to_wait(str(runner.public_id), "pdf", most=PDFS_AN_HOUR, window_s=3600)
    if wait_s:
        return _later(request, _("Too many reports in an hour. Try again later."), wait_s, 429)
    shown = shown_advice(runner)
    if shown.advice is None:
        return render(request, "clinic/report.html", {"shown": shown}, status=409)
    case, asked = _asked(request, runner, shown)
    with in_turn(settings.DATA / "report.held", PATIENCE_S) as is_our_turn:
        if not is_our_turn:
            words = _("Other reports are being made. Try again in a moment.")
            return _later(request, words, PATIENCE_S, 503)
        try:
            made = visit_pdf(case, shown.advice, **asked)
        except Refused as refused:
            problems = [f"{one.problem} {one.hint}" for one in refused.problems]
            context = {"shown": shown, "problems": problems}
            return render(request, "clinic/report.html", context, status=422)
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="startline-{shown.advice.on}.pdf"'
    return response


def _later(request: HttpRequest, words: str, wait_s: int, status: int) -> HttpResponse:
    response = render(request, "clinic/report.html", {"problems": [words]}, status=status)
    response["Retry-After"] = str(wait_s)
    return response


def _asked(request: HttpRequest, runner: Runner, shown: Shown) -> tuple[Case, dict[str, Any]]:
    """The Case behind the shown Advice, the unit chosen, and what was advised at the last visit."""
    snapshot = shown.snapshot
    assert snapshot is not None  # noqa: S101 - an Advice that is shown comes from one
    case = case_behind(snapshot)
    unit = request.GET.get("unit")
    since = last_visit(case, snapshot.on)
    then = _advice_then(runner, since) if since is not None else None
    return case, {"unit": unit if unit in UNITS else runner.unit, "since": since, "then": then}


def _advice_then(runner: Runner, on: date) -> Advice | None:
    """The last Advice of that day; None where none was kept or it cannot be read."""
    rows = AdviceSnapshot.objects.filter(runner=runner, on=on).exclude(advice="")
    row = rows.order_by("-id").only("advice").first()
    try:
        return read_advice(row.advice) if row is not None else None
    except Refused:
        return None
