"""A folder of Markdown, in a .zip: one file an entry, with or without a head of `key: value`."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import PurePosixPath

from startline.formats.file_limits import MOST_RATIO
from startline.formats.journals.post import (
    MOST_BYTES,
    MOST_POSTS,
    MOST_TEXT,
    Comment,
    JournalRefused,
    LeftOut,
    Post,
    Read,
    named,
)
from startline.formats.strict_json import read_json

REPLIES = ".replies.json"
_ENDINGS = (".md", ".markdown")
_AGAIN = "Pack the folder again as an ordinary .zip."
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_HEADING = re.compile(r"\A#[ \t]+(.+)\n+")
_PICTURE = re.compile(r"!\[[^\]]*\]\([^)]*\)")


def read_markdown_zip(data: bytes) -> Read:
    """Every Markdown file of an archive; the others are left out with a line.

    Raises:
        JournalRefused: if it is no archive, or one that is too large once it is open.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _read(archive)
    except JournalRefused:
        raise
    except Exception:  # zipfile raises many types on what is no archive
        raise JournalRefused("unreadable", "It is no whole .zip file.", _AGAIN) from None


def _read(archive: zipfile.ZipFile) -> Read:
    infos = [one for one in archive.infolist() if not one.filename.endswith("/")]
    _check(infos)
    texts: dict[str, str] = {}
    left: list[LeftOut] = []
    for info in infos:
        name = info.filename
        if not name.lower().endswith((*_ENDINGS, REPLIES)):
            left.append(LeftOut(name, "no_markdown"))
        elif info.flag_bits & 1 or info.file_size > MOST_TEXT:
            left.append(LeftOut(name, "encrypted" if info.flag_bits & 1 else "too_large"))
        else:
            text = _text(archive, info)
            if text is None:
                left.append(LeftOut(name, "unreadable"))
            else:
                texts[name] = text
    return read_texts(texts, left)


def _text(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> str | None:
    """What an entry says; None for one that is not what the archive's list says of it."""
    try:
        return archive.read(info).decode("utf-8-sig", "replace")
    except MemoryError:
        raise
    except Exception:  # wrong checksums, ends, packings: each is a type of its own
        return None


def _check(infos: list[zipfile.ZipInfo]) -> None:
    total = sum(one.file_size for one in infos)
    packed = sum(one.compress_size for one in infos)
    if len(infos) > 2 * MOST_POSTS or total > MOST_BYTES:
        most = MOST_BYTES // 2**20
        problem = f"It holds more than {2 * MOST_POSTS:,} files or {most} MiB."
        raise JournalRefused("too_large", problem, "Import it in parts.")
    if total > MOST_RATIO * max(packed, 1024):
        raise JournalRefused("archive_bomb", "It unpacks to far more than its size.", _AGAIN)


def read_texts(texts: Mapping[str, str], left: list[LeftOut] | None = None) -> Read:
    """Files of a folder by their names in it."""
    posts, missed = [], list(left or ())
    for name, text in sorted(texts.items()):
        if name.endswith(REPLIES):
            continue
        made = _post(name, text, texts.get(_replies_of(name), ""))
        if isinstance(made, Post):
            posts.append(made)
        else:
            missed.append(made)
    return Read("markdown", tuple(posts), tuple(missed))


def _replies_of(name: str) -> str:
    return name.rpartition(".")[0] + REPLIES


def _post(name: str, text: str, replies: str) -> Post | LeftOut:
    head, body = head_and_body(text)
    on = _day(head.get("date", "")) or _day(PurePosixPath(name).name)
    if on is None:
        return LeftOut(name, "no_day")
    title = head.get("title", "")
    found = _HEADING.match(body)
    if not title and found is not None:
        title, body = found[1].strip(), body[found.end() :]
    words, n_pictures = _PICTURE.subn("", body)
    return Post(
        id=named("markdown", head.get("id") or name),
        on=on,
        title=title,
        text=words.strip(),
        public=_was_public(head),
        n_pictures=n_pictures,
        comments=tuple(_comments(replies)),
    )


def _was_public(head: Mapping[str, str]) -> bool:
    """Our own folders say so; others mark what is no draft by leaving that out. Bare files: no."""
    if "public" in head:
        return head["public"].lower() == "true"
    return bool(head) and head.get("draft", "").lower() != "true"


def head_and_body(text: str) -> tuple[dict[str, str], str]:
    r"""What stands between two lines of three hyphens at the top, and the rest.

    >>> head_and_body('---\ntitle: "Six: miles"\ndraft: true\n---\nIt hurt.')
    ({'title': 'Six: miles', 'draft': 'true'}, 'It hurt.')
    """
    plain = text.replace("\r\n", "\n").lstrip()
    if not plain.startswith("---\n"):
        return {}, plain
    head, closed, body = plain[4:].partition("\n---")
    if not closed or (body and not body.startswith("\n")):
        return {}, plain
    pairs = (line.partition(":") for line in head.split("\n") if ":" in line)
    return {key.strip().lower(): _value(value) for key, _, value in pairs}, body.lstrip("\n")


def _value(text: str) -> str:
    stripped = text.strip()
    if len(stripped) > 1 and stripped[0] == stripped[-1] == '"':
        try:
            return str(json.loads(stripped))
        except ValueError:
            return stripped[1:-1]
    if len(stripped) > 1 and stripped[0] == stripped[-1] == "'":
        return stripped[1:-1].replace("''", "'")
    return stripped


def _day(text: str) -> date | None:
    found = _DAY.search(text)
    try:
        return date(*(int(one) for one in found.groups())) if found else None
    except ValueError:
        return None


def _comments(text: str) -> Iterator[Comment]:
    """What our own folder keeps beside an entry; anything else is no list of replies."""
    try:
        rows = read_json(text.encode()) if text else []
    except ValueError:
        return
    for one in rows if isinstance(rows, list) else []:
        if isinstance(one, dict) and isinstance(one.get("id"), str):
            yield Comment(
                id=one["id"],
                name=str(one.get("name", "?")),
                text=str(one.get("text", "")),
                made_at=_moment(str(one.get("at", ""))),
                parent=one["parent"] if isinstance(one.get("parent"), str) else None,
                by_author=one.get("by_author") is True,
            )


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
