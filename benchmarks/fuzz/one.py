"""One reader for some seconds, in this process: `python -m benchmarks.fuzz.one fit 60 OUT.json`.

What was found is written as it is found, because atheris ends the process when time is up.
"""

from __future__ import annotations

import importlib.util
import json
import os
import random
import resource
import signal
import sys
import tempfile
import time
import traceback
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from benchmarks.fuzz.targets import Target

TOO_LONG_S = 5
MOST_BYTES = 2 * 2**30
KEPT = Path(".fuzz")
SAVE_EVERY_S = 0.5


class TookTooLong(BaseException):
    """One input took more than TOO_LONG_S. No reader may catch it."""


@dataclass
class Found:
    """What one reader did."""

    name: str
    led: bool
    n: int = 0
    seconds: float = 0.0
    slowest_ms: float = 0.0
    mib: float = 0.0
    faults: dict[str, int] = field(default_factory=dict)


class Run:
    """Gives inputs to a reader and notes what becomes of them."""

    def __init__(self, target: Target, out: Path | None, *, led: bool) -> None:
        self.target, self.out = target, out
        self.found = Found(target.name, led)
        self._began = self._saved = time.monotonic()

    def one(self, data: bytes) -> None:
        """Read one input. Never raises: the next one is waiting."""
        began = time.monotonic()
        signal.setitimer(signal.ITIMER_REAL, TOO_LONG_S)
        try:
            self.target.read(data)
        except (Exception, TookTooLong) as fault:
            signal.setitimer(signal.ITIMER_REAL, 0)
            self._note(fault, data)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        now = time.monotonic()
        self.found.n += 1
        self.found.slowest_ms = max(self.found.slowest_ms, (now - began) * 1000)
        if now - self._saved > SAVE_EVERY_S:
            self.save()

    def _note(self, fault: BaseException, data: bytes) -> None:
        kind = where(fault)
        seen = self.found.faults.get(kind, 0)
        self.found.faults[kind] = seen + 1
        if not seen and self.out is not None:
            KEPT.mkdir(exist_ok=True)
            number = len(self.found.faults)
            (KEPT / f"{self.target.name}-{number}.bin").write_bytes(data)

    def save(self) -> None:
        """Write down how it stands."""
        self._saved = time.monotonic()
        self.found.seconds = self._saved - self._began
        self.found.mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        if self.out is not None:
            self.out.write_text(json.dumps(vars(self.found)))


def where(fault: BaseException) -> str:
    """A fault's kind and the innermost line of ours, by which two are the same."""
    frames = traceback.extract_tb(fault.__traceback__)
    ours = [frame for frame in frames if "startline" in frame.filename] or list(frames)
    place = f"{Path(ours[-1].filename).name}:{ours[-1].name}" if ours else "?"
    said = str(fault) if type(fault).__name__ == "Broken" else ""
    return f"{type(fault).__name__} in {place} {said}".strip()


def _too_long(signum: int, frame: FrameType | None) -> None:
    raise TookTooLong


def fuzz(target: Target, seconds: float, *, seed: int, out: Path | None = None) -> Found:
    """Changed files by our own dice until time is up."""
    from benchmarks.fuzz.mutate import inputs

    target.read(target.seeds()[0])  # what a reader loads once is not on the clock
    before = signal.signal(signal.SIGALRM, _too_long)
    run = Run(target, out, led=False)
    until = time.monotonic() + seconds
    try:
        for data in inputs(target.seeds(), target.words, random.Random(seed)):  # noqa: S311
            run.one(data)
            if time.monotonic() > until:
                break
    finally:
        signal.signal(signal.SIGALRM, before)
    run.save()
    return run.found


def fuzz_led(name: str, seconds: int, *, seed: int, out: Path) -> None:
    """By atheris, led by the lines of ours that an input reaches. Does not return."""
    import atheris

    with atheris.instrument_imports(include=["startline"]):
        from benchmarks.fuzz.targets import TARGETS
    target = TARGETS[name]
    target.read(target.seeds()[0])
    signal.signal(signal.SIGALRM, _too_long)
    run = Run(target, out, led=True)
    corpus = tempfile.mkdtemp(prefix="startline-fuzz-")
    for n, data in enumerate(target.seeds()):
        (Path(corpus) / str(n)).write_bytes(data)
    words = Path(corpus).with_suffix(".dict")
    words.write_text("\n".join(f'"{_escaped(word)}"' for word in target.words) + "\n")
    options = {"max_total_time": seconds, "seed": seed + 1, "dict": words, "max_len": 60_000,
               "rss_limit_mb": 0, "timeout": 60, "handle_alrm": 0, "verbosity": 0}  # fmt: skip
    atheris.Setup(
        [sys.argv[0], *(f"-{key}={value}" for key, value in options.items()), corpus],
        run.one,
        enable_python_coverage=True,
    )
    atheris.Fuzz()


def _escaped(word: bytes) -> str:
    return "".join(f"\\x{byte:02x}" for byte in word)


def main(arguments: list[str]) -> None:
    """Read what to do from the command line."""
    name, seconds, out, seed, led = arguments
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if led == "led" and importlib.util.find_spec("atheris"):
        fuzz_led(name, int(seconds), seed=int(seed), out=Path(out))
    from benchmarks.fuzz.targets import TARGETS

    fuzz(TARGETS[name], float(seconds), seed=int(seed), out=Path(out))


def found_in(file: Path) -> dict[str, Any]:
    """What a run wrote down."""
    told: dict[str, Any] = json.loads(file.read_text())
    return told


if __name__ == "__main__":
    main(sys.argv[1:])
