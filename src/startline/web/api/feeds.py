"""The calendar feed: published with each new advice, read by whoever has its address.

Reading writes nothing. While the advice is not today's, the coming events say so and carry no
distance: no calendar shows an older number as current.
"""

from __future__ import annotations

import hashlib
import secrets

from django.utils import timezone

from startline.formats.case_json import read_case
from startline.formats.ics import withheld, write_calendar
from startline.web.accounts.models import Runner, User
from startline.web.api.models import Feed
from startline.web.audit.services import record
from startline.web.planning.case import unpacked
from startline.web.planning.models import AdviceSnapshot
from startline.web.planning.selectors import newest_snapshot, shown_advice, today_of
from startline.words.language import language

N_BYTES = 32  # 256 bits


def make_address(runner: Runner, *, by: User) -> str:
    """A new token for the runner's calendar, shown once; the address before it ends."""
    token = secrets.token_urlsafe(N_BYTES)
    Feed.objects.update_or_create(
        runner=runner, defaults={"sha256": _digest(token), "made_at": timezone.now()}
    )
    record(runner, by, "calendar.address_made")
    newest = newest_snapshot(runner)
    if newest is not None:
        publish(newest)
    return token


def revoke(runner: Runner, *, by: User) -> None:
    """End the address at once."""
    if Feed.objects.filter(runner=runner).exclude(sha256=None).update(sha256=None):
        record(runner, by, "calendar.address_revoked")


def find(token: str) -> Feed | None:
    """The calendar behind a token; None when unknown, revoked or of a closed account."""
    feeds = Feed.objects.select_related("runner__user")
    return feeds.filter(sha256=_digest(token), runner__user__is_active=True).first()


def publish(snapshot: AdviceSnapshot) -> None:
    """Write the calendar anew from an advice that may be shown, over what was published before."""
    feed = Feed.objects.select_related("runner__user").filter(runner=snapshot.runner_id).first()
    if feed is None or feed.sha256 is None or feed.snapshot == snapshot.pk:
        return
    text = _written(feed, snapshot)
    if text is not None:
        Feed.objects.filter(pk=feed.pk).update(published=text, snapshot=snapshot.pk)


def calendar_of(feed: Feed) -> bytes:
    """The calendar as it may be read now."""
    shown = shown_advice(feed.runner)
    snapshot = shown.snapshot
    if shown.freshness == "current" and snapshot is not None:
        if feed.snapshot == snapshot.pk:
            return bytes(feed.published)
        text = _written(feed, snapshot)
        if text is not None:
            return text
    with language(feed.runner.user.language):
        return withheld(bytes(feed.published) or None, on=today_of(feed.runner))


def _written(feed: Feed, snapshot: AdviceSnapshot) -> bytes | None:
    """The calendar of a snapshot; None when it may not be shown."""
    shown = shown_advice(feed.runner, on=snapshot.on)
    if shown.advice is None or shown.snapshot is None or shown.snapshot.pk != snapshot.pk:
        return None
    case = read_case(unpacked(bytes(snapshot.case_z)), today=snapshot.on)
    with language(feed.runner.user.language):  # the reader's own, whoever has it written
        made = write_calendar(
            case, shown.advice, before=bytes(feed.published) or None, stamp=snapshot.made_at,
            calendar=feed.public_id,
        )  # fmt: skip
    return made.text


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
