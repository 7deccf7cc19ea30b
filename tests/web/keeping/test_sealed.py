"""Sealed backups: read with the emergency kit, and by nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from startline.web.keeping import sealed
from startline.web.keeping.archive import BackupRefused
from tests.web.keeping.place import Place

SHARED = [HealthCheck.function_scoped_fixture]  # one kit for all lengths


@pytest.fixture
def kit(tmp_path: Path, settings: Any) -> str:
    settings.DATA = tmp_path
    return sealed.new_kit()


def through(folder: Path, data: bytes, kit: str, change: Any = lambda held: held) -> bytes:
    """What comes out of the seal again, after something was done to the sealed file."""
    for one in folder.glob("seal-*"):
        one.unlink()
    plain, shut, back = (folder / f"seal-{name}" for name in ("plain", "shut", "back"))
    plain.write_bytes(data)
    key = sealed.public_key()
    assert key is not None
    sealed.seal(plain, shut, key)
    assert shut.stat().st_mode & 0o777 == 0o600
    sealed.check_whole(shut)
    shut.write_bytes(change(shut.read_bytes()))
    sealed.unseal(shut, back, sealed.read_kit(kit))
    return back.read_bytes()


@given(n=st.integers(0, 3), more=st.sampled_from([-1, 0, 1]))
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_R3_what_is_sealed_comes_out_the_same_at_every_length_about_a_piece(
    kit: str, tmp_path: Path, n: int, more: int
) -> None:
    data = (b"0123456789" * sealed.PIECE)[: max(0, n * sealed.PIECE + more)]

    assert through(tmp_path, data, kit) == data


def test_R3_nothing_of_what_is_sealed_stands_in_the_file(kit: str, tmp_path: Path) -> None:
    def holds_nothing(held: bytes) -> bytes:
        assert b"Quetzalcoatl" not in held
        return held

    through(tmp_path, b"Quetzalcoatl" * 100, kit, holds_nothing)


AT = len(sealed.MARK) + sealed.KEY
WHOLE = sealed.PIECE + sealed.TAG
CHANGES = {
    "a byte": lambda held: held[:200] + bytes([held[200] ^ 1]) + held[201:],
    "a piece dropped": lambda held: held[:AT] + held[AT + WHOLE :],
    "the last dropped": lambda held: held[: AT + 2 * WHOLE] + held[-sealed.HASH :],
    "two exchanged": lambda held: (
        held[:AT]
        + held[AT + WHOLE : AT + 2 * WHOLE]
        + held[AT : AT + WHOLE]
        + held[AT + 2 * WHOLE :]
    ),
    "something added": lambda held: held[: -sealed.HASH] + b"x" * 40 + held[-sealed.HASH :],
}


@pytest.mark.parametrize("change", CHANGES)
def test_R3_whatever_was_changed_does_not_open(kit: str, tmp_path: Path, change: str) -> None:
    with pytest.raises(BackupRefused):
        through(tmp_path, b"z" * int(2.5 * sealed.PIECE), kit, CHANGES[change])


def test_R3_the_kit_of_another_server_does_not_open_it(kit: str, tmp_path: Path) -> None:
    other = "-".join(["AAAA"] * 12 + ["AAAQ"])

    with pytest.raises(BackupRefused, match="another server"):
        through(tmp_path, b"data", other)


def test_R3_a_kit_is_read_as_it_was_written_down(kit: str, tmp_path: Path) -> None:
    assert len(kit.split("-")) == 13
    assert through(tmp_path, b"data", f"  {kit.lower().replace('-', ' ')}\n") == b"data"
    with pytest.raises(BackupRefused, match="no emergency kit"):
        sealed.read_kit("nonsense")


def test_R3_a_second_key_takes_no_place_of_the_first(kit: str) -> None:
    with pytest.raises(FileExistsError):
        sealed.new_kit()


@pytest.mark.slow
def test_R3_a_sealed_backup_comes_back_on_a_clean_machine_with_the_kit_alone(
    place: Place, tmp_path: Path
) -> None:
    runs = place.rows("SELECT count(*) FROM runlog_run")
    kit, file = tmp_path / "kit", tmp_path / "one.backup"
    kit.write_text(place.done("seal-backups").strip().splitlines()[-1])
    place.done("backup", file)
    clean = Place(tmp_path / "clean")

    without = clean.startline("restore", file)
    clean.done("backup", "--check", file, "--kit", kit)
    clean.done("restore", file, "--kit", kit)

    assert without.returncode == 1
    assert "This backup is sealed. Give its emergency kit" in without.stderr
    assert b"Robin" not in file.read_bytes()
    assert clean.rows("SELECT count(*) FROM runlog_run") == runs
    assert not list(clean.folder.glob(".unsealed-*"))
    assert place.startline("seal-backups").returncode == 1
