"""Where else people may sign in: STARTLINE_SIGN_IN, read and checked before anything starts."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

NAME = "STARTLINE_SIGN_IN"
GOOGLE = "https://accounts.google.com"
WORDPRESS = "https://public-api.wordpress.com"
ISSUERS = {"google": GOOGLE, "wordpress": WORDPRESS}
KINDS = ("openid", *ISSUERS)
KNOWN = {"id", "name", "kind", "issuer", "client_id", "secret"}
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_ID = re.compile(r"[a-z][a-z0-9-]{0,29}")

Entry = Mapping[str, Any]


def sign_in_providers(text: str | None = None) -> dict[str, Any]:
    """The providers as allauth wants them; without a text, from the environment.

    Raises:
        ImproperlyConfigured: naming the entry, what is wrong with it and what would do.
    """
    entries = _entries(os.environ.get(NAME, "") if text is None else text)
    read = [_provider(number, entry) for number, entry in enumerate(entries, start=1)]
    ids = [app["provider_id"] for _, app in read]
    twice = next((one for one in ids if ids.count(one) > 1), None)
    if twice:
        raise ImproperlyConfigured(f"{NAME}: the id {twice!r} is there twice.")
    found: dict[str, Any] = {
        name: {"APPS": [app for kind, app in read if kind == name]}
        for name in ("openid_connect", "wordpress")
    }
    if len(found["wordpress"]["APPS"]) > 1:
        raise ImproperlyConfigured(f"{NAME}: WordPress.com can be there once.")
    return found


def _entries(text: str) -> list[Entry]:
    try:
        entries = json.loads(text or "[]")
    except ValueError as problem:
        raise ImproperlyConfigured(f"{NAME} is not JSON: {problem}.") from None
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise ImproperlyConfigured(f"{NAME} must be a JSON list of objects: [{{...}}].")
    return entries


def _provider(number: int, entry: Entry) -> tuple[str, dict[str, Any]]:
    where = f"{NAME}, entry {number}"
    unknown = sorted(set(entry) - KNOWN)
    if unknown:
        raise ImproperlyConfigured(
            f"{where}: {unknown[0]!r} is not known; there are {', '.join(sorted(KNOWN))}."
        )
    kind = entry.get("kind", "openid")
    if kind not in KINDS:
        raise ImproperlyConfigured(f"{where}: kind is {kind!r}; it must be {', '.join(KINDS)}.")
    for key in ("id", "name", "client_id", "secret"):
        if not isinstance(entry.get(key), str) or not entry[key].strip():
            raise ImproperlyConfigured(f"{where}: {key!r} is missing; give it as a text.")
    if not _ID.fullmatch(entry["id"]):
        raise ImproperlyConfigured(
            f"{where}: id is {entry['id']!r}; use small letters, digits and hyphens, up to 30."
        )
    issuer = _issuer(where, entry.get("issuer", ISSUERS.get(kind)))
    return ("wordpress" if kind == "wordpress" else "openid_connect"), {
        "provider_id": entry["id"],
        "name": entry["name"],
        "client_id": entry["client_id"],
        "secret": entry["secret"],
        "settings": {"server_url": issuer.rstrip("/"), "issuer": issuer},
    }


def _issuer(where: str, issuer: object) -> str:
    """An address over HTTPS; plain HTTP on this machine alone."""
    if not isinstance(issuer, str):
        raise ImproperlyConfigured(f"{where}: 'issuer' is missing; give its https:// address.")
    if not is_safe_address(issuer) or urlsplit(issuer).query or urlsplit(issuer).fragment:
        raise ImproperlyConfigured(
            f"{where}: issuer is {issuer!r}; it must begin with https:// and have no ? or #."
        )
    return issuer


def is_safe_address(address: str) -> bool:
    """Whether this is a web address over HTTPS, or one of this machine itself."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    if not parts.hostname or parts.username is not None:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
