"""A journal as a folder of Markdown in a .zip, which `markdown_folder` reads back the same."""

from __future__ import annotations

import io
import json
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Mapping

from startline.formats.journals.markdown_folder import REPLIES
from startline.formats.journals.post import Comment, Post
from startline.formats.strict_json import write_json

NAME_CHARS = 50


def to_markdown_zip(posts: Iterable[Post], pictures: Mapping[str, bytes] | None = None) -> bytes:
    """One .md an entry, its replies in a .replies.json beside it, and pictures by their names."""
    held = io.BytesIO()
    used: set[str] = set()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for post in posts:
            name = _name(post, used)
            archive.writestr(f"{name}.md", text_of(post))
            if post.comments:
                rows = [_row(one) for one in post.comments]
                archive.writestr(name + REPLIES, write_json(rows, indent=1))
        for name, data in (pictures or {}).items():
            archive.writestr(f"pictures/{name}", data, zipfile.ZIP_STORED)
    return held.getvalue()


def text_of(post: Post) -> str:
    """One entry with its head."""
    head = {
        "id": post.id,
        "date": post.on.isoformat(),
        "title": post.title,
        "public": post.public,
    }
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in head.items()]
    return "\n".join(["---", *lines, "---", "", post.text, ""])


def _name(post: Post, used: set[str]) -> str:
    plain = unicodedata.normalize("NFKD", post.title).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:NAME_CHARS].strip("-")
    base = f"{post.on.isoformat()}-{words}" if words else post.on.isoformat()
    name, n = base, 1
    while name in used:
        n += 1
        name = f"{base}-{n}"
    used.add(name)
    return name


def _row(one: Comment) -> dict[str, object]:
    row = {
        "id": one.id,
        "name": one.name,
        "text": one.text,
        "at": one.made_at.isoformat() if one.made_at else None,
        "parent": one.parent,
        "by_author": one.by_author or None,
    }
    return {key: value for key, value in row.items() if value is not None}
