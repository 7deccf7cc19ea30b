"""One event, one line: nothing a person typed can begin a second one."""

from __future__ import annotations

import logging


class OneLine(logging.Formatter):
    """Time, level, name and message, with line ends and control characters escaped."""

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname} {name} {message}", style="{")

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line."""
        return "".join(
            char if char.isprintable() else char.encode("unicode_escape").decode()
            for char in super().format(record)
        )
