"""How long the commands of a dossier take when many have signed up, each a process of its own.

A synthetic register gets three letters for every sign-up that is wanted, and a form with names,
quotas and a question that the register cannot answer. The assembly then goes its course. Every
command is timed on a copy of the dossier as it was before it, and the fastest of the runs counts:
others are slow by what else the computer does. `python -m benchmarks dossier` prints the table in
docs/assembly.md, and writes it there with `--page`.
"""

from __future__ import annotations

import csv
import json
import random
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import UsageError, child
from benchmarks.report import table
from sortition.register_synth.settings import RegisterSettings
from sortition.register_synth.writing import write_register

AGES = {"16-24": (9, 14), "25-44": (28, 34), "45-64": (28, 36), "65+": (20, 28)}
SCHOOLING = {"low": (24, 32), "middle": (34, 42), "high": (28, 36)}
CARE = {"yes": (20, 40), "no": (50, 80)}
QUOTAS = {"leeftijd": AGES, "schooling": SCHOOLING, "care": CARE}
"""Minima and maxima of a panel of 100; the first is a column of the strata."""

SEATS = 100
_SEED, _DAY, _TIMEOUT = "benchmark", "2026-01-01", 1800.0
_PROGRAM = (sys.executable, "-c", "from cli import main; main()")
_COMMAND = (*_PROGRAM, "assembly")


@dataclass(frozen=True)
class Measured:
    """The fastest run of a command."""

    name: str
    lottery: bool
    best: child.Run


@dataclass
class Course:
    """A dossier on its way through the year, and what its commands cost so far."""

    folder: Path
    repeat: int
    tell: Callable[[str], None]
    found: list[Measured] = field(default_factory=list)

    @property
    def dossier(self) -> Path:
        """Where the dossier is."""
        return self.folder / "dossier"

    def time(self, *words: str, goes_on: bool = False, lottery: bool = False) -> None:
        """Time a command that is about the dossier."""
        name, *rest = words
        copy = self.folder / "copy"
        runs = []
        for _ in range(1 if lottery else self.repeat):
            shutil.rmtree(copy, ignore_errors=True)
            shutil.copytree(self.dossier, copy)
            (self.folder / "out.csv").unlink(missing_ok=True)
            runs.append(child.run([*_COMMAND, name, str(copy), *rest], _TIMEOUT))
            if not runs[-1].done:
                raise UsageError(f"assembly {name}: {runs[-1].complaint}")
        if goes_on:
            shutil.rmtree(self.dossier)
            shutil.move(copy, self.dossier)
        shown = [word for word in rest if word.startswith("--")][:1]
        best = min(runs, key=lambda run: run.seconds)
        self.tell(f"{name}: {best.seconds:.2f} s")
        self.found.append(Measured(" ".join([name, *shown]), lottery, best))

    def do(self, *words: str) -> None:
        """Run a command that is not timed."""
        name, *rest = words
        run = child.run([*_COMMAND, name, str(self.dossier), *rest], _TIMEOUT)
        if not run.done:
            raise UsageError(f"assembly {name}: {run.complaint}")


def measure(people: int, repeat: int, tell: Callable[[str], None]) -> list[Measured]:
    """Let so many people sign up, and time the commands of the year that follows."""
    with tempfile.TemporaryDirectory() as name:
        course = Course(Path(name), repeat, tell)
        codes = _signed_up(course, people)
        _spring(course, codes)
        _draws(course)
        _year(course, codes)
        return course.found


def _signed_up(course: Course, people: int) -> list[str]:
    """Draw letters, write the form, and import it; the codes of who signed up."""
    folder = course.folder
    course.tell("letters")
    write_register(RegisterSettings(6 * people, _SEED), folder / "register")
    register, letters = folder / "register", folder / "letters"
    words = ["invite", str(register / "register.csv"), "--map", str(register / "map.toml")]
    words += ["--strata", "wijk,leeftijd", "--letters", str(3 * people), "--seed", _SEED]
    drawn = child.run(
        [*_PROGRAM, *words, "--reference-date", _DAY, "--out", str(letters)], _TIMEOUT
    )
    if not drawn.done:
        raise UsageError(drawn.complaint)
    codes = write_form(letters / "private" / "people-1.csv", folder / "form.csv", people)
    rows = [
        [category, value, *map(str, bounds)]
        for category, values in QUOTAS.items()
        for value, bounds in values.items()
    ]
    _write(folder / "quotas.csv", ["category", "value", "min", "max"], rows)
    course.do("new", "--name", "Benchmark", "--letters", str(letters))
    course.do("quotas", str(folder / "quotas.csv"), "--seats", str(SEATS))
    form = ["--consent", "consent", "--received", "received", "--people", "first,last,mail"]
    course.time("import", str(folder / "form.csv"), *form, goes_on=True)
    return codes


def write_form(letters: Path, out: Path, people: int) -> list[str]:
    """What a form tool would save: so many of those who got a letter, in a fixed random order."""
    chance = random.Random(_SEED)
    with letters.open(encoding="utf-8-sig", newline="") as file:
        chosen = chance.sample(list(csv.DictReader(file)), people)
    rows = [_answers(at, row, chance) for at, row in enumerate(chosen)]
    header = ["code", "first", "last", "mail", *QUOTAS, "consent", "received"]
    _write(out, header, rows)
    return [row["code"] for row in chosen]


def _answers(at: int, row: Mapping[str, str], chance: random.Random) -> list[str]:
    given = [chance.choice(list(SCHOOLING)), chance.choices(list(CARE), [1, 3])[0]]
    names = [row["given_names"], row["surname"], f"person{at}@example.org"]
    return [row["code"], *names, row["stratum leeftijd"], *given, "yes", "2026-03-01 10:00"]


def _write(path: Path, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])


def _spring(course: Course, codes: Sequence[str]) -> None:
    """From the letters to the draw."""
    for name in ("status", "sign-ups", "queue", "log"):
        course.time(name)
    course.time("sign-ups", "--letters", str(len(codes) // 10))
    course.time("withdraw", codes[0])
    course.time("correct", codes[0], "--answer", "care=yes", "--why", "asked")


def _draws(course: Course) -> None:
    """The panel, reserves, a replacement and a rotation."""
    course.time("lottery", goes_on=True, lottery=True)
    course.time("draw", "--ticket", "5", goes_on=True)
    course.time("seats")
    course.time("seat", "declined", *_members(course)[:3], goes_on=True)
    course.time("call")
    course.time("replace", goes_on=True, lottery=True)
    course.time("draw", "--ticket", "7", goes_on=True)
    course.time("rotate", "--stay", "50", lottery=True)


def _members(course: Course) -> list[str]:
    """The codes of everybody who was drawn, the panel first."""
    draws = sorted((course.dossier / "records").glob("*/draw.json"))
    return [code for path in draws for code in json.loads(path.read_text("utf-8"))["panel"]]


def _year(course: Course, codes: Sequence[str]) -> None:
    """What is asked and told afterwards, and the end."""
    out = str(course.folder / "out.csv")
    course.time("chances")
    course.time("chances", "--code", codes[0])
    course.time("pool", "02-panel", "--out", out)
    why = ["--recipient", "host", "--purpose", "badges", "--ground", "consent"]
    course.time("export", "--fields", "code,first", *why, "--out", out)
    course.time("export-person", codes[0])
    course.time("due")
    course.time("close")
    drawn = _members(course)
    course.time("erase-person", next(code for code in codes if code not in drawn), "--why", "asked")
    course.time("erase", "unselected", "--early", "--why", "over")


def as_markdown(results: Sequence[Measured]) -> str:
    """The table; the last column compares with the quickest command, which only starts."""
    floor = min(one.best.seconds for one in results)
    rows = [
        [
            f"`{one.name}`" + (" (a lottery)" if one.lottery else ""),
            f"{one.best.seconds:.2f}",
            f"{one.best.cpu:.2f}",
            f"{one.best.seconds / floor:.1f}",
        ]
        for one in results
    ]
    return table(["command", "seconds", "cpu s", "times the quickest"], rows)
