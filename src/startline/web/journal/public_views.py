"""What others may read. Every page asks the rows anew: what is private again is so at once."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from startline.web.journal import feed as atom_feed
from startline.web.journal import replies, selectors
from startline.web.journal.forms import ReplyForm
from startline.web.journal.models import Entry, Journal, Picture
from startline.web.journal.text import as_html, first_words
from startline.web.journal.views import beginnings, month_or_404

SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


def _journal(slug: str) -> Journal:
    found = selectors.public_journal(slug)
    if found is None:
        raise Http404
    return found


@require_safe
def journal(request: HttpRequest, slug: str) -> HttpResponse:
    """The newest public entries."""
    return _listed(request, _journal(slug), None)


@require_safe
def month(request: HttpRequest, slug: str, year: int, month: int) -> HttpResponse:
    """The public entries of one month."""
    return _listed(request, _journal(slug), month_or_404(year, month))


def _listed(request: HttpRequest, found: Journal, of_month: date | None) -> HttpResponse:
    rows = selectors.public_entries(found, of_month)
    page = Paginator(rows, selectors.PAGE).get_page(request.GET.get("page"))
    context = {
        "journal": found,
        "page": page,
        "entries": beginnings(page.object_list),
        "month": of_month,
        "months": selectors.months(found, public=True),
        "owner": replies.is_owner(request.user, found),
    }
    return render(request, "journal/public/journal.html", context)


@require_safe
def entry(request: HttpRequest, slug: str, entry_id: UUID) -> HttpResponse:
    """One entry with its replies, and a form to reply."""
    return entry_page(request, public_entry_or_404(slug, entry_id))


def public_entry_or_404(slug: str, entry_id: UUID) -> Entry:
    """A published entry; any other does not exist."""
    found = selectors.public_entry(slug, entry_id)
    if found is None:
        raise Http404
    return found


def entry_page(
    request: HttpRequest, found: Entry, *, form: ReplyForm | None = None, status: int = 200,
    **more: Any,
) -> HttpResponse:  # fmt: skip
    """The page of an entry; after a reply that was not taken, with what was typed."""
    owner = replies.is_owner(request.user, found.journal)
    reader = None if owner else replies.reader_of(request)
    before, after = selectors.beside(found)
    known = owner or reader is not None or request.user.is_authenticated
    context = {
        "entry": found,
        "journal": found.journal,
        "html": as_html(found.shown_text),
        "beginning": first_words(found.shown_text),
        "pictures": selectors.shown_pictures(found),
        "threads": selectors.threads(found, reader),
        "before": before,
        "after": after,
        "owner": owner,
        "reader": reader,
        "known": known,
        "form": form or ReplyForm(known=known),
        "open": not found.replies_closed and found.journal.replies != "closed",
        **more,
    }
    return render(request, "journal/public/entry.html", context, status=status)


@require_safe
def feed(request: HttpRequest, slug: str) -> HttpResponse:
    """The newest public entries as Atom."""
    found = _journal(slug)

    def link(one: Entry) -> str:
        path = reverse("public_entry", args=[slug, one.public_id])
        return request.build_absolute_uri(path)

    rows = Entry.objects.filter(journal=found, published_at__isnull=False)
    newest = rows.defer("text", "attached", "shown_attached").order_by("-shown_on", "-id")
    text = atom_feed.atom(
        found,
        newest[: selectors.FEED],
        here=request.build_absolute_uri(),
        page=request.build_absolute_uri(reverse("public_journal", args=[slug])),
        link=link,
    )
    # kept nowhere: an entry that is private again is gone with the next look
    return HttpResponse(text, content_type="application/atom+xml; charset=utf-8")


@require_safe
def picture(request: HttpRequest, picture_id: UUID) -> HttpResponseBase:
    """A picture: for its runner, and for everybody once it was named by the second press."""
    rows = Picture.objects.select_related("entry__journal__runner")
    found = get_object_or_404(rows, public_id=picture_id)
    if not _readable(request, found.entry, shown=found.shown):
        raise Http404
    try:
        response = FileResponse(found.file.open("rb"), content_type="image/jpeg")
    except FileNotFoundError:
        raise Http404 from None
    response["Content-Disposition"] = f'inline; filename="{found.public_id}.jpg"'
    response["Content-Security-Policy"] = SANDBOX
    return response


@require_safe
def attached(request: HttpRequest, entry_id: UUID, attached_id: UUID) -> HttpResponse:
    """The drawing of an attachment: for its runner, or once it is shown."""
    found = get_object_or_404(Entry.objects.select_related("journal__runner"), public_id=entry_id)
    public, own = found.shown_attached, found.attached
    name = str(attached_id)
    one = next((one for one in (*own, *public) if one["id"] == name), None)
    if one is None or not one["svg"] or not _readable(request, found, shown=one in public):
        raise Http404
    response = HttpResponse(one["svg"], content_type="image/svg+xml; charset=utf-8")
    response["Content-Security-Policy"] = SANDBOX
    return response


def _readable(request: HttpRequest, found: Entry, *, shown: bool) -> bool:
    if replies.is_owner(request.user, found.journal):
        return True
    return shown and found.published_at is not None and bool(found.journal.slug)
