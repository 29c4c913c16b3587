"""Letters as PDF: what stands where, who can read it, and that nobody's text is ever code."""

from __future__ import annotations

import hashlib
import io
import os
import struct
import subprocess
import sys
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pypdf
import pytest
import segno
from matplotlib.image import imread

from sortition.letters.chance import Drawn
from sortition.letters.codes import make_codes
from sortition.letters.engine import Source, accepted, compile_png, page_count
from sortition.letters.names import LANGUAGES
from sortition.letters.qr import qr_svg
from sortition.letters.table import Layout, make_letters
from sortition.letters.texts import Logo, Texts
from sortition.letters.texts_reading import read_texts
from sortition.letters.typeset import Setting, Versions, check_display, make_pdf, png_pages
from stratification.errors import InputError
from tests.sortition.letter_folders import DATE, TEXTS, resident

ROOT = Path(__file__).resolve().parents[2]
HOSTILE = (
    '=HYPERLINK("x") *b* _i_ #sys.inputs $x$ @ref <a> `r` \\ // /* ~ -- ... [a] #{1} \'q\' "q"'
)


@pytest.fixture(scope="module")
def texts() -> Texts:
    """Those of the example."""
    return read_texts(TEXTS)


def letters(*people: dict[str, str], both: bool = False, frame: Any = "persons") -> list[Versions]:
    """Their letters."""
    codes = make_codes(bytes(32), [person["unit"] for person in people])
    rows = [
        {**person, "letter": f"1-{number:06}", "code": code, "address": ""}
        for number, (person, code) in enumerate(zip(people, codes, strict=True), 1)
    ]
    layout = Layout("https://doemee.example/zeewijk?code={code}", frame)
    if not both:
        return [(one,) for one in make_letters(rows, layout)[0]]
    nl, en = (
        make_letters([{**row, "language": one} for row in rows], layout)[0] for one in LANGUAGES
    )
    return list(zip(nl, en, strict=True))


def setting(texts: Texts, **changes: Any) -> Setting:
    """10,000 letters of 250,000 people."""
    return replace(Setting(texts, Drawn("persons", 250_000, 10_000), DATE), **changes)


def reader(made: list[Versions], chosen: Setting) -> pypdf.PdfReader:
    """The PDF of these letters, opened."""
    return pypdf.PdfReader(io.BytesIO(make_pdf(made, chosen).data))


def words(page: pypdf.PageObject) -> str:
    """The text of a page on one line."""
    return " ".join(page.extract_text().replace("\xa0", " ").split())


def numbers(text: str) -> str:
    """What a page says of its number."""
    return " ".join(text.split(" ")[-3:])


def tags(element: Any) -> Iterator[Any]:
    """The elements of the structure, in reading order."""
    element = element.get_object()
    if isinstance(element, list):
        for one in element:
            yield from tags(one)
    elif isinstance(element, dict):
        if "/S" in element:
            yield element
        if "/K" in element:
            yield from tags(element["/K"])


# ---- what a letter has ----


def test_a_letter_has_the_name_the_code_and_its_pages(texts: Texts) -> None:
    """Two pages, numbered; the address lines, the salutation, the code and the deadline."""
    made = letters(resident("12"))
    pages = [words(page) for page in reader(made, setting(texts)).pages]
    assert len(pages) == 2
    for part in (
        "De heer J.P. van den Berg",
        "Kerkstraat 12",
        "2583 XL ZEEWIJK",
        "Geachte heer Van den Berg,",
        made[0][0].code,
        "12 maart 2027",
        "1-000001",
        "15 februari 2027",
        "1 op de 25",
        "Bladzijde 1 van 2",
    ):
        assert part in pages[0]
    assert "Wat doen wij met uw gegevens?" in pages[1]
    assert "Bladzijde 2 van 2" in pages[1]


def test_everybody_gets_a_letter_in_their_own_language(texts: Texts) -> None:
    """Of the two there are; pages are numbered within each letter."""
    made = letters(resident("1"), resident("2", language="en"), resident("3", language="fr"))
    pages = [words(page) for page in reader(made, setting(texts)).pages]
    assert [numbers(page) for page in pages[::2]] == ["1 van 2", "1 of 2", "1 van 2"]
    assert "Dear J.P. van den Berg," in pages[2]
    assert "Page 1 of 2" in pages[2]


def test_a_letter_in_both_languages_has_one_address(texts: Texts) -> None:
    """Pages go on; each language is marked."""
    made = letters(resident("1"), both=True)
    pages = [words(page) for page in reader(made, setting(replace(texts, both=True))).pages]
    assert [numbers(page) for page in pages] == ["1 van 4", "2 van 4", "3 of 4", "4 of 4"]
    assert [page.count("Kerkstraat 1 ") for page in pages] == [1, 0, 0, 0]
    assert "Dear J.P. van den Berg," in pages[2]


def test_a_reminder_is_one_page_and_one_sheet(texts: Texts) -> None:
    """Printed on both sides, the next reminder begins on a sheet of its own."""
    made = letters(resident("1"), resident("2"))
    pages = [words(page) for page in reader(made, setting(texts, reminder=True)).pages]
    assert [numbers(page) for page in pages] == ["1 van 1", "", "1 van 1", ""]
    assert "Herinnering" in pages[0]
    single = setting(replace(texts, two_sided=False), reminder=True)
    assert make_pdf(made, single).pages == 2


def test_pages_of_long_texts_are_counted(texts: Texts) -> None:
    """When a letter does not fit on its page, every number is still right."""
    wording = texts.wordings["nl", False]
    long = {**texts.wordings, ("nl", False): replace(wording, paragraphs=wording.paragraphs * 4)}
    made = letters(resident("1"), resident("2"))
    pages = [words(page) for page in reader(made, setting(replace(texts, wordings=long))).pages]
    letter = ["1 van 3", "2 van 3", "3 van 3"]
    assert [numbers(page) for page in pages] == [*letter, "", *letter]


# ---- the window ----


@pytest.mark.parametrize(("window", "left", "right"), [("right", 119, 190), ("left", 20, 91)])
def test_the_address_is_in_the_window(texts: Texts, window: Any, left: int, right: int) -> None:
    """All of it, wherever the sheet slides in a C5 or EA5 envelope; nothing else is there."""
    person = resident(
        "1234",
        initials="A.B.C.D.E.F.",
        surname="Oudenbosch-Schimmelpenninck",
        partner_surname="Wittgenstein-Hohenlohe",
        name_use="N",
        street="Burgemeester Meester Van der Werff-van Schimmelpenninckstraat",
        place="Westerhaar-Vriezenveensewijk",
    )
    chosen = setting(replace(texts, window=window))
    page = dark(png_pages(letters(person), chosen, 127)[0])  # five dots a millimetre
    rows, columns = (found / 5 for found in np.nonzero(page[57 * 5 : 95 * 5]))
    near = (left - 15 <= columns) & (columns <= right + 15)
    assert near.any()
    assert left + 2 <= columns[near].min()
    assert columns[near].max() <= right - 2
    assert 57 + rows[near].max() <= 88.5


def dark(png: bytes) -> npt.NDArray[np.bool_]:
    """Where a picture is dark, shape (height, width)."""
    return np.asarray(imread(io.BytesIO(png), format="png")[:, :, :3].min(axis=2) < 0.5)


# ---- who can read it ----


def test_the_pdf_is_accessible(texts: Texts) -> None:
    """Tagged, with a title, languages, headings in order and words for pictures."""
    made = letters(resident("1"), resident("2", language="en"))
    pdf = reader(made, setting(texts))
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "nl"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert pdf.metadata is not None
    assert pdf.metadata.title == "Uitnodigingsbrieven"
    assert b"pdfuaid:part" in root["/Metadata"].get_data()
    found = list(tags(root["/StructTreeRoot"]))
    pictures = [one["/Alt"] for one in found if one["/S"] == "/Figure"]
    assert pictures[:2] == [
        "Logo van de gemeente Zeewijk: golven en een zon",
        "QR-code: opent de pagina om u aan te melden, met uw aanmeldcode al ingevuld",
    ]
    assert pictures[2] == "Logo of the municipality of Zeewijk: waves and a sun"
    headings = [(one["/S"], one["/T"]) for one in found if one["/S"] in ("/H1", "/H2")]
    assert [name for name, _ in headings].count("/H1") == 2
    assert headings[0][0] == "/H1"
    assert "Uitnodiging" in headings[0][1]
    assert ("/H2", "Zo meldt u zich aan") in headings
    english = [one for one in found if one.get("/Lang") == "en"]
    assert any(one["/S"] == "/H1" and "Invitation" in one["/T"] for one in english)
    assert any(one["/S"] == "/LBody" for one in found)


def test_the_reading_order_is_that_of_the_letter(texts: Texts) -> None:
    """Address, subject, greeting, text, code, signature."""
    made = letters(resident("1"))
    text = words(reader(made, setting(texts)).pages[0])
    order = [
        *("Postbus 12", "De heer J.P.", "15 februari", "Uitnodiging:", "Geachte", "1 op de 25"),
        *("Zo meldt u zich aan", made[0][0].code, "Met vriendelijke groet", "N. Verzonnen"),
    ]
    positions = [text.index(part) for part in order]
    assert positions == sorted(positions)


# ---- nobody's text is code ----


def test_text_is_never_read_as_markup(texts: Texts) -> None:
    """Neither a name nor the organiser's texts."""
    said = {
        language: {**values, "question": HOSTILE, "organisation": HOSTILE}
        for language, values in texts.said.items()
    }
    made = letters(resident("1", surname=HOSTILE, street=HOSTILE, place=HOSTILE))
    page = words(reader(made, setting(replace(texts, said=said))).pages[0]).replace(" ", "")
    plain = HOSTILE.replace(" ", "")
    assert page.count(plain) >= 4  # name, salutation, street, question, organisation
    assert plain.upper() in page  # place


# ---- characters ----


def test_names_of_many_languages_are_shown(texts: Texts) -> None:
    """Latin with any accent, Greek and Cyrillic; Arabic and Hebrew with the glyphs there are."""
    names = ("Łukasiewicz-Đorđević", "Ňǘñęž İşğ ŵŷẞ", "Ångström", "Παπαδόπουλος", "Иванов", "محمد")
    made = letters(*(resident(str(at), surname=name) for at, name in enumerate(names, 1)))
    check_display(made, setting(texts))
    text = " ".join(words(page) for page in reader(made, setting(texts)).pages)
    assert all(name in text for name in names[:5])


def test_a_name_that_cannot_be_shown_is_told_by_its_letter(texts: Texts) -> None:
    """Never a box on paper; and the message does not repeat the name."""
    people = [resident(str(number), surname="Łuk") for number in range(1, 30)]
    people[6]["surname"], people[22]["place"] = "王", "東京"
    made = letters(*people)
    with pytest.raises(InputError) as caught:
        check_display(made, setting(texts))
    (finding,) = caught.value.findings
    numbers = sorted(
        one.letter for (one,) in made if "王" in one.name_line or "東" in one.postcode_line
    )
    assert (finding.code, finding.params["letters"]) == ("letters-glyphs", ", ".join(numbers))
    assert "王" not in str(caught.value)
    with pytest.raises(InputError) as caught:
        make_pdf(made, setting(texts))
    assert [finding.code for finding in caught.value.findings] == ["letters-typst"]


def test_texts_and_logos_that_cannot_be_shown(texts: Texts) -> None:
    """Both are told at once."""
    wording = replace(texts.wordings["nl", False], subject="王")
    broken = Logo(b"\x89PNG\r\n\x1a\nbroken", "png", {"nl": "x", "en": "x"})
    wrong = replace(texts, logo=broken, wordings={**texts.wordings, ("nl", False): wording})
    with pytest.raises(InputError) as caught:
        check_display(letters(resident("1")), setting(wrong))
    assert [one.code for one in caught.value.findings] == ["letters-logo", "letters-glyphs-texts"]


@pytest.mark.parametrize("picture", ["other.png", "/other.png", "http://127.0.0.1:9/other.png"])
def test_a_logo_brings_nothing_else_in(
    texts: Texts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, picture: str
) -> None:
    """Neither from the folder one is in, nor from elsewhere."""
    (tmp_path / "other.png").write_bytes(dot())
    monkeypatch.chdir(tmp_path)
    svg = f'<svg xmlns="http://www.w3.org/2000/svg"><image href="{picture}"/></svg>'
    logo = Logo(svg.encode(), "svg", {"nl": "x", "en": "x"})
    with pytest.raises(InputError) as caught:
        check_display(letters(resident("1")), setting(replace(texts, logo=logo)))
    assert [finding.code for finding in caught.value.findings] == ["letters-logo"]


def dot() -> bytes:
    """A PNG of one dot."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
    return png + chunk(b"IDAT", zlib.compress(b"\x00\x1d\x4b\x73")) + chunk(b"IEND", b"")


def test_a_logo_may_be_any_of_three_kinds(texts: Texts) -> None:
    """A PNG of one dot will do."""
    logo = Logo(dot(), "png", {"nl": "Stip", "en": "Dot"})
    made, chosen = letters(resident("1")), setting(replace(texts, logo=logo))
    check_display(made, chosen)
    found = tags(reader(made, chosen).trailer["/Root"]["/StructTreeRoot"])
    assert "Stip" in [one.get("/Alt") for one in found]


def test_a_letter_needs_no_logo(texts: Texts) -> None:
    """The QR code is then its only picture."""
    chosen = setting(replace(texts, logo=None))
    found = tags(reader(letters(resident("1")), chosen).trailer["/Root"]["/StructTreeRoot"])
    assert [one["/Alt"][:7] for one in found if one["/S"] == "/Figure"] == ["QR-code"]


# ---- QR codes ----


def test_a_qr_code_is_drawn_as_it_was_made() -> None:
    """Dot for dot, from the picture of it."""
    url = "https://doemee.example/zeewijk?code=7KXM-3FRT-96W9"
    matrix = segno.make(url, micro=False, error="m", mask=0).matrix
    size = len(matrix)
    template = b"""#set page(width: 90pt, height: 90pt, margin: 0pt)
#image(bytes(json(bytes(sys.inputs.letters))), format: "svg", width: 90pt, height: 90pt)"""
    dots = 4
    (png,) = compile_png(Source(template, qr_svg(url)), round(size * dots * 72 / 90))
    drawn = dark(png)[dots // 2 :: dots, dots // 2 :: dots]
    assert drawn.tolist() == [[bool(dot) for dot in row] for row in matrix]


def test_an_address_may_be_too_long_for_a_qr_code() -> None:
    """A clear refusal."""
    with pytest.raises(InputError) as caught:
        qr_svg("https://doemee.example/" + "x" * 3000)
    assert [finding.code for finding in caught.value.findings] == ["letters-qr-long"]


# ---- everywhere the same ----


def test_the_same_letters_are_the_same_bytes(texts: Texts) -> None:
    """In another process too, whatever the order of hashes and the fonts of the system."""
    made = letters(resident("1"), resident("2", language="en"))
    here = make_pdf(made, setting(texts)).data
    assert here == make_pdf(made, setting(texts)).data
    script = (
        "import hashlib; from tests.sortition.test_letters_pdf import *; "
        "t = read_texts(TEXTS); m = letters(resident('1'), resident('2', language='en')); "
        "print(hashlib.sha256(make_pdf(m, setting(t)).data).hexdigest())"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": str(ROOT), "TZ": "Asia/Tokyo"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == hashlib.sha256(here).hexdigest()


def test_without_the_extra_the_way_to_get_it_is_told(
    texts: Texts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sentence, no traceback."""
    for package, make in (
        ("typst", lambda: accepted(Source(b"", ""))),
        ("segno", lambda: qr_svg("x")),
    ):
        with monkeypatch.context() as patch:
            patch.setitem(sys.modules, package, None)
            with pytest.raises(InputError, match=r"sortition\[letters\]"):
                make()


def test_pages_are_counted_in_the_file(texts: Texts) -> None:
    """The number that the file states is that of its pages."""
    made = letters(*(resident(str(number)) for number in range(1, 40)))
    pdf = make_pdf(made, setting(texts))
    assert (
        pdf.pages == page_count(pdf.data) == len(pypdf.PdfReader(io.BytesIO(pdf.data)).pages) == 78
    )
