"""The public files of one wave, as bytes. Nothing in them is about one person."""

from __future__ import annotations

import importlib.metadata
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sortition import __version__
from sortition.invitations.draw import Rule
from sortition.invitations.homes import Home
from sortition.invitations.layout import (
    CODE_HASH,
    CURVE_COLUMNS,
    FORECAST_COLUMNS,
    FORMAT,
    HOME_COLUMNS,
    LETTER,
    STRATA_COLUMNS,
    LetterLine,
    StratumLine,
    wave_file,
    wave_name,
)
from sortition.invitations.model import Forecast, Plan
from sortition.record import chance_text, digest, json_bytes, sealed
from sortition.stream import NUMBER_VERSION
from stratification.register.map import map_content
from stratification.register.model import Choices, Reading, RegisterMap
from stratification.tables import table_bytes


@dataclass(frozen=True)
class Result:
    """Everything a wave publishes, but for its query.

    Parameters:
        drawn: the digest of the units of this wave, in the order of their numbers.
        addresses: the salted digest of where their letters go.
        earlier: how many letters earlier waves sent, the digest of their units (as texts in order)
            and the digest of the wave before this one; 0 and None in the first.
    """

    wave: int
    rule: Rule
    mapping: RegisterMap
    choices: Choices
    reading: Reading
    only: tuple[tuple[str, str], ...]
    plan: Plan
    strata: tuple[StratumLine, ...]
    homes: tuple[Home, ...]
    letters: tuple[LetterLine, ...] = field(repr=False)
    drawn: str
    addresses: str
    earlier: tuple[int, str | None, str | None] = (0, None, None)


def public_files(result: Result, query: str) -> dict[str, bytes]:
    """The files of a wave by name, wave-W.json included."""
    columns = result.choices.strata
    tables = {
        "strata": _strata_bytes(columns, result.strata),
        "letters": table_bytes(
            [LETTER, *columns, CODE_HASH],
            ([one.letter, *one.values, one.code_hash] for one in result.letters),
        ),
        "draw": query.encode(),
    }
    if result.homes:
        tables["homes"] = table_bytes(HOME_COLUMNS, map(home_cells, result.homes))
    if result.plan.curve:
        tables["curve"] = table_bytes(CURVE_COLUMNS, _curve_rows(result.plan))
    files = {wave_file(name, result.wave): data for name, data in tables.items()}
    content = _content(result)
    content["files"] = {name: digest(data) for name, data in files.items()}
    return {**files, wave_name(result.wave): json_bytes(sealed(content))}


def _strata_bytes(columns: Sequence[str], lines: Sequence[StratumLine]) -> bytes:
    with_forecast = any(line.forecast for line in lines)
    header = [*columns, *STRATA_COLUMNS, *(FORECAST_COLUMNS if with_forecast else ())]
    return table_bytes(header, (line.cells() for line in lines))


def home_cells(home: Home) -> tuple[str, ...]:
    """A row of homes-W.csv."""
    chances = chance_text(home.chance), chance_text(home.person_chance)
    return (home.home, str(home.homes), str(home.people), *chances)


def _curve_rows(plan: Plan) -> list[list[str]]:
    curves = ((plan.kind, plan.curve), ("proportional", plan.proportional_curve))
    return [
        [kind, str(one.letters), *(f"{p:.6f}" for p in (one.probability, one.low, one.high))]
        for kind, curve in curves
        for one in curve
    ]


def _content(result: Result) -> dict[str, Any]:
    """wave-W.json, but for the digests of the files and its own."""
    reading, choices = result.reading, result.choices
    count, earlier_drawn, previous = result.earlier
    return {
        "format": FORMAT,
        "versions": versions(),
        "previous": previous,
        "wave": result.wave,
        "part": result.rule.part,
        "seed": result.rule.seed,
        "label": result.rule.label,
        "frame": result.mapping.frame,
        "one_per_address": choices.one_per_address,
        "reference_date": choices.reference_date.isoformat(),
        "register": {"name": reading.name, "digest": reading.digest, "rows": reading.rows},
        "map": map_content(result.mapping),
        "excluded": dict(reading.excluded_digests),
        "steps": [{"code": step.code, "removed": step.removed} for step in reading.steps],
        "people": reading.people,
        "units": reading.units,
        "confidential": reading.confidential,
        "strata_columns": list(choices.strata),
        "only": [list(pair) for pair in result.only],
        "spread": {**result.plan.details, "kind": result.plan.kind},
        "forecast": _forecast(result.plan.forecast),
        "proportional_forecast": _forecast(result.plan.proportional_forecast),
        "letters": len(result.letters),
        "earlier": count,
        "drawn": result.drawn,
        "addresses": result.addresses,
        "earlier_drawn": earlier_drawn,
    }


def _forecast(forecast: Forecast | None) -> Mapping[str, Any] | None:
    if forecast is None:
        return None
    return {
        "letters": forecast.letters,
        "probability": forecast.probability,
        "low": forecast.low,
        "high": forecast.high,
        "samples": forecast.samples,
        "sign_ups": list(forecast.sign_ups),
        "shortages": [[one.category, one.value, one.probability] for one in forecast.shortages],
    }


def versions() -> dict[str, str]:
    """What made the record."""
    duckdb = importlib.metadata.version("duckdb")
    python = platform.python_version()
    return {"sortition": __version__, "python": python, "duckdb": duckdb, "number": NUMBER_VERSION}
