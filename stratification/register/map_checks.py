"""Whether the parts of a map fit together."""

from __future__ import annotations

from collections.abc import Container, Iterator

from stratification.errors import Finding, Param
from stratification.register.bsn import is_bsn_name
from stratification.register.model import FIELDS, RegisterMap
from stratification.text import key, listed_names, shown

_SHARED = ("sex", "place", "residents")
"""Fields that may be columns of strata too: strata are published, and must not tell who it is."""


def check_map(mapping: RegisterMap, file: str | None, present: Container[str]) -> Iterator[Finding]:
    """Find what is wrong with a map as a whole.

    Parameters:
        mapping: the map, without the values that are wrong in themselves.
        file: what messages call its file.
        present: the fields that stand in it, wrong or not: these are not missing.
    """

    def finding(code: str, **params: Param) -> Finding:
        return Finding(code, params, file)

    for code in _missing(mapping, present):
        yield finding(code)
    for name in _need_birth(mapping) if "birth_date" not in present else ():
        yield finding("register-map-no-birth", name=name)
    least, most = mapping.minimum_age, mapping.maximum_age
    if least is not None and most is not None and least > most:
        yield finding("register-map-ages-order")
    dropped = {key(header) for header in mapping.drop}
    for header, fields in _fields(mapping).items():
        shown_header, names = shown(fields[0]), listed_names(fields[1:])
        if len([name for name in fields[1:] if not name.startswith("strata.")]) > 1:
            yield finding("register-map-header-twice", header=shown_header, fields=names)
        if header in dropped:
            yield finding("register-map-drop-used", header=shown_header, fields=names)
        elif is_bsn_name(fields[0]):
            yield finding("register-map-bsn", header=shown_header, fields=names)
        if any(name.startswith("strata.") for name in fields[1:]):
            telling = [name for name in fields[1:] if name in FIELDS and name not in _SHARED]
            if telling:
                yield finding("register-map-telling", header=shown_header, fields=names)


def _missing(mapping: RegisterMap, present: Container[str]) -> Iterator[str]:
    """Name what a unit needs: an id, or in the frame of addresses an address."""
    if mapping.frame == "persons" and "id" not in present:
        yield "register-map-no-id"
    parts = "postcode" in present and "house_number" in present
    if mapping.frame == "addresses" and "address" not in present and not parts:
        yield "register-map-no-address"


def _need_birth(mapping: RegisterMap) -> Iterator[str]:
    """Name what cannot be known without a date of birth."""
    if mapping.minimum_age is not None:
        yield "eligible.minimum_age"
    if mapping.maximum_age is not None:
        yield "eligible.maximum_age"
    yield from (f"strata.{stratum.name}" for stratum in mapping.strata if stratum.column is None)


def _fields(mapping: RegisterMap) -> dict[str, list[str]]:
    """Return of every header, by its key, its spelling and then what it is used for."""
    found: dict[str, list[str]] = {}
    for field, header in mapping.columns.items():
        found.setdefault(key(header), [header]).append(field)
    for stratum in mapping.strata:
        if stratum.column:
            uses = found.setdefault(key(stratum.column), [stratum.column])
            uses.append(f"strata.{stratum.name}")
    return found
