"""The other side of the fence: a process that reads one file a line until its input ends."""

from __future__ import annotations

import importlib
import json
import os
import signal
import sys
from collections.abc import Callable, Collection
from typing import Any

from startline.formats.imported import Answer, Reading
from startline.formats.process_limits import allow_cpu, limit_memory
from startline.formats.read_file import too_much_memory
from startline.formats.sources import Source
from startline.formats.spoken import items_to, question_from

Work = Callable[[Source, Reading, Collection[str]], Answer]


def serve(work: str, *, cpu_s: int, memory_mib: int) -> None:
    """Answer every line of stdin with one line on stdout, each file within its limits.

    The first line names the keys of files that need not be read.
    """
    answers = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # a decoder that prints must not answer for us
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends us when it is told to stop
    module, _, name = work.partition(":")
    function: Work = getattr(importlib.import_module(module), name)
    limit_memory(memory_mib)
    known = frozenset(json.loads(sys.stdin.readline()))
    for line in sys.stdin:
        allow_cpu(cpu_s)
        answer = _answer(function, known, json.loads(line), memory_mib)
        said = {
            "fingerprint": answer.fingerprint,
            "items": items_to(answer.items),
            "known": answer.known,
        }
        answers.write(json.dumps(said) + "\n")
        answers.flush()


def _answer(
    function: Work, known: Collection[str], question: dict[str, Any], memory_mib: int
) -> Answer:
    source, reading = question_from(question)
    try:
        return function(source, reading, known)
    except MemoryError:
        return Answer("", (too_much_memory(reading.source, memory_mib),))
