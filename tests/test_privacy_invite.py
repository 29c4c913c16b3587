"""Personal data stays where it belongs: a draw of letters, its letters, and every error on the way.

A canary is a text that stands in one personal cell of the register and nowhere else: names,
addresses, ids, dates of birth. It may turn up in `private` and in folders of letters, which only
their owner can open, and nowhere else: not in what is said, in either language or for programs, not
in the record, not in names of files, not in temporary files.
"""

from __future__ import annotations

import stat
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from sortition.invitations.draw import Rule
from sortition.invitations.private import read_past
from sortition.invitations.record import read_waves
from stratification.tables import table_bytes
from tests.commands import Result, Run, write
from tests.invite_files import TEXTS, invite_line

HEADER = [
    *("Sleutel", "Geboren", "Geslacht", "Voorletters", "Naam", "Straat", "Nummer", "Postcode"),
    *("Plaats", "Adrescode", "Geheim", "Reden", "Wijk"),
]
MAP = """
[columns]
id = "Sleutel"
birth_date = "Geboren"
sex = "Geslacht"
initials = "Voorletters"
surname = "Naam"
street = "Straat"
house_number = "Nummer"
postcode = "Postcode"
place = "Plaats"
address = "Adrescode"
confidential = "Geheim"
suspension = "Reden"
[strata]
wijk = "Wijk"
leeftijd = ["16-39", "40+"]
geslacht = { column = "Geslacht", values = { M = "man", V = "vrouw" } }
[eligible]
minimum_age = 16
[provision]
holder = "Gemeente"
purpose = "Burgerberaad"
ground = "Verordening"
"""


def person(number: int) -> list[str]:
    """One row; every text that is about the person has a canary in it."""
    return [
        f"KID{number:04}",
        f"{1930 + number % 60}-{1 + number % 12:02}-{10 + number % 17}",
        "MV"[number % 2],
        "Kq.X.",
        f"Kanarie-{number}",
        f"Kanariepad-{number % 7}",
        str(4000 + number),
        "9899 QQ",
        "Kanariedam",
        f"77{number // 2:014}",
        "7" if number % 9 == 0 else "0",
        "",
        ("Oost", "West")[number % 3 == 0],
    ]


PEOPLE = [person(number) for number in range(60)]
COMMON = ("kanarie", "kid00", "9899 qq", "9899qq", "kq.x.", "770000000000", "geheimpje")
CANARIES = (*COMMON, *(row[1] for row in PEOPLE), *(row[1].replace("-", "") for row in PEOPLE))
LINE = ("--strata", "wijk,leeftijd,geslacht")
DAY = ("--date", "2027-02-15")


@pytest.fixture(autouse=True)
def files(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """A register and its map; temporary files have a folder of their own, empty at the end."""
    put(PEOPLE)
    Path("map.toml").write_text(MAP, encoding="utf-8")
    place = tmp_path.with_name(f"{tmp_path.name}-temporary")
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    yield
    assert list(place.iterdir()) == []


def put(rows: Sequence[Sequence[str]], header: Sequence[str] = HEADER) -> None:
    Path("register.csv").write_bytes(table_bytes(header, rows))


INPUTS = ("register.csv", "excluded.csv", "answered.csv")


def owners_only(path: Path) -> bool:
    """Whether this is, or is in, a folder that only its owner opens."""
    folders = path.parts if path.is_dir() else path.parts[:-1]
    return any(name == "private" or name.startswith("letters-") for name in folders)


def public() -> dict[str, bytes]:
    """What was written that not only its owner may read."""
    return {
        str(path): path.read_bytes() if path.is_file() else b""
        for path in Path().rglob("*")
        if not owners_only(path) and path.name not in INPUTS
    }


def leaks(results: Iterable[Result]) -> set[str]:
    """The canaries in what commands said, and in what they wrote for everybody."""
    texts = [text for result in results for text in (result.out, result.err)]
    for name, data in public().items():
        texts += [name, data.decode("utf-8", "replace")]
    together = "\n".join(texts).casefold()
    return {one for one in CANARIES if one in together}


WAYS: tuple[list[str], ...] = ([], ["--lang", "nl"], ["--json"])


def three(run: Run, *arguments: Any) -> list[Result]:
    """A command for people in two languages, and for programs."""
    return [run(*arguments, *way) for way in WAYS]


def two(run: Run, *arguments: Any) -> list[Result]:
    """The same without English for people: that has the words of the one for programs."""
    return [run(*arguments, *way) for way in WAYS[1:]]


def drawn(run: Run, *options: Any) -> list[Result]:
    """A draw in all three ways, each into its own folder."""
    line = invite_line(*LINE, *options)
    return [run(*line, "--out", f"out-{at}", *way) for at, way in enumerate(WAYS)]


def refused(run: Run, *options: Any) -> list[Result]:
    """A draw that is refused, in two ways."""
    return two(run, *invite_line(*LINE, "--letters", 5, *options))


def private_files(folder: str) -> list[Path]:
    return [path for path in Path(folder).rglob("*") if "record" not in path.parts]


# ---- when all is well ----


def test_the_canaries_are_where_they_belong(run: Run) -> None:
    """Else these tests would find nothing, whatever leaks."""
    assert drawn(run, "--letters", 20)[0].code == 0
    text = Path("out-0/private/people-1.csv").read_text(encoding="utf-8-sig").casefold()
    assert all(one in text for one in COMMON if one not in ("9899qq", "geheimpje"))
    assert "KANARIE-1," in Path("register.csv").read_text(encoding="utf-8-sig").upper()


def test_a_draw_its_waves_and_its_verification_tell_nothing(run: Run) -> None:
    write("excluded.csv", "Sleutel", *(row[0] for row in PEOPLE[:5]), "KID0099")
    write("quotas.csv", "category,feature,min,max", "wijk,Oost,1,4", "wijk,West,1,4")
    given = ["--exclude", "excluded.csv", "--one-per-address"]
    results = drawn(run, "--letters", 12, *given)
    later = invite_line(*LINE, *given, "--out", "out-2")
    results.append(run(*later, "--letters", 3, "--wave", 2, "--only", "wijk=Oost"))
    panel = ["--targets", "quotas.csv", "--seats", 4]
    results.append(run(*later, "--letters", 2, "--wave", 3, *panel, "--lang", "nl"))
    again = ["--register", "register.csv", "--exclude", "excluded.csv"]
    results += two(run, "verify", "out-2", *again)
    assert [result.code for result in results] == [0] * 7
    assert leaks(results) == set()
    assert "out-2/record/letters-3.csv" in public()


def test_letters_tell_nothing_but_to_their_reader(run: Run) -> None:
    pytest.importorskip("typst")
    drawn(run, "--letters", 4)
    code = Path("out-0/private/people-1.csv").read_text(encoding="utf-8-sig").splitlines()[1]
    write(
        "answered.csv",
        "code",
        next(c for c in code.split(",") if c.count("-") == 2 and len(c) == 14),
    )
    post = ["--texts", TEXTS, *DAY]
    third = ["--third-party", "Drukkerij", "--ground", "Verordening", "--format", "csv,xlsx"]
    results = [
        *(run("letters", f"out-{at}", *post, *way) for at, way in enumerate(([], ["--json"]))),
        *three(run, "letters", "out-2", *post, *third)[:1],
        *three(run, "letters", "out-0", *post, "--remind", "answered.csv", "--format", "csv"),
        run("letters", "out-1", *post, "--sample", 1, "--format", "pdf", "--lang", "nl"),
    ]
    assert [result.code for result in results] == [0] * 7
    assert leaks(results) == set()
    for number in range(3):
        for path in private_files(f"out-{number}"):
            mode = stat.S_IMODE(path.stat().st_mode)
            assert mode == (0o700 if path.is_dir() else 0o600), path
    assert len(private_files("out-0")) > 8


def test_parts_that_are_joined_tell_nothing(run: Run) -> None:
    for number, name in enumerate(("Oostdorp", "Westdorp")):
        put(PEOPLE[number:])  # each has a register of its own
        line = invite_line(*LINE, "--letters", 5, "--part", name, "--out", f"part-{number}")
        assert run(*line).code == 0
    results = [
        run("merge", "part-0", "part-1", "--out", "all"),
        run("merge", "part-0/record", "part-1", "--out", "more", "--json"),
        *three(run, "merge", "part-0", "part-0", "--out", "none"),
    ]
    assert [result.code for result in results] == [0, 0, 2, 2, 2]
    assert leaks(results) == set()


# ---- when it is not ----


def changed(column: str, cell: str, row: int = 30) -> Callable[[], None]:
    """A register with another text in one cell."""

    def change() -> None:
        rows = [list(one) for one in PEOPLE]
        rows[row][HEADER.index(column)] = cell
        put(rows)

    return change


def twice() -> None:
    put([*PEOPLE, [*PEOPLE[3][:4], "Kanarie-Ander", *PEOPLE[3][5:]]])


def spoilt(old: str, new: str) -> Callable[[], None]:
    """A register with other bytes somewhere."""

    def change() -> None:
        data = Path("register.csv").read_bytes()
        assert old.encode() in data
        Path("register.csv").write_bytes(data.replace(old.encode(), new.encode("latin-1"), 1))

    return change


def numbers() -> None:
    """A column that passes for citizen service numbers, called otherwise."""
    put([[*row, f"11122233{number % 10}"] for number, row in enumerate(PEOPLE)], [*HEADER, "BSN"])


def workbook() -> None:
    Path("register.csv").write_bytes(b"PK\x03\x04" + repr(PEOPLE).encode())


BROKEN: dict[str, Callable[[], None]] = {
    "no date": changed("Geboren", "kanarie 1950"),
    "no such date": changed("Geboren", "1950-02-31"),
    "a date to come": changed("Geboren", "2050-02-03"),
    "too old": changed("Geboren", "1850-02-03"),
    "a date that decides nothing": changed("Geboren", "2010-00-00"),
    "an unknown sex": changed("Geslacht", "geheimpje"),
    "an unknown reason": changed("Reden", "geheimpje"),
    "no id": changed("Sleutel", ""),
    "an id with a line end": changed("Sleutel", "KID0001\nKID0002"),
    "two people": twice,
    "a row too short": spoilt(",Kanarie-30,", "Kanarie-30"),
    "a row too long": spoilt(",Kanarie-30,", ",Kanarie-30,,"),
    "a quotation mark": spoilt(",Kanarie-30,", ',"Kanarie-30,'),
    "a NUL byte": spoilt("Kanarie-30", "Kanarie\0-30"),
    "other bytes": spoilt("Kanarie-30", "Kan\x81rie-30"),
    "a column less": spoilt("Naam", "Kolom"),
    "citizen service numbers": numbers,
    "no workbook": workbook,
    "no header": lambda: put(PEOPLE[1:], PEOPLE[0]),
    "a header of numbers": lambda: put(PEOPLE[1:], [row[9] for row in PEOPLE[:26:2]]),
    "nobody": lambda: put([]),
}


@pytest.mark.parametrize("name", BROKEN)
def test_an_error_never_tells_what_is_in_a_personal_cell(run: Run, name: str) -> None:
    """The answer for programs has the message and all that it is made of."""
    BROKEN[name]()
    results = [run(*invite_line(*LINE, "--letters", 5, "--json"))]
    assert results[0].code == 2
    assert leaks(results) == set()
    assert set(public()) == {"map.toml"}
    assert "Traceback" not in "".join(result.out + result.err for result in results)


def test_people_without_a_header_and_without_long_numbers_are_not_told(run: Run) -> None:
    """Nothing in the first row shows that it is somebody's, but no column of the map is in it."""
    rows = [[row[4], row[5], row[8]] for row in PEOPLE]
    Path("register.csv").write_bytes(table_bytes(rows[0], rows[1:]))
    results = refused(run)
    assert [result.code for result in results] == [2, 2]
    assert leaks(results) == set()


def test_files_in_the_wrong_place_tell_nothing(run: Run) -> None:
    """People where a map, quotas, a key, a response or a list should be."""
    wrong: list[list[Any]] = [
        ["--map", "register.csv"],
        ["--spread", "register.csv"],
        ["--exclude", "register.csv", "--map", "other.toml"],
        ["--targets", "register.csv", "--seats", 3],
        ["--response", "register.csv", "--targets", "register.csv", "--seats", 3],
        ["--out", "register.csv"],
    ]
    Path("other.toml").write_text(MAP.replace('"Sleutel"', '"Persoon"'), encoding="utf-8")
    results = [result for options in wrong for result in refused(run, *options)]
    assert [result.code for result in results] == [2] * 12
    assert leaks(results) == set()


def test_a_folder_that_was_changed_tells_nothing(run: Run) -> None:
    assert run(*invite_line(*LINE, "--letters", 5)).code == 0
    people = Path("draw/private/people-1.csv")
    data = people.read_bytes()
    results = []
    for other in (data.replace(b"KID", b"KIX", 1), data[:-40], data[::-1]):
        people.write_bytes(other)
        checked = two(run, "verify", "draw")
        assert [result.code for result in checked] == [4, 4]
        results += [*checked, *two(run, "letters", "draw", "--texts", TEXTS, *DAY)]
        results += refused(run, "--wave", 2)
    assert {result.code for result in results} <= {2, 4}
    assert leaks(results) == set()
    people.write_bytes(data)
    put([*PEOPLE[:20], *PEOPLE[21:]])
    other_register = two(run, "verify", "draw", "--register", "register.csv")
    assert [result.code for result in other_register] == [4, 4]
    assert leaks(other_register) == set()


@pytest.mark.parametrize(
    "function",
    [
        "sortition.invitations.invite.draw",
        "sortition.invitations.invite.make_letters",
        "sortition.invitations.invite.write_first",
        "stratification.register.reading.Register.people",
    ],
)
def test_a_mistake_of_the_program_tells_nothing(
    run: Run, monkeypatch: pytest.MonkeyPatch, function: str
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise KeyError(PEOPLE[0][4])

    monkeypatch.setattr(function, broken)
    results = refused(run)
    assert [result.code for result in results] == [70, 70]
    assert "Traceback" not in "".join(result.out + result.err for result in results)
    assert leaks(results) == set()
    assert set(public()) == {"map.toml"}


def test_a_stop_leaves_nothing(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C while people are read: no folder, no temporary file, exit code 130."""

    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("sortition.invitations.invite.make_letters", stopped)
    results = refused(run)
    assert [result.code for result in results] == [130, 130]
    assert leaks(results) == set()
    assert set(public()) == {"map.toml"}


def test_what_a_debugger_shows_tells_nobody_s_cells(run: Run) -> None:
    assert run(*invite_line(*LINE, "--letters", 5)).code == 0
    waves = read_waves(Path("draw/record"), 1)
    past = read_past(Path("draw"), waves, Rule("openbaar zaad"))
    assert past.earlier.units
    for value in (past, waves, waves[0]):
        assert not [one for one in COMMON if one in repr(value).casefold()], type(value)
