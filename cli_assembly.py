"""The commands of an assembly: `sortition assembly …`. One command, one function of the library.

A command is added as in `cli`, with its words in `help.COMMANDS["assembly NAME"]`. The database is
imported by the command that needs it, so that help comes at once.
"""

from __future__ import annotations

import datetime
import getpass
import os
import re
import sys
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import wraps
from gettext import gettext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli_parts import (
    FILE,
    LANG,
    Answer,
    Bars,
    InOrder,
    Screen,
    WaysOut,
    argument,
    columns,
    commands_of,
    day,
    number,
    option,
    pairs,
    with_ways_out,
)
from sortition.report import assembly as told
from sortition.report import assembly_draws as lots
from sortition.report import assembly_seats as places
from sortition.report import ending as ended
from sortition.report import help, results, words
from sortition.report import signups as signed

if TYPE_CHECKING:
    from sortition.assembly.store import Actor, Place

Pairs = Sequence[tuple[str, str]]
SETTABLE = ["drawn", "confirmed", "declined", "withdrawn", "no-show"]
WHOLE = re.compile("[0-9]{1,9}")
PASSPHRASE, USER = "SORTITION_PASSPHRASE", "SORTITION_USER"
CODES = argument("codes", click.STRING, nargs=-1)
CODE = argument("code", click.STRING)
STDIN = option("--stdin", is_flag=True, key="assembly --stdin")
WHY = option("--why", key="assembly --why")


@click.group(
    "assembly",
    cls=InOrder,
    options_metavar=help.OPTIONS_WORD,
    subcommand_metavar=help.COMMAND_WORD,
    help=help.COMMANDS["assembly"],
)
@LANG
def assembly() -> None:
    """All commands of an assembly."""


command = commands_of(assembly, "assembly")


def with_place(function: Callable[..., Answer]) -> Callable[..., Answer]:
    """Add DIR; the command gets it as the `Place` of a dossier."""

    @argument("folder", FILE)
    @wraps(function)
    def packed(screen: Screen, folder: Path, **given: Any) -> Answer:
        return function(screen, place_of(folder), **given)

    return packed


def place_of(folder: Path) -> Place:
    """The dossier in a folder, with the passphrase of the environment."""
    from sortition.assembly.store import Place

    return Place(folder, os.environ.get(PASSPHRASE))


def with_actor(function: Callable[..., Answer]) -> Callable[..., Answer]:
    """Add --by; the command gets who gives it, and when, as an `Actor`."""

    @option("--by", key="assembly --by", envvar=USER)
    @wraps(function)
    def packed(screen: Screen, place: Place, by: str | None, **given: Any) -> Answer:
        return function(screen, place, actor_of(by), **given)

    return packed


def actor_of(by: str | None) -> Actor:
    """Who gives this command: by name, or the user of the computer."""
    from sortition.assembly.store import Actor

    try:
        who = by or getpass.getuser()
    except (KeyError, OSError):  # a computer without users
        who = "-"
    return Actor(who, datetime.datetime.now().astimezone())


def with_lottery(function: Callable[..., Answer]) -> Callable[..., Answer]:
    """Add the options of a lottery; the command gets them as `Settings`."""

    @option("--rule", type=click.Choice(list(results.RULES)), default="leximin", show_default=True)
    @option("--tickets", type=click.IntRange(min=1), default=1000, show_default=True)
    @option("--seed")
    @option("--solver")
    @option("--time-limit", type=click.FloatRange(min=0, min_open=True))
    @wraps(function)
    def packed(screen: Screen, place: Place, actor: Actor, **given: Any) -> Answer:
        from sortition.lottery import Settings

        names = ("rule", "tickets", "seed", "solver", "time_limit")
        settings = Settings(**{name: given.pop(name) for name in names})
        return function(screen, place, actor, settings=settings, **given)

    return packed


def typed(answers: Pairs, stdin: bool) -> dict[str, str]:
    """The answers of the options, and those of standard input: a line COL=VALUE for each."""
    from sortition.assembly.signups.forms import read_pairs

    lines = sys.stdin.read().splitlines() if stdin else []
    return dict([*answers, *read_pairs([one for one in lines if one.strip()], "--stdin")])


def asked(place: Place, actor: Actor, answers: Pairs) -> dict[str, str]:
    """The answers of the options, and those to a question for everything else."""
    from sortition.assembly.signups.asking import questions

    found = dict(answers)
    click.echo(signed.ask_text(), err=True)
    for question in questions(place):
        if any(question.is_about(name) for name, _ in answers):
            continue
        text, wrong = "", True
        while wrong:
            label = signed.question_text(question)
            text = click.prompt(label, default="", show_default=False, err=True).strip()
            finding = question.wrong(text, actor.day)
            wrong = finding is not None
            if finding is not None:
                click.echo(words.findings_text([finding]), err=True)
        if text:
            found[question.column] = text
    return found


@command("new")
@with_place
@with_actor
@option("--name", required=True, key="assembly new --name")
@option("--letters", type=FILE, multiple=True, key="assembly new --letters")
def new(screen: Screen, place: Place, actor: Actor, name: str, letters: Sequence[Path]) -> Answer:
    """Start the dossier of an assembly."""
    from sortition.assembly.begin import begin
    from sortition.assembly.status import status as status_of

    added = begin(place, actor, name, letters)
    screen.note(added.notices)
    now = status_of(place, datetime.date.today())
    content = told.status_data(now, place.folder) | told.letters_data(added)
    text = [told.status_text(now, place.folder), *told.letters_lines(added, place.folder)]
    return Answer(content, "\n".join(text))


@command("status")
@with_place
def status(screen: Screen, place: Place) -> Answer:
    """Tell where the assembly stands and what is to be done next."""
    from sortition.assembly.status import status as status_of

    now = status_of(place, datetime.date.today())
    return Answer(told.status_data(now, place.folder), told.status_text(now, place.folder))


@command("log")
@with_place
@option("--code", key="assembly log --code")
@option("--last", type=click.IntRange(min=1), key="assembly log --last")
def log(screen: Screen, place: Place, code: str | None, last: int | None) -> Answer:
    """Tell who did what, when and why."""
    from sortition.assembly.events import events
    from sortition.assembly.store import reading
    from sortition.letters.codes import normalise

    with reading(place) as dossier:
        found = events(dossier, None if code is None else normalise(code), last)
    return Answer(told.log_data(found), told.log_text(found))


@command("letters")
@with_place
@with_actor
@argument("letters", FILE)
def letters(screen: Screen, place: Place, actor: Actor, letters: Path) -> Answer:
    """Add the letters that were sent."""
    from sortition.assembly.begin import add_letters

    added = add_letters(place, actor, letters)
    screen.note(added.notices)
    return Answer(told.letters_data(added), told.letters_text(added, place.folder))


@command("quotas")
@with_place
@with_actor
@argument("quotas", FILE)
@option("--seats", type=int, required=True)
@option("--unsaid", multiple=True, callback=columns, key="assembly quotas --unsaid")
@WHY
def quotas(screen: Screen, place: Place, actor: Actor, quotas: Path, **given: Any) -> Answer:
    """Decide on the seats and the quotas of the panel."""
    from sortition.assembly.begin import Wanted, set_quotas

    target = set_quotas(place, actor, Wanted(quotas, **given))
    return Answer(told.quotas_data(target), told.quotas_text(target))


@command("import")
@with_place
@with_actor
@argument("form", FILE)
@option("--code", key="assembly import --code")
@option("--received", key="assembly import --received")
@option("--consent", key="assembly import --consent")
@option("--yes", multiple=True, key="assembly import --yes")
@option("--people", multiple=True, callback=columns, key="assembly import --people")
@option("--household", multiple=True, callback=columns, key="assembly import --household")
@option("--eligible", multiple=True, callback=pairs, key="assembly import --eligible")
@option("--category", "categories", multiple=True, callback=pairs, key="assembly import --category")
@option("--accept-late", is_flag=True, key="assembly import --accept-late")
def import_form(
    screen: Screen, place: Place, actor: Actor, form: Path, accept_late: bool, **given: Any
) -> Answer:
    """Read the sign-ups that a form tool exported."""
    from sortition.assembly.signups.importing import Form, import_signups

    made = import_signups(place, actor, form, Form(**given), accept_late=accept_late)
    screen.note(made.notices)
    return Answer(signed.imported_data(made), signed.imported_text(made, place.folder))


@command("deadline")
@with_place
@with_actor
@option("--day", "last", callback=day, key="assembly deadline --day")
def deadline(screen: Screen, place: Place, actor: Actor, last: datetime.date | None) -> Answer:
    """Decide on the last day for signing up."""
    from sortition.assembly.signups.importing import set_deadline

    set_deadline(place, actor, last)
    text = None if last is None else last.isoformat()
    return Answer({"day": text}, signed.deadline_text(text))


@command("add")
@with_place
@with_actor
@option("--answer", "answers", multiple=True, callback=pairs, key="assembly add --answer")
@STDIN
@option("--ask", is_flag=True, key="assembly add --ask")
@WHY
def add(
    screen: Screen, place: Place, actor: Actor, answers: Pairs, stdin: bool, ask: bool, **given: Any
) -> Answer:
    """Type in one sign-up."""
    from sortition.assembly.signups.importing import add_signup

    if ask and stdin:
        raise click.UsageError(gettext("give --ask or --stdin, not both."))
    told = asked(place, actor, answers) if ask else typed(answers, stdin)
    code = add_signup(place, actor, told, given["why"])
    return Answer({"code": code}, signed.changed_text(code, "added"))


@command("correct")
@with_place
@with_actor
@CODE
@option("--answer", "answers", multiple=True, callback=pairs, key="assembly correct --answer")
@STDIN
@WHY
def correct(
    screen: Screen, place: Place, actor: Actor, code: str, answers: Pairs, **given: Any
) -> Answer:
    """Put right what the dossier says of somebody."""
    from sortition.assembly.signups import changes as changes

    edit = changes.Edit(code, typed(answers, given["stdin"]), given["why"] or "")
    found = changes.correct(place, actor, edit)
    return Answer({"code": found}, signed.changed_text(found, "corrected"))


@command("withdraw")
@with_place
@with_actor
@CODE
@option("--undo", is_flag=True, key="assembly withdraw --undo")
@WHY
def withdraw(
    screen: Screen, place: Place, actor: Actor, code: str, undo: bool, why: str | None
) -> Answer:
    """Note that somebody does not want to be drawn any more, or does again."""
    from sortition.assembly.signups import changes as changes

    if undo:
        found = changes.restore(place, actor, code, why or "")
    else:
        found = changes.withdraw(place, actor, code, why)
    return Answer({"code": found}, signed.changed_text(found, "restored" if undo else "withdrawn"))


@command("sign-ups")
@with_place
@option("--letters", type=click.IntRange(min=1), key="assembly sign-ups --letters")
@option("--thorough", is_flag=True, key="assembly sign-ups --thorough")
def sign_ups(screen: Screen, place: Place, letters: int | None, thorough: bool) -> Answer:
    """Show the sign-ups against the quotas."""
    from sortition.assembly.signups.view import view

    seen = view(place, letters, thorough=thorough)
    screen.note(seen.notices)
    return Answer(signed.view_data(seen), signed.view_text(seen))


@command("repair")
@with_place
@option("--one-per-home", "households", is_flag=True, key="assembly lottery --one-per-home")
@with_ways_out
def repair(screen: Screen, place: Place, households: bool, ways: WaysOut) -> Answer:
    """Say why the sign-ups make no valid panel, and write quotas with which they do."""
    from sortition.assembly.signups.view import problem_now

    return ways.found(screen, problem_now(place, households))


@command("queue")
@with_place
@option("--row", type=int, key="assembly queue --row")
def queue(screen: Screen, place: Place, row: int | None) -> Answer:
    """List the sign-ups that wait for a decision."""
    from sortition.assembly.signups.queue import row_cells, waiting

    if row is not None:
        cells = row_cells(place, row)
        return Answer({"row": row, "cells": dict(cells)}, signed.cells_text(cells))
    rows = waiting(place)
    return Answer(signed.queue_data(rows), signed.queue_text(rows, place.folder))


@command("settle")
@with_place
@with_actor
@argument("rows", click.INT, nargs=-1, required=True)
@option("--accept", "kind", flag_value="accept", key="assembly settle --accept")
@option("--refuse", "kind", flag_value="refuse", key="assembly settle --refuse")
@option("--correct", "kind", flag_value="correct", key="assembly settle --correct")
@option("--code", key="assembly settle --code")
@option("--answer", "answers", multiple=True, callback=pairs, key="assembly correct --answer")
@STDIN
@WHY
def settle(
    screen: Screen, place: Place, actor: Actor, rows: Sequence[int], answers: Pairs, **given: Any
) -> Answer:
    """Decide about sign-ups that wait."""
    from sortition.assembly.signups.queue import Decision, settle_all

    if given["kind"] is None:
        raise click.UsageError(gettext("give --accept, --refuse or --correct."))
    told = typed(answers, given.pop("stdin"))
    codes = settle_all(place, actor, rows, Decision(changes=told, **given))
    return Answer(signed.settled_data(codes), signed.settled_text(codes))


@command("lottery")
@with_place
@with_actor
@with_lottery
@option("--one-per-home", "households", is_flag=True, key="assembly lottery --one-per-home")
@option("--overdraw", callback=number, key="assembly lottery --overdraw")
@option("--again", key="assembly --again")
def lottery(
    screen: Screen, place: Place, actor: Actor, overdraw: Fraction | None, **given: Any
) -> Answer:
    """Make and publish the lottery of the panel."""
    from sortition.assembly.draws.panel import Order, make

    order = Order(overdraw=overdraw or Fraction(0), **given)
    with Bars(screen) as progress:
        made = make(place, actor, order, progress)
    text = lots.lottery_text(made.lottery, place.folder, made.folder)
    return Answer(lots.lottery_data(made.lottery, made.folder), text)


@command("draw")
@with_place
@with_actor
@option("--ticket", key="draw --ticket")
@option("--seed", key="draw --seed")
@option("--redraw", key="draw --redraw")
def draw(screen: Screen, place: Place, actor: Actor, **choice: str | None) -> Answer:
    """Turn a number or a seed into people with a seat."""
    from sortition.assembly.draws.draw import draw as draw_lottery
    from sortition.draw import Choice

    drawn, record = draw_lottery(place, actor, Choice(**choice))
    return Answer(lots.draw_data(drawn, record), lots.draw_text(drawn, place.folder, record))


@command("seats")
@with_place
@with_actor
@option("--out", type=FILE, key="assembly seats --out")
@option("--names", type=FILE, multiple=True, key="assembly seats --names")
def seats(
    screen: Screen, place: Place, actor: Actor, out: Path | None, names: Sequence[Path]
) -> Answer:
    """Tell who has been drawn and what became of it."""
    from sortition.assembly.draws.people_table import people_table
    from sortition.assembly.draws.seats import seats as seats_of
    from sortition.assembly.store import reading
    from stratification.files import check_new, write_bytes

    if names and not out:
        raise click.UsageError(gettext("--names is about a table; give --out too."))
    if out:
        check_new(out)
        people, table = people_table(place, actor, names)
        write_bytes(out, table, private=True)
        return Answer({"people": people, "file": str(out)}, places.people_table_text(people, out))
    with reading(place) as dossier:
        found = seats_of(dossier)
    return Answer(places.seats_data(found), places.seats_text(found))


@command("seat")
@with_place
@with_actor
@argument("state", click.Choice(SETTABLE))
@CODES
@option("--all", "waiting", is_flag=True, key="assembly seat --all")
@option("--file", type=FILE, key="assembly seat --file")
@option("--day", callback=day, key="assembly seat --day")
@WHY
def seat(screen: Screen, place: Place, actor: Actor, **given: Any) -> Answer:
    """Note that people confirm, decline, leave or do not show up."""
    from sortition.assembly.draws.seats import Step, set_state

    if sum(map(bool, (given["codes"], given["waiting"], given["file"]))) != 1:
        raise click.UsageError(gettext("give sign-up codes, --file or --all: one of the three."))
    changed = set_state(place, actor, Step(**given))
    return Answer(places.seats_data(changed), places.changed_seats_text(changed))


@command("replace")
@with_place
@with_actor
@with_lottery
@option("--accept-deviation", is_flag=True, key="assembly replace --accept-deviation")
@option("--again", key="assembly --again")
def replace(screen: Screen, place: Place, actor: Actor, **given: Any) -> Answer:
    """Make and publish a lottery for the open seats."""
    from sortition.assembly.draws.refill import Order, make

    with Bars(screen) as progress:
        made = make(place, actor, Order(**given), progress)
    text = lots.replacement_text(made.replacement, place.folder, made.folder)
    content = lots.lottery_data(made.replacement.lottery, made.folder)
    missed = lots.missed_data(made.replacement.missed)
    return Answer(content | {"missed": missed}, text)


@command("call")
@with_place
@with_actor
@option("--yes", key="assembly call --yes")
@option("--no", key="assembly call --no")
@option("--accept-deviation", is_flag=True, key="assembly replace --accept-deviation")
def call(
    screen: Screen, place: Place, actor: Actor, yes: str | None, no: str | None, **given: Any
) -> Answer:
    """Tell which reserve to call, or note what the reserve said."""
    from sortition.assembly.draws import call as calls
    from sortition.letters.codes import normalise

    if yes and no:
        raise click.UsageError(gettext("give --yes or --no, not both."))
    if not (yes or no):
        found = calls.call(place, **given)
        content = vars(found) | {"missed": lots.missed_data(found.missed)}
        return Answer(content, places.call_text(found, place.folder))
    code = normalise(yes or no or "")
    record = calls.answer(place, actor, calls.Answer(code, bool(yes), **given))
    return Answer({"code": code, "record": record}, places.answer_text(code, place.folder, record))


@command("standbys")
@with_place
@with_actor
@option("--standbys", type=int, required=True, key="assembly standbys --standbys")
@option("--rate", callback=number, key="assembly standbys --rate")
@option("--rates", type=FILE, key="assembly standbys --rates")
@option("--earlier", type=FILE, multiple=True, key="assembly standbys --earlier")
@option("--samples", type=int, default=300, show_default=True, key="assembly standbys --samples")
@option(
    "--measure",
    type=click.Choice(["l1", "broken"]),
    default="l1",
    show_default=True,
    key="assembly standbys --measure",
)
@option("--tickets", type=click.IntRange(min=1), default=100, show_default=True)
@option(
    "--slack", callback=number, default="10%", show_default=True, key="assembly standbys --slack"
)
@option("--seed")
@option("--again", key="assembly --again")
def standbys(
    screen: Screen, place: Place, actor: Actor, earlier: Sequence[Path], **given: Any
) -> Answer:
    """Choose standbys in advance."""
    from sortition.assembly.draws.standbys import Order, make

    order = Order(earlier=tuple(map(place_of, earlier)), **given)
    with Bars(screen) as progress:
        made = make(place, actor, order, progress)
    if made.estimate is not None:
        screen.note(made.estimate.notices)
    return Answer(places.standbys_data(made), places.standbys_text(made, place.folder))


@command("seat-standbys")
@with_place
@with_actor
def seat_standbys(screen: Screen, place: Place, actor: Actor) -> Answer:
    """Give the open seats to those who stand by."""
    from sortition.assembly.draws.standbys_draw import seat as seat_them

    seated = seat_them(place, actor)
    return Answer(places.seated_data(seated), places.seated_text(seated, place.folder))


@command("rotate")
@with_place
@with_actor
@with_lottery
@option("--stay", type=int, required=True, key="assembly rotate --stay")
@option("--accept-deviation", is_flag=True, key="assembly replace --accept-deviation")
@option("--again", key="assembly --again")
def rotate(screen: Screen, place: Place, actor: Actor, **given: Any) -> Answer:
    """Let the term of a part of the panel end."""
    from sortition.assembly.draws import rotation

    with Bars(screen) as progress:
        made = rotation.rotate(place, actor, rotation.Order(**given), progress)
    return Answer(places.rotation_data(made), places.rotation_text(made, place.folder))


@command("chances")
@with_place
@option("--code", key="assembly chances --code")
@option("--out", type=FILE, key="assembly chances --out")
def chances(screen: Screen, place: Place, code: str | None, out: Path | None) -> Answer:
    """Tell everybody's chance of a seat, over all draws together."""
    from sortition.assembly.draws.chances import one_of, totals
    from stratification.files import check_new, write_bytes

    if out:
        check_new(out)
    found = totals(place)
    if code is not None:
        found = one_of(found, code)
    if out:
        write_bytes(out, lots.totals_bytes(found), private=True)
    text = lots.totals_text(found) if code is None else lots.line_text(found.people[0], found.parts)
    # Ten thousand people's chances are written out for programs only, for it takes long.
    return Answer(lots.totals_data(found) if screen.as_json else {}, text)


@command("reuse")
@with_place
@with_actor
@argument("earlier", FILE)
@argument("consented", FILE)
def reuse(screen: Screen, place: Place, actor: Actor, earlier: Path, consented: Path) -> Answer:
    """Take along volunteers of an earlier assembly who were never drawn."""
    from sortition.assembly.draws.reuse import reuse as take_along

    reused = take_along(place, actor, place_of(earlier), consented)
    screen.note(reused.notices)
    return Answer(places.reuse_data(reused), places.reuse_text(reused))


@command("room")
@with_place
@with_actor
@option("--role", "roles", multiple=True, callback=pairs, key="assembly room --role")
def room(screen: Screen, place: Place, actor: Actor, roles: Sequence[tuple[str, str]]) -> Answer:
    """Tell or decide who is in the room besides the drawn residents."""
    from sortition.assembly.draws import room as rooms

    counts = [(name, int(count) if WHOLE.fullmatch(count) else -1) for name, count in roles]
    found = rooms.set_room(place, actor, counts) if roles else rooms.room(place)
    return Answer(places.room_data(found), places.room_text(found))


@command("pool")
@with_place
@with_actor
@argument("record", click.STRING)
@option("--out", type=FILE, required=True, key="assembly pool --out")
def pool(screen: Screen, place: Place, actor: Actor, record: str, out: Path) -> Answer:
    """Write the table that a lottery was made from."""
    from sortition.assembly.draws.export import pool_table
    from stratification.files import check_new, write_bytes

    check_new(out)
    people, table = pool_table(place, actor, record)
    write_bytes(out, table, private=True)
    return Answer({"people": people, "file": str(out)}, lots.pool_text(people, out))


@command("close")
@with_place
@with_actor
@option("--day", "last", callback=day, key="assembly close --day")
@WHY
def close(
    screen: Screen, place: Place, actor: Actor, last: datetime.date | None, why: str | None
) -> Answer:
    """Note that the assembly has ended."""
    from sortition.assembly.ending.retention import close_assembly

    found = close_assembly(place, actor, last or actor.now.date(), why)
    return Answer(ended.due_data(found), ended.due_text(found, place.folder))


@command("due")
@with_place
def due(screen: Screen, place: Place) -> Answer:
    """Tell which data must be destroyed now, and which later."""
    from sortition.assembly.ending.retention import due as due_on

    found = due_on(place, datetime.date.today())
    return Answer(ended.due_data(found), ended.due_text(found, place.folder))


@command("retention")
@with_place
@with_actor
@argument("kind", click.STRING)
@option("--days", type=int, required=True, key="assembly retention --days")
@WHY
def retention(
    screen: Screen, place: Place, actor: Actor, kind: str, days: int, why: str | None
) -> Answer:
    """Decide after how many days a kind of data must be destroyed."""
    from sortition.assembly.ending.retention import set_retention

    rule = set_retention(place, actor, kind, days, why or "")
    return Answer(vars(rule), ended.retention_text(rule))


@command("erase")
@with_place
@with_actor
@argument("kinds", click.STRING, nargs=-1, required=True)
@option("--early", is_flag=True, key="assembly erase --early")
@option("--role", "by_role", key="assembly erase --role")
@WHY
def erase(screen: Screen, place: Place, actor: Actor, by_role: str | None, **given: Any) -> Answer:
    """Destroy kinds of data, and publish the proof."""
    from sortition.assembly.ending.erase import Order
    from sortition.assembly.ending.erase import erase as destroy

    erased = destroy(place, actor, Order(by=by_role, **given))
    return Answer(ended.erased_data(erased), ended.erased_text(erased, place.folder))


@command("erase-person")
@with_place
@with_actor
@CODE
@WHY
def erase_person(screen: Screen, place: Place, actor: Actor, code: str, why: str | None) -> Answer:
    """Erase what the dossier knows of one person."""
    from sortition.assembly.ending.erase_person import erase_person as destroy

    erased = destroy(place, actor, code, why or "")
    return Answer(ended.erased_person_data(erased), ended.erased_person_text(erased))


@command("export-person")
@with_place
@with_actor
@CODE
def export_person(screen: Screen, place: Place, actor: Actor, code: str) -> Answer:
    """Tell everything that the dossier knows of one person."""
    from sortition.assembly.ending.disclosure_person import export_person as export_one
    from sortition.report.assembly_person import person_text

    content = export_one(place, actor, code)
    return Answer(content, person_text(content))


@command("export")
@with_place
@with_actor
@option("--recipient", required=True, key="assembly export --recipient")
@option("--purpose", required=True, key="assembly export --purpose")
@option("--ground", required=True, key="assembly export --ground")
@option("--fields", multiple=True, callback=columns, required=True, key="assembly export --fields")
@option(
    "--who",
    type=click.Choice(["panel", "reserves", "sign-ups"]),
    default="panel",
    show_default=True,
    key="assembly export --who",
)
@option("--answers", multiple=True, callback=columns, key="assembly export --answers")
@option("--inside", is_flag=True, key="assembly export --inside")
@option("--out", type=FILE, required=True, key="assembly pool --out")
def export(screen: Screen, place: Place, actor: Actor, out: Path, **given: Any) -> Answer:
    """Write a table of people for somebody who needs it."""
    from sortition.assembly.ending.disclosure import Order, export_people
    from stratification.files import check_new, write_bytes

    check_new(out)
    exported = export_people(place, actor, Order(**given))
    write_bytes(out, exported.table, private=True)
    return Answer(ended.exported_data(exported, out), ended.exported_text(exported, out))
