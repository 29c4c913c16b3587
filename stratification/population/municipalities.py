"""Codes of Dutch municipalities, and the mergers that ended or made one.

Source of the mergers: CBS, Gemeentelijke indeling; RvIG, Landelijke tabel 33.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from stratification.errors import Finding, Param
from stratification.text import tidy

DATA = Path(__file__).resolve().parent / "data"
"""The small tables of the package; lines that begin with # say where they come from."""

_CODE = re.compile(r"GM([0-9]{4})|([0-9]{1,4})", re.IGNORECASE)


@dataclass(frozen=True)
class Merger:
    """A municipality that ceased to exist.

    `parts_of` are the codes and names of those it is part of since `date`: more than one where it
    was split. `founded` are the codes among them that did not exist before that date.
    """

    date: str
    code: str
    name: str
    parts_of: tuple[tuple[str, str], ...]
    founded: tuple[str, ...]


def packaged_rows(name: str) -> list[dict[str, str]]:
    """Return the rows of a table in the package, each as column -> cell."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def municipality_code(text: str) -> str | None:
    """Return the code of a municipality as GM and four digits; None for any other text.

    >>> municipality_code("14"), municipality_code("gm0014"), municipality_code("Goes")
    ('GM0014', 'GM0014', None)
    """
    match = _CODE.fullmatch(tidy(text))
    return None if match is None else f"GM{(match[1] or match[2]).zfill(4)}"


def mergers() -> Mapping[str, Merger]:
    """Return the municipalities that ceased to exist from 2019 to 2025, by their code."""
    found: dict[str, Merger] = {}
    for row in packaged_rows("mergers.csv"):
        before = found.get(row["code"], Merger(row["date"], row["code"], row["name"], (), ()))
        founded = (row["new_code"],) if row["founded"] == "yes" else ()
        found[row["code"]] = replace(
            before,
            parts_of=(*before.parts_of, (row["new_code"], row["new_name"])),
            founded=(*before.founded, *founded),
        )
    return found


def not_there(code: str, year: int, known: Mapping[str, Merger]) -> Finding | None:
    """Say why no municipality has this code on 1 January of a year, if a merger is the reason.

    Parameters:
        known: the `mergers`.

    >>> not_there("GM0457", 2022, mergers()) is None, not_there("GM0457", 2023, mergers()).code
    (True, 'municipality-gone')
    """
    day = f"{year}-01-01"
    params: dict[str, Param] = {"code": code, "year": year}
    gone = known.get(code)
    if gone is not None and gone.date <= day:
        successors = ", ".join(f"{new} {name}" for new, name in gone.parts_of)
        params |= {"name": gone.name, "date": gone.date, "successors": successors}
        return Finding("municipality-gone", params)
    parts = [merger for merger in known.values() if code in merger.founded and merger.date > day]
    if not parts:
        return None
    made = ", ".join(f"{merger.code} {merger.name}" for merger in parts)
    params |= {"name": dict(parts[0].parts_of)[code], "date": parts[0].date, "parts": made}
    return Finding("municipality-not-yet", params)
