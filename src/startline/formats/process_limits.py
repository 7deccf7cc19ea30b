"""Limits that a process sets on itself before it touches what a stranger wrote."""

from __future__ import annotations

import time


def limit_memory(memory_mib: int) -> None:
    """No more memory than this from now on, and no core file: runs are nobody else's business."""
    try:
        import resource
    except ImportError:  # Windows: the parent's clock is the only limit there
        return
    try:
        most = memory_mib * 1024 * 1024
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    except (ValueError, OSError):  # macOS refuses this one
        pass
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def allow_cpu(cpu_s: int) -> None:
    """Let what comes next use `cpu_s` more seconds of processor than were used so far."""
    try:
        import resource
    except ImportError:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    until = int(time.process_time()) + 1 + cpu_s
    resource.setrlimit(resource.RLIMIT_CPU, (min(until, hard) if hard > 0 else until, hard))
