"""The 31 zorgkantoorregio's of a stated year, and the file that says what is in which.

The codes and names of the regions are in the package. Which municipality is in which region is in
a file of the user's: CBS publishes it every year as "Gebieden in Nederland".
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from stratification.errors import Finding, InputError, Param
from stratification.population.municipalities import (
    mergers,
    municipality_code,
    not_there,
    packaged_rows,
)
from stratification.tables import Table, read_table
from stratification.text import key, listed_names, listed_rows, nearest, shown, tidy

# What the columns may be called; the first that is there is taken. A column "gemeente" has the
# codes where no other column has them, else the names.
_CODES = ("gm_code", "gemeentecode", "municipality", "gemeente")
_NAMES = ("gm_name", "gemeentenaam", "municipality", "gemeente")
_REGIONS = ("zk_code", "regiocode", "zorgkantoorregio", "regio", "region")
_REGION_CODE = re.compile(r"ZK[0-9]{2}", re.IGNORECASE)


@dataclass(frozen=True)
class RegionMapping:
    """Which municipality is in which region, on 1 January of a year.

    `regions` maps the code of a municipality to that of its region, `names` to its own name where
    the file has one. Both are ordered by code.
    """

    year: int
    regions: Mapping[str, str]
    names: Mapping[str, str]
    notices: tuple[Finding, ...] = ()

    def shown(self, code: str) -> str:
        """The code of a municipality, with its name where that is known."""
        return f"{code} {self.names[code]}" if code in self.names else code

    def code_of(self, text: str) -> str | None:
        """The municipality of this code or this name; None when it is not in the mapping."""
        code = municipality_code(text) or self._by_name.get(key(text))
        return code if code in self.regions else None

    @cached_property
    def _by_name(self) -> Mapping[str, str]:
        return {key(name): code for code, name in self.names.items()}


def region_names(year: int) -> Mapping[str, str]:
    """Return code -> name of the zorgkantoorregio's of a year, ordered by code.

    Source: CBS, Gebieden in Nederland.

    >>> region_names(2025)["ZK27"]
    'Zeeland'

    Raises:
        InputError: the regions of that year are not here.
    """
    rows = packaged_rows("zorgkantoorregios.csv")
    found = {row["code"]: row["name"] for row in rows if row["year"] == str(year)}
    if not found:
        years = ", ".join(dict.fromkeys(row["year"] for row in rows))
        raise InputError(Finding("region-year", {"year": year, "years": years}))
    return dict(sorted(found.items()))


def read_mapping(path: Path, year: int) -> RegionMapping:
    """Read which municipality is in which region from a CSV, XLSX or ODS file.

    Parameters:
        path: a file with a column for the code of the municipality (GM0654, 0654 or 654), one for
            that of the region (ZK27; its full name will do) and perhaps one for the name of the
            municipality. Other columns are not read.
        year: of the regions and of the municipalities.

    Raises:
        InputError: everything that is wrong with the file.
    """
    known = region_names(year)
    table = read_table(path)
    columns, errors = _find_columns(table)
    errors += [] if table.rows else [Finding("mapping-no-rows", file=table.path_name)]
    if errors:
        raise InputError(*errors)
    codes, errors = _read_codes(table, columns["code"], year)
    regions, wrong = _read_regions(table, columns["region"], known, year)
    errors += wrong
    names = {}
    if "name" in columns:
        spelled = [tidy(row[columns["name"]]) for row in table.rows]
        names = {code: name for code, name in zip(codes, spelled, strict=True) if name}
        errors += _repeated(table, columns["name"], spelled, "municipality-name-twice")
    if errors:
        raise InputError(*errors)
    found = dict(sorted(zip(codes, regions, strict=True)))
    return RegionMapping(year, found, dict(sorted(names.items())), table.notices)


def _find_columns(table: Table) -> tuple[dict[str, int], list[Finding]]:
    """Return the positions of the code, the region and perhaps the name, and what is missing."""
    found: dict[str, int] = {}
    errors = []
    for role, names in (("code", _CODES), ("name", _NAMES), ("region", _REGIONS)):
        at = next((at for name in names if (at := table.find(name)) is not None), None)
        if at is not None and at not in found.values():
            found[role] = at
        elif role != "name":
            code = "mapping-no-municipality" if role == "code" else "mapping-no-region"
            params: dict[str, Param] = {
                "names": listed_names(names),
                "columns": listed_names(table.columns),
            }
            errors.append(Finding(code, params, table.path_name, table.header))
    return found, errors


def _read_codes(table: Table, at: int, year: int) -> tuple[list[str], list[Finding]]:
    """Return the code of every row ("" for a wrong one), and what is wrong with them."""
    codes = [municipality_code(row[at]) or "" for row in table.rows]
    column = shown(table.columns[at])
    errors = []
    wrong = [number for number, code in zip(table.numbers, codes, strict=True) if not code]
    if wrong:
        params: dict[str, Param] = {"rows": listed_rows(wrong), "count": len(wrong)}
        errors.append(Finding("municipality-form", params, table.path_name, wrong[0], column))
    known = mergers()
    for number, code in zip(table.numbers, codes, strict=True):
        finding = not_there(code, year, known)
        if finding is not None:
            errors.append(replace(finding, file=table.path_name, row=number, column=column))
    return codes, [*errors, *_repeated(table, at, codes, "municipality-twice")]


def _repeated(table: Table, at: int, texts: Sequence[str], code: str) -> list[Finding]:
    """Find the texts (codes or names) that stand in more than one row; blank ones do not count."""
    rows: dict[str, list[int]] = {}
    spelled: dict[str, str] = {}
    for number, text in zip(table.numbers, texts, strict=True):
        if text:
            rows.setdefault(key(text), []).append(number)
            spelled.setdefault(key(text), text)
    column = shown(table.columns[at])
    return [
        Finding(
            code,
            {"text": shown(spelled[text]), "rows": listed_rows(numbers)},
            table.path_name,
            numbers[1],
            column,
        )
        for text, numbers in rows.items()
        if len(numbers) > 1
    ]


def _read_regions(
    table: Table, at: int, known: Mapping[str, str], year: int
) -> tuple[list[str], list[Finding]]:
    """Return the code of the region of every row ("" for a wrong one), and what is wrong."""
    by_name = {key(name): code for code, name in known.items()}
    codes: list[str] = []
    wrong: dict[str, list[int]] = {}
    for number, row in zip(table.numbers, table.rows, strict=True):
        text = tidy(row[at])
        code = text.upper() if text.upper() in known else by_name.get(key(text), "")
        codes.append(code)
        if not code:
            wrong.setdefault(text, []).append(number)
    errors = []
    for text, numbers in wrong.items():
        params: dict[str, Param] = {"rows": listed_rows(numbers), "count": len(numbers)}
        close = None if not text or _REGION_CODE.fullmatch(text) else nearest(text, known.values())
        code = "region-unknown" if text else "region-blank"
        if text:
            params |= {"text": shown(text), "year": year}
        if close is not None:
            code = "region-unknown-nearest"
            params["nearest"] = f"{by_name[key(close)]} {close}"
        column = shown(table.columns[at])
        errors.append(Finding(code, params, table.path_name, numbers[0], column))
    return codes, errors
