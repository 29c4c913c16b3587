"""The files of a comparison.

| file | what it is |
|---|---|
| comparison.csv | one row per contestant, one column per figure |
| chances.csv | everybody's chance under each contestant: ids only, 12 decimals |
| lorenz.csv | the corners of the Lorenz curves |
| composition.csv | expected seats per value, beside pool and population |
| comparison.json | everything, fractions as texts "p/q"; with the digests of the tables above |
| times.csv | how long each contestant took: the only file that differs from run to run |
| chances.svg, .png, lorenz.svg, .png | pictures |

Pictures are the same from run to run as long as language and matplotlib are, and so stand outside
the digests.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from fractions import Fraction
from typing import Any

from sortition import record
from sortition.compare import Comparison, Entry
from sortition.contestants import CompareSettings, Result
from sortition.metrics import Measure, Measures, Value, lorenz
from sortition.metrics.composition import ExpectedSeats
from sortition.metrics.manipulation import Manipulation
from sortition.publish import versions
from stratification.canonical import canonical
from stratification.errors import Finding
from stratification.tables import guard, table_bytes

FORMAT = "sortition-comparison-1"
COMPARISON, SEATS, LORENZ, TIMES = "comparison.csv", "composition.csv", "lorenz.csv", "times.csv"
CONTENT = "comparison.json"
FIGURES = tuple(field.name for field in fields(Measures))


def comparison_files(comparison: Comparison, *, pictures: bool = True) -> dict[str, bytes]:
    """The name and the bytes of every file.

    Raises:
        InputError: pictures are asked for, and matplotlib is not installed.
    """
    tables = {
        COMPARISON: _figures(comparison),
        record.CHANCES: _chances(comparison),
        LORENZ: _lorenz(comparison),
        SEATS: _seats(comparison),
    }
    content = comparison_content(comparison)
    content["digests"] |= {name: record.digest(data) for name, data in tables.items()}
    times = [[name, f"{seconds:.3f}"] for name, seconds in comparison.seconds.items()]
    return {
        **tables,
        CONTENT: record.json_bytes(record.sealed(content)),
        TIMES: table_bytes(["rule", "seconds"], times),
        **(_pictures(comparison) if pictures else {}),
    }


def comparison_content(comparison: Comparison) -> dict[str, Any]:
    """Everything but the times, as plain data."""
    problem, settings = comparison.problem, comparison.settings
    pool, quotas = canonical(problem.pool, problem.quotas)
    return {
        "format": FORMAT,
        "seats": problem.seats,
        "pool_size": len(problem.pool.ids),
        "ids": list(problem.pool.ids),
        "possible": list(comparison.possible),
        "settings": _settings(settings),
        "best": {
            name: {"value": number(best.value), "rule": best.rule}
            for name, best in comparison.best.items()
        },
        "entries": [_entry(entry) for entry in comparison.entries],
        "digests": {"pool": pool, "quotas": quotas},
        "versions": versions(),
    }


def number(value: Value | None) -> str | int | float | None:
    """A figure as plain data: a fraction as a text "p/q".

    >>> number(Fraction(1, 2)), number(3), number(0.25)
    ('1/2', 3, 0.25)
    """
    return record.fraction_text(value) if isinstance(value, Fraction) else value


def figure(found: Measure | None) -> dict[str, Any] | None:
    """A figure with its interval, if it has one."""
    if found is None:
        return None
    interval = {} if found.exact else {"low": found.low, "high": found.high}
    return {"value": number(found.value), **interval}


def _settings(settings: CompareSettings) -> dict[str, Any]:
    return {
        "rules": list(settings.rules),
        "tickets": settings.tickets,
        "draws": settings.draws,
        "seed": settings.seed,
        "solver": settings.solver,
        "time_limit": settings.time_limit,
        "claims": settings.claims,
        "combinations": ["*".join(names) for names in settings.combinations],
    }


def _entry(entry: Entry) -> dict[str, Any]:
    one, result = entry.contestant, entry.result
    common = {"id": one.id, "kind": one.kind, "source": one.citation, "aim": one.guarantee}
    if result is None or entry.measures is None:
        return {
            **common,
            "status": "failed",
            "failure": [_failure(found) for found in entry.failure],
        }
    return {
        **common,
        "status": result.status,
        "facts": dict(result.facts),
        "chances": [number(chance) for chance in result.outcome.chances],
        "counts": result.outcome.counts.tolist(),
        "effective_draws": None if result.outcome.complete else result.outcome.effective,
        "measures": {name: figure(getattr(entry.measures, name)) for name in FIGURES},
        "ratios": {name: number(value) for name, value in entry.ratios.items()},
        "expected_seats": [_expected(row) for row in entry.seats],
        "manipulation": None if entry.manipulation is None else _gain(entry.manipulation),
    }


def _failure(found: Finding) -> dict[str, Any]:
    return {"code": found.code, "params": dict(found.params)}


def _expected(row: ExpectedSeats) -> dict[str, Any]:
    return {
        "category": row.group.category,
        "value": row.group.value,
        "min": row.group.low,
        "max": row.group.high,
        "people": len(row.group.people),
        "seats": figure(row.seats),
        "pool_seats": number(row.pool),
        "population_seats": number(row.population),
    }


def _gain(found: Manipulation) -> dict[str, Any]:
    """What claims gain; whose gain it is stays out: a class may be one person's answers."""
    return {
        "gain": number(found.gain),
        "before": number(found.before),
        "after": number(found.after),
        "examined": found.examined,
        "possible": found.possible,
        "impossible": found.impossible,
        "failed": found.failed,
        "exact": found.exact,
    }


def decimals(value: Value | None) -> str:
    """A figure in a table: whole numbers as they are, others with 12 decimals; "" for none."""
    if value is None or isinstance(value, int):
        return "" if value is None else str(value)
    return record.chance_text(Fraction(value))


def _figures(comparison: Comparison) -> bytes:
    """One row per contestant; the ends of an interval stand beside a figure that has one."""
    measured = [entry.measures for entry in comparison.entries if entry.measures is not None]
    estimated = [
        name
        for name in FIGURES
        if any((found := getattr(row, name)) is not None and not found.exact for row in measured)
    ]
    columns = ["rule", "kind", "status"]
    for name in FIGURES:
        columns += [name, f"{name}_low", f"{name}_high"] if name in estimated else [name]
    columns += [f"{name}_ratio" for name in comparison.best]
    columns += ["claim_gain", "claims_examined", "claims_possible"]
    rows = [_figures_row(entry, estimated, list(comparison.best)) for entry in comparison.entries]
    return table_bytes(columns, rows)


def _figures_row(entry: Entry, estimated: Sequence[str], best: Sequence[str]) -> list[str]:
    status = "failed" if entry.result is None else entry.result.status
    row = [entry.contestant.id, entry.contestant.kind, status]
    for name in FIGURES:
        found: Measure | None = getattr(entry.measures, name, None)
        row.append(decimals(found.value if found else None))
        if name in estimated:
            row += [decimals(found.low if found else None), decimals(found.high if found else None)]
    row += [decimals(entry.ratios.get(name)) for name in best]
    claimed = entry.manipulation
    if claimed is None:
        return [*row, "", "", ""]
    return [*row, decimals(claimed.gain), str(claimed.examined), str(claimed.possible)]


def _shown(comparison: Comparison) -> list[tuple[str, Result]]:
    """The contestants that have a result."""
    return [
        (entry.contestant.id, entry.result)
        for entry in comparison.entries
        if entry.result is not None
    ]


def _chances(comparison: Comparison) -> bytes:
    shown = _shown(comparison)
    columns = [[decimals(chance) for chance in result.outcome.chances] for _, result in shown]
    rows = [list(row) for row in zip(comparison.problem.pool.ids, *columns, strict=True)]
    return table_bytes(["id", *(name for name, _ in shown)], sorted(rows, key=_written))


def _written(row: Sequence[str]) -> str:
    """The order of ids is that of the cells as they are written, guards included."""
    return guard(row[0])


def _lorenz(comparison: Comparison) -> bytes:
    rows = []
    for name, result in _shown(comparison):
        exact, shares = result.outcome.exact, result.outcome.shares
        corners = lorenz(shares) if exact is None else lorenz(exact)
        rows += [[name, decimals(people), decimals(seats)] for people, seats in corners]
    return table_bytes(["rule", "share_of_people", "share_of_seats"], rows)


def _seats(comparison: Comparison) -> bytes:
    columns = ["rule", "category", "value", "min", "max", "people"]
    columns += ["seats", "seats_low", "seats_high", "pool_seats", "population_seats"]
    rows = [
        [
            entry.contestant.id,
            row.group.category,
            row.group.value,
            decimals(row.group.low),
            decimals(row.group.high),
            str(len(row.group.people)),
            *map(decimals, (row.seats.value, row.seats.low, row.seats.high)),
            decimals(row.pool),
            decimals(row.population),
        ]
        for entry in comparison.entries
        for row in entry.seats
    ]
    return table_bytes(columns, rows)


def _pictures(comparison: Comparison) -> dict[str, bytes]:
    from sortition.report.pictures import Curve, chances_picture, lorenz_picture

    curves = [
        Curve(name, tuple(map(float, result.outcome.chances)))
        for name, result in _shown(comparison)
    ]
    if not curves:
        return {}
    equal = comparison.problem.seats / len(comparison.problem.pool.ids)
    chances, curve = chances_picture(curves, equal), lorenz_picture(curves)
    return {
        "chances.svg": chances.svg,
        "chances.png": chances.png,
        "lorenz.svg": curve.svg,
        "lorenz.png": curve.png,
    }
