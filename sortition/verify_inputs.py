"""Checking a record against the files it was made from: the pool, the quotas, or both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from sortition.reading import fail, need
from sortition.record_files import Figures, Shares, Tickets
from sortition.verify_people import Members
from sortition.verify_proof import PlainRow, Proof
from stratification.canonical import canonical
from stratification.errors import InputError
from stratification.people import Source, examine_people
from stratification.pool import Assembly, Pool, read_assembly
from stratification.problem import Problem, check_panel, make_problem
from stratification.quotas import parse_quotas
from stratification.tables import guard, read_table


def with_columns(source: Source, figures: Figures) -> Source:
    """The pool's file, with the columns that the lottery used where none are named."""
    return replace(
        source,
        id_column=source.id_column or figures.id_column,
        household_columns=source.household_columns or figures.household,
    )


def read_inputs(source: Source, quotas: Path, figures: Figures) -> Assembly:
    """The pool and the quotas, when they have the digests that lottery.json states.

    Raises:
        InputError: everything that is wrong with the files themselves.
        VerificationError: they are not those of this lottery.
    """
    assembly = read_assembly(with_columns(source, figures), quotas, figures.seats)
    people, rows = canonical(assembly.pool, assembly.quotas)
    need(rows == figures.digests["quotas"], "inputs-other-quotas")
    need(people == figures.digests["pool"], "inputs-other-pool")
    return assembly


def check_quotas(quotas: Path, figures: Figures) -> None:
    """The quotas, without the pool, have the digest that lottery.json states."""
    found = parse_quotas(read_table(quotas))
    need(canonical(Pool((), (), ()), found)[1] == figures.digests["quotas"], "inputs-other-quotas")


def read_ids(source: Source, figures: Figures) -> tuple[str, ...]:
    """The ids of a pool whose answers, without the quotas, say nothing.

    Raises:
        InputError: the pool cannot be read.
    """
    columns = with_columns(source, figures)
    people = examine_people(read_table(source.path), replace(columns, household_columns=()), {})
    if people.errors:
        raise InputError(*people.errors)
    return people.ids


def check_ids(ids: Sequence[str], shares: Shares) -> None:
    """The people of the pool are those of chances.csv."""
    need(sorted(map(guard, ids)) == list(shares), "inputs-other-people")


def check_problem(assembly: Assembly, proof: Proof) -> Problem:
    """The classes and rows of proof.json are those of the pool and the quotas."""
    problem = make_problem(assembly.pool, assembly.quotas, assembly.seats)
    need(proof.sizes == problem.sizes.tolist(), "inputs-other-classes")
    rows = [PlainRow(row.low, row.high, tuple(sorted(row.classes))) for row in problem.rows]
    stated = [PlainRow(row.low, row.high, tuple(sorted(row.classes))) for row in proof.rows[1:]]
    need(stated == rows, "inputs-other-rows")
    return problem


def check_members(problem: Problem, members: Members) -> None:
    """members.csv has everybody's class, and who lives with whom."""
    ids = [guard(person) for person in problem.pool.ids]
    need(members.classes == dict(zip(ids, problem.class_of, strict=True)), "inputs-other-members")
    homes: dict[int, list[str]] = {}
    for person, home in zip(ids, problem.pool.households or (), strict=False):
        homes.setdefault(home, []).append(person)
    stated: dict[int, list[str]] = {}
    for person, home in members.homes.items():
        stated.setdefault(home, []).append(person)
    together = sorted(sorted(people) for people in homes.values() if len(people) > 1)
    need(sorted(map(sorted, stated.values())) == together, "inputs-other-households")


def check_people_on_tickets(assembly: Assembly, tickets: Tickets) -> None:
    """Every ticket is a valid panel, by the people's own answers, quotas and households."""
    pool = assembly.pool
    places = {guard(person): place for place, person in enumerate(pool.ids)}
    for ticket, panel in tickets.items():
        if not all(person in places for person in panel):
            fail("record-ticket-stranger", ticket=ticket)
        people = [places[person] for person in panel]
        wrong = check_panel(pool, assembly.quotas, assembly.seats, people)
        need(not wrong, "inputs-ticket", ticket=ticket)
