"""Groups against a population: every figure that an assessment has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum
from typing import TYPE_CHECKING

from stratification.errors import Finding, InputError
from stratification.population.combine import AGES_DIFFER, different_ages
from stratification.population.model import Population
from stratification.representation.figures import compare
from stratification.representation.funnel import make_funnel
from stratification.representation.goodness import goodness_of_fit, holm
from stratification.representation.group import Group, split_group
from stratification.representation.mend import mend_by_adding
from stratification.representation.missing import missing_cells
from stratification.representation.model import Assessment, Fit, GroupAssessment, Mend, NormResult
from stratification.representation.norms import all_norms, judge_norms
from stratification.representation.redraw import merged_fit
from stratification.representation.settings import AssessSettings, check_settings
from stratification.representation.tally import GroupTally, Tally, count_group
from stratification.text import key, listed_names, shown

if TYPE_CHECKING:
    from stratification.feasibility import Progress

POPULATION = "population"
"""What the first step of a funnel is called."""


@dataclass(frozen=True)
class Counted:
    """Groups counted by the values of a population: all that an assessment is computed from.

    `notices` say what could not be assessed; those of reading the groups are not among them.
    """

    groups: tuple[GroupTally, ...]
    notices: tuple[Finding, ...] = ()


def assess(
    groups: Sequence[Group], population: Population, settings: AssessSettings, progress: Progress
) -> Assessment:
    """Compare groups with a population.

    Nothing is left out: what may be shown to anybody is `suppression.publish`.

    Parameters:
        groups: as `read_group` gives them with the same population and settings; with
            `settings.split` one, otherwise any number, in the order to show them in.
        population: what they are compared with.
        settings: the choices.
        progress: told ("assess", groups that are done, groups).

    Raises:
        InputError: settings that do not go together, nobody to assess, or no figures to do it by.
        SolverError: the solver of the integer programs gave up.
    """
    parts = split_groups(groups, settings)
    counted = count_groups(parts, population)
    notices = [*(notice for group in groups for notice in group.notices), *_alike(counted)]
    return report(counted, settings, norms_of(parts, settings), progress, notices)


def split_groups(groups: Sequence[Group], settings: AssessSettings) -> tuple[Group, ...]:
    """The groups to assess: the files, or the parts of one.

    Raises:
        InputError: settings that do not go together, or nobody to assess.
    """
    check_settings(settings)
    if not any(group.people for group in groups):
        raise InputError(Finding("assess-no-group"))
    if settings.split is not None:
        if len(groups) > 1:
            raise InputError(Finding("assess-split-files"))
        groups = split_group(groups[0])
    names = Counter(key(group.name) for group in groups)
    twice = {key(group.name): group.name for group in groups if names[key(group.name)] > 1}
    if twice:
        findings = (Finding("assess-name-twice", {"name": shown(name)}) for name in twice.values())
        raise InputError(*findings)
    return tuple(groups)


def count_groups(groups: Sequence[Group], population: Population) -> Counted:
    """Count the groups by the values of the population.

    Raises:
        InputError: the population has no figures to do it by.
    """
    tallies: list[GroupTally] = []
    notices: list[Finding] = []
    for group in groups:
        tally, found = count_group(group, population)
        tallies.append(tally)
        notices += [notice for notice in found if notice not in notices]
    if not any(tally.categories for tally in tallies):
        raise InputError(Finding("assess-no-figures"))
    tables = {tally.table.categories: tally.table for one in tallies for tally in one.categories}
    told = [notice for notice in population.notices if notice.code != AGES_DIFFER]
    return Counted(tuple(tallies), (*told, *different_ages(tuple(tables.values())), *notices))


def norms_of(groups: Sequence[Group], settings: AssessSettings) -> tuple[NormResult, ...]:
    """Whether the norms are met by the parts of a room; nothing where no column splits it.

    Raises:
        InputError: norms about groups that are not there.
    """
    if settings.split is None:
        return ()
    sizes = {group.name: len(group.people) for group in groups}
    return judge_norms(all_norms(settings.norms, tuple(sizes)), sizes)


def report(
    counted: Counted,
    settings: AssessSettings,
    norms: tuple[NormResult, ...],
    progress: Progress,
    notices: Sequence[Finding] = (),
) -> Assessment:
    """Every figure that follows from counts: nothing else about the people enters it.

    Parameters:
        counted: the groups.
        settings: the choices.
        norms: as `norms_of` gives them.
        progress: told ("assess", groups that are done, groups).
        notices: more that is worth saying.

    Raises:
        SolverError: the solver of the integer programs gave up.
    """
    reports = []
    for number, group in enumerate(counted.groups):
        reports.append(_report_group(group, settings))
        progress("assess", number + 1, len(counted.groups))
    return Assessment(
        tuple(reports),
        settings.split,
        norms,
        make_funnel(POPULATION, counted.groups) if settings.funnel else None,
        (*counted.notices, *notices),
    )


def _report_group(group: GroupTally, settings: AssessSettings) -> GroupAssessment:
    tests = [_test(tally) for tally in group.categories]
    fits = holm([fit for fit, _ in tests])
    comparisons = tuple(
        compare(tally, fit, by_chance)
        for tally, fit, (_, by_chance) in zip(group.categories, fits, tests, strict=True)
    )
    pairs = tuple(map(compare, group.pairs))
    missing, lacks = missing_cells((*comparisons, *pairs))
    known = [one for one in comparisons if one.known]
    return GroupAssessment(
        group.name,
        group.size,
        comparisons,
        pairs,
        fsum(one.dissimilarity for one in known) / max(1, len(known)),
        fsum(one.by_chance for one in known) / max(1, len(known)),
        missing,
        lacks,
        () if settings.funnel else _mends(group, settings),
        group.withheld,
    )


def _test(tally: Tally) -> tuple[Fit | None, float | None]:
    """The test of a category and, where cells are merged, the mean dissimilarity of draws.

    Steps of a funnel are merged by each other's counts, which no draw can imitate: no test.
    """
    if tally.merging is not None:
        return merged_fit(tally) if tally.merging.alone else (None, None)
    return goodness_of_fit(
        tally.counts, [tally.table.share(one) for one in tally.table.cells]
    ), None


def _mends(group: GroupTally, settings: AssessSettings) -> tuple[Mend, ...]:
    """The smallest changes that make the group a mirror; the steps of a funnel have none."""
    from stratification.integer import find_solver
    from stratification.representation.replacing import mend_apart, mend_by_replacing

    solver = find_solver(settings.solver)
    if group.classes:
        replaced = mend_by_replacing(group.categories, group.classes, settings.within, solver)
    else:
        replaced = mend_apart(group.categories, settings.within, solver)
    added = mend_by_adding(group.categories, group.size, settings.within)
    return tuple(mend for mend in (replaced, added) if mend is not None)


def _alike(counted: Counted) -> list[Finding]:
    """That everybody of a group gave the same answer, so that figures tell it of each of them."""
    names = [
        f"{group.name}: {tally.table.categories[0]}"
        for group in counted.groups
        for tally in group.categories
        if group.size and group.size in tally.counts
    ]
    return [Finding("assess-alike", {"names": listed_names(names)})] if names else []
