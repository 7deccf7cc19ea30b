"""Settings from the environment, each with a clear refusal."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

PREFIX = "STARTLINE_"
SECRET_CHARS = 32


def flag(name: str) -> bool:
    """Whether a setting is 1; absent and 0 are no.

    Raises:
        ImproperlyConfigured: for any other value: a slip must not open or close anything.
    """
    value = os.environ.get(PREFIX + name, "0")
    if value not in ("0", "1"):
        raise ImproperlyConfigured(f"{PREFIX}{name} is {value!r}; it must be 0 or 1.")
    return value == "1"


def count(name: str) -> int:
    """A whole number from 0; absent is 0.

    Raises:
        ImproperlyConfigured: for anything else.
    """
    value = os.environ.get(PREFIX + name, "0")
    if not (value.isascii() and value.isdigit() and len(value) < 4):
        raise ImproperlyConfigured(f"{PREFIX}{name} is {value!r}; it must be a number such as 1.")
    return int(value)


def one_of(name: str, known: tuple[str, ...]) -> str:
    """One of the known values; absent is the first.

    Raises:
        ImproperlyConfigured: for any other.
    """
    value = os.environ.get(PREFIX + name) or known[0]
    if value not in known:
        raise ImproperlyConfigured(
            f"{PREFIX}{name} is {value!r}; it must be one of {', '.join(known)}."
        )
    return value


def token(name: str) -> str:
    """A secret of at least 32 characters; absent is none.

    Raises:
        ImproperlyConfigured: for a shorter one, without showing it.
    """
    value = os.environ.get(PREFIX + name, "")
    if value and len(value) < SECRET_CHARS:
        raise ImproperlyConfigured(
            f"{PREFIX}{name} has under {SECRET_CHARS} characters; give a longer one."
        )
    return value


def listed(name: str, default: str) -> list[str]:
    """The parts of a setting between commas."""
    return [part.strip() for part in os.environ.get(PREFIX + name, default).split(",") if part]


def data_folder() -> Path:
    """Where everything that must be kept is kept; made when it is not there, for its owner alone.

    Raises:
        ImproperlyConfigured: if it cannot be made.
    """
    home = os.environ.get("XDG_DATA_HOME") or str(Path("~/.local/share").expanduser())
    folder = Path(os.environ.get(PREFIX + "DATA") or Path(home) / "startline").absolute()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(
            f"The data folder {folder} cannot be made: {error.strerror}. "
            f"Name another in {PREFIX}DATA."
        ) from None
    return folder


def secret(data: Path) -> str:
    """The secret all signatures stand on: given, or made once and kept beside the database."""
    given = os.environ.get(PREFIX + "SECRET")
    if given is not None:
        if len(given) < 32:
            raise ImproperlyConfigured(
                f"{PREFIX}SECRET has under 32 characters; give a longer one."
            )
        return given
    file = data / "secret"
    try:
        with os.fdopen(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as made:
            made.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return file.read_text().strip()


def mail_settings() -> dict[str, Any]:
    """Django's mail settings from one address; without one, mails are printed."""
    address = os.environ.get(PREFIX + "MAIL")
    if not address:
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    parts = urlsplit(address)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise ImproperlyConfigured(
            f"{PREFIX}MAIL must look like smtp://user:password@host:587 or smtps://..."
        )
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp" and bool(parts.username),
        "EMAIL_TIMEOUT": 10,
    }
