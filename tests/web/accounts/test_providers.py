"""STARTLINE_SIGN_IN: what is refused, with the entry, what is wrong and what would do."""

from __future__ import annotations

import json

import pytest
from django.core.exceptions import ImproperlyConfigured

from startline.web.accounts.providers import GOOGLE, WORDPRESS, sign_in_providers

GOOD = {"id": "google", "name": "Google", "kind": "google", "client_id": "us", "secret": "hush"}


def read(*entries: object) -> dict[str, list[dict[str, object]]]:
    found = sign_in_providers(json.dumps(entries))
    return {name: value["APPS"] for name, value in found.items()}


def test_nothing_configured_is_nothing_to_sign_in_with() -> None:
    assert sign_in_providers("") == sign_in_providers("[]")
    assert read() == {"openid_connect": [], "wordpress": []}


def test_google_wordpress_and_any_openid_provider_are_read() -> None:
    wordpress = {**GOOD, "id": "wp", "kind": "wordpress"}
    club = {**GOOD, "id": "club", "kind": "openid", "issuer": "https://id.club.example/realm/"}
    found = read(GOOD, wordpress, club)

    assert [one["settings"]["issuer"] for one in found["openid_connect"]] == [  # type: ignore[index]
        GOOGLE,
        "https://id.club.example/realm/",
    ]
    assert found["wordpress"][0]["settings"]["server_url"] == WORDPRESS  # type: ignore[index]


@pytest.mark.parametrize(
    ("entry", "because"),
    [
        ({"kind": "facebook"}, "kind is 'facebook'; it must be openid, google, wordpress"),
        ({"kind": "openid"}, "'issuer' is missing"),
        ({"kind": "openid", "issuer": "http://id.club.example"}, "must begin with https://"),
        ({"kind": "openid", "issuer": "https://user@id.club.example"}, "must begin with https"),
        ({"kind": "openid", "issuer": "https://id.example/?a=b"}, "no \\? or #"),
        ({"kind": "openid", "issuer": "https://[bad"}, "must begin with https://"),
        ({"kind": "openid", "issuer": 5}, "'issuer' is missing"),
        ({"client_id": ""}, "'client_id' is missing"),
        ({"secret": None}, "'secret' is missing"),
        ({"name": " "}, "'name' is missing"),
        ({"id": "The Club"}, "id is 'The Club'; use small letters"),
        ({"id": "../x"}, "use small letters"),
        ({"clientid": "x"}, "'clientid' is not known"),
    ],
)
def test_a_slip_is_named(entry: dict[str, object], because: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=f"entry 2: .*{because}"):
        read({**GOOD, "id": "first"}, {**GOOD, **entry})


@pytest.mark.parametrize(
    ("text", "because"),
    [("{", "is not JSON"), ("{}", "a JSON list"), ("[1]", "a JSON list"), ("nobody", "not JSON")],
)
def test_what_is_no_list_is_refused(text: str, because: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=because):
        sign_in_providers(text)


def test_two_of_one_name_are_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match="'google' is there twice"):
        read(GOOD, GOOD)
    wordpress = {**GOOD, "kind": "wordpress"}
    with pytest.raises(ImproperlyConfigured, match=r"WordPress\.com can be there once"):
        read({**wordpress, "id": "one"}, {**wordpress, "id": "two"})


def test_no_refusal_shows_a_secret() -> None:
    with pytest.raises(ImproperlyConfigured) as refusal:
        read({**GOOD, "kind": "facebook"})

    assert "hush" not in str(refusal.value)
