"""The organiser's texts: what letters say, and every mistake in the file told at once."""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sortition.letters.chance import Drawn
from sortition.letters.names import LANGUAGES
from sortition.letters.texts import (
    OPTIONAL,
    PLACEHOLDERS,
    Texts,
    default_wording,
    filled,
    filled_wording,
    placeholders,
    product,
    values_of,
)
from sortition.letters.texts_reading import picture_form, read_texts
from stratification.errors import Finding, InputError
from stratification.messages import MESSAGES
from tests.sortition.letter_folders import TEXTS

LOGO = (TEXTS.parent / "logo.svg").read_bytes()
MINIMAL = """
organisation = "Gemeente Zeewijk"
return_address = "Postbus 12, 9990 AA Zeewijk"
assembly = "het burgerberaad"
question = "Hoe nu verder?"
place = "het dorpshuis"
ground = "onze taak"
phone = "0199 - 123 456"
mail = "post@zeewijk.example"
sign_up = "https://doemee.example"
deadline = 2027-03-12
meetings = [{ date = 2027-04-10, start = "10:00", end = "16:30" }]
signatory = { name = "N. Verzonnen" }
"""
Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a file of texts beside a logo."""

    def write_text(text: str) -> Path:
        (tmp_path / "logo.svg").write_bytes(LOGO)
        path = tmp_path / "teksten.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write_text


def mistakes(path: Path) -> tuple[Finding, ...]:
    """What is wrong with a file of texts."""
    with pytest.raises(InputError) as caught:
        read_texts(path)
    assert all(str(finding) for finding in caught.value.findings)  # every sentence can be made
    return caught.value.findings


def codes(path: Path) -> list[tuple[str, object]]:
    """The same as codes, with the key they are about."""
    return [(finding.code, finding.params.get("key")) for finding in mistakes(path)]


def said(texts: Texts, **which: Any) -> str:
    """Everything that a letter in a language says."""
    language, reminder = which.get("language", "nl"), which.get("reminder", False)
    frame = which.get("frame", "persons")
    values = values_of(texts, language, Drawn(frame, 250_000, 10_000))
    one = filled_wording(texts.wordings[language, reminder], {**values, "letter": "1", "code": "2"})
    sections = [text for part in one.sections for text in (part.heading, *part.paragraphs)]
    parts = [one.subject, *one.paragraphs, one.box, *one.steps, *one.after, one.closing, *sections]
    return "\n".join(parts).replace("\xa0", " ")


# ---- the product's letters ----


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_languages_have_the_same_parts(language: str) -> None:
    """A text that is in one language only would be missing in letters of the other."""

    def shape(content: Any, path: str = "") -> set[str]:
        if isinstance(content, dict):
            return {
                found for key, value in content.items() for found in shape(value, f"{path}.{key}")
            }
        return {path}

    mine, nl = (shape(product(one)) for one in (language, "nl"))  # type: ignore[arg-type]
    assert mine == nl
    for kind in ("letter", "reminder"):
        ours, theirs = (placeholders(str(product(one)[kind])) for one in (language, "nl"))  # type: ignore[arg-type]
        extra = ["phone", "mail"] if language == "en" and kind == "letter" else []
        assert sorted([*ours, *extra]) == sorted(theirs)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_products_letters_use_only_what_there_is(language: str) -> None:
    """Every placeholder has a value, and nothing else stands between braces."""
    content = product(language)  # type: ignore[arg-type]
    for kind in ("letter", "reminder"):
        assert set(placeholders(str(content[kind]))) <= set(PLACEHOLDERS)


def test_a_letter_says_what_the_law_and_the_reader_ask_for() -> None:
    """Who, by lot out of how many, the question, when and where, what for, rights, how to check."""
    text = said(read_texts(TEXTS))
    for part in (
        "De gemeente Zeewijk organiseert het burgerberaad Groen Zeewijk",
        "Hoe maken we Zeewijk groener",
        "Wij hebben 10.000 mensen geloot uit 250.000 inwoners: 1 op de 25.",
        "zaterdag 10 april 2027, 10.00 tot 16.30 uur",
        "het dorpshuis, Kerkplein 1 in Zeewijk",
        "Meedoen is vrijwillig",
        "€ 75 per bijeenkomst",
        "Er zijn 24 plaatsen",
        "12 maart 2027",
        "0199 - 123 456",
        "burgerberaad@zeewijk.example",
        "artikel 6, lid 1, onder e, van de AVG",
        "Autoriteit Persoonsgegevens",
        "zeewijk.example/privacy",
        "doemee.example/zeewijk/loting",
    ):
        assert part in text
    english = said(read_texts(TEXTS), language="en")
    assert "We drew 10,000 people out of 250,000 residents: 1 in 25." in english
    assert "Saturday 10 April 2027, 10:00 to 16:30" in english


def test_a_letter_to_an_address_speaks_of_addresses() -> None:
    """Nobody's name was taken from the register, and one person of the address may join."""
    text = said(read_texts(TEXTS), frame="addresses")
    assert "10.000 adressen geloot uit 250.000 adressen" in text
    assert "Wij weten niet wie er wonen" in text
    assert "BRP" not in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reminder", [False, True])
def test_nothing_is_left_between_braces(write: Write, language: str, reminder: bool) -> None:
    """With as little as can be given, and with everything."""
    for path in (TEXTS, write(MINIMAL)):
        text = said(read_texts(path), language=language, reminder=reminder)
        assert "{" not in text
        assert "}" not in text


def test_paragraphs_about_what_is_not_given_are_left_out(write: Write) -> None:
    """An organiser without an allowance does not promise one."""
    whole, less = said(read_texts(TEXTS)), said(read_texts(write(MINIMAL)))
    for words in ("vergoeding", "plaatsen.", "meer over op", "verslag van de loting"):
        assert words in whole
        assert words not in less
    assert "U krijgt altijd bericht" in less


def test_a_heading_with_nothing_below_it_is_left_out() -> None:
    """Of a section all of whose paragraphs are about what is not given."""
    content = dict(product("nl")["letter"])
    content["sections"] = [{"heading": "Geld", "paragraphs": ["U krijgt {allowance}."]}]
    assert default_wording(content, OPTIONAL).sections == ()
    assert len(default_wording(content).sections) == 1


def test_the_examples_are_the_same_and_name_all_there_is() -> None:
    """One has comments in Dutch, the other in English."""
    english = TEXTS.with_name("texts.toml")
    assert read_texts(english) == read_texts(TEXTS)
    for path in (english, TEXTS):
        assert set(PLACEHOLDERS) <= set(placeholders(path.read_text(encoding="utf-8")))


# ---- placeholders ----


@given(st.text(), st.text())
def test_a_value_is_never_looked_into(before: str, value: str) -> None:
    """What an organiser's field says is text, whatever braces it has."""
    text = before.replace("{", "(").replace("}", ")") + "{question}"
    filled_in = filled(text, {"question": value})
    assert filled_in == text[: -len("{question}")] + value


# ---- the organiser's own texts ----


def test_own_texts_replace_those_of_the_product(write: Write) -> None:
    """What is left out stays as it is."""
    more = """
[nl]
subject = "Kom je ook, {organisation} vraagt het?"
paragraphs = ["Eén.", "- a\\n- b"]
[[nl.sections]]
heading = "Nog iets?"
language = "en"
paragraphs = ["Yes."]
[nl.reminder]
subject = "Nog eens"
"""
    texts = read_texts(write(MINIMAL + more))
    one = texts.wordings["nl", False]
    assert one.subject == "Kom je ook, {organisation} vraagt het?"
    assert one.paragraphs == ("Eén.", "- a\n- b")
    assert [(part.heading, part.language) for part in one.sections] == [("Nog iets?", "en")]
    assert one.steps == read_texts(TEXTS).wordings["nl", False].steps
    assert texts.wordings["nl", True].subject == "Nog eens"
    assert texts.wordings["en", False] == read_texts(write(MINIMAL)).wordings["en", False]


def test_sections_can_be_left_out(write: Write) -> None:
    """A letter of one page."""
    texts = read_texts(write(MINIMAL + "[nl]\nsections = []\n"))
    assert texts.wordings["nl", False].sections == ()


def test_what_is_not_said_has_a_default(write: Write) -> None:
    """Dutch, one language, window on the right, both sides; the QR code leads to the same page."""
    texts = read_texts(write(MINIMAL))
    assert (texts.language, texts.both, texts.window, texts.two_sided) == (
        "nl",
        False,
        "right",
        True,
    )
    assert texts.qr == texts.sign_up == "https://doemee.example"
    assert texts.logo is None
    assert texts.deadline == datetime.date(2027, 3, 12)


# ---- mistakes ----


def test_all_mistakes_are_told_at_once(write: Write) -> None:
    """Missing, misspelt, of the wrong kind, and out of place."""
    text = """
organisatoin = "x"
return_address = 12
assembly = ""
question = { nl = "Hoe?" }
language = "fr"
both = "yes"
window = "top"
ground = "x"
phone = "x"
mail = "geen adres"
sign_up = "www.zonder.example"
qr = "https://met spatie.example"
deadline = "2027-03-12"
meetings = [{ date = 2027-04-10, start = "16:30", end = "10:00" }, 3]
signatory = { naam = "x" }
seats = 0
logo = { file = "logo.svg", alt = "x", height = 300 }
[nl]
subject = "Kom naar {assemblee} voor {xyzzy} en {allowance} of { dit }"
paragraphs = "geen lijst"
steps = [1]
[nl.reminder]
reminder = {}
"""
    assert sorted(codes(write(text)), key=str) == sorted(
        [
            ("texts-key-nearest", "organisatoin"),
            ("texts-missing", "organisation"),
            ("texts-missing", "place"),
            ("texts-kind-text", "return_address"),
            ("texts-blank", "assembly"),
            ("texts-language-lacking", "question"),
            ("texts-choice", "language"),
            ("texts-kind-truth", "both"),
            ("texts-choice", "window"),
            ("texts-mail", "mail"),
            ("texts-url", "sign_up"),
            ("texts-url", "qr"),
            ("texts-date", "deadline"),
            ("texts-meeting", "meetings (1)"),
            ("texts-kind-table", "meetings (2)"),
            ("texts-key-nearest", "signatory.naam"),
            ("texts-blank", "signatory.name"),
            ("texts-kind-number", "seats"),
            ("texts-logo-height", "logo.height"),
            ("texts-placeholder-nearest", "nl.subject"),
            ("texts-placeholder", "nl.subject"),
            ("texts-placeholder-absent", "nl.subject"),
            ("texts-brace", "nl.subject"),
            ("texts-kind-list", "nl.paragraphs"),
            ("texts-kind-text", "nl.steps (1)"),
            ("texts-key", "nl.reminder.reminder"),
        ],
        key=str,
    )


def test_every_required_key_is_missed(write: Write) -> None:
    """A file with nothing in it."""
    content = tomllib.loads(MINIMAL)
    assert sorted(str(key) for _, key in codes(write(""))) == sorted(content)
    assert {code for code, _ in codes(write(""))} == {"texts-missing"}


@pytest.mark.parametrize("text", ["a = ", "a = 1\na = 2", "[" * 5000, "\x00"])
def test_a_file_that_is_no_toml(write: Write, text: str) -> None:
    """One sentence, and nothing of the file in it."""
    assert codes(write(text)) == [("texts-toml", None)]


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    """Windows-1252 is not TOML."""
    path = tmp_path / "teksten.toml"
    path.write_bytes(b'assembly = "caf\xe9"\n')
    assert codes(path) == [("texts-toml", None)]


def test_the_address_that_is_typed_has_no_code(write: Write) -> None:
    """The code goes into that of the QR code."""
    text = MINIMAL.replace("https://doemee.example", "https://doemee.example/{code}")
    assert codes(write(text)) == [("texts-sign-up-code", "sign_up")]


@pytest.mark.parametrize(
    ("logo", "code"),
    [
        (b"GIF89a", "texts-logo-form"),
        (b"", "texts-logo-form"),
        (b"\x89PNG\r\n\x1a\n" + bytes(1_100_000), "texts-logo-large"),
        (None, "file-missing"),
    ],
)
def test_a_logo_that_cannot_be_used(tmp_path: Path, logo: bytes | None, code: str) -> None:
    """No picture, a large one, none at all."""
    if logo is not None:
        (tmp_path / "logo.png").write_bytes(logo)
    path = tmp_path / "teksten.toml"
    path.write_text(MINIMAL + '[logo]\nfile = "logo.png"\nalt = "Logo"\n', encoding="utf-8")
    assert [found for found, _ in codes(path)] == [code]


def test_a_logo_needs_words_for_who_does_not_see_it(write: Write) -> None:
    """Otherwise a screen reader would say nothing."""
    assert codes(write(MINIMAL + '[logo]\nfile = "logo.svg"\n')) == [("texts-blank", "logo.alt")]


@pytest.mark.parametrize(
    ("data", "form"),
    [
        (b"\x89PNG\r\n\x1a\n", "png"),
        (b"\xff\xd8\xff\xe0", "jpg"),
        (b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- x -->\n<svg xmlns="">', "svg"),
        (b"<svg>", "svg"),
        (b"<html><svg>", None),
        (b"", None),
    ],
)
def test_a_picture_is_known_by_its_beginning(data: bytes, form: str | None) -> None:
    """Not by its name."""
    assert picture_form(data) == form


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.dates(),
        lambda inner: (
            st.lists(inner, max_size=2)
            | st.dictionaries(st.sampled_from(["nl", "en", "date", "file", "x"]), inner, max_size=2)
        ),
        max_leaves=4,
    ),
    st.sampled_from([*tomllib.loads(MINIMAL), *OPTIONAL, "logo", "nl", "en", "both", "qr"]),
)
def test_any_value_under_any_key_is_read_or_refused(value: Any, key: str) -> None:
    """Never a traceback: what is read is a `Texts`, all else a list of findings."""
    from sortition.letters.texts_fields import Fields
    from sortition.letters.texts_reading import _texts

    fields = Fields("teksten.toml")
    content = tomllib.loads(MINIMAL) | {key: value}
    texts = _texts(fields, content, Path("nowhere"))
    assert isinstance(texts, Texts)
    for finding in fields.errors:
        assert finding.code in MESSAGES
        assert str(finding)
