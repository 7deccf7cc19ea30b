"""Backups that nobody reads without the emergency kit, which is on no server.

The server holds a public key and seals each backup to it; the private key is printed once. A file
is: a mark, the public half of a key made for this file, the backup in pieces, and the SHA-256 of
all that, by which a server can tell without the kit that it is whole.

The key of a file is HKDF-SHA256 of the X25519 agreement. Its pieces are sealed with
ChaCha20-Poly1305 in the STREAM construction (Hoang, Reyhanitabar, Rogaway and Vizár 2015): the
nonce counts them and marks the last, so that none can be moved, dropped or added.
"""

from __future__ import annotations

import base64
import hashlib
import os
from pathlib import Path
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from startline.web.keeping.archive import BackupRefused

MARK = b"startline backup, sealed 1\n"
PIECE, TAG, KEY, HASH = 64 * 1024, 16, 32, 32
FILE = "backup.pub"
GROUP_CHARS = 4


def public_key() -> X25519PublicKey | None:
    """The key backups are sealed to; None when they are not."""
    file = Path(settings.DATA) / FILE
    if not file.exists():
        return None
    return X25519PublicKey.from_public_bytes(bytes.fromhex(file.read_text().strip()))


def new_kit() -> str:
    """Make a key, keep its public half, and give the private one: once, to be written down.

    Raises:
        FileExistsError: if there is one; backups sealed to it need its kit.
    """
    private = X25519PrivateKey.generate()
    with (Path(settings.DATA) / FILE).open("x") as file:
        file.write(private.public_key().public_bytes_raw().hex())
    text = base64.b32encode(private.private_bytes_raw()).decode().rstrip("=")
    return "-".join(text[at : at + GROUP_CHARS] for at in range(0, len(text), GROUP_CHARS))


def read_kit(text: str) -> X25519PrivateKey:
    """The private key as it was written down; hyphens, spaces and small letters do not matter.

    Raises:
        BackupRefused: if it is none.
    """
    plain = "".join(char for char in text.upper() if char.isalnum())
    try:
        key = base64.b32decode(plain + "=" * (-len(plain) % 8))
        return X25519PrivateKey.from_private_bytes(key)
    except ValueError:
        raise BackupRefused("That is no emergency kit: 13 groups of letters and digits.") from None


def is_sealed(path: Path) -> bool:
    """Whether a backup needs a kit."""
    with path.open("rb") as file:
        return file.read(len(MARK)) == MARK


def seal(plain: Path, target: Path, to: X25519PublicKey) -> None:
    """Write the sealed form of a backup, readable by its owner alone."""
    once = X25519PrivateKey.generate()
    head = MARK + once.public_key().public_bytes_raw()
    cipher = ChaCha20Poly1305(_key(once.exchange(to), once.public_key(), to))
    hashed = hashlib.sha256()
    opener = os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with plain.open("rb") as source, os.fdopen(opener, "wb") as made:
        _put(made, hashed, head)
        n, piece = 0, source.read(PIECE)
        while True:
            following = source.read(PIECE)
            _put(made, hashed, cipher.encrypt(_nonce(n, last=not following), piece, None))
            if not following:
                break
            n, piece = n + 1, following
        made.write(hashed.digest())
        made.flush()
        os.fsync(made.fileno())


def _put(file: IO[bytes], hashed: hashlib._Hash, data: bytes) -> None:
    hashed.update(data)
    file.write(data)


def check_whole(path: Path) -> None:
    """Tell without the kit that a sealed backup is as it was written.

    Raises:
        BackupRefused: if it is not.
    """
    left, hashed = path.stat().st_size - HASH, hashlib.sha256()
    with path.open("rb") as file:
        while left > 0 and (data := file.read(min(left, PIECE))):
            hashed.update(data)
            left -= len(data)
        if file.read() != hashed.digest():
            raise BackupRefused(f"{path.name} is not as it was written.")


def unseal(path: Path, target: Path, kit: X25519PrivateKey) -> None:
    """Write the backup a sealed one holds.

    Raises:
        BackupRefused: if the kit is of another key, or a byte was changed.
    """
    end = path.stat().st_size - HASH
    opener = os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with path.open("rb") as file, os.fdopen(opener, "wb") as made:
        file.seek(len(MARK))
        once = X25519PublicKey.from_public_bytes(file.read(KEY))
        cipher, n = ChaCha20Poly1305(_key(kit.exchange(once), once, kit.public_key())), 0
        while file.tell() < end:
            data = file.read(min(PIECE + TAG, end - file.tell()))
            try:
                made.write(cipher.decrypt(_nonce(n, last=file.tell() >= end), data, None))
            except InvalidTag:
                raise BackupRefused(
                    "The kit does not open this backup: it is of another server, or not whole."
                ) from None
            n += 1


def _key(shared: bytes, once: X25519PublicKey, to: X25519PublicKey) -> bytes:
    salt = once.public_bytes_raw() + to.public_bytes_raw()
    return HKDF(algorithm=SHA256(), length=KEY, salt=salt, info=MARK).derive(shared)


def _nonce(n: int, *, last: bool) -> bytes:
    return n.to_bytes(11, "big") + bytes([last])
