"""Replying, confirming an address, reporting, and leaving the digest."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from startline.web.accounts.models import User
from startline.web.journal import mail, replies
from startline.web.journal.forms import ReplyForm, ReportForm
from startline.web.journal.kindness import needs_help_text
from startline.web.journal.models import Entry, Journal, Reader, Reply
from startline.web.journal.public_views import entry_page, public_entry_or_404
from startline.web.journal.replies import Closed, NameTaken, Said, TooSoon


@require_POST
def reply(request: HttpRequest, slug: str, entry_id: UUID) -> HttpResponse:
    """Take a reply: at once from who is known, after a press on a mailed link from others."""
    entry = public_entry_or_404(slug, entry_id)
    owner = replies.is_owner(request.user, entry.journal)
    reader = None if owner else _known(request)
    form = ReplyForm(request.POST, known=owner or reader is not None)
    if not form.is_valid():
        return entry_page(request, entry, form=form, status=422)
    data = form.cleaned_data
    if owner:
        made = replies.answer_as_runner(entry, data["text"], data["parent"])
        return redirect(_place(entry, made))
    if data["website"]:  # no person sees that field: thanked, and forgotten
        return _thanks(request, entry, "")
    said = Said(data["name"], data["email"], data["text"], data["parent"])
    return _taken(request, entry, form, said, reader)


def _known(request: HttpRequest) -> Reader | None:
    if isinstance(request.user, User):
        return replies.signed_in_reader(request.user)
    return replies.reader_of(request)


def _taken(
    request: HttpRequest, entry: Entry, form: ReplyForm, said: Said, reader: Reader | None
) -> HttpResponse:
    try:
        made, token = replies.add_reply(entry, said, reader=reader, request=request)
    except Closed:
        return entry_page(request, entry, form=form, status=409, late=True)
    except NameTaken:
        field = "name" if reader is None else None
        form.add_error(field, _("Somebody here has that name. Add something to yours."))
        return entry_page(request, entry, form=form, status=422)
    except TooSoon as soon:
        form.add_error(None, _("That was quick. Please wait a little and send it again."))
        response = entry_page(request, entry, form=form, status=429)
        response["Retry-After"] = str(soon.seconds)
        return response
    if token:
        path = reverse("journal_confirm", args=[token])
        mail.send_confirmation(made, request.build_absolute_uri(path))
    return _thanks(request, entry, said.text, made)


def _thanks(
    request: HttpRequest, entry: Entry, text: str, made: Reply | None = None
) -> HttpResponse:
    context = {
        "entry": entry,
        "journal": entry.journal,
        "made": made,
        "seen_by_author": made is not None and _looks_shown(made),
        "needs_help": needs_help_text(text),
    }
    return render(request, "journal/public/thanks.html", context)


def _looks_shown(made: Reply) -> bool:
    """A blocked reader is not told: their reply looks as any other would."""
    blocked = made.why_held == "blocked" and made.entry.journal.replies == "open"
    return made.state == "shown" or blocked


def _place(entry: Entry, made: Reply) -> str:
    page = reverse("public_entry", args=[entry.journal.slug, entry.public_id])
    return f"{page}#r-{made.public_id}"


def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Show the reply a mailed link is for; a press confirms it, or says it is not theirs."""
    found = replies.find_unconfirmed(token)
    if found is None:
        return _private(render(request, "journal/public/confirm_gone.html", status=404))
    if request.method == "POST" and "not_mine" in request.POST:
        replies.disown(found)
        return _private(render(request, "journal/public/confirm_gone.html", {"disowned": True}))
    if request.method == "POST":
        replies.confirm(found, request)
        return _thanks(request, found.entry, found.text, found)
    context = {"reply": found, "entry": found.entry, "journal": found.entry.journal}
    return _private(render(request, "journal/public/confirm.html", context))


def _private(response: HttpResponse) -> HttpResponse:
    """Its address is a key: no search engine lists it, and no other site is told of it.

    The latter is the site's own policy, same-origin. With no-referrer, browsers would send the
    form without an origin, and it would be refused.
    """
    response["X-Robots-Tag"] = "noindex"
    return response


@csrf_exempt  # a mail program presses it for its reader (RFC 8058); the link is signed
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """End the digests of one journal. Looking at the page changes nothing."""
    found = mail.journal_of_token(token)
    if found is None:
        raise Http404
    if request.method == "POST":
        Journal.objects.filter(pk=found.pk).update(digest=False)
    context = {"done": request.method == "POST"}
    return _private(render(request, "journal/public/unsubscribe.html", context))


# --- reports -----------------------------------------------------------------------------------


def report_reply(request: HttpRequest, reply_id: UUID) -> HttpResponse:
    """Ask the runner to look at a reply; or, once it was removed, its writer asks to look again."""
    rows = Reply.objects.select_related("entry__journal__runner__user", "reader")
    found = rows.filter(
        public_id=reply_id,
        state__in=("shown", "removed"),
        entry__published_at__isnull=False,
        entry__journal__slug__isnull=False,
    ).first()
    appeals = found is not None and found.state == "removed"
    if found is None or (appeals and not _wrote(request, found)):
        raise Http404
    if appeals:
        return _report(request, found.entry, reply=found, kind="appeal")
    return _report(request, found.entry, reply=found)


def _wrote(request: HttpRequest, found: Reply) -> bool:
    reader = replies.reader_of(request)
    return reader is not None and reader == found.reader


def report_entry(request: HttpRequest, slug: str, entry_id: UUID) -> HttpResponse:
    """Ask whoever looks after this installation to look at an entry."""
    return _report(request, public_entry_or_404(slug, entry_id))


def _report(
    request: HttpRequest, entry: Entry, *, reply: Reply | None = None, kind: str = ""
) -> HttpResponse:
    data = {**request.POST.dict(), **({"kind": "worry"} if kind else {})}
    form = ReportForm(data if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            status = _reported(request, form, entry, reply, kind)
            if status == 200:
                messages.success(request, _("Thank you. A person will look at it."))
                return redirect("public_entry", entry.journal.slug, entry.public_id)
    context = {"form": form, "entry": entry, "journal": entry.journal, "reply": reply,
               "appeal": bool(kind)}  # fmt: skip
    return render(request, "journal/public/report.html", context, status=status)


def _reported(
    request: HttpRequest, form: ReportForm, entry: Entry, reply: Reply | None, kind: str
) -> int:
    data = form.cleaned_data
    try:
        replies.report(
            kind or data["kind"], data["words"], reply=reply,
            entry=entry if reply is None else None, request=request,
        )  # fmt: skip
    except TooSoon:
        form.add_error(None, _("That were many reports. Please wait an hour."))
        return 429
    return 200
