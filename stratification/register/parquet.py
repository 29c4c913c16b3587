"""Parquet registers: every column as the text that a spreadsheet would show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stratification.register.sql import literal, name

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MAGIC = b"PAR1"
SAMPLED = 100_000
_FLOATS = ("FLOAT", "DOUBLE")
_TIMES = ("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS")
_ZONED = ("TIMESTAMP WITH TIME ZONE", "TIME WITH TIME ZONE")  # their text depends on the machine
_NO_TEXT = (*_ZONED, "BLOB", "STRUCT", "MAP", "UNION", "BIT", "VARIANT", "GEOMETRY")


def read_parquet(path: str, options: str = "") -> str:
    """Return the call that reads a file, and nothing that its folders' names may add to it."""
    return f"read_parquet({literal(path)}, hive_partitioning = false{options})"


def column_types(database: DuckDBPyConnection, path: str) -> dict[str, str]:
    """Return the name and the type of every column (`duckdb.Error` when the file is damaged)."""
    found = database.execute(f"DESCRIBE SELECT * FROM {read_parquet(path)}").fetchall()
    return {str(row[0]): str(row[1]) for row in found}


def is_damaged(path: str) -> bool:
    """Say whether a cell of the file cannot be read; nothing is written for it anywhere."""
    import duckdb

    cells = f"SELECT max(hash(COLUMNS(*))) FROM {read_parquet(path)}"
    try:
        with duckdb.connect(config={"threads": 1, "autoinstall_known_extensions": False}) as once:
            once.execute(cells)
    except duckdb.OutOfMemoryException:
        return False
    except duckdb.Error:
        return True
    return False


def is_text(kind: str) -> bool:
    """Say whether cells of a type can be written as text: numbers, dates, texts, yes and no.

    >>> is_text("DATE"), is_text("BLOB"), is_text("STRUCT(a INTEGER)"), is_text("VARCHAR[]")
    (True, False, False, False)
    """
    return not (kind.endswith("]") or kind.startswith(_NO_TEXT))


def as_text(column: str, kind: str) -> str:
    """Return SQL for the text of a cell, as `stratification.workbooks.cell_text` writes it.

    A whole number has no decimals (house numbers become 12.0 where some are missing), a moment at
    midnight is a date.
    """
    cell = name(column)
    text = f"CAST({cell} AS VARCHAR)"
    if kind == "VARCHAR":
        return cell
    if kind in _FLOATS:
        whole = f"{cell} = trunc({cell}) AND abs({cell}) < 9007199254740992"
        text = f"CASE WHEN {whole} THEN CAST(CAST({cell} AS BIGINT) AS VARCHAR) ELSE {text} END"
    elif kind in _TIMES:
        midnight = f"{cell} = date_trunc('day', {cell})"
        text = f"CASE WHEN {midnight} THEN CAST(CAST({cell} AS DATE) AS VARCHAR) ELSE {text} END"
    return f"{text} AS {cell}"


def sample(database: DuckDBPyConnection, path: str) -> str:
    """Return a relation with about `SAMPLED` rows of a file, spread, and the same ones each time.

    Rows that stand together are kept together, because the engine reads 2,048 at a time.
    """
    found = database.execute(f"SELECT count(*) FROM {read_parquet(path)}").fetchone()
    every = max(1, (found[0] if found else 0) // SAMPLED)
    rows = read_parquet(path, ", file_row_number = true")
    return f"(SELECT * FROM {rows} WHERE file_row_number // 2048 % {every} = 0)"
