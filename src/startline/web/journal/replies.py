"""Replies: who may, what waits for the runner, and what a confirmed address is good for."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone

from startline.web.accounts.addresses import client_address
from startline.web.accounts.models import User
from startline.web.audit.services import record
from startline.web.journal.models import (
    Block,
    Entry,
    Journal,
    Reader,
    Reply,
    Report,
)
from startline.web.journal.names import is_taken
from startline.web.journal.text import MOST_LINKS, n_links
from startline.web.shell.rates import seconds_to_wait

READER = "journal_reader"
TOKEN_BYTES = 32
CONFIRM_WITHIN = timedelta(days=7)
NEW_FOR = timedelta(days=1)
# one in 20 seconds, 10 an hour, 30 a day (C09); and of one connection, whatever it calls itself
RATES = (("s", 1, 20.0), ("h", 10, 3600.0), ("d", 30, 86_400.0))
OF_A_CONNECTION = (("h", 30, 3600.0), ("d", 100, 86_400.0))
MAILS = (("h", 3, 3600.0), ("d", 6, 86_400.0))  # to one address: nobody's box is flooded
REPORTS = (("h", 10, 3600.0),)


class TooSoon(Exception):
    """Somebody is to wait so many seconds."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"{seconds} s")
        self.seconds = seconds


class NameTaken(Exception):
    """The name looks like the runner's or another reader's."""


class Closed(Exception):
    """No new replies here."""


@dataclass(frozen=True)
class Said:
    """What a reader sent."""

    name: str
    email: str
    text: str
    parent: UUID | None = None


# --- who ---------------------------------------------------------------------------------------


def reader_of(request: HttpRequest) -> Reader | None:
    """The reader this browser has confirmed to be, by signing in or by a link."""
    if isinstance(request.user, User):
        return Reader.objects.filter(user=request.user).first()
    known = request.session.get(READER)
    if not known:
        return None
    return Reader.objects.filter(public_id=known, confirmed_at__isnull=False).first()


def signed_in_reader(user: User) -> Reader:
    """The reader that an account is: its address was confirmed when the account was made."""
    email = user.email.lower()
    reader = Reader.objects.filter(Q(user=user) | Q(email=email)).order_by("user_id").first()
    reader = reader or Reader(email=email)
    if reader.user_id != user.pk or reader.confirmed_at is None:
        reader.user, reader.name = user, str(user)[:60]
        reader.confirmed_at = reader.confirmed_at or timezone.now()
        reader.save()
    return reader


def is_owner(user: object, journal: Journal) -> bool:
    """Whether this is the journal of whoever is signed in."""
    return isinstance(user, User) and journal.runner.user_id == user.pk


# --- one reply ---------------------------------------------------------------------------------


def answer_as_runner(entry: Entry, text: str, parent: UUID | None) -> Reply:
    """The runner's own words below their entry."""
    return Reply.objects.create(
        entry=entry,
        parent=_parent(entry, parent),
        by_runner=True,
        name=str(entry.journal.runner)[:60],
        text=text,
        state="shown",
    )


def add_reply(
    entry: Entry, said: Said, *, reader: Reader | None, request: HttpRequest
) -> tuple[Reply, str]:
    """Store a reply; with it the token to mail, empty where the reader is known already.

    Raises:
        Closed: if nobody may reply here any more.
        NameTaken: if the name looks like somebody else's.
        TooSoon: past a rate; nothing is stored.
    """
    if entry.replies_closed or entry.journal.replies == "closed":
        raise Closed
    name = reader.name if reader is not None else said.name
    if is_taken(name, entry.journal, reader or Reader.objects.filter(email=said.email).first()):
        raise NameTaken
    who = f"reader-{reader.pk}" if reader is not None else _digest(said.email)
    limited(client_address(request), "journal-from", OF_A_CONNECTION)
    limited(who, "journal-reply", RATES)
    if reader is None:
        limited(who, "journal-mail", MAILS)
    with transaction.atomic():
        return _stored(entry, said, reader, name)


def _stored(entry: Entry, said: Said, reader: Reader | None, name: str) -> tuple[Reply, str]:
    reply = Reply(entry=entry, parent=_parent(entry, said.parent), text=said.text, name=name)
    if reader is not None:
        reply.reader = reader
        _settle(reply, reader)
        reply.save()
        return reply, ""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    first = {"name": name}
    reply.reader, _ = Reader.objects.get_or_create(email=said.email, defaults=first)
    reply.state, reply.token_hash = "unconfirmed", _digest(token)
    reply.save()
    return reply, token


def _parent(entry: Entry, parent: UUID | None) -> Reply | None:
    """Threaded one level: an answer to an answer stands beside it."""
    if parent is None:
        return None
    found = Reply.objects.filter(entry=entry, public_id=parent, state="shown").first()
    return found.parent or found if found is not None else None


def _settle(reply: Reply, reader: Reader) -> None:
    """Shown, or held and why."""
    reply.why_held = why_held(reply, reader)
    reply.state = "held" if reply.why_held else "shown"


def why_held(reply: Reply, reader: Reader) -> str:
    """Why a reply waits; empty if it need not. `blocked`: it waits for nobody."""
    journal = reply.entry.journal
    tests: tuple[tuple[str, Callable[[], bool]], ...] = (
        ("blocked", lambda: Block.objects.filter(journal=journal, reader=reader).exists()),
        ("all", lambda: journal.replies != "open"),
        ("links", lambda: n_links(reply.text) > MOST_LINKS),
        ("new_account", lambda: _is_new(reader)),
        ("first", lambda: not _was_shown(reader, journal)),
    )
    return next((why for why, holds in tests if holds()), "")


def _is_new(reader: Reader) -> bool:
    made = reader.user.date_joined if reader.user is not None else reader.made_at
    return made > timezone.now() - NEW_FOR


def _was_shown(reader: Reader, journal: Journal) -> bool:
    return Reply.objects.filter(entry__journal=journal, reader=reader, state="shown").exists()


def limited(who: str, what: str, rates: tuple[tuple[str, int, float], ...]) -> None:
    """Count one more.

    Raises:
        TooSoon: past any of the rates.
    """
    for name, most, window_s in rates:
        wait = seconds_to_wait(who, f"{what}-{name}", most=most, window_s=window_s)
        if wait:
            raise TooSoon(wait)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


# --- by a link ---------------------------------------------------------------------------------


def find_unconfirmed(token: str) -> Reply | None:
    """The reply a mailed link is for; None once it was used, or after a week."""
    rows = Reply.objects.select_related("entry__journal__runner__user", "reader__user")
    return rows.filter(
        token_hash=_digest(token),
        state="unconfirmed",
        made_at__gt=timezone.now() - CONFIRM_WITHIN,
        entry__published_at__isnull=False,
    ).first()


def confirm(reply: Reply, request: HttpRequest) -> None:
    """The address is theirs: this browser is that reader from now on."""
    reader = reply.reader
    if reader is None:
        return
    with transaction.atomic():
        if reader.confirmed_at is None:
            reader.name, reader.confirmed_at = reply.name, timezone.now()
            reader.save()
        reply.name, reply.token_hash = reader.name, ""
        _settle(reply, reader)
        reply.save()
    request.session[READER] = str(reader.public_id)


def disown(reply: Reply) -> None:
    """Somebody used an address that is not theirs: what they wrote is deleted."""
    reader = reply.reader
    reply.delete()
    if reader is not None and reader.confirmed_at is None:
        reader.delete()


def forget_unconfirmed() -> int:
    """Delete what nobody confirmed within a week; how many."""
    long_ago = timezone.now() - CONFIRM_WITHIN
    with transaction.atomic():
        old = Reply.objects.filter(state="unconfirmed", made_at__lt=long_ago)
        n, _ = old.delete()
        unused = Reader.objects.filter(confirmed_at=None, made_at__lt=long_ago)
        unused.exclude(pk__in=Reply.objects.filter(reader__isnull=False).values("reader")).delete()
    return n


# --- what the runner does ----------------------------------------------------------------------


def set_state(reply: Reply, state: str) -> None:
    """Show or remove a reply; its reports are answered by that."""
    journal = reply.entry.journal
    with transaction.atomic():
        Reply.objects.filter(pk=reply.pk).update(state=state, why_held="")
        answer_reports(reply)
        record(journal.runner, journal.runner.user, f"reply.{state}", reply=str(reply.public_id))


def answer_reports(reply: Reply) -> None:
    """Somebody looked."""
    reply.reports.filter(answered_at=None).update(answered_at=timezone.now())


def block(reply: Reply, *, remove_all: bool) -> None:
    """Hear no more of a reader; with one press also take down all they wrote here."""
    journal, reader = reply.entry.journal, reply.reader
    if reader is None:
        return
    theirs = Reply.objects.filter(entry__journal=journal, reader=reader)
    with transaction.atomic():
        Block.objects.get_or_create(journal=journal, reader=reader)
        theirs.filter(state="held").update(why_held="blocked")
        if remove_all:
            theirs.filter(state="shown").update(state="held", why_held="blocked")
        answer_reports(reply)
        record(journal.runner, journal.runner.user, "reader.blocked", reader=str(reader.public_id))


def unblock(blocked: Block) -> None:
    """Hear of a reader again; what waited for nobody waits for the runner."""
    journal = blocked.journal
    with transaction.atomic():
        Reply.objects.filter(
            entry__journal=journal, reader=blocked.reader, why_held="blocked"
        ).update(why_held="all")
        blocked.delete()
        record(journal.runner, journal.runner.user, "reader.unblocked")


def report(
    kind: str, words: str, *, reply: Reply | None = None, entry: Entry | None = None,
    request: HttpRequest,
) -> Report:  # fmt: skip
    """Ask a person to look at a reply or an entry.

    Raises:
        TooSoon: past the rate of one connection.
    """
    limited(client_address(request), "journal-report", REPORTS)
    return Report.objects.create(kind=kind, words=words[:1000], reply=reply, entry=entry)
