"""Every screen there is, whoever looks at it: on a phone in the light, on a desktop in the dark."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import BrowserContext, Page

from startline.web.accounts import tokens
from startline.web.accounts.models import Runner
from startline.web.clinic import services as clinic
from startline.web.journal import services as journals
from startline.web.journal.models import Reply
from tests.web.accounts.every_address import every_address
from tests.web.accounts.people import type_password
from tests.web.clinic.conftest import a_share, signed_in
from tests.web.conftest import a_user
from tests.web.imports.sent import imported, some_runs
from tests.web.journal.conftest import ROUGH_WEEK
from tests.web.journeys.conftest import LOOKS, OpenBrowser, take_session, watched

LEAVES = {"account_logout", "export_all"}
# What one person has done, so that no page is empty.
FULL = {"/", "/plan/", "/log/", "/run/", "/outlook/", "/better/", "/missed/", "/why/", "/signs/",
        "/imports/", "/journal/", "/settings/", "/account/", "/sharing/", "/more/"}  # fmt: skip


@pytest.fixture
def runner_with_everything(runner: Runner) -> Runner:
    """The runner of the rough week, with a journal, a reply, a token, a share and an import."""
    user = runner.user
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    tokens.make(runner, name="watch", scopes=["log:read"])
    journals.keep_settings(
        runner, {"slug": "robin-runs", "title": "Robin runs", "look": "paper", "replies": "open"}
    )
    draft = journals.Draft(on=date(2026, 3, 22), title="A rough week", text=ROUGH_WEEK, version=0)
    entry = journals.keep_draft(runner, uuid4(), draft)
    journals.publish(entry, version=entry.version, site="http://testserver")
    for state in ("shown", "held"):
        Reply.objects.create(entry=entry, name="Kim", text="I had that too.", state=state)
    return runner


def the_runner(runner: Runner) -> Client:
    client = Client()
    assert type_password(client, runner.user.email).status_code == 302
    imported(client, {"export.zip": some_runs(3)})
    return client


def a_clinician(runner: Runner) -> Client:
    physio = a_user("kim@clinic.example", name="Kim")
    share, _ = a_share(runner)
    assert clinic.accept(share, physio)
    return signed_in(physio)


def nobody(runner: Runner) -> Client:
    return Client()


def screens(client: Client) -> list[str]:
    """One address of each page that this browser is shown."""
    found = []
    for address in every_address():
        several = address.name == "welcome_step"
        shown = [path for path in address.paths if address.name not in LEAVES]
        there = (path for path in shown if is_page(client, path))
        found += list(there) if several else [path for path in [next(there, "")] if path]
    return found


def is_page(client: Client, path: str) -> bool:
    answer = client.get(path)
    answer.close()  # a file that is sent is open until somebody closes it
    html = answer.status_code == 200 and "html" in answer.get("Content-Type", "")
    return html and b"<html" in answer.content  # and no part of a page


def faults(page: Page, path: str) -> dict[str, Any]:
    """What is amiss with one screen, everything on it opened."""
    page.goto(path)
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    found = Axe().run(page)
    breaches = {
        one["id"]: [node["html"][:120] for node in one["nodes"]]
        for one in found.response["violations"]
    }
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return breaches | ({"wider than the screen by, px": wide} if wide > 0 else {})


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize(("who", "least"), [(the_runner, 60), (a_clinician, 20), (nobody, 10)])
def test_a_screen_fits_and_has_no_fault_an_automatic_check_of_accessibility_finds(
    runner_with_everything: Runner,
    a_browser_for: OpenBrowser,
    address: str,
    look: str,
    who: Callable[[Runner], Client],
    least: int,
) -> None:
    client = who(runner_with_everything)
    context: BrowserContext = a_browser_for(None, **LOOKS[look])
    take_session(context, client, address)
    page = watched(context.new_page())

    paths = screens(client)
    found = {path: amiss for path in paths if (amiss := faults(page, path))}

    assert found == {}
    assert len(paths) >= least
    assert who is not the_runner or set(paths) >= FULL
