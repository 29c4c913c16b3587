"""The values of a map as TOML has them, checked one by one; whatever is wrong is collected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from stratification.ages import Ages, parse_ages
from stratification.errors import Finding, Param
from stratification.register.model import StratumColumn
from stratification.text import key, listed_names, nearest, shown, tidy

MOST_YEARS = 150
RESERVED = (
    *("letter", "unit", "address", "code", "code_hash", "confidential"),
    *("size", "earlier", "letters", "chance", "below", "proportional"),
    *("response", "sign_ups", "seat_chance", "proportional_seat_chance"),
)
"""Columns of the files of a first draw, beside which those of the strata stand."""


class Values:
    """Takes values out of a file, and keeps what is wrong with them in `findings`."""

    def __init__(self, file: str | None) -> None:
        self.file = file
        self.findings: list[Finding] = []

    def say(self, code: str, **params: Param) -> None:
        """Add something that is wrong."""
        self.findings.append(Finding(code, params, self.file))

    def refuse_unknown(self, where: str, table: Mapping[str, Any], known: Sequence[str]) -> None:
        """Add every key that is not known, with the one that may be meant."""
        for unknown in table:
            if unknown not in known:
                name = shown(f"{where}.{unknown}" if where else unknown)
                near = nearest(unknown, known)
                if near is None:
                    self.say("register-map-unknown", name=name, known=listed_names(known))
                else:
                    self.say("register-map-unknown-nearest", name=name, nearest=near)

    def table(self, name: str, value: Any, known: Sequence[str] | None) -> Mapping[str, Any]:
        """Return a table, of which only these keys are known (None: any)."""
        if not isinstance(value, dict):
            self.say("register-map-table", name=name)
            return {}
        if known is not None:
            self.refuse_unknown(name, value, known)
        return value

    def texts(self, name: str, value: Any, known: Sequence[str]) -> dict[str, str]:
        """Return a table of texts, in the order of its keys."""
        table = self.table(name, value, known)
        found = {
            field: self.text(f"{name}.{field}", value)
            for field, value in table.items()
            if field in known
        }
        return {field: found[field] for field in known if found.get(field)}

    def text(self, name: str, value: Any) -> str:
        """Return a text that is not blank; "" when it is wrong."""
        text = tidy(value) if isinstance(value, str) else ""
        if not text:
            self.say("register-map-text", name=shown(name))
        return text

    def headers(self, name: str, value: Any) -> tuple[str, ...]:
        """Return a list of texts, each once."""
        if not isinstance(value, list):
            self.say("register-map-list", name=shown(name))
            return ()
        found: dict[str, str] = {}
        for item in value:
            text = self.text(name, item)
            if text:
                found.setdefault(key(text), text)
        return tuple(found.values())

    def choice(self, name: str, table: Mapping[str, Any], choices: Sequence[str]) -> str | None:
        """Return one of a few words, or None when it is not said (or wrong)."""
        value = table.get(name.rpartition(".")[2])
        if value is None or value in choices:
            return value
        self.say("register-map-choice", name=name, choices=listed_names(choices))
        return None

    def age(self, name: str, table: Mapping[str, Any]) -> int | None:
        """Return an age, or None when there is none (or it is wrong)."""
        value = table.get(name.rpartition(".")[2])
        if value is None or (type(value) is int and 0 <= value <= MOST_YEARS):
            return value
        self.say("register-map-age", name=name, most=MOST_YEARS)
        return None


def strata_of(values: Values, table: Mapping[str, Any]) -> tuple[StratumColumn, ...]:
    """Return the columns by which letters may be spread."""
    found: dict[str, StratumColumn] = {}
    for written, value in table.items():
        name = tidy(written)
        if not name or key(name) in RESERVED:
            values.say("register-map-stratum-name", name=shown(written))
        elif key(name) in found:
            values.say("register-map-twice", name=f"strata.{shown(written)}")
        else:
            found[key(name)] = _stratum(values, name, value)
    return tuple(found.values())


def _stratum(values: Values, name: str, value: Any) -> StratumColumn:
    where = f"strata.{shown(name)}"
    if isinstance(value, str):
        return StratumColumn(name, values.text(where, value))
    if isinstance(value, list) and value:
        return StratumColumn(name, None, _bands(values, where, value))
    if isinstance(value, dict) and "column" in value:
        values.refuse_unknown(where, value, ("column", "values"))
        column = values.text(f"{where}.column", value["column"])
        return StratumColumn(name, column, (), _renamed(values, where, value.get("values", {})))
    values.say("register-map-stratum", name=where)
    return StratumColumn(name, "")


def _renamed(values: Values, where: str, value: Any) -> dict[str, str]:
    """Return what values in the register are called."""
    found: dict[str, str] = {}
    seen: set[str] = set()
    for written, called in values.table(f"{where}.values", value, None).items():
        if key(written) in seen:
            values.say("register-map-twice", name=f"{where}.values.{shown(written)}")
        seen.add(key(written))
        found[tidy(written)] = values.text(f"{where}.values.{shown(written)}", called)
    return found


def _bands(values: Values, where: str, texts: list[Any]) -> tuple[Ages, ...]:
    """Return the ages of a list of bands, which may not share any."""
    bands: dict[str, Ages] = {}
    for text in texts:
        ages = parse_ages(text) if isinstance(text, str) else None
        if ages is None or max(ages.first, ages.last or 0) > MOST_YEARS:
            values.say("register-map-band", name=where, text=shown(str(text)), most=MOST_YEARS)
            continue
        shares = next((other for other in bands if _share(ages, bands[other])), None)
        if shares is None:
            bands[text] = ages
        else:
            pair = {"first": shown(shares), "second": shown(text)}
            values.say("register-map-bands-overlap", name=where, **pair)
    return tuple(bands.values())


def _share(one: Ages, other: Ages) -> bool:
    """Say whether two bands have an age in common.

    >>> _share(Ages(16, 24), Ages(24)), _share(Ages(25), Ages(16, 24))
    (True, False)
    """
    return (one.last is None or other.first <= one.last) and (
        other.last is None or one.first <= other.last
    )
