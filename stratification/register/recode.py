"""A register that is not in UTF-8 becomes one that is, piece by piece, in the private folder.

What the encoding is, is judged as `stratification.tables` does: a byte order mark says UTF-16;
anything else that is not UTF-8 is Windows-1252, unless it looks like UTF-8 with damage.
"""

from __future__ import annotations

import codecs
from pathlib import Path

import numpy as np

from stratification.errors import Finding, InputError, Param
from stratification.files import name_of
from stratification.register.sniff import PIECE, whole_lines
from stratification.tables import count_utf8

UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def from_utf16(path: Path, target: Path) -> None:
    """Write a UTF-16 file, which has a byte order mark, as UTF-8.

    Raises:
        InputError: it is not valid UTF-16.
        OSError: a file cannot be read or written.
    """
    _recode(path, target, "UTF-16")


def from_windows_1252(path: Path, target: Path, broken: tuple[int, int]) -> None:
    """Write a file that is not UTF-8, `broken` being the first byte and its line, as UTF-8.

    Raises:
        InputError: it looks like UTF-8 with damage, or is not Windows-1252 either.
        OSError: a file cannot be read or written.
    """
    characters = stray = 0
    with path.open("rb") as file:
        for piece in whole_lines(file):
            found = count_utf8(_around_high_bytes(piece))
            characters, stray = characters + found[0], stray + found[1]
    if characters >= stray:
        raise InputError(_undecodable(path, "UTF-8", *broken))
    _recode(path, target, "Windows-1252")


def _around_high_bytes(piece: bytes) -> bytes:
    """Return the bytes beyond ASCII, with one ASCII byte where one or more stood between them.

    >>> _around_high_bytes("Zoë en Renée".encode("latin-1"))
    b'\\xeb \\xe9e'
    """
    codes = np.frombuffer(piece, np.uint8)
    kept = codes >= 128
    kept[1:] |= codes[:-1] >= 128
    return codes[kept].tobytes()


def _recode(path: Path, target: Path, encoding: str) -> None:
    decoder = codecs.getincrementaldecoder(encoding)()
    done, line, broken = 0, 1, None
    with path.open("rb") as source, target.open("wb") as file:
        while block := source.read(PIECE):
            waiting = len(decoder.getstate()[0])
            try:
                text = decoder.decode(block)
            except UnicodeDecodeError as error:  # raised again outside: the exception holds data
                before = error.object[: error.start].decode(encoding, "ignore")
                broken = done - waiting + error.start + 1, line + before.count("\n")
                break
            file.write(text.encode())
            done, line = done + len(block), line + text.count("\n")
        if broken is None and decoder.getstate()[0]:
            broken = done, line
    if broken is not None:
        raise InputError(_undecodable(path, encoding, *broken))


def _undecodable(path: Path, encoding: str, byte: int, line: int) -> Finding:
    params: dict[str, Param] = {"byte": byte, "line": line, "encoding": encoding}
    return Finding("text-undecodable", params, name_of(path))
