"""Signing in with a real browser and a passkey; and what a mean browser calls itself."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.core import mail
from playwright.sync_api import BrowserContext, CDPSession, Page, expect

from startline.web.accounts.models import Runner, User
from tests.web.accounts.people import PASSWORD, a_confirmed_user, newest_code
from tests.web.journeys.conftest import watched

OpenBrowser = Callable[..., BrowserContext]
KEY = {
    **{"protocol": "ctap2", "transport": "internal", "hasResidentKey": True},
    **{"hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True},
}


@pytest.fixture
def browser_with_a_key(a_browser_for: OpenBrowser) -> tuple[Page, CDPSession]:
    """A browser nobody is signed in to, on a phone that can keep passkeys."""
    page = watched(a_browser_for(None).new_page())
    phone = page.context.new_cdp_session(page)
    phone.send("WebAuthn.enable")
    phone.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    return page, phone


def sign_in_by_password(page: Page, email: str) -> None:
    page.goto("/account/login/")
    page.get_by_text("Sign in with a password").click()
    page.fill("#id_login", email)
    page.fill("#id_password", PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_a_passkey_is_added_and_signs_in_by_itself(
    browser_with_a_key: tuple[Page, CDPSession],
) -> None:
    page, _ = browser_with_a_key
    kim = a_confirmed_user("kim@example.org")
    sign_in_by_password(page, kim.email)
    page.goto("/account/2fa/webauthn/add/")
    page.fill("#id_name", "my phone")
    page.click("#mfa_webauthn_add")
    expect(page.get_by_role("heading", name="Recovery Codes")).to_be_visible()
    page.goto("/account/logout/")
    page.locator("main form button").click()
    page.wait_for_url("**/account/login/**")

    page.goto("/account/login/")
    page.click("#passkey_login")
    page.wait_for_url("**/welcome/")

    page.goto("/account/")
    expect(page.get_by_text("kim@example.org")).to_be_visible()


def test_a_new_runner_signs_up_with_a_passkey_and_no_password(
    browser_with_a_key: tuple[Page, CDPSession], settings: object
) -> None:
    settings.SIGN_UP_OPEN = True  # type: ignore[attr-defined]
    page, _ = browser_with_a_key
    page.goto("/account/signup/passkey/")
    page.fill("#id_email", "new@example.org")
    page.get_by_role("button", name="Sign Up").click()
    page.fill("#id_code", newest_code())
    page.get_by_role("button", name="Confirm").click()
    page.fill("#id_name", "my phone")
    page.click("#mfa_webauthn_signup")
    page.wait_for_url("**/welcome/")

    new = User.objects.get(email="new@example.org")
    assert not new.has_usable_password()
    assert len(mail.outbox) >= 1


def test_a_key_of_somebody_else_does_not_open_an_account(
    browser_with_a_key: tuple[Page, CDPSession],
) -> None:
    page, _ = browser_with_a_key
    page.goto("/account/login/")
    page.click("#passkey_login")
    page.wait_for_timeout(1000)

    page.goto("/account/")
    expect(page).to_have_url(re.compile("/account/login/"))


@pytest.mark.usefixtures("runner")
def test_C02_a_browser_that_calls_itself_a_script_runs_nothing_on_the_sessions_page(
    a_browser_for: OpenBrowser,
) -> None:
    mean = "<script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">"
    page = watched(a_browser_for(None, user_agent=mean).new_page())
    kim = a_confirmed_user("kim@example.org")
    sign_in_by_password(page, kim.email)
    page.goto("/account/sessions/")

    expect(page.get_by_text("document.title")).to_be_visible()
    assert "taken" not in page.title()


def test_A13_another_site_cannot_frame_a_page(phone: Page, address: str, runner: Runner) -> None:
    phone.route(
        "https://evil.example/",
        lambda route: route.fulfill(
            content_type="text/html", body=f'<iframe src="{address}/account/login/"></iframe>'
        ),
    )
    phone.goto("https://evil.example/")
    phone.wait_for_timeout(500)

    shown = [frame.url for frame in phone.frames]
    assert not any(url.startswith(address) for url in shown)


@pytest.mark.parametrize(
    "path",
    [
        "/account/",
        "/account/email/",
        "/account/2fa/webauthn/",
        "/account/sessions/",
        "/account/tokens/",
    ],
)
def test_an_account_page_fits_a_phone_and_breaks_no_policy(
    a_browser_for: OpenBrowser, runner: Runner, path: str
) -> None:
    page = watched(a_browser_for(None).new_page())
    kim = a_confirmed_user("kim-with-a-rather-long-address@a-long-domain.example.org")
    Runner.objects.create(user=kim)
    sign_in_by_password(page, kim.email)
    page.goto(path)

    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_the_picture_for_the_app_is_shown(a_browser_for: OpenBrowser, runner: Runner) -> None:
    page = watched(a_browser_for(None).new_page())
    kim = a_confirmed_user("kim@example.org")
    sign_in_by_password(page, kim.email)
    page.goto("/account/2fa/totp/activate/")

    assert page.evaluate("document.querySelector('.code-picture').naturalWidth") > 0
