"""What was decided about the assembly: its name, seats and quotas, the salts of its codes, …

A setting is JSON under a name. Like every row it holds until another takes its place, so the log
can tell what the quotas were when a lottery was made.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import ceil, floor
from typing import Any

from sqlalchemy import Connection, insert, select

from sortition.assembly import facts, schema
from stratification.errors import Finding, InputError
from stratification.quotas import Quotas, parse_quotas
from stratification.tables import parse_table
from stratification.text import key

QUOTAS_FILE = "quotas.csv"
UNSAID = "zeg ik liever niet"
UNSAID_SPELLINGS = frozenset(
    {UNSAID, "wil ik niet zeggen", "prefer not to say", "i prefer not to say", "rather not say"}
)
"""How people say that they would rather not answer (compared by `key`)."""


@dataclass(frozen=True)
class Target:
    """The seats and the quotas of the panel.

    `unsaid`: the categories in which "prefer not to say" is a value; the quotas have it with
    bounds that leave it free.
    """

    seats: int
    quotas: Quotas
    unsaid: tuple[str, ...] = ()

    def scaled(self, seats: int) -> Target:
        """The same for another number of seats: bounds in proportion, rounded outwards.

        A panel that meets the quotas, blown up or shrunk in proportion, meets these.

        >>> from stratification.quotas import Quota
        >>> scaled = Target(10, Quotas((Quota("sex", "woman", 4, 6),))).scaled(11)
        >>> scaled.seats, scaled.quotas.rows[0].min, scaled.quotas.rows[0].max
        (11, 4, 7)
        """
        scale = Fraction(seats, self.seats)
        rows = [
            replace(row, min=floor(row.min * scale), max=ceil(row.max * scale))
            for row in self.quotas.rows
        ]
        return replace(self, seats=seats, quotas=Quotas(tuple(rows)))


@dataclass(frozen=True)
class Decided:
    """All settings that hold now."""

    values: Mapping[str, Any] = field(repr=False)

    @property
    def name(self) -> str:
        """Of the assembly."""
        return str(self.values["name"])

    @property
    def salts(self) -> tuple[bytes, ...]:
        """Of the codes in the letters; () when there were no letters."""
        return tuple(bytes.fromhex(text) for text in self.values.get("salts", ()))

    @property
    def own_salt(self) -> bytes:
        """Of codes that the dossier makes itself (InputError: the keys have been destroyed)."""
        self.need_keys()
        return bytes.fromhex(self.values["own_salt"])

    def need_keys(self) -> None:
        """Raise when the keys of the codes are gone, so that nothing can be added (InputError)."""
        if "own_salt" not in self.values:
            raise InputError(Finding("ending-destroyed"))

    @property
    def columns(self) -> dict[str, str]:
        """Which column of a sign-up file is for what (see `sortition.assembly.signups.forms`)."""
        return dict(self.values.get("columns", {}))

    @property
    def target(self) -> Target | None:
        """The seats and quotas, when they were given."""
        if "quotas" not in self.values:
            return None
        data = self.values["quotas"].encode()
        quotas = parse_quotas(parse_table(data, QUOTAS_FILE))
        return Target(int(self.values["seats"]), quotas, tuple(self.values["unsaid"]))

    def need_target(self) -> Target:
        """The seats and quotas (InputError: they were not given yet)."""
        if self.target is None:
            raise InputError(Finding("assembly-no-quotas"))
        return self.target


def decided(connection: Connection, at: int | None = None) -> Decided:
    """The settings that hold now, or held when an event was done."""
    table = schema.settings
    query = select(table.c.name, table.c.value).where(facts.held(table, at))
    rows = connection.execute(query).mappings()
    return Decided({row["name"]: json.loads(row["value"]) for row in rows})


def decide(connection: Connection, since: int, **values: Any) -> None:
    """Let settings have these values from an event on."""
    for name, value in values.items():
        facts.end(connection, schema.settings, {"name": name}, since)
        text = json.dumps(value, ensure_ascii=False, sort_keys=True)
        connection.execute(insert(schema.settings).values(name=name, value=text, since=since))


def home_hash(salt: bytes, address: str) -> str:
    """What stands for an address in the dossier."""
    return hmac.new(salt, f"home\n{address}".encode(), hashlib.sha256).hexdigest()[:32]


def unsaid_of(target: Target) -> Mapping[str, str]:
    """How the quotas spell "prefer not to say", by category."""
    found = {}
    for row in target.quotas.rows:
        if key(row.value) in UNSAID_SPELLINGS:
            found[row.category] = row.value
    return found
