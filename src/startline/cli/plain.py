"""Words of others on our terminal: nothing in a name may move the cursor or start a line."""

from __future__ import annotations

import errno
import os
import sys

from rich.console import Console
from rich.markup import escape


def plain(text: str) -> str:
    r"""The text with everything that does not print replaced.

    >>> plain("Dr\x1b[2J Who\n")
    'Dr�[2J Who�'
    """
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text)


def shown_name(text: str) -> str:
    """Somebody's words, safe inside rich markup."""
    return escape(plain(text))


class PlainConsole(Console):
    """A console that leaves a broken pipe to whoever started it."""

    def on_broken_pipe(self) -> None:
        """Raise it, where rich would end the process in its own way."""
        raise BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE))


def write_utf8(text: str) -> None:
    """A line of JSON to stdout, as UTF-8 whatever the terminal can show."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8") + b"\n")


def allow_any_letter() -> None:
    """Let a terminal of few letters show a question mark rather than fail."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
