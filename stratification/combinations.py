"""Names of combinations: `age*sex` is a category, `16-29*female` one of its values.

A category with a `*` is a combination of other categories, a value of it names one value of each.
Spaces around the `*` and the order of the parts do not matter: the parts are put in the order of
their categories (compared by `stratification.text.key`), so that equal combinations have equal
names.
"""

from __future__ import annotations

from collections.abc import Sequence

from stratification.text import key, tidy

SIGN = "*"

Pairs = tuple[tuple[str, str], ...]
"""A category and a value of it, for every part of a combination."""


def is_combination(category: str) -> bool:
    """Whether a category is a combination of others."""
    return SIGN in category


def split(name: str) -> tuple[str, ...]:
    """The parts of a name, tidy.

    >>> split("age * sex")
    ('age', 'sex')
    """
    return tuple(tidy(part) for part in name.split(SIGN))


def join(parts: Sequence[str]) -> str:
    """The name with these parts."""
    return SIGN.join(parts)


def pairs_of(category: str, value: str) -> Pairs:
    """The plain categories and values that a category and a value name, ordered by category.

    >>> pairs_of("sex * age", "female*16-29")
    (('age', '16-29'), ('sex', 'female'))
    >>> pairs_of("rating", "5*")
    (('rating', '5*'),)

    Raises:
        ValueError: the parts of a combination are blank, repeated, or not equally many.
    """
    if not is_combination(category):
        return ((category, value),)
    columns, values = split(category), split(value)
    if (
        len(columns) != len(values)
        or not all(columns + values)
        or len(set(map(key, columns))) < len(columns)
    ):
        raise ValueError(f"not a combination: {category!r}, {value!r}")
    return tuple(sorted(zip(columns, values, strict=True), key=lambda pair: key(pair[0])))
