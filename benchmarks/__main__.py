"""The commands `python -m benchmarks …`.

What a command needs is imported when it is used: the process that measures (`run`) stays light.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks import UsageError, peer
from benchmarks import __doc__ as purpose
from benchmarks.child import ROOT

CLUSTER = ("dask", "distributed", "pyarrow")
RESULTS = ROOT / "benchmarks" / "results"
PAGE = ROOT / "docs" / "benchmarks.md"


def main(words: Sequence[str] | None = None) -> int:
    """Run a command and return the exit code."""
    options = _parser().parse_args(words)
    try:
        return int(options.command(options))
    except UsageError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except ModuleNotFoundError as error:
        if error.name not in CLUSTER:
            raise
        _tell(f"{error.name} is not installed; install the extra: pip install -e '.[cluster]'")
        return 2


def _run(options: argparse.Namespace) -> int:
    """Measure, print the tables, write `results.json` and `results.md`."""
    from benchmarks import report
    from benchmarks.instances import default_instances, find_instances
    from benchmarks.run import Plan, measure

    instances = find_instances(options.folders) if options.folders else default_instances()
    plan = Plan(
        rules=tuple(options.rule or (peer.RULES if options.peer else ("leximin",))),
        tickets=options.tickets,
        repeat=options.repeat,
        timeout=options.timeout,
        peer=peer.environment() if options.peer else None,
    )
    results = measure(instances, plan, _tell)
    tables = report.as_markdown(results, plan)
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "results.json").write_text(report.as_json(results, plan), encoding="utf-8")
    (options.out / "results.md").write_text(tables, encoding="utf-8")
    sys.stdout.write(tables)
    return 0


def _explain(options: argparse.Namespace) -> int:
    """Measure what `check` and `repair` find out, and print the table."""
    from benchmarks.explain import as_markdown, explain_all
    from benchmarks.instances import default_instances, find_instances

    instances = find_instances(options.folders) if options.folders else default_instances()
    sys.stdout.write(as_markdown(explain_all(instances, options.timeout, _tell)))
    return 0


def _invitations(options: argparse.Namespace) -> int:
    """Make registers, draw letters from them, and print what it costs."""
    from benchmarks.invitations import SIZES, as_markdown, measure, page, post

    results = measure(options.people or SIZES, options.folder, options.timeout, _tell)
    posted = post(options.folder, options.timeout) if options.letters else None
    sys.stdout.write(as_markdown(results, posted))
    if options.page is not None:
        options.page.write_text(page(results, posted), encoding="utf-8")
    return 0


def _standbys(options: argparse.Namespace) -> int:
    """Compare standby members with simpler ways, and print the tables."""
    from benchmarks import standbys

    results = standbys.measure(standbys.select(options.instances), options.samples, _tell)
    tables = standbys.as_markdown(results)
    sys.stdout.write(tables)
    if options.page is not None:
        standbys.put_in(options.page, tables)
    return 0


def _replacements(options: argparse.Namespace) -> int:
    """Time replacement lotteries, and print the table."""
    from benchmarks import replacements, standbys
    from benchmarks.instances import default_instances

    chosen = replacements.named(default_instances(), options.instances)
    tables = replacements.as_markdown(replacements.measure(chosen, options.leaving, _tell))
    sys.stdout.write(tables)
    if options.page is not None:
        standbys.put_in(options.page, tables)
    return 0


def _dossier(options: argparse.Namespace) -> int:
    """Time the commands of a dossier, and print the table."""
    from benchmarks import dossier, standbys

    tables = dossier.as_markdown(dossier.measure(options.people, options.repeat, _tell))
    sys.stdout.write(tables)
    if options.page is not None:
        standbys.put_in(options.page, tables)
    return 0


def _suite(options: argparse.Namespace) -> int:
    """Run rules on families of instances; every run goes into the results when it is finished."""
    from benchmarks import cluster, suite

    suite.check_rules(options.rules)
    what = suite.Suite(
        suite.select(options.families, options.only),
        tuple(options.rules),
        tuple(options.tickets),
        options.seed,
        options.timeout,
    )
    place = cluster.Place(options.scheduler, options.workers)
    suite.run_suite(what, options.out, place, _tell)
    return 0


def _report(options: argparse.Namespace) -> int:
    """Write the page, and the picture when matplotlib is there."""
    from benchmarks import page, store, suite

    rows = store.read_runs(options.results / suite.RUNS)
    if not rows:
        raise UsageError(f"there are no results in {options.results}")
    picture = options.page.with_name(f"{options.page.stem}-growth.svg")
    try:
        from benchmarks import pictures

        image = pictures.growth(rows)
    except ModuleNotFoundError:
        _tell("no picture: the extra `plots` is not installed")
        image = None
    if image is not None:
        picture.write_bytes(image)
    text = page.page(rows, None if image is None else picture.name)
    options.page.write_text(text, encoding="utf-8")
    return 0


def _write(options: argparse.Namespace) -> int:
    """Write instances as folders NAME_SEATS, which `run --peer FOLDER…` and others read."""
    from benchmarks import suite
    from sortition.synth import make_synthetic, write_synthetic

    for instance in suite.select(options.families, options.only):
        name = f"{instance.family}-{instance.name}_{instance.settings.seats}"
        write_synthetic(make_synthetic(instance.settings), options.out / name)
    return 0


def _twins(options: argparse.Namespace) -> int:
    """Look for the twins again (ten minutes), and write their table."""
    from benchmarks import twins

    found = twins.find_twins(_tell)
    options.out.write_text(twins.as_table(found), encoding="utf-8")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=purpose.split("\n")[0]
    )
    commands = parser.add_subparsers(required=True)
    _add_run(commands.add_parser("run", help="measure, and write results.json and results.md"))
    explain = commands.add_parser("explain", help="time what check and repair find out")
    explain.add_argument("folders", nargs="*", type=Path, metavar="FOLDER", help="as for run")
    explain.add_argument("--timeout", type=float, default=600.0, metavar="SECONDS")
    explain.set_defaults(command=_explain)
    _add_invitations(commands.add_parser("invitations", help="time the draw of letters"))
    standbys = commands.add_parser("standbys", help="standby members against simpler ways")
    standbys.add_argument("instances", nargs="*", metavar="NAME", help="default: all")
    standbys.add_argument("--samples", type=int, default=300, metavar="N", help="default 300")
    standbys.add_argument("--page", type=Path, metavar="FILE", help="also put the tables in here")
    standbys.set_defaults(command=_standbys)
    _add_replacements(commands.add_parser("replacements", help="time replacement lotteries"))
    dossier = commands.add_parser("dossier", help="time the commands of a large dossier")
    dossier.add_argument("--people", type=int, default=10_000, metavar="N", help="default 10000")
    dossier.add_argument("--repeat", type=int, default=5, metavar="N", help="default 5")
    dossier.add_argument("--page", type=Path, metavar="FILE", help="also put the table in here")
    dossier.set_defaults(command=_dossier)
    _add_suite(commands.add_parser("suite", help="rules × generated instances, in parallel"))
    report = commands.add_parser("report", help="make the page of the suite's results")
    report.add_argument("results", type=Path, nargs="?", default=RESULTS / "suite", metavar="DIR")
    report.add_argument("--page", type=Path, default=PAGE, metavar="FILE", help="default: docs")
    report.set_defaults(command=_report)
    write = commands.add_parser("write", help="write instances as folders NAME_SEATS")
    _add_selection(write)
    write.add_argument("--out", type=Path, required=True, metavar="DIR")
    write.set_defaults(command=_write)
    twins = commands.add_parser("twins", help="look for twins of published pools again")
    twins.add_argument("--out", type=Path, required=True, metavar="FILE")
    twins.set_defaults(command=_twins)
    return parser


def _add_run(run: argparse.ArgumentParser) -> None:
    run.add_argument(
        "folders",
        nargs="*",
        type=Path,
        metavar="FOLDER",
        help="NAME_SEATS with respondents.csv and categories.csv; default: the examples, and the "
        "instances beside the checkout where there are any",
    )
    run.add_argument("--peer", action="store_true", help=f"also run {peer.REQUIREMENT}")
    run.add_argument(
        "--rule", action="append", metavar="RULE", help="default leximin; several are possible"
    )
    run.add_argument("--tickets", type=int, default=1000, metavar="N", help="default 1000")
    run.add_argument("--repeat", type=int, default=1, metavar="N", help="report medians of N runs")
    run.add_argument(
        "--timeout", type=float, default=600.0, metavar="SECONDS", help="for each process; 600"
    )
    run.add_argument("--out", type=Path, default=RESULTS, help="folder for the results")
    run.set_defaults(command=_run)


def _add_invitations(invitations: argparse.ArgumentParser) -> None:
    invitations.add_argument(
        "--people",
        type=_numbers,
        metavar="NUMBERS",
        help="sizes of the registers; default 10000,100000,500000,2000000",
    )
    invitations.add_argument(
        "--folder", type=Path, metavar="DIR", help="keep the registers here, for the next time"
    )
    invitations.add_argument(
        "--letters", action="store_true", help="also make a thousand letters as PDF"
    )
    invitations.add_argument("--page", type=Path, metavar="FILE", help="also write a page")
    invitations.add_argument(
        "--timeout", type=float, default=1800.0, metavar="S", help="for each process; 1800"
    )
    invitations.set_defaults(command=_invitations)


def _add_replacements(replacements: argparse.ArgumentParser) -> None:
    replacements.add_argument("instances", nargs="*", metavar="NAME", help="default: all")
    replacements.add_argument(
        "--leaving", type=_numbers, default=[3, 8], metavar="NUMBERS", help="default 3,8"
    )
    replacements.add_argument(
        "--page", type=Path, metavar="FILE", help="also put the table in here"
    )
    replacements.set_defaults(command=_replacements)


def _add_selection(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--families",
        type=_words,
        default=["published", "scaled", "hard", "infeasible"],
        metavar="NAMES",
        help="default published,scaled,hard,infeasible; depth takes long",
    )
    command.add_argument(
        "--only", default="", metavar="TEXT", help="only instances with this in their names"
    )


def _add_suite(suite: argparse.ArgumentParser) -> None:
    _add_selection(suite)
    suite.add_argument(
        "--rules", type=_words, default=["leximin"], metavar="NAMES", help="default leximin"
    )
    suite.add_argument(
        "--tickets", type=_numbers, default=[1000], metavar="NUMBERS", help="default 1000"
    )
    suite.add_argument("--seed", default="benchmark", metavar="TEXT", help="of the lotteries")
    suite.add_argument(
        "--timeout", type=float, default=600.0, metavar="S", help="seconds for each run; 600"
    )
    suite.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help='of a Dask cluster that is there already; "synchronous": one run after the other',
    )
    suite.add_argument("--workers", type=int, metavar="N", help="runs at a time; one per core")
    suite.add_argument("--out", type=Path, default=RESULTS / "suite", metavar="DIR")
    suite.set_defaults(command=_suite)


def _words(text: str) -> list[str]:
    return [word for word in text.split(",") if word]


def _numbers(text: str) -> list[int]:
    return [int(word) for word in _words(text)]


def _tell(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
