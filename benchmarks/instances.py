"""Which pools are measured."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import UsageError, plain
from benchmarks.child import ROOT
from benchmarks.jobs import Job

POOL, QUOTAS, HOUSEHOLD = "respondents.csv", "categories.csv", "household"
SHARED = ROOT.parent / "shared" / "instances"


@dataclass(frozen=True)
class Instance:
    """A pool, its quotas and the seats, with or without the rule of one person per household."""

    name: str
    pool: Path
    quotas: Path
    seats: int
    id_column: str | None = None
    households: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The name, and whether households count."""
        return f"{self.name}, households" if self.households else self.name

    @property
    def job(self) -> Job:
        """A lottery of it, under the rule and with the tickets that are usual."""
        return Job(str(self.pool), str(self.quotas), self.seats, self.id_column, self.households)


def default_instances() -> list[Instance]:
    """List the examples, and the instances beside the checkout where there are any."""
    folders = sorted(path.parent for path in SHARED.glob(f"*/{POOL}"))
    return [*_examples(), *find_instances(folders)]


def find_instances(folders: Sequence[Path]) -> list[Instance]:
    """Turn folders NAME_SEATS into instances: two where there is a household column.

    Raises:
        UsageError: a folder that is not of this form.
    """
    found = []
    for folder in folders:
        pool, quotas = folder / POOL, folder / QUOTAS
        seats = folder.resolve().name.rpartition("_")[2]
        if not (pool.is_file() and quotas.is_file() and seats.isdecimal()):
            raise UsageError(f"{folder} is no folder NAME_SEATS with {POOL} and {QUOTAS} in it")
        name = folder.resolve().name
        found.append(Instance(name, pool.resolve(), quotas.resolve(), int(seats)))
        if HOUSEHOLD in plain.columns(pool):
            homes = (HOUSEHOLD,)
            found.append(Instance(name, pool.resolve(), quotas.resolve(), int(seats), None, homes))
    return found


def _examples() -> list[Instance]:
    def files(name: str) -> tuple[Path, Path]:
        folder = ROOT / "examples" / name
        return folder / "aanmeldingen.csv", folder / "streefaantallen.csv"

    return [
        Instance("klein", *files("klein"), 3),
        Instance("zeewijk", *files("zeewijk"), 24, "code", ("adres", "postcode")),
    ]
