"""What one more wave of letters would bring, going by the response so far.

Rates of response are few and small, so each stratum's is drawn towards that of all letters, as in
`sortition.invitations.response`. The letters are spread as `sortition.invitations.spread` does it,
by the quotas about columns of the strata; where that cannot be, in proportion to people.

Of a quota about columns of the strata the register tells whom a letter goes to. Of the others (who
knows people's opinions?) it is those who signed up from the stratum, drawn towards all who did:
with n of them and c with the value, the part is (c + PRIOR·share) / (n + PRIOR).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from sortition.assembly import outbox
from sortition.assembly.decided import Target
from sortition.assembly.signups.view_response import Answered
from sortition.assembly.store import RECORDS, Dossier
from sortition.invitations.allocate import proportional
from sortition.invitations.layout import (
    FORMAT,
    KEYS,
    StratumLine,
    read_strata,
    wave_file,
    wave_name,
    wave_of,
)
from sortition.invitations.model import Limits, Strata, Stratum
from sortition.invitations.pool_model import Model
from sortition.invitations.response import DEFAULT, Observed, Response, shrunk
from sortition.invitations.spread import Spreader
from sortition.reading import about, read_json
from stratification.errors import Finding, InputError
from stratification.files import read_bytes
from stratification.problem import Problem
from stratification.quotas import Quota, Quotas
from stratification.text import key

PRIOR = 10.0
Vector = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Wave:
    """What may come of one more wave.

    Parameters:
        letters: how many.
        spread: how they are spread: by "response", or "proportional" to people.
        strata: the values of every stratum, its letters, and the sign-ups expected per letter.
        sign_ups: expected in all.
        by_quota: expected of every quota, in their order.
    """

    letters: int
    spread: Literal["response", "proportional"]
    columns: tuple[str, ...]
    strata: tuple[tuple[tuple[str, ...], int, float], ...]
    sign_ups: float
    by_quota: tuple[float, ...]


def next_wave(
    dossier: Dossier, target: Target, answered: Answered, problem: Problem, letters: int
) -> tuple[Wave | None, tuple[Finding, ...]]:
    """What so many letters would bring, and what to know about it.

    Raises:
        InputError: there are fewer people without a letter.
        VerificationError: a record of letters was changed.
    """
    strata = _strata(dossier)
    if strata is None:
        return None, (Finding("view-wave-unknown"),)
    counts = [_count(strata, row, answered) for row in strata.rows]
    overall = answered.sign_ups / answered.letters if answered.sign_ups else DEFAULT.overall
    relative = (
        [rate.relative for rate in shrunk(counts)] if answered.sign_ups else [1.0] * len(counts)
    )
    rates = overall * np.array(relative)
    plan = proportional(strata, letters).letters
    best = _by_response(strata, target, counts, letters)
    given = plan if best is None else best
    expected = np.array(given) * rates
    parts = _parts(strata, target.quotas, answered, problem)
    wave = Wave(
        letters,
        "proportional" if best is None else "response",
        strata.columns,
        tuple(
            (row.values, number, float(rate))
            for row, number, rate in zip(strata.rows, given, rates, strict=True)
        ),
        float(expected.sum()),
        tuple(float(one) for one in parts @ expected),
    )
    return wave, (Finding("view-wave-proportional"),) * (best is None)


def _strata(dossier: Dossier) -> Strata | None:
    """The strata with all letters so far; None: there are none, or draws with other columns."""
    waves: dict[str, int] = {}
    for path in outbox.stated(dossier.connection):
        folder, name = path.removeprefix(f"{RECORDS}/").split("/")
        wave = wave_of(name)
        if wave is not None and name == wave_name(wave):
            waves[folder] = max(wave, waves.get(folder, 0))
    draws: dict[str, tuple[int, str]] = {}
    for folder, wave in waves.items():
        first = _content(dossier.records / folder, 1)["digest"]
        draws[first] = max((wave, folder), draws.get(first, (0, "")))
    rows: dict[tuple[str, ...], tuple[int, int]] = {}
    columns: set[tuple[str, ...]] = set()
    for wave, folder in draws.values():
        names, lines = _lines(dossier.records / folder, wave)
        columns.add(names)
        for line in lines:
            size, sent = rows.get(line.stratum.values, (0, 0))
            sent += line.stratum.earlier + line.letters
            rows[line.stratum.values] = size + line.stratum.size, sent
    if len(columns) != 1:
        return None
    ordered = sorted(rows, key=lambda values: tuple(map(key, values)))
    return Strata(columns.pop(), tuple(Stratum(values, *rows[values]) for values in ordered))


def _content(folder: Path, wave: int) -> dict[str, Any]:
    """wave-W.json of a record (VerificationError: it was changed)."""
    with about(wave_name(wave)):
        return dict(read_json(read_bytes(folder / wave_name(wave)), FORMAT, KEYS))


def _lines(folder: Path, wave: int) -> tuple[tuple[str, ...], tuple[StratumLine, ...]]:
    columns = tuple(map(str, _content(folder, wave)["strata_columns"]))
    name = wave_file("strata", wave)
    with about(name):
        return columns, read_strata(read_bytes(folder / name), columns)


def _count(strata: Strata, row: Stratum, answered: Answered) -> tuple[int, int]:
    """Letters and sign-ups of a stratum so far."""
    places = [strata.columns.index(name) for name in answered.columns]
    return answered.counts.get(tuple(row.values[at] for at in places), (0, 0))


def _by_response(
    strata: Strata, target: Target, counts: Sequence[tuple[int, int]], letters: int
) -> tuple[int, ...] | None:
    """The best spread; None: quotas and strata have no column in common, or do not fit.

    Strata with a value that the quotas do not have, such as an unknown age, get no letters: nobody
    of these can be on the panel.
    """
    known = set(map(key, strata.columns))
    rows = [row for row in target.quotas.rows if all(key(name) in known for name, _ in row.pairs)]
    if not rows or not any(sign_ups for _, sign_ups in counts):
        return None
    kept = [at for at, row in enumerate(strata.rows) if _is_named(row, strata.columns, rows)]
    part = replace(strata, rows=tuple(strata.rows[at] for at in kept))
    seen = {strata.rows[at].values: counts[at] for at in kept}
    observed = Observed(strata.columns, seen)
    response = Response("observed", observed.overall, observed=observed)
    try:
        model = Model(part, Quotas(tuple(rows)), target.seats, response)
        spreader = Spreader(model, Limits())
        total = spreader.earlier + letters
        given = spreader.whole(spreader.best(total).letters, total)
    except InputError:  # say, the register has another spelling than the quotas
        return None
    found = dict(zip(kept, given, strict=True))
    return tuple(found.get(at, 0) for at in range(len(strata.rows)))


def _is_named(stratum: Stratum, columns: Sequence[str], quotas: Sequence[Quota]) -> bool:
    """Whether the quotas have every value of a stratum in the categories that they are about."""
    for column, value in zip(columns, stratum.values, strict=True):
        mine = [row for row in quotas if key(row.category) == key(column)]
        if mine and not any(key(row.value) == key(value) for row in mine):
            return False
    return True


def _parts(strata: Strata, quotas: Quotas, answered: Answered, problem: Problem) -> Vector:
    """Of the sign-ups from each stratum the part that each quota is about: (quotas, strata)."""
    found = _among(strata, answered, problem, len(quotas.rows))
    at = {key(name): place for place, name in enumerate(strata.columns)}
    values = [
        {key(row.values[place]) for row in strata.rows} for place in range(len(strata.columns))
    ]
    for number, quota in enumerate(quotas.rows):
        if all(key(n) in at and key(v) in values[at[key(n)]] for n, v in quota.pairs):
            found[number] = [_has(row, quota, at) for row in strata.rows]
    return found


def _has(row: Stratum, quota: Quota, at: Mapping[str, int]) -> bool:
    return all(key(row.values[at[key(name)]]) == key(value) for name, value in quota.pairs)


def _among(strata: Strata, answered: Answered, problem: Problem, quotas: int) -> Vector:
    """The same by those who signed up."""
    places = [strata.columns.index(name) for name in answered.columns]
    number: dict[tuple[str, ...], int] = {}
    for at, row in enumerate(strata.rows):
        number[tuple(row.values[place] for place in places)] = at
    stratum_of = [answered.stratum_of.get(code) for code in problem.pool.ids]
    known = [number.get(values, -1) if values else -1 for values in stratum_of]
    where = np.array(known, dtype=np.int64)
    having = problem.matrix[:quotas][:, np.array(problem.class_of, dtype=np.int64)]
    seen = where >= 0
    shares = having.mean(axis=1) if having.shape[1] else np.zeros(quotas)
    people = np.bincount(where[seen], minlength=len(strata.rows))
    counts = [np.bincount(where[seen], row[seen], minlength=len(people)) for row in having]
    return np.asarray(
        (np.array(counts).reshape(quotas, -1) + PRIOR * shares[:, None]) / (people + PRIOR)
    )
