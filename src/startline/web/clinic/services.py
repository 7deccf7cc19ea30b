"""Sharing and its end, limits a clinician sets, and what they propose."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from startline.web.accounts.models import Runner, User
from startline.web.audit.services import record
from startline.web.clinic.models import Note, Proposal, Share
from startline.web.planning.limits import add_limit
from startline.web.planning.models import Restriction
from startline.web.planning.selectors import today_of
from startline.web.planning.services import new_facts

TOKEN_BYTES = 32  # 256 bits
OPEN_DAYS = 30


def share(
    runner: Runner,
    *,
    name: str,
    role: str,
    scopes: list[str],
    may_set_limits: bool,
    email: str = "",
) -> tuple[Share, str]:
    """Make a share; the link's token is given once and kept as a hash alone."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with transaction.atomic():
        made = Share.objects.create(
            runner=runner,
            name=name,
            role=role,
            email=email,
            scopes=scopes,
            may_set_limits=may_set_limits,
            token_hash=hashed(token),
            expires_at=timezone.now() + timedelta(days=OPEN_DAYS),
        )
        record(runner, runner.user, "share.made", share=str(made.public_id), scopes=scopes)
    return made, token


def hashed(token: str) -> str:
    """How a token is kept."""
    return hashlib.sha256(token.encode()).hexdigest()


def find(token: str) -> Share | None:
    """The live share a link opens; None for any other."""
    found = Share.objects.filter(token_hash=hashed(token), accepted_at=None).first()
    return found if found is not None and found.is_live() else None


def opened(share: Share) -> None:
    """Count a press on a link; the runner reads how often and when."""
    with transaction.atomic():
        Share.objects.filter(pk=share.pk).update(
            n_opened=F("n_opened") + 1, last_opened_at=timezone.now()
        )
        record(share.runner, None, "share.opened", share=str(share.public_id))


def accept(share: Share, clinician: User) -> bool:
    """Make the share this clinician's; False if somebody was quicker or it has ended.

    Nobody accepts their own: a runner who sets limits as their clinician would raise them.
    """
    if share.runner.user_id == clinician.pk:
        return False
    with transaction.atomic():
        done = Share.objects.filter(
            pk=share.pk, accepted_at=None, ended_at=None, expires_at__gt=timezone.now()
        ).update(clinician=clinician, accepted_at=timezone.now())
        if done:
            record(share.runner, clinician, "share.accepted", share=str(share.public_id))
    return bool(done)


def end(share: Share, *, by: User) -> None:
    """End a share for good. Limits set under it stay until they are lifted."""
    with transaction.atomic():
        Share.objects.filter(pk=share.pk, ended_at=None).update(ended_at=timezone.now())
        record(share.runner, by, "share.ended", share=str(share.public_id))


def looked(share: Share, by: User | None, what: str) -> None:
    """Write down that somebody looked: reads count."""
    record(share.runner, by, f"looked.{what}", share=str(share.public_id), as_whom=share.name)


def set_limit(share: Share, part: Mapping[str, Any], *, by: User, reason: str) -> Restriction:
    """Set a limit as the clinician of this share; it binds from the commit on.

    Raises:
        Refused: if it cannot be.
    """
    whole = {**part, "set_by": "clinician", "by": str(by)[:80]}
    with new_facts(share.runner):
        return add_limit(share.runner, whole, by=by, reason=reason)


def lift_limit(share: Share, limit: Restriction, *, by: User) -> None:
    """Lift a clinician's limit; the runner may run by what is left from the next day on."""
    with new_facts(share.runner):
        limit.lifted_on, limit.lifted_by = today_of(share.runner), "clinician"
        limit.save()
        record(share.runner, by, "limit.lifted", limit=limit.case_id)


def propose(share: Share, part: Mapping[str, Any], words: str) -> Proposal:
    """Keep what somebody would ask for; nothing binds before the runner takes it."""
    with transaction.atomic():
        made = Proposal.objects.create(share=share, part=dict(part), words=words[:500])
        record(share.runner, None, "limit.proposed", share=str(share.public_id))
    return made


def answer(proposal: Proposal, *, taken: bool, by: User) -> None:
    """The runner takes a proposal, as told by whoever made it, or leaves it."""
    share = proposal.share
    with new_facts(share.runner):
        if taken:
            part = {**proposal.part, "set_by": "clinician", "by": share.name}
            add_limit(share.runner, part, by=by, told_by_runner=True, reason=proposal.words)
        Proposal.objects.filter(pk=proposal.pk).update(answered_at=timezone.now(), taken=taken)
        record(share.runner, by, "proposal.answered", taken=taken)


def write_note(share: Share, text: str, *, by: User) -> Note:
    """Keep a clinician's note in the runner's record."""
    with transaction.atomic():
        note = Note.objects.create(
            share=share, runner=share.runner, author=by, author_name=str(by)[:80], text=text[:4000]
        )
        record(share.runner, by, "note.written", note=str(note.public_id))
    return note
