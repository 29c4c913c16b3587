"""Personal data stays where it belongs, and a record folder is there completely or not at all.

A canary is a text that stands in one personal cell and nowhere else: wherever it turns up, that
cell was told on. Names of people and what they answered are nobody's business in a record; in an
error, what a person answered is not either.
"""

from __future__ import annotations

import contextlib
import errno
import io
import os
import shutil
import traceback
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sortition.lottery import Lottery, Settings, make_lottery
from sortition.publish import lottery_files, write_lottery
from sortition.rules import RULES
from stratification.errors import InputError, NoPanelError
from stratification.pool import Assembly, Source, read_assembly
from stratification.problem import make_problem
from tests.test_verify_standalone import verify

PERSONAL = ("naam", "adres", "e-mail", "telefoon", "opmerking")
ANSWERS = {
    "Kanariegroep": ("kanariejong", "kanarieoud"),
    "Vogelwijk": ("roodborst", "winterkoning"),
}
HEADER = ["code", *PERSONAL, *ANSWERS]


def person(number: int, group: str, area: str) -> list[str]:
    """One sign-up; two people share an address, spelt in two ways."""
    home = "KANARIEPAD  1" if number == 2 else f"Kanariepad {number}"
    return [
        f"K{number:03}",
        f"Zoë Kanarie-{number}",
        home,
        f"kanarie{number}@example.org",
        f"06-0000{number:04}",
        f"geheim {number}, =SUM(A1)",
        group,
        area,
    ]


PEOPLE = [
    person(number, ANSWERS["Kanariegroep"][number % 3 == 0], ANSWERS["Vogelwijk"][number % 2])
    for number in range(1, 13)
]
QUOTAS = [
    ["category", "feature", "min", "max"],
    ["Kanariegroep", "kanariejong", "1", "2"],
    ["Kanariegroep", "kanarieoud", "1", "2"],
    ["Vogelwijk", "roodborst", "1", "2"],
    ["Vogelwijk", "winterkoning", "1", "2"],
]
CANARIES = (
    *("kanarie", "geheim", "06-0000", "example.org", "SUM(", "K0"),
    *(cell for row in PEOPLE for cell in row[1:6]),
)


def text(rows: list[list[str]]) -> str:
    return "".join(",".join(f'"{cell}"' for cell in row) + "\n" for row in rows)


def write(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def told(content: str, also: tuple[str, ...] = ()) -> list[str]:
    """The canaries in a text."""
    return [one for one in (*CANARIES, *also) if one.casefold() in content.casefold()]


@dataclass(frozen=True)
class Made:
    """A lottery and what it was made from."""

    assembly: Assembly
    source: Source
    lottery: Lottery


def make(folder: Path, rule: str) -> Made:
    source = Source(write(folder / "pool.csv", text([HEADER, *PEOPLE])), "code", ("adres",))
    quotas = write(folder / "quotas.csv", text(QUOTAS))
    assembly = read_assembly(source, quotas, 3)
    problem = make_problem(assembly.pool, assembly.quotas, 3)
    return Made(assembly, source, make_lottery(problem, Settings(rule=rule, tickets=20)))


@pytest.fixture(scope="module", params=list(RULES))
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Made:
    return make(tmp_path_factory.mktemp("input"), request.param)


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return make(tmp_path_factory.mktemp("input"), "leximin")


# ---- records ----


def test_a_record_holds_no_personal_data_but_ids(made: Made, tmp_path: Path) -> None:
    """Nor the names of categories and values: classes and rows are numbers."""
    write_lottery(made.lottery, tmp_path / "record", made.source)
    ids = [one for one in CANARIES if one != "K0"]
    answers = (*ANSWERS, *(value for values in ANSWERS.values() for value in values))
    for path in (tmp_path / "record").iterdir():
        content = path.read_text(encoding="utf-8")
        hidden = content.replace('"adres"', "").replace('"code"', "")  # the columns of the options
        assert not [
            one for one in (*ids, *answers, *PERSONAL) if one.casefold() in hidden.casefold()
        ]
    assert "K001" in (tmp_path / "record" / "chances.csv").read_text()
    # The rows that have people of one household are in the record, or the test would be vacuous.
    members = (tmp_path / "record" / "members.csv").read_text().splitlines()[1:]
    assert sum(not line.endswith(",") for line in members) == 2
    assert verify(tmp_path / "record")[0] == 0


def test_only_members_csv_says_who_gave_the_same_answers(made: Made) -> None:
    """Held back, it takes with it every other way to tell classes apart but chance and tickets."""
    files = lottery_files(made.lottery, made.source)
    for name, data in files.items():
        assert (b"class,household" in data) == (name == "members.csv")
    assert b"K0" not in files["proof.json"] + files["lottery.json"]


def test_what_a_debugger_shows_of_values_tells_nobody_s_cells(made: Made) -> None:
    """Logs of other people's programs show `repr`; the quotas in it are no secret."""
    for value in (made.assembly, made.assembly.pool, made.assembly.table, made.lottery.problem):
        shown = repr(value)
        for name in ("Kanariegroep", *ANSWERS["Kanariegroep"]):
            shown = shown.replace(name, "")
        assert not told(shown), type(value)


# ---- errors ----


def changed(row: int, column: str, cell: str) -> list[list[str]]:
    rows = [list(one) for one in PEOPLE]
    rows[row][HEADER.index(column)] = cell
    return [HEADER, *rows]


def many_unknown() -> list[list[str]]:
    rows = [person(number, f"kanariewaarde {number}", "roodborst") for number in range(1, 40)]
    return [HEADER, *rows]


def workbook(extra: bytes) -> bytes:
    """A file that begins as a workbook and holds canaries where a sheet should be."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as packed:
        packed.writestr("[Content_Types].xml", extra)
        packed.writestr("xl/worksheets/sheet1.xml", extra)
    return data.getvalue()


ALL = text([HEADER, *PEOPLE])
BROKEN: dict[str, str | bytes] = {
    "a value without a quota": text(changed(3, "Kanariegroep", "kanariegeheim")),
    "a value near one": text(changed(3, "Vogelwijk", "roodborst van kanarie-4")),
    "a blank value": text(changed(3, "Vogelwijk", " ")),
    "many values": text(many_unknown()),
    "an id twice": text(changed(3, "code", "K001")),
    "an id in another case": text(changed(3, "code", "k001")) + text(changed(0, "code", "")[1:]),
    "a blank id": text(changed(3, "code", "")),
    "a long row": ALL + '"K099","Zoë Kanarie","kanarie","x","y","geheim","a","b","kanarie"\n',
    "a short row": ALL + '"K099","Zoë Kanarie"\n',
    "an open quotation mark": ALL + '"K099","Zoë Kanarie\n' + ALL,
    "a stray quotation mark": ALL.replace('"Zoë Kanarie-4"', '"Zoë "Kanarie-4"'),
    "damaged bytes": ALL.encode().replace(b"Zo\xc3\xab Kanarie-4", b"Zo\xc3 Kanarie-4"),
    "a NUL": ALL.replace("geheim 4", "geheim \0 4"),
    "UTF-16 cut off": ALL.encode("utf-16")[:-1],
    "no people": text([HEADER]),
    "too few people": text([HEADER, *PEOPLE[:2]]),
    "too few with a value": text([HEADER, *(row for row in PEOPLE if row[6] == "kanariejong")]),
    "a column twice": ALL.replace('"telefoon"', '"naam"', 1),
    "a column without a name": ALL.replace('"telefoon"', '""', 1),
    "no category": ALL.replace('"Vogelwijk"', '"wijk"', 1),
    "no id column": ALL.replace('"code"', '"nummer"', 1),
    "no household column": ALL.replace('"adres"', '"straat"', 1),
    "a damaged workbook": workbook(ALL.encode()),
    "an old workbook": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + ALL.encode(),
    "a page": f"<html><table><tr><td>{ALL}</td></tr></table></html>",
}


def everything(error: BaseException) -> str:
    """All that could be shown of an error: texts, parameters, traceback, and what came before."""
    parts = ["".join(traceback.format_exception(error))]
    link: BaseException | None = error
    while link is not None:
        parts += [str(link), repr(link), repr(vars(link)), repr(link.args)]
        link = link.__cause__ or link.__context__
    return "\n".join(parts)


@pytest.mark.parametrize("name", BROKEN)
def test_an_error_never_tells_what_is_in_a_personal_cell(name: str, tmp_path: Path) -> None:
    """It names the file, the row and the column; whoever may see the file looks it up there."""
    source = Source(write(tmp_path / "pool.csv", BROKEN[name]), "code", ("adres",))
    quotas = write(tmp_path / "quotas.csv", text(QUOTAS).replace("anarie", "ers"))
    people = source.path.read_bytes()
    for old, new in ((b"Kanariegroep", b"Kersgroep"), (b"kanariejong", b"kersjong")):
        people = people.replace(old, new)
    source.path.write_bytes(people.replace(b"kanarieoud", b"kersoud"))
    with pytest.raises(InputError) as caught:
        read_assembly(source, quotas, 3)
    shown = everything(caught.value).replace(str(tmp_path), "")
    assert not told(shown), shown


def test_files_given_the_wrong_way_round_tell_nothing(tmp_path: Path) -> None:
    pool = write(tmp_path / "pool.csv", ALL.replace("Kanariegroep", "groep"))
    quotas = write(tmp_path / "quotas.csv", "category,feature,min,max\ngroep,jong,1,2\n")
    with pytest.raises(InputError) as caught:
        read_assembly(Source(quotas), pool, 3)
    assert not told(everything(caught.value).replace(str(tmp_path), ""))


def test_a_file_without_a_header_does_not_tell_on_its_first_person(tmp_path: Path) -> None:
    """The first row is then taken for the names of the columns, which an error lists."""
    pool = write(tmp_path / "pool.csv", text(PEOPLE))
    quotas = write(tmp_path / "quotas.csv", "category,feature,min,max\ngroep,jong,1,3\n")
    with pytest.raises(InputError) as caught:
        read_assembly(Source(pool, "code", ("adres",)), quotas, 3)
    assert not told(everything(caught.value).replace(str(tmp_path), ""))


def test_an_answer_like_a_category_does_not_make_a_header(tmp_path: Path) -> None:
    """Still without a header: "Vogelwijk 2" is an answer, though it looks like a column's name."""
    pool = write(tmp_path / "pool.csv", text([[*row[:7], "Vogelwijk 2"] for row in PEOPLE]))
    quotas = write(tmp_path / "quotas.csv", "category,feature,min,max\nvogelwijk,vogelwijk 2,1,3\n")
    with pytest.raises(InputError) as caught:
        read_assembly(Source(pool, "code", ("adres",)), quotas, 3)
    assert not told(everything(caught.value).replace(str(tmp_path), ""))


def test_without_a_panel_the_quotas_are_named_and_nobody_else(tmp_path: Path) -> None:
    """Three of the twelve could be seated, but two live together and quotas want more."""
    ones = [row for row in PEOPLE if row[7] == "roodborst"]
    rows = [[*row[:6], "jong", row[7]] for row in ones]
    pool = write(
        tmp_path / "pool.csv", text([HEADER, *([*r[:2], "Kanariepad 1", *r[3:]] for r in rows)])
    )
    quotas = write(
        tmp_path / "quotas.csv",
        "category,feature,min,max\nKanariegroep,jong,0,3\nVogelwijk,roodborst,0,3\n",
    )
    assembly = read_assembly(Source(pool, "code", ("adres",)), quotas, 3)
    with pytest.raises(NoPanelError) as caught:
        make_lottery(make_problem(assembly.pool, assembly.quotas, 3))
    assert "limit-household" in [finding.code for finding in caught.value.findings]
    assert not told(everything(caught.value).replace("Kanariegroep", ""))


# ---- all or nothing ----


class Killed(BaseException):
    """The program ends here."""


STEPS = ("mkdir", "open", "fsync", "replace", "rmdir")


def fail_at(number: int, failure: BaseException, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let the n-th step on the disk fail, undone; return the steps that were tried."""
    tried: list[str] = []

    def wrapped(name: str) -> Callable[..., Any]:
        real = getattr(os, name)

        def step(*arguments: Any, **options: Any) -> Any:
            tried.append(name)
            if len(tried) == number + 1:
                raise failure
            return real(*arguments, **options)

        return step

    for name in STEPS:
        monkeypatch.setattr(os, name, wrapped(name))
    return tried


@pytest.mark.parametrize("existing", [False, True], ids=["new", "empty"])
@pytest.mark.parametrize(
    "failure",
    [Killed(), OSError(errno.ENOSPC, "No space left on device")],
    ids=["stopped", "disk full"],
)
def test_a_failure_at_any_step_leaves_everything_or_nothing(
    failure: BaseException,
    existing: bool,
    one: Made,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    files = lottery_files(one.lottery, one.source)
    failures = 0
    for number in range(200):
        parent = tmp_path / str(number)
        folder = parent / "record"
        (folder if existing else parent).mkdir(parents=True)
        error: BaseException | None = None
        with monkeypatch.context() as patch:
            tried = fail_at(number, failure, patch)
            try:
                write_lottery(one.lottery, folder, one.source)
            except (Killed, InputError) as raised:
                error = raised
        found = contents(parent)
        assert found in ({}, files)
        assert (found == files) == (error is None)
        assert not isinstance(error, InputError) or "No space left" in str(error)
        failures += error is not None
        if len(tried) <= number:
            break
    assert found == files
    assert failures > 2 * len(files)  # every file was interrupted


def test_a_power_cut_at_any_step_leaves_everything_or_nothing(
    one: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As above, but nothing tidies up. The hidden leftover is no record, and hinders none."""
    files = lottery_files(one.lottery, one.source)
    for number in range(200):
        parent = tmp_path / str(number)
        parent.mkdir()
        with monkeypatch.context() as patch:
            tried = fail_at(number, Killed(), patch)
            patch.setattr(shutil, "rmtree", lambda *arguments, **options: None)
            patch.setattr(Path, "unlink", lambda *arguments, **options: None)
            with contextlib.suppress(Killed):
                write_lottery(one.lottery, parent / "record", one.source)
        for leftover in parent.glob(".record.*"):
            shutil.rmtree(leftover)
        if contents(parent) == {}:
            write_lottery(one.lottery, parent / "record", one.source)
        assert contents(parent) == files
        if len(tried) <= number:
            break
    assert number > 2 * len(files)


def contents(parent: Path) -> dict[str, bytes]:
    """The files of the only folder here, a record; none when it is not there, or empty."""
    folders = list(parent.iterdir())
    assert folders in ([], [parent / "record"])
    return {path.name: path.read_bytes() for folder in folders for path in folder.iterdir()}


def test_a_folder_in_use_is_left_alone(one: Made, tmp_path: Path) -> None:
    note = write(tmp_path / "note.txt", "mine")
    for folder, code in ((tmp_path, "folder-not-empty"), (note, "folder-is-file")):
        with pytest.raises(InputError) as caught:
            write_lottery(one.lottery, folder, one.source)
        assert [finding.code for finding in caught.value.findings] == [code]
    assert [path.name for path in tmp_path.iterdir()] == ["note.txt"]
    assert note.read_text() == "mine"


def test_the_current_folder_is_refused(
    one: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It cannot be put in place in one step; `--out .` is an error that says so."""
    monkeypatch.chdir(tmp_path)
    for folder in (Path("."), tmp_path):
        with pytest.raises(InputError) as caught:
            write_lottery(one.lottery, folder, one.source)
        assert [finding.code for finding in caught.value.findings] == ["folder-is-current"]
    assert list(tmp_path.iterdir()) == []
