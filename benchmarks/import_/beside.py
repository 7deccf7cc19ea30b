"""The same job by fitdecode, gpxpy and tcxreader: summary and splits of the same files.

Each reader works in a process of its own, after one file to warm up. `python -m
benchmarks.import_.beside READER FILE...` is that process; it prints its numbers as JSON.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

Sample = tuple[float, float, int | None]  # seconds, metres, beats per minute
Summary = tuple[float, float, int]  # km, minutes, number of splits
LONG_S = 100_000  # of the long recordings: 28 hours
OTHERS = {"fit": "fitdecode", "gpx": "gpxpy", "tcx": "tcxreader"}


def summarise(samples: Iterator[Sample]) -> Summary:
    """Distance, time, and minutes and mean heart rate of every kilometre."""
    splits: list[tuple[float, float]] = []
    beats: list[int] = []
    start_s = split_s = at_s = metres = 0.0
    for n, (at_s, metres, hr) in enumerate(samples):
        if n == 0:
            start_s = split_s = at_s
        if hr is not None:
            beats.append(hr)
        if metres >= 1000 * (len(splits) + 1):
            splits.append(((at_s - split_s) / 60, sum(beats) / max(1, len(beats))))
            split_s, beats = at_s, []
    return metres / 1000, (at_s - start_s) / 60, len(splits) + 1


def by_startline(path: Path) -> Summary:
    from startline.formats.imported import Imported, Reading
    from startline.formats.read_file import read_file
    from startline.formats.sources import Source, named_sources

    source = next(named_sources(path, path.name))
    assert isinstance(source, Source)
    (item,) = read_file(source, Reading(path.name, None, date(2026, 5, 1))).items
    assert isinstance(item, Imported)
    return item.run.distance_km, item.run.duration_min or 0.0, len(item.run.splits)


def by_fitdecode(path: Path) -> Summary:
    import fitdecode

    def samples() -> Iterator[Sample]:
        with fitdecode.FitReader(str(path)) as reader:
            for frame in reader:
                if frame.frame_type == fitdecode.FIT_FRAME_DATA and frame.name == "record":
                    at: datetime = frame.get_value("timestamp")
                    far = frame.get_value("distance", fallback=0.0)
                    yield at.timestamp(), far, frame.get_value("heart_rate", fallback=None)

    return summarise(samples())


def by_gpxpy(path: Path) -> Summary:
    import gpxpy

    def samples() -> Iterator[Sample]:
        with path.open(encoding="utf-8") as file:
            found = gpxpy.parse(file)
        metres, before = 0.0, None
        for point in found.tracks[0].segments[0].points:
            metres += (point.distance_2d(before) or 0.0) if before is not None else 0.0
            before = point
            hr = next((int(e.text) for x in point.extensions for e in x if e.text), None)
            assert point.time is not None
            yield point.time.timestamp(), metres, hr

    return summarise(samples())


def by_tcxreader(path: Path) -> Summary:
    from tcxreader.tcxreader import TCXReader

    def samples() -> Iterator[Sample]:
        for point in TCXReader().read(str(path)).trackpoints:
            yield point.time.timestamp(), point.distance or 0.0, point.hr_value

    return summarise(samples())


READERS: dict[str, Callable[[Path], Summary]] = {
    "startline": by_startline,
    "fitdecode": by_fitdecode,
    "gpxpy": by_gpxpy,
    "tcxreader": by_tcxreader,
}


def table(folder: Path, n_files: int) -> list[str]:
    """Markdown: both readers on the same files, one after the other."""
    from benchmarks.import_.generate import fit_run, gpx_run, tcx_run  # the readers do without

    hour: dict[str, Callable[[int], bytes]] = {
        "fit": fit_run,
        "gpx": lambda i: gpx_run(i).encode(),
        "tcx": lambda i: tcx_run(i).encode(),
    }
    rows = [_row(folder, kind, [hour[kind](i) for i in range(n_files)], "") for kind in OTHERS]
    long = {"gpx": gpx_run(0, seconds=LONG_S), "tcx": tcx_run(0, seconds=LONG_S)}
    rows += [_row(folder, k, [text.encode()], f", {LONG_S:,} points") for k, text in long.items()]
    return [
        f"{n_files} recordings of an hour at one sample a second in each format, and a long one; "
        "the same files for both; milliseconds of processor a file, peak memory of the process.",
        "",
        "| format | startline | instead | time, ratio | memory, ratio |",
        "|---|---|---|---|---|",
        *rows,
    ]


def _row(folder: Path, kind: str, contents: Sequence[bytes], which: str) -> str:
    paths = [folder / f"{i}.{kind}" for i in range(len(contents))]
    for path, content in zip(paths, contents, strict=True):
        path.write_bytes(content)
    other = OTHERS[kind]
    ours, theirs = _measured("startline", paths), _measured(other, paths)
    _check_same(ours["found"], theirs["found"])
    return (
        f"| {kind.upper()}{which} | {ours['ms']:.0f} ms, {ours['mib']:.0f} MiB "
        f"| {other}: {theirs['ms']:.0f} ms, {theirs['mib']:.0f} MiB "
        f"| {theirs['ms'] / ours['ms']:.1f} | {theirs['mib'] / ours['mib']:.1f} |"
    )


def _measured(reader: str, paths: Sequence[Path]) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.import_.beside", reader, *map(str, paths)]
    done = subprocess.run(command, capture_output=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _check_same(ours: list[Summary], theirs: list[Summary]) -> None:
    for (km, minutes, n), (other_km, other_minutes, other_n) in zip(ours, theirs, strict=True):
        assert abs(km - other_km) < 0.01 * km, (km, other_km)
        assert abs(minutes - other_minutes) < 0.1
        assert abs(n - other_n) <= 1


def peak_mib() -> float:
    """Peak memory of this process alone; what getrusage says goes back to the parent."""
    status = Path("/proc/self/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


def main() -> None:
    """One reader at work."""
    read = READERS[sys.argv[1]]
    paths = [Path(name) for name in sys.argv[2:]]
    read(paths[0])
    begun = time.process_time()
    found = [read(path) for path in paths]
    ms = 1000 * (time.process_time() - begun) / len(paths)
    mib = peak_mib()
    print(json.dumps({"ms": ms, "mib": mib, "found": found}))


if __name__ == "__main__":
    main()
