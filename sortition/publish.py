"""Writing a lottery's record folder, all or nothing (the files are specified in docs/record.md).

No file holds personal data but ids. Names of categories and values stay out too: the proof numbers
classes and rows, and `members.csv`, which says who is in which class, is a file of its own that the
organiser may hold back.
"""

from __future__ import annotations

import importlib.metadata
import platform
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sortition import __version__, record
from sortition.exact import fraction
from sortition.lottery import Lottery
from sortition.mixture import Mixture
from sortition.proof_json import nonzero, steps_content, system_content
from sortition.stream import VERSION as STREAM_VERSION
from stratification.canonical import canonical
from stratification.files import check_folder, write_folder
from stratification.pool import Source
from stratification.problem import Problem
from stratification.tables import guard, table_bytes

__all__ = ["check_folder", "lottery_files", "proof_content", "versions", "write_lottery"]


def write_lottery(lottery: Lottery, folder: Path, source: Source | None = None) -> None:
    """Write the record of a lottery into a new or empty folder, all files or none.

    `source` says which columns the pool's ids and households came from; it is noted for checking.

    Raises:
        InputError: the folder is not empty or cannot be written.
    """
    check_folder(folder)
    write_folder(folder, lottery_files(lottery, source))


def lottery_files(lottery: Lottery, source: Source | None = None) -> dict[str, bytes]:
    """The name and the bytes of every file of the record."""
    files = {
        record.CHANCES: _chances(lottery),
        record.TICKETS: _tickets(lottery),
        record.MEMBERS: _members(lottery.problem),
        record.PROOF: record.json_bytes(proof_content(lottery)),
    }
    content = _lottery_content(lottery, source)
    content["digests"] |= {name: record.digest(data) for name, data in files.items()}
    return {record.LOTTERY: record.json_bytes(record.sealed(content)), **files}


def _lottery_content(lottery: Lottery, source: Source | None) -> dict[str, Any]:
    pool, quotas = canonical(lottery.problem.pool, lottery.problem.quotas)
    return {
        "format": record.LOTTERY_FORMAT,
        "rule": lottery.rule,
        "gamma": None if lottery.gamma is None else record.fraction_text(lottery.gamma),
        "seats": lottery.seats,
        "pool_size": len(lottery.chances),
        "tickets": len(lottery.tickets),
        "status": lottery.status,
        "attained": lottery.attained,
        "minimum_chance": record.fraction_text(lottery.minimum_chance),
        "maximum_chance": record.fraction_text(lottery.maximum_chance),
        "bound": record.fraction_text(lottery.bound),
        "gap": record.fraction_text(lottery.gap),
        "worst_ticket_error": lottery.worst_ticket_error,
        "seed": lottery.seed,
        "id_column": source.id_column if source else None,
        "household": list(source.household_columns) if source else [],
        "digests": {"pool": pool, "quotas": quotas},
        "versions": versions(),
    }


def versions() -> dict[str, str]:
    """What made the record: another version may find another, equally good list of tickets."""
    packages = ("numpy", "highspy", "pulp", "python-flint")
    found = {name: importlib.metadata.version(name) for name in packages}
    python = platform.python_version()
    return {"sortition": __version__, "python": python, "stream": STREAM_VERSION, **found}


def _chances(lottery: Lottery) -> bytes:
    ids = lottery.problem.pool.ids
    people = zip(ids, lottery.chances, lottery.counts, strict=True)
    rows = [[person, record.chance_text(chance), str(count)] for person, chance, count in people]
    return table_bytes(["id", "chance", "tickets"], sorted(rows, key=_written))


def _written(row: Sequence[str]) -> str:
    """The order of ids is that of the cells as they are written, guards included."""
    return guard(row[0])


def _tickets(lottery: Lottery) -> bytes:
    total = len(lottery.tickets)
    columns = ["ticket", *(f"member_{seat + 1}" for seat in range(lottery.seats))]
    rows = [
        [record.ticket_text(number, total), *sorted(ticket, key=guard)]
        for number, ticket in enumerate(lottery.tickets)
    ]
    return table_bytes(columns, rows)


def _members(problem: Problem) -> bytes:
    homes = problem.pool.households or range(len(problem.pool.ids))
    sizes = Counter(homes)
    rows = [
        [person, str(number), str(home) if sizes[home] > 1 else ""]
        for person, number, home in zip(problem.pool.ids, problem.class_of, homes, strict=True)
    ]
    return table_bytes(["id", "class", "household"], sorted(rows, key=_written))


def proof_content(lottery: Lottery) -> dict[str, Any]:
    """The proof as it is published."""
    proof = lottery.proof
    exact = [fraction(chance) for chance in proof.optimum.chances]
    return {
        "format": record.PROOF_FORMAT,
        "rule": lottery.rule,
        "seats": lottery.problem.seats,
        **system_content(lottery.problem, proof.cuts),
        "chances": [record.fraction_text(chance) for chance in exact],
        "steps": steps_content(proof.optimum.steps),
        "mixture": None if proof.mixture is None else _mixture(proof.mixture),
    }


def _mixture(mixture: Mixture) -> dict[str, Any]:
    return {
        "panels": [nonzero(panel) for panel in mixture.panels],
        "weights": list(mixture.weights),
        "total": mixture.total,
    }
