"""What is asked of somebody who signs up on paper or by telephone, one question at a time."""

from __future__ import annotations

from dataclasses import dataclass

from sortition.assembly.signups.desk import Desk, open_desk
from sortition.assembly.signups.forms_dates import day_of
from sortition.assembly.signups.judge_values import Values
from sortition.assembly.signups.row import CODE_COLUMN
from sortition.assembly.store import Place, reading
from stratification.errors import Finding
from stratification.text import key, tidy


@dataclass(frozen=True)
class Question:
    """One cell of a sign-up.

    Parameters:
        column: of the form.
        values: what may be answered; (): anything.
        category: of the quotas that it is about.
    """

    column: str
    values: tuple[str, ...] = ()
    category: Values | None = None

    def is_about(self, name: str) -> bool:
        """Whether an answer with this name answers it."""
        names = [self.column] if self.category is None else [self.column, self.category.category]
        return key(name) in map(key, names)

    def wrong(self, text: str, day: str) -> Finding | None:
        """Why an answer, given on a day, cannot stand; None: it can, or that is seen later.

        Nothing at all is no answer yet, and never wrong here.
        """
        if self.category is None or not tidy(text):
            return None
        _, reason = self.category.read(tidy(text), day_of(day))
        return None if reason is None else reason.finding()


def questions(place: Place) -> tuple[Question, ...]:
    """All that the form has, in the order in which it is asked.

    Raises:
        InputError: there is no dossier, or nothing can be added to it any more.
    """
    with reading(place) as dossier:
        desk = open_desk(dossier, only="")
    found = [*_about_person(desk), *_about_categories(desk)]
    conditions: dict[str, list[str]] = {}
    for column, value in desk.form.eligible:
        conditions.setdefault(column, []).append(value)
    found += [Question(column, tuple(values)) for column, values in conditions.items()]
    if desk.form.consent is not None:
        found.append(Question(desk.form.consent))
    first = {key(one.column): one for one in reversed(found)}
    return tuple(first[name] for name in dict.fromkeys(key(one.column) for one in found))


def _about_person(desk: Desk) -> list[Question]:
    code = [desk.form.code or CODE_COLUMN] if desk.codes.letters or desk.form.code else []
    return [Question(name) for name in (*code, *desk.form.people, *desk.form.household)]


def _about_categories(desk: Desk) -> list[Question]:
    columns = {key(category): column for category, column in desk.form.categories}
    return [
        Question(
            columns.get(key(one.category), one.category),
            () if one.free else tuple(one.spelled.values()),
            one,
        )
        for one in desk.values
    ]
