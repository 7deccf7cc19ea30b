"""Upload, progress, report, original files, undo; and which of the old weeks hurt."""

from __future__ import annotations

import uuid
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_POST

from startline.engine.errors import Refused
from startline.web.accounts.models import Runner
from startline.web.accounts.permissions import runner_required
from startline.web.imports import limits, marking, services, shown
from startline.web.imports.models import SAID_CHARS, FileLine, ImportJob, Original
from startline.web.imports.receiving import IntoFolder
from startline.web.runlog.sites import SITES
from startline.web.shell.rates import seconds_to_wait

LINES_A_PAGE = 100
JOBS_SHOWN = 20
RETRY_S = 30  # when to ask again while two imports are open
WHY_NOT = {
    "too_large": (413, "too_large"),
    "too_many_files": (413, "too_many_files"),
    "quota": (413, "quota"),
    "storage_full": (503, "storage_full"),
}


@csrf_exempt  # the inner view is protected: the body must not be read before it was let in
@runner_required
def imports(request: HttpRequest, runner: Runner) -> HttpResponse:
    """What was imported before, and the form to send more."""
    if request.method != "POST":
        return _page(request, runner)
    refusal = _not_now(request, runner)
    if refusal is not None:
        return refusal
    handler = services.folder_for_upload(runner, uuid.uuid4().hex)
    request.upload_handlers = [handler]
    try:
        response = _take(request, runner, handler)
        assert isinstance(response, HttpResponse)  # noqa: S101 - what our own view gives
        return response
    finally:
        if not request.__dict__.get("upload_taken"):
            handler.discard()


def _not_now(request: HttpRequest, runner: Runner) -> HttpResponse | None:
    """The refusal that needs no look at what is sent."""
    wait = seconds_to_wait(str(runner.pk), "upload", most=limits.UPLOADS_A_MINUTE)
    if not wait and services.open_jobs(runner) >= limits.MOST_OPEN:
        wait = RETRY_S
    if wait:
        response = _page(request, runner, status=429, refused="too_often")
        response["Retry-After"] = str(wait)
        return response
    n_bytes = int(request.META.get("CONTENT_LENGTH") or 0)
    kept = services.kept(runner)
    if kept.is_full or n_bytes > kept.bytes_left:
        return _page(request, runner, status=413, refused="quota")
    if n_bytes > limits.MOST_SENT_BYTES:
        return _page(request, runner, status=413, refused="too_large")
    return None


@csrf_protect
def _take(request: HttpRequest, runner: Runner, handler: IntoFolder) -> HttpResponse:
    is_whole = request.POST.get("whole") == "1"  # the last field of the form
    if handler.refused:
        status, code = WHY_NOT[handler.refused]
        return _page(request, runner, status=status, refused=code)
    if not is_whole:
        return _page(request, runner, status=400, refused="cut_off")
    if not any(one.n_bytes for one in handler.sent):
        return _page(request, runner, status=422, refused="nothing")
    try:
        job = services.take_upload(runner, handler, by=runner.user)
    except services.TooManyOpen:
        response = _page(request, runner, status=429, refused="too_often")
        response["Retry-After"] = str(RETRY_S)
        return response
    request.__dict__["upload_taken"] = True
    return redirect("import", job.public_id)


def _page(
    request: HttpRequest, runner: Runner, *, status: int = 200, refused: str = ""
) -> HttpResponse:
    jobs = ImportJob.objects.filter(runner=runner).order_by("-id")[:JOBS_SHOWN]
    context = {
        "jobs": [{"row": job, "short": shown.in_short(job)} for job in jobs],
        "kept": services.kept(runner),
        "limits": limits,
        "refused": refused,
    }
    return render(request, "imports/imports.html", context, status=status)


# --- one import --------------------------------------------------------------------------------


@require_GET
@runner_required
def one_import(request: HttpRequest, runner: Runner, public_id: UUID) -> HttpResponse:
    """How far it is; once it is done, what became of every file."""
    job = _job(runner, public_id)
    context: dict[str, Any] = {"job": job, "short": shown.in_short(job)}
    if job.is_open:
        return render(request, "imports/progress.html", context)
    counts = shown.counts_of(job)
    chosen = _chosen(request.GET.get("show", ""), counts)
    lines = FileLine.objects.filter(job=job, outcome=chosen).order_by("id")
    page = Paginator(lines, LINES_A_PAGE).get_page(request.GET.get("page"))
    to_confirm = lines.filter(code=shown.TO_CONFIRM).first() if chosen == "needs_review" else None
    context |= {
        "tabs": shown.tabs_of(counts, chosen),
        "chosen": chosen,
        "page": page,
        "lines": [shown.line_of(line) for line in page],
        "to_confirm": to_confirm,
        "guess": shown.guess_in(to_confirm) if to_confirm else "",
        "problem": shown.problem_of(job),
        "originals": Original.objects.filter(job=job).order_by("id")[:LINES_A_PAGE],
    }
    return render(request, "imports/report.html", context)


def _chosen(asked: str, counts: dict[str, int]) -> str:
    if counts.get(asked) and asked in shown.OUTCOMES:
        return asked
    return next((code for code in shown.OUTCOMES if counts.get(code)), "imported")


@require_GET
@runner_required
def progress(request: HttpRequest, runner: Runner, public_id: UUID) -> HttpResponse:
    """How far it is, by itself, for a page that waits for it."""
    job = _job(runner, public_id)
    context = {"job": job, "short": shown.in_short(job)}
    response = render(request, "imports/parts/progress.html", context)
    if not job.is_open:
        response["HX-Refresh"] = "true"
    return response


@require_POST
@runner_required
def again(request: HttpRequest, runner: Runner, public_id: UUID) -> HttpResponse:
    """Read the files again: with columns somebody looked at, or after it had stopped."""
    job = _job(runner, public_id)
    columns = request.POST.get("columns", "").strip()[:SAID_CHARS] or job.columns
    services.read_again(job, columns, by=runner.user)
    return redirect("import", job.public_id)


@runner_required
def undo(request: HttpRequest, runner: Runner, public_id: UUID) -> HttpResponse:
    """Take an import back, once somebody said so."""
    job = _job(runner, public_id)
    if request.method == "POST":
        n = services.undo(job, by=runner.user)
        said = ngettext("Taken back: %(n)d run.", "Taken back: %(n)d runs.", n)
        messages.success(request, said % {"n": n})
        return redirect("imports")
    context = {"job": job, "n_answered": services.n_answered(job)}
    return render(request, "imports/undo.html", context)


@require_GET
@runner_required
def original(request: HttpRequest, runner: Runner, public_id: UUID, file_id: UUID) -> HttpResponse:
    """A file as it was sent, to keep and never to be shown by a browser."""
    files = Original.objects.select_related("job__runner")
    found = get_object_or_404(
        files, job__runner=runner, job__public_id=public_id, public_id=file_id
    )
    try:
        stream = found.path.open("rb")
    except OSError:
        raise Http404 from None
    response = FileResponse(
        stream, as_attachment=True, filename=found.name, content_type="application/octet-stream"
    )
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response  # type: ignore[return-value] # it streams; nothing below asks for its content


def _job(runner: Runner, public_id: UUID) -> ImportJob:
    jobs = ImportJob.objects.select_related("runner__user")
    return get_object_or_404(jobs, runner=runner, public_id=public_id)


# --- which of these hurt? ----------------------------------------------------------------------


@runner_required
def hurt(request: HttpRequest, runner: Runner) -> HttpResponse:
    """Mark the weeks in which it hurt; what is not marked stays silent."""
    years = marking.years_of(runner)
    year = _year(request.GET.get("year", ""), years)
    problems: list[str] = []
    if request.method == "POST":
        problems = _mark(request, runner)
        if not problems:
            return redirect(f"{request.path}?year={year}")
    weeks = [
        {"week": week, "monday": monday, "sunday": marking.last_day_of(monday)}
        for week in (marking.weeks_in(runner, year) if year else [])
        for monday in [marking.monday_of(week.name)]
    ]
    context = {"years": years, "year": year, "weeks": weeks, "sites": SITES, "problems": problems}
    return render(request, "imports/hurt.html", context, status=422 if problems else 200)


def _year(asked: str, years: list[int]) -> int | None:
    if asked.isdecimal() and asked.isascii() and len(asked) == 4 and int(asked) in years:
        return int(asked)
    return years[0] if years else None


def _mark(request: HttpRequest, runner: Runner) -> list[str]:
    site = request.POST.get("site", "unknown")
    try:
        mondays = sorted({marking.monday_of(name) for name in request.POST.getlist("week")})
    except ValueError:
        return [_("That is no week. Tick one of the list.")]
    if not mondays or site not in dict(SITES):
        return [_("Tick at least one week.")]
    try:
        marked = marking.mark(runner, mondays, site=site, by=runner.user)
    except Refused as refused:
        return [f"{problem.problem} {problem.hint}" for problem in refused.problems]
    said = ngettext(
        "Marked: %(n)d run hurt somewhere in it.",
        "Marked: %(n)d runs hurt somewhere in them.",
        marked.n_runs,
    )
    messages.success(request, said % {"n": marked.n_runs})
    return []
