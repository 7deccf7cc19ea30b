"""A Case in a file that a command changes: read as it stands, written whole or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from startline.cli.one_case import read_file
from startline.cli.whole_file import write_whole
from startline.engine.errors import Problem, Refused
from startline.formats.strict_json import read_json, write_json


def read_raw(path: str) -> Any:
    """The JSON of a file that is to be written back; unknown fields and their order are kept.

    Raises:
        Refused: if it is stdin, cannot be read, or is no strict JSON.
    """
    if path == "-":
        hint = "Save the Case in a file and name that."
        raise Refused([Problem("not_a_file", "There is no file to write into.", hint, path)])
    return read_json(read_file(path))


def write_raw(path: str, raw: Any) -> None:
    """Write the Case back, all of it or none of it.

    Raises:
        Refused: if the folder or the file cannot be written.
    """
    write_whole(Path(path), (write_json(raw, indent=1) + "\n").encode())
