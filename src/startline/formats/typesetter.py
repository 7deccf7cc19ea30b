"""The process that sets the visit report: a question on stdin, a PDF or a refusal on stdout.

It stands outside the report's own package, so that it starts without the engine.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

import typst

from startline.formats.process_limits import allow_cpu, limit_memory

TEMPLATE = "page.typ"
UNKNOWN = "▯"
MOST_PROBES = 200
PROBE = b'#set document(title: "x")\n#set text(lang: "en", font: "Libertinus Serif")\n#sys.inputs.c'

SURE = frozenset(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x180)])) | frozenset("–—‘’“”…•·→▯")
"""Letters of the fonts that typst brings along."""


def serve(*, cpu_s: int, memory_mib: int) -> None:
    """Answer the question on stdin."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # whatever prints must not answer for us
    limit_memory(memory_mib)
    allow_cpu(cpu_s)
    question = json.loads(sys.stdin.buffer.read())
    try:
        word, rest = b"pdf", Typesetter().set_page(question)
    except typst.TypstError as error:
        word, rest = b"not_set", f"The page could not be set: {error.message}.".encode()
    except TooLong as error:
        word, rest = b"too_long", f"{error}".encode()
    except MemoryError:
        os._exit(1)  # what a full process does next is anybody's guess
    answers.write(word + b"\n" + rest)
    answers.flush()


class TooLong(Exception):
    """No try keeps to its number of sides."""


class Typesetter:
    """The template in the working folder, the fonts of this machine, and what letters they have."""

    def __init__(self) -> None:
        self._fonts = typst.Fonts()
        self._shown = dict.fromkeys(SURE, True)
        self._probes = 0

    def set_page(self, question: dict[str, Any]) -> bytes:
        """The first try that keeps to its number of sides.

        Raises:
            typst.TypstError: if the typesetter refuses.
            TooLong: if no try keeps to it.
        """
        for data in question["tries"]:
            made, sides = self._set(data, question["created"])
            if sides <= question["most_pages"]:
                return made
        raise TooLong(f"The page takes more than {question['most_pages']} sides.")

    def _set(self, data: dict[str, Any], created: int) -> tuple[bytes, int]:
        """With every letter that a font shows; should they not go together, with the sure ones."""
        try:
            return self._compile(self._readable(data), created)
        except typst.TypstError:
            self._shown = dict.fromkeys(SURE, True)
            self._probes = MOST_PROBES
            return self._compile(self._readable(data), created)

    def _readable(self, data: dict[str, Any]) -> dict[str, Any]:
        """With a box for every letter that no font shows: PDF/UA allows no letter to go missing."""
        text = json.dumps(data, ensure_ascii=False)
        unknown = [letter for letter in sorted(set(text)) if not self._is_shown(letter)]
        if not unknown:
            return {**data, "note": None}
        boxes = {ord(letter): UNKNOWN for letter in unknown}
        readable: dict[str, Any] = json.loads(text.translate(boxes))
        return readable

    def _is_shown(self, letter: str) -> bool:
        if letter not in self._shown:
            self._probes += 1
            self._shown[letter] = self._probes <= MOST_PROBES and self._probe(letter)
        return self._shown[letter]

    def _probe(self, letter: str) -> bool:
        probe = typst.Compiler(PROBE, font_paths=self._fonts, sys_inputs={"c": letter}, root=".")
        try:
            probe.compile(format="pdf", pdf_standards=["ua-1"], timestamp=0)
        except typst.TypstError:
            return False
        return True

    def _compile(self, data: dict[str, Any], created: int) -> tuple[bytes, int]:
        """The PDF and its number of sides."""
        said = {"data": json.dumps(data)}
        compiler = typst.Compiler(TEMPLATE, font_paths=self._fonts, sys_inputs=said, root=".")
        made = compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=created)
        sides = json.loads(compiler.query("<pages>", field="value", one=True))
        if not isinstance(made, bytes):
            raise TooLong("No page came out.")
        return made, int(sides)
