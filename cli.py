"""The command line: one command, one library function.

What is said is in `sortition.report`, in the language that `sortition.report.language` finds. Texts
here are English; a command runs with translated ones. Heavy libraries are imported by the
command that needs them, so that help comes at once.

Exit codes: 0 done, 2 input or usage, 3 no valid panel exists, 4 verification failed, 5 time limit
without any result, 70 a mistake in the program, 130 stopped by the user, 141 output nobody reads.
"""

from __future__ import annotations

import contextlib
import copy
import datetime
import os
import sys
from collections.abc import Callable, Sequence
from gettext import gettext
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from cli_assembly import assembly, place_of
from cli_parts import (
    FILE,
    FOLDER,
    ID,
    LANG,
    Answer,
    Bars,
    InOrder,
    Inputs,
    Output,
    Screen,
    WaysOut,
    argument,
    columns,
    commands_of,
    day,
    number,
    option,
    pairs,
    read_problem,
    with_inputs,
    with_output,
    with_ways_out,
)
from sortition import __version__
from sortition.report import data, help, language, results, words
from stratification.errors import (
    Finding,
    InputError,
    NoPanelError,
    SortitionError,
    VerificationError,
)
from stratification.people import Source

if TYPE_CHECKING:
    from stratification.pool import Assembly
    from stratification.problem import Problem

DEMO_TICKET = "083"  # what three ten-sided dice may show
STOPPED, UNREAD = 130, 141


def main() -> None:
    """Run the command that the command line names, and end with its exit code."""
    # Matrices here are small: more threads only wait for each other, and where other programs are
    # busy too they wait long. numpy reads this when it is first imported, which is later.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    code = run(sys.argv[1:])
    # All files are closed. To tidy up the memory as well takes a tenth of a second: without it.
    with contextlib.suppress(OSError):  # not everything could be written: Python says so below
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    sys.exit(code)


def run(arguments: Sequence[str]) -> int:
    """Run one command; return its exit code. Whatever goes wrong is told in the user's language."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a character that the terminal lacks is no disaster
            stream.reconfigure(errors="replace")
    language.use(language.choose(arguments, os.environ))
    screen = Screen("--json" in arguments)
    try:
        return _carried_out(arguments, screen)
    except Exception as error:  # also one that comes up while something is told
        return screen.mistake(error)


def _carried_out(arguments: Sequence[str], screen: Screen) -> int:
    """Run a command and tell what came of it, but for mistakes in the program."""
    try:
        answer = result_of(arguments)
        code = screen.answer(answer) if isinstance(answer, Answer) else int(answer or 0)
        sys.stdout.flush()
        return code
    except click.ClickException as error:
        return screen.usage(error)
    except SortitionError as error:
        return screen.error(error)
    except (click.Abort, KeyboardInterrupt):
        click.echo(gettext("Stopped."), err=True)
        return STOPPED
    except (BrokenPipeError, SystemExit):  # click turns the one into the other
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # Python flushes at its end
        return UNREAD


def result_of(arguments: Sequence[str]) -> Any:
    """What a command returns: its answer, or an exit code where only help or a version is shown."""
    mine = translated(program, language.translator())
    return mine.main(list(arguments), "sortition", standalone_mode=False)


def translated(command: click.Command, say: Callable[[str], str]) -> click.Command:
    """A copy of a command, its parameters and its commands, with their texts translated."""

    def translate(thing: Any, *names: str) -> Any:
        mine = copy.copy(thing)
        for name in names:
            if getattr(thing, name, None):
                setattr(mine, name, say(getattr(thing, name)))
        return mine

    mine: click.Command = translate(command, "help", "options_metavar", "subcommand_metavar")
    mine.params = [translate(param, "help", "metavar") for param in command.params]
    for param in mine.params:
        param.type = translate(param.type, "name")
    if isinstance(mine, click.Group):
        mine.commands = {name: translated(part, say) for name, part in mine.commands.items()}
    return mine


@click.group(
    cls=InOrder,
    options_metavar=help.OPTIONS_WORD,
    subcommand_metavar=help.COMMAND_WORD,
    context_settings={"help_option_names": ["-h", "--help"]},
    help=help.PROGRAM,
)
@LANG
@click.version_option(__version__, message="%(prog)s %(version)s")
def program() -> None:
    """All commands."""


command = commands_of(program)
POPULATIONS = argument("populations", click.STRING, nargs=-1, required=True)


@command("population")
@POPULATIONS
@option("--by", multiple=True, callback=columns, key="population --by")
@option("--count", multiple=True, callback=columns, key="population --count")
@option("--wide", key="population --wide")
@option("--shares", is_flag=True, key="population --shares")
@option("--rows", multiple=True, key="population --rows")
@option("--period", key="population --period")
@option("--regions", key="population --regions")
@option("--region", multiple=True, callback=columns, key="population --region")
@option("--year", type=int, default=2025, show_default=True, key="population --year")
@option("--group", multiple=True, key="population --group")
@option("--bands", multiple=True, key="population --bands")
@option("--keep", multiple=True, key="population --keep")
@option("--tables", multiple=True, callback=columns, key="population --tables")
@option("--about", multiple=True, key="population --about")
@option("--out", type=FILE, required=True, key="population --out")
def population(screen: Screen, populations: Sequence[str], out: Path, **given: Any) -> Answer:
    """Read, regroup and write the figures of a population."""
    from sortition.report.population import population_data, population_text
    from stratification.files import check_new, write_bytes
    from stratification.population import population_bytes
    from stratification.population.recipe import make_population
    from stratification.population.recipe_texts import RecipeTexts, parse_recipe
    from stratification.population.statline import Cache

    check_new(out)
    cache = Cache(Path(click.get_app_dir("sortition")) / "cbs", datetime.date.today())
    made = make_population(populations, parse_recipe(RecipeTexts(**given)), cache)
    screen.note(made.notices)
    write_bytes(out, population_bytes(made))
    return Answer(population_data(made, out), population_text(made, out))


@command("targets")
@POPULATIONS
@option("--seats", type=int, required=True)
@option("--bandwidth", default="floor-ceiling", show_default=True, key="targets --bandwidth")
@option("--method", default="sainte-lague", show_default=True, key="targets --method")
@option("--by", key="targets --by")
@option("--oversample", multiple=True, key="targets --oversample")
@option("--reason", "reasons", multiple=True, key="targets --reason")
@option("--free", multiple=True, key="targets --free")
@option("--with-targets", is_flag=True, key="targets --with-targets")
@option("--steps", type=FILE, key="targets --steps")
@option("--pool", type=FILE, key="targets --pool")
@ID
@option("--household", multiple=True, callback=columns)
@option("--out", type=FILE, required=True, key="targets --out")
def targets(
    screen: Screen,
    populations: Sequence[str],
    seats: int,
    with_targets: bool,
    steps: Path | None,
    pool: Path | None,
    id_column: str | None,
    household: tuple[str, ...],
    out: Path,
    **texts: Any,
) -> Answer:
    """Make quotas from the figures of a population, and try them on a pool."""
    from sortition.report.targets import steps_bytes, targets_data, targets_text
    from stratification.files import check_new, write_files
    from stratification.population.recipe import make_population
    from stratification.quotas import quota_bytes
    from stratification.targets.settings import SettingTexts, parse_settings
    from stratification.targets.steps import make_targets

    for path in filter(None, (out, steps)):
        check_new(path)
    if not pool and (id_column or household):
        raise click.UsageError(gettext("--id and --household are about --pool; give that too."))
    if steps and steps.resolve() == out.resolve():
        raise click.UsageError(gettext("--out and --steps are the same file; name two."))
    settings = parse_settings(seats, SettingTexts(**texts))
    made = make_targets(make_population(populations), settings)
    screen.note(made.notices)
    files = {out: quota_bytes(made.quotas, targets=with_targets)}
    files |= {steps: steps_bytes(made)} if steps else {}
    answer = Answer(targets_data(made, out), targets_text(made, out))
    if pool:
        source = Source(pool, id_column, household)
        answer = answer.then("pool", try_quotas(screen, Inputs(source, out, seats), files[out]))
    write_files(files)
    return answer


def try_quotas(screen: Screen, inputs: Inputs, quotas: bytes) -> Answer:
    """What `check` says of quotas that are not written yet; that there is no panel is an answer."""
    from stratification.tables import parse_table

    table = parse_table(quotas, inputs.quotas.name)
    assembly, problem = read_problem(screen, inputs, table, strict=False)
    try:
        return examined(screen, assembly, problem)
    except NoPanelError as error:
        content = {"valid_panel": False} | data.errors(error.findings)
        return Answer(content, words.error_text(error), error.exit_code)


def examined(screen: Screen, assembly: Assembly, problem: Problem) -> Answer:
    """Whether there is a valid panel, who has no choice, and how tight it is."""
    from sortition.report.tightness import tightness_data, tightness_text
    from sortition.tightness import find_tightness
    from stratification.feasibility import examine
    from stratification.integer import find_solver

    with Bars(screen) as progress:
        found = examine(problem, find_solver(), progress)
        tight = find_tightness(problem, progress)
    return Answer(
        data.check(assembly, found) | tightness_data(tight),
        results.check_text(assembly, found) + "\n" + tightness_text(tight),
    )


@command("invite")
@argument("register", FILE)
@option("--map", "mapping", type=FILE, required=True, key="invite --map")
@option("--letters", type=click.IntRange(min=1), key="invite --letters")
@option("--probability", callback=number, key="invite --probability")
@option("--strata", multiple=True, callback=columns, key="invite --strata")
@option("--spread", default="proportional", show_default=True, key="invite --spread")
@option("--targets", type=FILE, key="invite --targets")
@option("--seats", type=click.IntRange(min=1))
@option("--response", type=FILE, key="invite --response")
@option("--floor", callback=number, key="invite --floor")
@option("--ceiling", callback=number, key="invite --ceiling")
@option("--seed", required=True, key="invite --seed")
@option("--reference-date", callback=day, required=True, key="invite --reference-date")
@option("--exclude", "excluded", type=FILE, multiple=True, key="invite --exclude")
@option("--one-per-address", is_flag=True, key="invite --one-per-address")
@option("--only", multiple=True, callback=pairs, key="invite --only")
@option("--part", key="invite --part")
@option("--wave", type=click.IntRange(min=1), default=1, show_default=True, key="invite --wave")
@option("--picture", type=FILE, key="invite --picture")
@option("--out", type=FILE, required=True, key="invite --out")
def invite(screen: Screen, picture: Path | None, **given: Any) -> Answer:
    """Draw who gets a letter, and record it."""
    from sortition.invitations.curve_files import curve_picture
    from sortition.invitations.invite import invite as draw_letters
    from sortition.invitations.request import InviteTexts, make_request
    from sortition.report.drawing import check_plots
    from sortition.report.invitations import invite_data, invite_text
    from stratification.files import check_new, write_bytes

    if picture:
        if not (given["targets"] and given["seats"]):
            raise click.UsageError(gettext("--picture needs --targets and --seats."))
        if picture.suffix.lower() not in (".svg", ".png"):
            raise click.UsageError(
                gettext("--picture makes a file whose name ends in .svg or .png.")
            )
        check_new(picture)
        check_plots()
    request = make_request(InviteTexts(**given))
    with Bars(screen) as progress:
        invited = draw_letters(request, progress)
    screen.note(invited.notices)
    if picture:
        try:
            drawn = curve_picture(invited.plan)
            is_png = picture.suffix.lower() == ".png"
            write_bytes(picture, drawn.png if is_png else drawn.svg)
        except InputError as error:  # the draw stands all the same
            screen.note(error.findings)
    return Answer(invite_data(invited), invite_text(invited))


@command("letters")
@argument("folder", FOLDER)
@option("--wave", type=click.IntRange(min=1), default=1, show_default=True, key="letters --wave")
@option("--texts", type=FILE, key="letters --texts")
@option("--remind", type=FILE, key="letters --remind")
@option("--third-party", key="letters --third-party")
@option("--ground", key="letters --ground")
@option("--blocked-only", is_flag=True, key="letters --blocked-only")
@option("--format", "formats", multiple=True, callback=columns, key="letters --format")
@option("--sample", type=click.IntRange(min=1), key="letters --sample")
@option("--date", callback=day, key="letters --date")
def letters(
    screen: Screen, folder: Path, formats: tuple[str, ...], date: datetime.date | None, **given: Any
) -> Answer:
    """Write the letters of a wave."""
    from sortition.letters.mailing import FORMATS, Order
    from sortition.letters.post import post
    from sortition.report.letters import letters_data, letters_text

    order = Order(date=date or datetime.date.today(), formats=formats or FORMATS, **given)
    with Bars(screen) as progress:
        posted = post(folder, order, progress)
    screen.note(posted.notices)
    return Answer(letters_data(posted), letters_text(posted))


@command("merge")
@argument("folders", FOLDER, nargs=-1, required=True)
@option("--key", type=FILE, key="merge --key")
@option("--out", type=FILE, required=True)
def merge(screen: Screen, folders: Sequence[Path], key: Path | None, out: Path) -> Answer:
    """Join the records of the parts of a draw."""
    from sortition.invitations.merge import merge as join
    from sortition.report.merged import merge_data, merge_text

    merged = join(folders, out, key)
    screen.note(merged.notices)
    return Answer(merge_data(merged, out), merge_text(merged, out))


@command("check")
@with_inputs
@option("--conflicts", type=click.IntRange(min=1), default=1, show_default=True)
def check(screen: Screen, inputs: Inputs, conflicts: int) -> Answer:
    """Read the files, look for a valid panel and for people without a choice."""
    assembly, problem = read_problem(screen, inputs)
    try:
        return examined(screen, assembly, problem)
    except NoPanelError as error:
        if conflicts == 1:
            raise
        return contradictions(assembly, problem, conflicts, error.exit_code)


def contradictions(assembly: Assembly, problem: Problem, count: int, code: int) -> Answer:
    """Several reasons why there is no valid panel."""
    from sortition.report.repairs import conflicts_data, conflicts_text
    from stratification.feasibility.conflicts import conflicts
    from stratification.integer import find_solver

    found = conflicts(problem, find_solver(), count)
    content = conflicts_data(problem, found) | data.notices(assembly.notices)
    return Answer(content, conflicts_text(problem, found), code)


@command("repair")
@with_inputs
@with_ways_out
def repair(screen: Screen, inputs: Inputs, ways: WaysOut) -> Answer:
    """Say why there is no valid panel, and write quotas with which there is one."""
    assembly, problem = read_problem(screen, inputs, strict=False)
    return ways.found(screen, problem, assembly.notices)


@command("assess")
@argument("groups", FILE, nargs=-1, required=True)
@option("--population", "populations", multiple=True, required=True, key="assess --population")
@option("--by", "split", key="assess --by")
@option("--categories", "by", multiple=True, callback=columns, key="assess --categories")
@option("--norm", "norms", multiple=True, key="assess --norm")
@option("--no-norms", is_flag=True, key="assess --no-norms")
@option("--unknown", multiple=True, key="assess --unknown")
@option("--within", type=click.IntRange(min=0), default=0, show_default=True, key="assess --within")
@option("--funnel", is_flag=True, key="assess --funnel")
@option("--least", type=click.IntRange(min=0), default=5, show_default=True, key="assess --least")
@option("--title", default="", key="assess --title")
@option("--date", default="", key="assess --date")
@option("--out", type=FILE, key="assess --out")
@option("--pictures/--no-pictures", default=True, key="--pictures")
def assess(
    screen: Screen,
    groups: Sequence[Path],
    populations: Sequence[str],
    least: int,
    title: str,
    date: str,
    out: Path | None,
    pictures: bool,
    **texts: Any,
) -> Answer:
    """Compare groups with a population; write a page for a board, tables and pictures."""
    from sortition.report.assessment.files import assessment_data, assessment_files
    from sortition.report.assessment.page import Headline
    from sortition.report.assessment.text import assessment_text
    from stratification.population.recipe import make_population
    from stratification.representation.assess import assess as assess_groups
    from stratification.representation.group import read_group
    from stratification.representation.setting_texts import AssessTexts, parse_settings
    from stratification.representation.suppression import publish

    output = Output(out, pictures)
    output.check()
    if not out and (title or date):
        raise click.UsageError(gettext("--title and --date are about a page; give --out too."))
    settings = parse_settings(AssessTexts(**texts))
    compared = make_population(populations)
    read = [read_group(path, compared, settings) for path in groups]
    with Bars(screen) as progress:
        shown = publish(read, compared, settings, least, progress) if out else None
        made = assess_groups(read, compared, settings, progress)
    screen.note(made.notices)
    headline = Headline(title, date)
    files = output.write(
        lambda: assessment_files(shown, compared, headline, pictures=pictures) if shown else {}
    )
    text = assessment_text(made, compared) + output.text(files)
    return Answer(assessment_data(made, compared, out, files), text)


@command("lottery")
@with_inputs
@option("--out", type=FILE, required=True)
@option("--rule", type=click.Choice(list(results.RULES)), default="leximin", show_default=True)
@option("--gamma", callback=number)
@option("--tickets", type=click.IntRange(min=1), default=1000, show_default=True)
@option("--seed")
@option("--solver")
@option("--time-limit", type=click.FloatRange(min=0, min_open=True))
@option("--diverse", is_flag=True)
def lottery(screen: Screen, inputs: Inputs, out: Path, diverse: bool, **settings: Any) -> Answer:
    """Compute chances, proof and tickets, and write them."""
    from sortition.diversify import diversify
    from sortition.lottery import Settings, make_lottery
    from sortition.publish import check_folder, write_lottery
    from stratification.closest import noting_targets
    from stratification.pool import read_assembly
    from stratification.problem import make_problem

    check_folder(out)
    assembly = noting_targets(read_assembly(inputs.source, inputs.quotas, inputs.seats))
    screen.note(assembly.notices)
    problem = make_problem(assembly.pool, assembly.quotas, assembly.seats)
    with Bars(screen) as progress:
        made = make_lottery(problem, Settings(**settings), progress)
        made = diversify(made, progress) if diverse else made
    write_lottery(made, out, inputs.source)
    return Answer(
        data.lottery(assembly, made, out), results.lottery_text(made, out, inputs.source.path)
    )


@command("draw")
@argument("folder", FOLDER)
@option("--ticket", key="draw --ticket")
@option("--seed", key="draw --seed")
@option("--pool", type=FILE, key="draw --pool")
@ID
@option("--redraw", key="draw --redraw")
def draw(
    screen: Screen, folder: Path, pool: Path | None, id_column: str | None, **choice: str | None
) -> Answer:
    """Turn a number or a seed into a panel, and record it."""
    from sortition.draw import Choice
    from sortition.draw import draw as draw_panel

    source = Source(pool, id_column) if pool else None
    drawn = draw_panel(folder, Choice(**choice), source)
    screen.note(drawn.notices)
    return Answer(data.draw(drawn, folder), results.draw_text(drawn, folder))


@command("verify")
@argument("folder", FOLDER)
@option("--pool", type=FILE)
@ID
@option("--quotas", type=FILE)
@option("--register", type=FILE, key="verify --register")
@option("--exclude", "excluded", type=FILE, multiple=True, key="verify --exclude")
def verify(
    screen: Screen,
    folder: Path,
    pool: Path | None,
    id_column: str | None,
    quotas: Path | None,
    **letters: Any,
) -> Answer:
    """Check everything that a record states."""
    from sortition.assembly.verify import (
        is_assembly,
        is_record,
        takes_pool,
        verify_assembly,
        verify_record,
    )
    from sortition.checks import Report
    from sortition.invitations.verify import is_draw_of_letters
    from sortition.invitations.verify import verify as verify_letters
    from sortition.record import LOTTERY
    from sortition.verify import is_lottery
    from sortition.verify import verify as verify_lottery

    lottery, draw = bool(pool or id_column or quotas), any(letters.values())
    source = Source(pool, id_column) if pool else None
    report: Report | None = None
    if is_draw_of_letters(folder):
        if lottery:
            raise click.UsageError(gettext("this is a draw of letters: it has no pool or quotas."))
        report = verify_letters(folder, **letters)
    elif is_assembly(folder):
        if lottery or draw:
            raise click.UsageError(gettext("for the files of one draw, name its own folder."))
        report = verify_assembly(place_of(folder))
    elif draw:
        raise click.UsageError(gettext("this is no draw of letters: --register is of no use."))
    elif (folder / LOTTERY).exists() or (is_lottery(folder) and not is_record(folder)):
        report = verify_lottery(folder, source, quotas)
    elif not is_record(folder):
        names = {"lottery": "lottery.json", "wave": "record/wave-1.json"}
        raise InputError(Finding("verify-no-record", names, folder.name))
    elif lottery and (quotas or not pool or not takes_pool(folder)):
        raise click.UsageError(gettext("this is no lottery: it has no pool or quotas."))
    if report is None or is_record(folder):
        report = verify_record(folder, report, source)
    code = 0 if report.ok else VerificationError.exit_code
    text = results.verify_text(report)
    return Answer(data.verify(report, folder), text, code, report.notices)


program.add_command(assembly)


@command("compare")
@with_inputs
@option("--rules", multiple=True, callback=columns)
@option("--tickets", type=click.IntRange(min=1), default=1000, show_default=True)
@option("--draws", type=click.IntRange(min=1), default=10_000, show_default=True)
@option("--claims", type=click.IntRange(min=0), default=0, show_default=True)
@option("--population", type=FILE)
@option("--seed")
@option("--solver")
@option("--time-limit", type=click.FloatRange(min=0, min_open=True), key="compare --time-limit")
@with_output
def compare(screen: Screen, inputs: Inputs, output: Output, **given: Any) -> Answer:
    """Make a lottery by every rule, and measure them all."""
    from sortition.compare import compare as compare_rules
    from sortition.compare_files import comparison_files
    from sortition.contestants import CompareSettings
    from sortition.report.comparison import comparison_text
    from stratification.population.fitting import fit
    from stratification.population.reading import read_population

    assembly, problem = read_problem(screen, inputs)
    notices = assembly.notices
    population, rules = given.pop("population"), given.pop("rules")
    people = fit(read_population(population), problem.quotas) if population else None
    if people:
        screen.note(people.notices)
        notices += people.notices
    chosen = () if rules == ("all",) else rules
    settings = CompareSettings(rules=chosen, population=people, **given)
    with Bars(screen) as progress:
        made = compare_rules(problem, settings, progress)
    files = output.write(lambda: comparison_files(made, pictures=output.pictures))
    text = comparison_text(made) + output.text(files)
    return Answer(data.comparison(made, output.folder, files) | data.notices(notices), text)


@command("frontier")
@with_inputs
@option("--solver")
@option("--time-limit", type=click.FloatRange(min=0, min_open=True))
@with_output
def frontier(screen: Screen, inputs: Inputs, output: Output, **given: Any) -> Answer:
    """Every best pair of smallest and largest chance."""
    from sortition.frontier import FrontierSettings, make_frontier
    from sortition.frontier_files import frontier_files

    assembly, problem = read_problem(screen, inputs)
    with Bars(screen) as progress:
        made = make_frontier(problem, FrontierSettings(**given), progress)
    files = output.write(lambda: frontier_files(made, pictures=output.pictures))
    text = results.frontier_text(made) + output.text(files)
    content = data.frontier(made, output.folder, files) | data.notices(assembly.notices)
    return Answer(content, text)


@command("closest")
@with_inputs
@option("--out", type=FILE, required=True, key="closest --out")
@option("--solver")
def closest(screen: Screen, inputs: Inputs, out: Path, solver: str | None) -> Answer:
    """Narrow the quotas to the panels that are nearest to the targets, and write them."""
    from sortition.rules import largest_smallest
    from stratification.closest import narrow
    from stratification.files import check_new, write_bytes
    from stratification.integer import find_solver
    from stratification.problem import make_problem
    from stratification.quotas import quota_bytes

    check_new(out)
    assembly, problem = read_problem(screen, inputs)
    with Bars(screen) as progress:
        found = narrow(problem, find_solver(solver), progress)
    near = make_problem(problem.pool, found.quotas, problem.seats)
    price = [largest_smallest(one) for one in (problem, near)]
    write_bytes(out, quota_bytes(found.quotas))
    content = data.closest(found, price, out) | data.notices(assembly.notices)
    return Answer(content, results.closest_text(found, price, out))


@command("synth")
@option("--people", type=int, required=True, key="synth --people")
@option("--seats", type=int, required=True)
@option("--categories", type=int, required=True, key="synth --categories")
@option("--bias", type=float, required=True, key="synth --bias")
@option("--seed", required=True, key="synth --seed")
@option("--bandwidth", type=int, default=2, show_default=True, key="synth --bandwidth")
@option("--out", type=FILE, required=True)
def synth(screen: Screen, out: Path, **given: Any) -> Answer:
    """Make up a pool with its quotas and its population."""
    from sortition.synth import SynthSettings, make_synthetic, synthetic_files, write_synthetic

    made = make_synthetic(SynthSettings(**given))
    write_synthetic(made, out)
    files = list(synthetic_files(made))
    return Answer(data.synth(made, out, files), results.synth_text(made, out, files))


@command("synth-register")
@option("--people", type=int, required=True, key="synth-register --people")
@option(
    "--municipalities",
    type=int,
    default=1,
    show_default=True,
    key="synth-register --municipalities",
)
@option("--reference-date", callback=day, key="synth-register --reference-date")
@option("--frame", type=click.Choice(["persons", "addresses"]), key="synth-register --frame")
@option("--format", type=click.Choice(["csv", "parquet"]), key="synth-register --format")
@option("--encoding", type=click.Choice(["utf-8", "windows-1252"]), key="synth-register --encoding")
@option("--bsn", is_flag=True, key="synth-register --bsn")
@option("--seed", required=True, key="synth --seed")
@option("--out", type=FILE, required=True)
def synth_register(
    screen: Screen,
    out: Path,
    format: Literal["csv", "parquet"] | None,
    encoding: Literal["utf-8", "windows-1252"] | None,
    **given: Any,
) -> Answer:
    """Make up a register of residents."""
    from sortition.register_synth.settings import Form, RegisterSettings
    from sortition.register_synth.writing import write_register
    from sortition.report.merged import synth_register_text

    chosen = {name: value for name, value in given.items() if value is not None}
    form = Form(format or "csv", encoding or "utf-8")
    about = write_register(RegisterSettings(**chosen), out, form)
    return Answer({"folder": str(out), **about}, synth_register_text(about, out))


@command("demo")
@option("--out", type=FILE, key="demo --out")
@option("--ticket", default=DEMO_TICKET, key="demo --ticket")
def demo(screen: Screen, out: Path | None, ticket: str) -> Answer:
    """Run the whole road on the example of Zeewijk, with the commands that do it."""
    out = out or _free_folder(Path("sortition-demo"))
    pool, quotas = _example_files()
    given = [pool, quotas, "--seats", "24", "--id", "code", "--household", "adres,postcode"]
    answers: dict[str, Answer] = {}
    for step in (
        ["check", *given],
        ["lottery", *given, "--out", str(out)],
        ["draw", str(out), "--ticket", ticket, "--pool", pool],
        ["verify", str(out), "--pool", pool, "--quotas", quotas],
    ):
        screen.say(results.demo_title(step, ticket))
        answers[step[0]] = result_of([*step, *["--json"] * screen.as_json])
        screen.say(answers[step[0]].text + "\n")
        screen.note(answers[step[0]].notices)
    content = {name: answer.content for name, answer in answers.items()}
    code = answers["verify"].code
    return Answer({"folder": str(out), **content}, results.demo_end(out), code)


def _example_files() -> tuple[str, str]:
    """The pool and the quotas of Zeewijk, named from the current folder where they are below it."""
    from sortition.examples import example_folder

    folder = example_folder()
    if folder.is_relative_to(Path.cwd()):
        folder = folder.relative_to(Path.cwd())
    return str(folder / "aanmeldingen.csv"), str(folder / "streefaantallen.csv")


def _free_folder(folder: Path) -> Path:
    """The folder, or the next one with a number that does not exist yet."""
    number, free = 1, folder
    while free.exists():
        number += 1
        free = folder.with_name(f"{folder.name}-{number}")
    return free
