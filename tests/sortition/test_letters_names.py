"""How people are called. The examples marked BRP are those of the government's own specification:
Haal Centraal BRP personen bevragen, features/adressering (aanhef) and aanschrijfwijze."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sortition.letters.names import (
    LANGUAGES,
    RESIDENTS,
    is_named,
    language_of,
    name_line,
    residents_salutation,
    salutation,
    sort_key,
)
from sortition.letters.plain import known, plain
from stratification.register.model import NAME_FIELDS

FIELDS = (
    "sex",
    "name_use",
    "given_names",
    "prefix",
    "surname",
    "partner_prefix",
    "partner_surname",
)


def person(*values: str, **more: str) -> dict[str, str]:
    """Somebody with these fields, in the order of FIELDS, "" where there is no more."""
    padded = (*values, *[""] * (len(FIELDS) - len(values)))
    return dict(zip(FIELDS, padded, strict=True)) | more


@pytest.mark.parametrize(
    ("who", "expected"),
    [  # BRP: aanhef
        (("M", "", "Jo Rene", "", "Groenen"), "Geachte heer Groenen"),
        (("V", "", "Jo Rene", "", "Groenen"), "Geachte mevrouw Groenen"),
        (("O", "", "Jo Rene", "", "Groenen"), "Geachte J.R. Groenen"),
        (("M", "", "Robin Melle", "van", "Puffelen"), "Geachte heer Van Puffelen"),
        (("O", "", "Robin Melle", "van", "Puffelen"), "Geachte R.M. van Puffelen"),
        (("V", "E", "", "in het", "Veld", "van", "Velzen"), "Geachte mevrouw In het Veld"),
        (("V", "P", "", "in het", "Veld", "van", "Velzen"), "Geachte mevrouw Van Velzen"),
        (
            ("V", "V", "", "in het", "Veld", "van", "Velzen"),
            "Geachte mevrouw Van Velzen-in het Veld",
        ),
        (
            ("V", "N", "", "in het", "Veld", "van", "Velzen"),
            "Geachte mevrouw In het Veld-van Velzen",
        ),
        (("V", "P", "", "", "Groenen", "", "Groenink"), "Geachte mevrouw Groenink"),
        (("V", "V", "", "", "Groenen", "", "Groenink"), "Geachte mevrouw Groenink-Groenen"),
        (("V", "N", "", "", "Groenen", "", "Groenink"), "Geachte mevrouw Groenen-Groenink"),
        (("V", "N", "", "in het", "Veld"), "Geachte mevrouw In het Veld"),
        (("O", "E", "", "in het", "Zonnetje", "'t", "Wolkje"), "Geachte In het Zonnetje"),
        (("O", "E", "Jo R", "in het", "Zonnetje"), "Geachte J.R in het Zonnetje"),
        (("V", "", "Jo", "Op Den", "Berghe"), "Geachte mevrouw Op Den Berghe"),
        (("O", "", "Jo Rene", "Op Den", "Berghe"), "Geachte J.R. Op Den Berghe"),
        (("V", "P", "Jo", "in het", "Zonnetje", "'t", "Wolkje"), "Geachte mevrouw 't Wolkje"),
        (
            ("V", "V", "Jo", "in het", "Zonnetje", "'t", "Wolkje"),
            "Geachte mevrouw 't Wolkje-in het Zonnetje",
        ),
        (
            ("O", "N", "Jo Rene", "Op Den", "Berghe", "Van Der", "Broeck"),
            "Geachte J.R. Op Den Berghe-Van Der Broeck",
        ),
        (("V", "P", "", "", "", "de", "Boer"), "Geachte mevrouw De Boer"),
        (("V", "P", "", "de", "Boer", "", "."), "Geachte mevrouw De Boer"),
        (("V", "V", "", "de", "Boer", "van", "."), "Geachte mevrouw De Boer"),
        # where the BRP has no salutation, there is a general one
        (("V", "E", "", "", "", "de", "Boer"), "Geachte inwoner"),
        (("V", "V", "", "", ".", "de", "Boer"), "Geachte inwoner"),
        (("M", "N", "Ali", "de", "", "de", "Boer"), "Geachte inwoner"),
        # of our own
        (("M", "", "", "d'", "Hondt"), "Geachte heer D'Hondt"),
        (("M", "", "", "", "el Amrani"), "Geachte heer El Amrani"),
        (("V", "n", "", "van den", "Berg", "de", "Vries -Smit"), None),
    ],
)
def test_salutation(who: tuple[str, ...], expected: str | None) -> None:
    expected = expected or "Geachte mevrouw Van den Berg-de Vries-Smit"
    assert salutation(person(*who)) == expected + ","


@pytest.mark.parametrize(
    ("who", "expected"),
    [  # BRP: aanschrijfwijze
        (("", "E", "Anna Özil", "", "Groenen"), "A.Ö. Groenen"),
        (("", "E", "Bert Philip", "van", "Groenen"), "B.P. van Groenen"),
        (("", "E", "Carla Theodora", "Van", "Groenen"), "C.T. Van Groenen"),
        (("", "E", "Dirk-Willem", "in het", "Groenen"), "D. in het Groenen"),
        (("", "E", "Elise Q", "In Den", "Groenen"), "E.Q In Den Groenen"),
        (("", "V", "Geraldine", "van", "Velzen", "", "Groenlo"), "G. Groenlo-van Velzen"),
        (("", "N", "Leo", "", "Groenen", "Van Den", "Berg"), "L. Groenen-Van Den Berg"),
        (("", "E", "", "", "Ali bin Mohammed", "van", "Velzen"), "Ali bin Mohammed"),
        (("", "P", "", "", "Ali bin Mohammed", "van", "Velzen"), "Van Velzen"),
        (("", "V", "", "", "Ali bin Mohammed", "van", "Velzen"), "Van Velzen-Ali bin Mohammed"),
        (("", "N", "", "", "Ali bin Mohammed", "van", "Velzen"), "Ali bin Mohammed-van Velzen"),
        (("", "P", "Ali bin Mohammed", "", ".", "de", "Boer"), "A.b.M. de Boer"),
        (("", "E", "Theo Philip IJsbrand", "", "Smit"), "T.P.I. Smit"),
        (("", "E", "J P", "", "Smit"), "J P Smit"),
        (("", "E", "Suzie Q", "", "Smit"), "S.Q Smit"),
        (("", "E", ".", "", "Smit"), "Smit"),
        # forms of address
        (
            ("M", "N", "Jan Piet", "van den", "Berg", "de", "Vries"),
            "De heer J.P. van den Berg-de Vries",
        ),
        (("vrouw", "", "Jo", "", "Smit"), "Mevrouw J. Smit"),
        (("Female", "", "Jo", "", "Smit"), "Mevrouw J. Smit"),
        (("MAN ", "", "Jo", "", "Smit"), "De heer J. Smit"),
        (("X", "", "Jo", "", "Smit"), "J. Smit"),
        # who has one name only, or none
        (("V", "", "Suharto"), "Mevrouw Suharto"),
        (("", "", "Suharto", "", "."), "Suharto"),
        (("M",), "Aan de bewoner van dit adres"),
        (("M", "", ".", "van", "-"), "Aan de bewoner van dit adres"),
        # other scripts
        (("", "", "محمد علي", "", "حسن"), "محمد علي حسن"),
        (("", "", "Γιώργος", "", "Παπαδόπουλος"), "Γ. Παπαδόπουλος"),
        (("V", "", "小明", "", "王"), "Mevrouw 小明 王"),
    ],
)
def test_name_line(who: tuple[str, ...], expected: str) -> None:
    assert name_line(person(*who)) == expected


@pytest.mark.parametrize(
    ("initials", "expected"),
    [
        ("J.P.", "J.P. Smit"),
        ("J. P.", "J.P. Smit"),
        ("JP", "J.P. Smit"),
        ("J P", "J.P. Smit"),
        ("Th.", "Th. Smit"),
        ("Chr.J.", "Chr.J. Smit"),
        ("IJ.", "IJ. Smit"),
        ("Jan", "Jan Smit"),
        (".", "T. Smit"),
        ("", "T. Smit"),
    ],
)
def test_initials_are_kept_as_they_are_given(initials: str, expected: str) -> None:
    assert name_line(person("", "", "Theo", "", "Smit", initials=initials)) == expected


def test_given_names_that_are_initials_already_are_kept() -> None:
    assert name_line(person("", "", "J.P.", "", "Smit")) == "J.P. Smit"


def test_english_letters_use_no_forms_of_address() -> None:
    who = person("M", "N", "Jan Piet", "van den", "Berg", "de", "Vries")
    assert salutation(who, "en") == "Dear J.P. van den Berg-de Vries,"
    assert name_line(who, "en") == "J.P. van den Berg-de Vries"
    assert salutation(person("V", "", "", "van", "Velzen"), "en") == "Dear Van Velzen,"
    assert salutation(person("V", "", "Ali"), "en") == "Dear resident,"
    assert name_line(person(), "en") == "To the resident of this address"


def test_letters_to_addresses() -> None:
    assert RESIDENTS["nl"] == "Aan de bewoner(s) van dit adres"
    assert RESIDENTS["en"] == "To the residents of this address"
    assert residents_salutation() == "Geachte bewoner(s),"
    assert residents_salutation("en") == "Dear residents,"


def test_people_are_sorted_by_the_surname_in_use() -> None:
    names = [
        person("", "", "", "van den", "Berg"),
        person("", "", "", "", "Ångström"),
        person("", "P", "", "de", "Vries", "", "Cools"),
        person("", "", "Anna", "", "Berg"),
        person("", "V", "", "de", "Vries", "'t", "Hart"),
        person("", "", "Bert", "", "Berg"),
    ]
    assert [name_line(one) for one in sorted(names, key=sort_key)] == [
        "Ångström",
        "A. Berg",
        "B. Berg",
        "Van den Berg",
        "Cools",
        "'t Hart-de Vries",
    ]


def test_languages() -> None:
    nl = ("nl", "NL", "nl-NL", "nl_BE", "Nederlands", " dutch ")
    assert {language_of(text) for text in nl} == {"nl"}
    assert {language_of(text) for text in ("en", "en-GB", "Engels", "English")} == {"en"}
    assert {language_of(text) for text in ("", "tr", "Pools", "-")} == {None}


def test_nothing_hidden_or_harmful_is_left_of_a_name() -> None:
    evil = "\u202eJan\u2066\x00\x1b[31m\u200b\nvan\tDijk\u0085\ufeff\ue000"
    assert plain(evil) == "Jan[31m van Dijk"
    assert plain("\u0301\u0301a\u0301") == "á"
    assert plain("می\u200cرود") == "می\u200cرود"  # Persian is spelled with it
    assert (known("."), known(" - "), known("\u200d"), known("1")) == ("", "", "", "")
    assert name_line(person("", "", "Jan", "", "=HYPERLINK(1)")) == "J. =HYPERLINK(1)"


names = st.fixed_dictionaries({}, optional=dict.fromkeys(NAME_FIELDS, st.text(max_size=12)))
likely = st.fixed_dictionaries(
    {
        "sex": st.sampled_from(["M", "V", "O", ""]),
        "name_use": st.sampled_from(["E", "P", "V", "N", "", "?"]),
        "prefix": st.sampled_from(["", "van den", "'t", "d'"]),
        "surname": st.sampled_from(["", ".", "Berg", "\u202e", "İ", "ß", "ﬁ"]),
        "partner_surname": st.sampled_from(["", ".", "Vries"]),
        "given_names": st.sampled_from(["", "Jan P", "\u0301", "ŉ"]),
    }
)


@given(names | likely, st.sampled_from(LANGUAGES))
def test_a_name_is_one_visible_line(who: dict[str, str], language: str) -> None:
    chosen = next(one for one in LANGUAGES if one == language)
    line, greeting = name_line(who, chosen), salutation(who, chosen)
    for text in (line, greeting):
        assert any(map(str.isalpha, text))
        assert text == " ".join(text.split())
        assert plain(text) == text
        assert not any(unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") for c in text)
    assert greeting.endswith(",")
    assert is_named(who) == (greeting not in ("Geachte inwoner,", "Dear resident,"))
    assert all("\n" not in part for part in sort_key(who))


@given(st.text())
def test_plain_is_stable(text: str) -> None:
    assert plain(plain(text)) == plain(text)
