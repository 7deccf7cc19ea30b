"""From a Case to its Advice beside the web server: one process, so that no page waits for it.

The process knows the engine and the formats alone. It is given bytes and gives bytes back.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import date
from functools import cache
from threading import Lock, Thread

from django.conf import settings

MOST_S = 20.0  # far beyond any Case that was measured; past it there is no advice today


def advice_json(case_json: str, *, on: date, seed: int) -> str:
    """The Advice for a Case on a day, both as JSON.

    Raises:
        Refused: if the Case is refused.
        LimitBroken: if the engine broke a limit; nothing may be shown then.
        TimeoutError: if it takes too long.
        BrokenProcessPool: if the process died twice.
    """
    if settings.ADVICE_WORKED_OUT == "inline":
        return work_out(case_json, on, seed)
    try:
        return _pool().submit(work_out, case_json, on, seed).result(MOST_S)
    except BrokenProcessPool:
        _forget_pool()
        return _pool().submit(work_out, case_json, on, seed).result(MOST_S)
    except TimeoutError:
        _forget_pool()
        raise


def work_out(case_json: str, on: date, seed: int) -> str:
    """What the process does."""
    import numpy as np

    from startline.engine.advise import advise
    from startline.formats.advice_json import write_advice
    from startline.formats.case_json import read_case

    case = read_case(case_json, today=on)
    return write_advice(advise(case, on=on, rng=np.random.default_rng(seed)))


_guard = Lock()


@cache
def _pool() -> ProcessPoolExecutor:
    spawn = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(1, mp_context=spawn, initializer=_end_with_the_server)


def _end_with_the_server() -> None:
    """Leave Ctrl-C to the server, and end when it is gone, however it went."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_wait_for_its_end, daemon=True).start()


def _wait_for_its_end() -> None:
    server = multiprocessing.parent_process()
    if server is not None:
        server.join()
        os._exit(0)


def _forget_pool() -> None:
    """End a process that died or hangs; the next advice starts another."""
    with _guard:
        pool = _pool()
        _pool.cache_clear()
    for process in list((pool._processes or {}).values()):
        process.kill()
    pool.shutdown(wait=False, cancel_futures=True)
