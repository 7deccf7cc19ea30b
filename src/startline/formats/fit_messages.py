"""FIT bytes -> the few messages we need, by fitfast where it is there and willing, else fitdecode.

Both are third-party readers of a binary format that watches write badly. Whatever they throw ends
the reading; what was read before it is kept.
"""

from __future__ import annotations

import importlib
import io
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from startline.formats.file_limits import FITFAST_MOST_BYTES, MOST_DEVICE, MOST_LEGS
from startline.formats.imported import TooManyPoints
from startline.formats.sources import readable
from startline.formats.track import Point, PointCount, heart_rate

FIT_EPOCH_S = 631_065_600  # 1989-12-31T00:00:00Z, from where FIT counts
SWITCHED_ON_BELOW_S = FIT_EPOCH_S + 0x10000000  # FIT: smaller times count from switching on
DEGREES = 180 / 2**31  # a semicircle in degrees

Message = Mapping[str, Any]
# message numbers of the FIT profile
_NAMES = {0: "file_id", 12: "sport", 18: "session", 19: "lap", 20: "record", 34: "activity"}


@dataclass(slots=True)
class FitPart:
    """One of the files chained in a FIT stream; nearly always the only one."""

    points: list[Point] = field(default_factory=list)
    sessions: list[Message] = field(default_factory=list)
    laps: list[Message] = field(default_factory=list)
    sport: Message = field(default_factory=dict)
    activity: Message = field(default_factory=dict)
    file_type: str | None = None
    device: str | None = None
    n_timeless: int = 0  # records without a time

    def take(self, name: str, message: Message, count: PointCount) -> None:
        """Keep what one message says.

        Raises:
            TooManyPoints: past the limits for one file.
        """
        if name == "record":
            count.one_more()
            self._take_record(message)
        elif name == "lap":
            count.one_more()
            self.laps.append(message)
        elif name == "session":
            self.sessions.append(message)
            if len(self.sessions) > MOST_LEGS:
                raise TooManyPoints(
                    f"It holds more than {MOST_LEGS} sessions.", hint="Export one run at a time."
                )
        elif name == "sport":
            self.sport = message
        elif name == "activity":
            self.activity = message
        elif name == "file_id":
            self.file_type = str(message.get("type"))
            self.device = _device(message)

    def _take_record(self, message: Message) -> None:
        at_s = number(message, "timestamp")
        if at_s is None:
            self.n_timeless += 1
            return
        lat, lon = number(message, "position_lat"), number(message, "position_long")
        both = lat is not None and lon is not None
        self.points.append(
            Point(
                at_s,
                lat * DEGREES if both and lat is not None else None,
                lon * DEGREES if both and lon is not None else None,
                number(message, "distance"),
                heart_rate(number(message, "heart_rate")),
                _speed(message),
            )
        )


@dataclass(slots=True)
class FitFile:
    """All that was readable. `problem` is why reading ended early, None if it did not."""

    parts: list[FitPart] = field(default_factory=list)
    problem: str | None = None
    bad_checksum: bool = False


def decode(data: bytes) -> FitFile:
    """Read as much of `data` as anybody can. Times are seconds since 1970.

    Raises:
        TooManyPoints: past the limits for one file.
    """
    return _with_fitfast(data) or _with_fitdecode(data)


def number(message: Message, name: str) -> float | None:
    """A finite number from a decoded message, whatever the decoder put there."""
    value = message.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if math.isfinite(value) else None


def _speed(message: Message) -> float | None:
    """Metres per second. Newer devices write it with more digits under another name."""
    speed = number(message, "enhanced_speed")
    return number(message, "speed") if speed is None else speed


def _device(file_id: Message) -> str | None:
    """Maker and model as the file names them: "garmin 2697"."""
    model = file_id.get("product_name") or file_id.get("garmin_product") or file_id.get("product")
    parts = [str(part) for part in (file_id.get("manufacturer"), model) if part is not None]
    return readable(" ".join(parts))[:MOST_DEVICE] or None


def _with_fitfast(data: bytes) -> FitFile | None:
    """None if fitfast is absent, refuses the file, or would lose where chained files begin."""
    if len(data) > FITFAST_MOST_BYTES:
        return None
    try:
        parse: Callable[..., dict[str, list[Message]]] = importlib.import_module("fitfast").parse
        messages = parse(data)
        if len(messages.get("file_id", ())) != 1:
            return None
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # a panic in Rust is no Exception; fitdecode has its turn
        return None
    part, count = FitPart(), PointCount()
    for name in _NAMES.values():
        for message in messages.get(name, ()):
            part.take(name, message, count)
    return FitFile([part])


def _with_fitdecode(data: bytes) -> FitFile:
    found, count = FitFile(), PointCount()
    frames = _frames(data)
    while True:
        try:
            kind, message = next(frames)
        except StopIteration:
            return found
        except (KeyboardInterrupt, SystemExit, MemoryError):
            raise
        except BaseException as error:  # 5 % of damaged files raise any type at all
            found.problem = f"{type(error).__name__}: {str(error)[:120]}"
            return found
        if kind == "header":
            found.parts.append(FitPart())
        elif kind == "bad_crc":
            found.bad_checksum = True
        elif found.parts:
            found.parts[-1].take(kind, message, count)


def _frames(data: bytes) -> Iterator[tuple[str, Message]]:
    """What fitdecode finds, with times moved to 1970 and developer fields left out."""
    fitdecode = importlib.import_module("fitdecode")
    reader = fitdecode.FitReader(
        io.BytesIO(data),
        processor=None,  # we need numbers, not date objects, and it is a third faster
        check_crc=fitdecode.CrcCheck.READONLY,
        error_handling=fitdecode.ErrorHandling.IGNORE,
    )
    for frame in reader:
        if frame.frame_type == fitdecode.FIT_FRAME_DATA:
            name = _NAMES.get(frame.global_mesg_num)
            if name:
                yield name, _message(frame)
        elif frame.frame_type == fitdecode.FIT_FRAME_HEADER:
            yield "header", {}
        elif frame.frame_type == fitdecode.FIT_FRAME_CRC and not frame.matched:
            yield "bad_crc", {}


_TIMES = frozenset({"timestamp", "start_time", "local_timestamp"})


def _message(frame: Any) -> dict[str, Any]:
    message: dict[str, Any] = {}
    for data in frame.fields:
        value, name = data.value, data.name
        if value is None or name in message or getattr(data.field_def, "is_dev", False):
            continue
        if name in _TIMES and isinstance(value, int):
            value += FIT_EPOCH_S
        message[name] = value
    return message
