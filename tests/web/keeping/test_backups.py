"""By the clock: which backups are kept, and that the last good one always is."""

from __future__ import annotations

import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from startline.web.keeping import archive, backups, tombstones
from startline.web.keeping.archive import BackupRefused

on_sqlite = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="a second database: tests/web/keeping/test_postgresql.py"
)
BEGIN = datetime(2026, 1, 1, 3, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _folders_of_its_own(tmp_path: Path, settings: Any) -> None:
    settings.DATA = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.BACKUPS = tmp_path / "backups"


def a_backup(at: datetime, why: str = "") -> Path:
    """A small one that is whole, as if made then."""
    target = backups.folder() / f"startline-{at.strftime(backups.STAMP)}{why}{backups.ENDING}"
    work = target.parent / "work"
    work.mkdir(exist_ok=True)
    (work / archive.DATABASE).write_bytes(b"database")
    about = {"made_at": at, "startline": "0", "engine": "0", "database": "sqlite", "sqlite": "3",
             "schema": {}, "counts": {}}  # fmt: skip
    archive.pack(target, work, work / "no media", about)
    return target


def test_R2_R12_through_400_days_the_right_ones_stay_and_none_past_190_days() -> None:
    for n in range(400):
        at = BEGIN + timedelta(days=n)
        with time_machine.travel(at, tick=False):
            a_backup(at)
            backups.rotate()
            days = [made for made, _ in backups.kept()]
            assert at - min(days) <= backups.OLDEST
            assert set(days) >= {at - timedelta(days=k) for k in range(min(7, n + 1))}

    assert 12 <= len(days) <= 17
    assert at - min(days) > timedelta(days=120)


@given(st.sets(st.integers(0, 1000), max_size=60))
def test_R2_the_newest_is_always_worth_keeping_and_what_is_kept_stays_so(days: set[int]) -> None:
    made = {BEGIN + timedelta(days=n) for n in days}

    kept = backups.worth_keeping(made)

    assert kept <= made
    assert not made or max(made) in kept
    assert backups.worth_keeping(kept) == kept


def test_R2_when_the_newest_is_not_whole_none_is_let_go_of() -> None:
    for n in range(30):
        last = a_backup(BEGIN + timedelta(days=n))
    held = bytearray(last.read_bytes())
    held[40] ^= 1
    last.write_bytes(bytes(held))

    with time_machine.travel(BEGIN + timedelta(days=30)), pytest.raises((BackupRefused, OSError)):
        backups.rotate()

    assert len(backups.kept()) == 30


def test_R2_after_a_year_without_backups_the_last_one_is_still_there() -> None:
    a_backup(BEGIN)
    with time_machine.travel(BEGIN + timedelta(days=400)):
        backups.rotate()

    assert len(backups.kept()) == 1


def test_R2_of_those_before_an_upgrade_three_stay() -> None:
    for n in range(6):
        a_backup(BEGIN + timedelta(days=n), "-before-upgrade")
    a_backup(BEGIN + timedelta(days=6))
    with time_machine.travel(BEGIN + timedelta(days=7)):
        backups.rotate()

    assert sum("-before-" in path.name for _, path in backups.kept()) == 3


@pytest.mark.parametrize("inside", [".", "backups", "linked"])
def test_R2_a_backup_among_the_kept_files_is_refused_as_it_would_pack_itself(
    inside: str, settings: Any
) -> None:
    kept_files = Path(settings.MEDIA_ROOT)
    (kept_files / "backups").mkdir(parents=True)
    (kept_files.parent / "elsewhere").symlink_to(kept_files)
    place = kept_files.parent / "elsewhere" if inside == "linked" else kept_files / inside

    with pytest.raises(BackupRefused, match="STARTLINE_BACKUPS"):
        backups.make(place / "one.backup")

    assert [one for one in kept_files.rglob("*") if one.is_file()] == []


@on_sqlite
def test_R2_a_server_whose_backups_lie_among_the_kept_files_is_told_so(
    transactional_db: None, settings: Any
) -> None:
    settings.BACKUPS = Path(settings.MEDIA_ROOT) / "backups"

    assert backups.daily() is None

    told = backups.trouble()
    assert told is not None
    assert "STARTLINE_BACKUPS" in told["problem"]
    assert backups.is_late()


@on_sqlite
def test_R2_what_goes_wrong_is_kept_to_be_seen_and_forgotten_once_it_went_well(
    transactional_db: None, monkeypatch: Any
) -> None:
    def broken(_: Path) -> None:
        raise BackupRefused("There is no room for a backup.")

    with monkeypatch.context() as broken_for_now:
        broken_for_now.setattr(backups, "make", broken)
        assert backups.daily() is None
    told = backups.trouble()
    assert told is not None
    assert told["problem"] == "There is no room for a backup."

    assert backups.daily() is not None
    assert backups.trouble() is None


@on_sqlite
def test_R1_a_backup_that_cannot_be_written_leaves_nothing_behind(
    transactional_db: None, monkeypatch: Any
) -> None:
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(archive, "_add", full)
    with pytest.raises(BackupRefused, match="No space left"):
        backups.make(backups.folder() / "one.backup")

    assert [one.name for one in backups.folder().iterdir() if one.name != ".held"] == []


@on_sqlite
def test_R1_a_changed_byte_is_found(transactional_db: None) -> None:
    path = backups.folder() / "one.backup"
    backups.make(path)
    backups.check(path)
    other = path.with_name("other.backup")
    with zipfile.ZipFile(path) as whole, zipfile.ZipFile(other, "w") as made:
        for name in whole.namelist():
            data = bytearray(whole.read(name))
            if name == archive.DATABASE:
                data[len(data) // 2] ^= 1
            made.writestr(name, bytes(data))

    with pytest.raises(BackupRefused, match="not as it was written"):
        backups.check(other)


def test_R11_tombstones_of_two_servers_are_joined(db: None, tmp_path: Path) -> None:
    from tests.web.conftest import a_user

    robin, kim = a_user(), a_user("kim@example.org")
    due = datetime(2026, 4, 1, tzinfo=UTC)
    tombstones.add(robin, due)
    other = tmp_path / "theirs"
    (tmp_path / tombstones.FILE).rename(other)
    tombstones.add(kim, due)

    assert tombstones.take(other) == 1
    assert set(tombstones.all_of_them()) == {tombstones.name_of(robin), tombstones.name_of(kim)}
    tombstones.remove(kim)
    assert set(tombstones.all_of_them()) == {tombstones.name_of(robin)}
