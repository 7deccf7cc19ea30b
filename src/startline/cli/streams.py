"""Streams that close, fill up or are not there, and Ctrl-C: a plain end instead of a traceback.

Exit status as shells have it: 141 when nobody reads on (`| head`), 130 after Ctrl-C; 1 and a line
on stderr when what was printed could not be written.
"""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from typing import Any, NoReturn

import click

UNWRITTEN, STOPPED, NOBODY_READS = 1, 130, 141


class CalmGroup(click.Group):
    """A group of commands that ends plainly whatever becomes of its streams."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run a command and flush, so that what could not be written is known before the end."""
        if sys.stderr is None:  # closed by whoever started us: notes go nowhere
            sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
        if sys.stdout is None:
            click.echo("stdout is closed: there is nowhere to print the answer.", err=True)
            sys.exit(UNWRITTEN)
        try:
            try:
                return super().main(*args, **kwargs)
            finally:
                sys.stdout.flush()
        except OSError as error:
            end_unwritten(error)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; what click would answer in its own way is answered in ours."""
        try:
            found = super().invoke(ctx)
            sys.stdout.flush()
            return found
        except KeyboardInterrupt:
            click.echo("Stopped.", err=True)
            sys.exit(STOPPED)
        except OSError as error:
            end_unwritten(error)


def end_unwritten(error: OSError) -> NoReturn:
    """End because a stream could not be written."""
    drop_stdout()
    if error.errno == errno.EPIPE:
        sys.exit(NOBODY_READS)
    with suppress(OSError):  # stderr may be as full
        click.echo(f"Not everything could be written: {error.strerror}.", err=True)
    sys.exit(UNWRITTEN)


def drop_stdout() -> None:
    """Whatever is still buffered goes nowhere: Python would try once more at its end, and shout."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
