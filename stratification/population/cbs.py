"""A population from a table of CBS StatLine."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import product
from math import gcd, lcm

from stratification.ages import parse_ages
from stratification.errors import Finding, InputError, Param
from stratification.population.cbs_choice import CbsRequest, Choice, choose, condition
from stratification.population.cbs_table import Measure, TableInfo, read_table_info
from stratification.population.model import About, CrossTable, Population, Values
from stratification.population.statline import Cache, Question, Row, ask
from stratification.text import key, listed_names, shown, tidy

__all__ = ["Cache", "CbsRequest", "read_cbs"]

_NUMBER = re.compile(r"[0-9A-Za-z]{1,20}")
_AGES = re.compile(
    r"[0-9]{1,3}(?: jaar)? (?:tot|tot en met|t/m) [0-9]{1,3} jaar|[0-9]{1,3} jaar (?:of|en) ouder"
)
_THOUSANDS = re.compile(r"(?:x ?)?1[ .]?000(?: personen)?")
_PEOPLE = re.compile(r"(?:aantal|personen|number).*|")


def read_cbs(request: CbsRequest, cache: Cache | None = None) -> Population:
    """Return the figures of a table of StatLine, with where they come from.

    Source: CBS StatLine, CC BY 4.0 ("Bron: CBS").

    Parameters:
        request: the table, and what is wanted of it.
        cache: where answers are kept and looked up first; None: StatLine is always asked.

    Raises:
        InputError: StatLine cannot be asked, something that is named is not in the table, a choice
            is still to be made, or the figures do not add up to what they should.
    """
    if not _NUMBER.fullmatch(request.table):
        raise InputError(Finding("cbs-table-number", {"table": shown(request.table)}))
    info, answers = read_table_info(request.table, cache)
    choices, measure = choose(info, request)
    columns = (*(choice.dimension.key for choice in choices), measure.key)
    question = Question(request.table, "TypedDataSet", columns, condition(choices))
    answers.append(ask(question, cache))
    about, notices = _about(info, choices, measure)
    table, more = _table(choices, measure, answers[-1].rows, request.table)
    kept = sorted(answer.kept_since for answer in answers if answer.kept_since)
    if kept:
        notices.append(Finding("cbs-kept", {"table": request.table, "date": kept[0]}))
    return Population((replace(table, about=about),), (*notices, *more))


def _about(
    info: TableInfo, choices: Sequence[Choice], measure: Measure
) -> tuple[About, list[Finding]]:
    """Return where the figures come from and who is counted."""
    fixed = [choice for choice in choices if choice.category is None]
    times = [choice.items[0] for choice in fixed if choice.dimension.is_time]
    period = times[0].title.rstrip("*") if times else info.period
    provisional = any(
        time.title.endswith("*") or key(time.status) not in ("", "definitief") for time in times
    )
    others = [one for one in fixed if not one.dimension.is_time and len(one.dimension.items) > 1]
    parts = [measure.path] + [f"{one.dimension.title}: {one.items[0].title}" for one in others]
    population = [one.items[0].title for one in others if parse_ages(one.items[0].title)]
    if not population:
        described = dict.fromkeys(match[0] for match in _AGES.finditer(info.description))
        if len({parse_ages(text) for text in described}) == 1:
            population = list(described)[:1]
    about = About(
        source=f"CBS StatLine, {info.title}",
        table=info.number,
        date=period,
        population=population[0] if population else "",
        ages=parse_ages(population[0]) if population else None,
        provisional=provisional,
        note="; ".join(parts),
    )
    notices = [Finding("cbs-provisional", {"period": shown(period)})] if provisional else []
    return about, notices


def _table(
    choices: Sequence[Choice], measure: Measure, rows: Sequence[Row], number: str
) -> tuple[CrossTable, list[Finding]]:
    """Return the figures of the values chosen, checked against the totals of the table."""
    wanted = _categories(choices)
    factor = _factor(measure, wanted)
    figures = _figures(choices, measure, rows, number)
    cells: dict[Values, Fraction | None] = {}
    for items in product(*(choice.items for choice in wanted)):
        figure = figures.get(tuple(item.key.strip() for item in items))
        place = tuple(item.title for item in items)
        cells[place] = None if figure is None else figure * (factor or 1)
    missing = sum(figure is None for figure in cells.values())
    if missing == len(cells):
        raise InputError(Finding("cbs-no-figures", {"table": number}))
    params: dict[str, Param] = {"count": missing, "cells": len(cells)}
    notices = [Finding("cbs-missing", params)] if missing else []
    names = tuple(choice.category or "" for choice in wanted)
    if factor is None:
        return CrossTable(names, _as_shares(measure, cells), counted=False), notices
    errors, parts = _check_totals(wanted, figures)
    if errors:
        raise InputError(*errors)
    left_out = [(one.dimension, one.total) for one in wanted if one.total and not one.listed]
    notices += [
        Finding("cbs-total-left-out", {"dimension": one.title, "value": total.title})
        for one, total in left_out
    ]
    return CrossTable(names, cells), [*notices, *parts]


def _categories(choices: Sequence[Choice]) -> list[Choice]:
    """The dimensions that become categories, in the order of these."""
    found = [choice for choice in choices if choice.category is not None]
    return sorted(found, key=lambda choice: key(choice.category or ""))


def _factor(measure: Measure, wanted: Sequence[Choice]) -> Fraction | None:
    """Return how many people a figure of 1 stands for; None for percentages."""
    text = key(measure.unit)
    if _THOUSANDS.fullmatch(text):
        return Fraction(1000)
    if _PEOPLE.fullmatch(text):
        return Fraction(1)
    params: dict[str, Param] = {"measure": shown(measure.path), "unit": shown(measure.unit)}
    if text != "%":
        raise InputError(Finding("cbs-unit", params))
    if len(wanted) > 1:  # 100% is then a part of the people, another one for every value
        raise InputError(Finding("cbs-percent-cross", params))
    return None


def _figures(
    choices: Sequence[Choice], measure: Measure, rows: Sequence[Row], number: str
) -> Mapping[tuple[str, ...], Fraction | None]:
    """Return the figures of the rows that are wanted, totals too, by the keys of the categories."""
    wanted = _categories(choices)
    fixed = [choice for choice in choices if choice.category is None]
    found: dict[tuple[str, ...], Fraction | None] = {}
    for row in rows:
        cell = {one.dimension.key: str(row.get(one.dimension.key)).strip() for one in choices}
        if any(cell[one.dimension.key] != one.items[0].key.strip() for one in fixed):
            continue
        place = tuple(cell[one.dimension.key] for one in wanted)
        if place in found or measure.key not in row:
            raise InputError(Finding("cbs-answer", {"table": number}))
        found[place] = _figure(row[measure.key], number)
    return found


def _figure(value: object, number: str) -> Fraction | None:
    """Return a figure exactly as it is written; None where CBS has none (null or ".")."""
    text = "" if value is None else tidy(str(value))
    if text in ("", "."):
        return None
    try:
        figure = Fraction(text)
    except (ValueError, ZeroDivisionError):
        figure = Fraction(-1)
    if figure < 0 or isinstance(value, bool):
        raise InputError(Finding("cbs-answer", {"table": number}))
    return figure


def _check_totals(
    wanted: Sequence[Choice], figures: Mapping[tuple[str, ...], Fraction | None]
) -> tuple[list[Finding], list[Finding]]:
    """Compare the values of each category with the total of its dimension.

    Returns errors (the values overlap, or might) and notices (they are only a part).
    """
    errors: list[Finding] = []
    notices: list[Finding] = []
    for at, choice in enumerate(wanted):
        params: dict[str, Param] = {
            "dimension": shown(choice.dimension.title),
            "values": listed_names([item.title for item in choice.dimension.items]),
        }
        parts, wholes = _comparable(wanted, at, figures)
        if not wholes:
            errors += [] if choice.is_sound else [Finding("cbs-choose-values", params)]
            continue
        here, whole = sum(parts, Fraction(0)), sum(wholes, Fraction(0))
        difference = here - whole
        slack = _unit_of([*parts, *wholes]) / 2 * (len(parts) + len(wholes))
        if difference > slack and choice.is_sound:
            errors.append(Finding("cbs-add-up", params))
        elif abs(difference) > slack and not choice.is_sound:
            errors.append(Finding("cbs-choose-values", params))
        elif difference < -slack:
            percent = round(float(100 * here / whole), 1)
            part: dict[str, Param] = {"dimension": params["dimension"], "percent": percent}
            notices.append(Finding("cbs-part", part))
    return errors, notices


def _comparable(
    wanted: Sequence[Choice], at: int, figures: Mapping[tuple[str, ...], Fraction | None]
) -> tuple[list[Fraction], list[Fraction]]:
    """Return the figures of the values of one category and those of its total.

    They are of all combinations of the other categories for which none of them is missing.
    """
    total = wanted[at].total
    parts: list[Fraction] = []
    wholes: list[Fraction] = []
    others = [choice.items for choice in (*wanted[:at], *wanted[at + 1 :])]
    for others_chosen in product(*others) if total is not None else ():
        keys = [item.key.strip() for item in others_chosen]
        places = [
            (*keys[:at], item.key.strip(), *keys[at:])
            for item in (total, *wanted[at].items)
            if item is not None
        ]
        found = [figure for place in places if (figure := figures.get(place)) is not None]
        if len(found) == len(places):
            wholes.append(found[0])
            parts += found[1:]
    return parts, wholes


def _unit_of(figures: Sequence[Fraction]) -> Fraction:
    """Return the largest number of which all figures are multiples.

    CBS rounds to multiples of a number, so that a figure is at most half of this one off.
    """
    common = lcm(*(figure.denominator for figure in figures))
    return Fraction(gcd(*(int(figure * common) for figure in figures)), common)


def _as_shares(
    measure: Measure, cells: Mapping[Values, Fraction | None]
) -> Mapping[Values, Fraction | None]:
    """Return percentages as parts of 1, rounded ones so that they add up to it.

    Raises:
        InputError: they do not add up to 100, by more than their rounding.
    """
    found = [figure for figure in cells.values() if figure is not None]
    if len(found) < len(cells):
        return {place: None if one is None else one / 100 for place, one in cells.items()}
    total = sum(found, Fraction(0))
    if abs(total - 100) > len(found) * Fraction(1, 2 * 10**measure.decimals):
        params: dict[str, Param] = {"measure": shown(measure.path), "sum": f"{float(total):.4g}"}
        raise InputError(Finding("cbs-percent-sum", params))
    return {place: None if one is None else one / total for place, one in cells.items()}
