"""The procedures: their panels, their chances, and what they say about both."""

from __future__ import annotations

import math
import random
from collections import Counter
from fractions import Fraction
from math import comb

import numpy as np
import pytest

from sortition.rules import PROCEDURES
from sortition.rules.blocks import make_blocks, name_people
from sortition.rules.chain import run_chains
from sortition.rules.counting import count_panels, log10
from sortition.rules.diagnostics import NEVER, convergence
from sortition.rules.legacy import ATTEMPTS, legacy
from sortition.rules.procedure import Draws, Effort, generator
from sortition.rules.simple import simple, valid_panels
from sortition.rules.uniform import uniform
from sortition.watch import silent
from stratification.errors import NoPanelError
from stratification.problem import Problem, check_panel
from stratification.quotas import Quota
from tests.sortition.problems import all_panels, problem_of, shared_problem, tiny_problem

LEGACY_PROBLEMS = (4, 20, 23, 27, 50, 152, 188, 191, 207, 271, 362, 369)  # some fail often
BLOCKS = [range(start, start + 40) for start in range(0, 200, 40)]


def feasible(numbers: range | tuple[int, ...]) -> list[tuple[Problem, list[tuple[int, ...]]]]:
    """The tiny problems with these numbers that have a panel, with all their panels."""
    found = []
    for number in numbers:
        problem = tiny_problem(number)
        panels = all_panels(problem)
        if panels:
            found.append((problem, panels))
    return found


def check_valid(problem: Problem, draws: Draws) -> None:
    """Every panel drawn is a valid one, with its people in ascending order."""
    for panel in {tuple(panel) for panel in draws.panels.tolist()}:
        assert check_panel(problem.pool, problem.quotas, problem.seats, panel) == []
        assert list(panel) == sorted(panel)


def distance(left: Counter[tuple[int, ...]], right: Counter[tuple[int, ...]]) -> float:
    """Chi-square of two samples having one distribution, in standard deviations of it.

    Panels seen fewer than 10 times in all are taken together.
    """
    total_left, total_right = left.total(), right.total()
    cells: list[tuple[int, int]] = []
    rest = [0, 0]
    for panel in sorted(set(left) | set(right)):
        if left[panel] + right[panel] >= 10:
            cells.append((left[panel], right[panel]))
        else:
            rest = [rest[0] + left[panel], rest[1] + right[panel]]
    if sum(rest) >= 10:
        cells.append((rest[0], rest[1]))
    scale = (total_right / total_left) ** 0.5
    square = sum((a * scale - b / scale) ** 2 / (a + b) for a, b in cells)
    free = max(1, len(cells) - 1)
    return float((square - free) / (2 * free) ** 0.5)


def against_uniform(drawn: list[tuple[int, ...]], panels: list[tuple[int, ...]]) -> float:
    """Chi-square of a sample against equally likely panels, in standard deviations of it."""
    counts = Counter(drawn)
    assert set(counts) <= set(panels)
    wanted = len(drawn) / len(panels)
    square = sum((counts[panel] - wanted) ** 2 / wanted for panel in panels)
    free = max(1, len(panels) - 1)
    return float((square - free) / (2 * free) ** 0.5)


# --- legacy ---------------------------------------------------------------------------------


def one_attempt(problem: Problem, chance: random.Random) -> tuple[int, ...] | None:
    """The greedy draw by its description, person by person; None when it fails."""
    pool, quotas = problem.pool, problem.quotas.rows
    places = {category: place for place, category in enumerate(pool.categories)}
    left, panel = list(range(len(pool.ids))), []

    def having(people: list[int], quota: Quota) -> list[int]:
        place = places[quota.category]
        return [person for person in people if pool.values[person][place] == quota.value]

    def without_full() -> list[int]:
        full = [quota for quota in quotas if len(having(panel, quota)) == quota.max]
        gone = {person for quota in full for person in having(left, quota)}
        return [person for person in left if person not in gone]

    left = without_full()
    while len(panel) < problem.seats:
        best: tuple[Fraction, Quota] | None = None
        for quota in quotas:
            needed = quota.min - len(having(panel, quota))
            there = len(having(left, quota))
            if needed > there:
                return None
            if there and (best is None or Fraction(needed, there) > best[0]):
                best = Fraction(needed, there), quota
        if best is None:
            return None
        person = chance.choice(having(left, best[1]))
        panel.append(person)
        homes = pool.households
        left = [
            other
            for other in left
            if other != person and (homes is None or homes[other] != homes[person])
        ]
        left = without_full()
    if any(len(having(panel, quota)) < quota.min for quota in quotas):
        return None
    return tuple(sorted(panel))


def wide_problem(number: int) -> Problem:
    """Twelve people, three categories, quotas of 1 to 4 seats wide: minimums are met early."""
    chance = random.Random(number)
    answers = [
        chance.choice("aabc") + chance.choice("xxy") + chance.choice("pqr") for _ in range(12)
    ]
    start = chance.sample(answers, 5)
    quotas = []
    for place, values in enumerate(("abc", "xy", "pqr")):
        for value in values:
            count = sum(answer[place] == value for answer in start)
            low = max(0, count - chance.randint(1, 2))
            quotas.append(Quota(str(place), value, low, count + chance.randint(0, 2)))
    homes = tuple(chance.randrange(9) for _ in answers) if number % 2 else None
    if homes is not None:
        numbers = {home: place for place, home in enumerate(dict.fromkeys(homes))}
        homes = tuple(numbers[home] for home in homes)
    return problem_of(answers, quotas, 5, homes)


def reference(problem: Problem, draws: int) -> tuple[Counter[tuple[int, ...]], float, int]:
    """How often each panel came, attempts per draw, and the draws without a panel."""
    chance = random.Random(5)
    counts: Counter[tuple[int, ...]] = Counter()
    attempts = failed = 0
    for _ in range(draws):
        for _ in range(ATTEMPTS):
            attempts += 1
            panel = one_attempt(problem, chance)
            if panel is not None:
                counts[panel] += 1
                break
        else:
            failed += 1
    return counts, attempts / draws, failed


@pytest.mark.parametrize("number", LEGACY_PROBLEMS)
def test_legacy_is_the_draw_of_its_description(number: int) -> None:
    check_legacy(tiny_problem(number))


@pytest.mark.parametrize("number", range(6))
def test_legacy_beyond_the_minimums_is_the_draw_of_its_description(number: int) -> None:
    check_legacy(wide_problem(number))


def check_legacy(problem: Problem) -> None:
    """Compare the simulation with the draw by its description."""
    expected, attempts, failed = reference(problem, 1500)
    drawn = legacy(problem, Effort(4000, "reference"), silent)
    check_valid(problem, drawn)
    assert drawn.facts["attempts_mean"] == pytest.approx(attempts, rel=0.12)
    assert drawn.facts["failed_share"] == pytest.approx(failed / 1500, abs=0.05)
    assert len(drawn.panels) == 4000 - int(drawn.facts["failed_draws"])
    if expected:
        counts = Counter(tuple(panel) for panel in drawn.panels.tolist())
        assert distance(expected, counts) < 4.5


def test_legacy_finds_only_valid_panels() -> None:
    for problem, _ in feasible(range(150)):
        check_valid(problem, legacy(problem, Effort(30, "valid"), silent))


def test_legacy_prefers_the_value_listed_first() -> None:
    # Both values are alike: 20 people, 2 or 3 of the 5 seats. The free seat always goes to "a".
    quotas = [Quota("0", "a", 2, 3), Quota("0", "b", 2, 3)]
    problem = problem_of(["a"] * 20 + ["b"] * 20, quotas, 5)
    chances = legacy(problem, Effort(4000, "bias"), silent).chances
    assert chances[:20].sum() == pytest.approx(3)
    assert chances[20:].sum() == pytest.approx(2)
    # Fair would be 1/8 for everybody; the standard error of a chance is about 0.005.
    assert chances[:20].mean() == pytest.approx(3 / 20)
    assert chances[:20].min() > chances[20:].max()
    mirrored = problem_of(["b"] * 20 + ["a"] * 20, quotas, 5)
    assert legacy(mirrored, Effort(400, "bias"), silent).chances[20:].sum() == pytest.approx(3)


def test_legacy_that_always_fails_has_no_panels() -> None:
    # Urgency takes "ax" first (1 of 1), which leaves no seat for b: the only panel is ay, bx.
    quotas = [
        Quota("0", "a", 1, 1),
        Quota("0", "b", 1, 1),
        Quota("1", "x", 1, 1),
        Quota("1", "y", 1, 1),
        Quota("2", "u", 0, 0),
        Quota("2", "v", 2, 2),
    ]
    problem = problem_of(["axv", "bxu", "ayu"], quotas, 2)
    drawn = legacy(problem, Effort(10, ""), silent)
    assert drawn.panels.shape == (0, 2)
    facts = {"draws": 10, "attempts_mean": 100.0, "failed_draws": 10, "failed_share": 1.0}
    assert drawn.facts == facts
    assert drawn.chances.tolist() == [0.0, 0.0, 0.0]


# --- counting -------------------------------------------------------------------------------


@pytest.mark.parametrize("numbers", BLOCKS)
def test_counting_finds_all_panels_and_exact_chances(numbers: range) -> None:
    for number in numbers:
        problem = tiny_problem(number)
        panels = all_panels(problem)
        counted = count_panels(problem)
        assert counted is not None
        assert counted.total == len(panels), number
        if panels:
            drawn = uniform(problem, Effort(20, "x"), silent)
            count = Counter(person for panel in panels for person in panel)
            people = range(len(problem.pool.ids))
            assert drawn.exact == tuple(Fraction(count[p], len(panels)) for p in people), number
            check_valid(problem, drawn)


def test_counting_with_households_of_many_shapes() -> None:
    # Two homes with (a, b), one with (a, a), two with (a, a, b), and two people alone.
    answers = ["a", "b", "a", "b", "a", "a", "a", "a", "b", "a", "a", "b", "a", "b"]
    homes = (0, 0, 1, 1, 2, 2, 3, 3, 3, 4, 4, 4, 5, 6)
    quotas = [Quota("0", "a", 2, 3), Quota("0", "b", 1, 2)]
    problem = problem_of(answers, quotas, 4, homes)
    panels = all_panels(problem)
    counted = count_panels(problem)
    assert counted is not None
    assert counted.total == len(panels)
    drawn = uniform(problem, Effort(20_000, "homes"), silent)
    assert against_uniform([tuple(panel) for panel in drawn.panels.tolist()], panels) < 4.5


def test_counting_large_numbers_without_quotas_that_bind() -> None:
    quotas = [Quota("0", "a", 0, 60), Quota("0", "b", 0, 60)]
    counted = count_panels(problem_of(["a"] * 90 + ["b"] * 110, quotas, 60))
    assert counted is not None
    assert counted.total == comb(200, 60)
    assert log10(counted.total) == pytest.approx(math.log10(comb(200, 60)))


def test_counting_gives_up_at_its_limit() -> None:
    problem = feasible((0, 1, 2, 3))[0][0]
    assert count_panels(problem, limit=2) is None


def test_names_are_handed_out_evenly() -> None:
    for problem, panels in feasible((23, 27, 37, 48, 56)):
        classes = np.array(problem.class_of)
        shapes = Counter(tuple(sorted(classes[list(panel)].tolist())) for panel in panels)
        shape, ways = shapes.most_common(1)[0]
        counts = np.bincount(shape, minlength=len(problem.members))
        named = name_people(
            make_blocks(problem), np.tile(counts, (4000, 1)), generator(Effort(), "names")
        )
        same = [panel for panel in panels if tuple(sorted(classes[list(panel)])) == shape]
        assert len(same) == ways
        assert against_uniform([tuple(panel) for panel in named.tolist()], same) < 4.5


# --- uniform --------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [20, 23, 27, 30, 37, 48])
def test_counted_panels_are_uniform(number: int) -> None:
    for problem, panels in feasible((number,)):
        drawn = uniform(problem, Effort(6000, "counted"), silent)
        assert drawn.facts["method"] == "counted"
        assert drawn.facts["valid_panels"] == str(len(panels))
        assert against_uniform([tuple(panel) for panel in drawn.panels.tolist()], panels) < 4.5


@pytest.mark.parametrize("number", [23, 27, 30, 37, 48, 56])
def test_the_chain_is_uniform(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sortition.rules.uniform.count_panels", lambda problem: None)
    monkeypatch.setattr("sortition.rules.chain.SWEEPS", 10)
    for problem, panels in feasible((number,)):
        drawn = uniform(problem, Effort(4000, "chain"), silent)
        check_valid(problem, drawn)
        assert drawn.exact is None
        assert drawn.facts["method"] == "markov chain"
        assert float(drawn.facts["r_hat"]) < 1.02
        assert against_uniform([tuple(panel) for panel in drawn.panels.tolist()], panels) < 5


def swaps_stuck() -> Problem:
    """Everybody different, every quota exact: no swap of one person keeps the quotas."""
    answers = [x + y + z for x in "ab" for y in "ab" for z in "ab"]
    quotas = [Quota(category, value, 2, 2) for category in "012" for value in "ab"]
    return problem_of(answers, quotas, 4)


def test_the_chain_moves_where_single_swaps_are_stuck() -> None:
    problem = swaps_stuck()
    panels = all_panels(problem)
    assert len(panels) > 2
    assert all(len(set(p) & set(q)) < 3 for p in panels for q in panels if p != q)
    found = run_chains(problem, (20, 200), generator(Effort(), "stuck"), silent)
    drawn = [tuple(sorted(panel)) for panel in found.reshape(-1, 4).tolist()]
    assert against_uniform(drawn, panels) < 5


def test_no_valid_panel_is_said() -> None:
    quotas = [Quota("0", "a", 2, 2), Quota("0", "b", 1, 1), Quota("1", "x", 3, 3)]
    with pytest.raises(NoPanelError):
        uniform(problem_of(["ax", "ay", "bx"], quotas, 3), Effort(10, ""), silent)


def test_a_pool_too_large_to_count_is_simulated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sortition.rules.chain.LONGEST", 200)
    problem = shared_problem("tight_23")
    drawn = uniform(problem, Effort(160, "x"), silent)
    assert drawn.facts["method"] == "markov chain"
    assert drawn.effective is not None
    assert 0 < drawn.effective <= len(drawn.panels) <= 160
    assert float(drawn.facts["r_hat"]) >= 1
    check_valid(problem, drawn)


# --- convergence ----------------------------------------------------------------------------


def autoregressive(memory: float, chains: int = 40, length: int = 400) -> np.ndarray:
    """Chains with x_t = memory·x_(t-1) + noise, stationary; shape (chains, length, 3)."""
    noise = np.random.default_rng(3).normal(size=(chains, length, 3))
    values = noise / np.sqrt(1 - memory**2)
    for place in range(1, length):
        values[:, place] = memory * values[:, place - 1] + noise[:, place]
    return values


@pytest.mark.parametrize("memory", [0.0, 0.5, 0.8])
def test_effective_sample_size_of_known_chains(memory: float) -> None:
    r_hat, effective = convergence(autoregressive(memory))
    expected = 40 * 400 * (1 - memory) / (1 + memory)
    assert effective == pytest.approx(np.full(3, expected), rel=0.15)
    assert (r_hat < 1.03).all()


def test_chains_that_differ_have_not_converged() -> None:
    apart = autoregressive(0.0) + np.arange(40)[:, None, None]
    assert (convergence(apart)[0] > 5).all()
    drifting = autoregressive(0.0) + np.linspace(0, 6, 400)[None, :, None]
    assert (convergence(drifting)[0] > 1.3).all()
    stuck = np.repeat(np.arange(4.0)[:, None, None], 10, axis=1)
    assert convergence(stuck)[0].tolist() == [NEVER]
    still = np.ones((4, 10, 1))
    assert [value.tolist() for value in convergence(still)] == [[1.0], [40.0]]


# --- simple, and what all share -------------------------------------------------------------


@pytest.mark.parametrize("numbers", BLOCKS[:2])
def test_simple_knows_how_likely_a_valid_panel_is(numbers: range) -> None:
    for number in numbers:
        problem = tiny_problem(number)
        people, seats = len(problem.pool.ids), problem.seats
        drawn = simple(problem, Effort(200, "x"), silent)
        assert drawn.exact == (Fraction(seats, people),) * people
        share = Fraction(len(all_panels(problem)), comb(people, seats))
        stated = Fraction(str(drawn.facts["valid_probability_fraction"]))
        assert drawn.facts["valid_probability_kind"] == "exact"
        assert stated == share
        judged = valid_panels(problem, drawn.panels).tolist()
        for panel, valid in zip(drawn.panels.tolist(), judged, strict=True):
            wrong = check_panel(problem.pool, problem.quotas, seats, panel)
            assert valid == (not wrong)


def test_simple_estimates_what_it_cannot_count(monkeypatch: pytest.MonkeyPatch) -> None:
    problem, panels = feasible((37,))[0]
    monkeypatch.setattr("sortition.rules.simple.count_panels", lambda problem: None)
    facts = simple(problem, Effort(5000, "estimate"), silent).facts
    share = len(panels) / comb(len(problem.pool.ids), problem.seats)
    assert facts["valid_probability_kind"] == "estimated"
    assert float(facts["valid_probability_low"]) <= share <= float(facts["valid_probability_high"])


def test_simple_draws_every_group_equally_often() -> None:
    problem = problem_of(["a"] * 6, [Quota("0", "a", 0, 6)], 3)
    drawn = simple(problem, Effort(20_000, "groups"), silent)
    groups = [tuple(panel) for panel in drawn.panels.tolist()]
    assert against_uniform(groups, all_panels(problem)) < 4.5


@pytest.mark.parametrize("name", PROCEDURES)
def test_the_seed_fixes_the_panels_and_progress_is_told(name: str) -> None:
    problem = feasible((37,))[0][0]
    told: list[tuple[str, int, int]] = []

    def progress(stage: str, done: int, total: int) -> None:
        told.append((stage, done, total))

    run = PROCEDURES[name].run
    first = run(problem, Effort(50, "one"), progress)
    again = run(problem, Effort(50, "one"), silent)
    other = run(problem, Effort(50, "two"), silent)
    assert PROCEDURES[name].id == name
    assert first.panels.tolist() == again.panels.tolist()
    assert first.panels.tolist() != other.panels.tolist()
    assert first.facts == again.facts
    assert {stage for stage, _, _ in told} == {"simulation"}
    assert told[-1] == ("simulation", 50, 50)
    assert all(0 <= done <= total for _, done, total in told)
