"""Which solver is used changes no chance, a missing one is an error, and a lying one does no harm.

An integer program decides whether there is a panel, who never or always is on one, and which cut
holds. Dives (`find_panel`) find most panels. Both are replaced by liars here: whatever they say, an
error comes of it and no file, or a record that the stand-alone verifier accepts.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from sortition.lottery import Lottery, Settings, make_lottery
from sortition.publish import write_lottery
from sortition.rules import RULES
from stratification.errors import Finding, InputError, NoPanelError, SortitionError
from stratification.integer import IntegerSolver, IntegerSystem, find_solver
from stratification.panels import Counts, NoRoomError, Room, find_panel
from stratification.pool import Pool
from stratification.problem import Problem, make_problem
from stratification.quotas import Quota, Quotas
from tests.sortition.problems import tiny_problem
from tests.test_verify_standalone import verify

NEED_CUTS = (35, 253, 386)  # tiny problems whose optimum over M no lottery reaches
CBC_WARNS = pytest.mark.filterwarnings("ignore:PULP_CBC_CMD is deprecated:DeprecationWarning")
FINDERS = ("sortition.deal", "sortition.mixture", "stratification.feasibility.limits")


@dataclass
class Watched:
    """A solver, and how often it was asked."""

    solver: IntegerSolver
    asked: int = field(default=0)

    def maximise(self, system: IntegerSystem, weights: Counts) -> Counts | None:
        self.asked += 1
        assert self.asked < 1000, "a computation that does not end"
        return self.solver.maximise(system, weights)


@dataclass(frozen=True)
class Liar:
    """A solver that answers what it likes."""

    answer: Callable[[IntegerSystem, Counts], Counts | None]

    def maximise(self, system: IntegerSystem, weights: Counts) -> Counts | None:
        return self.answer(system, weights)


def use(solver: IntegerSolver, monkeypatch: pytest.MonkeyPatch) -> Watched:
    """Let every lottery use this solver, and count how often it is asked."""
    watched = Watched(solver)
    monkeypatch.setattr("sortition.lottery.find_solver", lambda name=None: watched)
    return watched


# ---- two solvers ----


def result(problem: Problem, settings: Settings) -> Lottery | tuple[Finding, ...]:
    """The lottery, or why there is none."""
    try:
        return make_lottery(problem, settings)
    except NoPanelError as error:
        return error.findings


def pool_of_sixty() -> Problem:
    """Sixty people, ten seats, four categories, households of one to three.

    The quotas fit a panel that was put together first, with little room, so that integer programs
    are needed under every rule: some have chance 0 or 1, and leximin takes five cuts (this pool was
    looked up).
    """
    chance = random.Random(62)
    people, seats = 60, 10
    weights = [[chance.uniform(0.3, 2) for _ in range(chance.randint(2, 4))] for _ in range(4)]
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
        for number in range(len(kinds)):
            value = f"v{number}"
            count = sum(answers[person][place] == value for person in panel.values())
            spare = chance.randint(0, 1)
            rows.append(Quota(f"c{place}", value, max(0, count - spare), count))
    ids = tuple(f"p{number:02}" for number in range(people))
    categories = tuple(f"c{place}" for place in range(len(weights)))
    pool = Pool(ids, categories, tuple(answers), households)
    return make_problem(pool, Quotas(tuple(rows)), seats)


def compare(problem: Problem, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> int:
    """Make the lottery with both solvers; return how often CBC was asked."""
    found, asked = [], 0
    for name in ("HiGHS", "CBC"):
        with monkeypatch.context() as patch:
            watched = use(find_solver(name), patch)
            found.append(result(problem, settings))
            asked = watched.asked
    one, two = found
    if isinstance(one, Lottery) and isinstance(two, Lottery):
        assert one.chances == two.chances
        assert (one.attained, two.attained) == ("exact", "exact")
        assert (one.never, one.certain) == (two.never, two.certain)
    else:
        assert one == two  # no panel, and the same reason
    return asked


@CBC_WARNS
@pytest.mark.parametrize("rule", RULES)
def test_highs_and_cbc_give_the_same_chances_on_tiny_problems(
    rule: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = (*range(60), *NEED_CUTS) if rule == "leximin" else (*range(40), *NEED_CUTS)
    settings = Settings(rule=rule, tickets=3)
    asked = [compare(tiny_problem(number), settings, monkeypatch) for number in numbers]
    assert sum(map(bool, asked)) > 10  # or the solvers would not have been compared


@CBC_WARNS
@pytest.mark.parametrize("rule", RULES)
def test_highs_and_cbc_give_the_same_chances_in_a_pool_of_sixty(
    rule: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = compare(pool_of_sixty(), Settings(rule=rule, tickets=20), monkeypatch)
    assert asked > 0


# ---- no silent fallback ----


@pytest.mark.parametrize("name", ["GUROBI", "no such solver", "HiGHS CBC", "highs\n1", "."])
def test_a_missing_solver_is_an_error_and_never_another_one(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """GUROBI is one that PuLP knows; where somebody has it, it is made unavailable."""
    real = find_solver.__globals__["_available"]
    monkeypatch.setattr(
        "stratification.integer._available", lambda solver: solver != "GUROBI" and real(solver)
    )
    with pytest.raises(InputError) as caught:
        write_lottery(make_lottery(tiny_problem(0), Settings(solver=name)), tmp_path / "record")
    assert [finding.code for finding in caught.value.findings] == ["solver-missing"]
    assert "HiGHS" in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_names_of_solvers_have_no_case() -> None:
    assert find_solver().name == find_solver("highs").name == find_solver(" HIGHS ").name
    assert find_solver("CBC").name == find_solver("cbc").name == "PULP_CBC_CMD"


def test_an_unknown_rule_is_an_error_and_never_another_one() -> None:
    with pytest.raises(InputError) as caught:
        make_lottery(tiny_problem(0), Settings(rule="Leximin ", tickets=0, time_limit=-1.0))
    codes = [finding.code for finding in caught.value.findings]
    assert codes == ["rule-unknown", "tickets-range", "time-limit-range"]


def test_a_seed_that_no_file_can_hold_is_an_error() -> None:
    """A byte of a command line that is no UTF-8 reaches Python as a lone surrogate."""
    with pytest.raises(InputError):
        make_lottery(tiny_problem(0), Settings(seed="\udcff", tickets=2))


# ---- liars ----


@pytest.fixture
def little_polish(monkeypatch: pytest.MonkeyPatch) -> None:
    """A lie often makes tickets that nothing mends: do not try for long."""
    monkeypatch.setattr("sortition.deal.POLISHING", 50)


def outcome(problem: Problem, folder: Path) -> str:
    """ "refused" (an error on purpose, no file), or the status of a record that holds."""
    folder.mkdir()
    try:
        lottery = make_lottery(problem, Settings(tickets=12))
        write_lottery(lottery, folder / "record")
    except SortitionError:
        assert list(folder.iterdir()) == []
        return "refused"
    code, output = verify(folder / "record")
    assert code == 0, output
    return lottery.status


def nothing(system: IntegerSystem, weights: Counts) -> None:
    """There is no panel."""


def empty(system: IntegerSystem, weights: Counts) -> Counts:
    """Nobody is on the panel."""
    return np.zeros_like(system.upper)


def everybody(system: IntegerSystem, weights: Counts) -> Counts:
    """All are on the panel."""
    return system.upper.copy()


def neighbour(system: IntegerSystem, weights: Counts) -> Counts | None:
    """A panel of the right size, with one member exchanged for somebody of another class."""
    best = find_solver().maximise(system, weights)
    return None if best is None else exchanged(best, system.upper)


def worst(system: IntegerSystem, weights: Counts) -> Counts | None:
    """A valid panel, but the worst one in the place of the best."""
    return find_solver().maximise(system, -weights)


def exchanged(panel: Counts, upper: np.ndarray) -> Counts:
    """One member less of the first class that has any, one more of the last that has room."""
    found = panel.copy()
    out = int(np.flatnonzero(found)[0])
    room = [c for c in np.flatnonzero(found < upper) if c != out]
    if room:
        found[out] -= 1
        found[room[-1]] += 1
    return found


@pytest.mark.usefixtures("little_polish")
@pytest.mark.parametrize("answer", [nothing, empty, everybody, neighbour, worst])
def test_a_lying_solver_does_no_harm(
    answer: Callable[[IntegerSystem, Counts], Counts | None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Dives are honest here, so some panels are found; what the solver says of others is not."""
    use(Liar(answer), monkeypatch)
    for number in (4, 35, 386):
        found = outcome(tiny_problem(number), tmp_path / str(number))
        assert found in ("refused", "bounded", "optimal")  # and what was written was verified


@pytest.mark.usefixtures("little_polish")
@pytest.mark.parametrize("answer", [empty, everybody, neighbour])
def test_an_invalid_panel_of_a_solver_is_refused(
    answer: Callable[[IntegerSystem, Counts], Counts | None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Without dives every panel is the solver's, so its lie is met for certain."""
    use(Liar(answer), monkeypatch)
    lie_in_dives(lambda panel, room: None, monkeypatch)
    assert outcome(tiny_problem(35), tmp_path / "one") == "refused"


def test_a_solver_that_finds_no_panel_is_not_contradicted_silently(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without dives "there is none" cannot be refuted: the answer is an error with its reason."""
    use(Liar(nothing), monkeypatch)
    lie_in_dives(lambda panel, room: None, monkeypatch)
    with pytest.raises(NoPanelError):
        make_lottery(tiny_problem(35))
    assert outcome(tiny_problem(35), tmp_path / "one") == "refused"


Lie = Callable[[Counts, Room], Counts | None]


def lie_in_dives(
    lie: Lie, monkeypatch: pytest.MonkeyPatch, modules: tuple[str, ...] = FINDERS
) -> None:
    """Let every dive find what the lie makes of the panel that it really found."""

    def lying(matrix: Counts, room: Room, costs: np.ndarray, open_classes: int) -> Counts | None:
        panel = find_panel(matrix, room, costs, open_classes)
        return None if panel is None else lie(panel, room)

    for module in modules:
        monkeypatch.setattr(f"{module}.find_panel", lying)


def moved(panel: Counts, number: int, by: int) -> Counts:
    found = panel.copy()
    found[number] += by
    return found


def one_more(panel: Counts, room: Room) -> Counts:
    return moved(panel, 0, 1)


def one_fewer(panel: Counts, room: Room) -> Counts:
    return moved(panel, int(np.argmax(panel)), -1)


def below_zero(panel: Counts, room: Room) -> Counts:
    return moved(moved(panel, 0, -1), len(panel) - 1, 1)


def another(panel: Counts, room: Room) -> Counts:
    return exchanged(panel, room.upper)


@pytest.mark.usefixtures("little_polish")
@pytest.mark.parametrize("lie", [one_more, one_fewer, below_zero, another])
def test_lying_dives_are_refused(lie: Lie, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every panel is checked again by what people answered (`check_panel`), before any file."""
    lie_in_dives(lie, monkeypatch)
    found = [outcome(tiny_problem(number), tmp_path / str(number)) for number in (4, 35)]
    assert "refused" in found


@pytest.mark.usefixtures("little_polish")
@pytest.mark.parametrize("lie", [one_more, one_fewer, below_zero, another])
def test_lying_dives_in_the_proof_are_refused(
    lie: Lie, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mixture of the proof is published too: no panel of it may be invalid."""
    lie_in_dives(lie, monkeypatch, ("sortition.mixture",))
    for number in (4, 35, 386):
        found = outcome(tiny_problem(number), tmp_path / str(number))
        assert found in ("refused", "bounded", "optimal")  # and what was written was verified


@pytest.mark.usefixtures("little_polish")
def test_without_any_dive_the_integer_solver_is_enough(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Dives that find nothing, or no room, cost time and tickets, but no truth."""

    def no_room(panel: Counts, room: Room) -> None:
        raise NoRoomError

    for name, lie in {"none": lambda panel, room: None, "no room": no_room}.items():
        with monkeypatch.context() as patch:
            lie_in_dives(lie, patch)
            folder = tmp_path / name
            folder.mkdir()
            assert outcome(tiny_problem(35), folder / "one") in ("optimal", "bounded")
