"""What a lottery states is true, whatever the pool: recomputed here from the tickets alone.

Pools are generated: 20 to 60 people, 2 to 5 categories, quotas around a panel that exists, with or
without households. On tiny ones cuts and mixtures are compared with every valid panel there is.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from fractions import Fraction
from math import ceil, floor
from pathlib import Path

import flint
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sortition.chances import make_system
from sortition.cuts import Branch, Cut, Leaf, prove
from sortition.exact import fraction
from sortition.lottery import TINY_EFFORT, Lottery, Settings, make_lottery
from sortition.mixture import Mixture, Nearest, Search, Separation, decompose
from sortition.publish import write_lottery
from sortition.rules import RULES
from sortition.stream import Stream
from sortition.watch import Watch
from stratification.errors import TimeLimitError
from stratification.integer import find_solver
from stratification.panels import Counts
from stratification.pool import Pool
from stratification.problem import Problem, check_panel, make_problem
from stratification.quotas import Quota, Quotas
from tests.sortition.problems import all_panels, shared_problem, tiny_problem
from tests.test_verify_standalone import verify

NEED_CUTS = (35, 55, 170, 244, 251, 253, 386)  # looked up: no lottery reaches the best point of M


def pool_of(number: int) -> Problem:
    """20 to 60 people, 3 to 10 seats, 2 to 5 categories; a valid panel exists by construction."""
    chance = random.Random(number)
    people, seats = chance.randint(20, 60), chance.randint(3, 10)
    weights = [
        [chance.uniform(0.3, 2) for _ in range(chance.randint(2, 4))]
        for _ in range(chance.randint(2, 5))
    ]
    answers = [
        tuple(f"v{chance.choices(range(len(w)), w)[0]}" for w in weights) for _ in range(people)
    ]
    homes = [home for home in range(people) for _ in range(chance.choice((1, 1, 1, 2, 3)))][:people]
    chance.shuffle(homes)
    numbers: dict[int, int] = {}
    households = tuple(numbers.setdefault(home, len(numbers)) for home in homes)
    panel: dict[int, int] = {}
    for person in chance.sample(range(people), people):
        if len(panel) < seats:
            panel.setdefault(households[person], person)
    rows = []
    for place, kinds in enumerate(weights):
        for kind in range(len(kinds)):
            count = sum(answers[person][place] == f"v{kind}" for person in panel.values())
            low, high = max(0, count - chance.randint(0, 1)), count + chance.randint(0, 1)
            rows.append(Quota(f"c{place}", f"v{kind}", low, high))
    pool = Pool(
        tuple(f"p{place:02}" for place in range(people)),
        tuple(f"c{place}" for place in range(len(weights))),
        tuple(answers),
        households if chance.random() < 0.6 else None,
    )
    return make_problem(pool, Quotas(tuple(rows)), len(panel))


# ---- dealing ----


def check_statements(lottery: Lottery) -> None:
    """Everything that a lottery says of itself, counted again from its tickets."""
    problem, total = lottery.problem, lottery.settings.tickets
    ids = {person: number for number, person in enumerate(problem.pool.ids)}
    assert len(lottery.tickets) == total
    for ticket in lottery.tickets:
        people = [ids[person] for person in ticket]
        assert ticket == tuple(sorted(ticket))
        assert check_panel(problem.pool, problem.quotas, problem.seats, people) == []
    counted = Counter(person for ticket in lottery.tickets for person in ticket)
    counts = [counted[person] for person in problem.pool.ids]
    assert list(lottery.counts) == counts
    assert sum(lottery.chances) == problem.seats
    exact = [total * chance for chance in lottery.chances]
    rounded = all(floor(e) <= n <= ceil(e) for e, n in zip(exact, counts, strict=True))
    errors = [abs(e - n) for e, n in zip(exact, counts, strict=True)]
    assert abs(Fraction(lottery.worst_ticket_error) - max(errors)) <= Fraction(1, 10**6)
    pick = max if lottery.rule == "minimax" else min
    plain = RULES[lottery.rule].aim in ("smallest", "largest")  # then the bound is a chance
    assert not plain or lottery.bound == pick(lottery.chances)
    if lottery.status == "optimal":
        assert rounded
        assert lottery.attained != "no"
        assert lottery.gap == 0
    else:
        assert not rounded or lottery.attained == "no"
        away = max(errors) / total
        reached = Fraction(pick(counts), total)
        assert lottery.gap == (abs(lottery.bound - reached) if plain else away)
    people_never = {person for group in lottery.never for person in group.people}
    people_certain = {person for group in lottery.certain for person in group.people}
    for person, chance, count in zip(ids, lottery.chances, counts, strict=True):
        assert person not in people_never or (chance == 0 and count == 0)
        assert (person in people_certain) == (chance == 1)


@given(number=st.integers(0, 10**6), rule=st.sampled_from(list(RULES)), tickets=st.integers(1, 60))
@settings(max_examples=25, derandomize=True, deadline=None)
def test_what_a_lottery_states_is_true(
    number: int, rule: str, tickets: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    lottery = make_lottery(pool_of(number), Settings(rule=rule, tickets=tickets, time_limit=20.0))
    check_statements(lottery)
    folder = tmp_path_factory.mktemp("record")
    write_lottery(lottery, folder)
    code, output = verify(folder)
    assert code == 0, output


def test_most_of_these_lotteries_are_optimal() -> None:
    """The statements above are not true for want of anything stated: hardly one is `bounded`."""
    status = Counter(
        make_lottery(pool_of(number), Settings(tickets=30, time_limit=20.0)).status
        for number in range(12, 21)
    )
    assert status["optimal"] >= 8


@pytest.mark.parametrize(
    ("limit", "rule"),
    [(1e-9, "leximin"), (0.02, "minimax"), (0.02, "leximin"), (0.3, "maximin")],
)
def test_a_time_limit_ends_in_an_error_or_in_a_true_lottery(
    limit: float, rule: str, tmp_path: Path
) -> None:
    """A limit that nothing can meet still ends soon, and nothing is called optimal for it."""
    problem = pool_of(7)
    start = time.monotonic()
    try:
        lottery = make_lottery(problem, Settings(rule=rule, tickets=200, time_limit=limit))
    except TimeLimitError:
        assert limit < 0.3
    else:
        check_statements(lottery)
        write_lottery(lottery, tmp_path / "record")
        code, output = verify(tmp_path / "record")
        assert code == 0, output
    assert time.monotonic() - start < 10


def test_a_time_limit_holds_for_a_hard_pool(tmp_path: Path) -> None:
    """hard_30 takes minutes without a limit; with two seconds it ends soon after, and honestly."""
    problem = shared_problem("hard_30")
    start = time.monotonic()
    lottery = make_lottery(problem, Settings(time_limit=2.0, tickets=200))
    assert time.monotonic() - start < 12
    check_statements(lottery)
    assert lottery.status == "bounded"
    write_lottery(lottery, tmp_path / "record")
    code, output = verify(tmp_path / "record")
    assert code == 0, output


# ---- cuts ----


def counts_of_all_panels(problem: Problem) -> list[Counts]:
    """The class counts of every valid panel, found by looking at groups of people."""
    found = {}
    for panel in all_panels(problem):
        classes = Counter(problem.class_of[person] for person in panel)
        counts = np.array([classes[c] for c in range(len(problem.members))], dtype=np.int64)
        found[counts.tobytes()] = counts
    return list(found.values())


def check_tree(cut: Cut, problem: Problem) -> None:
    """A tree as docs/record.md has it: every panel reaches one leaf; bounds hold, in fractions."""
    system = make_system(problem)
    box = [(0, int(size)) for size in problem.sizes]
    todo = [(0, box)]
    seen = []
    while todo:
        number, box = todo.pop()
        seen.append(number)
        node = cut.tree[number]
        if isinstance(node, Branch):
            low, high = box[node.chosen]
            for child, part in ((node.low, (low, node.at)), (node.high, (node.at + 1, high))):
                assert child > number
                todo.append((child, [*box[: node.chosen], part, *box[node.chosen + 1 :]]))
            continue
        assert isinstance(node, Leaf)
        if any(low > high for low, high in box):
            continue
        total = Fraction(0)
        gains = [Fraction(0 if node.empty else int(weight)) for weight in cut.weights]
        for row, multiplier in node.multipliers.items():
            total += multiplier * int((system.highs if multiplier > 0 else system.lows)[row])
            gains = [
                gain - multiplier * int(entry)
                for gain, entry in zip(gains, system.matrix[row], strict=True)
            ]
        total += sum(max(g * low, g * high) for g, (low, high) in zip(gains, box, strict=True))
        assert total < (0 if node.empty else cut.high + 1)
    assert sorted(seen) == list(range(len(cut.tree)))


@given(number=st.integers(0, 400), data=st.data())
@settings(max_examples=120, derandomize=True, deadline=None)
def test_a_proven_cut_removes_no_valid_panel(number: int, data: st.DataObject) -> None:
    """Any weights: the true largest value is proven; one less is not, for a panel has more."""
    problem = tiny_problem(number)
    panels = counts_of_all_panels(problem)
    size = len(problem.members)
    weights = np.array(data.draw(st.lists(st.integers(-9, 9), min_size=size, max_size=size)))
    system = make_system(problem)
    if not panels:  # then anything may be proven, even that nothing is below zero
        cut = prove(system, Separation(weights, -100))
        assert cut is not None
        check_tree(cut, problem)
        return
    best = max(int(weights @ panel) for panel in panels)
    for high in (best, best + data.draw(st.integers(1, 5))):
        cut = prove(system, Separation(weights, high))
        assert cut is not None
        assert (cut.weights == weights).all()
        assert cut.high == high
        check_tree(cut, problem)
    assert prove(system, Separation(weights, best - data.draw(st.integers(1, 5)))) is None


def test_a_tree_that_would_be_too_large_is_no_proof() -> None:
    """With room for one node only what needs no split is proven."""
    cuts = []
    for number in NEED_CUTS:
        lottery = make_lottery(tiny_problem(number), Settings(tickets=1))
        cuts += [(tiny_problem(number), cut) for cut in lottery.proof.cuts[:1]]
    split = [(problem, cut) for problem, cut in cuts if len(cut.tree) > 1]
    assert split
    for problem, cut in split:
        separation = Separation(cut.weights, cut.high)
        assert prove(make_system(problem), separation, most_nodes=1) is None
        check_tree(cut, problem)


# ---- mixtures ----


def inside(panels: list[Counts], chance: random.Random) -> list[Fraction]:
    """Expected class counts of a random lottery over some of the panels."""
    weights = [chance.randint(0, 5) for _ in panels]
    weights[chance.randrange(len(weights))] += 1
    return [
        Fraction(sum(w * int(panel[c]) for w, panel in zip(weights, panels, strict=True)))
        / sum(weights)
        for c in range(len(panels[0]))
    ]


def rationals(expected: list[Fraction], problem: Problem) -> list[flint.fmpq]:
    """Expected class counts as chances per head."""
    return [
        flint.fmpq(one.numerator, one.denominator * int(size))
        for one, size in zip(expected, problem.sizes, strict=True)
    ]


@given(number=st.integers(0, 400), seed=st.integers(0, 2**32), outside=st.booleans())
@settings(max_examples=80, derandomize=True, deadline=None)
def test_chances_are_mixed_exactly_or_separated_from_all_panels(
    number: int, seed: int, outside: bool
) -> None:
    """What a lottery reaches is decomposed; what none reaches is cut off, and no panel with it."""
    problem, chance = tiny_problem(number), random.Random(seed)
    panels = counts_of_all_panels(problem)
    if not panels:
        return
    expected = inside(panels, chance)
    if outside:  # a step away from a lottery: perhaps out of reach, perhaps not
        c, d = chance.randrange(len(expected)), chance.randrange(len(expected))
        step = Fraction(1, chance.choice((3, 10, 1000)))
        expected[c], expected[d] = expected[c] + step, expected[d] - step
    stream = Stream("mixture", "test")
    search = Search(make_system(problem), find_solver(), stream, TINY_EFFORT, Watch())
    answer = decompose(search, rationals(expected, problem), [])
    assert not isinstance(answer, Nearest)  # so small a problem is always decided
    if isinstance(answer, Mixture):
        assert sum(answer.weights) == answer.total
        assert min(answer.weights) > 0
        for c, size in enumerate(expected):
            seats = sum(
                w * int(panel[c]) for w, panel in zip(answer.weights, answer.panels, strict=True)
            )
            assert Fraction(seats, answer.total) == size
        known = {panel.tobytes() for panel in panels}
        assert {panel.tobytes() for panel in answer.panels} <= known
    else:
        assert outside
        reached = sum(int(w) * x for w, x in zip(answer.weights, expected, strict=True))
        assert reached > answer.high
        assert max(int(answer.weights @ panel) for panel in panels) <= answer.high


def test_cuts_of_a_lottery_remove_no_panel_and_something_else() -> None:
    """Each cut of a proof keeps every panel, and excludes the chances that were best before it."""
    for number in NEED_CUTS:
        problem = tiny_problem(number)
        panels = counts_of_all_panels(problem)
        lottery = make_lottery(problem, Settings(tickets=1))
        system = make_system(problem)
        assert lottery.proof.cuts
        for cut in lottery.proof.cuts:
            best = RULES["leximin"].compute(system).chances
            seats = [fraction(p) * int(n) for p, n in zip(best, problem.sizes, strict=True)]
            assert sum(int(w) * x for w, x in zip(cut.weights, seats, strict=True)) > cut.high
            assert all(int(cut.weights @ panel) <= cut.high for panel in panels)
            system = system.with_cut(cut.weights, cut.high)
            assert all(int(cut.weights @ panel) >= system.lows[-1] for panel in panels)
