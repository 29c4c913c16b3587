"""The command `python -m benchmarks run`."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks import __doc__ as purpose
from benchmarks import peer, report
from benchmarks.child import ROOT
from benchmarks.instances import default_instances, find_instances
from benchmarks.run import Plan, measure


def main(words: Sequence[str] | None = None) -> int:
    """Measure, print the tables, write `results.json` and `results.md`; return the exit code."""
    options = _parser().parse_args(words)
    try:
        instances = find_instances(options.folders) if options.folders else default_instances()
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        return 2
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


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=purpose.split("\n")[0]
    )
    commands = parser.add_subparsers(required=True)
    run = commands.add_parser("run", help="measure, and write results.json and results.md")
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
    run.add_argument(
        "--out", type=Path, default=ROOT / "benchmarks" / "results", help="folder for the results"
    )
    return parser


def _tell(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
