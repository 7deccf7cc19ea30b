"""Writing an entry, what it suggests, what goes with it, and showing it to others."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from startline.engine.errors import Refused
from startline.web.accounts.models import Runner
from startline.web.accounts.permissions import runner_required
from startline.web.journal import attachments, pictures, services
from startline.web.journal import suggestions as suggested
from startline.web.journal.forms import EntryForm, LimitForm, RunForm, VisitForm
from startline.web.journal.kindness import needs_help_text
from startline.web.journal.models import Entry, Picture
from startline.web.journal.services import ChangedMeanwhile, Draft, NotYours
from startline.web.journal.text import as_html
from startline.web.planning.selectors import today_of
from startline.web.runlog.models import Run
from startline.web.shell.numbers import to_km

RECENT_RUNS = 15


def own_entry(runner: Runner, public_id: UUID) -> Entry:
    """The runner's entry; anybody else's does not exist for them."""
    rows = Entry.objects.select_related("journal__runner__user")
    return get_object_or_404(rows, journal__runner=runner, public_id=public_id)


# --- writing -----------------------------------------------------------------------------------


@require_GET
@runner_required
def new(request: HttpRequest, runner: Runner) -> HttpResponse:
    """An empty page to write on; nothing is stored before the first word is."""
    form = EntryForm(initial={"on": today_of(runner), "version": 0})
    return render(request, "journal/entry.html", {"form": form, "public_id": uuid4()})


@runner_required
def edit(request: HttpRequest, runner: Runner, entry_id: UUID) -> HttpResponse:
    """Write, with what was read of it beside the text."""
    if request.method != "POST":
        return _editor(request, runner, own_entry(runner, entry_id))
    form = EntryForm(request.POST)
    if not form.is_valid():
        entry = Entry.objects.filter(journal__runner=runner, public_id=entry_id).first()
        context = {"form": form, "public_id": entry_id, "entry": entry}
        return render(request, "journal/entry.html", context, status=422)
    try:
        entry = services.keep_draft(runner, entry_id, Draft(**form.cleaned_data))
    except NotYours:
        raise Http404 from None
    except ChangedMeanwhile as changed:
        return _editor(request, runner, changed.stored, form=form, status=409)
    if "publish" in request.POST:
        return redirect("journal_publish", entry.public_id)
    messages.success(request, _("Saved."))
    return redirect("journal_entry", entry.public_id)


@require_POST
@runner_required
def draft(request: HttpRequest, runner: Runner, entry_id: UUID) -> HttpResponse:
    """Store what is being typed, and answer with what it suggests.

    409: another place changed the entry; what was typed is not stored, and stays on the page.
    """
    form = EntryForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=422, headers={"Cache-Control": "no-store"})
    try:
        entry = services.keep_draft(runner, entry_id, Draft(**form.cleaned_data))
    except NotYours:
        raise Http404 from None
    except ChangedMeanwhile as changed:
        return HttpResponse(status=409, headers={"Entry-Version": str(changed.stored.version)})
    response = render(request, "journal/parts/beside.html", _beside(entry, runner))
    response["Entry-Version"] = str(entry.version)
    return response


def _beside(entry: Entry, runner: Runner) -> dict[str, Any]:
    return {
        "entry": entry,
        "suggestions": suggested.suggestions_of(entry, runner),
        "needs_help": needs_help_text(f"{entry.title} {entry.text}"),
    }


def _editor(
    request: HttpRequest, runner: Runner, entry: Entry, *, form: EntryForm | None = None,
    status: int = 200, **more: Any,
) -> HttpResponse:  # fmt: skip
    initial = {n: getattr(entry, n) for n in ("on", "title", "text", "version")}
    context = {
        "form": form or EntryForm(initial=initial),
        "public_id": entry.public_id,
        "runs": Run.objects.filter(runner=runner).order_by("-on", "-id")[:RECENT_RUNS],
        "pictures": entry.pictures.order_by("id"),
        "changed_meanwhile": status == 409,
        "version": entry.version,  # what is stored now: saving again replaces it
        "unpublished_changes": entry.published_at and entry.shown_version != entry.version,
        **_beside(entry, runner),
        **more,
    }
    return render(request, "journal/entry.html", context, status=status)


# --- what it suggests --------------------------------------------------------------------------


@require_POST
@runner_required
def take(request: HttpRequest, runner: Runner, entry_id: UUID) -> HttpResponse:
    """Say yes to one suggestion. Pressed twice, it is stored once."""
    entry = own_entry(runner, entry_id)
    what = request.POST.get("what", "")
    form = _suggestion_form(what, request, runner)
    if what in entry.taken:
        return redirect("journal_entry", entry.public_id)
    if not form.is_valid():
        return _again(request, runner, entry, what, form)
    try:
        _take(what, entry, runner, form)
    except suggested.AskAgain:
        message = _("That is far more than your other runs. Is it right? Change it, or say yes.")
        form.add_error(None, message)
        return _again(request, runner, entry, what, form, ask=True)
    except Refused as refused:
        for problem in refused.problems:
            form.add_error(None, f"{problem.problem} {problem.hint}")
        return _again(request, runner, entry, what, form)
    messages.success(request, _("Stored. Your advice is being worked out anew."))
    return redirect("journal_entry", entry.public_id)


def _suggestion_form(what: str, request: HttpRequest, runner: Runner) -> Any:
    makers: dict[str, Callable[..., Any]] = {
        suggested.RUN: partial(RunForm, unit=runner.unit),
        suggested.LIMIT: LimitForm,
        suggested.VISIT: VisitForm,
    }
    if what not in makers:
        raise Http404
    return makers[what](request.POST)


def _take(what: str, entry: Entry, runner: Runner, form: Any) -> None:
    if what == suggested.RUN:
        suggested.take_run(entry, runner, form)
    elif what == suggested.LIMIT:
        km = to_km(form.cleaned_data["most"], runner.unit)
        suggested.take_limit(entry, runner, form, km)
    else:
        suggested.take_visit(entry, runner, form)


def _again(
    request: HttpRequest, runner: Runner, entry: Entry, what: str, form: Any, *, ask: bool = False
) -> HttpResponse:
    found = suggested.suggestions_of(entry, runner)
    setattr(found, what, form)
    return _editor(request, runner, entry, status=422, suggestions=found, ask_again=ask)


# --- what goes with it -------------------------------------------------------------------------


@require_POST
@runner_required
def add_picture(request: HttpRequest, runner: Runner, entry_id: UUID) -> HttpResponse:
    """Keep a picture with the entry, drawn anew without its place and hour."""
    entry = own_entry(runner, entry_id)
    upload = request.FILES.get("picture")
    if upload is None:
        messages.error(request, _("Choose a picture first."))
        return redirect("journal_entry", entry.public_id)
    try:
        pictures.add_picture(entry, upload, request.POST.get("says", ""))
    except pictures.PictureRefused as refused:
        return _editor(request, runner, entry, status=422, picture_error=str(refused))
    return redirect("journal_entry", entry.public_id)


@require_POST
@runner_required
def remove_picture(request: HttpRequest, runner: Runner, picture_id: UUID) -> HttpResponse:
    """Delete a picture with its file."""
    rows = Picture.objects.select_related("entry")
    picture = get_object_or_404(rows, entry__journal__runner=runner, public_id=picture_id)
    pictures.remove_picture(picture)
    return redirect("journal_entry", picture.entry.public_id)


@require_POST
@runner_required
def attach(request: HttpRequest, runner: Runner, entry_id: UUID) -> HttpResponse:
    """Attach a run, the plan or the outlook, frozen; or take one off."""
    entry = own_entry(runner, entry_id)
    posted = request.POST
    if "remove" in posted:
        attachments.detach(entry, posted["remove"])
    elif len(entry.attached) >= attachments.MOST:
        messages.error(request, _("Take one off first: an entry has room for six."))
    elif posted.get("what") == attachments.RUN:
        run = get_object_or_404(Run, runner=runner, public_id=_uuid(posted.get("run", "")))
        attachments.attach_run(entry, runner, run, with_pain="with_pain" in posted)
    elif posted.get("what") in (attachments.PLAN, attachments.OUTLOOK):
        _attach_advice(request, runner, entry, posted["what"])
    else:
        raise Http404
    return redirect("journal_entry", entry.public_id)


def _attach_advice(request: HttpRequest, runner: Runner, entry: Entry, what: str) -> None:
    try:
        attachments.attach_advice(entry, runner, what)
    except attachments.NothingToAttach:
        messages.error(request, _("There is none of today yet. Try again in a moment."))


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


# --- showing it --------------------------------------------------------------------------------


@runner_required
def publish(request: HttpRequest, runner: Runner, entry_id: UUID) -> HttpResponse:
    """Name all that others will see; the second press, on this page, shows it."""
    entry = own_entry(runner, entry_id)
    status = 200
    if request.method == "POST" and entry.journal.slug:
        version = request.POST.get("version", "")
        site = request.build_absolute_uri("/").rstrip("/")
        try:
            services.publish(entry, version=_int(version), site=site)
            messages.success(request, _("Others can read it now."))
            return redirect("journal_entry", entry.public_id)
        except ChangedMeanwhile:
            status = 409
    context = {
        "entry": entry,
        "journal": entry.journal,
        "html": as_html(entry.text),
        "pictures": entry.pictures.order_by("id"),
        "changed_meanwhile": status == 409,
        "now": timezone.now(),
    }
    return render(request, "journal/publish.html", context, status=status)


def _int(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


@require_POST
@runner_required
def unpublish(request: HttpRequest, runner: Runner, entry_id: UUID) -> HttpResponse:
    """Private again."""
    services.unpublish(own_entry(runner, entry_id))
    messages.success(request, _("Nobody but you can read it now."))
    return redirect("journal_entry", entry_id)


@runner_required
def delete(request: HttpRequest, runner: Runner, entry_id: UUID) -> HttpResponse:
    """Delete an entry with all that belongs to it, after a second press."""
    entry = own_entry(runner, entry_id)
    if request.method == "POST":
        services.delete_entry(entry)
        messages.success(request, _("The entry is deleted."))
        return redirect("journal")
    context = {"entry": entry, "n_replies": entry.replies.count()}
    return render(request, "journal/delete.html", context)


@require_POST
@runner_required
def close_replies(request: HttpRequest, runner: Runner, entry_id: UUID) -> HttpResponse:
    """No new replies below this entry, or again some."""
    entry = own_entry(runner, entry_id)
    closed = request.POST.get("closed") == "yes"
    Entry.objects.filter(pk=entry.pk).update(replies_closed=closed)
    return redirect("journal_entry", entry.public_id)
