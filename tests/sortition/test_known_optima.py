"""Instances whose best chances are known: derived on paper, or published.

The shared instances are compared where they are present. Every record is checked by
`examples/verify_standalone.py`, which shares nothing with the package, in a process of its own.
"""

from __future__ import annotations

import math
import subprocess
import sys
from collections import Counter
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from sortition.examples import example_folder
from sortition.lottery import Lottery, Settings, make_lottery
from sortition.publish import write_lottery
from sortition.rules import RULES
from stratification.errors import NoPanelError
from stratification.pool import Source, read_assembly
from stratification.problem import Problem, make_problem
from tests.sortition.problems import shared_problem

SCRIPT = Path(__file__).resolve().parents[2] / "examples" / "verify_standalone.py"


def example(name: str, seats: int, id_column: str | None, household: tuple[str, ...]) -> Problem:
    folder = example_folder(name)
    source = Source(folder / "aanmeldingen.csv", id_column, household)
    assembly = read_assembly(source, folder / "streefaantallen.csv", seats)
    return make_problem(assembly.pool, assembly.quotas, assembly.seats)


@cache
def klein() -> Problem:
    return example("klein", 3, None, ())


@cache
def zeewijk() -> Problem:
    return example("zeewijk", 24, "code", ("adres", "postcode"))


def check(lottery: Lottery, folder: Path) -> None:
    """The lottery is optimal, attained, dealt within a ticket, and a stranger's program agrees."""
    total = len(lottery.tickets)
    assert (lottery.status, lottery.attained) == ("optimal", "exact")
    assert lottery.gap == 0
    assert total == lottery.settings.tickets
    counted = Counter(person for ticket in lottery.tickets for person in ticket)
    assert lottery.counts == tuple(counted[person] for person in lottery.problem.pool.ids)
    for chance, count in zip(lottery.chances, lottery.counts, strict=True):
        assert math.floor(total * chance) <= count <= math.ceil(total * chance)
    assert sum(lottery.chances) == lottery.seats
    write_lottery(lottery, folder)
    command = [sys.executable, str(SCRIPT), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "FAILED" not in done.stdout


def with_value(lottery: Lottery, category: str, value: str) -> list[Fraction]:
    """The chances of the people with a value."""
    pool = lottery.problem.pool
    place = pool.categories.index(category)
    people = zip(lottery.chances, pool.values, strict=True)
    return [chance for chance, values in people if values[place] == value]


def gini(chances: tuple[Fraction, ...]) -> float:
    """2·sum(j·v_j) / (n·sum v) - (n+1)/n over ascending chances v_1 … v_n."""
    n = len(chances)
    weighted = sum((j * v for j, v in enumerate(sorted(chances), 1)), Fraction(0))
    return float(2 * weighted / (n * sum(chances)) - Fraction(n + 1, n))


def geometric_mean(chances: tuple[Fraction, ...]) -> float:
    return math.exp(sum(math.log(chance) for chance in chances) / len(chances))


# ---- solved on paper ----

# examples/README.md derives leximin: one seat for the five who are "jong"; "noord" has two seats,
# of which A to D take 4/5; H takes the rest of the two seats for "oud". Maximin has the same
# smallest chance 1/5, which again forces A to E, so F and G have at most 6/5 together: the squares
# are smallest when they have all of it, evenly, for H has the rest, 4/5, the most of the three.
KLEIN_LEXIMIN = {**dict.fromkeys("ABCDE", "1/5"), "F": "3/5", "G": "3/5", "H": "4/5"}

# Minimax: three people share the two seats for "oud", so the largest chance is at least 2/3, and
# then it is 2/3 for each. F and G take 4/3 of the two seats that "noord" may have, which leaves
# 2/3 for A to D, 1/6 each; E has the rest of the seat for "jong", 1/3. (More for E would be less
# for A to D: a larger sum of squares.)
KLEIN_MINIMAX = {**dict.fromkeys("ABCD", "1/6"), "E": "1/3", **dict.fromkeys("FGH", "2/3")}


@pytest.mark.parametrize(
    ("rule", "expected"),
    [("leximin", KLEIN_LEXIMIN), ("maximin", KLEIN_LEXIMIN), ("minimax", KLEIN_MINIMAX)],
)
@pytest.mark.parametrize("tickets", [1, 7, 30])
def test_klein(rule: str, expected: dict[str, str], tickets: int, tmp_path: Path) -> None:
    lottery = make_lottery(klein(), Settings(rule=rule, tickets=tickets))
    ids = lottery.problem.pool.ids
    found = {person: str(chance) for person, chance in zip(ids, lottery.chances, strict=True)}
    assert found == expected
    if tickets == 30:  # everybody's tickets are whole
        assert list(lottery.counts) == [30 * chance for chance in lottery.chances]
        assert lottery.worst_ticket_error == 0
    check(lottery, tmp_path / "record")


def test_klein_nash(tmp_path: Path) -> None:
    """The largest product of chances in klein, on paper.

    Let x be the chance of A to D, whose class is "jong, noord". "jong" has one seat, so E has
    1 - 4x. "noord" has at most 2 seats, which the best lottery uses (without that limit all of
    "jong" would have 1/5 and all of "oud" 2/3, and "noord" 4·1/5 + 2·2/3 > 2). So F and G have
    1 - 2x each, and H the rest of the two seats for "oud", 4x. The product is

        x^4 · (1 - 4x) · (1 - 2x)^2 · 4x,

    and its logarithm has the slope 5/x - 4/(1 - 4x) - 4/(1 - 2x), which is 0 where
    64x² - 38x + 5 = 0: x = (38 - sqrt(38² - 4·64·5))/128 = (38 - sqrt(164))/128 = 0.19683.
    """
    lottery = make_lottery(klein(), Settings(rule="nash", tickets=30))
    x = (38 - math.sqrt(164)) / 128
    expected = {**dict.fromkeys("ABCD", x), "E": 1 - 4 * x, "H": 4 * x}
    expected |= dict.fromkeys("FG", 1 - 2 * x)
    for person, chance in zip(lottery.problem.pool.ids, lottery.chances, strict=True):
        assert float(chance) == pytest.approx(expected[person], abs=1e-15)
    # Nearer than floating point: the chance nearly solves the equation, rounded to 1e-16.
    smallest = lottery.minimum_chance
    assert abs(64 * smallest**2 - 38 * smallest + 5) < Fraction(1, 10**14)
    assert 1 <= lottery.bound < 1 + Fraction(1, 10**12)
    check(lottery, tmp_path / "record")


@pytest.mark.parametrize("rule", ["nash", "goldilocks"])
def test_zeewijk_by_the_other_rules(rule: str, tmp_path: Path) -> None:
    check(make_lottery(zeewijk(), Settings(rule=rule, tickets=100)), tmp_path / "record")


def test_zeewijk_leximin(tmp_path: Path) -> None:
    """66 people are "theoretisch opgeleid" and share at most 9 seats: one has at most 9/66."""
    lottery = make_lottery(zeewijk(), Settings(tickets=100))
    assert lottery.minimum_chance == lottery.bound == Fraction(3, 22)
    assert set(with_value(lottery, "opleiding", "theoretisch opgeleid")) == {Fraction(3, 22)}
    assert (lottery.never, lottery.certain) == ((), ())
    check(lottery, tmp_path / "record")


def test_zeewijk_maximin(tmp_path: Path) -> None:
    """The smallest chance is leximin's, by definition; with it, the squares are no larger."""
    maximin = make_lottery(zeewijk(), Settings(rule="maximin", tickets=100))
    leximin = make_lottery(zeewijk(), Settings(tickets=1))
    assert maximin.minimum_chance == maximin.bound == Fraction(3, 22)
    squares = [sum(chance**2 for chance in one.chances) for one in (maximin, leximin)]
    assert squares[0] <= squares[1]
    check(maximin, tmp_path / "record")


def test_zeewijk_minimax(tmp_path: Path) -> None:
    """No other rule has a smaller largest chance; 17 people share a minimum of 5 seats: 5/17."""
    minimax = make_lottery(zeewijk(), Settings(rule="minimax", tickets=100))
    assert minimax.maximum_chance == minimax.bound == Fraction(5, 17)
    rows = [row for row in minimax.problem.rows if row.quota is not None]
    shares = [
        Fraction(row.low, int(minimax.problem.sizes[list(row.classes)].sum())) for row in rows
    ]
    assert max(shares) == Fraction(5, 17)
    check(minimax, tmp_path / "record")


# ---- shared instances ----


def test_panel_150_22(tmp_path: Path) -> None:
    """The smallest chance on paper, the shape as published (design/lottery.md, section 4).

    The minimums of the eight areas add up to 3+3+2+3+3+2+3+3 = 22, all the seats. So Highlands and
    Islands gets exactly 2 seats for its 22 people, and one of them at most 2/22 = 1/11.
    """
    lottery = make_lottery(shared_problem("panel_150_22"))
    assert lottery.minimum_chance == lottery.bound == Fraction(1, 11)
    assert set(with_value(lottery, "geo_bucket", "Highlands and Islands")) == {Fraction(1, 11)}
    assert gini(lottery.chances) == pytest.approx(0.140351, abs=5e-7)
    assert geometric_mean(lottery.chances) == pytest.approx(0.141206, abs=5e-7)
    check(lottery, tmp_path / "record")


def test_panel_150_22_nash(tmp_path: Path) -> None:
    """Beside a figure published by another program: 0.087698 to 0.234144 (no proof, no gap).

    Ours has a proven gap below 1e-12 in the geometric mean.
    """
    lottery = make_lottery(shared_problem("panel_150_22"), Settings(rule="nash"))
    assert 1 <= lottery.bound < 1 + Fraction(1, 10**12)
    assert geometric_mean(lottery.chances) == pytest.approx(0.141903, abs=5e-7)
    assert float(lottery.minimum_chance) == pytest.approx(0.087698, abs=1e-5)
    assert float(lottery.maximum_chance) == pytest.approx(0.234144, abs=1e-5)
    assert float(lottery.maximum_chance) == pytest.approx(0.234145, abs=5e-7)
    check(lottery, tmp_path / "record")


def test_panel_150_22_goldilocks(tmp_path: Path) -> None:
    """1/11 and 3/16 whatever gamma is: 1/11 is the largest smallest chance (see above), and

    3/16 is the smallest largest chance; the two go together.
    """
    problem = shared_problem("panel_150_22")
    minimax = make_lottery(problem, Settings(rule="minimax", tickets=10))
    lottery = make_lottery(problem, Settings(rule="goldilocks"))
    assert lottery.minimum_chance == Fraction(1, 11)
    assert lottery.maximum_chance == minimax.bound == Fraction(3, 16)
    assert lottery.bound == Fraction(150, 22) * Fraction(3, 16) + Fraction(22, 150) * 11
    check(lottery, tmp_path / "record")


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("name", ["example_small_20", "example_large_200"])
def test_examples_of_the_paper(name: str, rule: str, tmp_path: Path) -> None:
    """A tenth of the people are chosen, and the quotas leave room for one chance for all: 1/10.

    Equal chances are best under every rule: no smallest chance is above k/n, no largest below.
    """
    lottery = make_lottery(shared_problem(name), Settings(rule=rule, tickets=100))
    assert set(lottery.chances) == {Fraction(1, 10)}
    assert set(lottery.counts) == {10}
    check(lottery, tmp_path / "record")


def test_twin_cca_75(tmp_path: Path) -> None:
    """The bound 4/375, from five quotas added up in fractions, apart from the engine.

    c0=v0 has at most 19 seats and c2=v5 at most 13; c1=v4 has at least 12, and c3=v0, v1 and v3
    have at least 6, 23 and 4. Count a person +1 for each of the first two values, -2 for c1=v4, -1
    for each of the others: the counts of a panel add up to at most 19+13-24-33 = -25. Whoever
    counts negatively has a chance of at most 1, so the others' weighted mean is at most the bound.
    """
    lottery = make_lottery(shared_problem("twin_cca_75"), Settings(tickets=300))
    pool = lottery.problem.pool
    counts = {
        **{("c0", "v0"): 1, ("c2", "v5"): 1, ("c1", "v4"): -2},
        **{("c3", "v0"): -1, ("c3", "v1"): -1, ("c3", "v3"): -1},
    }
    persons = [
        sum(counts.get(pair, 0) for pair in zip(pool.categories, values, strict=True))
        for values in pool.values
    ]
    most = 19 + 13 - 2 * 12 - (6 + 23 + 4)
    bound = Fraction(most - sum(min(0, n) for n in persons), sum(max(0, n) for n in persons))
    assert bound == Fraction(4, 375)
    assert lottery.minimum_chance == lottery.bound == bound
    check(lottery, tmp_path / "record")


def test_twin_cca_75_with_households(tmp_path: Path) -> None:
    """One per household takes something from 4/375 = 0.01067: 8/763 = 0.01048.

    The bound adds eleven kinds of households to the five quotas above; that sum is in proof.json,
    where the stand-alone verifier adds it up.
    """
    lottery = make_lottery(shared_problem("twin_cca_75", household=True))
    assert lottery.minimum_chance == lottery.bound == Fraction(8, 763)
    check(lottery, tmp_path / "record")


@pytest.mark.parametrize("rule", RULES)
def test_infeasible_170(rule: str) -> None:
    """c4=v0 has 54 people and the other values have at most 51+19+45 = 115 seats: 169, not 170."""
    with pytest.raises(NoPanelError) as caught:
        make_lottery(shared_problem("infeasible_170"), Settings(rule=rule))
    findings = caught.value.findings
    maxima = [finding.params for finding in findings if finding.code == "limit-max"]
    assert [(one["category"], one["value"], one["number"]) for one in maxima] == [
        ("c4", "v1", 51),
        ("c4", "v2", 19),
        ("c4", "v3", 45),
    ]
    assert [finding.code for finding in findings] == [
        "no-panel",
        *["limit-max"] * 3,
        "people-per-value",
    ]
    assert "v0: 54" in str(caught.value)
