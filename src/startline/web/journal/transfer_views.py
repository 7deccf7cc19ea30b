"""Bringing an existing journal here, and taking this one along."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from startline.formats.journals import JournalRefused
from startline.web.accounts.models import Runner
from startline.web.accounts.permissions import runner_required
from startline.web.journal import transfer
from startline.web.journal.services import journal_of

MOST_BYTES = 32 * 1024 * 1024
TYPES = {"markdown": ("application/zip", "zip"), "wxr": ("application/xml", "xml")}


@runner_required
def import_journal(request: HttpRequest, runner: Runner) -> HttpResponse:
    """Take the entries and comments of a file; every one of them private at first."""
    context: dict[str, object] = {"n_private": transfer.imported_private(runner).count()}
    if request.method != "POST":
        return render(request, "journal/import.html", context)
    upload = request.FILES.get("file")
    if upload is None or (upload.size or 0) > MOST_BYTES:
        most = MOST_BYTES // 2**20
        refusal = _("Choose a file of up to %(most)d MiB.") % {"most": most}
        return render(request, "journal/import.html", context | {"error": refusal}, status=422)
    try:
        report = transfer.take(runner, upload.read(), upload.name or "")
    except JournalRefused as refused:
        error = f"{refused.problem} {refused.hint}"
        return render(request, "journal/import.html", context | {"error": error}, status=422)
    n_private = transfer.imported_private(runner).count()
    return render(request, "journal/import.html", {"report": report, "n_private": n_private})


@runner_required
def publish_imported(request: HttpRequest, runner: Runner) -> HttpResponse:
    """Name the imported entries that were public before; a second press shows them."""
    entries = transfer.were_public(runner)
    own = journal_of(runner)
    if request.method == "POST" and own.slug:
        site = request.build_absolute_uri("/").rstrip("/")
        n = transfer.publish_all(entries, request.POST.getlist("entry"), site=site)
        messages.success(request, _("%(n)d entries are public now.") % {"n": n})
        return redirect("journal")
    context = {"entries": entries, "journal": own}
    return render(request, "journal/publish_imported.html", context)


@require_GET
@runner_required
def export_journal(request: HttpRequest, runner: Runner, kind: str) -> HttpResponse:
    """The whole journal as a folder of Markdown in a .zip, or as WXR."""
    if kind not in TYPES:
        raise Http404
    content_type, ending = TYPES[kind]
    body = transfer.as_markdown(runner) if kind == "markdown" else transfer.as_wxr(runner)
    response = HttpResponse(body, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="journal.{ending}"'
    return response
