"""One backup, one file: a .zip of the database as SQLite, of every kept file, and a manifest.

The manifest names each file with its size and SHA-256, the versions it was made with, and how many
rows each table has. Names inside are ours; nothing in it becomes a path outside the folder it is
unpacked into.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any

from startline.web.shell import disk

FORMAT = 1
MANIFEST, DATABASE, MEDIA = "manifest.json", "database.sqlite3", "media"
MOST_MANIFEST_BYTES = 64 * 2**20
CHUNK = 2**20


class BackupRefused(Exception):
    """A backup that cannot be made, or is not whole, with what to do."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself."""

    made_at: datetime
    startline: str
    engine: str
    database: str
    sqlite: str
    schema: dict[str, list[str]]
    counts: dict[str, int]
    files: dict[str, dict[str, Any]]

    def as_json(self) -> str:
        """As it is written."""
        said = {name: getattr(self, name) for name in self.__slots__ if name != "made_at"}
        said |= {"format": FORMAT, "made_at": self.made_at.isoformat()}
        return json.dumps(said, indent=1, sort_keys=True)


def counts_of(database: Path) -> dict[str, int]:
    """How many rows each table of an SQLite file has."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as opened:
        names = [
            str(name)
            for (name,) in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if not name.startswith("sqlite_")
        ]
        return {
            name: opened.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608
            for name in names
            if '"' not in name
        }


def schema_of(database: Path) -> dict[str, list[str]]:
    """The steps every app's tables have been through, of an SQLite file."""
    steps: dict[str, list[str]] = {}
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as opened:
        for app, name in opened.execute("SELECT app, name FROM django_migrations ORDER BY 1, 2"):
            steps.setdefault(app, []).append(name)
    return steps


def pack(target: Path, folder: Path, media: Path, about: dict[str, Any]) -> Manifest:
    """Write a backup of a database file and of the kept files: whole under its name, or not at all.

    Readable by its owner alone.

    Raises:
        OSError: when there is no room, or the place cannot be written.
    """
    part = target.with_name(f".{target.name}.part")
    try:
        with os.fdopen(os.open(part, os.O_CREAT | os.O_TRUNC | os.O_RDWR, 0o600), "w+b") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
                files = {name: _add(archive, name, path) for name, path in _all(folder, media)}
                manifest = Manifest(**about, files=files)
                archive.writestr(MANIFEST, manifest.as_json())
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
        disk.sync_folder(target.parent)
    finally:
        part.unlink(missing_ok=True)
    return manifest


def _all(folder: Path, media: Path) -> Iterator[tuple[str, Path]]:
    yield DATABASE, folder / DATABASE
    for path in sorted(media.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield f"{MEDIA}/{path.relative_to(media).as_posix()}", path


def _add(archive: zipfile.ZipFile, name: str, path: Path) -> dict[str, Any]:
    hashed, n = hashlib.sha256(), 0
    with path.open("rb") as source, archive.open(name, "w", force_zip64=True) as target:
        while chunk := source.read(CHUNK):
            hashed.update(chunk)
            target.write(chunk)
            n += len(chunk)
    return {"sha256": hashed.hexdigest(), "bytes": n}


def manifest_of(path: Path) -> Manifest:
    """What a backup says of itself.

    Raises:
        BackupRefused: if it is none, or of a later format.
    """
    with read(path) as archive:
        return manifest_in(archive)


def unpack(path: Path, folder: Path) -> Manifest:
    """Unpack a backup into a new folder, every file as long and of the hash it is said to be.

    Raises:
        BackupRefused: at the first that is not; the folder is removed then.
    """
    folder.mkdir(mode=0o700, parents=True)
    try:
        with read(path) as archive:
            manifest = manifest_in(archive)
            for name, said in manifest.files.items():
                _take(archive, name, said, folder)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return manifest


class _Archive(zipfile.ZipFile):
    """A backup that is read; what is broken in it is a refusal."""

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        super().__exit__(kind, error, trace)
        if isinstance(error, zipfile.BadZipFile | EOFError | KeyError):
            raise BackupRefused("The backup is not whole. Take another one.") from error


def read(path: Path) -> _Archive:
    """A backup opened to be read.

    Raises:
        BackupRefused: if it is none, or cannot be read.
    """
    try:
        return _Archive(path)
    except zipfile.BadZipFile:
        raise BackupRefused(f"{path.name} is no backup of startline, or not all of one.") from None
    except OSError as error:
        raise BackupRefused(f"{path} cannot be read: {error.strerror}.") from None


def manifest_in(archive: zipfile.ZipFile) -> Manifest:
    """What an opened backup says of itself.

    Raises:
        BackupRefused: if that cannot be read, or is of a later format.
    """
    if archive.getinfo(MANIFEST).file_size > MOST_MANIFEST_BYTES:
        raise BackupRefused("The backup's list of files is too long to be one.")
    try:
        said = json.loads(archive.read(MANIFEST))
        if said.pop("format") != FORMAT:
            raise BackupRefused("The backup is of a later format. Install the newer startline.")
        said["made_at"] = datetime.fromisoformat(said["made_at"])
        return Manifest(**said)
    except (ValueError, TypeError, KeyError) as error:
        raise BackupRefused("The backup's list of files cannot be read.") from error


def _take(archive: zipfile.ZipFile, name: str, said: dict[str, Any], folder: Path) -> None:
    path = folder / _inside(name)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with archive.open(name) as source, open(path, "xb", opener=_private) as target:
        n_bytes, sha256 = _copied(source, target, most=said["bytes"])
        target.flush()
        os.fsync(target.fileno())
    if (n_bytes, sha256) != (said["bytes"], said["sha256"]):
        raise BackupRefused(f"{name} in the backup is not as it was written. Take another one.")


def _copied(source: IO[bytes], target: IO[bytes], *, most: int) -> tuple[int, str]:
    hashed, n = hashlib.sha256(), 0
    while n <= most and (chunk := source.read(CHUNK)):
        hashed.update(chunk)
        target.write(chunk)
        n += len(chunk)
    return n, hashed.hexdigest()


def _inside(name: str) -> PurePosixPath:
    path = PurePosixPath(name)
    if (
        path.is_absolute()
        or ".." in path.parts
        or "\\" in name
        or path.parts[0] not in (DATABASE, MEDIA)
    ):
        raise BackupRefused(f"The backup holds {name!r}, which no backup of ours does.")
    return path


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
