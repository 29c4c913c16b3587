"""The floor we approach: reading the files with the csv module and solving one bare linear program.

The program is maximin over the chance polytope. With n_c people in class c, each with the chance
z + s_c:

    maximise z    subject to    s_c >= 0,    z + s_c <= 1,    sum of n_c·(z + s_c) = seats,
                                min <= sum of n_c·(z + s_c) over a quota's classes <= max,
                                sum over a kind of household <= households of that kind.

The rows z + s_c <= 1 hardly ever matter: they are added where a solution breaks them.
Every rule reads the same files and solves at least one program of this size. Nothing here is shared
with the engine, so the smallest chance found is also a check of it.
"""

import sys
from collections import Counter, defaultdict

import highspy
import numpy as np

from benchmarks import plain
from benchmarks.jobs import Clock, answer, decode

Class = tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]
Row = tuple[float, float, list[int]]


def classes(people: plain.Plain) -> Counter[Class]:
    """Count the people of every class: equal values, in equal households."""
    housemates: defaultdict[str, list[tuple[str, ...]]] = defaultdict(list)
    for home, values in zip(people.homes, people.values, strict=True):
        if home:
            housemates[home].append(values)
    kinds = {home: tuple(sorted(group)) for home, group in housemates.items() if len(group) > 1}
    return Counter(
        (values, kinds.get(home, ()))
        for home, values in zip(people.homes, people.values, strict=True)
    )


def rows(people: plain.Plain, groups: Counter[Class], seats: int) -> list[Row]:
    """List the rows of the chance polytope: bounds, and the classes that count."""
    names = list(groups)
    found: list[Row] = [(seats, seats, list(range(len(names))))]
    for category, value, low, high in people.quotas:
        place = people.categories.index(category)
        found.append((low, high, [c for c, (has, _) in enumerate(names) if has[place] == value]))
    for kind in sorted({kind for _, kind in names if kind}):
        members = [c for c, (_, mine) in enumerate(names) if mine == kind]
        count = sum(groups[names[c]] for c in members) // len(kind)
        found.append((-highspy.kHighsInf, count, members))
    return found


def maximin(sizes: list[int], bounds: list[Row]) -> float | None:
    """Return the largest possible smallest chance; None when no chances meet the quotas."""
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    last = len(sizes)
    solver.addVars(last + 1, np.zeros(last + 1), np.ones(last + 1))
    solver.changeColCost(last, -1.0)
    for low, high, members in bounds:
        weights = [float(sizes[c]) for c in members]
        columns = np.array([*members, last], dtype=np.int32)
        solver.addRow(low, high, len(columns), columns, np.array([*weights, sum(weights)]))
    while True:
        solver.run()
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        values = np.array(solver.getSolution().col_value)
        smallest = float(values[last])
        too_high = np.flatnonzero(values[:last] + smallest > 1 + 1e-9)
        if not too_high.size:
            return smallest
        for c in too_high:
            solver.addRow(0.0, 1.0, 2, np.array([c, last], dtype=np.int32), np.ones(2))


def main(text: str) -> None:
    """Measure reading and one bare program for a job."""
    job = decode(text)
    clock = Clock()
    people = plain.read(job)
    clock.lap("reading")
    groups = classes(people)
    smallest = maximin(list(groups.values()), rows(people, groups, job.seats))
    clock.lap("chances")
    known = {} if smallest is None else {"minimum_chance": smallest}
    answer(clock, classes=len(groups), **known)


if __name__ == "__main__":
    main(sys.argv[1])
