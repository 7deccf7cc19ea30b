"""An entry as any of the formats has it, and what was left out of a file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

MOST_BYTES = 64 * 1024 * 1024  # unpacked; ten years of a busy blog are about 10 MB
MOST_POSTS = 20_000
MOST_COMMENTS = 100_000
MOST_TEXT = 1_000_000  # characters of one element


PREFIXES = ("wxr:", "blogger:", "markdown:", "startline:")


def named(kind: str, id: str) -> str:
    """An id with where it is from, once: what we wrote out keeps the one it came with.

    >>> named("wxr", "7"), named("markdown", "wxr:7")
    ('wxr:7', 'wxr:7')
    """
    return id if id.startswith(PREFIXES) else f"{kind}:{id}"


class JournalRefused(ValueError):
    """A file that cannot be read as a journal: what is wrong, and what to do."""

    def __init__(self, code: str, problem: str, hint: str) -> None:
        super().__init__(f"{problem} {hint}")
        self.code, self.problem, self.hint = code, problem, hint


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """A reply; `parent` is the `id` of the one it answers. No address of its writer is kept."""

    id: str
    name: str
    text: str
    made_at: datetime | None = None
    parent: str | None = None
    by_author: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One entry. `text` is Markdown; `id` is the same in every export of the same journal."""

    id: str
    on: date
    title: str = ""
    text: str = ""
    public: bool = False
    n_pictures: int = 0  # that stay where they are
    comments: tuple[Comment, ...] = ()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something that was not taken: its name, and why as a stable code."""

    name: str
    code: str


@dataclass(frozen=True, slots=True)
class Read:
    """All that a file held; `kind` is wxr, blogger or markdown."""

    kind: str
    posts: tuple[Post, ...]
    left_out: tuple[LeftOut, ...] = ()
