"""What the user chooses about an assessment."""

from __future__ import annotations

from dataclasses import dataclass

from stratification.errors import Finding, InputError, Param
from stratification.population.model import Population
from stratification.representation.model import Norm
from stratification.text import key, listed_names, nearest, shown


@dataclass(frozen=True)
class AssessSettings:
    """What the user chooses about an assessment.

    Parameters:
        split: the column that splits the people into groups (roles, dates, regions); None: a file
            is a group.
        by: the categories to assess; None: all of the population.
        unknown: words that count as "not known", beside those of `group.UNKNOWN`.
        norms: rules about the shares of the groups of a split; None: the built-in one, an empty
            tuple: none at all (see `norms.all_norms`).
        within: by how many seats a mirror may be off, on top of rounding its exact numbers.
        funnel: the groups are the steps of one selection, in their order.
        solver: of the integer programs (see `stratification.integer.find_solver`).
    """

    split: str | None = None
    by: tuple[str, ...] | None = None
    unknown: tuple[str, ...] = ()
    norms: tuple[Norm, ...] | None = None
    within: int = 0
    funnel: bool = False
    solver: str | None = None


def check_settings(settings: AssessSettings) -> None:
    """Make sure that the choices go together.

    Raises:
        InputError: everything that is wrong with them.
    """
    wrong = []
    if settings.within < 0:
        wrong.append(Finding("assess-within", {"within": settings.within}))
    if settings.funnel and settings.split is not None:
        wrong.append(Finding("assess-funnel-split"))
    if settings.norms and settings.split is None:
        wrong.append(Finding("norm-without-split"))
    if wrong:
        raise InputError(*wrong)


def chosen_categories(population: Population, settings: AssessSettings) -> tuple[str, ...]:
    """The categories to assess, in the population's order and spelling, without the split's.

    Raises:
        InputError: the population lacks one that is asked for, or none is left.
    """
    every = {key(name): name for name in population.categories}
    wanted = every.keys() if settings.by is None else {key(name) for name in settings.by}
    wrong = []
    for name in settings.by or ():
        if key(name) not in every:
            close = nearest(name, every.values())
            names = listed_names(tuple(every.values()))
            params: dict[str, Param] = {"name": shown(name), "categories": names}
            hint: dict[str, Param] = {} if close is None else {"nearest": shown(close)}
            code = "assess-by-unknown" if close is None else "assess-by-unknown-nearest"
            wrong.append(Finding(code, params | hint))
    split = None if settings.split is None else key(settings.split)
    chosen = tuple(every[name] for name in every if name in wanted and name != split)
    if not wrong and not chosen:
        wrong.append(Finding("assess-no-category"))
    if wrong:
        raise InputError(*wrong)
    return chosen
