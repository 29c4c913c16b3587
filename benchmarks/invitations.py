"""What the first draw costs: registers of growing size, each command a process of its own.

A synthetic register is made per size, as CSV and as Parquet. `sortition invite` then reads it,
draws (in proportion to the municipalities, 70 000 letters of 18 million people and fewer of fewer)
and writes the record; that is timed as a whole. Letters as PDF are timed for a thousand.
"""

import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from benchmarks import child
from benchmarks.report import NONE, table

SIZES = (10_000, 100_000, 500_000, 2_000_000)
"""Of the registers, in people; 18 million take some 10 GB of disk and a quarter of an hour."""

INTRO = """# Benchmarks of the first draw

Made by `python -m benchmarks invitations --letters --page FILE`; nothing on this page is typed.
Registers are synthetic ([synth-register.md](synth-register.md)): 342 municipalities, seed
"benchmark". *CSV* and *Parquet* are about the whole command `sortition invite`: its process starts,
reads the register, leaves people out, draws in proportion to the municipalities, and writes the
record and the private files. *cpu s* are the seconds that processors worked (with two cores busy,
half of that passes on the clock); *MiB* the largest memory of the process. *Made*: making the
register as CSV.
"""

FORMATS = ("csv", "parquet")
GOALS = {500_000: (6.0, None), 18_000_000: (90.0, 2048.0)}
"""People -> seconds and MiB that a draw shall stay below, on two cores."""

_WHOLE, _LETTERS = 18_000_000, 70_000
_SEED, _DAY = "benchmark", "2025-01-01"
_POSTED = 1000
_COMMAND = (sys.executable, "-c", "from cli import main; main()")


@dataclass(frozen=True)
class Measured:
    """What one size cost: making the register, then `sortition invite` by format."""

    people: int
    megabytes: dict[str, float]
    made: child.Run
    invited: dict[str, child.Run]

    @property
    def letters(self) -> int:
        """How many letters are drawn."""
        return letters_of(self.people)


def letters_of(people: int) -> int:
    """As many letters as 70 000 of 18 million people, but one at least.

    >>> letters_of(18_000_000), letters_of(100_000), letters_of(10)
    (70000, 389, 1)
    """
    return max(1, round(people * _LETTERS / _WHOLE))


def make_command(people: int, file_format: str, out: Path) -> list[str]:
    """Build the command that makes a register."""
    code = (
        "import sys; from pathlib import Path; from sortition.register_synth import *; "
        "write_register(RegisterSettings(int(sys.argv[1]), sys.argv[2], 342), "
        "Path(sys.argv[3]), Form(sys.argv[4]))"
    )
    return [sys.executable, "-c", code, str(people), _SEED, str(out), file_format]


def invite_command(register: Path, letters: int, out: Path) -> list[str]:
    """Build the command that draws from the register of a folder."""
    (data,) = register.glob("register.*")
    words = [*_COMMAND, "invite", str(data), "--map", str(register / "map.toml")]
    words += ["--letters", str(letters), "--strata", "gemeente", "--seed", _SEED]
    return [*words, "--reference-date", _DAY, "--out", str(out)]


def measure(
    sizes: Sequence[int], folder: Path | None, timeout: float, tell: Callable[[str], None]
) -> list[Measured]:
    """Make (or find in `folder`) registers of these sizes, and draw from each."""
    found = []
    with _place(folder) as place:
        for people in sizes:
            tell(f"{people} people")
            made = {name: _register(place, people, name, timeout) for name in FORMATS}
            invited = {name: _invite(path, people, timeout) for name, (path, _) in made.items()}
            sizes_mb = {name: _megabytes(path) for name, (path, _) in made.items()}
            found.append(Measured(people, sizes_mb, made["csv"][1], invited))
    return found


def post(folder: Path | None, timeout: float) -> child.Run:
    """Draw a thousand letters of 100 000 people, and make them as PDF; the latter is timed."""
    with _place(folder) as place, tempfile.TemporaryDirectory() as rest:
        register, _ = _register(place, 100_000, "csv", timeout)
        draw = Path(rest, "draw")
        drawn = child.run(invite_command(register, _POSTED, draw), timeout)
        if not drawn.done:
            return drawn
        texts = child.ROOT / "examples" / "letters" / "teksten.toml"
        words = ["letters", str(draw), "--texts", str(texts), "--format", "pdf", "--date", _DAY]
        return child.run([*_COMMAND, *words], timeout)


def _register(place: Path, people: int, file_format: str, timeout: float) -> tuple[Path, child.Run]:
    """A register and what it cost to make it, now or when it was made."""
    folder = place / f"{people}-{file_format}"
    cost = place / f"{people}-{file_format}.json"
    if not folder.is_dir():
        run = child.run(make_command(people, file_format, folder), timeout)
        if not run.done:
            raise RuntimeError(f"no register of {people} people: {run.complaint or 'ended'}")
        cost.write_text(json.dumps([run.seconds, run.peak_mib]), encoding="utf-8")
    seconds, peak = json.loads(cost.read_text(encoding="utf-8"))
    return folder, child.Run(seconds, peak, 0)


def _invite(register: Path, people: int, timeout: float) -> child.Run:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "draw")
        return child.run(invite_command(register, letters_of(people), out), timeout)


def _megabytes(register: Path) -> float:
    return sum(path.stat().st_size for path in register.glob("register.*")) / 1e6


@contextmanager
def _place(folder: Path | None) -> Iterator[Path]:
    """The folder of the registers; a temporary one when none is named."""
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        yield folder
        return
    with tempfile.TemporaryDirectory() as temporary:
        yield Path(temporary)


def page(results: Sequence[Measured], posted: child.Run | None) -> str:
    """The page for the documentation: what was measured, on what, and the tables."""
    from benchmarks.store import machine

    made = machine()
    versions = f"sortition {made['version']} (source {made['source']})"
    versions += f", python {made['version_python']}, duckdb {metadata.version('duckdb')}"
    place = f"{made['system']}, {made['cpus']} cores, {made['processor']}"
    return f"{INTRO}\n- {place}\n- {versions}\n\n{as_markdown(results, posted)}"


def as_markdown(results: Sequence[Measured], posted: child.Run | None) -> str:
    """The tables: costs by size, growth, goals, letters."""
    head = ["people", "letters", "made s", "made MiB", "CSV MB", "CSV s", "CSV cpu s", "CSV MiB"]
    head += ["Parquet MB", "Parquet s", "Parquet cpu s", "Parquet MiB", "Parquet : CSV", "goal"]
    parts = [table(head, [_line(one) for one in results]), _growth(results)]
    if posted is not None:
        cells = _cost(posted)
        parts.append(table(["letters as PDF", "s", "cpu s", "MiB"], [[str(_POSTED), *cells]]))
    return "\n".join(part for part in parts if part)


def _line(one: Measured) -> list[str]:
    csv, parquet = (one.invited[name] for name in FORMATS)
    ratio = f"{parquet.seconds / csv.seconds:.2f}" if csv.done and parquet.done else NONE
    return [
        *(str(one.people), str(one.letters), *_cost(one.made)[::2]),
        *(f"{one.megabytes['csv']:.0f}", *_cost(csv)),
        *(f"{one.megabytes['parquet']:.0f}", *_cost(parquet)),
        *(ratio, _goal(one)),
    ]


def _cost(run: child.Run) -> list[str]:
    """Seconds, those of processors and MiB; or what went wrong."""
    if run.done:
        return [f"{run.seconds:.1f}", f"{run.cpu:.1f}", f"{run.peak_mib:.0f}"]
    return [f"> {run.limit:g}" if run.limit is not None else run.complaint, NONE, NONE]


def _goal(one: Measured) -> str:
    """Whether both formats stay below what is the goal for this size."""
    if one.people not in GOALS:
        return NONE
    seconds, memory = GOALS[one.people]
    met = all(
        run.done and run.seconds < seconds and (memory is None or run.peak_mib < memory)
        for run in one.invited.values()
    )
    words = f"{seconds:g} s" + (f", {memory:g} MiB" if memory is not None else "")
    return f"{words}: {'met' if met else 'missed'}"


def _growth(results: Sequence[Measured]) -> str:
    """How seconds and memory grow with people, as exponents of a power law."""
    from benchmarks.fits import power_law  # not before: this process stays light

    lines = []
    for name in FORMATS:
        runs = [(one.people, one.invited[name]) for one in results if one.invited[name].done]
        people = [[float(number)] for number, _ in runs]
        fits = (
            power_law(people, [run.seconds for _, run in runs]),
            power_law(people, [run.peak_mib for _, run in runs]),
        )
        cells = [f"{fit.exponents[0]:.2f} ({fit.explained:.2f})" if fit else NONE for fit in fits]
        lines.append([name, str(len(runs)), *cells])
    return table(["growth with people", "sizes", "seconds ~ people^", "MiB ~ people^"], lines)
