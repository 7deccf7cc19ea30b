"""Consent to keeping what is about health (GDPR, article 9): given, refused, withdrawn.

The text stands in `shell/templates/shell/parts/health_text.html`. A change of its meaning is a new
VERSION, and everybody is asked again; a test notices a text that changed without one.

Whoever was not asked yet, such as a runner from before there was this question, is asked by a
notice on every page and is not locked out: what their clinician set and what holds them back must
not disappear behind a form. The same goes for who agreed to an older text. No clear no: nothing
stops. A newcomer is asked before anything is stored; a no, or a withdrawal, stops advice and
entries alike, and what is stored can still be read. Limits are rows like before: nobody lifts or
raises one by saying no, and they bind again from the moment of a new yes.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from startline.web.accounts.models import Runner, User
from startline.web.audit.models import Consent
from startline.web.audit.services import record

VERSION = 1


class NoConsent(Exception):
    """Something about health was to be stored for somebody who has not agreed to that."""


def is_to_be_asked(runner: Runner) -> bool:
    """Whether a page should ask: never asked, or agreed to a text that has changed since."""
    if runner.consent == "given":
        return runner.consent_version != VERSION
    return runner.consent == "unasked"


def give(runner: Runner, *, by: User) -> None:
    """Write down that the runner agrees to the text of today. What was shared stays ended."""
    if runner.consent == "given" and runner.consent_version == VERSION:
        return
    with transaction.atomic():
        Consent.objects.create(runner=runner, version=VERSION, given_at=timezone.now())
        _now(runner, "given", VERSION)
        record(runner, by, "consent.given", version=VERSION)


def take_back(runner: Runner, *, by: User) -> None:
    """Write down that the runner does not agree, or does no more. Runs in the caller's transaction.

    What ends with it is for who knows shares, keys and journals: `keeping.consent.withdraw`.
    """
    now = timezone.now()
    open_ones = Consent.objects.filter(runner=runner, withdrawn_at=None)
    if not open_ones.update(withdrawn_at=now):
        Consent.objects.create(runner=runner, version=VERSION, withdrawn_at=now)
    _now(runner, "withdrawn", runner.consent_version)
    record(runner, by, "consent.withdrawn", version=runner.consent_version or VERSION)


def _now(runner: Runner, state: str, version: int | None) -> None:
    Runner.objects.filter(pk=runner.pk).update(consent=state, consent_version=version)
    runner.consent, runner.consent_version = state, version
