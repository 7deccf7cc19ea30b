"""How often somebody may do something, counted in the cache that all processes share."""

from __future__ import annotations

import math
import time
import zlib

from django.core.cache import cache
from django.db import connection, transaction

WINDOW_S = 60.0


def seconds_to_wait(who: str, what: str, *, most: int, window_s: float = WINDOW_S) -> int:
    """Count one more and say 0; or how many seconds until it may be done again, counting nothing.

    `most` in each window, which opens with the first. Exact across processes: two that ask at
    once ask one after the other.
    """
    key = f"rate:{what}:{who}"
    with transaction.atomic():
        _one_after_the_other(key)
        now = time.time()
        opened, n = cache.get(key) or (now, 0)
        left = opened + window_s - now
        if not 0 < left <= window_s:  # over, or the clock went back
            opened, n, left = now, 0, window_s
        if n >= most:
            return max(1, math.ceil(left))
        cache.set(key, (opened, n + 1), timeout=math.ceil(left))
    return 0


def still_to_wait(who: str, what: str, *, most: int, window_s: float = WINDOW_S) -> int:
    """How many seconds until it may be done again, 0 for now. Counts nothing."""
    opened, n = cache.get(f"rate:{what}:{who}") or (0.0, 0)
    left = opened + window_s - time.time()
    return max(1, math.ceil(left)) if n >= most and 0 < left <= window_s else 0


def _one_after_the_other(key: str) -> None:
    """SQLite locks with the transaction; PostgreSQL by name, until its end."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [zlib.crc32(key.encode())])
