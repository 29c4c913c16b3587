"""Strict reading of a record: bytes to values of exactly the kinds that docs/record.md names.

Whatever is not so is a `VerificationError`; its finding says what is wrong, `about` adds the file.
Nothing of what a file holds is repeated in a finding before it has been checked.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from fractions import Fraction
from math import isfinite
from pathlib import Path
from typing import Any, NoReturn

from sortition.record import CHANCES, LOTTERY, LOTTERY_FORMAT, MEMBERS, PROOF, TICKETS
from sortition.record import digest as digest_of
from sortition.record import json_bytes, sealed, ticket_text
from sortition.rules import RULES
from stratification.errors import Finding, Param, VerificationError
from stratification.files import read_bytes

MOST = 2**62
"""Whole numbers in a proof stay below this, so that no sum of them leaves 64 bits."""

_FRACTION = re.compile(r"(0|-?[1-9][0-9]{0,3999})/([1-9][0-9]{0,3999})")
_NATURAL = re.compile(r"0|[1-9][0-9]{0,17}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_QUOTED = re.compile(r'[,"\r\n]')
_UNGUARDED = ("=", "+", "-", "@", "\t", "\r")
_LOTTERY_KEYS = (
    "format rule seats pool_size tickets status attained minimum_chance maximum_chance bound gap "
    "worst_ticket_error seed digests versions digest"
).split()
_COLUMNS = ("id_column", "household")
_DIGESTS = ("pool", "quotas", CHANCES, TICKETS, PROOF, MEMBERS)


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
    clean = "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)
    return clean if len(clean) <= 80 else clean[:79] + "…"


# ---- single values ----


def fields(value: Any, keys: Collection[str], optional: Collection[str] = ()) -> dict[str, Any]:
    """An object with exactly these keys."""
    known = isinstance(value, dict) and set(keys) <= set(value) <= {*keys, *optional}
    need(known, "record-keys", keys=", ".join(sorted(keys)))
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


def read_json(data: bytes, form: str, keys: Collection[str], optional: Collection[str] = ()) -> dict[str, Any]:
    """The content of a JSON file, which must be written in the one way, with its own digest right."""
    try:
        content = json.loads(data.decode("utf-8"), parse_constant=lambda name: fail("record-json"))
        again = json_bytes(content)
    except RecursionError:
        fail("record-too-deep")
    except ValueError:  # also for bytes that are no UTF-8, lone surrogates and endless numbers
        fail("record-json")
    need(again == data, "record-rewritten")
    content = fields(content, keys, optional)
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
    again = "".join(",".join(map(_cell, row)) + "\n" for row in rows)
    need(again == decoded, "record-rewritten")
    need(rows[:1] == [header], "record-header", header=",".join(header)[:80])
    for number, row in enumerate(rows[1:], 2):
        need(len(row) == len(header), "record-row-width", row=number)
    return rows[1:]


def _cell(content: str) -> str:
    return '"' + content.replace('"', '""') + '"' if _QUOTED.search(content) else content


@dataclass(frozen=True)
class Figures:
    """lottery.json, with its fractions as fractions.

    `id_column` and `household` say how the pool was read; they are None and empty when not stated.
    """

    rule: str
    seats: int
    pool_size: int
    tickets: int
    status: str
    attained: str
    minimum_chance: Fraction
    maximum_chance: Fraction
    bound: Fraction
    gap: Fraction
    worst_ticket_error: Fraction
    seed: str
    digests: dict[str, str]
    digest: str
    id_column: str | None
    household: tuple[str, ...]


def read_lottery(folder: Path) -> Figures:
    """lottery.json, right in itself; what it states is still to be checked.

    Raises:
        InputError: it cannot be read.
        VerificationError: it is not what docs/record.md asks for.
    """
    content = read_json(
        read_bytes(folder / LOTTERY), LOTTERY_FORMAT, _LOTTERY_KEYS, optional=_COLUMNS
    )
    need(content["rule"] in tuple(RULES), "record-value", key="rule")
    need(content["attained"] in ("exact", "tickets", "no"), "record-value", key="attained")
    need(content["status"] in ("optimal", "bounded"), "record-value", key="status")
    numbers = {key: whole(content[key], key, 1) for key in ("seats", "pool_size", "tickets")}
    need(numbers["seats"] <= numbers["pool_size"], "record-value", key="seats")
    shares = {
        key: fraction(content[key], key)
        for key in ("minimum_chance", "maximum_chance", "bound", "gap")
    }
    column = content.get("id_column")
    for name, version in fields(content["versions"], content["versions"] or ()).items():
        text(version, f"versions: {name}")
    return Figures(
        rule=content["rule"],
        status=content["status"],
        attained=content["attained"],
        worst_ticket_error=_decimal(content["worst_ticket_error"], "worst_ticket_error"),
        seed=text(content["seed"], "seed"),
        digests={
            key: digest(value, f"digests: {key}")
            for key, value in fields(content["digests"], _DIGESTS).items()
        },
        digest=content["digest"],
        id_column=None if column is None else text(column, "id_column"),
        household=tuple(
            text(name, "household") for name in many(content.get("household", []), "household")
        ),
        **numbers,
        **shares,
    )


def _decimal(value: Any, key: str) -> Fraction:
    """A JSON number, as it is written."""
    need(type(value) in (int, float) and isfinite(value), "record-value", key=key)
    return Fraction(repr(value))


@dataclass(frozen=True)
class Share:
    """A row of chances.csv: the chance as it is written, and the number of tickets."""

    chance: str
    tickets: int


def read_chances(data: bytes, pool_size: int) -> dict[str, Share]:
    """chances.csv: everybody by id, in order."""
    rows = read_csv(data, ["id", "chance", "tickets"])
    need(len(rows) == pool_size, "record-people", people=len(rows), stated=pool_size)
    shares = {
        person: Share(chance, natural(tickets, "tickets")) for person, chance, tickets in rows
    }
    check_ids([row[0] for row in rows])
    return shares


def check_ids(ids: list[str]) -> None:
    """Ids must be different, sorted, and safe in a spreadsheet."""
    need(all(a < b for a, b in zip(ids, ids[1:], strict=False)), "record-ids-order")
    need(not any(person.startswith(_UNGUARDED) for person in ids), "record-ids-guard")


Tickets = dict[str, tuple[str, ...]]


def read_tickets(data: bytes, ids: Collection[str], figures: Figures) -> Tickets:
    """tickets.csv: the panels by ticket; the ids must be those of chances.csv."""
    header = ["ticket", *(f"member_{seat + 1}" for seat in range(figures.seats))]
    rows = read_csv(data, header)
    need(len(rows) == figures.tickets, "record-tickets", rows=len(rows), stated=figures.tickets)
    for number, (ticket, *panel) in enumerate(rows):
        name = ticket_text(number, figures.tickets)
        need(ticket == name, "record-ticket-number", row=number + 2, ticket=name)
        ordered = all(a < b for a, b in zip(panel, panel[1:], strict=False))
        need(ordered, "record-ticket-order", ticket=name)
        need(all(person in ids for person in panel), "record-ticket-stranger", ticket=name)
    return {ticket: tuple(panel) for ticket, *panel in rows}
