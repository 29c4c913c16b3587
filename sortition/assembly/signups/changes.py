"""A sign-up changes: somebody withdraws or comes back, or what was said of them is corrected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sortition.assembly import facts, schema
from sortition.assembly.draws.seats import STAYING
from sortition.assembly.signups.desk import Desk, open_desk, save, set_state
from sortition.assembly.signups.forms_reading import Entry
from sortition.assembly.signups.judge import ACCEPTED, SAME, WITHDRAWN, Verdict
from sortition.assembly.signups.judge_codes import near_codes
from sortition.assembly.signups.judge_known import Signed
from sortition.assembly.signups.judge_values import Reader
from sortition.assembly.store import Actor, Change, Place, changing
from sortition.letters.codes import normalise
from stratification.errors import Finding, InputError, Param
from stratification.text import key, listed_names, nearest, shown, tidy


@dataclass(frozen=True)
class Edit:
    """Who is meant, what changes (by category or field of the people), and why."""

    code: str
    changes: Mapping[str, str] = field(repr=False)
    why: str


def withdraw(place: Place, actor: Actor, code: str, why: str | None = None) -> str:
    """Note that somebody does not want to be drawn any more; the code as it is written.

    Raises:
        InputError: nobody signed up with this code, or withdrew already; or has a seat.
    """
    with changing(place, actor) as change:
        signed = _signed(open_desk(change, only=normalise(code)), code)
        if signed.state == WITHDRAWN:
            raise InputError(Finding("signup-withdrawn-twice", {"code": signed.code}))
        _check_seat(change, signed.code)
        since = change.event("withdraw", signed.code, why)
        set_state(change, signed, WITHDRAWN, since)
    return signed.code


def restore(place: Place, actor: Actor, code: str, why: str) -> str:
    """Undo that somebody withdrew; the code as it is written.

    Raises:
        InputError: nobody withdrew with this code, or no reason is given.
    """
    with changing(place, actor) as change:
        signed = _signed(open_desk(change, only=normalise(code)), code)
        _need_why(why)
        if signed.state != WITHDRAWN:
            raise InputError(Finding("signup-not-withdrawn", {"code": signed.code}))
        since = change.event("restore", signed.code, why)
        set_state(change, signed, ACCEPTED, since)
    return signed.code


def correct(place: Place, actor: Actor, edit: Edit) -> str:
    """Put right what the dossier says of somebody; what it said is kept. The code.

    Raises:
        InputError: everything that is wrong: a code that nobody has, no reason, names that are
            neither a category nor a field, values that are none of the quotas.
    """
    with changing(place, actor) as change:
        desk = open_desk(change, only=normalise(edit.code))
        signed = _signed(desk, edit.code)
        _need_why(edit.why)
        verdict = _edited(desk, signed, edit)
        names = [*verdict.answers, *verdict.people]
        since = change.event("correct", signed.code, edit.why, names=names)
        save(change, "", [verdict], desk, since)
    return signed.code


def _need_why(why: str) -> None:
    if not tidy(why):
        raise InputError(Finding("signup-no-why"))


def _signed(desk: Desk, code: str) -> Signed:
    """The sign-up with a code, however it is typed."""
    signed = desk.known.signed.get(normalise(code))
    if signed is None:
        near = near_codes(code, desk.known.signed)
        params: dict[str, Param] = {"codes": near} if near else {}
        raise InputError(Finding("signup-nobody-near" if near else "signup-nobody", params))
    return signed


def _check_seat(change: Change, code: str) -> None:
    row = change.connection.execute(facts.current(schema.seats, code=code)).first()
    if row is not None and row.state in STAYING:
        raise InputError(Finding("signup-seat", {"code": code}))


def _edited(desk: Desk, signed: Signed, edit: Edit) -> Verdict:
    """The new values of somebody, as a row would give them."""
    categories = {key(name): name for name in desk.categories}
    fields = {key(name): name for name in (*signed.people, *desk.form.people)}
    reader = Reader(desk.values)
    answers, people, errors = {}, {}, []
    for name, text in edit.changes.items():
        if key(name) in categories:
            category = categories[key(name)]
            value, reason = reader.read(category, text, signed.received)
            if reason is not None:
                errors.append(reason.finding())
            if value is not None:
                answers[category] = value
        elif key(name) in fields:
            people[fields[key(name)]] = tidy(text)
        else:
            errors.append(_unknown(name, [*categories.values(), *fields.values()]))
    if not edit.changes:
        errors.append(Finding("signup-no-changes"))
    if errors:
        raise InputError(*errors)
    entry = Entry(0, signed.code, None, None, (), (), {}, {}, (), {})
    # Not "accepted": who withdrew stays so.
    verdict = Verdict(entry, SAME, (), signed.code, signed.received)
    return replace(verdict, answers=answers, people=people)


def _unknown(name: str, known: list[str]) -> Finding:
    params: dict[str, Param] = {"name": shown(name), "known": listed_names(known)}
    close = nearest(name, known)
    if close is None:
        return Finding("signup-name", params)
    return Finding("signup-name-nearest", {**params, "nearest": shown(close)})
