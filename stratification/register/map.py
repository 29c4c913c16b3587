"""The map of a register: a TOML file that says which column holds what.

A municipality's extract has no standard columns, so what they are called is configuration. The
folder `examples/registers` has maps to begin with. In the record a map stands as `map_content`
writes it: the same map always gives the same content.

    frame = "persons"                # or "addresses"
    drop = ["Burgerservicenummer"]   # never read on
    [columns]                        # field = header; the fields are `model.FIELDS`
    id = "Persoonssleutel"
    birth_date = "Geboortedatum"
    [strata]                         # name = header, list of age bands, or table
    gemeente = "Gemeente van inschrijving"
    leeftijd = ["16-24", "25-44", "45-64", "65+"]
    geslacht = { column = "Geslacht", values = { M = "man", V = "vrouw" } }
    [eligible]
    minimum_age = 16                 # and maximum_age
    undetermined = "out"             # or "in": who may or may not be old enough
    [provision]
    holder = "…"
    purpose = "…"
    ground = "…"
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from stratification.ages import ages_text
from stratification.errors import Finding, InputError
from stratification.files import name_of, read_bytes
from stratification.register.map_checks import check_map
from stratification.register.map_values import Values, strata_of
from stratification.register.model import FIELDS, RegisterMap

_TABLES = ("frame", "drop", "columns", "strata", "eligible", "provision")
_ELIGIBLE = ("minimum_age", "maximum_age", "undetermined")
_PROVISION = ("holder", "purpose", "ground")
_LINE = re.compile(r"\(at line ([0-9]+),")


def read_map(path: Path) -> RegisterMap:
    """Read the map of a register.

    Raises:
        InputError: everything that is wrong with it.
    """
    name, data, line = name_of(path), read_bytes(path), None
    try:
        return _map(tomllib.loads(data.decode("utf-8-sig")), name)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
    except tomllib.TOMLDecodeError as error:
        found = _LINE.search(str(error))
        line = int(found[1]) if found else None
    except (ValueError, RecursionError):  # a number of thousands of digits, lists in lists
        line = None
    raise InputError(Finding("register-map-toml", file=name, row=line))


def map_content(mapping: RegisterMap) -> dict[str, Any]:
    """Return a map as a record holds it, ready for JSON."""
    ages = (("minimum_age", mapping.minimum_age), ("maximum_age", mapping.maximum_age))
    return {
        "frame": mapping.frame,
        "drop": list(mapping.drop),
        "columns": {field: mapping.columns[field] for field in FIELDS if field in mapping.columns},
        "strata": [
            {
                "name": stratum.name,
                "column": stratum.column,
                "bands": [ages_text(band) for band in stratum.bands],
                "values": dict(stratum.values),
            }
            for stratum in mapping.strata
        ],
        "eligible": {
            **{name: age for name, age in ages if age is not None},
            **({"undetermined": mapping.undetermined} if mapping.undetermined else {}),
        },
        "provision": dict(mapping.provision),
    }


def map_from_content(content: Mapping[str, Any]) -> RegisterMap:
    """Return the map that `map_content` wrote.

    Raises:
        InputError: everything that is wrong with it, as `read_map`.
    """
    table = dict(content)
    strata = table.get("strata")
    if isinstance(strata, list):
        try:
            table["strata"] = {
                str(stratum["name"]): stratum["bands"]
                if stratum["column"] is None
                else {"column": stratum["column"], "values": stratum["values"]}
                for stratum in strata
            }
        except (KeyError, TypeError):
            raise InputError(Finding("register-map-table", {"name": "strata"})) from None
    return _map(table, None)


def _map(table: Mapping[str, Any], name: str | None) -> RegisterMap:
    """Return the map that a parsed file is, or raise all that is wrong with it."""
    values = Values(name)
    values.refuse_unknown("", table, _TABLES)
    columns = values.texts("columns", table.get("columns", {}), FIELDS)
    eligible = values.table("eligible", table.get("eligible", {}), _ELIGIBLE)
    undetermined = values.choice("eligible.undetermined", eligible, ("in", "out"))
    found = RegisterMap(
        columns=columns,
        strata=strata_of(values, values.table("strata", table.get("strata", {}), None)),
        frame="addresses"
        if values.choice("frame", table, ("persons", "addresses")) == "addresses"
        else "persons",
        drop=values.headers("drop", table.get("drop", [])),
        minimum_age=values.age("eligible.minimum_age", eligible),
        maximum_age=values.age("eligible.maximum_age", eligible),
        undetermined="in" if undetermined == "in" else "out" if undetermined == "out" else None,
        provision=values.texts("provision", table.get("provision", {}), _PROVISION),
    )
    # What stands in the file although it is wrong is not said to be missing too.
    present = table.get("columns", {})
    stated = present if isinstance(present, dict) else FIELDS
    findings = [*values.findings, *check_map(found, name, stated)]
    if findings:
        raise InputError(*findings)
    return found
