"""Finding citizen service numbers (burgerservicenummers), which no draw needs.

A BSN has nine digits d1 … d9 (eight when it is written without its leading zero) that pass the
*eleven-test*: 9·d1 + 8·d2 + 7·d3 + 6·d4 + 5·d5 + 4·d6 + 3·d7 + 2·d8 − d9 is a multiple of 11.

A column holds them when it is so called, or when at least `LEAST` different numbers in it are of
that form and pass, and at least nine in ten of all cells that are not blank do. Of numbers that
are made in another way one in eleven passes, so for a column of `LEAST` other numbers the chance of
a false alarm is that of at least 18 in 20: sum over k = 18, 19, 20 of C(20, k) (1/11)^k
(10/11)^(20-k), which is 2.9e-17.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stratification.register.sql import name
from stratification.text import key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duckdb import DuckDBPyConnection

LEAST = 20
_LONGEST = 13  # bytes: nine digits, and points or spaces between them
_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_WORDS = {"bsn", "sofi", "sofinr", "bsnr"}
_PARTS = ("burgerservice", "sofinummer", "citizenservicen")
_ELEMENT = re.compile(r"(?:01\.?)?01\.?20|(?:02|03|05|09)\.?01\.?20")  # of the logical design BRP


def is_bsn_name(column: str) -> bool:
    """Say whether a column is called as one with BSNs.

    >>> [is_bsn_name(text) for text in ("BSN", "bsn_partner", "ouder1Bsn", "Burgerservice-nr")]
    [True, True, True, True]
    >>> [is_bsn_name(text) for text in ("01.20 Burger\\u00adservice\\u00adnummer", "Wabsnaam")]
    [True, False]
    """
    letters = "".join(character for character in key(column) if character.isalpha())
    words = {word.lower() for word in _WORD.findall(column)}
    return (
        any(part in letters for part in _PARTS)
        or not words.isdisjoint(_WORDS)
        or _ELEMENT.fullmatch(column.strip()) is not None
    )


def passes(column: str) -> str:
    """Return SQL that says whether a cell of a column has the form of a BSN and passes.

    Points and spaces may stand between the digits. 000000000, which some systems write for
    "unknown", passes the test but is nobody's number.
    """
    digits = f"translate({name(column)}, '. ', '')"
    number = f"CAST({digits} AS INTEGER)"
    terms = (
        f"{weight} * ({number} // {10**place} % 10)"
        for weight, place in zip(_WEIGHTS, range(8, -1, -1), strict=True)
    )
    return (
        f"CASE WHEN strlen({name(column)}) NOT BETWEEN 8 AND {_LONGEST} THEN false "
        f"WHEN NOT regexp_full_match({digits}, '[0-9]{{8,9}}') THEN false "
        f"ELSE {number} > 0 AND ({' + '.join(terms)}) % 11 = 0 END"
    )


def find_bsn(
    database: DuckDBPyConnection, relation: str, columns: Sequence[str]
) -> tuple[str, ...]:
    """Return the columns of a relation that hold BSNs, by name or by content.

    Parameters:
        database: a connection.
        relation: what stands behind FROM; all columns are VARCHAR.
        columns: those looked at.
    """
    if not columns:
        return ()
    counts = ", ".join(
        f"count(*) FILTER (trim({name(column)}) <> ''), count(*) FILTER ({passes(column)})"
        for column in columns
    )
    found = database.execute(f"SELECT {counts} FROM {relation}").fetchone() or ()
    suspects = {
        column
        for column, filled, passed in zip(columns, found[::2], found[1::2], strict=True)
        if passed >= LEAST and 10 * passed >= 9 * filled
    }
    return tuple(
        column
        for column in columns
        if is_bsn_name(column) or (column in suspects and _is_varied(database, relation, column))
    )


def _is_varied(database: DuckDBPyConnection, relation: str, column: str) -> bool:
    """Say whether nine in ten of the different cells pass too: one date in all rows is no BSN."""
    cell = name(column)
    found = database.execute(
        f"SELECT count(*), count(*) FILTER ({passes(column)}) "
        f"FROM (SELECT DISTINCT {cell} FROM {relation} WHERE trim({cell}) <> '')"
    ).fetchone() or (0, 0)
    return bool(found[1] >= LEAST and 10 * found[1] >= 9 * found[0])
