"""An existing journal comes in, private and once; and goes out with its replies."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from startline.formats.journals import read_journal
from startline.web.accounts.models import Runner
from startline.web.journal.models import Entry, Journal, Reply
from tests.formats.journals.test_reading import WXR, a_zip
from tests.web.journal.conftest import address_of


def bring(page: Client, data: bytes, name: str = "export.xml") -> str:
    answer = page.post("/journal/import/", {"file": SimpleUploadedFile(name, data)})
    assert answer.status_code == 200
    return answer.content.decode()


def rows() -> tuple[int, int]:
    return Entry.objects.count(), Reply.objects.count()


def test_entries_and_comments_are_taken_with_a_line_for_each(page: Client) -> None:
    shown = bring(page, WXR.encode())

    assert rows() == (2, 2)
    assert "2 new entries, all of them private." in shown
    assert "2 new replies" in shown
    assert "1 picture stays where it was" in shown
    assert "Gone</bdi>: it lay in the bin" in shown
    thanks = Reply.objects.get(text="Thanks")
    assert thanks.by_runner
    assert thanks.parent == Reply.objects.get(text="Rest & tea")


def test_Z18_what_is_brought_here_is_private(
    page: Client, stranger: Client, journal: Journal
) -> None:
    bring(page, WXR.encode())

    for entry in Entry.objects.all():
        assert stranger.get(address_of(entry)).status_code == 404
    assert "Rough" not in stranger.get("/j/robin-runs/").content.decode()


def test_what_was_public_before_is_named_and_published_by_a_second_press(
    page: Client, stranger: Client, journal: Journal
) -> None:
    bring(page, WXR.encode())
    rough = Entry.objects.get(title="Rough")

    named = page.get("/journal/import/publish/").content.decode()
    assert "Rough" in named
    assert "Draft" not in named
    page.post("/journal/import/publish/", {"entry": [f"{rough.public_id}:{rough.version}"]})

    shown = stranger.get(address_of(rough)).content.decode()
    assert "Rest &amp; tea" in shown
    assert "Draft" not in stranger.get("/j/robin-runs/").content.decode()


def test_the_same_file_again_adds_nothing_and_keeps_what_was_corrected(page: Client) -> None:
    bring(page, WXR.encode())
    rough = Entry.objects.get(title="Rough")
    Entry.objects.filter(pk=rough.pk).update(text="Corrected")

    again = bring(page, WXR.encode())

    assert rows() == (2, 2)
    assert "2 were here already and stay as they are." in again
    rough.refresh_from_db()
    assert rough.text == "Corrected"


def test_a_newer_export_adds_the_new_comment_alone(page: Client) -> None:
    bring(page, WXR.encode())
    newer = WXR.replace("<wp:comment_approved>spam<", "<wp:comment_approved>1<")

    shown = bring(page, newer.encode())

    assert rows() == (2, 3)
    assert "1 new reply" in shown


def test_our_own_exports_brought_back_add_nothing(page: Client, entry: Entry) -> None:
    Reply.objects.create(entry=entry, name="Kim", text="5 < 6", state="shown")
    bring(page, WXR.encode())
    before = rows()

    for kind, name in (("wxr", "a.xml"), ("markdown", "a.zip")):
        out = page.get(f"/journal/export/{kind}/")
        assert out.status_code == 200
        bring(page, out.content, name)

    assert rows() == before


def test_a_journal_goes_out_whole_and_comes_in_at_another_place(
    page: Client, runner: Runner, entry: Entry
) -> None:
    Reply.objects.create(entry=entry, name="Kim", text="Rest", state="shown")
    Reply.objects.create(entry=entry, name="Pills", text="Buy", state="held")
    out = page.get("/journal/export/markdown/").content

    (post,) = read_journal(out).posts

    assert (post.title, post.on, post.text) == (entry.title, entry.on, entry.text)
    assert post.public
    assert [one.text for one in post.comments] == ["Rest"]


def test_what_cannot_be_read_is_said_and_nothing_is_stored(page: Client) -> None:
    for data, name in ((b"no", "a.xml"), (b"PK\x03\x04no", "a.zip"), (b"<rss/>", "a.xml")):
        answer = page.post("/journal/import/", {"file": SimpleUploadedFile(name, data)})
        assert answer.status_code == 422
    assert page.post("/journal/import/").status_code == 422
    assert not Entry.objects.exists()


def test_C01_words_of_another_journal_can_do_nothing(page: Client) -> None:
    bad = "---\ntitle: <script>alert(1)</script>\ndate: 2026-03-22\n---\n<script>alert(1)</script>"

    shown = bring(page, a_zip({"<script>.md": "x", "a.md": bad}), "a.zip")

    assert "<script>alert" not in shown
    assert "<script>.md" not in shown
    assert "<script>alert" not in page.get("/journal/").content.decode()
