"""Who gets a letter: the smallest numbers of each stratum, found inside the database.

Every unit u of the frame has the number `sortition.stream.number(seed, label, u)`, where the label
is "letters", or "letters PART" for the draw of one part of a federation. Within a stratum units
stand in the order of (number, unit), compared as texts by code point; those drawn are the first k
of them without a letter. So neither the order of a file nor its format, and no other unit, has any
influence on where somebody stands, and a later wave simply goes on in the same order.

At most one letter to an address (*one per address*): an address is represented by the eligible
person there who comes first in that order; only representatives can be drawn, and an address at
which somebody has a letter takes part no more.

**How it stays small.** Sorting a whole country is not needed. With k of n to be drawn, all numbers
below a *cut* of about (k + 8 sqrt(k) + 32) / n of the range are collected. When more than k are
found, or the cut is above every number, the k smallest are surely among them; otherwise the cut is
raised. The cut decides how long it takes, never who is drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isqrt
from typing import TYPE_CHECKING

from sortition.invitations.model import Strata
from sortition.invitations.strata import (
    Earlier,
    join_strata,
    put_earlier,
    put_strata,
    stratum_text,
)
from sortition.stream import NUMBER_VERSION
from stratification.errors import Finding, InputError
from stratification.register.sql import literal
from stratification.text import listed_names

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

AFTER_ALL = "g"
"""Comes after every number, since a number is made of the digits 0-9 and a-f."""

_DIGITS = 13  # of a cut: 52 bits
_RAISED = 4  # how many times as high a cut becomes that was too low


@dataclass(frozen=True)
class Rule:
    """What, besides the unit itself, fixes whether it is drawn before another.

    Parameters:
        seed: the public seed.
        part: the name of one part of a federated draw; None: there are no parts.
        one_per_address: whether an address gets at most one letter.
    """

    seed: str
    part: str | None = None
    one_per_address: bool = False

    @property
    def label(self) -> str:
        """What the numbers are made for (see `sortition.stream`)."""
        return "letters" if self.part is None else f"letters {self.part}"


@dataclass(frozen=True)
class Invitee:
    """One unit that gets a letter. `stratum` is its place in `Strata.rows`."""

    number: str
    unit: str
    address: str | None
    stratum: int


@dataclass(frozen=True)
class Drawn:
    """The outcome of a draw.

    `invitees` are ordered by (number, unit). `below` has one text per stratum: of those who had no
    letter (one per address: the representatives) exactly the ones whose number comes before it
    were drawn. It is as short as possible, "" where nobody was drawn and `AFTER_ALL` where
    everybody was, so it says nothing about the number of any one person.
    """

    invitees: tuple[Invitee, ...]
    below: tuple[str, ...]


def number_sql(rule: Rule, unit: str = "unit") -> str:
    """SQL for the number of a unit; `unit` is SQL that gives a text.

    >>> print(number_sql(Rule("it's"), "id"))
    sha256(concat('sortition-number-1', chr(10), 'letters', chr(10), id, chr(10), 'it''s'))
    """
    parts = [literal(NUMBER_VERSION), literal(rule.label), unit, literal(rule.seed)]
    return f"sha256(concat({', chr(10), '.join(parts)}))"


def draw(
    database: DuckDBPyConnection,
    rule: Rule,
    strata: Strata,
    letters: Sequence[int],
    earlier: Earlier | None = None,
) -> Drawn:
    """Draw so many of each stratum.

    Parameters:
        database: has the table frame(unit, address, home, s1, …, sn).
        strata: what `count_strata` found for the same earlier letters.
        letters: of each stratum.

    Raises:
        InputError: a stratum has fewer addresses without a letter than letters.
        ValueError: a stratum has fewer units without a letter than letters.
    """
    left = [row.left for row in strata.rows]
    if any(not 0 <= count <= most for count, most in zip(letters, left, strict=True)):
        raise ValueError("a stratum gets from 0 to `Stratum.left` letters")
    put_earlier(database, earlier or Earlier())
    put_strata(database, strata)
    if rule.one_per_address:
        _drop_addresses(database)
    invitees: list[Invitee] = []
    below = ["" for _ in letters]
    pending, share = [place for place, count in enumerate(letters) if count], 1
    while pending:
        cuts = {place: _cut(letters[place], left[place], share) for place in pending}
        _collect(database, rule, strata, {place: (cuts[place], letters[place]) for place in cuts})
        found = _found(database)
        for place, count in ((place, letters[place]) for place in pending):
            first = found.get(place, [])
            if len(first) > count or cuts[place] == AFTER_ALL:
                invitees += first[:count]
                below[place] = limit(first[:count], first[count:])
        pending = [place for place in pending if not below[place]]
        share *= _RAISED
    _check_addresses(strata, letters, invitees)
    return Drawn(tuple(sorted(invitees, key=lambda one: (one.number, one.unit))), tuple(below))


def limit(drawn: Sequence[Invitee], following: Sequence[Invitee]) -> str:
    """The shortest text after the last number drawn and not after the one that follows it.

    >>> one, two = (Invitee(number, "", None, 0) for number in ("1a57", "1a83"))
    >>> limit([one], [two]), limit([one, two], [])
    ('1a8', 'g')
    """
    if not following:
        return AFTER_ALL
    last, after = drawn[-1].number, following[0].number
    return next(after[:size] for size in range(1, 65) if after[:size] > last)


def _cut(count: int, left: int, share: int) -> str:
    """A text below which most probably more than `count` of `left` numbers lie."""
    wanted = share * (count + 8 * isqrt(count) + 32)
    if wanted >= left:
        return AFTER_ALL
    return f"{wanted * 16**_DIGITS // left:0{_DIGITS}x}"


def _collect(
    database: DuckDBPyConnection,
    rule: Rule,
    strata: Strata,
    cuts: dict[int, tuple[str, int]],
) -> None:
    """Make the table candidates(stratum, unit, address, number, letters): numbers below the cuts.

    They have no letter, and are representatives when an address gets one letter only.
    """
    database.execute(
        "CREATE OR REPLACE TEMP TABLE cuts AS SELECT unnest(?::INTEGER[]) AS stratum, "
        "unnest(?::VARCHAR[]) AS cut, unnest(?::BIGINT[]) AS letters",
        [list(cuts), [cut for cut, _ in cuts.values()], [count for _, count in cuts.values()]],
    )
    free = "WHERE number < cut AND unit NOT IN (FROM earlier_units)"
    if rule.one_per_address:
        free += " AND address NOT IN (FROM earlier_addresses)"
    database.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE candidates AS SELECT stratum, unit, address, number, letters
        FROM (
            SELECT stratum, unit, address, cut, letters, {number_sql(rule)} AS number
            FROM frame {join_strata(strata)} JOIN cuts USING (stratum)
        ) {free}
        """
    )
    if rule.one_per_address:
        _keep_representatives(database, rule)


def _drop_addresses(database: DuckDBPyConnection) -> None:
    """Add the addresses where somebody with a letter lives now to those a letter was sent to."""
    unknown = database.execute("SELECT count(*) FROM frame WHERE address IS NULL").fetchone()
    if unknown and unknown[0]:
        raise InputError(Finding("invite-no-addresses"))
    database.execute(
        "CREATE OR REPLACE TEMP TABLE earlier_addresses AS (FROM earlier_addresses) "
        "UNION SELECT address FROM frame SEMI JOIN earlier_units USING (unit)"
    )


def _keep_representatives(database: DuckDBPyConnection, rule: Rule) -> None:
    """Leave out who has somebody with a smaller number at the same address.

    Numbers are all equally long, so the order of "number unit" is that of (number, unit).
    """
    database.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE firsts AS
        SELECT address, min({number_sql(rule)} || unit) AS first
        FROM frame SEMI JOIN candidates USING (address) GROUP BY address
        """
    )
    database.execute(
        "CREATE OR REPLACE TEMP TABLE candidates AS SELECT candidates.* FROM candidates "
        "SEMI JOIN firsts ON firsts.address = candidates.address AND first = number || unit"
    )


def _found(database: DuckDBPyConnection) -> dict[int, list[Invitee]]:
    """Of each stratum the first candidates, one more than it gets letters, in order."""
    rows = database.execute(
        "SELECT number, unit, address, stratum FROM candidates QUALIFY row_number() OVER "
        "(PARTITION BY stratum ORDER BY number, unit) <= letters + 1 ORDER BY number, unit"
    ).fetchall()
    found: dict[int, list[Invitee]] = {}
    for row in rows:
        found.setdefault(row[3], []).append(Invitee(*row))
    return found


def _check_addresses(strata: Strata, letters: Sequence[int], invitees: Sequence[Invitee]) -> None:
    """Make sure that every stratum had enough representatives."""
    counts = [0] * len(letters)
    for one in invitees:
        counts[one.stratum] += 1
    short = [place for place, count in enumerate(counts) if count < letters[place]]
    if short:
        raise InputError(
            *(
                Finding(
                    "invite-few-addresses",
                    {
                        "name": listed_names([stratum_text(strata.rows[place])]),
                        "letters": letters[place],
                        "addresses": counts[place],
                    },
                )
                for place in short
            )
        )
