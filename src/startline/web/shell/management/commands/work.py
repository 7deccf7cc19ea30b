"""The background work: queued jobs one after the other, and beside them what the clock says."""

from __future__ import annotations

from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

from startline.web.shell.regular import end_with_parent, scheduler_of, stopping

LOOK_EVERY_S = 1.0


class _Worker(Worker):
    """Does queued jobs; the first signal lets the job in hand leave off, the second ends it."""

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        """Tell the job in hand, then end as soon as it has."""
        stopping.set()
        super().shutdown(signum, frame)


class Command(BaseCommand):
    """See the module."""

    help = "Do queued jobs, and what is due by the clock, until stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whether to do what is queued and end; whether to end with who started it."""
        parser.add_argument("--once", action="store_true", help="Do what is queued, then end.")
        parser.add_argument("--with-parent", action="store_true", help="End when it ends.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Work until stopped."""
        worker = _Worker(
            queue_names=["*"], interval=LOOK_EVERY_S, batch=options["once"],
            backend_name="default", startup_delay=False, max_tasks=None,
            worker_id=get_random_string(32), excluded_queue_names=[],
        )  # fmt: skip
        if options["with_parent"]:
            end_with_parent()
        worker.configure_signals()
        scheduler = scheduler_of(settings.REGULAR_WORK)
        scheduler.start(paused=options["once"])
        try:
            worker.run()
        finally:
            stopping.set()
            scheduler.shutdown(wait=True)  # what is in hand leaves off soon, and is not cut in two
            stopping.clear()
