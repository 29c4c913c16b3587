"""Strict reading of a record: bytes to values of exactly the kinds that docs/record.md names.

Whatever is not so is a `VerificationError`; its finding says what is wrong, `about` adds the file.
Nothing of what a file holds is repeated in a finding before it has been checked.
"""

from __future__ import annotations

import csv
import datetime
import io
import json
import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any, NoReturn

from sortition.record import (
    LOTTERY,
    json_bytes,
    sealed,
)
from sortition.record import digest as digest_of
from stratification.errors import Finding, Param, VerificationError
from stratification.files import read_bytes

MOST = 2**62
"""Whole numbers in a proof stay below this, so that no sum of them leaves 64 bits."""

_FRACTION = re.compile(r"(0|-?[1-9][0-9]{0,3999})/([1-9][0-9]{0,3999})")
_NATURAL = re.compile(r"0|[1-9][0-9]{0,17}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_QUOTED = re.compile(r'[,"\r\n]')


def fail(code: str, **params: Param) -> NoReturn:
    """Raise what is wrong with a record."""
    raise VerificationError(Finding(code, params))


def need(holds: bool, code: str, **params: Param) -> None:
    """Raise what is wrong with a record when it does not hold."""
    if not holds:
        fail(code, **params)


@contextmanager
def about(file: str) -> Iterator[None]:
    """Name the file in whatever is found to be wrong inside this block."""
    try:
        yield
    except VerificationError as error:
        findings = [replace(finding, file=finding.file or file) for finding in error.findings]
        raise VerificationError(*findings) from None


def printable(text: str) -> str:
    """A text from a record, without characters that could disturb a terminal, and not too long."""
    clean = "".join(
        character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text
    )
    return clean if len(clean) <= 80 else clean[:79] + "…"


# ---- single values ----


def fields(value: Any, keys: Collection[str]) -> dict[str, Any]:
    """An object with exactly these keys."""
    known = isinstance(value, dict) and set(value) == set(keys)
    need(known, "record-keys", keys=", ".join(sorted(keys)))
    return dict(value)


def mapping(value: Any, key: str) -> dict[str, Any]:
    """An object with any keys."""
    need(isinstance(value, dict), "record-value", key=key)
    return dict(value)


def many(value: Any, key: str) -> list[Any]:
    """A list."""
    need(isinstance(value, list), "record-value", key=key)
    return list(value)


def text(value: Any, key: str) -> str:
    """A text that can be written in UTF-8."""
    need(isinstance(value, str), "record-value", key=key)
    return str(value)


def whole(value: Any, key: str, least: int = -MOST) -> int:
    """A whole number from `least`, below `MOST`."""
    need(type(value) is int and least <= value < MOST, "record-value", key=key)
    return int(value)


def natural(value: Any, key: str, below: int = MOST) -> int:
    """A whole number written as text, from 0 to below - 1."""
    good = isinstance(value, str) and _NATURAL.fullmatch(value) and int(value) < below
    need(bool(good), "record-value", key=key)
    return int(value)


def day(value: Any, key: str) -> str:
    """A date as yyyy-mm-dd."""
    try:
        good = datetime.date.fromisoformat(text(value, key)).isoformat() == value
    except ValueError:
        good = False
    need(good, "record-value", key=key)
    return str(value)


def fraction(value: Any, key: str) -> Fraction:
    """A fraction "p/q" in lowest terms."""
    parts = _FRACTION.fullmatch(value) if isinstance(value, str) else None
    if parts is None:
        fail("record-value", key=key)
    number = Fraction(int(parts[1]), int(parts[2]))
    need(number.denominator == int(parts[2]), "record-value", key=key)
    return number


def digest(value: Any, key: str) -> str:
    """A SHA-256 digest in hexadecimal digits."""
    good = isinstance(value, str) and _DIGEST.fullmatch(value)
    need(bool(good), "record-value", key=key)
    return str(value)


# ---- files ----


def published(folder: Path, name: str, expected: str, stated_in: str = LOTTERY) -> bytes:
    """The bytes of a file that must have the digest that another file states."""
    data = read_bytes(folder / name)
    need(digest_of(data) == expected, "record-digest", stated_in=stated_in)
    return data


def read_json(data: bytes, form: str, keys: Collection[str]) -> dict[str, Any]:
    """The content of a JSON file, which must be in the one way of writing, its own digest right."""
    try:
        content = json.loads(data.decode("utf-8"), parse_constant=lambda name: fail("record-json"))
        again = json_bytes(content)
    except RecursionError:
        fail("record-too-deep")
    except ValueError:  # also for bytes that are no UTF-8, lone surrogates and endless numbers
        fail("record-json")
    need(again == data, "record-rewritten")
    content = fields(content, keys)
    need(content["format"] == form, "record-format", format=form)
    if "digest" in content:
        need(content["digest"] == sealed(content)["digest"], "record-own-digest")
    return content


def read_csv(data: bytes, header: list[str]) -> list[list[str]]:
    """The rows of a CSV file below its header, which must be written in the one way."""
    try:
        decoded = data.decode("utf-8")
        rows = list(csv.reader(io.StringIO(decoded, newline=""), strict=True))
    except (ValueError, csv.Error):
        fail("record-csv")
    plain = '"' not in decoded  # then no cell had to be quoted: quick, for there may be many
    again = "".join(",".join(row if plain else map(_cell, row)) + "\n" for row in rows)
    need(again == decoded, "record-rewritten")
    need(rows[:1] == [header], "record-header", header=",".join(header)[:80])
    for number, row in enumerate(rows[1:], 2):
        need(len(row) == len(header), "record-row-width", row=number)
    return rows[1:]


def _cell(content: str) -> str:
    return '"' + content.replace('"', '""') + '"' if _QUOTED.search(content) else content
