"""The same people and figures give the same files and answers, whoever asks, and in which process.

As in `tests.sortition.test_reproducible`, every process has its own PYTHONHASHSEED, and files with
rows and columns in another order, another delimiter, encoding and line end.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from sortition.examples import example_folder
from tests.sortition.test_reproducible import FORMS, Form, in_process, table, write

# Runs commands in the current folder; prints what they said, and the digest of all they wrote.
SCRIPT = """
import contextlib, hashlib, io, json, sys
from pathlib import Path
import cli

found = {}
for number, arguments in enumerate(json.load(sys.stdin)):
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        code = cli.run(arguments)
    found[f"{number} {arguments[0]}"] = [code, out.getvalue()]
for path in sorted(Path("made").rglob("*")):
    if path.is_file():
        found[path.as_posix()] = hashlib.sha256(path.read_bytes()).hexdigest()
print(json.dumps(found))
"""
POOL = ["pool.csv", "quotas.csv", "--seats", "24", "--id", "code", "--household", "adres,postcode"]
ASSESS = ["pool.csv", "--population", "figures.csv", "--categories", "geslacht"]
COMMANDS = [
    ["repair", *POOL, "--count", "4", "--conflicts", "2", "--out", "made/repairs"],
    ["assess", *ASSESS, "--out", "made/mirror"],
    ["assess", *ASSESS, "--by", "wijk", "--no-pictures", "--out", "made/places", "--json"],
    ["population", "figures.csv", "--tables", "wijk,leeftijd", "--out", "made/figures.csv"],
    [
        "targets",
        "shuffled.csv",
        "--seats",
        "24",
        "--out",
        "made/quotas.csv",
        "--steps",
        "steps.csv",
    ],
]
CHANGED = {"16-29": ["7", "7"], "vaak": ["8", "9"], "Centrum": ["6", "6"], "Haven": ["9", "9"]}


def answers(folder: Path, form: Form) -> dict[str, object]:
    """What another process says and writes, given the files of Zeewijk in this form.

    The quotas are changed so that there is no panel, and several ways out. The order of the rows of
    figures is that in which they are shown, so only targets gets them in another one.
    """
    (folder / "made").mkdir(parents=True)
    example = example_folder("zeewijk")
    quotas = table(example / "streefaantallen.csv")
    quotas = [[*row[:2], *CHANGED.get(row[1], row[2:])] for row in quotas]
    quotas += [["wijk", "Duinrand", "3", "4"], ["leeftijd*zorggebruik", "16-29*geen", "0", "0"]]
    quotas = [row for row in quotas if row[1] != "Duinrand" or row[2] == "3"]
    figures = [row for row in table(example / "bevolking.csv") if not row[0].startswith("#")]
    write(folder / "pool.csv", table(example / "aanmeldingen.csv"), form)
    write(folder / "quotas.csv", quotas, form)
    write(folder / "shuffled.csv", figures, form)
    write(folder / "figures.csv", figures, Form(form.hash_seed, None, form.delimiter))
    found: dict[str, object] = in_process(SCRIPT, COMMANDS, form.hash_seed, folder)
    found["steps"] = sorted((folder / "steps.csv").read_text(encoding="utf-8-sig").splitlines())
    del found["4 targets"]  # shows the figures in the order of its file
    return found


def test_every_process_and_every_form_of_the_files_gives_the_same_answers(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    first, second = (answers(tmp_path / form.hash_seed, form) for form in (FORMS[0], FORMS[2]))
    assert first == second
    # Everything is there that was to be compared.
    codes = [answer[0] for answer in first.values() if isinstance(answer, list) and answer[0] == 0]
    assert codes == [0] * 4
    names = {name for name in first if name.startswith("made/")}
    assert names >= {
        *(f"made/repairs/repair-{number}.csv" for number in (1, 2)),
        *(f"made/mirror/assessment.{kind}" for kind in ("html", "csv", "json")),
        *(f"made/mirror/pool-geslacht.{kind}" for kind in ("svg", "png")),
        *("made/places/assessment.json", "made/figures.csv", "made/quotas.csv"),
    }
    assert first["made/repairs/repair-1.csv"] != first["made/repairs/repair-2.csv"]
