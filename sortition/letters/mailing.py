"""Which letters are wanted, and to whom they go: the order, the wave's record, its people."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from sortition.invitations.layout import PRIVATE, RECORD, wave_file
from sortition.invitations.private import read_past
from sortition.invitations.record import last_wave, read_waves
from sortition.letters.answered import read_answered, without_answer
from sortition.letters.chance import Drawn, chance_range
from sortition.letters.provision import for_third_party
from sortition.letters.table import people_rows
from sortition.letters.texts import Texts
from sortition.letters.texts_reading import read_texts
from stratification.errors import Finding, InputError
from stratification.files import name_of
from stratification.text import listed_names, tidy

FORMATS = ("pdf", "csv", "xlsx")


@dataclass(frozen=True)
class Order:
    """Which letters are wanted.

    Parameters:
        date: on the letters, and in the register of provision.
        texts: the organiser's file of texts.
        wave: the mailing.
        remind: a file with the sign-up codes that were answered: all others get a reminder.
        third_party: who gets the letters or the table to post them, if not the municipality;
            people with a disclosure block are then left out.
        ground: the legal ground of that; with a third party only.
        blocked_only: only for people with a disclosure block.
        formats: some of `FORMATS`.
        sample: only so many letters, those with the longest lines, to look at before printing.
    """

    date: datetime.date
    texts: Path | None = None
    wave: int = 1
    remind: Path | None = None
    third_party: str | None = None
    ground: str | None = None
    blocked_only: bool = False
    formats: tuple[str, ...] = FORMATS
    sample: int | None = None


@dataclass(frozen=True)
class Wave:
    """What the first draw wrote of a wave.

    `everybody` are the people of all waves; `chances` the smallest and the largest chance of a
    letter where these differ.
    """

    record: Mapping[str, Any] = field(repr=False)
    people: tuple[dict[str, str], ...] = field(repr=False)
    everybody: tuple[dict[str, str], ...] = field(repr=False)
    salt: bytes = field(repr=False)
    chances: tuple[Fraction, Fraction] | None = None

    @property
    def drawn(self) -> Drawn:
        """What a letter says of the draw."""
        record = self.record
        return Drawn(
            record["frame"],
            record["units"],
            record["earlier"] + record["letters"],
            self.chances,
            record["one_per_address"],
        )


@dataclass(frozen=True)
class Chosen:
    """The people of this order, and what is said about those who are not."""

    people: list[dict[str, str]] = field(repr=False)
    answered: int = 0
    blocked: int = 0
    notices: tuple[Finding, ...] = ()


def check(order: Order) -> None:
    """Refuse an order that contradicts itself."""
    errors = []
    if order.texts is None:
        errors.append(Finding("letters-no-texts"))
    third, ground = (tidy(text or "") for text in (order.third_party, order.ground))
    if bool(third) != bool(ground):
        errors.append(Finding("letters-ground"))
    if third and order.blocked_only:
        errors.append(Finding("letters-blocked-third"))
    if not order.formats or not set(order.formats) <= set(FORMATS):
        errors.append(Finding("letters-formats", {"known": listed_names(FORMATS)}))
    if errors:
        raise InputError(*errors)


def texts_of(order: Order) -> Texts:
    """The texts, which must not ask people to sign up before they get the letter."""
    path = order.texts or Path()
    texts = read_texts(path)
    if texts.deadline < order.date:
        days = {"deadline": texts.deadline.isoformat(), "date": order.date.isoformat()}
        raise InputError(Finding("letters-deadline", days, name_of(path)))
    first = min((meeting.date for meeting in texts.meetings), default=texts.deadline)
    if first < texts.deadline:
        days = {"deadline": texts.deadline.isoformat(), "date": first.isoformat()}
        raise InputError(Finding("letters-meeting", days, name_of(path)))
    return texts


def read_wave(folder: Path, number: int) -> Wave:
    """The record of a wave and its people, who must be those of the record.

    Raises:
        InputError: there is no such wave, or a file cannot be read.
        VerificationError: a file was changed.
    """
    last = last_wave(folder / RECORD)
    if not 1 <= number <= last:
        raise InputError(Finding("letters-no-wave", {"wave": number}, name_of(folder)))
    records = read_waves(folder / RECORD, last)
    content = records[number - 1].content
    past = read_past(folder, records, records[0].rule)
    people = [people_rows(folder / PRIVATE / wave_file("people", one.wave)) for one in records]
    everybody = tuple(person for rows in people for person in rows)
    lines = records[number - 1].strata
    groups = [(line.stratum.earlier + line.letters, line.stratum.size) for line in lines]
    wave = Wave(content, tuple(people[number - 1]), everybody, past.salt)
    return replace(wave, chances=chance_range(groups))


def choose(order: Order, wave: Wave) -> Chosen:
    """Leave out who has answered, and whose data may not go where the letters go."""
    chosen = Chosen(list(wave.people))
    if order.remind is not None:
        answered = read_answered(order.remind, wave.everybody, wave.salt)
        left = without_answer(chosen.people, answered)
        gone = len(chosen.people) - len(left)
        chosen = Chosen(left, gone, 0, answered.notices)
    if order.third_party is not None:
        allowed, blocked = for_third_party(chosen.people)
        notices = [*chosen.notices]
        if (
            wave.record["frame"] == "persons"
            and "confidential" not in wave.record["map"]["columns"]
        ):
            notices.append(Finding("letters-no-confidential"))
        if blocked:
            notices.append(Finding("letters-blocked", {"count": blocked}))
        chosen = replace(chosen, people=allowed, blocked=blocked, notices=tuple(notices))
    if order.blocked_only:
        blocked_people = [person for person in chosen.people if person["confidential"]]
        chosen = replace(chosen, people=blocked_people)
    if not chosen.people:
        everybody = order.remind is not None and chosen.answered == len(wave.people)
        code = "letters-all-answered" if everybody else "letters-none"
        raise InputError(*chosen.notices, Finding(code))
    return chosen
