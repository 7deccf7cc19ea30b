"""Archives of strangers: what is inside is read, what is aimed at us is named and left shut."""

from __future__ import annotations

import gzip
import io
import struct
import time
import zipfile
import zlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from startline.formats import file_limits as limits
from startline.formats.imported import AlreadyHere, Imported, Item, Skipped
from startline.formats.importer import import_paths
from startline.formats.report import report
from startline.formats.sources import Source, sources_in
from tests.formats.recordings import (
    LONDON,
    START,
    TODAY,
    Leg,
    a_fit,
    a_gpx,
    put,
    samples,
    without,
)


def a_run(day: int = 0) -> str:
    return a_gpx(samples(km=1), start=START + timedelta(days=day))


def a_zip(folder: Path, entries: dict[str, str | bytes], **how: Any) -> Path:
    path = folder / "export.zip"
    with zipfile.ZipFile(path, "w", how.pop("method", zipfile.ZIP_DEFLATED)) as archive:
        for name, content in entries.items():
            archive.writestr(name, content, **how)
    return path


def bring(path: Path) -> list[Item]:
    return list(import_paths([path], zone=LONDON, today=TODAY))


def codes(items: list[Item]) -> dict[str, str]:
    """What became of every entry: "run", or its code."""
    return {
        item.source.partition("export.zip")[2].lstrip("/"): _code(item)
        for item in items
    }  # fmt: skip


def _code(item: Item) -> str:
    if isinstance(item, Imported):
        return "run"
    return item.code if isinstance(item, Skipped) else type(item).__name__


def test_an_archive_gives_the_same_run_as_the_file_in_it(tmp_path: Path):
    plain = put(tmp_path, "a.gpx", a_run())
    archive = a_zip(tmp_path, {"activities/a.gpx.gz": gzip.compress(a_run().encode())})

    (one,), (other,) = bring(plain), bring(archive)

    assert isinstance(one, Imported)
    assert isinstance(other, Imported)
    assert other.run.distance_km == one.run.distance_km
    assert other.run.source.partition(":")[0] == one.run.source.partition(":")[0]


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_entries_stored_and_deflated_are_read(tmp_path: Path, method: int):
    assert codes(bring(a_zip(tmp_path, {"a.gpx": a_run()}, method=method))) == {"a.gpx": "run"}


def test_I01_an_archive_that_is_none_is_one_line(tmp_path: Path):
    for data in (b"", b"P", b"PK\5\6", b"PK\3\4" + bytes(200), bytes(range(256))):
        (item,) = bring(put(tmp_path, "export.zip", data))

        assert _code(item) == "unreadable"


EVIL_NAMES = [
    *("../../a.gpx", "/etc/a.gpx", "C:\\windows\\a.gpx", "..\\..\\a.gpx"),
    *("x\u202exgpx.gpx", "x\x1b[2J.gpx", "con/../a.gpx"),
]


@pytest.mark.parametrize("name", EVIL_NAMES)
def test_I09_a_name_from_an_archive_never_becomes_a_path(tmp_path: Path, name: str):
    (tmp_path / "in").mkdir()
    before = set(tmp_path.rglob("*"))
    archive = a_zip(tmp_path / "in", {name: a_run()})

    (item,) = bring(archive)

    assert isinstance(item, Imported)
    assert set(tmp_path.rglob("*")) - before == {archive}
    shown = item.source.removeprefix(str(archive))
    assert ".." not in shown.split("/")
    assert shown.isprintable()
    assert "\\" not in shown
    assert "\u202e" not in shown


def test_I09_a_symbolic_link_in_an_archive_is_not_followed(tmp_path: Path):
    link = zipfile.ZipInfo("link.gpx")
    link.external_attr = 0o120777 << 16
    target = put(tmp_path, "secret.gpx", a_run())
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(link, str(target))

    assert codes(bring(path)) == {"link.gpx": "unreadable"}


@given(name=st.text(min_size=1, max_size=40))
@example(name="\0")
@example(name="\0\0run")
@example(name="run\0")
def test_I09_whatever_the_name_says_the_entry_has_a_line(
    tmp_path_factory: pytest.TempPathFactory, name: str
):
    folder = tmp_path_factory.mktemp("names")
    entry = zipfile.ZipInfo("x")
    entry.filename = f"{name}.gpx"  # its constructor, and writestr of a name, cut it at a NUL
    path = folder / "export.zip"
    try:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(entry, "x")
    except (UnicodeEncodeError, ValueError):
        return  # no archive can hold it

    found = list(sources_in([path]))

    assert len(found) == 1
    assert "\0" not in str(found[0])


def an_overlap_bomb(path: Path, n: int = 200) -> Path:
    """Many entries of the list point to one local header, as the bombs of 2019 do."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("0.gpx", bytes(2**20))
        info = archive.infolist()[0]
        for i in range(1, n):
            twin = zipfile.ZipInfo(f"{i}.gpx")
            for part in ("compress_type", "CRC", "compress_size", "file_size", "header_offset"):
                setattr(twin, part, getattr(info, part))
            archive.filelist.append(twin)
    return path


def test_I10_an_overlap_bomb_is_refused_before_any_entry_is_opened(tmp_path: Path):
    bomb = an_overlap_bomb(tmp_path / "export.zip")
    began = time.perf_counter()

    (item,) = bring(bomb)

    assert _code(item) == "archive_bomb"
    assert time.perf_counter() - began < 1


def test_I10_an_entry_that_swells_beyond_all_reason_is_refused_by_its_ratio(tmp_path: Path):
    items = bring(a_zip(tmp_path, {"a.gpx": bytes(30 * 2**20), "b.gpx": a_run()}))

    assert codes(items) == {"a.gpx": "archive_bomb", "b.gpx": "run"}
    assert isinstance(items[0], Skipped)
    assert str(limits.MOST_RATIO) in items[0].detail


def test_I11_an_archive_inside_an_archive_is_a_line_and_the_rest_is_imported(tmp_path: Path):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("a.gpx", a_run(5))
    names = ["in.zip", "in.tar.gz", "in.7z", "in.zip.gz"]

    items = bring(a_zip(tmp_path, {**dict.fromkeys(names, inner.getvalue()), "b.gpx": a_run()}))

    assert codes(items) == {**dict.fromkeys(names, "archive_in_archive"), "b.gpx": "run"}


def test_I12_a_gzip_bomb_in_an_archive_is_stopped_at_the_limit(tmp_path: Path):
    bomb = gzip.compress(b" " * 2**20, 9) * 200

    entries: dict[str, str | bytes] = {"a.gpx.gz": bomb, "b.gpx": a_run()}

    items = bring(a_zip(tmp_path, entries, method=zipfile.ZIP_STORED))

    assert codes(items) == {"a.gpx.gz": "too_large", "b.gpx": "run"}


def test_I12_what_stands_behind_a_gzip_stream_is_marked(tmp_path: Path):
    packed = gzip.compress(a_run().encode())

    (item,) = bring(put(tmp_path, "a.gpx.gz", packed + b"junk"))

    assert isinstance(item, Imported)
    assert item.run.warnings == ("partial",)


def lying(path: Path, field: str, value: int) -> Path:
    """Change what the list of an archive says about its first entry."""
    at = {"crc": 16, "packed": 20, "unpacked": 24}[field]
    data = bytearray(path.read_bytes())
    entry = data.index(b"PK\1\2")
    data[entry + at : entry + at + 4] = struct.pack("<I", value)
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("field", "value"), [("unpacked", 10), ("unpacked", 90_000), ("crc", 1), ("packed", 9)]
)
def test_I13_an_entry_that_is_not_what_the_list_says_fails_alone(
    tmp_path: Path, field: str, value: int
):
    entries: dict[str, str | bytes] = {"a.gpx": a_run(), "b.gpx": a_run(1)}

    assert codes(bring(lying(a_zip(tmp_path, entries), field, value))) == {
        "a.gpx": "damaged_entry",
        "b.gpx": "run",
    }


def test_I13_a_list_that_reaches_beyond_the_file_is_refused(tmp_path: Path):
    path = lying(a_zip(tmp_path, {"a.gpx": a_run()}), "packed", 10**8)

    assert codes(bring(path)) == {"": "archive_bomb"}


def test_I14_too_many_entries_are_refused_by_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(limits, "MOST_ENTRIES", 20)
    path = a_zip(tmp_path, {f"{i}.gpx": "" for i in range(21)})

    (item,) = bring(path)

    assert isinstance(item, Skipped)
    assert (item.code, "20 entries" in item.detail) == ("too_many_entries", True)


def test_I14_a_list_that_hides_its_length_is_refused(tmp_path: Path):
    path = a_zip(tmp_path, {"a.gpx": a_run()})
    data = bytearray(path.read_bytes())
    end = data.index(b"PK\5\6")
    data[end + 12 : end + 16] = struct.pack("<I", limits.MOST_ENTRY_LIST_BYTES + 1)
    path.write_bytes(data)

    assert codes(bring(path)) == {"": "too_many_entries"}


@pytest.mark.slow
def test_I14_two_hundred_thousand_entries_are_refused_within_two_seconds(tmp_path: Path):
    path = a_zip(tmp_path, {f"{i}.gpx": "" for i in range(200_000)}, method=zipfile.ZIP_STORED)
    began = time.perf_counter()

    assert codes(bring(path)) == {"": "too_many_entries"}
    assert time.perf_counter() - began < 2


@pytest.mark.parametrize(
    ("method", "word"), [(zipfile.ZIP_LZMA, "LZMA"), (zipfile.ZIP_BZIP2, "bzip2")]
)
def test_I15_a_packing_we_do_not_open_is_named(tmp_path: Path, method: int, word: str):
    (item,) = bring(a_zip(tmp_path, {"a.gpx": a_run()}, method=method))

    assert isinstance(item, Skipped)
    assert (item.code, word in item.detail) == ("unsupported_compression", True)


def test_I15_an_encrypted_entry_is_named_and_the_rest_is_imported(tmp_path: Path):
    path = a_zip(tmp_path, {"a.gpx": a_run(), "b.gpx": a_run(1)})
    data = bytearray(path.read_bytes())
    entry = data.index(b"PK\1\2")
    data[entry + 8] |= 1
    path.write_bytes(data)

    assert codes(bring(path)) == {"a.gpx": "encrypted", "b.gpx": "run"}


def test_I15_an_archive_of_the_long_kind_is_read(tmp_path: Path):
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as archive, archive.open("a.gpx", "w", force_zip64=True) as one:
        one.write(a_run().encode())

    assert codes(bring(path)) == {"a.gpx": "run"}


def test_two_entries_of_one_name_both_have_a_line(tmp_path: Path):
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.gpx", a_run())
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a.gpx", a_run(1))

    assert report(bring(path)).counts["imported"] == 2


def test_a_file_damaged_inside_its_archive_is_still_salvaged_by_its_own_gzip(tmp_path: Path):
    packed = gzip.compress(a_gpx().encode())

    (item,) = bring(a_zip(tmp_path, {"a.gpx.gz": packed[: len(packed) * 3 // 4]}))

    assert isinstance(item, Imported)
    assert item.run.warnings == ("partial",)


def test_the_bytes_of_a_source_out_of_an_archive_are_those_put_in(tmp_path: Path):
    from startline.formats.unpacked import unpacked

    data = zlib.compress(bytes(100_000)) * 50
    path = a_zip(tmp_path, {"a.fit": data})
    (source,) = sources_in([path])
    assert isinstance(source, Source)

    with unpacked(source) as stream:
        assert stream.read_all() == data


def test_a_treadmill_run_out_of_an_archive_is_a_run(tmp_path: Path):
    indoors = a_fit(Leg(without("lat lon", samples(km=2)), sub_sport="treadmill"))

    (item,) = bring(a_zip(tmp_path, {"a.fit": indoors}))

    assert isinstance(item, Imported)
    assert item.run.surface == "treadmill"


def test_I18_the_same_archive_twice_brings_nothing_new(tmp_path: Path):
    path = a_zip(tmp_path, {"a.gpx": a_run(), "b.gpx": a_run(1)})
    once = [item.run for item in bring(path) if isinstance(item, Imported)]

    again = list(
        import_paths([path], zone=LONDON, today=TODAY, known_sources=[run.source for run in once])
    )

    assert len(once) == 2
    assert all(isinstance(item, AlreadyHere) for item in again)


def test_an_empty_archive_has_a_line(tmp_path: Path):
    assert codes(bring(a_zip(tmp_path, {}))) == {"": "empty"}


def test_an_entry_without_a_name_has_a_line(tmp_path: Path):
    path = a_zip(tmp_path, {"a.gpx": a_run()})
    data = path.read_bytes()
    entry = data.index(b"PK\1\2")
    short = data[entry : entry + 28] + b"\0\0" + data[entry + 30 : entry + 46]
    end = data.index(b"PK\5\6")
    tail = bytearray(data[end:])
    tail[12:16] = struct.pack("<I", len(short))
    path.write_bytes(data[:entry] + short + bytes(tail))

    assert codes(bring(path)) == {"unnamed": "unsupported"}


def test_what_macos_puts_beside_each_file_is_no_recording(tmp_path: Path):
    entries: dict[str, str | bytes] = {"a.gpx": a_run(), "__MACOSX/._a.gpx": b"\0\5\x16\7"}

    assert codes(bring(a_zip(tmp_path, entries))) == {
        "a.gpx": "run",
        "__MACOSX/._a.gpx": "unsupported",
    }
