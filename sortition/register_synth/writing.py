"""Writes a synthetic register, piece by piece, with its map and what is known about it."""

from __future__ import annotations

import hashlib
import os
import unicodedata
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sortition.record import json_bytes
from sortition.register_synth.columns import map_text
from sortition.register_synth.register import Register, make_register
from sortition.register_synth.settings import CSV, Form, RegisterSettings, check_settings
from sortition.register_synth.truth import Truth
from sortition.register_synth.words import MODEL
from stratification.files import check_folder, new_folder, write_bytes
from stratification.register.sql import literal

MAP, ABOUT = "map.toml", "about.json"
_NEVER = "\x01"  # a blank cell is a text without characters, not a missing one
NOTE = (
    "No real person is in this file: names, dates, addresses and numbers were drawn by a program, "
    "and any likeness is chance."
)
_ALSO = str.maketrans({"ł": "l", "Ł": "L", "\u0131": "i", "Đ": "D", "đ": "d"})


def write_register(settings: RegisterSettings, out: Path, form: Form = CSV) -> dict[str, Any]:
    """Make a register and write it into a new or empty folder: all files or none.

    The files are register.csv (or register.parquet), its map (map.toml) and about.json: the
    settings, what is wrong on purpose, and how many are eligible. The CSV is the same bytes on
    every machine; the Parquet file has the same rows.

    Returns:
        the content of about.json.

    Raises:
        InputError: everything that is wrong with the settings; the folder is not empty or cannot be
            written.
    """
    check_settings(settings, form)
    check_folder(out)
    register = make_register(settings)
    with new_folder(out) as folder:
        name = f"register.{form.format}"
        path = folder / "register.csv"
        truth = write_rows(register, path, form)
        if form.format == "parquet":
            _to_parquet(path, folder / name)
            path.unlink()
        write_bytes(folder / MAP, map_text(settings.frame).encode())
        about = _about(register, truth, form)
        about["file"] = {"name": name, "sha256": _digest(folder / name)}
        write_bytes(folder / ABOUT, json_bytes(about))
    return about


def write_rows(register: Register, path: Path, form: Form) -> Truth:
    """Write the rows as CSV, a district at a time, and return the counts of all.

    No cell holds a semicolon, a quotation mark or a line break, so none is quoted.
    """
    truth = Truth()
    with path.open("wb") as file:
        file.write(_encoded(";".join(register.headers) + "\n", form))
        for number in range(len(register.districts)):
            cells, counts = register.part(number)
            lines = "\n".join(map(";".join, zip(*cells, strict=True)))
            file.write(_encoded(lines + "\n", form))
            truth += counts
        file.flush()
        os.fsync(file.fileno())
    return truth


def _encoded(text: str, form: Form) -> bytes:
    """The bytes of a text; letters that Windows-1252 lacks lose their marks."""
    if form.encoding == "utf-8":
        return text.encode()
    for letter in sorted(set(text)):
        try:
            letter.encode("cp1252")
        except UnicodeEncodeError:
            text = text.replace(letter, unicodedata.normalize("NFD", letter.translate(_ALSO))[0])
    return text.encode("cp1252")


def _to_parquet(source: Path, target: Path) -> None:
    """Turn the CSV into a Parquet file of texts with the same rows in the same order."""
    import duckdb

    with duckdb.connect(config={"threads": 2, "memory_limit": "700MB"}) as database:
        database.execute(
            f"COPY (FROM read_csv({literal(str(source))}, delim=';', header=true, quote='', "
            f"escape='', all_varchar=true, nullstr={literal(_NEVER)})) "
            f"TO {literal(str(target))} (FORMAT parquet, COMPRESSION zstd)"
        )


def _about(register: Register, truth: Truth, form: Form) -> dict[str, Any]:
    """What is known about a register, ready for JSON."""
    settings = asdict(register.settings)
    settings["reference_date"] = register.settings.reference_date.isoformat()
    return {
        "model": MODEL,
        "note": NOTE,
        "settings": settings,
        "form": asdict(form),
        "counts": truth.content(register.steps),
        "steps": list(register.steps),
    }


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
