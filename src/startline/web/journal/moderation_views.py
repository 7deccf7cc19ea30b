"""Replies that wait or were reported, and what the runner does with them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from startline.web.accounts.models import Runner, User
from startline.web.accounts.permissions import runner_required
from startline.web.journal import replies as services
from startline.web.journal import selectors
from startline.web.journal.models import REPLY_CHARS, Block, Reply, Report
from startline.web.journal.services import journal_of, unpublish
from startline.web.journal.text import cleaned

MOST = 50


@require_GET
@runner_required
def replies(request: HttpRequest, runner: Runner) -> HttpResponse:
    """What waits, what was reported, whom one does not hear."""
    own = journal_of(runner)
    context = {
        "journal": own,
        "waiting": selectors.waiting(own)[:MOST] if own.pk else [],
        "reported": selectors.reported(own)[:MOST] if own.pk else [],
        "blocks": own.blocks.select_related("reader").order_by("-id") if own.pk else [],
    }
    return render(request, "journal/replies.html", context)


@require_POST
@runner_required
def act(request: HttpRequest, runner: Runner, reply_id: UUID) -> HttpResponse:
    """Show, remove or leave a reply, answer it, or hear no more of its writer."""
    rows = Reply.objects.select_related("entry__journal__runner__user", "reader").exclude(
        state="unconfirmed"
    )
    reply = get_object_or_404(rows, public_id=reply_id, entry__journal__runner=runner)
    did = request.POST.get("do", "")
    if did in ("show", "answer"):
        services.set_state(reply, "shown")
        _answer(request, reply)
    elif did == "remove":
        services.set_state(reply, "removed")
    elif did == "leave":
        services.answer_reports(reply)
    elif did == "block":
        services.block(reply, remove_all="remove_all" in request.POST)
    else:
        raise Http404
    messages.success(request, _("Done."))
    return redirect("journal_replies")


def _answer(request: HttpRequest, reply: Reply) -> None:
    text = cleaned(request.POST.get("text", "")).strip()
    if text:
        services.answer_as_runner(reply.entry, text[:REPLY_CHARS], reply.public_id)


@require_POST
@runner_required
def unblock(request: HttpRequest, runner: Runner, reader_id: UUID) -> HttpResponse:
    """Hear of a reader again."""
    rows = Block.objects.select_related("journal__runner__user", "reader")
    services.unblock(get_object_or_404(rows, reader__public_id=reader_id, journal__runner=runner))
    return redirect("journal_replies")


@login_required
def reports(request: HttpRequest) -> HttpResponse:
    """Reported entries, for whoever looks after this installation: public ones, no others."""
    if not (isinstance(request.user, User) and request.user.is_staff):
        raise Http404
    rows = Report.objects.select_related("entry__journal__runner__user").filter(
        answered_at=None, entry__isnull=False, entry__published_at__isnull=False
    )
    if request.method == "POST":
        _answered(request, get_object_or_404(rows, pk=_number(request.POST.get("report", ""))))
        return redirect("journal_reports")
    return render(request, "journal/reports.html", {"reports": rows.order_by("id")[:MOST]})


def _answered(request: HttpRequest, found: Report) -> None:
    if "take_down" in request.POST and found.entry is not None:
        unpublish(found.entry)
    Report.objects.filter(pk=found.pk).update(answered_at=timezone.now())


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 12):
        raise Http404
    return int(text)
