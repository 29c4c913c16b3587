"""The one query that repeats a draw from the register, in plain DuckDB, without this program.

It is written to be read: what the register says, who has a letter already, everybody's number, the
place in the own stratum, and who comes first. It holds nothing about a person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sortition.invitations.draw import Rule, number_sql
from sortition.invitations.layout import PRIVATE, wave_file, wave_name
from sortition.invitations.model import Strata
from sortition.invitations.strata import columns_sql
from stratification.register.sql import literal, name, unguarded

_HEAD = """\
-- Who gets a letter in wave {wave}: the draw, once more, with DuckDB alone (https://duckdb.org).
-- In the folder of the register:  duckdb -csv < {file}
{private_en}-- It gives one row per letter: unit, stratum and number, in the order of the numbers.
-- The SHA-256 of the units in this order, with a line feed between them, is "drawn" in {record}.
--
-- Wie een brief krijgt in ronde {wave}: de loting, nog eens, met alleen DuckDB (https://duckdb.org).
-- In de map van het register:  duckdb -csv < {file}
{private_nl}-- Dit geeft één rij per brief: eenheid, stratum en nummer, op volgorde van de nummers.
-- De SHA-256 van de eenheden in deze volgorde, met een regeleinde ertussen, is "drawn" in {record}.
"""
_PRIVATE_EN = """\
-- Who got a letter in an earlier wave is left out: copy the folder "private" of the draw there too.
"""
_PRIVATE_NL = """\
-- Wie in een eerdere ronde een brief kreeg, doet niet mee: kopieer ook de map "private" daarheen.
"""


@dataclass(frozen=True)
class Query:
    """What the query is made of.

    Parameters:
        register: SQL that gives unit, address, home, s1, … of everything that can get a letter.
        rule: what fixes the numbers.
        strata: all of them.
        letters: of each, in this wave.
        wave: its number, from 1.
    """

    register: str
    rule: Rule
    strata: Strata
    letters: Sequence[int]
    wave: int


def query_text(query: Query) -> str:
    """The text of draw-W.sql."""
    later = query.wave > 1
    head = _HEAD.format(
        wave=query.wave,
        file=wave_file("draw", query.wave),
        record=wave_name(query.wave),
        private_en=_PRIVATE_EN if later else "",
        private_nl=_PRIVATE_NL if later else "",
    )
    steps = [
        ("register", query.register.strip().rstrip(";")),
        *_earlier(query),
        ("numbered", f"SELECT *, {number_sql(query.rule)} AS number FROM register"),
        *_representatives(query),
        ("ranked", _ranked(query)),
        ("letters", _letters(query)),
    ]
    joined = ",\n".join(f"{step} AS (\n{text}\n)" for step, text in steps)
    return f"{head}\nWITH {joined}\n{_selection(query)};\n"


def _earlier(query: Query) -> list[tuple[str, str]]:
    """Units and addresses with a letter."""
    if query.wave == 1:
        return []
    files = [f"{PRIVATE}/{wave_file('people', wave)}" for wave in range(1, query.wave)]
    listed = ", ".join(map(literal, files))
    cells = f"{unguarded('unit')} AS unit, {unguarded('address')} AS address"
    options = "header = true, all_varchar = true, delim = ',', quote = '\"', escape = '\"'"
    steps = [("earlier", f"SELECT {cells} FROM read_csv([{listed}], {options})")]
    if query.rule.one_per_address:
        lives = "SELECT address FROM register SEMI JOIN earlier USING (unit)"
        sent = "SELECT address FROM earlier WHERE address IS NOT NULL"
        steps.append(("earlier_addresses", f"{sent} UNION {lives}"))
    return steps


def _representatives(query: Query) -> list[tuple[str, str]]:
    """With one letter per address: the first of everybody there."""
    if not query.rule.one_per_address:
        return []
    first = "row_number() OVER (PARTITION BY address ORDER BY number, unit) = 1"
    return [("representatives", f"SELECT * FROM numbered QUALIFY {first}")]


def _ranked(query: Query) -> str:
    names = columns_sql(len(query.strata.columns))
    within = f"PARTITION BY {', '.join(names)} " if names else ""
    source = "representatives" if query.rule.one_per_address else "numbered"
    ranked = f"SELECT *, row_number() OVER ({within}ORDER BY number, unit) AS place FROM {source}"
    if query.wave == 1:
        return ranked
    ranked += "\nWHERE unit NOT IN (SELECT unit FROM earlier)"
    if query.rule.one_per_address:
        ranked += "\nAND address NOT IN (SELECT address FROM earlier_addresses)"
    return ranked


def _letters(query: Query) -> str:
    """How many letters each stratum gets."""
    names = columns_sql(len(query.strata.columns))
    rows = [
        f"({', '.join([*map(literal, row.values), str(count)])})"
        for row, count in zip(query.strata.rows, query.letters, strict=True)
        if count
    ]
    columns = ", ".join([*names, "letters"])
    return "SELECT * FROM (VALUES\n" + ",\n".join(rows) + f"\n) AS listed({columns})"


def _selection(query: Query) -> str:
    names = columns_sql(len(query.strata.columns))
    pairs = zip(names, query.strata.columns, strict=True)
    shown = "".join(f", ranked.{short} AS {name(column)}" for short, column in pairs)
    same = "".join(f"ranked.{short} = letters.{short} AND " for short in names)
    return (
        f"SELECT ranked.unit{shown}, ranked.number\nFROM ranked, letters\n"
        f"WHERE {same}ranked.place <= letters.letters\nORDER BY ranked.number, ranked.unit"
    )
