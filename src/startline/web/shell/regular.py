"""What the worker does by the clock. Which functions is a setting: the shell knows no other app."""

from __future__ import annotations

import logging
import os
import signal
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from threading import Event, Thread

from apscheduler.schedulers.background import BackgroundScheduler
from django.conf import settings
from django.core.management import call_command
from django.db import close_old_connections, connection
from django.utils.module_loading import import_string

log = logging.getLogger("startline.worker")

stopping = Event()
"""Set when the worker is to end: long work leaves off at the next place it can go on from."""

FIRST_AFTER_S = 2
JOBS_KEPT_DAYS = 14


def scheduler_of(work: Mapping[str, float]) -> BackgroundScheduler:
    """A scheduler, not yet started, for functions by name and how many minutes apart they run.

    A turn that was missed is made up for once, never several times.
    """
    scheduler = BackgroundScheduler(timezone=UTC)
    begins = datetime.now(UTC) + timedelta(seconds=FIRST_AFTER_S)
    for name, minutes in work.items():
        scheduler.add_job(
            partial(do, name), "interval", minutes=minutes, id=name, next_run_time=begins,
            coalesce=True, max_instances=1, misfire_grace_time=None,
        )  # fmt: skip
    return scheduler


def do(name: str) -> None:
    """Do one piece of regular work. One that breaks is logged and tried again at its next turn."""
    try:
        close_old_connections()
        import_string(name)()
    except Exception:
        log.exception("%s broke off", name)
    finally:
        connection.close()


def alive_file() -> Path:
    """The file whose time says when a worker was last there."""
    return Path(settings.DATA) / "worker-alive"


def say_alive() -> None:
    """Leave word that a worker is there."""
    alive_file().touch(mode=0o600)


def forget_done_jobs() -> None:
    """Remove the records of queued jobs that ended two weeks ago."""
    call_command("prune_db_task_results", min_age_days=JOBS_KEPT_DAYS, verbosity=0)


def end_with_parent() -> None:
    """End this process, as if asked to, once the process that started it is gone."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os.kill(os.getpid(), signal.SIGTERM)

    Thread(target=watch, daemon=True, name="parent").start()
