"""Assessments made by hand for tests of what people see: a client council, its population."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from scipy.stats import binom

from stratification.ages import Ages
from stratification.population.model import About, CrossTable, Population
from stratification.representation.model import (
    Assessment,
    Cell,
    Change,
    Comparison,
    Course,
    Fit,
    Funnel,
    GroupAssessment,
    Mend,
    Norm,
    NormResult,
    Stage,
)

CBS = About(
    source="CBS StatLine",
    table="03759ned",
    date="2024-01-01",
    population="16 and older",
    ages=Ages(16),
    provisional=True,
)
BANDS, SEXES = ("16-24", "25-44", "45-64", "65+"), ("woman", "man")
AGE_SEX = CrossTable(
    ("age", "sex"),
    {
        (band, sex): Fraction(figure)
        for band, figures in zip(BANDS, ((21, 23), (47, 48), (56, 55), (42, 37)), strict=True)
        for sex, figure in zip(SEXES, figures, strict=True)
    },
    CBS,
)
CARE = CrossTable(
    ("care use",),
    {
        ("uses care",): Fraction(7, 100),
        ("informal carer",): Fraction(13, 100),
        ("neither",): Fraction(80, 100),
    },
    About(source="own estimate <2022>", note="rounded"),
    counted=False,
)
POPULATION = Population((AGE_SEX, CARE))


def cells(categories: Sequence[str], counts: Sequence[int]) -> tuple[Cell, ...]:
    """A cell for every value, with the probabilities of a binomial draw."""
    table = POPULATION.table(categories)
    if table is None or len(counts) != len(table.cells):
        raise ValueError(categories)
    known, made = sum(counts), []
    for values, count in zip(table.cells, counts, strict=True):
        share = table.share(values)
        draws = binom(known, float(share))
        made.append(
            Cell(
                table.categories,
                values,
                count,
                share,
                known * share,
                int(draws.ppf(0.025)),
                int(draws.ppf(0.975)),
                float(draws.cdf(count)),
                float(draws.sf(count - 1)),
                "binomial",
            )
        )
    return tuple(made)


def compared(
    categories: Sequence[str], counts: Sequence[int], unknown: int = 0, p: float | None = 0.3
) -> Comparison:
    """A group with these counts of a category's values; p is that of its test."""
    made = cells(categories, counts)
    known = sum(counts)
    gaps = [abs(Fraction(cell.count, known) - cell.share) for cell in made]
    fit = None if p is None else Fit(4.5, p / 3, p, "exact")
    return Comparison(
        made[0].categories, made, known, unknown, float(sum(gaps) / 2), 0.09, fit, 0.912, 0.35
    )


def group(name: str, ages: Sequence[Sequence[int]], care: Sequence[int]) -> GroupAssessment:
    """A group with these counts: a row per age band of women and men; of care use."""
    comparisons = (
        compared(("age",), [sum(row) for row in ages], p=0.031),
        compared(("sex",), [sum(column) for column in zip(*ages, strict=True)], p=0.9),
        compared(("care use",), care, sum(map(sum, ages)) - sum(care), p=0.0004),
    )
    pairs = (compared(("age", "sex"), [count for row in ages for count in row], p=None),)
    every = [cell for one in (*comparisons, *pairs) for cell in one.cells]
    missing = [cell for cell in every if cell.difference < 0]
    missing.sort(key=lambda cell: (cell.at_most, -cell.expected))
    lacks = missing[0].at_most * len(every) < 0.05
    changes = (Change("age", "16-24", 3, 0), Change("age", "65+", 0, 3), Change("sex", "man", 2, 0))
    mends = (Mend("replace", 3, changes, 1), Mend("add", 4, changes[::2], 1))
    return GroupAssessment(
        name, sum(map(sum, ages)), comparisons, pairs, 0.17, 0.08, tuple(missing), lacks, mends
    )


COUNCIL = group("client council", ((0, 0), (3, 3), (5, 4), (6, 3)), (11, 6, 5))
ONE = Assessment((COUNCIL,))


def rooms() -> Assessment:
    """Three roles in one room, and a norm for two of them."""
    groups = (
        group("residents", ((0, 1), (3, 3), (5, 4), (6, 3)), (11, 6, 5)),
        group("professionals", ((0, 0), (6, 5), (7, 3), (0, 0)), (2, 3, 15)),
        group("volunteers & others", ((1, 2), (5, 7), (12, 6), (20, 15)), (5, 10, 50)),
    )
    third = Norm("residents", "min", Fraction(1, 3), "VWS study 2022")
    norms = (
        NormResult(third, "residents", 25, 114, 38),
        NormResult(Norm("professionals", "max", Fraction(1, 4)), "professionals", 21, 114, 28),
    )
    return Assessment(groups, "role", norms)


def funnel() -> Assessment:
    """Letters, sign-ups and panel of one region; the young get lost at the sign-ups."""
    names = ("population", "letters", "sign-ups", "panel")
    steps = {
        "16-24": (Fraction(44, 329), Fraction(13, 100), Fraction(4, 100), Fraction(5, 100)),
        "25-44": (Fraction(95, 329), Fraction(29, 100), Fraction(26, 100), Fraction(28, 100)),
        "45-64": (Fraction(111, 329), Fraction(34, 100), Fraction(38, 100), Fraction(37, 100)),
        "65+": (Fraction(79, 329), Fraction(24, 100), Fraction(32, 100), Fraction(30, 100)),
    }
    sizes = (329000, 10000, 800, 100)
    courses = []
    for value, shares in steps.items():
        stages = [Stage(round(shares[0] * sizes[0]), shares[0], None, None, None)]
        for at in range(1, 4):
            relative = shares[at] / shares[at - 1]
            passed = relative * Fraction(sizes[at], sizes[at - 1])
            surprise = 0.0001 if value == "16-24" and at == 2 else 0.4
            count = round(shares[at] * sizes[at])
            stages.append(Stage(count, shares[at], passed, relative, surprise))
        courses.append(Course("age", value, tuple(stages), 2 if value == "16-24" else None))
    r_indicators = ({"age": (0.99, 0.02)}, {"age": (0.93, 0.31)}, {"age": None})
    panel = group("panel", ((2, 3), (14, 14), (19, 18), (16, 14)), (30, 30, 40))
    return Assessment((panel,), funnel=Funnel(names, sizes, tuple(courses), r_indicators))
