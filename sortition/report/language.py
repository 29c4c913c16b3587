"""Which language the user reads, and the numbers in it.

English is the source; `locale/nl/LC_MESSAGES/sortition.po` is the Dutch. Texts are looked up with
the functions of the standard library's `gettext` whenever they are shown, never at import, so that
our words and those of the command-line library (click) come from one catalogue. `use` sets the
language of the whole process.
"""

from __future__ import annotations

import gettext
import os
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

DOMAIN = "sortition"
LOCALE = Path(__file__).resolve().parent.parent / "locale"
LANGUAGES = ("en", "nl")
SMALL = Fraction(1, 100_000)  # the digits of a smaller chance say nothing any more
VARIABLES = ("SORTITION_LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


def choose(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """The language of a command: its --lang, the first variable that is set, or the system's.

    A language that is not spoken here is English.

    >>> choose(["--lang", "nl", "demo"], {}), choose([], {"LANG": "nl_BE.UTF-8"})
    ('nl', 'nl')
    >>> choose([], {"SORTITION_LANG": "en", "LANG": "nl_NL"}), choose([], {"LANGUAGE": "fr:nl"})
    ('en', 'nl')
    """
    for argument, following in pairwise([*arguments, ""]):
        name, _, value = argument.partition("=")
        if name == "--lang":
            return _spoken(value or following)
        if argument == "--":
            break
    for variable in VARIABLES:
        if environment.get(variable):
            return _spoken(environment[variable])
    return _spoken(_system_language())


def _spoken(names: str) -> str:
    """The first language we speak in a list such as "nl_NL.UTF-8:en"."""
    known = [re.split(r"[^a-z]", name.strip().lower())[0] for name in names.split(":")]
    return next((language for language in known if language in LANGUAGES), "en")


def _system_language() -> str:
    """The language of the user interface on Windows, which sets no variables; "" elsewhere."""
    if sys.platform == "win32":
        import ctypes
        import locale

        return locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), "")
    return ""


def use(language: str) -> None:
    """Show everything in this language from now on."""
    os.environ["LANGUAGE"] = language  # where gettext looks, for click's words too
    gettext.bindtextdomain(DOMAIN, str(LOCALE))
    gettext.textdomain(DOMAIN)


def translator() -> Callable[[str], str]:
    """What `gettext` does in the language that is used now, for many texts at once.

    `gettext` itself looks for the files of the language again and again.
    """
    return gettext.translation(DOMAIN, str(LOCALE), fallback=True).gettext


def whole(number: int) -> str:
    """A whole number, its thousands set apart."""
    return f"{number:,}".replace(",", gettext.pgettext("thousands mark", ","))


def decimal(number: float, digits: int) -> str:
    """A number with this many decimals, without zeros at the end."""
    text = f"{number:.{digits}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace(".", gettext.pgettext("decimal mark", "."))


def fixed(number: Fraction | float, digits: int = 1) -> str:
    """A number of 0 or more with this many decimals, zeros at the end included.

    >>> fixed(Fraction(5, 2)), fixed(1050), fixed(0.25, 3)
    ('2.5', '1,050.0', '0.250')
    """
    units, decimals = f"{float(number):.{digits}f}".split(".")
    return whole(int(units)) + decimal(0.5, 1)[1] + decimals


def percentage(chance: Fraction) -> str:
    """A chance as a percentage with one decimal, two digits when it is small.

    Only what is certain is 100%, and only what is impossible 0%.

    >>> [percentage(Fraction(p)) for p in ("3/22", "1/3000", "9999/10000", "0")]
    ['13.6%', '0.033%', '99.9%', '0%']
    >>> percentage(Fraction(1, 100_000)), percentage(Fraction(1, 100_001))
    ('0.001%', 'less than 0.001%')
    """
    if 0 < chance < SMALL:
        return gettext.gettext("less than {percentage}").format(percentage=decimal(0.001, 3) + "%")
    number = float(100 * chance)
    if chance < 1:
        number = min(number, 99.9)
    digits = 1
    while 0 < number * 10**digits < 10 and number < 1:
        digits += 1
    return decimal(number, digits) + "%"


def chance_words(chance: Fraction) -> str:
    """A chance as people say it.

    >>> [chance_words(Fraction(p)) for p in ("1/11", "3/22", "2/5", "47/100", "0", "1")]
    ['1 in 11 (9.1%)', 'about 1 in 7 (13.6%)', '4 in 10 (40%)', 'about 5 in 10 (47%)', '0%', '100%']
    """
    if chance in (0, 1):
        return percentage(chance)
    few, many = (1, round(1 / chance)) if chance <= Fraction(1, 5) else (round(10 * chance), 10)
    if chance.numerator == 1:
        few, many = 1, chance.denominator
    few = min(few, many - 1)
    exact = gettext.gettext("{few} in {many} ({percentage})")
    about = gettext.gettext("about {few} in {many} ({percentage})")
    template = exact if Fraction(few, many) == chance else about
    return template.format(few=few, many=whole(many), percentage=percentage(chance))
