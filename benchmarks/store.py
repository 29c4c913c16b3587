"""The results of the suite: a folder with one small Parquet file per run.

One file per run is the honest way to append: a run that is finished is on the disk, whole or not
at all; runs, and several suites at once, append without locks; a repeated run replaces itself. Any
tool that reads Parquet data sets reads the folder as one table. Needs the extra `cluster`.
"""

import hashlib
import os
import platform
from collections.abc import Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

from sortition import __version__
from stratification.files import write_bytes

Row = dict[str, Any]

PHASES = ("chances", "dealing", "proof")
PACKAGES = ("highspy", "numpy", "pulp", "python-flint")

COLUMNS: dict[str, str] = {
    # the instance
    "family": "string",
    "series": "string",  # what grows in the series, or ""
    "instance": "string",
    "digest": "string",  # SHA-256 over pool, quotas and seats
    "model": "string",  # of the generator
    "people": "int64",
    "seats": "int64",
    "categories": "int64",
    "values": "int64",
    "quotas": "int64",
    "classes": "int64",
    "rows": "int64",  # of the chance polytope: seats, quotas, kinds of household
    "bandwidth": "int64",
    "bias": "float64",
    "instance_seed": "string",
    "households": "bool",
    # the run
    "rule": "string",
    "tickets": "int64",
    "seed": "string",
    "timeout": "float64",  # seconds after which it would be ended
    "measured": "string",  # when, UTC
    # what came of it
    "outcome": "string",  # done, no panel, timeout, error
    "complaint": "string",  # of an error
    "status": "string",
    "attained": "string",
    "worst_ticket_error": "float64",
    "gap": "float64",
    "minimum": "float64",
    "maximum": "float64",
    "gini": "float64",
    "geometric_mean": "float64",
    "cuts": "int64",
    # what it cost
    "seconds": "float64",  # of the lottery; of the process where that was ended
    **{f"seconds_{phase}": "float64" for phase in PHASES},
    "seconds_process": "float64",
    "peak_mib": "float64",
    # by what
    "version": "string",
    "source": "string",  # a digest of the program's text: tells two states of one version apart
    **{f"version_{name.replace('-', '_')}": "string" for name in ("python", *PACKAGES)},
    "system": "string",
    "processor": "string",
    "cpus": "int64",
}
"""Every column and its Arrow type. What does not apply to a run is null."""

KEY = ("digest", "rule", "tickets", "seed", "version")


def key(row: Row) -> str:
    """What makes a run the same run: a digest of instance, rule, tickets, seed and version."""
    return hashlib.sha256("\n".join(str(row[name]) for name in KEY).encode()).hexdigest()[:32]


def machine() -> Row:
    """What a run is made by: versions and the kind of machine; nothing that tells which machine."""
    versions = {f"version_{name.replace('-', '_')}": metadata.version(name) for name in PACKAGES}
    return {
        "version": __version__,
        "source": source_digest(),
        "version_python": platform.python_version(),
        **versions,
        "system": platform.system(),
        "processor": _processor(),
        "cpus": os.cpu_count(),
    }


def source_digest() -> str:
    """A digest of the text of both packages, 12 characters."""
    import sortition

    root = Path(sortition.__file__).parent.parent
    found = hashlib.sha256()
    for package in ("sortition", "stratification"):
        for path in sorted((root / package).rglob("*.py")):
            found.update(path.relative_to(root).as_posix().encode() + b"\n" + path.read_bytes())
    return found.hexdigest()[:12]


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text(encoding="utf-8").splitlines() if cpuinfo.is_file() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())


def write_run(folder: Path, row: Row) -> None:
    """Add a run to the results, in one step.

    Raises:
        ValueError: a row with other columns.
    """
    import pyarrow
    from pyarrow import parquet

    if not row.keys() <= COLUMNS.keys():
        raise ValueError(f"unknown columns: {sorted(row.keys() - COLUMNS.keys())}")
    folder.mkdir(parents=True, exist_ok=True)
    whole = {name: row.get(name) for name in COLUMNS}
    table = pyarrow.Table.from_pylist([whole], schema=_schema())
    sink = pyarrow.BufferOutputStream()
    parquet.write_table(table, sink)
    write_bytes(folder / f"{key(row)}.parquet", sink.getvalue().to_pybytes())


def read_runs(folder: Path) -> list[Row]:
    """All runs, ordered by family, instance, rule, tickets, seed and version."""
    from pyarrow import parquet

    files = sorted(folder.glob("*.parquet"))
    rows: list[Row] = [
        row for path in files for row in parquet.read_table(path, schema=_schema()).to_pylist()
    ]
    order = ("family", "instance", "rule", "tickets", "seed", "version")
    return sorted(rows, key=lambda row: tuple(row[name] for name in order))


def finished(rows: Sequence[Row], timeout: float) -> Mapping[str, Row]:
    """The runs that need not be made again, by key: all but those that got less time than now."""
    return {
        key(row): row for row in rows if row["outcome"] != "timeout" or row["timeout"] >= timeout
    }


def _schema() -> Any:
    import pyarrow

    return pyarrow.schema([(name, pyarrow.type_for_alias(kind)) for name, kind in COLUMNS.items()])
