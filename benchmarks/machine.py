"""Where and when something was measured, as every page of results begins."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime


def measured_here() -> str:
    """Cores, Python and the day; nothing that names a machine."""
    day = datetime.now(UTC).date()
    return f"{os.cpu_count()} cores, Python {platform.python_version()}, {day}."
