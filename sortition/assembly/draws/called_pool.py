"""Checking who was called, and who was seated, against everybody's answers.

The table is the one of `sortition assembly pool`. Who could be called is computed again, with the
solver; that the panel after the call misses what is stated, and no more, is counted.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from sortition.assembly.draws.pool import people_digest
from sortition.reading import need
from sortition.record import digest
from sortition.record_files import read_lottery
from sortition.replacement import Missed, Vacancy
from sortition.replacement.record import QUOTAS, exact, read_quotas
from sortition.replacement.reserves import fit_and_missed
from sortition.replacement.vacancy import counted
from sortition.verify_inputs import with_columns
from stratification.people import Source
from stratification.pool import Pool, read_assembly
from stratification.quotas import Quotas, quota_bytes
from stratification.tables import guard, parse_table, table_bytes


def read_pool(panel: Path, content: Mapping[str, Any], source: Source) -> Pool:
    """Everybody, when a record was made from these answers and homes.

    Parameters:
        panel: the record of the panel's draw, which says what the columns of a pool are.
        content: reserves.json or seated.json.

    Raises:
        InputError: everything that is wrong with the table.
        VerificationError: it is another one.
    """
    quotas, _ = read_quotas(content)
    table = parse_table(quota_bytes(quotas), QUOTAS)
    columns = with_columns(source, read_lottery(panel))
    pool = read_assembly(columns, table, content["seats"], strict=False).pool
    need(people_digest(pool) == content["pool"], "inputs-other-pool")
    return pool


def check_after(pool: Pool, content: Mapping[str, Any], people: Collection[str]) -> None:
    """The panel, once whole, can miss what is stated and nothing else (VerificationError: not).

    Parameters:
        people: with a seat now. Those who are still to come may count in any quota.
    """
    quotas, missed = read_quotas(content)
    left = content["seats"] - len(people)
    for row, count in zip(exact(quotas, missed).rows, counted(pool, quotas, people), strict=True):
        need(count <= row.max and row.min <= count + left, "called-after")


def check_fit(pool: Pool, content: Mapping[str, Any], order: Sequence[str]) -> None:
    """Who could be called, and what the panel misses then, are computed again.

    Parameters:
        order: of all reserves, as it is written.

    Raises:
        VerificationError: it is not what is stated.
        InputError, NoPanelError: nobody can be called, the way it is stated.
        SolverError: the solver gave up.
    """
    quotas, missed = read_quotas(content)
    fit, found = _again(pool, content, order, (quotas, missed))
    need(found == missed, "called-other-deviation")
    data = table_bytes(["id"], [(code,) for code in sorted(fit)])
    need(digest(data) == content["fit_digest"], "called-other-fit")
    need(fit[0] == content["called"], "called-next", reserve=fit[0])


def _again(
    pool: Pool,
    content: Mapping[str, Any],
    order: Sequence[str],
    stated: tuple[Quotas, tuple[Missed, ...]],
) -> tuple[tuple[str, ...], tuple[Missed, ...]]:
    known = {guard(code): code for code in pool.ids}
    staying, barred, passed = (frozenset(content[key]) for key in ("staying", "barred", "passed"))
    vacancy = Vacancy(pool, stated[0], content["seats"], staying, barred & set(pool.ids))
    line = [known[code] for code in order if code in known]
    return fit_and_missed(vacancy, line, passed & set(pool.ids), bool(stated[1]))
