"""Personal data stays where it belongs: every command of an assembly, good input and bad.

Canaries stand in personal cells only: of the register, the form, answers that are typed, rows that
are refused. A tour gives every command of `sortition assembly`, for people and for programs,
with good and with bad input, and looks through all that is said and written. A command that is not
in the tour fails the test. Canaries may turn up in the database, which only its owner can open, and
in what the few commands of `SHOWING` are for. The officer's own words and name are in the log.
"""

from __future__ import annotations

import shutil
import stat
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from cli_assembly import assembly
from sortition.assembly import facts
from sortition.letters.table import people_rows
from stratification.tables import table_bytes
from tests.commands import Result, Run, write
from tests.invite_files import invite_line
from tests.test_privacy_invite import CANARIES, MAP, PEOPLE, put

D = "dossier"
WORDS = ("redenvogel", "ambtenaarvogel")
"""Of the officer: reasons, and who gives a command."""

WHY = ("--why", "Redenvogel belde")
SHOWING = {"export-person", "export", "queue --row", "seats --out"}
"""Commands that are there to show people: on the screen, or in a file that is named."""
TELLING = {"log", "export-person", "retention", "due", "close"}
"""Commands that may repeat what the officer said: the log, also of one person, and the schedule."""

HEADER = [
    *("code", "Tijdstempel", "Akkoord", "Naam", "Adres", "Mail", "Opmerking"),
    *("leeftijd", "geslacht", "zorg"),
]
FORM = [
    *("--received", "Tijdstempel", "--consent", "Akkoord", "--household", "Adres"),
    *("--people", "Naam,Adres,Mail"),
]
QUOTAS = """category,feature,min,max
leeftijd,16-39,1,5
leeftijd,40+,1,5
geslacht,man,1,5
geslacht,vrouw,1,5
zorg,ja,0,6
zorg,nee,0,6
"""


def row(number: int, of: str, **cells: str) -> list[str]:
    """What somebody said in the form; every text about the person has a canary in it."""
    said = {
        "code": of,
        "Tijdstempel": f"2{number % 8}-11-2026 14:{number:02}",
        "Akkoord": "ja",
        "Naam": f"Kanarie van {number}",
        "Adres": f"Kanariepad {number // 2}",
        "Mail": f"kanarie{number}@example.org",
        "Opmerking": f"geheimpje {number}",
        "leeftijd": ("16-39", "40+")[number % 2],
        "geslacht": ("vrouw", "man")[number % 3 == 0],
        "zorg": ("ja", "nee", "zeg ik liever niet")[number % 3],
    }
    return list((said | cells).values())


def form(rows: list[list[str]], header: list[str] = HEADER) -> bytes:
    return table_bytes(header, rows)


def leaks(texts: list[str], canaries: tuple[str, ...]) -> set[str]:
    together = "\n".join(texts).casefold()
    return {one for one in canaries if one in together}


class Tour:
    """Gives commands in two ways, the last one to the dossier that the tour goes on with."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.codes: defaultdict[str, set[int]] = defaultdict(set)
        self.inputs: set[str] = set()

    def __call__(self, name: str, *given: Any, at: str = D, wrong: bool = False) -> Result:
        """Give a command; it has to go well, or to be refused."""
        ways: list[list[str]] = [["--lang", "nl"], ["--json"]]
        for way in ways:
            self.inputs |= {str(path) for path in Path().iterdir()} - {D, "out.csv"}
            if way != ways[-1] and Path(D).exists():
                shutil.copytree(D, "backup")
            result = self.run("assembly", name.split()[0], at, *given, *way)
            self.codes[name.split()[0]].add(result.code)
            assert (result.code != 0) == wrong, (name, given, result)
            assert result.code in (0, 2, 3, 4), (name, given, result)
            self.look(name, result)
            if way != ways[-1]:
                shutil.rmtree(D, ignore_errors=True)
                if Path("backup").exists():
                    Path("backup").rename(D)
        return result

    def look(self, name: str, result: Result) -> None:
        """Look through what was said and written."""
        files = self.written()
        shutil.rmtree("ways", ignore_errors=True)
        if Path("out.csv").exists():
            assert stat.S_IMODE(Path("out.csv").stat().st_mode) == 0o600
            Path("out.csv").unlink()
        said = [result.err] if name in SHOWING else [result.out, result.err]
        if name in SHOWING:
            files.pop("out.csv", None)
        assert leaks([*said, *files, *files.values()], CANARIES) == set(), (name, result)
        told = [result.err] if name in TELLING else [result.out, result.err]
        assert leaks([*told, *files, *files.values()], WORDS) == set(), (name, result)

    def written(self) -> dict[str, str]:
        """The files that are there for others, by name."""
        database = {f"{D}/dossier.sqlite{end}" for end in ("", "-wal", "-shm")}
        return {
            str(path): path.read_bytes().decode("utf-8", "replace") if path.is_file() else ""
            for path in Path().rglob("*")
            if path.parts[0] not in {*self.inputs, "backup"} and str(path) not in database
        }


@pytest.fixture
def tour(run: Run, monkeypatch: pytest.MonkeyPatch) -> Tour:
    """Letters were sent to people of a register; what they said is in a form."""
    monkeypatch.setenv("SORTITION_DEBUG", "1")
    monkeypatch.setenv("SORTITION_USER", "Ambtenaarvogel")
    put(PEOPLE)
    Path("map.toml").write_text(MAP, encoding="utf-8")
    line = invite_line("--strata", "wijk,leeftijd,geslacht", "--letters", 40)
    assert run(*line).code == 0
    Path("quotas.csv").write_text(QUOTAS, encoding="utf-8")
    Path("form.csv").write_bytes(form(sign_ups()))
    write("rates.csv", "category,value,drop_out", ",,0.1", "leeftijd,16-39,0.2", "leeftijd,40+,0.1")
    return Tour(run)


def codes() -> list[str]:
    """The codes in the letters."""
    return sorted(one["code"] for one in people_rows(Path("draw/private/people-1.csv")))


def sign_ups() -> list[list[str]]:
    """Twenty who are well; then everything that can be wrong with a row."""
    known = codes()
    good = [row(number, code) for number, code in enumerate(known[:20])]
    wrong: list[Mapping[str, str]] = [
        {"zorg": "kanarieziekte"},
        {"leeftijd": "kanarie 45"},
        {"geslacht": "geheimpje"},
        {"Tijdstempel": "kanariedatum"},
        {"Akkoord": "kanarie zegt nee"},
        {"code": "kanariecode"},
        {"code": ""},
        {"code": known[0], "zorg": "nee", "Naam": "Kanarie Ander"},
    ]
    return good + [row(20 + at, known[20 + at], **one) for at, one in enumerate(wrong)]


def test_no_command_tells_what_is_personal(tour: Tour) -> None:
    begin(tour)
    collect(tour)
    drawing(tour)
    replacing(tour)
    looking(tour)
    giving(tour)
    ending(tour)
    assert set(tour.codes) == set(assembly.commands), "a command that is not in the tour"
    for name, done in tour.codes.items():
        assert 0 in done, f"{name} never went well"
        assert len(done) > 1, f"{name} was never refused"


def begin(tour: Tour) -> None:
    tour("new", "--name", "Beraad", "--letters", "form.csv", wrong=True)
    tour("new", "--name", "Beraad", "--letters", "draw/private", wrong=True)
    tour("new", "--name", "Beraad")
    for name in ("status", "log", "seats", "sign-ups", "queue", "due"):
        tour(name, at="form.csv", wrong=True)
        tour(name, at="nowhere", wrong=True)
    tour("letters", "form.csv", wrong=True)
    tour("letters", "draw")
    tour("letters", "draw", wrong=True)
    tour("quotas", "form.csv", "--seats", 6, wrong=True)
    tour("quotas", "register.csv", "--seats", 6, wrong=True)
    tour("quotas", "quotas.csv", "--seats", 6, "--unsaid", "zorg", *WHY)


def collect(tour: Tour) -> None:
    Path("headless.csv").write_bytes(form(sign_ups()[1:], sign_ups()[0]))
    Path("numbers.csv").write_bytes(form(sign_ups()).replace(b"geheimpje 3", b'"geheimpje 3'))
    Path("bytes.csv").write_bytes(form(sign_ups()).replace(b"Kanarie van 3", b"Kan\x81rie van 3"))
    Path("strange.csv").write_bytes(form([row(n, f"kanarie {n}") for n in range(30)]))
    for name in ("headless", "numbers", "bytes", "strange"):
        tour("import", f"{name}.csv", *FORM, wrong=True)
    tour("import", "register.csv", *FORM, wrong=True)
    tour("import", "form.csv", "--received", "Naam", "--people", "Geen", wrong=True)
    tour("import", "form.csv", *FORM)
    tour("deadline", "--day", "2026-11-20")
    tour("deadline", "--day", "2026-11-40", wrong=True)
    tour("deadline")
    known = codes()
    said = ["--answer", "Naam=Kanarie Nieuw", "--answer", "geslacht=vrouw"]
    tour("add", *said, "--answer", f"code={known[30]}", "--answer", "zorg=kanarie", wrong=True)
    tour("add", *said, "--answer", "code=kanarie", wrong=True)
    fully = [*said, "--answer", "leeftijd=40+", "--answer", "zorg=nee", "--answer", "Akkoord=ja"]
    tour("add", *fully, "--answer", f"code={known[30]}", *WHY)
    tour("correct", known[1], "--answer", "zorg=kanarieziekte", *WHY, wrong=True)
    tour("correct", "kanarie", "--answer", "zorg=ja", *WHY, wrong=True)
    tour("correct", known[1], "--answer", "Naam=Kanarie Beter", "--answer", "zorg=ja", *WHY)
    tour("withdraw", "Kanarie", wrong=True)
    tour("withdraw", known[2], *WHY)
    tour("withdraw", known[2], "--undo", *WHY)
    settling(tour)


def settling(tour: Tour) -> None:
    rows = tour("queue").data["queue"]
    assert len(rows) >= 7
    tour("queue --row", "--row", rows[0]["number"])
    tour("queue --row", "--row", 999, wrong=True)
    tour("settle", rows[0]["number"], "--accept", "--answer", "zorg=geheimpje", wrong=True)
    numbers = [one["number"] for one in rows]
    tour("settle", *numbers, "--accept", "--answer", "zorg=geheimpje", wrong=True)
    for one in rows:
        tour("settle", one["number"], "--accept", "--code", "kanarie", wrong=True)
        tour("settle", one["number"], "--refuse", *WHY)
    tour("sign-ups")
    tour("sign-ups", "--letters", 10)
    tour("repair", "--out", "ways", wrong=True)
    hard = QUOTAS.replace("man,1,5", "man,1,1").replace("ja,0,6", "ja,5,6")  # they are the same
    Path("hard.csv").write_text(hard, encoding="utf-8")
    tour("quotas", "hard.csv", "--seats", 6, "--unsaid", "zorg", *WHY)
    tour("repair", "--out", "ways")
    tour("quotas", "quotas.csv", "--seats", 6, "--unsaid", "zorg", *WHY)


LOTTERY = ("--tickets", 20, "--seed", "openbaar")


def drawing(tour: Tour) -> None:
    tour("draw", "--ticket", 3, wrong=True)
    tour("lottery", "--overdraw", "300%", wrong=True)
    tour("lottery", *LOTTERY, "--one-per-home")
    tour("lottery", *LOTTERY, "--again", "verkeerde groepen")  # the reason is public
    tour("draw", "--ticket", "Kanarie", wrong=True)
    tour("draw", "--ticket", 3)
    tour("draw", "--ticket", 4, "--redraw", "verkeerd gelezen")
    tour("pool", "99-panel", "--out", "out.csv", wrong=True)
    tour("pool", "03-panel", "--out", "out.csv")
    tour("room", "--role", "raadslid=kanarie", wrong=True)
    tour("room", "--role", "raadslid=2")


def members(tour: Tour, *states: str) -> list[str]:
    seats = tour("seats").data["seats"]
    return [seat["code"] for seat in seats if seat["state"] in states]


def replacing(tour: Tour) -> None:
    tour("seat", "confirmed", "Kanarie", wrong=True)
    tour("seat", "confirmed", "--file", "register.csv", wrong=True)
    Path("names.txt").write_text("Kanarie\ngeheimpje\n", encoding="utf-8")
    tour("seat", "confirmed", "--file", "names.txt", wrong=True)
    tour("seat", "confirmed", *members(tour, "drawn"))
    tour("replace", wrong=True)
    tour("seat", "withdrawn", members(tour, "confirmed")[0], *WHY)
    tour("call")
    tour("call", "--yes", "Kanarie", wrong=True)
    tour("call", "--no", tour("call").data["code"])
    tour("call", "--yes", tour("call").data["code"])
    tour("seat", "no-show", members(tour, "confirmed")[0])
    tour("replace", *LOTTERY, "--accept-deviation")
    tour("draw", "--seed", "dobbelstenen")
    tour("standbys", "--standbys", 2, "--rates", "form.csv", wrong=True)
    tour("standbys", "--standbys", 2, "--rates", "rates.csv", "--samples", 20, "--tickets", 5)
    tour("draw", "--ticket", 1)
    tour("seat-standbys", wrong=True)
    tour("seat", "declined", members(tour, "drawn")[0], *WHY)
    tour("seat-standbys")
    tour("rotate", "--stay", 60, wrong=True)
    tour("rotate", "--stay", 4, *LOTTERY, "--accept-deviation")


def looking(tour: Tour) -> None:
    known = codes()
    for name in ("status", "log", "seats", "sign-ups", "queue", "due", "chances", "room"):
        tour(name)
    tour("seats --out", "--out", "out.csv")
    tour("seats --out", "--out", "out.csv", "--names", "numbers.csv", wrong=True)
    tour("log", "--code", known[1])
    tour("log", "--code", "Kanarie")
    tour("chances", "--code", known[1], "--out", "out.csv")
    tour("chances", "--code", "Kanarie", wrong=True)


def giving(tour: Tour) -> None:
    known = codes()
    tour("export-person", "Kanarie", wrong=True)
    tour("export-person", known[1])
    order = ["--recipient", "Hotel", "--purpose", "kamers", "--ground", "verordening"]
    tour("export", *order, "--fields", "Geen", "--out", "out.csv", wrong=True)
    fields = ["--fields", "Naam,Mail", "--answers", "zorg"]
    tour("export", *order, *fields, "--who", "sign-ups", "--out", "out.csv")
    reusing(tour, known)


def reusing(tour: Tour, known: list[str]) -> None:
    """Volunteers go along to another dossier, and its records are looked at as well."""
    assert tour.run("assembly", "new", "next", "--name", "Volgend beraad").code == 0
    tour.inputs |= {"next", "consented.csv", "nobody.csv"}
    taken = set(members(tour, "confirmed", "drawn", "passed", "served", "replaced", "withdrawn"))
    taken |= set(members(tour, "declined", "no-show", "standby"))
    free = next(code for code in known[3:20] if code not in taken)
    write("consented.csv", "code", free)
    write("nobody.csv", "code", "kanarie")
    result = tour.run("assembly", "reuse", "next", D, "consented.csv", "--json")
    tour.look("reuse", result)
    assert result.code == 0
    tour("reuse", "next", "nobody.csv", wrong=True)
    tour("reuse", "form.csv", "consented.csv", wrong=True)
    tour.codes["reuse"].add(result.code)


def ending(tour: Tour) -> None:
    known = codes()
    tour("retention", "answers", "--days", 3, wrong=True)
    tour("retention", "answers", "--days", 0, *WHY)
    tour("erase", "answers", wrong=True)
    tour("erase-person", "Kanarie", *WHY, wrong=True)
    seated = {seat["code"] for seat in tour("seats").data["seats"]}
    tour("erase-person", next(code for code in known[:20] if code not in seated), *WHY)
    tour("close", "--day", "2999-01-01", wrong=True)
    tour("close", *WHY)
    tour("erase", "answers", "--early", "--role", "de griffier", *WHY)
    tour("erase", "everything", "--early", *WHY)
    tour("log")
    data = b"".join(path.read_bytes() for path in Path(D).rglob("*") if path.is_file())
    assert leaks([data.decode("latin-1")], (*CANARIES, WORDS[0])) <= {WORDS[0]}


# ---- mistakes of the program ----


def test_a_traceback_tells_nothing_personal(
    tour: Tour, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A row that the database refuses has people in it; what is told of it has not."""
    tour("new", "--name", "Beraad")
    tour("letters", "draw")
    tour("quotas", "quotas.csv", "--seats", 6, "--unsaid", "zorg")
    put_new = facts.put_new

    def twice(*given: Any) -> None:
        put_new(*given)
        put_new(*given)

    monkeypatch.setattr(facts, "put_new", twice)
    for way in ([], ["--json"], ["--lang", "nl"]):
        result = run("assembly", "import", D, "form.csv", *FORM, *way)
        assert result.code == 70
        assert "Traceback" in result.err
        assert "UNIQUE" in result.err
        tour.look("import", result)


def test_a_passphrase_is_told_nowhere(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("sqlcipher3", reason="sqlcipher3-wheels is not installed")
    monkeypatch.setenv("SORTITION_DEBUG", "1")
    results = []
    for phrase in ("geheim'zinnetje", "geheim zinnetje 2"):
        monkeypatch.setenv("SORTITION_PASSPHRASE", phrase)
        if not results:
            results.append(run("assembly", "new", D, "--name", "Beraad"))
        results += [run("assembly", name, D, "--json") for name in ("status", "log", "room")]
    assert [result.code for result in results] == [0, 0, 0, 2, 2, 2, 2]
    texts = [text for result in results for text in (result.out, result.err)]
    files = [path.read_bytes().decode("latin-1") for path in Path(D).rglob("*") if path.is_file()]
    assert leaks([*texts, *files], ("geheim'zin", "zinnetje")) == set()
