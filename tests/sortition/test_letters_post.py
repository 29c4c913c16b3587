"""The letters of a wave: to whom, in which files, what is logged, and all or nothing."""

from __future__ import annotations

import datetime
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdf
import pytest

from sortition.letters import post as module
from sortition.letters.post import Posted, post
from sortition.letters.provision import read_provisions
from sortition.letters.table import people_rows
from sortition.report.letters import letters_data, letters_text
from stratification.errors import InputError, SortitionError, VerificationError
from stratification.tables import read_table
from tests.sortition.letter_folders import DATE, TEXTS, draw_folder, order, resident, residents

TABLES = ("csv",)


@pytest.fixture
def draw(tmp_path: Path) -> Path:
    """A draw of twelve letters, of which two to people with a disclosure block."""
    people = [*residents(10), *(resident(unit, confidential="yes") for unit in ("0011", "0012"))]
    return draw_folder(tmp_path / "loting", people)


def numbers(posted: Posted) -> set[str]:
    """The letter numbers in the table."""
    table = read_table(posted.folder / "mail-merge.csv")
    return {row[0] for row in table.rows}


def blocked(folder: Path) -> set[str]:
    """The letter numbers of people with a disclosure block."""
    rows = people_rows(folder / "private" / "people-1.csv")
    return {row["letter"] for row in rows if row["confidential"]}


def codes(error: Callable[[], Any], kind: type[SortitionError] = InputError) -> list[str]:
    """What is wrong."""
    with pytest.raises(kind) as caught:
        error()
    assert str(caught.value)
    return [finding.code for finding in caught.value.findings]


def content(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


# ---- what is written ----


def test_all_three_kinds_have_the_same_letters(draw: Path) -> None:
    """PDF, CSV and XLSX; private, and in the order of the post."""
    posted = post(draw, order())
    assert posted.folder == draw / "letters-1"
    assert posted.files == ("letters.pdf", "mail-merge.csv", "mail-merge.xlsx")
    csv = read_table(posted.folder / "mail-merge.csv")
    assert read_table(posted.folder / "mail-merge.xlsx").rows == csv.rows
    pages = [page.extract_text() for page in pypdf.PdfReader(posted.folder / "letters.pdf").pages]
    assert (posted.letters, posted.pages, len(pages)) == (12, 24, 24)
    code = csv.columns.index("code")
    for row, page in zip(csv.rows, pages[::2], strict=True):
        assert row[code] in page
        assert row[0] in page
    streets = [row[csv.columns.index("address_line")] for row in csv.rows]
    assert streets == [f"Kerkstraat {number}" for number in range(1, 13)]
    assert stat.S_IMODE(posted.folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in posted.folder.iterdir()} == {0o600}


def test_many_letters_are_in_parts(draw: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every part a PDF, whose letters go on where the part before it ended."""
    monkeypatch.setattr(module, "PART", 5)
    told: list[tuple[str, int, int]] = []
    posted = post(draw, order(formats=("pdf",)), lambda *said: told.append(said))
    assert posted.files == ("letters-01.pdf", "letters-02.pdf", "letters-03.pdf")
    counts = [len(pypdf.PdfReader(posted.folder / name).pages) for name in posted.files]
    assert counts == [10, 10, 4]
    assert posted.pages == 24
    assert told == [("letters", done, 12) for done in (0, 5, 10, 12)]
    shown = letters_text(posted)
    assert "letters-01.pdf – letters-03.pdf" in shown


def test_the_same_order_gives_the_same_bytes(tmp_path: Path) -> None:
    """Of PDF and tables, in another folder."""
    folders = [draw_folder(tmp_path / name, residents(3)) for name in ("a", "b")]
    one, other = (content(post(folder, order()).folder) for folder in folders)
    assert one == other


def test_only_what_is_asked_is_written(draw: Path) -> None:
    """A table alone needs no typst."""
    assert post(draw, order(formats=("csv",))).files == ("mail-merge.csv",)


def test_letters_to_addresses_name_nobody(tmp_path: Path) -> None:
    """They are for the residents."""
    folder = draw_folder(tmp_path / "loting", residents(2), frame="addresses")
    posted = post(folder, order(formats=("csv", "pdf")))
    table = read_table(posted.folder / "mail-merge.csv")
    assert {row[table.columns.index("name_line")] for row in table.rows} == {
        "Aan de bewoner(s) van dit adres"
    }
    page = pypdf.PdfReader(posted.folder / "letters.pdf").pages[0].extract_text()
    assert "geloot uit" in page
    assert "Berg" not in page


def test_both_languages_on_one_letter(draw: Path, tmp_path: Path) -> None:
    """One row in the table, four pages in the PDF: the own language first."""
    text = TEXTS.read_text(encoding="utf-8").replace("both = false ", "both = true ")
    (tmp_path / "beide.toml").write_text(text, encoding="utf-8")
    (tmp_path / "logo.svg").write_bytes((TEXTS.parent / "logo.svg").read_bytes())
    posted = post(draw, order(texts=tmp_path / "beide.toml", formats=("csv", "pdf")))
    assert (len(numbers(posted)), posted.pages) == (12, 48)
    pages = pypdf.PdfReader(posted.folder / "letters.pdf").pages
    assert "Geachte" in pages[0].extract_text()
    assert "Dear" in pages[2].extract_text()


def test_a_later_wave_counts_all_letters(tmp_path: Path) -> None:
    """What a letter says of the chance is about everybody who got one."""
    folder = draw_folder(tmp_path / "loting", residents(20), size=200, waves=2)
    posted = post(folder, order(wave=2, formats=("pdf",)))
    page = pypdf.PdfReader(posted.folder / "letters.pdf").pages[0].extract_text()
    assert "20 mensen geloot uit 200 inwoners" in page.replace("\n", " ").replace("\xa0", " ")
    assert posted.folder.name == "letters-2"


# ---- a sample ----


def test_a_sample_has_the_longest_lines(draw: Path, tmp_path: Path) -> None:
    """They are what may not fit; nothing is logged, since nothing is posted."""
    people = [*residents(10), resident("0099", surname="Oudenbosch-Schimmelpenninck-Van der Oye")]
    folder = draw_folder(tmp_path / "ander", people)
    posted = post(folder, order(sample=1, formats=TABLES))
    assert (posted.letters, posted.folder.name) == (1, "letters-1-sample")
    assert "Schimmelpenninck" in (posted.folder / "mail-merge.csv").read_text(encoding="utf-8")
    assert not (folder / "record" / "provision.csv").exists()
    assert "sample" in letters_text(posted)
    assert post(draw, order(sample=99, formats=TABLES)).letters == 12


# ---- reminders ----


def answered(folder: Path, count: int) -> tuple[Path, set[str]]:
    """A file with the codes of so many letters of wave 1, and those letters."""
    rows = people_rows(folder / "private" / "people-1.csv")[:count]
    path = folder.parent / "aangemeld.csv"
    path.write_text("code\n" + "\n".join(row["code"].lower() for row in rows), encoding="utf-8")
    return path, {row["letter"] for row in rows}


def test_reminders_go_to_those_who_have_not_answered(draw: Path) -> None:
    """Each reminder is a folder of its own."""
    path, gone = answered(draw, 5)
    posted = post(draw, order(remind=path))
    assert posted.folder.name == "letters-1-reminder-1"
    assert (posted.letters, posted.answered, posted.reminder) == (7, 5, True)
    assert not numbers(posted) & gone
    text = pypdf.PdfReader(posted.folder / "letters.pdf").pages[0].extract_text()
    assert "Herinnering" in text
    assert post(draw, order(remind=path, formats=TABLES)).folder.name == "letters-1-reminder-2"
    assert "7 reminders" in letters_text(posted)


def test_when_everybody_answered_there_is_no_reminder(draw: Path) -> None:
    """And no folder."""
    path, _ = answered(draw, 12)
    assert codes(lambda: post(draw, order(remind=path))) == ["letters-all-answered"]
    assert not list(draw.glob("letters*"))


def test_a_code_of_another_wave_is_known(tmp_path: Path) -> None:
    """It asks for no reminder of this wave, and is no mistake."""
    folder = draw_folder(tmp_path / "loting", residents(10), waves=2)
    path, _ = answered(folder, 2)
    assert post(folder, order(wave=2, remind=path, formats=TABLES)).letters == 5


def test_a_wrong_code_stops_the_reminders(draw: Path) -> None:
    """Otherwise somebody who answered would get one."""
    path, _ = answered(draw, 3)
    path.write_text(path.read_text(encoding="utf-8") + "\nonzin\n", encoding="utf-8")
    assert codes(lambda: post(draw, order(remind=path))) == ["answered-no-code"]


# ---- third parties ----


def test_a_third_party_gets_nobody_with_a_disclosure_block(draw: Path) -> None:
    """Neither in the table nor in the PDF; the municipality is told how many it posts itself."""
    posted = post(draw, order(third_party="Postkamer BV", ground="overeenkomst 12"))
    assert (posted.letters, posted.blocked, posted.third_party) == (10, 2, "Postkamer BV")
    assert not numbers(posted) & blocked(draw)
    pages = pypdf.PdfReader(posted.folder / "letters.pdf").pages
    text = "".join(page.extract_text() for page in pages)
    assert not any(number in text for number in blocked(draw))
    assert [(one.code, one.params["count"]) for one in posted.notices] == [("letters-blocked", 2)]
    mine = post(draw, order(blocked_only=True, formats=TABLES))
    assert numbers(mine) == blocked(draw)
    assert numbers(mine) | numbers(posted) == {
        row["letter"] for row in people_rows(draw / "private" / "people-1.csv")
    }
    assert {posted.folder.name, mine.folder.name} == {"letters-1-third-party", "letters-1-blocked"}


def test_who_received_what_is_logged(draw: Path) -> None:
    """The municipality's own letters on the ground of the map, a third party's on its own."""
    post(draw, order(formats=TABLES))
    post(draw, order(third_party="Postkamer BV", ground="overeenkomst 12", formats=TABLES))
    own, third = read_provisions(draw / "record" / "provision.csv")
    assert (own.recipient, own.people, own.refused) == ("De gemeente Zeewijk", 12, 0)
    assert (own.purpose, own.ground, own.date) == ("Burgerberaad", "Verordening", DATE)
    assert (third.recipient, third.people, third.refused) == ("Postkamer BV", 10, 2)
    assert third.ground == "overeenkomst 12"
    assert {"name_line", "address_line", "code"} <= set(third.fields)


def test_nothing_about_a_person_leaves_the_private_folders(draw: Path) -> None:
    """Not in the record, not in what is told."""
    posted = post(draw, order(formats=("csv", "pdf")))
    public = b"".join(content(draw / "record").values()).decode()
    told = letters_text(posted) + str(letters_data(posted))
    for row in people_rows(draw / "private" / "people-1.csv"):
        for cell in (row["code"], row["surname"], row["street"]):
            assert cell not in public
            assert cell not in told


# ---- refusals ----


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"texts": None}, ["letters-no-texts"]),
        ({"third_party": "X"}, ["letters-ground"]),
        ({"ground": "X"}, ["letters-ground"]),
        (
            {"third_party": "X", "ground": "Y", "blocked_only": True, "formats": ("doc",)},
            ["letters-blocked-third", "letters-formats"],
        ),
        ({"formats": ()}, ["letters-formats"]),
        ({"wave": 2}, ["letters-no-wave"]),
        ({"wave": 0}, ["letters-no-wave"]),
        ({"date": datetime.date(2027, 3, 13)}, ["letters-deadline"]),
        ({"texts": Path("nergens.toml")}, ["file-missing"]),
    ],
)
def test_an_order_that_cannot_be(draw: Path, changes: dict[str, Any], wrong: list[str]) -> None:
    """It is refused, and nothing is written."""
    before = content(draw)
    assert codes(lambda: post(draw, order(**changes))) == wrong
    assert content(draw) == before


def test_the_last_day_to_sign_up_is_not_too_late(draw: Path) -> None:
    """A letter of that very day is still possible."""
    chosen = order(date=datetime.date(2027, 3, 12), formats=TABLES)
    assert post(draw, chosen).letters == 12


def test_letters_are_never_replaced(draw: Path) -> None:
    """They may have been posted."""
    post(draw, order(formats=TABLES))
    before = content(draw)
    assert codes(lambda: post(draw, order(formats=TABLES))) == ["letters-exist"]
    assert content(draw) == before


@pytest.mark.parametrize("file", ["record/wave-1.json", "record/letters-1.csv"])
def test_a_record_that_was_changed(draw: Path, file: str) -> None:
    """One byte is enough."""
    data = (draw / file).read_bytes()
    (draw / file).write_bytes(data.replace(b"1", b"2", 1))
    assert codes(lambda: post(draw, order()), VerificationError)
    assert not list(draw.glob("letters*"))


def test_people_of_another_draw(draw: Path, tmp_path: Path) -> None:
    """Their codes are not those of this record."""
    other = draw_folder(tmp_path / "ander", residents(13)[1:])
    data = (other / "private" / "people-1.csv").read_bytes()
    (draw / "private" / "people-1.csv").write_bytes(data)
    assert codes(lambda: post(draw, order()), VerificationError)


def test_a_broken_log_stops_the_letters(draw: Path) -> None:
    """What is given is logged, or not given."""
    (draw / "record" / "provision.csv").write_text("date\n2027-01-01\n", encoding="utf-8")
    assert codes(lambda: post(draw, order())) == ["provision-columns"]
    assert not list(draw.glob("letters*"))


@pytest.mark.parametrize("name", ["make_pdf", "xlsx_bytes", "append_provision"])
def test_all_or_nothing(draw: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Whatever fails, and however late: no folder, no line in the log, nothing half."""
    before = content(draw)

    def fails(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(module, name, fails)
    with pytest.raises(KeyboardInterrupt):
        post(draw, order())
    assert content(draw) == before
    assert sorted(path.name for path in draw.iterdir()) == ["private", "record"]


def test_a_folder_that_cannot_be_written(draw: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk is told as a sentence."""

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "mkdir", full)
    assert codes(lambda: post(draw, order(formats=TABLES))) == ["file-not-written"]


def test_the_result_as_data(draw: Path) -> None:
    """The keys that programs read."""
    posted = post(draw, order(formats=TABLES))
    assert set(letters_data(posted)) == {
        *("folder", "files", "letters", "pages", "reminder", "sample", "answered"),
        *("third_party", "blocked", "notices"),
    }
