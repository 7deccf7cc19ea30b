"""The pages of an account: sessions, tokens, and that nothing typed elsewhere runs in them."""

from __future__ import annotations

import re
import uuid

import pytest
from django.test import Client

from startline.web.accounts import invitations, tokens
from startline.web.accounts.models import Runner, Token, User
from tests.web.accounts.people import a_confirmed_user, is_in, type_password

pytestmark = pytest.mark.django_db
MEAN = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>\u202e"


@pytest.fixture
def robin() -> Runner:
    return Runner.objects.create(user=a_confirmed_user())


@pytest.fixture
def client(robin: Runner) -> Client:
    client = Client()
    type_password(client)
    return client


def shown(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_C02_a_browser_that_calls_itself_a_script_is_shown_as_text(robin: Runner) -> None:
    headers = {"user-agent": MEAN.encode("ascii", "ignore").decode(), "x-forwarded-for": MEAN}
    client = Client()
    type_password(client, headers=headers)

    page = shown(client, "/account/sessions/")

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "from 127.0.0.1" in page


def test_the_sessions_page_lists_where_one_is_signed_in_and_ends_all_others(
    robin: Runner, client: Client
) -> None:
    other = Client()
    type_password(other, headers={"user-agent": "A tablet"})
    assert "A tablet" in shown(client, "/account/sessions/")

    client.post("/account/sessions/")

    assert is_in(client)
    assert not is_in(other)
    assert "A tablet" not in shown(client, "/account/sessions/")


def test_nobody_else_is_on_the_sessions_page(client: Client) -> None:
    a_confirmed_user("kim@example.org")
    other = Client()
    type_password(other, "kim@example.org", headers={"user-agent": "Kims tablet"})

    assert "Kims tablet" not in shown(client, "/account/sessions/")
    client.post("/account/sessions/")
    assert is_in(other)


def test_a_token_is_shown_once_and_works(robin: Runner, client: Client) -> None:
    made = client.post("/account/tokens/new/", {"name": "watch", "scopes": ["log:read"]})
    found = re.search(r"sl_[\w-]+", made.content.decode())
    assert found is not None

    assert tokens.find(found.group()) == (robin, {"log:read"})
    assert found.group() not in shown(client, "/account/tokens/")
    assert made["Cache-Control"] == "no-store, private"


@pytest.mark.parametrize(
    "form",
    [
        {"name": "watch"},
        {"name": "", "scopes": ["log:read"]},
        {"name": "watch", "scopes": ["limits:write"]},
        {"name": "x" * 81, "scopes": ["log:read"]},
    ],
)
def test_a_token_without_name_or_scope_is_not_made_and_what_was_typed_is_kept(
    client: Client, form: dict[str, object]
) -> None:
    answer = client.post("/account/tokens/new/", form)

    assert answer.status_code == 422
    assert not Token.objects.exists()
    assert f'value="{form["name"]}"' in answer.content.decode() or not form["name"]


def test_the_name_of_a_token_is_shown_as_text(robin: Runner, client: Client) -> None:
    tokens.make(robin, name=MEAN, scopes=["log:read"])

    assert "<script>alert" not in shown(client, "/account/tokens/")


def test_a_token_is_revoked_with_one_press(robin: Runner, client: Client) -> None:
    token, text = tokens.make(robin, name="watch", scopes=["log:read"])
    client.post(f"/account/tokens/{token.public_id}/revoke/")

    assert tokens.find(text) is None
    assert "revoked" in shown(client, "/account/tokens/")


def test_somebody_elses_token_is_404_and_stays(client: Client) -> None:
    kim = Runner.objects.create(user=a_confirmed_user("kim@example.org"))
    token, text = tokens.make(kim, name="kims watch", scopes=["log:read"])

    assert client.post(f"/account/tokens/{token.public_id}/revoke/").status_code == 404
    assert client.post(f"/account/tokens/{uuid.uuid4()}/revoke/").status_code == 404
    assert tokens.find(text) is not None
    assert "kims watch" not in shown(client, "/account/tokens/")


def test_who_is_not_signed_in_gets_no_page_of_an_account() -> None:
    for path in ("", "sessions/", "tokens/", "tokens/new/", "confirm/", "email/", "2fa/"):
        answer = Client().get(f"/account/{path}")
        assert answer.status_code == 302, path
        assert answer["Location"].startswith("/account/login/"), path


def test_an_invitation_opens_sign_up_in_one_browser_for_one_account() -> None:
    from django.test import RequestFactory

    client = Client()
    session = client.session
    request = RequestFactory().get("/")
    request.session = session
    invitations.let_in(request)
    session.save()
    client.cookies["session"] = session.session_key

    client.post("/account/signup/", {"email": "new@example.org"})
    assert User.objects.filter(email="new@example.org").exists()
    client.post("/account/logout/")
    client.post("/account/signup/", {"email": "newer@example.org"})
    Client().post("/account/signup/", {"email": "newest@example.org"})
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    "path",
    [
        "/account/login/",
        "/account/login/code/",
        "/account/signup/",
        "/account/password/reset/",
        "/account/password/reset/done/",
        "/account/inactive/",
        "/account/3rdparty/login/cancelled/",
    ],
)
def test_a_page_before_signing_in_has_one_heading_and_a_label_for_every_field(path: str) -> None:
    page = shown(Client(), path)

    assert page.count("<h1") == 1
    fields = re.findall(r'<input(?![^>]*type="hidden")[^>]*\bid="([^"]+)"', page)
    for field in fields:
        assert f'for="{field}"' in page, field
    assert " style=" not in page
    assert not re.search(r"\son[a-z]+=", page)


@pytest.mark.parametrize(
    "path",
    [
        "/account/",
        "/account/email/",
        "/account/password/change/",
        "/account/2fa/",
        "/account/2fa/totp/activate/",
        "/account/2fa/webauthn/",
        "/account/2fa/webauthn/add/",
        "/account/sessions/",
        "/account/tokens/",
        "/account/tokens/new/",
        "/account/3rdparty/",
        "/account/logout/",
    ],
)
def test_a_page_of_the_account_has_one_heading_and_a_label_for_every_field(
    client: Client, path: str
) -> None:
    page = shown(client, path)

    assert page.count("<h1") == 1
    for tag in re.findall(r'<input(?![^>]*type="hidden")[^>]*>', page):
        found = re.search(r'\bid="([^"]+)"', tag)
        assert found is not None, tag
        assert f'for="{found.group(1)}"' in page or "checkbox" in tag, tag
    assert " style=" not in page
    assert not re.search(r"\son[a-z]+=", page)
