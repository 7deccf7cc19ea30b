"""Journals of other programs: every entry becomes one of ours or a line that says why not."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from startline.formats.journals import (
    Comment,
    JournalRefused,
    LeftOut,
    Post,
    read_journal,
    to_markdown_zip,
    to_wxr,
)
from startline.formats.journals.html_words import markdown_of

WXR = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Robin runs</title>
<item><title>Rough</title><guid isPermaLink="false">https://blog.example/?p=7</guid>
<content:encoded><![CDATA[First line.

Stopped at <strong>8</strong>. <img src="knee.jpg">]]></content:encoded>
<excerpt:encoded><![CDATA[short]]></excerpt:encoded>
<wp:post_id>7</wp:post_id><wp:post_date>2026-03-22 18:30:00</wp:post_date>
<wp:status>publish</wp:status><wp:post_type>post</wp:post_type>
<wp:comment><wp:comment_id>31</wp:comment_id><wp:comment_author>Kim</wp:comment_author>
<wp:comment_author_email>kim@example.org</wp:comment_author_email>
<wp:comment_date_gmt>2026-03-23 08:00:00</wp:comment_date_gmt>
<wp:comment_content>Rest &amp; tea</wp:comment_content><wp:comment_approved>1</wp:comment_approved>
<wp:comment_parent>0</wp:comment_parent><wp:comment_user_id>0</wp:comment_user_id></wp:comment>
<wp:comment><wp:comment_id>32</wp:comment_id><wp:comment_author>Robin</wp:comment_author>
<wp:comment_date_gmt>2026-03-23 09:00:00</wp:comment_date_gmt>
<wp:comment_content>Thanks</wp:comment_content><wp:comment_approved>1</wp:comment_approved>
<wp:comment_parent>31</wp:comment_parent><wp:comment_user_id>1</wp:comment_user_id></wp:comment>
<wp:comment><wp:comment_id>33</wp:comment_id><wp:comment_author>Pills</wp:comment_author>
<wp:comment_content>Buy</wp:comment_content><wp:comment_approved>spam</wp:comment_approved></wp:comment>
</item>
<item><title>Draft</title><wp:post_id>8</wp:post_id><wp:post_date>2026-03-24 10:00:00</wp:post_date>
<wp:status>draft</wp:status><wp:post_type>post</wp:post_type></item>
<item><title>knee.jpg</title><wp:post_id>9</wp:post_id><wp:post_type>attachment</wp:post_type></item>
<item><title>Gone</title><wp:post_id>10</wp:post_id><wp:status>trash</wp:status>
<wp:post_date>2026-03-24 10:00:00</wp:post_date><wp:post_type>post</wp:post_type></item>
<item><title>Menu</title><wp:post_type>nav_menu_item</wp:post_type></item>
</channel></rss>"""

_HEAD = """<feed xmlns="http://www.w3.org/2005/Atom" xmlns:thr="http://purl.org/syndication/thread/1.0"
 xmlns:app="http://purl.org/atom/app#" xmlns:blogger="http://schemas.google.com/blogger/2018">"""
_KIND = '<category scheme="http://schemas.google.com/g/2005#kind" term="http://schemas.google.com/blogger/2008/kind#{}"/>'
BLOG = "tag:blogger.com,1999:blog-5"
OLDER = f"""<?xml version="1.0"?>{_HEAD}
<entry><id>{BLOG}.post-1</id><published>2026-03-22T18:30:00.001-04:00</published>
{_KIND.format("post")}<title type="text">Rough</title>
<content type="html">&lt;p&gt;Stopped at 8.&lt;/p&gt;</content></entry>
<entry><id>{BLOG}.post-2</id><published>2026-03-23T08:00:00Z</published>{_KIND.format("comment")}
<content type="html">Rest</content><author><name>Kim</name></author>
<thr:in-reply-to ref="{BLOG}.post-1"/></entry>
<entry><id>{BLOG}.post-3</id><published>2026-03-23T09:00:00Z</published>{_KIND.format("comment")}
<content type="html">Thanks</content><author><name>Robin</name></author>
<link rel="related" href="https://www.blogger.example/feeds/5/1/comments/default/2"/>
<thr:in-reply-to ref="{BLOG}.post-1"/></entry>
<entry><id>{BLOG}.post-4</id><published>2026-03-24T09:00:00Z</published>{_KIND.format("post")}
<app:control><app:draft>yes</app:draft></app:control><title>Draft</title><content>x</content></entry>
<entry><id>{BLOG}.settings</id><published>2026-03-24T09:00:00Z</published>{_KIND.format("settings")}</entry>
</feed>"""
NEWER = f"""{_HEAD}
<entry><id>{BLOG}.post-1</id><published>2026-03-22T18:30:00Z</published><title>Rough</title>
<content type="html">Stopped.</content><blogger:type>POST</blogger:type>
<blogger:status>LIVE</blogger:status></entry>
<entry><id>{BLOG}.post-2</id><published>2026-03-23T08:00:00Z</published>
<blogger:type>COMMENT</blogger:type>
<blogger:parent>{BLOG}.post-1</blogger:parent><content>Rest</content>
<author><name>Kim</name></author></entry>
</feed>"""


def a_zip(files: dict[str, str | bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return held.getvalue()


def test_wordpress_posts_come_with_their_words_day_and_approved_comments() -> None:
    read = read_journal(WXR.encode(), "export.xml")

    rough, draft = read.posts
    assert read.kind == "wxr"
    assert (rough.id, rough.on, rough.public) == (
        "wxr:https://blog.example/?p=7", date(2026, 3, 22), True,
    )  # fmt: skip
    assert rough.text == "First line.\n\nStopped at **8**."
    assert rough.n_pictures == 1
    assert [(c.name, c.text, c.parent, c.by_author) for c in rough.comments] == [
        ("Kim", "Rest & tea", None, False),
        ("Robin", "Thanks", "wxr:31", True),
    ]
    assert rough.comments[0].made_at == datetime(2026, 3, 23, 8, tzinfo=UTC)
    assert not draft.public


def test_wordpress_pictures_and_what_lies_in_the_bin_are_left_out_with_a_line() -> None:
    assert read_journal(WXR.encode()).left_out == (
        LeftOut("knee.jpg", "picture"),
        LeftOut("Gone", "in_the_bin"),
    )


def test_no_mail_address_of_a_commenter_is_kept() -> None:
    assert "example.org" not in repr(read_journal(WXR.encode()))


@pytest.mark.parametrize("text", [OLDER, NEWER])
def test_blogger_posts_come_with_their_comments(text: str) -> None:
    read = read_journal(text.encode(), "blog.xml")

    rough = read.posts[0]
    assert read.kind == "blogger"
    assert (rough.title, rough.on, rough.public) == ("Rough", date(2026, 3, 22), True)
    assert rough.comments[0].name == "Kim"
    assert rough.comments[0].text == "Rest"


def test_older_blogger_exports_tell_drafts_and_which_comment_answers_which() -> None:
    rough, draft = read_journal(OLDER.encode()).posts

    assert rough.comments[1].parent == rough.comments[0].id
    assert not draft.public


def test_a_folder_of_markdown_is_read_by_its_heads_names_and_headings() -> None:
    read = read_journal(
        a_zip(
            {
                "log/2026-03-22-rough.md": "# Rough\n\nStopped at 8.\n\n![knee](knee.jpg)",
                "b.md": '---\ntitle: "Better: yes"\ndate: 2026-03-29 10:00:00 +0100\n---\nFine.',
                "c.md": "---\ntitle: Draft\ndate: 2026-03-30\ndraft: true\n---\nSoon.",
                "undated.md": "When?",
                "knee.jpg": b"\xff\xd8",
            }
        )
    )

    better, draft, rough = read.posts
    assert (better.title, better.on, better.public) == ("Better: yes", date(2026, 3, 29), True)
    assert not draft.public
    assert (rough.title, rough.text, rough.n_pictures) == ("Rough", "Stopped at 8.", 1)
    assert not rough.public
    assert read.left_out == (LeftOut("knee.jpg", "no_markdown"), LeftOut("undated.md", "no_day"))


LINES = st.text(
    st.characters(codec="utf-8", categories=["L", "N", "P"], exclude_characters="<>&"), max_size=30
)
MADE = st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2030, 1, 1)).map(  # noqa: DTZ001
    lambda at: at.replace(microsecond=0, tzinfo=UTC)
)


@st.composite
def some_posts(draw: st.DrawFn) -> list[Post]:
    posts = []
    for n in range(draw(st.integers(1, 4))):
        comments = [
            Comment(
                id=f"startline:c{n}-{m}", name=draw(LINES.filter(bool)), text=draw(LINES),
                made_at=draw(MADE), parent=f"startline:c{n}-0" if m else None,
                by_author=bool(m % 2),
            )
            for m in range(draw(st.integers(0, 3)))
        ]  # fmt: skip
        posts.append(
            Post(
                id=f"startline:{n}", on=draw(st.dates(date(2000, 1, 1), date(2030, 1, 1))),
                title=draw(LINES), text=draw(LINES), public=draw(st.booleans()),
                comments=tuple(comments),
            )
        )  # fmt: skip
    return posts


@given(posts=some_posts())
def test_a_folder_of_markdown_written_here_is_read_back_the_same(posts: list[Post]) -> None:
    read = read_journal(to_markdown_zip(posts))

    back = {one.id: one for one in read.posts}
    for one in posts:
        if one.title:  # without one, a heading in the text would be taken for it
            assert back[one.id] == one


@given(posts=some_posts())
def test_wxr_written_here_is_read_back_with_its_threads(posts: list[Post]) -> None:
    def html_of(text: str) -> str:
        return f"<p>{text}</p>"

    read = read_journal(to_wxr(posts, title="t", author="a", html_of=html_of))

    assert len(read.posts) == len(posts)
    for was, now in zip(posts, read.posts, strict=True):
        assert (now.id, now.on, now.public) == (was.id, was.on, was.public)
        assert [one.by_author for one in now.comments] == [one.by_author for one in was.comments]
        ids = [one.id for one in now.comments]
        assert [one.parent for one in now.comments[1:]] == ids[:1] * len(ids[1:])


def test_entries_of_one_day_and_title_do_not_overwrite_each_other() -> None:
    posts = [Post(id=f"startline:{n}", on=date(2026, 3, 22), title="Run") for n in range(3)]

    assert len(read_journal(to_markdown_zip(posts)).posts) == 3


BOMB = '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "{}">]><rss><item>&a;</item></rss>'


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "a.xml", "unknown"),
        (b"\x00\x01", "a.xml", "unknown"),
        (b"<rss><item>", "a.xml", "unreadable"),
        (b"<html><item></item></html>", "a.xml", "unknown"),
        (b"<rss></rss>", "a.xml", "empty"),
        (BOMB.format("x" * 1000).encode(), "a.xml", "dtd_forbidden"),
        (b"<rss>" + b"<a>" * 200, "a.xml", "too_deep"),
        (b"PK\x03\x04 no archive", "a.zip", "unreadable"),
        (a_zip({"a.md": b"x" * 5_000_000}), "a.zip", "archive_bomb"),
    ],
)
def test_what_is_no_journal_is_refused_with_what_to_do(data: bytes, name: str, code: str) -> None:
    with pytest.raises(JournalRefused) as refused:
        read_journal(data, name)

    assert refused.value.code == code
    assert refused.value.hint


@given(
    data=st.binary(max_size=300), start=st.sampled_from([b"", b"<rss>", b"<feed>", b"PK\x03\x04"])
)
def test_any_bytes_are_read_or_refused(data: bytes, start: bytes) -> None:
    with suppress(JournalRefused):
        assert read_journal(start + data).kind


def test_files_with_paths_that_lead_out_of_the_folder_become_no_paths() -> None:
    read = read_journal(a_zip({"../../etc/2026-03-22-x.md": "x"}))

    assert read.posts[0].on == date(2026, 3, 22)


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<h1>Long</h1><p>run</p>", "### Long\n\nrun"),
        ("<ul><li>one</li><li>two</li></ul>", "- one\n- two"),
        ("<ol><li>one</li></ol>", "1. one"),
        ("<blockquote><p>Rest</p><p>more</p></blockquote>", "> Rest\n>\n> more"),
        ("<script>alert(1)</script>ok<style>p{}</style>", "ok"),
        ("<a href='javascript:alert(1)'>x</a>", "x"),
        ("5 &lt; 6 &amp; 7", "5 < 6 & 7"),
        ("<em>so</em> <del>far</del>", "*so* ~~far~~"),
    ],
)
def test_html_becomes_markdown(html: str, markdown: str) -> None:
    assert markdown_of(html).text == markdown


@given(html=st.text(st.sampled_from("<>/ab\"'=&;# \n\x00\x01pliquote"), max_size=200))
def test_any_html_becomes_some_words(html: str) -> None:
    assert "\x00" not in markdown_of(html).text


def test_a_marked_section_in_the_words_of_an_entry_is_a_comment_as_in_browsers() -> None:
    for section in ("<![CDLTA[x]]>", "<![CDATA[x]]>", "<![if !IE]>", "<![endif]-->", "<![", "<![x"):
        assert "Six" in markdown_of(f"<p>Six</p>{section}<p>miles</p>").text, section


def a_zip_of(files: dict[str, bytes]) -> bytearray:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return bytearray(held.getvalue())


def test_an_entry_of_an_archive_that_is_broken_is_left_out_and_the_others_are_read() -> None:
    data = a_zip_of({"2026-03-22.md": b"first words", "2026-03-23.md": b"other words"})
    data[data.index(b"first words")] ^= 1  # the checksum says otherwise

    read = read_journal(bytes(data))

    assert [post.text for post in read.posts] == ["other words"]
    assert [(one.name, one.code) for one in read.left_out] == [("2026-03-22.md", "unreadable")]


def test_an_archive_with_a_file_of_no_name_or_cut_in_its_middle_is_refused_in_words() -> None:
    nameless = a_zip_of({"x": b"words"})
    at = nameless.index(b"PK\x01\x02")
    nameless[at + 28 : at + 30] = b"\0\0"
    cut = a_zip_of({"2026-03-22.md": b"w" * 100})
    at = cut.index(b"PK\x01\x02")
    cut[at + 20 : at + 28] = (9_000).to_bytes(4, "little") * 2

    with pytest.raises(JournalRefused) as refused:
        read_journal(bytes(nameless))
    assert refused.value.code in ("unreadable", "empty")
    assert [one.code for one in read_journal(bytes(cut)).left_out] == ["unreadable"]
