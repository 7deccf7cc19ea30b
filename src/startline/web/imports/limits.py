"""What one runner may send and keep, in one place. Limits on a file's inside: formats.file_limits.

Sources: OWASP ASVS 5 (5.1.1) for stating limits in one place; the figures are our own targets.
"""

from __future__ import annotations

from startline.formats.file_limits import MOST_ARCHIVE_BYTES

MIB = 1024 * 1024
MOST_FILE_BYTES = 25 * MIB  # one recording or table as it is sent
MOST_FILES_SENT = 500  # in one upload; more go into a .zip
MOST_SENT_BYTES = MOST_ARCHIVE_BYTES + 2 * MIB  # one upload with its form around it
MOST_KEPT_BYTES = 2 * 1024 * MIB  # originals of one runner
MOST_KEPT_FILES = 20_000
MOST_OPEN = 2  # imports of one runner that wait or run
UPLOADS_A_MINUTE = 10
SILENCE_S = 60  # a sender who says nothing for so long is cut off
LEFTOVER_S = 3600  # a folder without an import is a broken upload; so old, it is removed
BATCH = 200  # runs stored in one transaction
PROGRESS_S = 2.0  # between two notes of how far an import is


def most_bytes_of(name: str) -> int:
    """How large a file of this name may be."""
    return MOST_ARCHIVE_BYTES if name.lower().endswith(".zip") else MOST_FILE_BYTES
