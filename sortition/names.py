"""From class counts to people: who of a class is on which panel.

Within a class names rotate in laps, each lap in an order of its own: everybody gets the floor or
the ceiling of the class's tickets per head, nobody is on a panel twice, and whom somebody meets
changes from lap to lap.

People with housemates take one more step. For the N households of a kind, panels and blocks of N
tickets of a class are the two sides of a bipartite graph with one edge per seat; every panel and
every block has at most N edges, so the edges can be coloured with N colours without two equal ones
at a panel or in a block (König). Colours are households: no household is on a panel twice, and all
households get the same number of tickets of a class, give or take one (the argument is de Werra's
for balanced colourings). Inside a household its members of the class take turns.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import cycle

from sortition.stream import Stream
from stratification.panels import Counts
from stratification.problem import Problem

Edge = tuple[int, int]


def name_panels(problem: Problem, panels: Sequence[Counts], stream: Stream) -> list[list[int]]:
    """The people (indices into the pool's ids, ascending) of every panel."""
    named: list[list[int]] = [[] for _ in panels]
    shared: set[int] = set()
    for row in problem.rows:
        if row.quota is None:
            shared.update(row.classes)
            _name_kind(problem, row.classes, row.high, panels, named, stream)
    for number, people in enumerate(problem.members):
        if number in shared:
            continue
        lap: list[int] = []
        for panel, seated in zip(panels, named, strict=True):
            wanted = int(panel[number])
            now, lap = lap[:wanted], lap[wanted:]
            if len(now) < wanted:
                # Who is on this panel already takes their turn late in the new lap.
                order = stream.shuffled(people)
                late = set(now)
                lap = [one for one in order if one not in late] + [o for o in order if o in late]
                missing = wanted - len(now)
                now, lap = now + lap[:missing], lap[missing:]
            seated.extend(now)
    return [sorted(seated) for seated in named]


def _name_kind(
    problem: Problem,
    classes: Sequence[int],
    households: int,
    panels: Sequence[Counts],
    named: list[list[int]],
    stream: Stream,
) -> None:
    """Seat the people of one kind of household."""
    edges, blocks = _edges(classes, households, panels)
    pairs = [(panel, block) for panel, block, _ in edges]
    first = [stream.below(households) for _ in pairs]
    colours = colour(pairs, blocks, households, first)
    turns = _turns(problem, classes, stream)
    for (panel, _, number), household in zip(edges, colours, strict=True):
        named[panel].append(next(turns[number][household]))


def _edges(
    classes: Sequence[int], households: int, panels: Sequence[Counts]
) -> tuple[list[tuple[int, int, int]], int]:
    """One (panel, block, class) per seat, and how many blocks there are."""
    edges, blocks = [], 0
    for number in classes:
        seats = 0
        for place, panel in enumerate(panels):
            for _ in range(int(panel[number])):
                edges.append((place, blocks + seats // households, number))
                seats += 1
        blocks += -(-seats // households)
    return edges, blocks


def _turns(problem: Problem, classes: Sequence[int], stream: Stream) -> dict[int, list[cycle[int]]]:
    """For every class and household of the kind, its members of the class in turn."""
    assert problem.pool.households is not None
    homes: dict[int, defaultdict[int, list[int]]] = {}
    for number in classes:
        homes[number] = defaultdict(list)
        for person in problem.members[number]:
            homes[number][problem.pool.households[person]].append(person)
    order = stream.shuffled(sorted(homes[classes[0]]))
    return {
        number: [cycle(stream.shuffled(homes[number][home])) for home in order]
        for number in classes
    }


def colour(
    edges: Sequence[Edge], blocks: int, colours: int, first: Sequence[int] | None = None
) -> list[int]:
    """Colour the edges of a bipartite multigraph, no two equal ones at a vertex.

    Every vertex has at most `colours` edges. An edge takes a colour free at both ends, from the one
    in `first` upwards; if there is none, the path that alternates between a colour free here and
    one free there is swapped first.
    """
    result = [-1] * len(edges)
    lefts: defaultdict[int, dict[int, int]] = defaultdict(dict)
    rights: list[dict[int, int]] = [{} for _ in range(blocks)]
    for number, (left, right) in enumerate(edges):
        here, there = lefts[left], rights[right]
        start = first[number] if first is not None else 0
        order = [*range(start, colours), *range(start)]
        one = next(c for c in order if c not in here)
        two = next(c for c in order if c not in there)
        if one in there:
            both = next((c for c in order if c not in here and c not in there), None)
            if both is None:
                _swap(edges, result, (lefts, rights), right, (one, two))
            else:
                one = both
        result[number] = one
        here[one] = there[one] = number
    return result


def _swap(
    edges: Sequence[Edge],
    result: list[int],
    sides: tuple[defaultdict[int, dict[int, int]], list[dict[int, int]]],
    start: int,
    pair: tuple[int, int],
) -> None:
    """Swap two colours along the path from a right vertex that starts with the first colour."""
    path, vertex, at_right, wanted = [], start, True, pair[0]
    while True:
        edge = (sides[1][vertex] if at_right else sides[0][vertex]).get(wanted)
        if edge is None:
            break
        path.append(edge)
        vertex = edges[edge][0] if at_right else edges[edge][1]
        at_right = not at_right
        wanted = pair[0] if wanted == pair[1] else pair[1]
    for edge in path:
        left, right = edges[edge]
        del sides[0][left][result[edge]], sides[1][right][result[edge]]
    for edge in path:
        left, right = edges[edge]
        result[edge] = pair[0] if result[edge] == pair[1] else pair[1]
        sides[0][left][result[edge]] = sides[1][right][result[edge]] = edge
