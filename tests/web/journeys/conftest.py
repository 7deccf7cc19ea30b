"""A real browser on a phone, and a server with threads on a database in a file.

    def test_the_runner_sees_today(phone: Page, address: str) -> None:
        phone.goto(address)

`phone` is signed in as the runner of the rough week, on its Monday, in the browser as on the
server; `desktop` is the same at 1280 px in the dark; `a_browser_for(user)` is anybody's. Rows may
be read and written beside the browser; both clocks tick.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from startline.web.accounts.models import Runner, User

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
MONDAY_MORNING = datetime(2026, 3, 23, 14, 0, tzinfo=UTC)
PHONE = {"viewport": {"width": 360, "height": 800}, "has_touch": True, "is_mobile": True}
DESKTOP = {
    **{"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
    **{"has_touch": False, "is_mobile": False},
}
LOOKS = {"a phone in the light": PHONE, "a desktop in the dark": DESKTOP}
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PATIENCE_MS = 15_000

OpenBrowser = Callable[..., BrowserContext]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every journey is slow, and needs the system's Chromium."""
    for item in items:
        if "tests/web/journeys/" in item.path.as_posix():
            item.add_marker(pytest.mark.slow)
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="no Chromium here: see `make system`"))


@pytest.fixture
def monday() -> Iterator[object]:
    """The Monday of the rough week, from ten in the morning where the runner lives; it ticks."""
    with time_machine.travel(MONDAY_MORNING, tick=True) as traveller:
        yield traveller


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The browser itself, once for the journeys of a file.

    Its driver keeps an event loop in this thread while it is there; Django would take rows asked
    for beside it for a mistake.
    """
    with pytest.MonkeyPatch.context() as environment:
        environment.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            yield browser
            browser.close()


@pytest.fixture
def address(chromium: Browser, runner: Runner, live_server: Any) -> str:
    """Where the server answers; no slash at the end."""
    return str(live_server.url)


@pytest.fixture
def a_browser_for(chromium: Browser, address: str) -> Iterator[OpenBrowser]:
    """Open a browser in which a user is signed in (None: nobody), at the time of the story."""
    opened: list[BrowserContext] = []

    def open_browser(user: User | None = None, **how: Any) -> BrowserContext:
        context = chromium.new_context(
            **{**PHONE, "base_url": address, "timezone_id": "America/Toronto", **how}
        )
        context.set_default_timeout(PATIENCE_MS)
        context.clock.install(time=datetime.now(UTC))
        if user is not None:
            sign_in(context, user, address)
        opened.append(context)
        return context

    yield open_browser
    for context in opened:
        context.close()


def sign_in(context: BrowserContext, user: User, address: str) -> None:
    """Give a browser the session of a user, in place of the one it has."""
    client = Client()
    client.force_login(user, backend=BACKEND)
    take_session(context, client, address)


def take_session(context: BrowserContext, client: Client, address: str) -> None:
    """Give a browser the session of a client of the tests, if it has one."""
    name = settings.SESSION_COOKIE_NAME
    if name in client.cookies:
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": address}])


@pytest.fixture
def phone(a_browser_for: OpenBrowser, runner: Runner) -> Page:
    """A page on the runner's phone, 360 px wide. No mistake of a script goes unnoticed."""
    return watched(a_browser_for(runner.user).new_page())


@pytest.fixture
def desktop(a_browser_for: OpenBrowser, runner: Runner) -> Page:
    """A page on the runner's desktop, in the dark."""
    return watched(a_browser_for(runner.user, **DESKTOP).new_page())


@pytest.fixture(params=LOOKS)
def screen_of(request: pytest.FixtureRequest, a_browser_for: OpenBrowser) -> Callable[..., Page]:
    """Open somebody's page, on a phone in the light and on a desktop in the dark in turn."""
    return lambda user: watched(a_browser_for(user, **LOOKS[request.param]).new_page())


@pytest.fixture
def screen(screen_of: Callable[..., Page], runner: Runner) -> Page:
    """The runner's page, on a phone in the light and on a desktop in the dark in turn."""
    return screen_of(runner.user)


_faults: list[str] = []


@pytest.fixture(autouse=True)
def _no_fault_goes_unnoticed() -> Iterator[None]:
    """The test fails when something went wrong in the scripts of a page that is watched."""
    _faults.clear()
    yield
    assert _faults == []


def watched(page: Page) -> Page:
    """Note each uncaught error of a script and each breach of the content policy."""
    page.on("pageerror", lambda error: _faults.append(str(error)))
    page.on(
        "console",
        lambda said: _faults.append(said.text) if "Content Security Policy" in said.text else None,
    )
    return page
