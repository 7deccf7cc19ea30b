"""Accounts as they are after their address was confirmed, and what they do to sign in."""

from __future__ import annotations

import re
import time
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.test import Client

from startline.web.accounts.models import User
from tests.web.conftest import a_user

PASSWORD = "a long password"


def a_confirmed_user(email: str = "robin@example.org", **fields: Any) -> User:
    """An account whose address is confirmed."""
    user = a_user(email, **fields)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def type_password(
    client: Client, email: str = "robin@example.org", password: str = PASSWORD, **extra: Any
) -> Any:
    """Send the form with a password."""
    return client.post("/account/login/", {"login": email, "password": password}, **extra)


def is_in(client: Client) -> bool:
    """Whether somebody is signed in here."""
    return client.get("/account/").status_code == 200


def newest_code() -> str:
    """The code of the newest mail."""
    found = re.search(r"^[A-Z0-9]{3,}-?[A-Z0-9]{3,}$", mail.outbox[-1].body, re.MULTILINE)
    assert found is not None, mail.outbox[-1].body
    return found.group()


def with_an_app(user: User) -> str:
    """Give an account an authenticator app; its secret."""
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    return secret


def app_code(secret: str) -> str:
    """What the app shows now."""
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))


def recovery_codes(user: User) -> list[str]:
    """The codes that are left."""
    kept = Authenticator.objects.get(user=user, type=Authenticator.Type.RECOVERY_CODES)
    codes: list[str] = RecoveryCodes(kept).get_unused_codes()
    return codes
