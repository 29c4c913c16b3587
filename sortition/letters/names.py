"""How people are called on a letter: the line above the address, and the salutation.

The rules are those by which the BRP itself makes "aanschrijfwijze" and "aanhef" (Haal Centraal BRP
personen bevragen, features/adressering; from the Logisch Ontwerp BRP), without titles of nobility:

* name_use (aanduiding naamgebruik) E own name, P that of the partner, V the partner's before the
  own, N the own before the partner's, joined by a hyphen; blank is E. A partner's name that is not
  known is not used.
* A prefix (tussenvoegsel) has a capital unless initials come before it: "Geachte heer Van den
  Berg", "J.P. van den Berg". What begins with an apostrophe stays as it is ("'t Hart"), and so does
  a capital that is already there ("De Smet").
* Of each given name the first letter is an initial; a name of one letter gets no point.
* Who is neither man nor woman in the register, or of whom it does not say, is called by initials
  and name: "Geachte J.P. van den Berg". Never "heer/mevrouw", which is nobody.

Where the BRP gives nothing, because somebody has no surname there, the given names stand above the
address and the greeting is a general one. English letters use no forms of address.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Literal

from sortition.letters.plain import known
from stratification.text import key

Language = Literal["nl", "en"]
Person = Mapping[str, str]

LANGUAGES: tuple[Language, ...] = ("nl", "en")
RESIDENTS: Mapping[Language, str] = {
    "nl": "Aan de bewoner(s) van dit adres",
    "en": "To the residents of this address",
}
"""The name line of a letter to an address."""

_RESIDENT = {"nl": "Aan de bewoner van dit adres", "en": "To the resident of this address"}
_GREETING = {"nl": "Geachte", "en": "Dear"}
_TO_RESIDENT = {"nl": "Geachte inwoner,", "en": "Dear resident,"}
_TO_RESIDENTS = {"nl": "Geachte bewoner(s),", "en": "Dear residents,"}
_ON_ENVELOPE = {"man": "De heer", "woman": "Mevrouw"}
_IN_GREETING = {"man": "heer", "woman": "mevrouw"}
_MEN = frozenset({"m", "man", "male", "mannelijk"})
_WOMEN = frozenset({"v", "f", "vrouw", "female", "woman", "vrouwelijk"})
_LANGUAGES = {
    **dict.fromkeys(("nl", "nld", "dut", "nederlands", "dutch"), "nl"),
    **dict.fromkeys(("en", "eng", "engels", "english"), "en"),
}
_APOSTROPHES = "'’‘`\u00b4"
_MANY_CAPITALS = 6  # more capitals without points are a name in capitals, not initials


def language_of(text: str) -> Language | None:
    """The language of a letter as a register may write it; None for any other, also for none.

    >>> language_of("Engels"), language_of("nl-BE"), language_of("Tigrinya")
    ('en', 'nl', None)
    """
    word = key(text).replace("_", "-").split("-")[0]
    found = _LANGUAGES.get(word)
    return next((language for language in LANGUAGES if language == found), None)


def name_line(person: Person, language: Language = "nl") -> str:
    """The line above the address; never blank.

    >>> name_line({"initials": "J.P.", "prefix": "van den", "surname": "Berg", "sex": "M"})
    'De heer J.P. van den Berg'
    """
    called = _full_name(person) or _given(person)
    if not called:
        return _RESIDENT[language]
    form = _ON_ENVELOPE.get(_sex(person)) if language == "nl" else None
    return f"{form} {called}" if form else called


def salutation(person: Person, language: Language = "nl") -> str:
    """How a letter begins, with its comma; never blank.

    >>> salutation({"prefix": "van den", "surname": "Berg", "sex": "V",
    ...             "partner_prefix": "de", "partner_surname": "Vries", "name_use": "V"})
    'Geachte mevrouw De Vries-van den Berg,'
    """
    family = _family_name(person)
    if not family:
        return _TO_RESIDENT[language]
    form = _IN_GREETING.get(_sex(person)) if language == "nl" else None
    called = f"{form} {_capital(family)}" if form else _full_name(person)
    return f"{_GREETING[language]} {called},"


def residents_salutation(language: Language = "nl") -> str:
    """How a letter to an address begins."""
    return _TO_RESIDENTS[language]


def is_named(person: Person) -> bool:
    """Whether the greeting of this person has a name in it."""
    return bool(_family_name(person))


def sort_key(person: Person) -> tuple[str, str, str]:
    """What people are put in order by: "Van den Berg" under B, accents and case aside.

    >>> sort_key({"initials": "É.", "prefix": "van den", "surname": "Bergh", "sex": "M"})
    ('bergh', 'van den', 'e')
    """
    first, second = _parts(person)
    surname = "-".join(name for _, name in (first, second) if name)
    return _folded(surname), _folded(first[0]), _folded(_initials(person))


def _sex(person: Person) -> str:
    sex = key(person.get("sex", ""))
    return "man" if sex in _MEN else "woman" if sex in _WOMEN else ""


def _parts(person: Person) -> tuple[tuple[str, str], tuple[str, str]]:
    """The (prefix, surname) that come first and second; ("", "") where there is none."""
    nobody = ("", "")
    own = (known(person.get("prefix", "")), known(person.get("surname", "")))
    partner = (known(person.get("partner_prefix", "")), known(person.get("partner_surname", "")))
    use = key(person.get("name_use", ""))
    if use == "p" and partner[1]:
        return partner, nobody
    if not own[1]:
        return nobody, nobody
    if use == "v" and partner[1]:
        return partner, own
    return own, partner if use == "n" and partner[1] else nobody


def _family_name(person: Person) -> str:
    """The surname in use, with prefixes as they are written; "" when it is not known."""
    written = [_joined(*part) for part in _parts(person) if part[1]]
    return re.sub(r" *- *", "-", "-".join(written))


def _joined(prefix: str, surname: str) -> str:
    """A prefix before a surname: "de Vries", "d'Hondt"."""
    space = "" if not prefix or prefix[-1] in _APOSTROPHES else " "
    return prefix + space + surname


def _full_name(person: Person) -> str:
    """Initials and surname; "" when the surname is not known."""
    family, initials = _family_name(person), _initials(person)
    if not family:
        return ""
    return f"{initials} {family}" if initials else _capital(family)


def _capital(name: str) -> str:
    """The name with a capital, unless it begins with another character than a letter."""
    return name[0].title() + name[1:] if name[0].islower() else name


def _given(person: Person) -> str:
    return known(person.get("given_names", "")) or known(person.get("initials", ""))


def _initials(person: Person) -> str:
    """The initials as given, else those of the given names; "" when neither is known."""
    given = known(person.get("initials", ""))
    if "." in given:
        return given.replace(". ", ".")
    if given:
        return " ".join(map(_dotted, given.split())).replace(". ", ".")
    initials = ""
    for name in known(person.get("given_names", "")).split():
        initial = _initial(name)
        space = "" if not initials or initials.endswith(".") else " "
        initials += space + initial if initial else ""
    return initials


def _dotted(word: str) -> str:
    """Capitals without points as initials: "JP" is "J.P."; another word stays as it is."""
    letters = word.isalpha() and word.isupper() and len(word) <= _MANY_CAPITALS
    return "".join(f"{letter}." for letter in word) if letters else word


def _initial(name: str) -> str:
    """The initial of one given name; in a script without capitals the name itself."""
    start = next((at for at, character in enumerate(name) if character.isalpha()), None)
    if start is None:
        return ""
    letter = name[start]
    if letter.upper() == letter.lower() or "." in name[:-1]:  # "J.P." are initials already
        return name
    end = start + 1
    while end < len(name) and unicodedata.combining(name[end]):
        end += 1
    return name[start:end] if name[end:] == "" else name[start:end] + "."


def _folded(text: str) -> str:
    """Letters and digits only, without accents, whatever the case."""
    apart = unicodedata.normalize("NFD", key(text))
    kept = (c if c.isalnum() else " " for c in apart if not unicodedata.combining(c))
    return " ".join("".join(kept).split())
