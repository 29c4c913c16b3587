"""One pass over the bytes of a register: its digest, whether it is text, and how it must be read.

The pass needs the memory of a few pieces of `PIECE` bytes, however long the file or a line in it
is. What it looks for, of the bytes as they are:

* the SHA-256 digest;
* control characters, which no text has, and lines longer than `LONGEST_LINE`: both end the pass;
* whether all is UTF-8;
* line ends inside quoted cells: such a file cannot be read in parallel;
* quotation marks inside cells that do not begin with one, or that are never closed: what the engine
  makes of these is not always what the csv module makes of them, and not always an error;
* cells that `stratification.tables.guard` guarded, and rows without content (as a spreadsheet
  leaves below a table): both are rare, and what undoes them would slow down every other reading.

A spread sample of rows goes into a file of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

from stratification.errors import Finding, InputError
from stratification.files import MEGABYTE, name_of

PIECE = 4 * MEGABYTE
LONGEST_LINE = 1 * MEGABYTE
SAMPLE = 32_000
"""Bytes of every piece that go into the sample: in all 0.8% of the file."""

_GUARDED = re.compile(b"'[=+\\-@\t\r]")
_LF, _CR, _TAB, _QUOTE, _DEL, _SPACE = 10, 13, 9, 34, 127, 32


@dataclass(frozen=True)
class Facts:
    """What a pass over a file found.

    `broken` is the place of the first byte that is not UTF-8: (byte, line), both from 1.
    """

    digest: str
    broken: tuple[int, int] | None
    quoted_lines: bool
    stray_quotes: bool
    guarded: bool
    blank_rows: bool


def digest_of(path: Path) -> str:
    """Return the SHA-256 digest of a file, read piece by piece (OSError as `open`)."""
    digest = sha256()
    with path.open("rb") as file:
        while block := file.read(PIECE):
            digest.update(block)
    return digest.hexdigest()


def scan(path: Path, blank: bytes, sample: Path, longest: int = LONGEST_LINE) -> Facts:
    """Go through a file once.

    Parameters:
        path: the file, not empty.
        blank: a row without content: the delimiters between its cells.
        sample: the file that gets the sample, from the beginning of `path`; whole rows.
        longest: bytes that a line may have.

    Raises:
        InputError: it is not text, or a line is too long.
        OSError: it cannot be read, or the sample not written.
    """
    passed = _Pass(name_of(path), blank)
    digest = sha256()
    with path.open("rb") as file, sample.open("wb") as rows, ThreadPoolExecutor(1) as helper:
        for block, piece in _pieces(file, passed, longest):
            hashed = helper.submit(digest.update, block)  # hashing lets go of the interpreter
            if piece:
                passed.refuse(piece, longest)
                rows.write(passed.look(piece))
            hashed.result()
    return Facts(
        digest=digest.hexdigest(),
        broken=passed.broken,
        quoted_lines=passed.quoted_lines,
        stray_quotes=passed.stray_quotes or passed.inside,
        guarded=passed.guarded,
        blank_rows=passed.blank_rows,
    )


def whole_lines(file: BinaryIO) -> Iterator[bytes]:
    """Cut a file into pieces that end where a line ends; a line may be as long as the file."""
    rest = b""
    while block := file.read(PIECE):
        cut = _last_end(block)
        if cut:
            yield rest + block[:cut]
            rest = block[cut:]
        else:
            rest += block
    if rest:
        yield rest


def _pieces(file: BinaryIO, passed: _Pass, longest: int) -> Iterator[tuple[bytes, bytes]]:
    """Give the blocks of a file, each with the whole lines that it makes complete."""
    rest = b""
    while block := file.read(PIECE):
        cut = _last_end(block)
        piece = rest + block[:cut] if cut else b""
        rest = block[cut:] if cut else rest + block
        yield block, piece
        passed.refuse(rest, longest)  # it is looked at when the line is whole, which may be never
    if rest:
        yield b"", rest


def _last_end(block: bytes) -> int:
    """Return where the last whole line of a block ends; 0: it has none."""
    return (block.rfind(b"\n") + 1) or (block.rfind(b"\r") + 1)


class _Pass:
    """What is known of a file up to the piece looked at."""

    def __init__(self, name: str, blank: bytes) -> None:
        self.name, self.blank = name, blank
        self.before_quote = np.frombuffer(blank[:1] + b'\n\r"', np.uint8)
        self.bytes = self.lines = 0  # before the piece looked at
        self.inside = False  # a quoted cell that goes on in the next piece
        self.broken: tuple[int, int] | None = None
        self.quoted_lines = self.stray_quotes = self.guarded = self.blank_rows = False

    def look(self, piece: bytes) -> bytes:
        """Look at the next whole lines, and return the rows of them that are in the sample."""
        codes = np.frombuffer(piece, np.uint8)
        feeds = int(np.count_nonzero(codes == _LF))
        if self.broken is None and not _is_utf_8(codes):
            self._decode(piece)
        self.guarded = self.guarded or _GUARDED.search(piece) is not None
        end = b"\n" if feeds else b"\r"
        self.blank_rows = self.blank_rows or self._has_blank(piece)
        sampled = self._quotes(codes, end)
        self.bytes += len(piece)
        self.lines += feeds
        return sampled

    def refuse(self, piece: bytes, longest: int) -> None:
        """Raise InputError when the next bytes are not text, or a line in them is too long."""
        codes = np.frombuffer(piece, np.uint8)
        low = np.count_nonzero(codes < _SPACE)
        allowed = sum(np.count_nonzero(codes == code) for code in (_LF, _CR, _TAB)) if low else 0
        if low > allowed or np.count_nonzero(codes == _DEL):
            control = (codes < _SPACE) & (codes != _LF) & (codes != _CR) & (codes != _TAB)
            first = int(np.argmax(control | (codes == _DEL)))
            line = self.lines + piece.count(b"\n", 0, first) + 1
            raise InputError(Finding("file-not-text", {"line": line}, self.name))
        self._refuse_long(piece, longest)

    def _refuse_long(self, piece: bytes, longest: int) -> None:
        """Leap from line end to line end, as far as a line may go."""
        start = 0
        while len(piece) - start > longest:
            stop = start + longest + 1
            end = piece.rfind(b"\n", start, stop)
            if end < 0:
                end = piece.rfind(b"\r", start, stop)
            if end < 0:
                line = self.lines + piece.count(b"\n", 0, start) + 1
                raise InputError(
                    Finding("register-line-long", {"limit": longest, "line": line}, self.name)
                )
            start = end + 1

    def _decode(self, piece: bytes) -> None:
        try:
            piece.decode()
        except UnicodeDecodeError as error:
            line = self.lines + piece.count(b"\n", 0, error.start) + 1
            self.broken = (self.bytes + error.start + 1, line)

    def _has_blank(self, piece: bytes) -> bool:
        starts = [end + self.blank in piece for end in (b"\n", b"\r") if end in piece]
        return piece.startswith(self.blank) or any(starts)

    def _quotes(self, codes: npt.NDArray[np.uint8], end: bytes) -> bytes:
        """Follow the quoted cells, and return the whole rows at the beginning of the piece."""
        sampled = codes[:SAMPLE]
        lines = np.flatnonzero(sampled == end[0])
        odd = _is_quoted(lines, np.flatnonzero(sampled == _QUOTE), self.inside)
        stops = lines[~odd] + 1  # where rows end
        first = 0 if not self.inside else int(stops[0]) if len(stops) else len(sampled)
        last = len(sampled) if len(sampled) == len(codes) else int(stops[-1]) if len(stops) else 0
        quotes = np.flatnonzero(codes == _QUOTE)
        if len(quotes) or self.inside:
            lines = np.flatnonzero((codes == _LF) | (codes == _CR))
            quoted = bool(_is_quoted(lines, quotes, self.inside).any())
            self.quoted_lines = self.quoted_lines or quoted
            # An opening quotation mark begins a cell, or is the second half of a doubled one.
            opening = quotes[int(self.inside) :: 2]
            before = codes[opening[opening > 0] - 1]
            self.stray_quotes = self.stray_quotes or not np.isin(before, self.before_quote).all()
            self.inside = bool((len(quotes) + self.inside) % 2)
        return sampled[first:last].tobytes()


def _is_utf_8(codes: npt.NDArray[np.uint8]) -> bool:
    """Say whether bytes are UTF-8, looking only at those above 127 and the one after each.

    The others are whole characters, and that one byte is enough to end what was cut off before it.
    """
    high = codes > _DEL
    kept = high.copy()
    kept[1:] |= high[:-1]
    try:
        codes[kept].tobytes().decode()
    except UnicodeDecodeError:
        return False
    return True


def _is_quoted(
    places: npt.NDArray[np.int64], quotes: npt.NDArray[np.int64], inside: bool
) -> npt.NDArray[np.bool_]:
    """Say which places are inside a quoted cell: an odd number of quotation marks is before."""
    odd: npt.NDArray[np.bool_] = (np.searchsorted(quotes, places) + inside) % 2 == 1
    return odd
