"""From class counts to people: colourings are proper, and everybody gets their share of seats."""

from __future__ import annotations

import random
from collections import Counter

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sortition.names import colour, name_panels
from sortition.stream import Stream
from stratification.panels import Counts
from stratification.pool import Pool
from stratification.problem import Problem, make_problem
from stratification.quotas import Quota, Quotas
from tests.sortition.problems import all_panels, tiny_problem

# ---- colour ----


@st.composite
def bipartite(draw: st.DrawFn) -> tuple[list[tuple[int, int]], int, int]:
    """A bipartite multigraph, its right vertices, and the largest number of edges at a vertex.

    Edges come in any order and may be double; some graphs have as many at every vertex.
    """
    lefts, rights = draw(st.integers(1, 6)), draw(st.integers(1, 6))
    edge = st.tuples(st.integers(0, lefts - 1), st.integers(0, rights - 1))
    edges = draw(st.lists(edge, max_size=40))
    if draw(st.booleans()) and lefts == rights:
        # Whole permutations on top: every vertex gets as many edges, where swaps are needed most.
        for order in draw(st.lists(st.permutations(range(rights)), max_size=5)):
            edges += list(enumerate(order))
        edges = draw(st.permutations(edges))
    degrees = Counter[tuple[str, int]]()
    for left, right in edges:
        degrees["left", left] += 1
        degrees["right", right] += 1
    return edges, rights, max(degrees.values(), default=1)


@given(bipartite(), st.integers(0, 2))
@settings(max_examples=300, derandomize=True, deadline=None)
def test_as_many_colours_as_edges_at_a_vertex_are_enough(
    graph: tuple[list[tuple[int, int]], int, int], spare: int
) -> None:
    """König: a bipartite multigraph needs no more colours than its fullest vertex has edges."""
    edges, rights, degree = graph
    colours = colour(edges, rights, degree + spare)
    assert len(colours) == len(edges)
    assert all(0 <= one < degree + spare for one in colours)
    for side in (0, 1):
        at_vertex = [(edge[side], one) for edge, one in zip(edges, colours, strict=True)]
        assert len(set(at_vertex)) == len(at_vertex)


def test_a_path_is_swapped_where_no_colour_is_free_at_both_ends() -> None:
    """Six edges around a ring, which has one colouring with two colours: they alternate.

    The first two lie opposite each other and both get the first colour; the fourth edge, between
    them, finds that out, and a path has to be swapped.
    """
    edges = [(0, 0), (2, 1), (1, 0), (1, 1), (2, 2), (0, 2)]
    around_the_ring = [0, 3, 1, 2, 4, 5]
    colours = colour(edges, 3, 2)
    assert [one ^ colours[0] for one in colours] == [place % 2 for place in around_the_ring]


# ---- name_panels ----


def households(chance: random.Random) -> Problem:
    """People alone and in households of mixed kinds, several of some kinds; hardly any quotas."""
    kinds = [
        [chance.choice("abc") for _ in range(chance.randint(1, 4))]
        for _ in range(chance.randint(1, 4))
    ]
    homes = [kind for kind in kinds for _ in range(chance.randint(1, 4))]
    people = [(value, number) for number, home in enumerate(homes) for value in home]
    chance.shuffle(people)
    numbers: dict[int, int] = {}
    pool = Pool(
        tuple(f"p{place:02}" for place in range(len(people))),
        ("letter",),
        tuple((value,) for value, _ in people),
        tuple(numbers.setdefault(home, len(numbers)) for _, home in people),
    )
    quotas = Quotas(tuple(Quota("letter", value, 0, len(people)) for value in "abc"))
    return make_problem(pool, quotas, chance.randint(1, min(5, len(homes))))


def all_counts(problem: Problem) -> list[Counts]:
    """Every vector of class counts that keeps the rows, by trying them all."""
    found: list[list[int]] = [[]]
    for size in problem.sizes.tolist():
        found = [[*part, x] for part in found for x in range(size + 1)]
        found = [part for part in found if sum(part) <= problem.seats]
    vectors = [np.array(part, dtype=np.int64) for part in found]
    return [vector for vector in vectors if problem.allows(vector)]


def check_names(problem: Problem, panels: list[Counts], named: list[list[int]]) -> None:
    """What has to hold of names, found without the classes' own order or colours."""
    seats = Counter(person for people in named for person in people)
    for panel, people in zip(panels, named, strict=True):
        assert people == sorted(set(people))
        classes = Counter(problem.class_of[person] for person in people)
        assert [classes[number] for number in range(len(panel))] == panel.tolist()
        if problem.pool.households is not None:
            homes = Counter(problem.pool.households[person] for person in people)
            assert max(homes.values(), default=0) <= 1
    for number, people_of in enumerate(problem.members):
        total = sum(int(panel[number]) for panel in panels)
        least, rest = divmod(total, len(people_of))
        assert {seats[person] for person in people_of} <= {least, least + bool(rest)}
        assert sum(seats[person] for person in people_of) == total


@given(st.integers(0, 2**32), st.integers(0, 60), st.text(max_size=3))
@settings(max_examples=150, derandomize=True, deadline=None)
def test_everybody_gets_the_floor_or_ceiling_and_households_send_one(
    number: int, tickets: int, seed: str
) -> None:
    """Any valid counts, in any order, can be met: that is what the row of a kind promises.

    The counts come from looking at every group of people, not from a solver.
    """
    chance = random.Random(number)
    problem = households(chance)
    possible = all_counts(problem)
    panels = [chance.choice(possible) for _ in range(tickets)]
    named = name_panels(problem, panels, Stream(seed, "names"))
    check_names(problem, panels, named)
    assert named == name_panels(problem, panels, Stream(seed, "names"))


def test_tiny_problems_are_named_as_well() -> None:
    """The same on pools with quotas, several categories, and households or none."""
    named = 0
    for number in range(200):
        problem = tiny_problem(number)
        possible = all_counts(problem)
        if not possible:
            continue
        chance = random.Random(number)
        panels = [chance.choice(possible) for _ in range(chance.randint(1, 40))]
        check_names(problem, panels, name_panels(problem, panels, Stream("tiny", "names")))
        named += 1
    assert named > 100


def test_rows_allow_what_groups_of_people_allow_and_nothing_else() -> None:
    """One row per kind of household is exact: the counts of all valid groups of people, no more."""
    chance = random.Random(2025)
    for problem in [*(households(chance) for _ in range(20)), *map(tiny_problem, range(60))]:
        by_people = {
            tuple(Counter(problem.class_of[person] for person in panel).items())
            for panel in all_panels(problem)
        }
        by_people = {tuple(sorted(counts)) for counts in by_people}
        by_rows = {
            tuple((int(c), int(counts[c])) for c in np.flatnonzero(counts))
            for counts in all_counts(problem)
        }
        assert by_people == by_rows
