"""Mails go out beside the request: a mail server that is slow or down keeps no page waiting.

So a page takes as long for an address with an account as for one without, and a mail that could
not be sent is tried again.
"""

from __future__ import annotations

import atexit
import heapq
import itertools
import logging
import threading
import time
from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

log = logging.getLogger("startline.mail")
TRY_AGAIN_AFTER_S = (5, 30, 120, 600, 3600, 4 * 3600, 8 * 3600, 10 * 3600)  # a day in all
AT_THE_END_S = 10
NOTHING_WAITS_S = 3600.0


class Beside(BaseEmailBackend):
    """Hands mails to the thread that sends them by `settings.MAIL_SENT_BY`."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Take them; how many is how many were taken."""
        for message in email_messages:
            outbox.take(message)
        return len(email_messages)


class Outbox:
    """What is not sent yet, earliest first, and a thread that comes with the first mail."""

    def __init__(self) -> None:
        self._waiting: list[tuple[float, int, int, EmailMessage]] = []
        self._numbers = itertools.count()
        self._changed = threading.Condition()
        self._sending = False
        self._thread: threading.Thread | None = None

    def take(self, message: EmailMessage) -> None:
        """Send this one soon."""
        self._put(0.0, 0, message)
        with self._changed:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="mail", daemon=True)
                self._thread.start()
                atexit.register(self.close)

    def close(self) -> None:
        """Give what is due a moment to go out before the process ends."""
        with self._changed:
            self._changed.wait_for(lambda: not self._sending and self._rest_s() > 0, AT_THE_END_S)

    def _run(self) -> None:
        while True:
            with self._changed:
                while (rest_s := self._rest_s()) > 0:
                    self._changed.wait(rest_s)
                _, _, n_tries, message = heapq.heappop(self._waiting)
                self._sending = True
            self._send(message, n_tries)
            with self._changed:
                self._sending = False
                self._changed.notify_all()

    def _rest_s(self) -> float:
        """Seconds until the next mail is due."""
        return self._waiting[0][0] - time.monotonic() if self._waiting else NOTHING_WAITS_S

    def _send(self, message: EmailMessage, n_tries: int) -> None:
        """Send, or say when it is tried again; never with an address in the log."""
        try:
            get_connection(settings.MAIL_SENT_BY).send_messages([message])
        except Exception as problem:  # whatever the mail server does, the thread goes on
            if n_tries >= len(TRY_AGAIN_AFTER_S):
                log.error("A mail was given up after a day: %s", type(problem).__name__)
                return
            wait_s = TRY_AGAIN_AFTER_S[n_tries]
            log.warning("A mail waits %s s: %s", wait_s, type(problem).__name__)
            self._put(wait_s, n_tries + 1, message)

    def _put(self, wait_s: float, n_tries: int, message: EmailMessage) -> None:
        with self._changed:
            due = time.monotonic() + wait_s
            heapq.heappush(self._waiting, (due, next(self._numbers), n_tries, message))
            self._changed.notify_all()


outbox = Outbox()
