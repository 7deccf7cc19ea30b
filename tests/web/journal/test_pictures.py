"""I31: of a picture its pixels are kept, and what is too large is refused before it is decoded."""

from __future__ import annotations

import io
import struct
import zlib
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from startline.web.journal import services
from startline.web.journal.models import Entry, Picture
from startline.web.journal.pictures import PictureRefused, redrawn
from tests.web.journal.conftest import WriteEntry, address_of

GPS, MAKE, ORIENTATION = 0x8825, 0x010F, 0x0112


def a_photo(size: tuple[int, int] = (60, 40), orientation: int = 1) -> bytes:
    image = Image.new("RGB", size, "green")
    exif = Image.Exif()
    exif[MAKE] = "Camera of Robin"
    exif[ORIENTATION] = orientation
    exif.get_ifd(GPS).update({1: "N", 2: (43.0, 39.0, 12.0), 3: "W", 4: (79.0, 23.0, 1.0)})
    held = io.BytesIO()
    image.save(held, "JPEG", exif=exif, comment=b"at home")
    return held.getvalue()


def a_huge_png(side: int) -> bytes:
    """A few hundred bytes that say they are `side` x `side` pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        crc = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc)

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 100)
    start = b"\x89PNG\r\n\x1a\n"
    return start + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def upload(page: Client, entry: Entry, data: bytes, name: str = "knee.jpg") -> object:
    said = {"picture": SimpleUploadedFile(name, data, "image/jpeg"), "says": "My knee"}
    return page.post(f"/journal/{entry.public_id}/pictures/", said)


def bytes_of(client: Client, picture: Picture) -> bytes:
    answer = client.get(f"/journal/pictures/{picture.public_id}/")
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def test_I31_place_camera_and_comment_of_a_photo_are_gone(page: Client, entry: Entry) -> None:
    assert b"Camera of Robin" in a_photo()
    upload(page, entry, a_photo())

    kept = bytes_of(page, Picture.objects.get())

    for told in (b"Camera", b"Exif", b"at home", b"GPS"):
        assert told not in kept
    assert not Image.open(io.BytesIO(kept)).getexif()


def test_I31_a_photo_taken_sideways_stands_upright() -> None:
    assert Image.open(io.BytesIO(redrawn(io.BytesIO(a_photo((60, 40), 6))))).size == (40, 60)


@pytest.mark.parametrize("side", [8_000, 12_000, 50_000])
def test_I31_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded(side: int) -> None:
    with pytest.raises(PictureRefused, match="million pixels"):
        redrawn(io.BytesIO(a_huge_png(side)))


@pytest.mark.parametrize(
    "data", [b"", b"GIF89a", b"<svg xmlns='http://www.w3.org/2000/svg'/>", a_photo()[:200],
             b"%PDF-1.4", b"<html><script>alert(1)</script>"]
)  # fmt: skip
def test_I30_what_is_no_picture_is_refused_and_said(
    page: Client, entry: Entry, data: bytes
) -> None:
    answer = upload(page, entry, data or b" ")

    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert "could not be read as a picture" in answer.content.decode()  # type: ignore[attr-defined]
    assert not Picture.objects.exists()


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF"])
def test_other_kinds_become_the_same(kind: str) -> None:
    held = io.BytesIO()
    Image.new("RGBA", (30, 30), (255, 0, 0, 0)).save(held, kind)

    drawn = Image.open(io.BytesIO(redrawn(io.BytesIO(held.getvalue()))))
    assert (drawn.format, drawn.size) == ("JPEG", (30, 30))


def test_Z18_a_picture_added_later_is_private_until_it_is_named(
    page: Client, stranger: Client, entry: Entry
) -> None:
    upload(page, entry, a_photo())
    picture = Picture.objects.get()
    address = f"/journal/pictures/{picture.public_id}/"

    assert stranger.get(address).status_code == 404
    assert str(picture.public_id) not in stranger.get(address_of(entry)).content.decode()
    entry.refresh_from_db()
    services.publish(entry, version=entry.version, site="http://testserver")
    assert bytes_of(stranger, picture)
    assert 'alt="My knee"' in stranger.get(address_of(entry)).content.decode()
    page.post(f"/journal/{entry.public_id}/unpublish/")
    assert stranger.get(address).status_code == 404
    assert bytes_of(page, picture)


def test_a_picture_is_served_so_that_it_can_do_nothing(page: Client, entry: Entry) -> None:
    upload(page, entry, a_photo(), 'x"\r\nSet-Cookie: a=b.jpg')

    answer = page.get(f"/journal/pictures/{Picture.objects.get().public_id}/")

    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "Set-Cookie" not in answer["Content-Disposition"]
    answer.close()
    assert "knee" not in Picture.objects.get().file.name


def test_a_removed_picture_leaves_no_file(page: Client, an_entry: WriteEntry) -> None:
    entry = an_entry()
    upload(page, entry, a_photo())
    upload(page, entry, a_photo())
    first, second = Picture.objects.order_by("id")

    page.post(f"/journal/pictures/{first.public_id}/remove/")
    assert not default_storage.exists(first.file.name)
    page.post(f"/journal/{entry.public_id}/delete/")
    assert not default_storage.exists(second.file.name)
    assert page.get(f"/journal/pictures/{uuid4()}/").status_code == 404


def test_an_account_that_is_deleted_leaves_no_picture(page: Client, entry: Entry) -> None:
    upload(page, entry, a_photo())
    name = Picture.objects.get().file.name
    assert default_storage.exists(name)

    entry.journal.runner.user.delete()

    assert not default_storage.exists(name)
