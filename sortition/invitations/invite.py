"""The first draw: from a register to the people who get a letter, and the record of it.

    read      the register: who is eligible, in which stratum
    spread    the letters over the strata (a planner decides)
    draw      the smallest numbers of each stratum, of those without a letter
    people    what a letter needs of them; sign-up codes
    write     the record, and what is private: all or nothing

A planner sees strata and gives a `Plan`; how it does so is no concern of the draw.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

from sortition.draw_files import alone
from sortition.invitations.draw import Drawn, Rule, draw
from sortition.invitations.homes import Home, homes
from sortition.invitations.layout import RESERVED, SALT, StratumLine, wave_file
from sortition.invitations.lines import Spread, not_known, open_secrets, some_strata, stratum_lines
from sortition.invitations.model import Plan, Strata
from sortition.invitations.private import (
    Letters,
    Past,
    drawn_digest,
    make_letters,
    read_past,
    salt_bytes,
)
from sortition.invitations.provided import provision_file
from sortition.invitations.publish import Result, public_files
from sortition.invitations.query import Query, query_text
from sortition.invitations.record import WaveRecord
from sortition.invitations.strata import (
    count_strata,
    engine_errors,
    select_strata,
    spelled_only,
)
from sortition.invitations.waves import changes, check_lists, check_settings, earlier_waves
from sortition.invitations.writing import Files, write_first, write_later
from sortition.letters.codes import new_salt
from sortition.watch import Progress, silent
from stratification.errors import Finding, InputError
from stratification.register.map import read_map
from stratification.register.model import Choices, Reading, RegisterMap
from stratification.register.reading import Register, open_register
from stratification.text import is_writable, key

Planner = Callable[[Strata], Plan]


@dataclass(frozen=True)
class Request:
    """What is asked of a draw.

    Parameters:
        register, map: the files.
        choices: reference date, columns of strata, excluded ids, one letter per address.
        seed: public text that nobody could choose.
        out: the folder of the draw; new or empty for the first wave, that of the first after it.
        planner: how the letters are spread.
        wave: its number, from 1.
        part: the name of this part of a federated draw.
        only: (column, value): strata that get letters in this wave; of each column named any of
            its values. Empty: all strata.
        date: what the register of provision says of the day; None: today.
    """

    register: Path
    map: Path
    choices: Choices
    seed: str
    out: Path
    planner: Planner
    wave: int = 1
    part: str | None = None
    only: tuple[tuple[str, str], ...] = ()
    date: datetime.date | None = None

    @property
    def rule(self) -> Rule:
        """What fixes the numbers."""
        return Rule(self.seed, self.part, self.choices.one_per_address)


@dataclass(frozen=True)
class Invited:
    """The outcome of a draw: nothing in it is about one person.

    Parameters:
        reading: what was read, and how many were left out by which step.
        plan: as the planner gave it; with `only` about those strata alone.
        strata: every stratum with its letters.
        homes: the chance by size of home; empty when no addresses are known.
        letters, earlier: how many this wave and the waves before it sent.
        confidential: how many of this wave have a disclosure block (geheimhouding).
        files: what was written, below `folder`.
        notices: what is worth knowing.
    """

    wave: int
    rule: Rule
    mapping: RegisterMap
    choices: Choices
    only: tuple[tuple[str, str], ...]
    reading: Reading
    plan: Plan
    strata: tuple[StratumLine, ...]
    homes: tuple[Home, ...]
    letters: int
    earlier: int
    confidential: int
    folder: Path
    files: tuple[str, ...]
    notices: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class _Work:
    """One draw: what was asked, what was there, and its steps."""

    request: Request
    mapping: RegisterMap
    waves: tuple[WaveRecord, ...]
    past: Past = field(repr=False)
    progress: Progress = silent

    def run(self, register: Register) -> Invited:
        """Spread, draw, and write."""
        request = self.request
        self.progress("invite-spread", 0, 0)
        strata = count_strata(register.database, request.choices.strata, self.past.earlier)
        spread = self.spread(strata)
        self.progress("invite-draw", 0, 0)
        drawn = draw(register.database, request.rule, strata, spread.letters, self.past.earlier)
        totals = [
            row.earlier + count for row, count in zip(strata.rows, spread.letters, strict=True)
        ]
        single = request.choices.one_per_address
        found = homes(register.database, self.mapping.frame, single, strata, totals)
        self.progress("invite-people", 0, 0)
        people = register.people([one.unit for one in drawn.invitees])
        letters = make_letters(request.wave, strata, drawn.invitees, people, self.past)
        query = Query(register.query, request.rule, strata, spread.letters, request.wave)
        self.progress("invite-write", 0, 0)
        result = self.result(register.reading, spread, drawn, letters, found)
        blocked = sum(person["confidential"] != "" for person in people)
        return self.write(result, public_files(result, query_text(query)), letters, blocked)

    def spread(self, strata: Strata) -> Spread:
        """Ask the planner, about the strata that may get letters."""
        places = select_strata(strata, self.request.only)
        plan = self.request.planner(some_strata(strata, places))
        if not plan.total:
            raise InputError(Finding("invite-no-letters"))
        return Spread(strata, places, plan)

    def result(
        self,
        reading: Reading,
        spread: Spread,
        drawn: Drawn,
        letters: Letters,
        found: tuple[Home, ...],
    ) -> Result:
        """What is published."""
        request, units = self.request, self.past.earlier.units
        before = (
            (len(units), drawn_digest(sorted(units)), self.waves[-1].digest)
            if self.waves
            else (0, None, None)
        )
        return Result(
            wave=request.wave,
            rule=request.rule,
            mapping=self.mapping,
            choices=request.choices,
            reading=reading,
            only=spelled_only(spread.strata, request.only),
            plan=spread.plan,
            strata=stratum_lines(spread, drawn.below),
            homes=found,
            letters=letters.lines,
            drawn=drawn_digest([one.unit for one in drawn.invitees]),
            addresses=letters.addresses,
            earlier=before,
        )

    def write(
        self, result: Result, public: dict[str, bytes], letters: Letters, blocked: int
    ) -> Invited:
        """Write everything."""
        request = self.request
        provision, notices = provision_file(request.out, result, request.date)
        private = {wave_file("people", request.wave): letters.people}
        if request.wave == 1:
            private[SALT] = salt_bytes(self.past.salt)
        files = Files(request.wave, public | provision, private)
        (write_first if request.wave == 1 else write_later)(request.out, files)
        changed = (
            changes(self.waves[-1], result.reading, self.mapping, request.choices)
            if self.waves
            else ()
        )
        return Invited(
            wave=request.wave,
            rule=request.rule,
            mapping=self.mapping,
            choices=request.choices,
            only=result.only,
            reading=result.reading,
            plan=result.plan,
            strata=result.strata,
            homes=result.homes,
            letters=len(result.letters),
            earlier=result.earlier[0],
            confidential=blocked,
            folder=request.out,
            files=files.names,
            notices=(
                *result.reading.notices,
                *not_known(self.mapping),
                *result.plan.notices,
                *open_secrets(result.strata, self.mapping.frame),
                *changed,
                *notices,
            ),
        )


def invite(request: Request, progress: Progress = silent) -> Invited:
    """Draw who gets a letter and write the record; nothing is written when anything is wrong.

    Raises:
        InputError: the settings, the map, the register or the folder cannot be used.
        VerificationError: the record of an earlier wave, or its private files, were changed.
    """
    _check_request(request)
    mapping = read_map(request.map)
    request = _spelled(request, mapping)
    with ExitStack() as stack:
        if request.wave > 1 and request.out.is_dir():
            stack.enter_context(alone(request.out))
        waves = earlier_waves(request.out, request.wave)
        if waves:
            check_settings(waves[0], request.rule, mapping, request.choices.strata)
            check_lists(waves, request.choices)
            past = read_past(request.out, waves, request.rule)
        else:
            past = Past(new_salt())
        progress("invite-read", 0, 0)
        opened = open_register(request.register, mapping, request.choices)
        register = stack.enter_context(opened)
        stack.enter_context(engine_errors(register.reading.name))
        return _Work(request, mapping, waves, past, progress).run(register)


def _spelled(request: Request, mapping: RegisterMap) -> Request:
    """The request with the columns of strata as the map spells them; others are refused later."""
    names = {key(column.name): column.name for column in mapping.strata}
    strata = tuple(names.get(key(name), name) for name in request.choices.strata)
    return replace(request, choices=replace(request.choices, strata=strata))


def _check_request(request: Request) -> None:
    """Report everything that is wrong with the settings (InputError)."""
    if request.wave < 1:
        raise ValueError("waves are numbered from 1")
    errors = []
    if not request.seed.strip():
        errors.append(Finding("invite-seed-blank"))
    if not is_writable(request.seed):
        errors.append(Finding("draw-text-damaged"))
    part = request.part
    if part is not None and (not part.isprintable() or part.strip() != part or not part):
        errors.append(Finding("invite-part"))
    reserved = {key(name) for name in RESERVED}
    errors += [
        Finding("invite-strata-name", {"name": name})
        for name in request.choices.strata
        if key(name) in reserved
    ]
    if errors:
        raise InputError(*errors)
