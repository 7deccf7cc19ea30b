"""Signing in elsewhere, at a real provider over HTTP; and every answer that must not sign in."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.test import Client
from pytest_django.fixtures import Settings

from startline.web.accounts.models import User
from startline.web.accounts.providers import sign_in_providers
from tests.web.accounts.people import a_confirmed_user, is_in, type_password, with_an_app

pytestmark = pytest.mark.django_db
CLIENT_ID, SECRET = "startline-here", "a secret between the two of them"


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any) -> None:
        """Say where it leads; do not go."""


class Provider:
    """The process, and what to ask of it."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._browser = urllib.request.build_opener(Stay)

    def mood(self, **mood: Any) -> None:
        """How it answers from now on."""
        self._browser.open(self.address + "/mood", json.dumps(mood).encode()).close()

    def says_yes(self, address: str) -> str:
        """Open its page as the person's browser does; where it sends the browser."""
        with pytest.raises(urllib.error.HTTPError) as raised:
            self._browser.open(address)
        with raised.value as answer:
            assert answer.code == 302, answer.read()
            return str(answer.headers["Location"])


@pytest.fixture(scope="module")
def process() -> Iterator[str]:
    command = [sys.executable, "-m", "tests.web.accounts.provider", CLIENT_ID, SECRET]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        yield running.stdout.readline().strip()
        running.terminate()


@pytest.fixture
def provider(process: str, settings: Settings) -> Provider:
    settings.SIGN_UP_OPEN = True
    settings.SOCIALACCOUNT_PROVIDERS = sign_in_providers(
        json.dumps(
            [
                an_entry(id="club", name="The club", issuer=process),
                an_entry(id="wp", name="WordPress.com", kind="wordpress", issuer=process),
            ]
        )
    )
    provider = Provider(process)
    provider.mood()
    return provider


def an_entry(**fields: str) -> dict[str, str]:
    return {"client_id": CLIENT_ID, "secret": SECRET, **fields}


def sent_to(client: Client, name: str = "oidc/club", **form: str) -> str:
    """Press the button; where the page leads."""
    page = client.post(f"/account/{name}/login/", form)
    assert page.status_code == 200, page
    found = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', page.content.decode())
    assert found is not None
    return unescape(found.group(1))


def come_back(client: Client, address: str) -> Any:
    """Follow the provider's redirect to us."""
    parts = urlsplit(address)
    assert parts.netloc == "testserver"
    return client.get(f"{parts.path}?{parts.query}")


def sign_in(client: Client, provider: Provider, name: str = "oidc/club", **form: str) -> Any:
    return come_back(client, provider.says_yes(sent_to(client, name, **form)))


def nobody_came_in(client: Client) -> bool:
    return not is_in(client) and not SocialAccount.objects.exists() and not User.objects.exists()


@pytest.mark.parametrize("name", ["oidc/club", "wordpress"])
def test_who_is_known_there_makes_an_account_here_and_comes_back_to_it(
    provider: Provider, name: str
) -> None:
    first, again = Client(), Client()
    assert sign_in(first, provider, name).status_code == 302
    assert is_in(first)
    sign_in(again, provider, name)

    assert is_in(again)
    kim = User.objects.get()
    assert (kim.email, kim.name, kim.has_usable_password()) == ("kim@example.org", "Kim", False)
    assert EmailAddress.objects.get(user=kim).verified


def test_it_leads_to_the_page_that_was_asked_for_and_nowhere_else(provider: Provider) -> None:
    assert sign_in(Client(), provider, next="/plan/")["Location"] == "/plan/"
    assert sign_in(Client(), provider, next="https://evil.example/")["Location"] == "/"


def test_what_is_kept_of_the_account_there_is_issuer_subject_and_address(
    provider: Provider,
) -> None:
    provider.mood(claims={"picture": "https://x.example/p.png", "birthdate": "1990-01-01"})
    sign_in(Client(), provider)

    kept = SocialAccount.objects.get().extra_data
    assert kept == {"iss": provider.address, "sub": "person-1", "email": "kim@example.org"}


def test_pressing_the_button_is_a_post_and_opening_its_address_goes_nowhere(
    provider: Provider,
) -> None:
    answer = Client().get("/account/oidc/club/login/")

    assert answer.status_code == 200
    assert provider.address not in answer.content.decode()


def test_the_question_has_state_nonce_and_proof_key_new_each_time(provider: Provider) -> None:
    asked = [parse_qs(urlsplit(sent_to(Client())).query) for _ in range(2)]

    for key in ("state", "nonce", "code_challenge"):
        assert asked[0][key] != asked[1][key]
    assert asked[0]["code_challenge_method"] == ["S256"]
    assert asked[0]["scope"][0].split() != []


def test_nothing_in_the_address_adds_to_the_question(provider: Provider) -> None:
    page = Client().post(
        "/account/oidc/club/login/?scope=allofit42&auth_params=nonce%3Dmine%26prompt%3Dnone"
    )
    shown = page.content.decode()

    assert "allofit42" not in shown
    assert "nonce=mine" not in shown


def test_A10_an_answer_without_state_signs_nobody_in(provider: Provider) -> None:
    client = Client()
    parts = urlsplit(provider.says_yes(sent_to(client)))
    code = parse_qs(parts.query)["code"][0]

    assert client.get(f"{parts.path}?code={code}").status_code == 401
    assert nobody_came_in(client)


def test_A10_an_answer_meant_for_another_browser_signs_nobody_in(provider: Provider) -> None:
    """The thief's own answer, put under somebody: they would write into the thief's account."""
    thief, victim = Client(), Client()
    answer = provider.says_yes(sent_to(thief))
    sent_to(victim)
    come_back(victim, answer)

    assert nobody_came_in(victim)


def test_A10_an_answer_works_once(provider: Provider) -> None:
    client = Client()
    answer = provider.says_yes(sent_to(client))
    come_back(client, answer)
    client.post("/account/logout/")
    come_back(client, answer)

    assert not is_in(client)


def test_A10_the_id_token_of_another_sign_in_is_not_believed(provider: Provider) -> None:
    sign_in(Client(), provider)
    User.objects.all().delete()
    provider.mood(replay=True)
    client = Client()
    sign_in(client, provider)

    assert nobody_came_in(client)


BAD = {
    "another issuer": {"claims": {"iss": "https://evil.example"}},
    "no issuer": {"claims": {"iss": None}},
    "another audience": {"claims": {"aud": "another-site"}},
    "many audiences": {"claims": {"aud": ["startline-here", "another-site"]}},
    "no subject": {"claims": {"sub": None}},
    "no nonce": {"claims": {"nonce": None}},
    "another nonce": {"claims": {"nonce": "mine"}},
    "past its time": {"claims": {"exp": 1_000_000_000}},
    "no end": {"claims": {"exp": None}},
    "made in the future": {"claims": {"iat": 4_000_000_000}},
    "signed by another key": {"key": "another"},
    "not signed": {"key": "none"},
    "signed by the shared secret": {"key": "shared"},
}


@pytest.mark.parametrize("what", BAD)
def test_A10_an_id_token_that_is_not_right_signs_nobody_in(provider: Provider, what: str) -> None:
    provider.mood(**BAD[what])
    client = Client()
    answer = sign_in(client, provider)

    assert "Not signed in" in answer.content.decode()
    assert nobody_came_in(client)


@pytest.mark.parametrize("said", [False, None, "false", "true", 1, [True]])
@pytest.mark.parametrize("name", ["oidc/club", "wordpress"])
def test_A10_an_address_that_is_not_confirmed_there_makes_no_account(
    provider: Provider, name: str, said: object
) -> None:
    provider.mood(claims={"email_verified": said}, me={"email_verified": said})
    client = Client()
    answer = sign_in(client, provider, name)

    assert answer.status_code == 403
    assert "has not confirmed your e-mail address" in answer.content.decode()
    assert nobody_came_in(client)


@pytest.mark.parametrize("name", ["oidc/club", "wordpress"])
def test_A10_the_address_of_an_account_here_never_joins_it(provider: Provider, name: str) -> None:
    kim = a_confirmed_user("kim@example.org")
    client = Client()
    sign_in(client, provider, name)

    assert not is_in(client)
    assert not SocialAccount.objects.exists()
    assert User.objects.get() == kim
    assert "already exists" in mail.outbox[-1].body


def test_A10_an_address_from_the_person_page_counts_when_it_is_the_same_person(
    provider: Provider,
) -> None:
    gone: dict[str, object] = {"email": None, "email_verified": None}
    person = {"email": "lee@example.org", "email_verified": True}
    provider.mood(claims=gone, userinfo={**person, "sub": "person-2"})
    client = Client()
    assert sign_in(client, provider).status_code == 403
    assert nobody_came_in(client)

    provider.mood(claims=gone, userinfo=person)
    sign_in(client, provider)
    assert is_in(client)


def test_A10_the_same_subject_of_another_issuer_is_another_person(
    provider: Provider, settings: Settings
) -> None:
    sign_in(Client(), provider)
    uid = SocialAccount.objects.get().uid
    twin = provider.address.replace("127.0.0.1", "localhost")
    settings.SOCIALACCOUNT_PROVIDERS = sign_in_providers(
        json.dumps([an_entry(id="club", name="The club", issuer=twin)])
    )
    places = {"token_endpoint": "token", "userinfo_endpoint": "userinfo", "jwks_uri": "keys"}
    described = {"issuer": twin, **{name: f"{twin}/{path}" for name, path in places.items()}}
    provider.mood(discovery=described, claims={"iss": twin, "email": "twin@example.org"})
    sign_in(Client(), provider)

    assert SocialAccount.objects.exclude(uid=uid).get().user.email == "twin@example.org"


@pytest.mark.parametrize(
    "described",
    [
        {"issuer": "https://evil.example"},
        {"authorization_endpoint": "http://evil.example/authorize"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"token_endpoint": "file:///etc/passwd"},
        {"jwks_uri": None},
    ],
)
def test_A10_a_provider_that_describes_itself_wrongly_is_not_gone_to(
    provider: Provider, described: dict[str, str]
) -> None:
    provider.mood(discovery=described)
    answer = Client().post("/account/oidc/club/login/")

    assert "Not signed in" in answer.content.decode()
    assert "evil.example" not in answer.content.decode()


def test_A10_an_answer_that_says_it_is_from_another_provider_signs_nobody_in(
    provider: Provider,
) -> None:
    client = Client()
    answer = provider.says_yes(sent_to(client)) + "&iss=https%3A%2F%2Fevil.example"
    come_back(client, answer)

    assert nobody_came_in(client)


def test_a_provider_that_does_not_answer_is_said_so(settings: Settings) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = sign_in_providers(
        json.dumps([an_entry(id="club", name="The club", issuer="http://127.0.0.1:9")])
    )
    started = time.monotonic()
    answer = Client().post("/account/oidc/club/login/")

    assert "Not signed in" in answer.content.decode()
    assert time.monotonic() - started < 6


def test_while_sign_up_is_closed_a_new_person_from_elsewhere_makes_no_account(
    provider: Provider, settings: Settings
) -> None:
    settings.SIGN_UP_OPEN = False
    client = Client()
    answer = sign_in(client, provider)

    assert "by invitation" in answer.content.decode()
    assert nobody_came_in(client)


def test_somebody_signed_in_joins_an_account_elsewhere_on_purpose_and_signs_in_with_it(
    provider: Provider, settings: Settings
) -> None:
    settings.SIGN_UP_OPEN = False
    robin = a_confirmed_user()
    client, other = Client(), Client()
    type_password(client)
    answer = sign_in(client, provider, "oidc/club", process="connect")
    assert answer.status_code == 302
    sign_in(other, provider)

    assert SocialAccount.objects.get().user == robin
    assert is_in(other)


def test_the_second_factor_is_asked_of_who_comes_from_elsewhere_too(provider: Provider) -> None:
    sign_in(Client(), provider)
    with_an_app(User.objects.get())
    client = Client()
    sign_in(client, provider)

    assert not is_in(client)


@pytest.mark.parametrize("path", ["oidc/nobody", "wordpress"])
def test_a_provider_that_is_not_configured_is_404(settings: Settings, path: str) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = sign_in_providers("[]")

    assert Client().post(f"/account/{path}/login/").status_code == 404
    assert Client().get(f"/account/{path}/login/callback/?code=1&state=2").status_code == 404


def test_no_form_of_a_page_may_lead_to_another_site(provider: Provider) -> None:
    page = Client().get("/account/login/")

    assert "Continue with The club" in page.content.decode()
    assert "form-action 'self';" in page["Content-Security-Policy"] + ";"
