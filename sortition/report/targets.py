"""From a population to quotas, every step: in words, as data, and as a table for a spreadsheet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from fractions import Fraction
from gettext import gettext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sortition.record import chance_text, fraction_text
from sortition.report.data import finding
from sortition.report.grid import grid
from sortition.report.language import decimal, fixed, whole
from sortition.report.population import figure_data
from sortition.report.words import heading, line, source_words, title, wrapped

if TYPE_CHECKING:
    from stratification.population.model import About
    from stratification.targets.settings import Bandwidth
    from stratification.targets.steps import Step, Targets

INDENT = "  "
MARK = " *"
COLUMNS = (
    *("category", "value", "population", "share", "exact", "target"),
    *("apportioned", "min", "max", "policy"),
)
"""The columns of `steps_bytes`."""


def targets_text(targets: Targets, path: Path) -> str:
    """The result of `sortition targets`: a table of steps for every category and combination.

    Parameters:
        path: where the quotas were written.
    """
    from stratification.targets.apportionment import METHODS

    settings = targets.settings
    lines = [
        gettext("Every group has its number of seats, from its share of the population."),
        "",
        line(gettext("Seats"), whole(settings.seats)),
        line(gettext("Method"), METHODS[settings.method].name),
        line(gettext("Bandwidth"), _bandwidth(settings.bandwidth)),
        line(gettext("Written"), str(path)),
    ]
    for steps, about in zip(targets.tables, targets.abouts, strict=True):
        lines += ["", *_table(steps, about)]
    return "\n".join([*lines, "", *_legend(targets)])


def _bandwidth(bandwidth: Bandwidth) -> str:
    """What the smallest and the largest number of seats are."""
    if bandwidth.kind == "seats":
        text = gettext("{count} around the apportioned number of seats")
        return text.format(count=f"± {bandwidth.size}")
    if bandwidth.kind == "share":
        text = gettext("{percent} around the exact seats, rounded down and up")
        return text.format(percent=f"± {decimal(float(100 * bandwidth.size), 9)}%")
    return gettext("the exact seats, rounded down and up")


def _table(steps: Sequence[Step], about: About) -> list[str]:
    """The steps of one category or combination, the sums, the reasons and the source."""
    columns = [[title(step.values) + MARK * (step.policy is not None) for step in steps]]
    columns[0] = ["", *columns[0], gettext("together")]
    shared = [None if step.free else step for step in steps]
    policies = [step for step in steps if step.policy is not None]
    if all(step is None or step.population is not None for step in shared):
        people = [step.population if step else None for step in shared]
        columns.append(_column(gettext("Population"), people, _count))
    shares = [step.share if step else None for step in shared]
    columns.append(_column(gettext("Share"), shares, _percent))
    exact = [step.exact if step else None for step in shared]
    columns.append(_column(gettext("Exact seats"), exact, _two))
    if policies:
        after = [step.target if step else None for step in shared]
        columns.append(_column(gettext("With extra seats"), after, _two))
    for name, numbers in (
        (gettext("Apportioned"), [step.apportioned if step else None for step in shared]),
        (gettext("Min"), [step.minimum for step in steps]),
        (gettext("Max"), [step.maximum for step in steps]),
    ):
        columns.append(_column(name, numbers, _count))
    text = gettext("* {value} gets extra seats. That is a policy, not a share. Reason: {reason}")
    reasons = [text.format(value=title(step.values), reason=step.policy) for step in policies]
    source = gettext("Source: {source}").format(source=source_words(about))
    without = gettext("{value} gets no share of the seats: it may have no seat, or some.")
    free = [without.format(value=title(step.values)) for step in steps if step.free]
    notes = [wrapped(INDENT + note, INDENT) for note in (*reasons, *free, source)]
    return [heading(steps[0].categories), *grid(columns, indent=INDENT), *notes]


def _column(
    name: str, numbers: Sequence[Fraction | int | None], show: Callable[[Fraction], str]
) -> list[str]:
    """A heading, the numbers ("–" for none) and their sum."""
    texts = ["–" if number is None else show(Fraction(number)) for number in numbers]
    return [name, *texts, show(sum((Fraction(number or 0) for number in numbers), Fraction(0)))]


def _count(number: Fraction) -> str:
    return whole(int(number)) if number.denominator == 1 else fixed(number, 2)


def _two(number: Fraction) -> str:
    return fixed(number, 2)


def _percent(share: Fraction) -> str:
    return fixed(100 * share) + "%"


def _legend(targets: Targets) -> list[str]:
    """What the columns mean."""
    texts = [
        gettext(
            "Exact seats: the share of all seats. Apportioned: whole seats as near to that as the "
            "method makes them. Min and max: what goes into the file."
        )
    ]
    if any(step.policy is not None for step in targets.steps):
        texts.append(
            gettext(
                "With extra seats: a group with extra seats gets so many more than were "
                "apportioned to it; the others share what is left by their shares."
            )
        )
    return [wrapped(text) for text in texts]


def targets_data(targets: Targets, path: Path) -> dict[str, Any]:
    """The same for programs; fractions are texts "p/q", figures of people that are whole are not.

    Parameters:
        path: where the quotas were written.
    """
    settings = targets.settings
    tables = [
        {
            "categories": list(steps[0].categories),
            "source": asdict(about),
            "steps": [_step_data(step) for step in steps],
        }
        for steps, about in zip(targets.tables, targets.abouts, strict=True)
    ]
    return {
        "file": str(path),
        "seats": settings.seats,
        "method": settings.method,
        "bandwidth": {
            "kind": settings.bandwidth.kind,
            "size": fraction_text(settings.bandwidth.size),
        },
        "tables": tables,
        "notices": [finding(notice) for notice in targets.notices],
    }


def _step_data(step: Step) -> dict[str, Any]:
    return {
        "values": list(step.values),
        "population": figure_data(step.population, counted=True),
        "share": fraction_text(step.share),
        "exact": fraction_text(step.exact),
        "target": fraction_text(step.target),
        "apportioned": step.apportioned,
        "min": step.minimum,
        "max": step.maximum,
        "policy": step.policy,
        "free": step.free,
    }


def steps_bytes(targets: Targets) -> bytes:
    """The steps as CSV (columns: `COLUMNS`); fractions have twelve decimals."""
    from stratification.combinations import join
    from stratification.tables import table_bytes

    rows = []
    for step in targets.steps:
        people = step.population
        if people is None:
            population = ""
        else:
            population = str(people) if people.denominator == 1 else chance_text(people)
        names = [join(step.categories), join(step.values), population]
        numbers = [chance_text(number) for number in (step.share, step.exact, step.target)]
        seats = [str(number) for number in (step.apportioned, step.minimum, step.maximum)]
        rows.append([*names, *numbers, *seats, step.policy or ""])
    return table_bytes(COLUMNS, rows)
