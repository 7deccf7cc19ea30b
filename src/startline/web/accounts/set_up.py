"""The first account: made once, by whoever reads the code on the server's console."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from allauth.account.models import EmailAddress
from django.db import transaction

from startline.web.accounts.models import SetUpCode, User

GROUPS, GROUP_CHARS = 5, 4
# No letter or digit that is easily taken for another; 20 of them are 100 bits.
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def is_open() -> bool:
    """Whether nobody has an account yet."""
    return not User.objects.exists()


def new_code() -> str:
    """A new code to print; the ones before open nothing any more."""
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(GROUP_CHARS)) for _ in range(GROUPS))
    code = "-".join(groups)
    with transaction.atomic():
        SetUpCode.objects.all().delete()
        SetUpCode.objects.create(sha256=_digest(code))
    return code


def make_operator(code: str, *, email: str, password: str | None) -> User | None:
    """Make the operator's account and use the code up; None when the code or the moment is past.

    Whoever can read the server's console is taken at their word for the e-mail address.
    """
    if not _is_code(SetUpCode.objects.first(), code):
        return None
    user = User(email=User.objects.normalize_email(email), is_staff=True, is_superuser=True)
    user.set_password(password)  # slow: before the transaction, which locks the database
    with transaction.atomic():
        row = SetUpCode.objects.select_for_update().first()
        if not _is_code(row, code) or not is_open():
            return None
        SetUpCode.objects.all().delete()
        user.save()
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def _is_code(row: SetUpCode | None, code: str) -> bool:
    return row is not None and hmac.compare_digest(row.sha256, _digest(code))


def _digest(code: str) -> str:
    """Spaces, hyphens and small letters make no difference."""
    plain = "".join(char for char in code.upper() if char.isalnum())
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()
