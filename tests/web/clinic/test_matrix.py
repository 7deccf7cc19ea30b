"""Every address, by every kind of person: who may open what (Z01). A new address needs a row here.

The runner's record carries words that stand nowhere else. A reply to somebody else may hold none
of them, whatever its status; an address that names a thing of the runner does not exist for them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver
from django.utils import timezone

from startline.web.accounts.models import Runner
from startline.web.clinic import services
from startline.web.clinic.models import Proposal, Share
from startline.web.planning.models import Appointment, Race, Restriction
from startline.web.runlog.models import RedFlag, Run
from tests.web.clinic.conftest import a_share, signed_in
from tests.web.conftest import a_runner, a_user

CANARY = "Quetzalcoatl"
VERBS = ("get", "post", "put", "patch", "delete", "head", "options")
ROLES = (
    "owner", "other athlete", "clinician of another", "clinician granted", "clinician revoked",
    "link live", "link expired", "link revoked", "anonymous", "staff",
)  # fmt: skip

# --- the table ---------------------------------------------------------------------------------

PUBLIC = frozenset({
    "healthz", "web_manifest", "worker", "offline", "set_up", "demo_sign_in", "api_docs",
    "openapi-json", "api-root", "language", "operator", "metrics",
})  # fmt: skip
"""The same for everybody; they hold nothing of anybody."""

MINE = frozenset({
    "today", "today_number", "refresh", "exercise", "signs", "plan", "plan_day", "move",
    "put_back", "not_today", "outlook", "better", "missed", "why", "said_on", "more", "welcome",
    "welcome_step", "settings", "export_all", "delete_account", "settings_section", "imports",
    "imports_hurt", "programme", "programme_ready", "programme_own", "calendar", "log",
    "log_cross", "confidence", "morning", "run", "offline_entries", "offline_token",
    "offline_snapshot", "sharing", "invite", "limits", "visits", "report", "report_pdf",
    "access_log", "runners", "account", "confirm_by_code", "tokens", "new_token", "bring_back",
    "leaving", "asked_again", "consent",
})  # fmt: skip
"""About whoever is signed in: each sees their own."""

OBJECTS = frozenset({
    "close_sign", "edit_run", "run_pain", "settled", "end_share", "answer_proposal", "lift_own",
    "visit_questions", "cancel_visit", "import", "import_progress", "import_again", "import_undo",
    "import_original", "revoke_token",
})  # fmt: skip
"""Things of one runner: 404 for everybody else."""

TOKENS = frozenset({
    "me", "advice", "plan", "restrictions", "list_runs", "create_run", "get_run", "change_run",
    "delete_run", "get_pain", "put_pain", "list_check_ins", "put_check_in",
})  # fmt: skip
"""By a token of the runner's, never by a session."""

SHARED: dict[str, tuple[str, ...]] = {
    "shared": ("clinician granted", "link live"),
    "shared_limit": ("clinician granted", "link live"),
    "shared_report": ("clinician granted", "link live"),
    "shared_report_pdf": ("clinician granted", "link live"),
    "accept_share": (),
    "shared_lift": ("clinician granted",),
    "shared_exercise": ("clinician granted",),
    "shared_visit": ("clinician granted",),
    "shared_note": ("clinician granted",),
}
"""Of one share: who may use it. A link's share and a clinician's are two."""

BY_SECRET = frozenset({"open_link", "calendar_feed"})
"""For whoever holds the token in the address."""

SIGN_IN = ("account_", "mfa_", "socialaccount_", "usersessions_", "openid_connect_", "wordpress_")
"""Pages of signing in, held by their own library and the tests of accounts."""

JOURNAL = ("journal", "public_", "reply")
"""Held by the tests of the journal."""


def routes(patterns: Any = None, before: str = "/") -> Iterator[tuple[str, str]]:
    """Every named address: its name, and its path with `<kind:name>` for what varies."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        whole = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, whole)
        elif pattern.name:
            yield pattern.name, whole


def test_Z01_every_address_stands_in_the_table() -> None:
    known = PUBLIC | MINE | OBJECTS | TOKENS | set(SHARED) | BY_SECRET
    missing = {
        name
        for name, _ in routes()
        if name not in known and not name.startswith((*SIGN_IN, *JOURNAL))
    }

    assert missing == set(), "say in the table above who may open these"


# --- the people --------------------------------------------------------------------------------


class World:
    """The runner with the canary in every kind of row, and everybody else."""

    def __init__(self, runner: Runner) -> None:
        self.runner = runner
        mark_with_canary(runner)
        self.kim = a_user("kim@clinic.example", name="Kim")
        self.shares = {"clinician granted": self._accepted(self.kim)}
        revoked = a_user("lou@clinic.example", name="Lou")
        self.shares["clinician revoked"] = self._accepted(revoked)
        services.end(self.shares["clinician revoked"], by=runner.user)
        self.browsers = {
            "owner": signed_in(runner.user),
            "other athlete": signed_in(a_runner("other@example.org").user),
            "clinician of another": self._of_another(),
            "clinician granted": signed_in(self.kim),
            "clinician revoked": signed_in(revoked),
            "anonymous": Client(),
            "staff": signed_in(a_user("staff@example.org", is_staff=True, is_superuser=True)),
        }
        for how in ("live", "expired", "revoked"):
            self._link(how)

    def _accepted(self, clinician: Any) -> Share:
        share, _ = a_share(self.runner)
        assert services.accept(share, clinician)
        share.refresh_from_db()
        return share

    def _of_another(self) -> Client:
        clinician = a_user("max@clinic.example")
        share, _ = a_share(a_runner("third@example.org"))
        services.accept(share, clinician)
        return signed_in(clinician)

    def _link(self, how: str) -> None:
        share, token = a_share(self.runner)
        browser = Client()
        browser.post(f"/shared/open/{token}/")
        if how == "expired":
            over = timezone.now() - timedelta(seconds=1)
            Share.objects.filter(pk=share.pk).update(expires_at=over)
        if how == "revoked":
            services.end(share, by=self.runner.user)
        self.browsers[f"link {how}"] = browser
        self.shares[f"link {how}"] = share

    def share_for(self, role: str) -> Share:
        """The share that somebody tries: their own, or the granted one of somebody else."""
        return self.shares.get(role, self.shares["clinician granted"])


def mark_with_canary(runner: Runner) -> None:
    runner.user.name = CANARY
    runner.user.save()
    Race.objects.filter(runner=runner).update(name=CANARY)
    Restriction.objects.filter(runner=runner).update(by=CANARY, reason=CANARY)
    Appointment.objects.create(runner=runner, on="2026-03-30", with_whom="doctor", note=CANARY)
    RedFlag.objects.create(
        runner=runner, code="fever", opened_on="2026-03-01", closed_on="2026-03-02",
        closed_by="clinician", extra={"closed_because": CANARY},
    )  # fmt: skip


@pytest.fixture
def world(runner: Runner) -> World:
    return World(runner)


def address_of(name: str, route: str, world: World, role: str) -> str:
    """The address with the runner's own things, and the share that this person would try."""
    share, runner = world.share_for(role), world.runner
    run = Run.objects.filter(runner=runner).order_by("-on")[0].public_id
    sign = RedFlag.objects.get(runner=runner).public_id
    values = {
        "public_id": {"close_sign": sign, "edit_run": run, "run_pain": run, "settled": run},
        "run_id": run,
        "share_id": share.public_id,
        "limit_id": Restriction.objects.filter(runner=runner)[0].public_id,
        "visit_id": Appointment.objects.filter(runner=runner).latest("on").public_id,
        "proposal_id": Proposal.objects.get_or_create(share=share, part={})[0].public_id,
        "on": "2026-03-29",
        "code": "you",
        "name": "first_marathon",
        "token": "a" * 43,
    }

    def filled(found: re.Match[str]) -> str:
        value = values.get(found[1], uuid4())
        return str(value.get(name, uuid4()) if isinstance(value, dict) else value)

    return re.sub(r"<(?:\w+:)?(\w+)>", filled, route)


def holds_canary(response: Any) -> bool:
    if response.streaming:
        return CANARY.encode() in b"".join(response.streaming_content)
    return CANARY.encode() in response.content


# --- the cells ---------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_Z01_nobody_reads_what_is_not_theirs_by_any_verb(world: World, role: str) -> None:
    browser, n_cells = world.browsers[role], 0
    for name, route in routes():
        if name.startswith((*SIGN_IN, *JOURNAL)) or name in {"delete_account"}:
            continue
        address = address_of(name, route, world, role)
        for verb in VERBS:
            if role == "owner" and verb == "post":
                continue  # what the owner may change is held by the tests of each screen
            response = getattr(browser, verb)(address)
            n_cells += 1
            assert response.status_code < 500, (verb, address)
            if not may_read(name, role):
                assert not holds_canary(response), (verb, address)
            if name in OBJECTS and role != "owner":
                assert response.status_code in refused_to(role), (verb, address)
            if name in SHARED and verb in ("get", "post") and role not in SHARED[name]:
                assert response.status_code in (302, 403, 404, 405), (verb, address)
    assert n_cells > 400


def may_read(name: str, role: str) -> bool:
    if role == "owner":
        return name in MINE | OBJECTS or name == "offline"
    if name == "runners":
        return role == "clinician granted"
    return role in SHARED.get(name, ())


def refused_to(role: str) -> tuple[int, ...]:
    """Somebody who runs: 404. Others are led to sign in, or to say first that they run."""
    runs = ("other athlete",)
    return (404, 405) if role in runs else (302, 404, 405)


def test_Z01_the_table_lets_the_granted_in_and_the_others_not(world: World) -> None:
    for role in ROLES:
        share = world.share_for(role)
        status = world.browsers[role].get(f"/shared/{share.public_id}/").status_code
        assert status == (200 if role in SHARED["shared"] else 404), role


def test_Z02_a_thing_of_another_runner_in_a_form_changes_no_row(world: World) -> None:
    other = world.browsers["other athlete"]
    run = Run.objects.filter(runner=world.runner).order_by("-on").first()
    assert run is not None
    before = list(Run.objects.filter(runner=world.runner).values_list("pk", "version"))

    other.post(f"/log/{run.public_id}/", {"on": "2026-03-22", "distance": "1", "hurt": "no"})
    other.post(f"/log/{run.public_id}/", {"delete": "1"})
    other.post("/today/morning/", {"morning_nrs": "9", "run": str(run.public_id)})
    other.post("/today/exercise/", {"prescription": "stretches", "said": "done"})

    assert list(Run.objects.filter(runner=world.runner).values_list("pk", "version")) == before
    run.refresh_from_db()
    assert run.pain.next_morning_nrs is None
