"""Where the columns of a map stand in a register, and the files with ids that get no letter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from stratification.errors import Finding, InputError, Param
from stratification.register.fields import id_text
from stratification.register.frame import Layout
from stratification.register.model import Choices, RegisterMap, StratumColumn
from stratification.register.source import Source, open_source
from stratification.register.sql import name
from stratification.register.steps import is_address_list
from stratification.text import key, listed_names, nearest, shown


@dataclass(frozen=True)
class IdList:
    """A file with ids that get no letter, and the column they stand in, as SQL."""

    source: Source
    column: str

    def ids(self, relation: str) -> str:
        """SQL for the ids in it, once each; `relation` is one of those of the source."""
        return (
            f"SELECT DISTINCT {self.column} AS id\n  FROM {relation}\n  WHERE {self.column} <> ''"
        )


def find_layout(source: Source, mapping: RegisterMap, choices: Choices) -> Layout:
    """Find every column of a map in a register.

    Raises:
        InputError: those that it does not have, and names of strata that the map does not have.
    """
    errors: list[Finding] = []

    def found(header: str) -> str:
        column = source.find(header)
        if column is None:
            errors.append(_missing(source, header))
        return column or header

    headers = {field: found(header) for field, header in mapping.columns.items()}
    strata = []
    for wanted in choices.strata:
        column = next((one for one in mapping.strata if key(one.name) == key(wanted)), None)
        if column is None:
            known = listed_names([one.name for one in mapping.strata])
            params = {"name": shown(wanted), "known": known}
            code = "register-stratum-missing" if mapping.strata else "register-strata-none"
            errors.append(Finding(code, params))
        elif column.column is None:
            strata.append(column)
        else:
            header = found(column.column)
            strata.append(StratumColumn(column.name, header, (), column.values))
    errors += [
        Finding("register-stratum-twice", {"name": shown(one)})
        for place, one in enumerate(choices.strata)
        if key(one) in map(key, choices.strata[:place])
    ]
    if errors:
        raise InputError(*errors)
    return Layout(mapping, choices, headers, tuple(strata))


def _missing(source: Source, header: str) -> Finding:
    near = nearest(header, source.columns)
    if near is not None:
        params: dict[str, Param] = {"name": shown(header), "nearest": shown(near)}
        return Finding("register-column-missing-nearest", params, source.name)
    params = {"name": shown(header), "columns": listed_names(source.columns)}
    return Finding("register-column-missing", params, source.name)


def open_lists(paths: Sequence[Path], workspace: Path, mapping: RegisterMap) -> tuple[IdList, ...]:
    """Open the files with ids that get no letter.

    The ids stand in a column that is called id or as in the register, or in the only one.

    Raises:
        InputError: what keeps one of them from being read.
    """
    found: list[IdList] = []
    errors: list[Finding] = []
    field = "address" if is_address_list(mapping) else "id"
    names = ("id", mapping.columns.get(field, "id"))
    for number, path in enumerate(paths, 1):
        folder = workspace / f"excluded-{number}"
        folder.mkdir()
        try:
            source = open_source(path, folder, mapping.drop)
        except InputError as error:
            errors += error.findings
            continue
        column = next(filter(None, map(source.find, names)), None)
        if column is None and len(source.columns) == 1:
            column = source.columns[0]
        if column is None:
            params: dict[str, Param] = {"names": listed_names(list(dict.fromkeys(names)))}
            errors.append(Finding("register-excluded-column", params, source.name))
            continue
        if source.name in (one.source.name for one in found):
            errors.append(Finding("register-excluded-twice", file=source.name))
        cell = id_text(name(column))
        found.append(IdList(source, f"upper({cell})" if field == "address" else cell))
    if errors:
        raise InputError(*errors)
    return tuple(found)
