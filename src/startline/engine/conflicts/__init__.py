"""When no plan fits: which limits are in each other's way, whose they are, what is allowed."""

from startline.engine.conflicts.allowed_week import AllowedDay, AllowedWeek, nearest_allowed
from startline.engine.conflicts.contradictions import contradictions
from startline.engine.conflicts.smallest import Conflict, smallest_conflict

__all__ = [
    "AllowedDay",
    "AllowedWeek",
    "Conflict",
    "contradictions",
    "nearest_allowed",
    "smallest_conflict",
]
