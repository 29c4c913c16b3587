"""The files of an assessment, and its figures as plain data.

| file | what it is |
|---|---|
| assessment.html | the page for a board, with its pictures inside |
| assessment.csv | one row per value, or pair of values, of every group |
| assessment.json | everything that may be shown; fractions as texts "p/q" |
| GROUP-CATEGORY.svg, .png | the pictures; also development-CATEGORY and funnel-CATEGORY |

All is made from what may be published. Nothing in it changes from run to run as long as language
and matplotlib are the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from fractions import Fraction
from gettext import gettext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sortition.record import fraction_text, json_bytes
from sortition.report.assessment.page import USUAL, Headline, Key, assessment_page
from sortition.report.assessment.pictures import (
    Shares,
    course_picture,
    interval_picture,
    pyramid_picture,
    sides,
)
from sortition.report.assessment.shares import (
    courses_of,
    funnel_categories,
    group_categories,
    group_rows,
    shown_categories,
    step_names,
)
from sortition.report.data import finding
from sortition.report.drawing import Picture
from sortition.report.words import capital, heading, title
from stratification.errors import Finding
from stratification.population.model import Population
from stratification.representation.model import Assessment, Cell, Comparison, Funnel, NormResult
from stratification.tables import table_bytes

if TYPE_CHECKING:
    from stratification.representation.suppression import Published

FORMAT = "sortition-assessment-1"
PAGE, TABLE, CONTENT = "assessment.html", "assessment.csv", "assessment.json"
COLUMNS = (
    "group",
    "category_1",
    "value_1",
    "category_2",
    "value_2",
    "people",
    "known",
    "share",
    "expected",
    "more",
    "fewer",
    "low",
    "high",
    "at_most",
    "at_least",
    "method",
)
DIGITS = 12  # of a figure that is no fraction: what the last bits of a float are may differ


def assessment_files(
    published: Published,
    population: Population,
    headline: Headline = USUAL,
    *,
    pictures: bool = True,
) -> dict[str, bytes]:
    """The name and the bytes of every file.

    Parameters:
        published: what may be shown.
        population: the one that the groups were compared with; it names its sources.
        headline: what the user says about the page.
        pictures: whether there are any; the page is complete without.

    Raises:
        InputError: pictures are asked for, and matplotlib is not installed.
    """
    drawn = assessment_pictures(published) if pictures else {}
    content = {
        "suppressed": published.least > 0,
        "least": published.least,
        "left_out": list(published.left_out),
        **_content(published.assessment, population),
    }
    files = {
        PAGE: assessment_page(published, population, drawn, headline),
        TABLE: _table(published.assessment),
        CONTENT: json_bytes(content),
    }
    names = picture_names(published.assessment, drawn)
    for at, made in drawn.items():
        files |= {f"{names[at]}.svg": made.svg, f"{names[at]}.png": made.png}
    return files


def assessment_data(
    assessment: Assessment,
    population: Population,
    folder: Path | None = None,
    files: Iterable[str] = (),
) -> dict[str, Any]:
    """The answer of `sortition assess --json`: the full figures, small ones too."""
    written = {"folder": None if folder is None else str(folder), "files": list(files)}
    return {**written, "suppressed": False, **_content(assessment, population)}


def _content(assessment: Assessment, population: Population) -> dict[str, Any]:
    tables = {names: population.table(names) for names in shown_categories(assessment)}
    sources = [
        {"categories": list(names), **_plain(table.about)}
        for names, table in tables.items()
        if table is not None
    ]
    return {"format": FORMAT, **_plain(assessment), "sources": sources}


def _plain(value: Any) -> Any:
    """Results as plain data, with what they derive."""
    if isinstance(value, Finding):
        return finding(value)
    if isinstance(value, Fraction):
        return fraction_text(value)
    if isinstance(value, float):
        return float(f"{value:.{DIGITS}g}")
    if is_dataclass(value):
        content = {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
        if isinstance(value, Cell):
            content["difference"] = fraction_text(value.difference)
        if isinstance(value, NormResult):
            content["met"] = value.met
        return content
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, tuple) else value


def _table(assessment: Assessment) -> bytes:
    """One row per cell. (A difference has two columns: no cell of ours begins with a minus.)"""
    rows = [
        _row(group.name, comparison, cell)
        for group in assessment.groups
        for comparison in (*group.comparisons, *group.pairs)
        for cell in comparison.cells
    ]
    return table_bytes(COLUMNS, rows)


def _row(group: str, comparison: Comparison, cell: Cell) -> list[str]:
    more, fewer = max(cell.difference, Fraction(0)), max(-cell.difference, Fraction(0))
    categories, values = [*cell.categories, ""][:2], [*cell.values, ""][:2]
    return [
        group,
        categories[0],
        values[0],
        categories[1],
        values[1],
        str(cell.count),
        str(comparison.known),
        *(f"{float(part):.6f}" for part in (cell.share, cell.expected, more, fewer)),
        str(cell.low),
        str(cell.high),
        *(f"{chance:.6g}" for chance in (cell.at_most, cell.at_least)),
        cell.method,
    ]


def assessment_pictures(published: Published) -> dict[Key, Picture]:
    """All pictures, by what they show.

    Raises:
        InputError: matplotlib is not installed.
    """
    assessment = published.assessment
    made: dict[Key, Picture] = {}
    for number, group in enumerate(assessment.groups):
        for one in (*group.comparisons, *group.pairs):
            draw = pyramid_picture if sides(one.cells) else interval_picture
            name = f"{capital(group.name)}: {title(one.categories)}"
            made["group", str(number), *one.categories] = draw(name, one.cells)
    if assessment.funnel is not None:
        return made | _funnel_pictures(assessment.funnel)
    return made | _development_pictures(assessment)


def _development_pictures(assessment: Assessment) -> dict[Key, Picture]:
    """The share of every value over the groups, if there are several.

    Groups with a number in their names (dates, years) come one after the other; roles do not.
    """
    groups = assessment.groups
    names = [group.name for group in groups]
    joined = all(re.search("[0-9]", name) for name in names)
    made: dict[Key, Picture] = {}
    for categories in group_categories(groups) if len(groups) > 1 else ():
        shares = [
            Shares(row.name, row.shares, float(row.population))
            for row in group_rows(groups, categories)
        ]
        name = gettext("{name}: the groups side by side").format(name=heading(categories))
        made["development", *categories] = course_picture(name, names, shares, joined=joined)
    return made


def _funnel_pictures(funnel: Funnel) -> dict[Key, Picture]:
    """The share of every value from step to step."""
    made: dict[Key, Picture] = {}
    for category in funnel_categories(funnel):
        shares = [
            Shares(
                course.value,
                tuple(float(stage.share) for stage in course.stages),
                float(course.stages[0].share),
                course.lost_at,
            )
            for course in courses_of(funnel, category)
        ]
        name = gettext("{name}: step by step").format(name=capital(category))
        made["funnel", category] = course_picture(name, step_names(funnel), shares)
    return made


def picture_names(assessment: Assessment, keys: Iterable[Key]) -> dict[Key, str]:
    """The names of the files of pictures, without their ends; all different."""
    names: dict[Key, str] = {}
    used: set[str] = set()
    for at in keys:
        kind, *rest = at
        if kind == "group":
            rest[0] = assessment.groups[int(rest[0])].name
        else:
            rest = [kind, *rest]
        names[at] = _free(slug(rest), used)
        used.add(names[at])
    return names


def slug(texts: Sequence[str]) -> str:
    """A name of a file for any system: small letters and digits of ASCII.

    >>> slug(["Cliëntenraad 2024", "Care use"]), slug(["???"])
    ('clientenraad-2024-care-use', 'picture')
    """
    letters = unicodedata.normalize("NFKD", "-".join(texts)).encode("ascii", "ignore").decode()
    return re.sub("[^a-z0-9]+", "-", letters.lower()).strip("-")[:80] or "picture"


def _free(name: str, used: set[str]) -> str:
    """A name that is not used yet."""
    number, free = 1, name
    while free in used:
        number += 1
        free = f"{name}-{number}"
    return free
