"""Diverse lists: everybody keeps their tickets, every ticket stays valid, nobody stays glued."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sortition import diversify as module
from sortition.diversify import diversify
from sortition.exchange import SCALE, Exchanges, Table, make_ground
from sortition.lottery import Lottery, Settings, make_lottery
from stratification.pool import Pool
from stratification.problem import Problem, check_panel, make_problem
from stratification.quotas import Quota, Quotas
from stratification.solver import SolverError
from tests.sortition.problems import all_panels, shared_problem, tiny_problem

ROOT = Path(__file__).resolve().parents[2]
Seats = tuple[tuple[int, ...], ...]


def make(
    answers: list[str], quotas: dict[str, tuple[int, int]], seats: int, homes: list[int] | None
) -> Problem:
    """A pool whose people have one letter per category: "ab" is a in the first, b in the second.

    Quotas are named by place and letter: "0a".
    """
    categories = tuple(str(place) for place in range(len(answers[0])))
    pool = Pool(
        tuple(f"p{number:03}" for number in range(len(answers))),
        categories,
        tuple(tuple(answer) for answer in answers),
        None if homes is None else tuple(homes),
    )
    rows = (Quota(name[0], name[1], low, high) for name, (low, high) in quotas.items())
    return make_problem(pool, Quotas(tuple(rows)), seats)


def with_tickets(lottery: Lottery, tickets: Seats) -> Lottery:
    """The lottery with other tickets, given as places in the pool."""
    ids = lottery.problem.pool.ids
    counted = Counter(person for ticket in tickets for person in ticket)
    named = tuple(tuple(ids[person] for person in ticket) for ticket in tickets)
    return replace(
        lottery, tickets=named, counts=tuple(counted[person] for person in range(len(ids)))
    )


def meetings(lottery: Lottery) -> Counter[tuple[str, str]]:
    """On how many tickets two people are together, for those who ever are."""
    return Counter(pair for ticket in lottery.tickets for pair in itertools.combinations(ticket, 2))


def spread(lottery: Lottery) -> Fraction:
    """F as the module's text defines it, from pairs of people."""
    counts = dict(zip(lottery.problem.pool.ids, lottery.counts, strict=True))
    weight = {person: Fraction(SCALE // count, SCALE) for person, count in counts.items() if count}
    return sum(
        (weight[a] * weight[b] * count**2 for (a, b), count in meetings(lottery).items()),
        Fraction(0),
    )


def check(before: Lottery, after: Lottery) -> None:
    """What holds of every diverse list, by looking at the people on the tickets."""
    problem = after.problem
    place = {person: number for number, person in enumerate(problem.pool.ids)}
    counted = Counter(person for ticket in after.tickets for person in ticket)
    assert tuple(counted[person] for person in problem.pool.ids) == before.counts
    for ticket in after.tickets:
        assert list(ticket) == sorted(set(ticket))
        people = [place[person] for person in ticket]
        assert not check_panel(problem.pool, problem.quotas, problem.seats, people)
    assert replace(after, tickets=before.tickets) == before
    more = len(set(after.tickets)) - len(set(before.tickets))
    assert more > 0 or (more == 0 and spread(after) <= spread(before))


def tiny_list(number: int, tickets: int) -> Lottery | None:
    """A lottery over a tiny problem whose tickets are any valid panels, some of them repeated."""
    problem = tiny_problem(number)
    panels = all_panels(problem)
    if not panels:
        return None
    drawn = np.random.default_rng(number).integers(len(panels), size=tickets)
    lottery = make_lottery(problem, Settings(tickets=1, seed="tiny"))
    return with_tickets(lottery, tuple(panels[place] for place in drawn))


# ---- what always holds ----


def test_tiny_problems_keep_counts_and_validity() -> None:
    """Any list of valid panels of a tiny problem, with and without households."""
    better = households = 0
    for number in range(120):
        before = tiny_list(number, 1 + number % 40)
        if before is None:
            continue
        after = diversify(before)
        check(before, after)
        better += spread(after) < spread(before)
        households += before.problem.pool.households is not None
    assert better > 20
    assert households > 20


@pytest.mark.parametrize("number", range(4))
def test_generated_problems_keep_counts_and_validity(number: int) -> None:
    """60 people in households of two or alone, three categories, quotas with and without room."""
    random = np.random.default_rng(number)
    answers = ["".join(random.choice(list("abc"), p=[0.5, 0.3, 0.2], size=3)) for _ in range(60)]
    homes = [place // 2 if place < 30 else place for place in range(60)]
    numbers: dict[int, int] = {}
    quotas = {f"{place}{value}": (1, 6) for place in range(3) for value in "bc"}
    quotas |= {f"{place}a": (4, 4 + number) for place in range(3)}
    problem = make(answers, quotas, 9, [numbers.setdefault(home, len(numbers)) for home in homes])
    before = make_lottery(problem, Settings(tickets=150, seed=str(number)))
    after = diversify(before)
    check(before, after)
    assert spread(after) < spread(before) * Fraction(97, 100)


def test_a_shared_instance_comes_nearer_to_independence() -> None:
    """150 people in 122 classes: hardly anybody can be exchanged for somebody who is the same."""
    before = make_lottery(shared_problem("panel_150_22"), Settings(tickets=200, seed="x"))
    after = diversify(before)
    check(before, after)
    assert spread(after) < spread(before) * Fraction(98, 100)


# ---- the objective ----


def table_of(lottery: Lottery) -> Table:
    """The lottery's tickets as a table."""
    ids = {person: place for place, person in enumerate(lottery.problem.pool.ids)}
    seats = np.array([[ids[person] for person in ticket] for ticket in lottery.tickets])
    ground = make_ground(lottery.problem, np.arange(1, len(ids) + 2, dtype=np.uint64) ** 7)
    return Table(ground, seats, Counter(ground.names[seats].sum(axis=1).tolist()))


def all_exchanges(table: Table) -> Exchanges:
    """Every exchange of one for one or two for two between two tickets, valid or not."""
    found = []
    for first, second in itertools.permutations(range(len(table.seats)), 2):
        here, there = (
            [
                *itertools.combinations(seats, 2),
                *((person, table.ground.nobody) for person in seats),
            ]
            for seats in (table.seats[first].tolist(), table.seats[second].tolist())
        )
        for out, back in itertools.product(here, there):
            if table.ground.nobody in out and table.ground.nobody not in back:
                continue
            if table.ground.nobody in back and table.ground.nobody not in out:
                continue
            found.append(((first, second), out, back))
    parts = (np.array(part, dtype=np.int64).reshape(-1, 2) for part in zip(*found, strict=True))
    return Exchanges(*parts)


@given(st.integers(0, 10_000))
@settings(max_examples=60, derandomize=True, deadline=None)
def test_a_table_knows_what_every_exchange_does(number: int) -> None:
    """Validity, F and all that is counted along, against lists written out anew."""
    lottery = tiny_list(number, 5)
    if lottery is None or lottery.seats < 2:
        return
    table = table_of(lottery)
    problem, nobody = lottery.problem, table.ground.nobody
    some = all_exchanges(table)
    some = some.only(table.apart(some))
    if not len(some.tickets):
        return
    valid, promise = table.keeps(some), table.promise(some)
    order = np.random.default_rng(number).permutation(len(valid))[:30]
    for place in order:
        tickets = [set(ticket) for ticket in table.seats.tolist()]
        (first, second), out, back = some.tickets[place], some.out[place], some.back[place]
        tickets[first] = tickets[first] - set(out.tolist()) | set(back.tolist()) - {nobody}
        tickets[second] = tickets[second] - set(back.tolist()) | set(out.tolist()) - {nobody}
        assert valid[place] == (
            not any(
                check_panel(problem.pool, problem.quotas, problem.seats, sorted(tickets[number]))
                for number in (first, second)
            )
        )
        *_, change = table.change(some.tickets[place], out, back)
        changed = with_tickets(lottery, tuple(tuple(sorted(ticket)) for ticket in tickets))
        exact = (spread(changed) - spread(lottery)) * SCALE**2
        assert change == exact
        # The promise leaves out only how often those exchanged meet each other.
        people = [person for person in (*out, *back) if person != nobody]
        if len(people) == 2 and not (table.on[people[0]] * table.on[people[1]]).any():
            assert promise[place] == change


def test_after_exchanges_a_table_counts_what_a_new_one_counts() -> None:
    """Overlaps, households, sums and names are those of the list that came out."""
    carried = 0
    for number in range(60):
        lottery = tiny_list(number, 12)
        if lottery is None or lottery.seats < 2:
            continue
        table = table_of(lottery)
        for _ in range(5):
            some = all_exchanges(table)
            some = some.only(table.apart(some))
            some = some.only(table.keeps(some))
            parts = zip(some.tickets, some.out, some.back, strict=True)
            fell = next(
                (fell for part in parts if (fell := table.carry_out(*part)) is not None), None
            )
            if fell is None:
                break
            carried += 1
            anew = Table(table.ground, table.seats, table.known)
            for name in ("on", "overlap", "sums", "home", "weight"):
                assert (getattr(table, name) == getattr(anew, name)).all(), name
            assert table.names == anew.names
            assert Counter(table.names) == +table.known
    assert carried > 20


# ---- what it is for ----


def test_people_glued_together_come_apart() -> None:
    """Two classes of equal size, names rotating in step: fixed couples, and 15 panels."""
    problem = make(list("ab") * 30, {"0a": (4, 4), "0b": (4, 4)}, 8, None)
    dealt = make_lottery(problem, Settings(tickets=300, seed="glued"))
    ids, members = problem.pool.ids, problem.members
    turns = [[4 * ticket % 60 + seat for seat in range(4)] for ticket in range(300)]
    people = [[ids[m[turn % 30]] for m in members for turn in ticket] for ticket in turns]
    before = replace(dealt, tickets=tuple(tuple(sorted(ticket)) for ticket in people))
    assert len([pair for pair, count in meetings(before).items() if count == 40]) > 60
    assert len(set(before.tickets)) == 15
    after = diversify(before)
    check(before, after)
    assert len(set(after.tickets)) == 300
    # 40 tickets each, so two people would meet on about 40·7/59 = 4.7 of them.
    assert max(meetings(after).values()) < 20
    assert len(meetings(after)) > 0.95 * 60 * 59 / 2


def test_where_no_single_exchange_is_possible_two_go_for_two() -> None:
    """Tickets of aa and bb next to tickets of ab and ba, both letters exact in both categories."""
    answers = [*["aa", "bb"] * 2, *["ab", "ba"] * 2]
    exact = {f"{place}{value}": (2, 2) for place in "01" for value in "ab"}
    problem = make(answers, exact, 4, None)
    lottery = make_lottery(problem, Settings(tickets=1, seed="x"))
    before = with_tickets(lottery, ((0, 1, 2, 3), (4, 5, 6, 7)) * 2)
    table = table_of(before)
    single = all_exchanges(table)
    single = single.only(table.apart(single) & (single.out[:, 1] == table.ground.nobody))
    assert len(single.tickets) > 100
    assert not table.keeps(single).any()
    after = diversify(before)
    check(before, after)
    assert len(set(after.tickets)) == 4


def test_same_tickets_become_different() -> None:
    """A list that repeats few panels, as dealing may leave it where it gets stuck."""
    problem = make(list("aaabbb") * 3, {"0a": (1, 3), "0b": (1, 3)}, 4, None)
    lottery = make_lottery(problem, Settings(tickets=1, seed="x"))
    before = with_tickets(lottery, ((0, 1, 3, 4), (6, 7, 9, 10), (12, 13, 15, 16)) * 20)
    after = diversify(before)
    check(before, after)
    assert len(set(after.tickets)) == 60


def test_long_lists_are_spread_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """The parts have their own counts, and no two tickets of different parts become the same."""
    problem = make(list("ab") * 20, {"0a": (3, 3), "0b": (3, 3)}, 6, None)
    before = make_lottery(problem, Settings(tickets=95, seed="x"))
    monkeypatch.setattr(module, "PART", 40)
    told: list[tuple[str, int, int]] = []
    after = diversify(before, lambda *step: told.append(step))
    check(before, after)
    assert len(set(after.tickets)) == 95
    for part in np.array_split(np.arange(95), 3):
        old, new = (
            Counter(person for place in part for person in lottery.tickets[place])
            for lottery in (before, after)
        )
        assert old == new
    assert {(stage, total) for stage, _, total in told} == {("diversifying", 3 * module.ROUNDS)}
    assert [done for _, done, _ in told] == sorted({done for _, done, _ in told})


@pytest.mark.parametrize("tickets", [1, 2, 3])
def test_the_smallest_lists(tickets: int) -> None:
    """One seat or one ticket leaves nothing to exchange."""
    for problem in (
        make(list("aab"), {"0a": (0, 1), "0b": (0, 1)}, 1, None),
        make(list("aabb"), {"0a": (2, 2), "0b": (2, 2)}, 4, None),
    ):
        before = make_lottery(problem, Settings(tickets=tickets, seed="x"))
        after = diversify(before)
        check(before, after)
        assert Counter(after.tickets) == Counter(before.tickets)


def test_a_wrong_ticket_is_never_handed_out() -> None:
    """The check at the end looks at people, not at what the search believes."""
    problem = make(list("aabb"), {"0a": (1, 1), "0b": (1, 1)}, 2, None)
    lottery = make_lottery(problem, Settings(tickets=4, seed="x"))
    with pytest.raises(SolverError):
        diversify(with_tickets(lottery, ((0, 1),)))
    with pytest.raises(SolverError):
        diversify(replace(lottery, counts=(4, 0, 2, 2)))


# ---- reproducible ----

SCRIPT = """
import hashlib
from sortition.diversify import diversify
from sortition.lottery import Settings, make_lottery
from tests.sortition.test_diversify import make
problem = make(list("abc") * 12, {f"0{v}": (2, 4) for v in "abc"}, 9, None)
lottery = diversify(make_lottery(problem, Settings(tickets=60, seed="same")))
print(hashlib.sha256(repr(lottery.tickets).encode()).hexdigest())
"""


def test_other_processes_make_the_same_list() -> None:
    """Whatever order their hashes have."""
    found = {
        subprocess.run(
            [sys.executable, "-W", "error", "-c", SCRIPT],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
        ).stdout
        for seed in ("0", "1", "random")
    }
    assert len(found) == 1


def test_another_seed_makes_another_list() -> None:
    """The list follows from the seed, not only from the tickets."""
    problem = make(list("ab") * 10, {"0a": (2, 2), "0b": (2, 2)}, 4, None)
    lottery = make_lottery(problem, Settings(tickets=40, seed="one"))
    assert diversify(lottery).tickets == diversify(lottery).tickets
    assert diversify(lottery).tickets != diversify(replace(lottery, seed="two")).tickets
