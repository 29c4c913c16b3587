"""The command line: one command, one library function.

What is said is in `sortition.report.words`, in the language that `sortition.report.language` finds.
Heavy libraries are imported by the command that needs them, so that help comes at once.

Exit codes: 0 done, 2 input or usage, 3 no valid panel exists, 4 verification failed, 5 time limit
without any result, 70 a mistake in the program, 130 stopped by the user, 141 nobody reads the output.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from gettext import gettext
from pathlib import Path
from typing import Any

import click

from sortition import __version__
from sortition.report import language, words
from stratification.errors import Finding, SortitionError
from stratification.messages import _
from stratification.people import Source

DEMO_TICKET = 83  # what three ten-sided dice might show: 0, 8, 3
MISTAKE, STOPPED, UNREAD = 70, 130, 141


class Translated:
    """A text of click's that is translated whenever it is read."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.slot = f"_{name}_in_english"

    def __get__(self, instance: object, owner: type) -> Any:
        text = vars(instance).get(self.slot)
        return gettext(text) if text else text

    def __set__(self, instance: object, text: str | None) -> None:
        vars(instance)[self.slot] = text


class Command(click.Command):
    """A command with help in the user's language."""

    help: Any = Translated()
    options_metavar: Any = Translated()


class Group(click.Group):
    """The program, with help in the user's language."""

    command_class = Command
    help: Any = Translated()
    options_metavar: Any = Translated()
    subcommand_metavar: Any = Translated()


class Option(click.Option):
    """An option with help in the user's language."""

    help: Any = Translated()
    metavar: Any = Translated()


class Argument(click.Argument):
    """An argument with a name in the user's language."""

    metavar: Any = Translated()


class Whole(click.IntRange):
    """A whole number, named so in the user's language."""

    name: Any = property(lambda self: gettext("whole number"))


class Seconds(click.FloatRange):
    """A length of time, named so in the user's language."""

    name: Any = property(lambda self: gettext("number of seconds"))


def main() -> None:
    """Run the command that the command line names, and end with its exit code."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command; return its exit code. Whatever goes wrong is told in the user's language."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a character that the terminal lacks is no disaster
            stream.reconfigure(errors="replace")
    language.use(language.choose(arguments, os.environ))
    screen = Screen("--json" in arguments)
    try:
        code = program.main(list(arguments), prog_name="sortition", standalone_mode=False)
        sys.stdout.flush()
        return int(code or 0)
    except click.ClickException as error:
        return screen.usage(error)
    except SortitionError as error:
        return screen.error(error)
    except (click.Abort, KeyboardInterrupt):
        click.echo(gettext("Stopped."), err=True)
        return STOPPED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # Python flushes at its end
        return UNREAD
    except Exception as error:
        return screen.mistake(error)


@dataclass(frozen=True)
class Answer:
    """What a command found: for programs, for people, and the exit code."""

    content: dict[str, Any]
    text: str
    code: int = 0


@dataclass(frozen=True)
class Screen:
    """Where answers go: standard output gets the answer, standard error all the rest."""

    as_json: bool

    def answer(self, answer: Answer) -> int:
        """Show the answer of a command; return its exit code."""
        click.echo(json.dumps(answer.content, indent=1) if self.as_json else answer.text)
        return answer.code

    def note(self, findings: Sequence[Finding]) -> None:
        """Show what is worth saying but no error (for programs it is in the answer)."""
        if findings and not self.as_json:
            click.echo(words.notices_text(findings) + "\n", err=True)

    def error(self, error: SortitionError) -> int:
        """Show all that is wrong."""
        if self.as_json:
            self._errors([words.finding_data(finding) for finding in error.findings])
        else:
            click.echo(words.error_text(error), err=True)
        return error.exit_code

    def usage(self, error: click.ClickException) -> int:
        """Show how the command line is wrong."""
        if self.as_json:
            self._errors([words.plain_data("usage", error.format_message())])
        else:
            error.show()
        return SortitionError.exit_code

    def mistake(self, error: Exception) -> int:
        """Ask to report a mistake of the program; its text may hold personal data and is not shown."""
        text = words.mistake_text(type(error).__name__, __version__)
        if os.environ.get("SORTITION_DEBUG"):
            traceback.print_exception(error)
        if self.as_json:
            self._errors([words.plain_data("mistake", text)])
        else:
            click.echo(text, err=True)
        return MISTAKE

    def _errors(self, errors: list[dict[str, Any]]) -> None:
        click.echo(json.dumps({"errors": errors}, indent=1))

    @contextmanager
    def progress(self) -> Iterator[Callable[[str, int, int], None]]:
        """A progress bar for every stage, on a terminal; otherwise nothing."""
        bars: dict[str, Any] = {}

        def show(stage: str, done: int, total: int) -> None:
            if stage not in bars:
                end()
                label = words.stage_text(stage)
                bars[stage] = click.progressbar(length=total, label=label, file=sys.stderr)
            bars[stage].length = total
            bars[stage].update(done - bars[stage].pos)

        def end() -> None:
            for bar in list(bars.values())[-1:]:
                bar.render_finish()

        if self.as_json or not sys.stderr.isatty():
            yield lambda stage, done, total: None
            return
        try:
            yield show
        finally:
            end()


@dataclass(frozen=True)
class Inputs:
    """The files of an assembly and its seats."""

    source: Source
    quotas: Path
    seats: int


def columns(ctx: click.Context, param: click.Parameter, texts: Sequence[str]) -> tuple[str, ...]:
    """The names in COL,COL,…; the option may be repeated."""
    names = [name.strip() for text in texts for name in text.split(",")]
    if not all(names):
        raise click.BadParameter(gettext("a name of a column is blank"), ctx, param)
    return tuple(names)


def option(*names: str, **settings: Any) -> Callable[[Any], Any]:
    """An option with translated help."""
    return click.option(*names, cls=Option, **settings)


def path_argument(name: str, metavar: str) -> Callable[[Any], Any]:
    """An argument that is a file or folder; the library says what is wrong with it."""
    kind = click.Path(path_type=Path)
    return click.argument(name, cls=Argument, metavar=metavar, type=kind)


FILE = click.Path(path_type=Path)
ID = option(
    "--id", "id_column", metavar=_("COL"), help=_("The column that identifies people (their id).")
)
HOUSEHOLD = option(
    "--household",
    metavar=_("COL,…"),
    multiple=True,
    callback=columns,
    help=_("Columns that make a household: at most one person of each is on the panel."),
)
POOL = option(
    "--pool", type=FILE, metavar=_("POOL"), help=_("The people, as they were for the lottery.")
)
LANG = option(
    "--lang",
    type=click.Choice(language.LANGUAGES),
    expose_value=False,
    help=_("Dutch or English; without it, the language of your computer."),
)


def on_screen(command: Callable[..., int]) -> Callable[..., int]:
    """Add --json and --lang; the command gets its `Screen` first."""

    @LANG
    @option("--json", "as_json", is_flag=True, help=_("Answer for programs, as JSON."))
    @wraps(command)
    def packed(as_json: bool, **others: Any) -> int:
        return command(Screen(as_json), **others)

    return packed


def with_inputs(command: Callable[..., int]) -> Callable[..., int]:
    """Add POOL, QUOTAS, --seats, --id and --household; the command gets them as `Inputs`."""

    @path_argument("pool", _("POOL"))
    @path_argument("quotas", _("QUOTAS"))
    @option(
        "--seats",
        type=Whole(),
        required=True,
        metavar=_("K"),
        help=_("How many people the panel has."),
    )
    @ID
    @HOUSEHOLD
    @wraps(command)
    def packed(screen: Screen, **given: Any) -> int:
        source = Source(given.pop("pool"), given.pop("id_column"), given.pop("household"))
        return command(screen, Inputs(source, given.pop("quotas"), given.pop("seats")), **given)

    return packed
