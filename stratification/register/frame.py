"""One query from a register to its frame: who can get a letter, and in which stratum.

The query is a chain of named parts (WITH register AS …, people AS …, eligible AS …), each of which
does one thing. The program runs the first of them into a table, checks what it found, and goes on
from there; what is published is the same chain as a whole.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from stratification.register.fields import (
    address_key,
    ages,
    band,
    birth_digits,
    birth_parts,
    id_text,
    text,
)
from stratification.register.model import LETTER_FIELDS, Choices, RegisterMap, StratumColumn
from stratification.register.sql import literal, name
from stratification.register.steps import (
    PARTS,
    POSTAL,
    ages_count,
    has_address,
    is_address_list,
    step_sql,
)

Part = tuple[str, str, str]
"""Name, comment and SQL of one part of a query."""

_STEP_FIELDS = ("id", "suspension", "investigation", "confidential", "residents", "address")
_KEY_FIELDS = (*POSTAL, "house_letter", "house_addition", "house_sign")


@dataclass(frozen=True)
class Layout:
    """What is read, and where it stands.

    Parameters:
        headers: field -> the column of the register, as it is written there.
        strata: the columns of strata that are used, with their headers as they are written there.
    """

    mapping: RegisterMap
    choices: Choices
    headers: Mapping[str, str]
    strata: tuple[StratumColumn, ...]

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that say who is eligible and where they live."""
        birth = ("birth_date",) if ages_count(self.mapping, self.choices) else ()
        wanted = (*_STEP_FIELDS, *birth, *_KEY_FIELDS)
        return tuple(field for field in wanted if field in self.headers)

    @property
    def letter_fields(self) -> tuple[str, ...]:
        """What a letter needs; an address gets no letter with anybody's name."""
        apart = LETTER_FIELDS if self.mapping.frame == "persons" else (*_KEY_FIELDS, "language")
        return tuple(field for field in apart if field in self.headers)

    @property
    def places(self) -> range:
        """The numbers of the columns of strata, from 1."""
        return range(1, len(self.strata) + 1)


def with_sql(parts: Sequence[Part], select: str) -> str:
    """A query of these parts and what is selected from them."""
    if not parts:
        return select
    joined = ",\n".join(f"{part} AS (\n  -- {comment}\n{sql}\n)" for part, comment, sql in parts)
    return f"WITH {joined}\n{select}"


def people_parts(
    layout: Layout, relation: str, more: Collection[str] = (), *, numbered: bool = False
) -> list[Part]:
    """The parts that end in `people`: every row, with the rule that leaves it out.

    Parameters:
        relation: what stands behind FROM.
        more: fields that are wanted besides those of the layout.
        numbered: whether rows get an `ordinal`, from 1 in the order of the file.
    """
    parts = [("register", "the columns that are used", _register(layout, relation, more, numbered))]
    located = f"{address_sql({field: _cell(field) for field in layout.headers})} AS address"
    if is_address_list(layout.mapping):
        located += ",\n  address AS id"
    parts.append(("located", "everybody's address", _more(located, "register")))
    if ages_count(layout.mapping, layout.choices):
        digits = f"{birth_digits('birth_date')} AS birth_digits"
        found = birth_parts("birth_digits") | ages(layout.choices.reference_date)
        aged = ",\n  ".join(f"{sql} AS {alias}" for alias, sql in found.items())
        comment = "dates of birth as yyyymmdd; 00: not known"
        parts.append(("dated", comment, _more(digits, "located")))
        parts.append(
            ("aged", "how old everybody may be on the reference date", _more(aged, "dated"))
        )
    last = parts[-1][0]
    parts.append(("people", "the first rule that leaves somebody out", _more(_step(layout), last)))
    return parts


def _more(columns: str, table: str) -> str:
    return f"  SELECT *,\n  {columns}\n  FROM {table}"


def _register(layout: Layout, relation: str, more: Collection[str], numbered: bool) -> str:
    """SQL that selects the columns under the names of their fields."""
    listed = is_address_list(layout.mapping)
    fields = [*layout.fields, *(field for field in more if field not in layout.fields)]
    cells = []
    for field in fields:
        column = name(layout.headers[field])
        if field == "id":
            cells += [] if listed else [f"{id_text(column)} AS id"]
        elif field == "suspension":
            cells.append(f"upper({text(column)}) AS suspension")
        else:
            cells.append(f"{text(column)} AS {_cell(field)}")
    cells += [
        f"{text(name(column.column))} AS w{place}"
        for place, column in enumerate(layout.strata, 1)
        if column.column is not None
    ]
    if numbered:
        relation = f'(SELECT *, row_number() OVER () AS "?row" FROM {relation})'
        cells.append('"?row" AS ordinal')  # no column of a register is called "?row"
    columns = ",\n  ".join(cells)
    return f"  SELECT {columns}\n  FROM {relation}"


def _cell(field: str) -> str:
    """The name of a field inside the query, where "address" is the key of the address."""
    return "address_code" if field == "address" else field


def address_sql(cells: Mapping[str, str]) -> str:
    """SQL for what people at the same address share; `cells` is field -> SQL of its cell."""
    parts = all(part in cells for part in PARTS)
    key = address_key(cells) if parts else "''"
    if "address" in cells:
        code = cells["address"]
        if not parts:
            return f"upper({code})"
        return f"CASE WHEN {code} <> '' THEN upper({code})\n    ELSE {key} END"
    return key if parts else "CAST(NULL AS VARCHAR)"


def _step(layout: Layout) -> str:
    bands = [
        f"{band(column.bands)} AS w{place},\n  "
        for place, column in enumerate(layout.strata, 1)
        if column.column is None
    ]
    return f"{''.join(bands)}{step_sql(layout.mapping, layout.choices)} AS step"


def unit_sql(layout: Layout) -> str:
    """SQL, over a relation of the register, for what gets a letter."""
    return id_sql(layout) if layout.mapping.frame == "persons" else _address_sql(layout)


def id_sql(layout: Layout) -> str:
    """SQL, over a relation of the register, for what no two rows share."""
    if is_address_list(layout.mapping):
        return _address_sql(layout)
    return id_text(name(layout.headers["id"]))


def _address_sql(layout: Layout) -> str:
    return address_sql({field: text(name(header)) for field, header in layout.headers.items()})


def has_residents(layout: Layout) -> bool:
    """Whether the register says how many people live at an address."""
    return is_address_list(layout.mapping) and "residents" in layout.headers


def frame_parts(
    layout: Layout, names: Sequence[Mapping[str, str]], *, once: bool
) -> tuple[list[Part], str]:
    """The parts after `people`, and the select that gives the frame.

    Parameters:
        names: of each column of strata, the value of what is written differently from it.
        once: whether `people` has nobody twice; else they are taken together here.
    """
    parts = [
        (
            f"names_{place}(written, value)",
            f"values of {_plain(layout.strata[place - 1].name)}",
            sql,
        )
        for place, sql in zip(layout.places, map(_values, names), strict=True)
        if sql
    ]
    parts.append(("eligible", "whom no rule leaves out", _eligible(layout, names, once)))
    strata = "".join(f", s{place}" for place in layout.places)
    if is_address_list(layout.mapping):
        home = "residents" if "residents" in layout.headers else "NULL"
        home = f"TRY_CAST({home} AS INTEGER) AS home"
        return parts, f"SELECT id AS unit, address, {home}{strata}\nFROM eligible"
    count = "CAST(count(*) AS INTEGER) AS home"
    if layout.mapping.frame == "addresses":
        grouped = f"SELECT address AS unit, address, {count}{strata}\nFROM eligible"
        return parts, f"{grouped} GROUP BY address{strata}"
    if not has_address(layout.mapping):
        return (
            parts,
            f"SELECT id AS unit, address, CAST(NULL AS INTEGER) AS home{strata}\nFROM eligible",
        )
    homes = f"  SELECT address, {count} FROM eligible GROUP BY address"
    parts.append(("homes", "how many of them live at an address", homes))
    return (
        parts,
        f"SELECT id AS unit, address, home{strata}\nFROM eligible JOIN homes USING (address)",
    )


def _plain(title: str) -> str:
    """A name inside a comment, which ends where the line does."""
    return " ".join(title.split())


def _values(names: Mapping[str, str]) -> str:
    rows = (f"  ({literal(written)}, {literal(names[written])})" for written in sorted(names))
    return "  VALUES\n" + ",\n".join(rows) if names else ""


def _eligible(layout: Layout, names: Sequence[Mapping[str, str]], once: bool) -> str:
    cells, joins = ["id", "address"], ""
    for place, column, renamed in zip(layout.places, layout.strata, names, strict=True):
        if renamed:
            cells.append(f"coalesce(names_{place}.value, w{place}) AS s{place}")
            joins += f"\n  LEFT JOIN names_{place} ON names_{place}.written = w{place}"
        else:
            text = f"CAST(w{place} AS VARCHAR)" if once and column.column is None else f"w{place}"
            cells.append(f"{text} AS s{place}")
    cells += ["residents"] if has_residents(layout) else []
    distinct = "" if once else "DISTINCT "
    return f"  SELECT {distinct}{', '.join(cells)}\n  FROM people{joins}\n  WHERE step IS NULL"
