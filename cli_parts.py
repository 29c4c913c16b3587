"""What the commands are made of: screens and answers, parameters, files that are read and written.

The commands are in `cli` and, those of an assembly, in `cli_assembly`.
"""

from __future__ import annotations

import datetime
import json
import os
import re
import sys
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import wraps
from gettext import gettext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sortition import __version__
from sortition.report import data, help, language, results, words
from stratification.errors import Finding, SortitionError
from stratification.people import Source

if TYPE_CHECKING:
    from stratification.pool import Assembly
    from stratification.problem import Problem
    from stratification.tables import Table

MISTAKE = 70
PLAIN_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,12}(?:[./][0-9]{0,12})?|\.[0-9]{1,12})", re.ASCII)
THOUSANDS = re.compile("[1-9][0-9]{0,2},[0-9]{3}(?![0-9])")  # 1,000 may be either


@dataclass(frozen=True)
class Answer:
    """What a command found: for programs, for people, and the exit code.

    `notices`: what is worth saying below it (for programs it is in the answer).
    """

    content: dict[str, Any]
    text: str
    code: int = 0
    notices: Sequence[Finding] = ()

    def then(self, name: str, other: Answer) -> Answer:
        """This answer and, under a name for programs, another one; its exit code counts."""
        return Answer(
            self.content | {name: other.content}, f"{self.text}\n\n{other.text}", other.code
        )


@dataclass(frozen=True)
class Screen:
    """Where answers go: standard output gets the answer, standard error all the rest."""

    as_json: bool

    def answer(self, answer: Answer) -> int:
        """Show the answer of a command; return its exit code."""
        click.echo(json.dumps(answer.content, indent=1) if self.as_json else answer.text)
        if answer.notices and not self.as_json:
            click.echo("", err=True)
            self.note(answer.notices)
        return answer.code

    def say(self, text: str) -> None:
        """Show how far a command is (for programs everything is in the answer)."""
        if text and not self.as_json:
            click.echo(text)

    def note(self, findings: Sequence[Finding]) -> None:
        """Show what is worth saying but no error (for programs it is in the answer)."""
        if findings and not self.as_json:
            click.echo(words.notices_text(findings) + "\n", err=True)

    def error(self, error: SortitionError) -> int:
        """Show all that is wrong."""
        return self._wrong(data.errors(error.findings), words.error_text(error), error.exit_code)

    def usage(self, error: click.ClickException) -> int:
        """Show how the command line is wrong."""
        if not self.as_json:
            error.show()
            return SortitionError.exit_code
        text = error.format_message()
        return self._wrong(data.plain_error("usage", text), text, SortitionError.exit_code)

    def mistake(self, error: Exception) -> int:
        """Ask to report a mistake of the program. Its text is not shown: that may be personal."""
        if os.environ.get("SORTITION_DEBUG"):
            traceback.print_exception(error)
        text = words.mistake_text(type(error).__name__, __version__)
        return self._wrong(data.plain_error("mistake", text), text, MISTAKE)

    def _wrong(self, content: dict[str, Any], text: str, code: int) -> int:
        click.echo(json.dumps(content, indent=1) if self.as_json else text, err=not self.as_json)
        return code


class Bars:
    """A progress bar for the stage a computation is in; only for somebody at a terminal."""

    def __init__(self, screen: Screen) -> None:
        self.visible = sys.stderr.isatty() and not screen.as_json
        self.stage = ""
        self.bar: Any = None

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Show how far the stage is; a total of 0 is one that is not known."""
        if not self.visible:
            return
        if stage != self.stage:
            self.end()
            label = f"{results.stage_text(stage):<30}"
            self.bar = click.progressbar(length=max(total, 1), label=label, file=sys.stderr)
            self.stage = stage
            self.bar.render_progress()
        self.bar.length = max(total, 1)
        self.bar.update(done - self.bar.pos if total else 0)

    def __enter__(self) -> Bars:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def end(self) -> None:
        """End the line of the last bar."""
        if self.bar is not None:
            self.bar.render_finish()
            self.bar = None


@dataclass(frozen=True)
class Inputs:
    """The files of an assembly and its seats."""

    source: Source
    quotas: Path
    seats: int


def columns(ctx: click.Context, param: click.Parameter, texts: Sequence[str]) -> tuple[str, ...]:
    """The names in COL,COL,…; the option may be repeated."""
    names = tuple(name.strip() for text in texts for name in text.split(","))
    if not all(names):
        raise click.BadParameter(gettext("the name of a column is blank."), ctx, param)
    return names


def number(ctx: click.Context, param: click.Parameter, text: str | None) -> Fraction | None:
    """A number such as 0.5, 0,5, 50% or 1/2, exactly."""
    try:
        if text is None:
            return None
        plain = text.strip().removesuffix("%").strip().replace(",", ".")
        if not PLAIN_NUMBER.fullmatch(plain) or THOUSANDS.search(text):
            raise ValueError  # 1e999999999 would take all memory there is
        return Fraction(plain) / (100 if text.strip().endswith("%") else 1)
    except (ValueError, ZeroDivisionError):
        problem = gettext("write a number such as 0.5, 50% or 1/2.")
        raise click.BadParameter(problem, ctx, param) from None


def day(ctx: click.Context, param: click.Parameter, text: str | None) -> datetime.date | None:
    """A date such as 2026-03-01."""
    try:
        return None if text is None else datetime.date.fromisoformat(text.strip())
    except ValueError:
        problem = gettext("write a date such as 2026-03-01.")
        raise click.BadParameter(problem, ctx, param) from None


def pairs(
    ctx: click.Context, param: click.Parameter, texts: Sequence[str]
) -> tuple[tuple[str, str], ...]:
    """The pairs in COL=VALUE; the option may be repeated."""
    found = [tuple(part.strip() for part in text.split("=", 1)) for text in texts]
    if not all(len(pair) == 2 and all(pair) for pair in found):
        problem = gettext("write COL=VALUE, such as gemeente=Zeewijk.")
        raise click.BadParameter(problem, ctx, param)
    return tuple((name, value) for name, value in found)


Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def option(name: str, *names: str, key: str | None = None, **settings: Any) -> Decorator:
    """An option with its words from `sortition.report.help`."""
    metavar, text = help.OPTIONS[key or name]
    return click.option(name, *names, metavar=metavar, help=text, **settings)


def argument(name: str, kind: Any, **settings: Any) -> Decorator:
    """An argument with its name from `sortition.report.help`."""
    return click.argument(name, metavar=help.ARGUMENTS[name], type=kind, **settings)


FILE = click.Path(path_type=Path)  # the library says what is wrong with it
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
ID = option("--id", "id_column")
LANG = option("--lang", type=click.Choice(language.LANGUAGES), expose_value=False)

Function = Callable[..., Answer]
Maker = Callable[[Function], click.Command]


def commands_of(group: click.Group, above: str = "") -> Callable[[str], Maker]:
    """What makes the commands of a group; `above`: the words before their names in `help.COMMANDS`.

    A command has --json and --lang, and gets its `Screen` first.
    """

    def command(name: str) -> Maker:
        text = help.COMMANDS[f"{above} {name}".strip()]
        register = group.command(name, help=text, options_metavar=help.OPTIONS_WORD)

        def make(function: Function) -> click.Command:
            @option("--json", "as_json", is_flag=True)
            @LANG
            @wraps(function)
            def packed(as_json: bool, **others: Any) -> Answer:
                return function(Screen(as_json), **others)

            made: click.Command = register(packed)
            made.params.sort(key=lambda param: param.name in ("as_json", "lang"))
            return made

        return make

    return command


def with_inputs(function: Function) -> Function:
    """Add POOL, QUOTAS, --seats, --id and --household; the command gets them as `Inputs`."""

    @argument("pool", FILE)
    @argument("quotas", FILE)
    @option("--seats", type=int, required=True)
    @ID
    @option("--household", multiple=True, callback=columns)
    @wraps(function)
    def packed(screen: Screen, **given: Any) -> Answer:
        source = Source(given.pop("pool"), given.pop("id_column"), given.pop("household"))
        return function(screen, Inputs(source, given.pop("quotas"), given.pop("seats")), **given)

    return packed


@dataclass(frozen=True)
class WaysOut:
    """How to look for quotas that can be met: --lock, --count, --conflicts, --solver, --out."""

    lock: tuple[str, ...]
    count: int
    conflicts: int
    solver: str | None
    out: Path

    def found(self, screen: Screen, problem: Problem, notices: Sequence[Finding] = ()) -> Answer:
        """Say why there is no valid panel, and write quotas with which there is one."""
        from sortition.report.repairs import repair_files, repairs_data, repairs_text
        from stratification.errors import NoPanelError
        from stratification.feasibility.diagnosis import diagnose
        from stratification.feasibility.locks import parse_locks
        from stratification.feasibility.repairs import RepairSettings
        from stratification.files import write_folder
        from stratification.integer import find_solver

        settings = RepairSettings(self.count, parse_locks(self.lock, problem.quotas))
        with Bars(screen) as progress:
            found = diagnose(problem, find_solver(self.solver), settings, self.conflicts, progress)
        files = repair_files(found.repairs)
        if files:
            write_folder(self.out, files)
        content = repairs_data(found, notices) | {"folder": str(self.out), "files": list(files)}
        code = 0 if found.repairs else NoPanelError.exit_code
        return Answer(content, repairs_text(found, self.out if files else None), code)


def with_ways_out(function: Function) -> Function:
    """Add --lock, --count, --conflicts, --solver and --out; the command gets them as `WaysOut`."""

    @option("--lock", multiple=True, key="repair --lock")
    @option(
        "--count", type=click.IntRange(min=1), default=5, show_default=True, key="repair --count"
    )
    @option("--conflicts", type=click.IntRange(min=1), default=1, show_default=True)
    @option("--solver")
    @option("--out", type=FILE, required=True)
    @wraps(function)
    def packed(screen: Screen, /, *told: Any, **given: Any) -> Answer:
        from stratification.files import check_folder

        names = ("lock", "count", "conflicts", "solver", "out")
        ways = WaysOut(**{name: given.pop(name) for name in names})
        check_folder(ways.out)
        return function(screen, *told, ways=ways, **given)

    return packed


@dataclass(frozen=True)
class Output:
    """Where the files of a comparison go, if anywhere, and whether pictures are among them."""

    folder: Path | None
    pictures: bool

    def check(self) -> None:
        """Say before long work what would stop it from being written."""
        if self.folder:
            from sortition.report.drawing import check_plots
            from stratification.files import check_folder

            check_folder(self.folder)
            if self.pictures:
                check_plots()

    def write(self, make: Callable[[], dict[str, bytes]]) -> list[str]:
        """Make and write the files, all or none; return their names."""
        if not self.folder:
            return []
        from stratification.files import write_folder

        files = make()
        write_folder(self.folder, files)
        return list(files)

    def text(self, files: Sequence[str]) -> str:
        """What was written, below the answer; "" when nothing was."""
        return f"\n\n{results.files_text(self.folder, files)}" if self.folder else ""


def with_output(function: Function) -> Function:
    """Add --out and --pictures; the command gets them as a checked `Output`."""

    @option("--out", type=FILE, key="compare --out")
    @option("--pictures/--no-pictures", default=True, key="--pictures")
    @wraps(function)
    def packed(
        screen: Screen, inputs: Inputs, out: Path | None, pictures: bool, **given: Any
    ) -> Answer:
        output = Output(out, pictures)
        output.check()
        return function(screen, inputs, output, **given)

    return packed


def read_problem(
    screen: Screen, inputs: Inputs, quotas: Table | None = None, *, strict: bool = True
) -> tuple[Assembly, Problem]:
    """What was read, whose notices are shown, and its problem; `quotas`: instead of the file."""
    from stratification.pool import read_assembly
    from stratification.problem import make_problem

    assembly = read_assembly(inputs.source, quotas or inputs.quotas, inputs.seats, strict=strict)
    screen.note(assembly.notices)
    return assembly, make_problem(assembly.pool, assembly.quotas, assembly.seats)


class InOrder(click.Group):
    """Commands in the order in which they are used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Their names."""
        return list(self.commands)
