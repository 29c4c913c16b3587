"""A key of the user's own: a table that says how many letters each part of the register gets.

It has some of the columns of the strata and one of

* `letters` (brieven): this many letters in this wave for all strata with the values of the row;
* `weight` (gewicht): all letters are divided over the rows in proportion to it.

Every stratum has exactly one row. Inside a row letters are spread in proportion to people. Both
divisions are those of `sortition.invitations.filling`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from sortition.invitations.filling import Filling, Glass, fill
from sortition.invitations.model import Strata
from sortition.invitations.strata import SIGN
from stratification.errors import Finding, InputError, Param
from stratification.numbers import parse_count, parse_share
from stratification.tables import Table
from stratification.text import key, listed_names, listed_rows, nearest, shown, tidy

AMOUNTS = {"letters": ("letters", "brieven"), "weight": ("weight", "gewicht")}
"""What the column with the numbers may be called."""

Values = tuple[str, ...]


@dataclass(frozen=True)
class Key:
    """A key that fits the strata.

    Parameters:
        amount: "letters" or "weight".
        columns: those of the strata that it names.
        rows: values of these columns (as the strata spell them), and the number.
    """

    amount: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Values, Fraction], ...]


def read_key(table: Table, strata: Strata, letters: int | None) -> Key:
    """The key in a table.

    Parameters:
        letters: how many are asked for; None: what the key says.

    Raises:
        InputError: everything that is wrong with it.
    """
    name = table.path_name
    if not strata.columns:
        raise InputError(Finding("key-no-strata", file=name))
    places, amount, errors = _find_columns(table, strata)
    if not amount or not table.rows:
        errors += [Finding("key-no-rows", file=name)] if not table.rows else []
        raise InputError(*errors)
    numbers, wrong = _numbers(table, amount)
    errors += wrong
    spelled, wrong = _spelled(table, strata, places)
    errors += wrong
    if errors:
        raise InputError(*errors)
    columns = tuple(strata.columns[at] for at in places)
    made = Key(amount, columns, tuple(zip(spelled, numbers, strict=True)))
    errors = _total_errors(made, name, letters) + _room_errors(made, table, strata, letters)
    if errors:
        raise InputError(*errors)
    return made


def spread(made: Key, strata: Strata, letters: int) -> tuple[Filling, tuple[int, ...]]:
    """The letters of every stratum, and the rows that were tied for the last letter by weight.

    Raises:
        ValueError: a stratum without a row, or more letters than there is room for.
    """
    groups = _groups(made, strata)
    numbers = [number for _, number in made.rows]
    tied: tuple[int, ...] = ()
    if made.amount == "weight":
        rows = fill(
            [
                _together(strata, group, number)
                for group, number in zip(groups, numbers, strict=True)
            ],
            letters,
        )
        numbers, tied = [Fraction(count) for count in rows.letters], rows.tied
    given = [0] * len(strata.rows)
    among: list[int] = []
    for group, number in zip(groups, numbers, strict=True):
        inside = fill([_glass(strata, at) for at in group], int(number))
        among += [group[at] for at in inside.tied]
        for at, count in zip(group, inside.letters, strict=True):
            given[at] = count
    return Filling(tuple(given), tuple(sorted(among))), tied


def _glass(strata: Strata, at: int) -> Glass:
    row = strata.rows[at]
    return Glass(Fraction(row.size), row.earlier, row.size)


def _together(strata: Strata, group: Sequence[int], weight: Fraction) -> Glass:
    rows = [strata.rows[at] for at in group]
    return Glass(weight, sum(row.earlier for row in rows), sum(row.size for row in rows))


def _groups(made: Key, strata: Strata) -> list[list[int]]:
    """The strata (positions) of every row."""
    places = [strata.columns.index(name) for name in made.columns]
    row_of = {values: at for at, (values, _) in enumerate(made.rows)}
    groups: list[list[int]] = [[] for _ in made.rows]
    for at, row in enumerate(strata.rows):
        values = tuple(row.values[place] for place in places)
        if values not in row_of:
            raise ValueError("a stratum has no row in the key")
        groups[row_of[values]].append(at)
    return groups


# ---- reading ----


def _find_columns(table: Table, strata: Strata) -> tuple[list[int], str, list[Finding]]:
    """The key's columns (positions in the strata), what its numbers are ("": unclear), errors."""
    known = {key(name): at for at, name in enumerate(strata.columns)}
    amounts = {key(alias): amount for amount, names in AMOUNTS.items() for alias in names}
    listed = listed_names(strata.columns)
    places = [known[key(name)] for name in table.columns if key(name) in known]
    found = [amounts[key(name)] for name in table.columns if key(name) in amounts.keys() - known]
    errors = [
        Finding(
            "key-column-strange", {"strata": listed}, table.path_name, table.header, shown(name)
        )
        for name in table.columns
        if key(name) not in known and key(name) not in amounts
    ]
    if len(found) == 1 and places:
        return sorted(places), found[0], errors
    wrong = Finding("key-columns", {"strata": listed}, table.path_name, table.header)
    return sorted(places), "", [wrong, *errors]


def _numbers(table: Table, amount: str) -> tuple[list[Fraction], list[Finding]]:
    """The number of every row."""
    at = next(place for alias in AMOUNTS[amount] if (place := table.find(alias)) is not None)
    cells = [tidy(row[at]) for row in table.rows]
    if amount == "letters":
        figures = [_whole(cell) for cell in cells]
    else:
        if percent := all(cell.endswith("%") for cell in cells):
            cells = [cell[:-1].rstrip() for cell in cells]
        figures = [_weight(cell, percent) for cell in cells]
    wrong = [row for row, figure in zip(table.numbers, figures, strict=True) if figure is None]
    numbers = [figure or Fraction(0) for figure in figures]
    if wrong:
        return numbers, [_rows_finding(f"key-{amount}", table, wrong, column=table.columns[at])]
    if not any(numbers) and amount == "weight":
        where = (table.path_name, table.header, shown(table.columns[at]))
        return numbers, [Finding("key-weights-zero", {}, *where)]
    return numbers, []


def _whole(cell: str) -> Fraction | None:
    number = parse_count(cell)
    return None if number.provisional else number.figure


def _weight(cell: str, percent: bool) -> Fraction | None:
    """A weight. "1.250" may be a thousand or a bit more than one; "0.125" and "12.500%" may not."""
    if percent or re.match(r"0[.,]|[0-9]+/", cell):
        return None if "%" in cell else parse_share(cell).figure
    number = parse_count(cell)
    if number.figure is not None or number.wrong == "population-thousands" or "%" in cell:
        return None if number.provisional else number.figure
    return parse_share(cell).figure


def _spelled(
    table: Table, strata: Strata, places: Sequence[int]
) -> tuple[list[Values], list[Finding]]:
    """The values of every row as the strata spell them, and whatever does not fit."""
    columns = [table.find(strata.columns[place]) or 0 for place in places]
    wanted: dict[Values, Values] = {}
    for stratum in strata.rows:
        values = tuple(stratum.values[place] for place in places)
        wanted.setdefault(tuple(map(key, values)), values)
    seen: set[Values] = set()
    spelled, twice, nobody = [], [], []
    errors: list[Finding] = []
    for number, row in zip(table.numbers, table.rows, strict=True):
        values = tuple(key(row[column]) for column in columns)
        if values in seen:
            twice.append(number)
        elif values in wanted:
            spelled.append(wanted[values])
        elif strange := _strange(table, strata, places, (number, row)):
            errors += strange
        else:
            nobody.append(number)
        seen.add(values)
    errors += [_rows_finding("key-rows-twice", table, twice)] if twice else []
    errors += [_rows_finding("key-row-nobody", table, nobody)] if nobody else []
    if missing := [SIGN.join(wanted[values]) for values in wanted if values not in seen]:
        params: dict[str, Param] = {"names": listed_names(missing), "count": len(missing)}
        errors.append(Finding("key-strata-missing", params, table.path_name))
    return spelled, errors


def _strange(
    table: Table, strata: Strata, places: Sequence[int], numbered: tuple[int, Values]
) -> list[Finding]:
    """The cells of a row whose value no stratum has."""
    number, row = numbered
    errors = []
    for place in places:
        column = table.find(strata.columns[place]) or 0
        known = list(dict.fromkeys(stratum.values[place] for stratum in strata.rows))
        if key(row[column]) in map(key, known):
            continue
        near = nearest(row[column], known)
        code = "key-value-strange" if near is None else "key-value-strange-nearest"
        names = listed_names(known if near is None else [near])
        params = {"value": shown(row[column]), "names": names}
        where = (table.path_name, number, shown(table.columns[column]))
        errors.append(Finding(code, params, *where))
    return errors


def _rows_finding(
    code: str, table: Table, rows: Sequence[int], column: str | None = None
) -> Finding:
    params: Mapping[str, Param] = {"rows": listed_rows(rows), "count": len(rows)}
    place = None if column is None else shown(column)
    return Finding(code, params, table.path_name, rows[0], place)


def _total_errors(made: Key, name: str, letters: int | None) -> list[Finding]:
    """What is wrong with the number of letters asked for."""
    if made.amount == "weight":
        return [Finding("key-weight-letters", file=name)] if letters is None else []
    total = int(sum(number for _, number in made.rows))
    if letters is None or total == letters:
        return []
    return [Finding("key-letters-sum", {"sum": total, "letters": letters}, name)]


def _room_errors(made: Key, table: Table, strata: Strata, letters: int | None) -> list[Finding]:
    """Rows with more letters than can be sent, or weights that leave room for fewer."""
    left = [
        sum(strata.rows[at].left for at in group) if number else 0
        for group, (_, number) in zip(_groups(made, strata), made.rows, strict=True)
    ]
    if made.amount == "weight":
        asked = letters or 0
        params = {"letters": asked, "left": sum(left)}
        wrong = asked > sum(left)
        return [Finding("key-weights-full", params, table.path_name)] if wrong else []
    return [
        Finding("key-row-too-many", {"letters": int(number), "left": room}, table.path_name, row)
        for (_, number), room, row in zip(made.rows, left, table.numbers, strict=True)
        if number > room
    ]
