"""Pictures from strangers' cameras: measured before they are decoded, then drawn anew (I31)."""

from __future__ import annotations

import io
import warnings
from typing import IO

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from startline.web.journal.models import Entry, Picture
from startline.web.journal.services import touched
from startline.web.journal.text import clean_name

MOST_BYTES = 15 * 1024 * 1024
MOST_PIXELS = 50_000_000  # 200 MB decoded; a phone's largest has 50 million
LONGEST_SIDE = 2048
MOST_PICTURES = 20  # of one entry
SAYS_CHARS = 500
QUALITY = 85
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")


class PictureRefused(ValueError):
    """A picture that is not taken, with the sentence that says why."""


def redrawn(file: IO[bytes]) -> bytes:
    """The pixels alone, as JPEG: no place, no hour, no camera, no thumbnail of what was cut off.

    Raises:
        PictureRefused: if it is too large, or none.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(file, formats=FORMATS)
        _check_size(image)
        return _as_jpeg(image)
    except PictureRefused:
        raise
    except Image.DecompressionBombError:
        raise _too_large() from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError):
        raise PictureRefused(
            _("That could not be read as a picture. JPEG, PNG, WebP and GIF can be.")
        ) from None


def _check_size(image: Image.Image) -> None:
    width, height = image.size
    if width * height > MOST_PIXELS:
        raise _too_large()


def _too_large() -> PictureRefused:
    most = MOST_PIXELS // 1_000_000
    return PictureRefused(
        _("That picture has more than %(most)d million pixels. Make it smaller first.")
        % {"most": most}
    )


def _as_jpeg(image: Image.Image) -> bytes:
    image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # JPEG alone: decodes small at once
    upright = ImageOps.exif_transpose(image)
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    clear = upright.convert("RGBA")
    paper = Image.new("RGB", clear.size, "white")
    paper.paste(clear, mask=clear.getchannel("A"))
    held = io.BytesIO()
    paper.save(held, "JPEG", quality=QUALITY, optimize=True)
    return held.getvalue()


def add_picture(entry: Entry, upload: UploadedFile[bytes], says: str) -> Picture:
    """Keep a picture with an entry; it is private until the entry is published again.

    Raises:
        PictureRefused: if it cannot be taken.
    """
    if (upload.size or 0) > MOST_BYTES:
        most = MOST_BYTES // 2**20
        raise PictureRefused(_("A picture may have up to %(most)d MiB.") % {"most": most})
    if entry.pictures.count() >= MOST_PICTURES:
        most = MOST_PICTURES
        raise PictureRefused(_("An entry holds up to %(most)d pictures.") % {"most": most})
    picture = Picture(entry=entry, says=clean_name(says)[:SAYS_CHARS])
    drawn = ContentFile(redrawn(upload))
    picture.file.save(f"{picture.public_id}.jpg", drawn, save=False)
    picture.save()
    touched(entry)
    return picture


def remove_picture(picture: Picture) -> None:
    """Delete a picture and its file, for everybody, at once."""
    picture.delete()
    touched(picture.entry)
