"""Reading a register of any size: who can get a letter, in which stratum, and who cannot, and why.

The database engine does the work, in a private folder that is removed afterwards, and never holds
more in memory than `MEMORY`. The register is read twice: once for the frame, which needs no names,
and once, when it is known who is drawn, for what their letters need, and whether people who are
there twice have the same name there. (Once more to find the rows of an error.)

What is made of it is also given as one query that anybody can run (`Register.query`).
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from stratification.register.checks import (
    find_names,
    find_rows,
    mixed_troubles,
    refuse,
    refuse_conflicts,
    row_troubles,
)
from stratification.register.columns import IdList, find_layout, open_lists
from stratification.register.counts import count_all, list_notices, merge_duplicates
from stratification.register.frame import (
    Layout,
    Part,
    frame_parts,
    people_parts,
    with_sql,
)
from stratification.register.model import LETTER_FIELDS, Choices, Reading, RegisterMap
from stratification.register.source import Source, open_source
from stratification.register.table import checked, marks
from stratification.text import tidy

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MEMORY = "1200MB"
_FEW = 10_000  # rows that repeat another, which can wait to be compared until names are read


@dataclass(frozen=True, repr=False)
class Register:
    """A register that was read; only inside the `with` of `open_register`.

    Parameters:
        reading: counts and digests, nothing about a person.
        database: has the table frame(unit, address, home, s1, …, sn) with one row for everything
            that can get a letter. `address` is what people at the same address share, `home` how
            many of them can get a letter (of a list of addresses: how many live there); both are
            NULL when the register does not say. s1, … are the values of `Choices.strata`; "?" when
            the register does not say.
        query: SQL that gives the same rows, for plain DuckDB in the folder of the register.
    """

    reading: Reading
    database: DuckDBPyConnection
    query: str
    source: Source = field(repr=False)
    layout: Layout = field(repr=False)

    def people(self, units: Sequence[str]) -> list[dict[str, str]]:
        """Return what letters to these units need, in the order asked.

        Each has "unit", "address", "confidential" ("yes" or "") and every one of `LETTER_FIELDS`;
        "" is what the register does not say. Of an address nobody's name is given, and the
        language only when it is that of all who can get a letter there.

        Raises:
            InputError: the register cannot be read any more, or was changed; somebody in it is
                there twice with different names.
            KeyError: there is no such unit.
        """
        self.database.execute(
            "CREATE OR REPLACE TEMP TABLE wanted AS SELECT unnest(?::VARCHAR[]) AS unit",
            [list(units)],
        )
        layout, wanted = self.layout, self.layout.letter_fields
        unit = "id" if layout.mapping.frame == "persons" else "address"
        cells = ", ".join(["address", f"{marks(layout)['confidential']} AS marked", *wanted])
        query = with_sql(
            people_parts(layout, "found", wanted),
            f"SELECT DISTINCT {unit}, {cells} FROM people "
            f"WHERE step IS NULL AND {unit} IN (SELECT unit FROM wanted)",
        )
        with self.source.engine.reading(), _as_written(self.database):
            find_rows(self.database, self.source, layout, "SELECT unit FROM wanted")
            refuse_conflicts(self.database, self.source, layout)
            rows = self.database.execute(query).fetchall()
        found: dict[str, list[tuple[str | bool | None, ...]]] = {}
        for row in rows:
            found.setdefault(row[0], []).append(row[1:])
        return [_letter(one, found[one], wanted) for one in units]


def _letter(
    unit: str, rows: Sequence[tuple[str | bool | None, ...]], fields: Sequence[str]
) -> dict[str, str]:
    """What a letter needs: of one person one row, of an address one for each way it is written."""
    cells = [
        {name: tidy(str(cell)) for name, cell in zip(fields, row[2:], strict=True)} for row in rows
    ]
    chosen = min(cells, key=lambda one: [one[name] for name in fields if name != "language"])
    if len({one.get("language", "") for one in cells}) > 1:
        chosen = chosen | {"language": ""}
    return {
        "unit": unit,
        "address": str(rows[0][0] or ""),
        "confidential": "yes" if any(row[1] for row in rows) else "",
        **{name: chosen.get(name, "") for name in LETTER_FIELDS},
    }


@contextmanager
def open_register(path: Path, mapping: RegisterMap, choices: Choices) -> Iterator[Register]:
    """Read a register; all that was written for it is removed when the block ends.

    Parameters:
        path: CSV, Parquet, XLSX or ODS, of any size (workbooks: as much as they can hold).
        mapping: which column holds what, and who is eligible.
        choices: the reference date, the strata, and the files with ids that get no letter.

    Raises:
        InputError: everything that is wrong with the register or these files.
        KeyboardInterrupt: also when it comes while the engine works.
    """
    folder = Path(tempfile.mkdtemp(prefix="sortition-"))  # for nobody else to read (mode 0700)
    try:
        source = open_source(path, folder, mapping.drop, tuple(mapping.columns.values()))
        layout = find_layout(source, mapping, choices)
        lists = open_lists(choices.excluded, folder, mapping)
        database = _connect(folder)
        try:
            yield _read(database, source, layout, lists)
        finally:
            database.close()
    except RuntimeError as error:
        if str(error) == "Query interrupted":  # how the engine tells that Ctrl-C was pressed
            raise KeyboardInterrupt from None
        raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _connect(folder: Path) -> DuckDBPyConnection:
    import duckdb

    return duckdb.connect(
        folder / "frame.db",
        config={
            "threads": 2,
            "memory_limit": MEMORY,
            "temp_directory": str(folder / "spilled"),
            "preserve_insertion_order": False,
            "autoinstall_known_extensions": False,  # nothing is fetched from anywhere
            "disabled_compression_methods": "fsst,zstd",  # slow, and no better for short texts
        },
    )


@contextmanager
def _as_written(database: DuckDBPyConnection) -> Iterator[None]:
    """Do joins as they are written, the smaller side last.

    The engine cannot tell how many rows a CSV file has, and would keep all of it in memory.
    """
    database.execute("SET disabled_optimizers = 'join_order,build_side_probe_side'")
    yield
    database.execute("RESET disabled_optimizers")


def _read(
    database: DuckDBPyConnection, source: Source, layout: Layout, lists: Sequence[IdList]
) -> Register:
    """Make the table `frame` and count what was left out."""
    database.execute("CREATE TEMP TABLE excluded (id VARCHAR)")
    for one in lists:
        with one.source.engine.reading():
            database.execute(f"INSERT INTO excluded {one.ids(one.source.relation)}")
    parts = people_parts(layout, source.relation)
    selected = with_sql(parts, f"SELECT {', '.join(checked(layout))} FROM people")
    with source.engine.reading(), _as_written(database):
        database.execute(f"CREATE TEMP TABLE people AS {selected}")
        removed = merge_duplicates(database)
        if removed > _FEW:  # what else is wrong would be hard to understand
            find_rows(database, source, layout)
            refuse_conflicts(database, source, layout)
        names, unknown, notices = find_names(database, source, layout)
        refuse(database, source, layout, [*row_troubles(layout), *unknown])
        made = with_sql(*frame_parts(layout, names, once=True))
        database.execute(f"CREATE TEMP TABLE frame AS {made}")
        if layout.mapping.frame == "addresses":
            refuse(database, source, layout, mixed_troubles(database, layout))
        reading = count_all(database, source, layout, removed)
    notices = [*source.notices, *notices, *list_notices(database, lists), *reading.notices]
    database.execute("DROP TABLE people")
    digests = {one.source.name: one.source.digest for one in lists}
    reading = replace(reading, excluded_digests=digests, notices=tuple(notices))
    query = _published(source, layout, lists, names)
    return Register(reading, database, query, source, layout)


def _published(
    source: Source,
    layout: Layout,
    lists: Sequence[IdList],
    names: Sequence[Mapping[str, str]],
) -> str:
    """The query as anybody can run it, in the folder of the register."""
    ids = "\n  UNION\n".join(f"  {one.ids(one.source.published)}" for one in lists)
    excluded: list[Part] = [("excluded", "ids that get no letter", ids)] if lists else []
    rest, select = frame_parts(layout, names, once=False)
    return with_sql([*excluded, *people_parts(layout, source.published), *rest], select)
