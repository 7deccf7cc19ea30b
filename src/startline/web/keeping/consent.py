"""Withdrawing consent: what was granted ends at once, and nothing more is stored.

`Consented` stands before every form of who has not agreed. `planning.services` refuses the same
facts once more, for workers and for a form that was sent at the same moment.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from startline.web.accounts.models import Runner, User
from startline.web.audit import consent
from startline.web.audit.consent import NoConsent
from startline.web.audit.models import Consent
from startline.web.journal.models import Entry, Journal, Picture
from startline.web.keeping import tombstones
from startline.web.keeping.ending import end_grants_of
from startline.web.shell.views import missing

SAFE = ("GET", "HEAD", "OPTIONS")


def withdraw(runner: Runner, *, by: User) -> None:
    """End it: shares, program keys, the calendar's address and the public journal with it.

    Advice made before is stale from then on. Limits stay as they are.
    """
    if runner.consent == "withdrawn":
        return
    with transaction.atomic():
        consent.take_back(runner, by=by)
        Runner.objects.filter(pk=runner.pk).update(facts_version=F("facts_version") + 1)
        end_grants_of(runner, by=by)
        hide_journal(runner)
        tombstones.add(by, timezone.now(), file=tombstones.WITHDRAWN)
    runner.refresh_from_db(fields=["facts_version"])


def agree(runner: Runner, *, by: User) -> None:
    """Agree, also after a withdrawal. What ended then has to be shared anew."""
    with transaction.atomic():
        consent.give(runner, by=by)
        tombstones.remove(by, file=tombstones.WITHDRAWN)


def hide_journal(runner: Runner, *, using: str = "default") -> None:
    """No address and no published entry: nothing comes back with a new address."""
    Journal.objects.using(using).filter(runner=runner).update(slug=None)
    entries = Entry.objects.using(using).filter(journal__runner=runner)
    entries.update(published_at=None, shown_version=None)
    Picture.objects.using(using).filter(entry__journal__runner=runner).update(shown=False)


def withdraw_again(runner: Runner, at: datetime, *, using: str) -> None:
    """In a database that came back from before: what was withdrawn since is withdrawn."""
    rows = Consent.objects.using(using).filter(runner=runner)
    if not rows.filter(withdrawn_at=None).update(withdrawn_at=at):
        rows.create(runner=runner, version=consent.VERSION, withdrawn_at=at)
    Runner.objects.using(using).filter(pk=runner.pk).update(consent="withdrawn")
    hide_journal(runner, using=using)


# --- before every form -------------------------------------------------------------------------

OPEN = {
    "consent", "language", "confirm_by_code", "demo_sign_in",
    "export_all", "delete_account", "leaving",
    "end_share", "revoke_token", "journal_unpublish", "journal_delete", "journal_picture_remove",
}  # fmt: skip
"""What ends, removes or takes along, and what is about the account alone."""

GRANTS = {"new_token"}
"""What would let somebody in, beside what is open."""

OF_OTHERS = ("/account/", "/shared/", "/j/", "/api/", "/offline/", "/operator/")
"""Signing in, the records and journals of others; what answers in JSON says so itself."""


class Consented:
    """A form of who has not agreed stores nothing: it leads to the page that asks.

    Reading stays open, limits above all. The first steps of a newcomer ask on their own page.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponse | None:
        """Lead there, or go on."""
        runner: Runner | None = getattr(request, "runner", None)
        if runner is None or runner.keeps_health_data or _is_open(request, runner):
            return None
        return _led_there(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """What was sent in the moment of a withdrawal; nothing of it was stored."""
        if not isinstance(error, NoConsent):
            return None
        runner: Runner | None = getattr(request, "runner", None)
        is_own = runner is not None and not request.path.startswith(OF_OTHERS)
        return _led_there(request) if is_own else missing(request, error)


def _is_open(request: HttpRequest, runner: Runner) -> bool:
    name = request.resolver_match.url_name if request.resolver_match else None
    if request.method in SAFE or (request.path.startswith(OF_OTHERS) and name not in GRANTS):
        return True
    asks_itself = name == "welcome" or (name == "welcome_step" and runner.consent == "asked")
    return name in OPEN or asks_itself


def _led_there(request: HttpRequest) -> HttpResponse:
    messages.warning(request, _("Nothing was stored: you have not agreed to that."))
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": reverse("consent")})
    return redirect("consent")
