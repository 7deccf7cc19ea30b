"""What stops a study. Each says what, with which value, and what to do next."""

from __future__ import annotations

from startline.engine.errors import StartlineError


class StudyRefused(StartlineError):
    """The study cannot begin, or cannot go on from what is in its folder."""

    code = "study_refused"


class WorkersLost(StartlineError):
    """Workers ended again and again on the same runners."""

    code = "workers_lost"
