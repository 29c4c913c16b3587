"""Checking who was called, and who was seated, against everybody's answers.

The table is the one of `sortition assembly pool`. Who could be called is computed again, with the
solver; that the panel after the call misses what is stated, and no more, is counted.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sortition.assembly.draws.pool import HOME, ID, people_digest
from sortition.assembly.draws.seating import best_way, housemates
from sortition.reading import need
from sortition.record import digest
from sortition.replacement.missed import Missed, exact
from sortition.replacement.record import QUOTAS, read_quotas
from sortition.replacement.reserves import fit_and_missed
from sortition.replacement.vacancy import Vacancy, counted
from stratification.people import Source
from stratification.pool import Pool, read_assembly
from stratification.quotas import Quotas, quota_bytes
from stratification.tables import guard, parse_table, read_table, table_bytes


def read_pool(content: Mapping[str, Any], source: Source) -> Pool:
    """Everybody, when a record was made from these answers and homes.

    Parameters:
        content: reserves.json or seated.json.

    Raises:
        InputError: everything that is wrong with the table.
        VerificationError: it is another one.
    """
    quotas, _ = read_quotas(content)
    homes = HOME not in quotas.columns and HOME in read_table(source.path).columns
    columns = Source(source.path, source.id_column or ID, (HOME,) if homes else ())
    table = parse_table(quota_bytes(quotas), QUOTAS)
    pool = read_assembly(columns, table, content["seats"], strict=False).pool
    need(people_digest(pool) == content["pool"], "called-other-pool")
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


def check_seating(pool: Pool, content: Mapping[str, Any]) -> None:
    """Those who were seated, and those who stood aside, are those of the rule.

    Parameters:
        content: seated.json.
    """
    quotas, _ = read_quotas(content)
    staying, order = content["staying"], content["order"]
    strange = len({*staying, *order, *content["aside"]} - set(pool.ids))
    need(strange == 0, "seated-unknown", count=strange)
    homes = housemates(pool, staying) & {*order, *content["aside"]}
    need(homes == set(content["aside"]), "seated-aside")
    best = best_way(pool, quotas, staying, order, content["seats"] - len(staying))
    need(list(best) == content["seated"], "seated-other")


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
