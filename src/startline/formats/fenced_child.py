"""The other side of the fence: a process that reads one file a line until its input ends."""

from __future__ import annotations

import importlib
import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from startline.formats.imported import Imported, Reading, Skipped

Work = Callable[[Path, Reading], list[Imported | Skipped]]


def serve(work: str, *, cpu_s: int, memory_mib: int) -> None:
    """Answer every line of stdin with one line on stdout, each file within its limits."""
    answers = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # a decoder that prints must not answer for us
    module, _, name = work.partition(":")
    function: Work = getattr(importlib.import_module(module), name)
    _limit_memory(memory_mib)
    for line in sys.stdin:
        _allow_cpu(cpu_s)
        items = _answer(function, json.loads(line))
        answers.write(json.dumps([_fields(item) for item in items]) + "\n")
        answers.flush()


def _answer(function: Work, question: dict[str, Any]) -> list[Imported | Skipped]:
    reading = Reading(
        source=question["source"],
        fingerprint=question["fingerprint"],
        zone=ZoneInfo(question["zone"]) if question["zone"] else None,
        today=date.fromisoformat(question["today"]),
    )
    try:
        return function(Path(question["path"]), reading)
    except MemoryError:
        return [Skipped(reading.source, "too_much_memory", "Reading it takes too much memory.")]


def _fields(item: Imported | Skipped) -> dict[str, Any]:
    if isinstance(item, Skipped):
        return item.to_json()
    run = item.run
    named = {field.name: getattr(run, field.name) for field in fields(run)}
    return {
        **named,
        "on": run.on.isoformat(),
        "started_at": run.started_at.isoformat() if run.started_at else None,
        "splits": [[split.km, split.min, split.hr] for split in run.splits],
    }


def _limit_memory(memory_mib: int) -> None:
    try:
        import resource
    except ImportError:  # Windows: the parent's clock is the only limit there
        return
    try:
        most = memory_mib * 1024 * 1024
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    except (ValueError, OSError):  # macOS refuses this one
        pass
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # runs are nobody else's business


def _allow_cpu(cpu_s: int) -> None:
    """Let the next file use `cpu_s` more seconds of processor than were used so far."""
    try:
        import resource
    except ImportError:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    until = int(time.process_time()) + 1 + cpu_s
    resource.setrlimit(resource.RLIMIT_CPU, (min(until, hard) if hard > 0 else until, hard))
