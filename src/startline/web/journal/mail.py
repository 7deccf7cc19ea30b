"""Mails of the journal: a link to confirm an address, and the runner's digest. Plain text alone."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from startline.web.journal.models import Journal, Reply
from startline.web.journal.text import first_words

log = logging.getLogger("startline.journal")

SALT = "startline.journal.digest"
EVERY = timedelta(hours=1)
MOST_NAMED = 20
WORDS_CHARS = 160


def send_confirmation(reply: Reply, address: str) -> None:
    """Ask the owner of an address whether the reply is theirs.

    Neither its words nor its name are in the mail: whoever typed the address chose them.
    """
    if reply.reader is None:
        return
    text = _text("journal/mail/confirm.txt", address=address)
    _send(_("Confirm your reply"), text, reply.reader.email)


def due_digests() -> list[Journal]:
    """Journals whose runner is to be mailed: something new since the last, an hour ago or more."""
    before = timezone.now() - EVERY
    rows = Journal.objects.select_related("runner__user").filter(
        Q(digest_sent_at=None) | Q(digest_sent_at__lte=before), digest=True, slug__isnull=False
    )
    return [one for one in rows if news_of(one).exists()]


def news_of(journal: Journal) -> Any:
    """Replies since the last digest that the runner would want to know of."""
    rows = Reply.objects.filter(
        entry__journal=journal, state__in=("shown", "held"), by_runner=False, source=None
    ).exclude(why_held="blocked")
    if journal.digest_sent_at is not None:
        rows = rows.filter(made_at__gt=journal.digest_sent_at)
    return rows.select_related("entry").order_by("id")


def send_due_digests() -> int:
    """Mail every digest that is due: the worker's regular work. How many were sent.

    One mail that cannot be sent stops no other.
    """
    n = 0
    for journal in due_digests():
        try:
            n += send_digest(journal)
        except OSError:
            log.exception("a digest was not sent")
    return n


def send_digest(journal: Journal) -> int:
    """Mail one digest: at most one an hour, also when two workers try at once."""
    now = timezone.now()
    news = list(news_of(journal)[: MOST_NAMED + 1])
    claimed = Journal.objects.filter(pk=journal.pk, digest=True).filter(
        Q(digest_sent_at=None) | Q(digest_sent_at__lte=now - EVERY)
    )
    if not news or not claimed.update(digest_sent_at=now):
        return 0
    user, site = journal.runner.user, journal.site
    with translation.override(user.language or settings.LANGUAGE_CODE):
        leave = site + reverse("journal_unsubscribe", args=[unsubscribe_token(journal)])
        text = _text(
            "journal/mail/digest.txt",
            replies=[_told(one) for one in news[:MOST_NAMED]],
            more=len(news) > MOST_NAMED,
            address=site + reverse("journal_replies"),
            leave=leave,
        )
        _send(_("New replies in your journal"), text, user.email, leave=leave)
    return 1


def _told(reply: Reply) -> dict[str, Any]:
    return {
        "name": reply.name,
        "entry": reply.entry.shown_title or str(reply.entry.shown_on or ""),
        "words": first_words(reply.text, WORDS_CHARS),
        "held": reply.state == "held",
    }


def unsubscribe_token(journal: Journal) -> str:
    """What a link in a digest is signed with; it ends the digests of one journal, no more."""
    return signing.dumps(journal.pk, salt=SALT)


def journal_of_token(token: str) -> Journal | None:
    """The journal whose digest a link ends; None for a link nobody signed."""
    try:
        return Journal.objects.filter(pk=signing.loads(token, salt=SALT)).first()
    except signing.BadSignature:
        return None


def _text(template: str, **context: Any) -> str:
    return render_to_string(template, context)


def _send(subject: str, text: str, to: str, *, leave: str = "") -> None:
    headers = {"Auto-Submitted": "auto-generated"}
    if leave:
        headers |= {
            "List-Unsubscribe": f"<{leave}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    EmailMessage(f"startline: {subject}", text, to=[to], headers=headers).send()
