"""What cells of a register mean, as SQL: texts, dates of birth, ages, addresses.

Every function gets SQL that gives a text (never NULL) and returns SQL.

**Dates of birth** come in many forms; all become eight digits yyyymmdd, with 00 for what is not
known, as the BRP writes it:

    19700503, 19700500, 19700000, 00000000      as they are
    1970-05-03, 1970-05-03 00:00:00             year first
    1970, 1970-05, 1970-05-00                   partly known
    03-05-1970, 3-5-1970, 3/5/1970, 3.5.1970    day first; never month first
    0, a blank cell                             nothing known

**Ages.** A date that is partly known stands for all days from `FIRST` to `LAST`, so the age on the
reference date is from `youngest` to `oldest`. With dates as numbers yyyymmdd an age is

    (reference date - date of birth) // 10000

which makes somebody born on 29 February a year older on 1 March of a common year. Somebody of whom
nothing is known may be of any age from 0 to `MOST_YEARS`.

>>> import duckdb
>>> print(duckdb.sql(f"SELECT {birth_digits('cell')} FROM (SELECT '3-5-1970' AS cell)").fetchall())
[('19700503',)]
"""

from __future__ import annotations

import datetime
from collections.abc import Container, Mapping, Sequence

from stratification.ages import Ages, ages_text
from stratification.register.sql import literal

UNKNOWN = "?"
"""The value in a stratum of whom the register does not say it."""

MOST_YEARS = 125
"""Nobody ever lived as long as this."""

SPACES = "' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(8203) || chr(8288) || chr(65279)"

POSTCODE = "(?i)[1-9][0-9]{3}[ \\x{A0}]?([A-RT-Z][A-Z]|S[BCE-RT-Z])"
"""As the post uses them: SA, SD and SS do not occur."""

_FORMS = (
    ("[0-9]{8}", "{0}"),
    ("[0-9]{4}-[0-9]{2}-[0-9]{2}( 0?0:00:00)?", "replace(left({0}, 10), '-', '')"),
    (
        "[0-9]{1,2}([-/.])[0-9]{1,2}([-/.])[0-9]{4}( 0?0:00:00)?",
        "regexp_extract({0}, '[0-9]{{4}}') || lpad(regexp_extract({0}, "
        "'^[0-9]+.([0-9]+)', 1), 2, '0') || lpad(regexp_extract({0}, '^[0-9]+'), 2, '0')",
    ),
    ("[0-9]{4}", "{0} || '0000'"),
    ("[0-9]{4}-[0-9]{2}", "replace({0}, '-', '') || '00'"),
)


def text(column: str) -> str:
    """A cell without the spaces around it; a blank one is ''.

    (Taking spaces off takes longer than looking whether there are any.)
    """
    spaced = f"{column} LIKE ' %' OR {column} LIKE '% '"
    return f"CASE WHEN {spaced} THEN trim({column}) ELSE coalesce({column}, '') END"


def id_text(column: str) -> str:
    """An id as it is compared: in NFC, and trimmed, also of invisible characters.

    What differs from `stratification.text.tidy`: spaces and invisible characters *inside* an id
    stay as they are, and of the spaces around it only the common ones go.
    """
    plain = f"regexp_full_match({column}, '[!-~]+')"
    trimmed = f"coalesce(trim(nfc_normalize({column}), {SPACES}), '')"
    return f"CASE WHEN {plain} THEN {column} ELSE {trimmed} END"


def birth_digits(cell: str) -> str:
    """A date of birth as eight digits; NULL: it is written in no known form."""
    forms = "\n".join(
        f"    WHEN regexp_full_match({cell}, '{form}') THEN {digits.format(cell)}"
        for form, digits in _FORMS
    )
    return f"CASE\n    WHEN {cell} IN ('', '0') THEN '00000000'\n{forms}\n  END"


def birth_parts(digits: str) -> dict[str, str]:
    """Name -> SQL of what `ages` and `birth_trouble` need; each may use those before it.

    `days` is the last day of the month where that matters, else 28; of an impossible month that
    of another one.
    """
    return {
        "birth": f"CAST({digits} AS INTEGER)",
        "year": "birth // 10000",
        "month": "birth // 100 % 100",
        "days": "CASE WHEN birth % 100 BETWEEN 1 AND 28 THEN 28 "
        "ELSE day(last_day(make_date(year, greatest(1, least(month, 12)), 1))) END",
    }


def ages(reference: datetime.date) -> dict[str, str]:
    """Name -> SQL of the earliest and latest day of birth, and the oldest and youngest age."""
    today = day_number(reference)
    earliest = "birth + CASE WHEN month = 0 THEN 101 WHEN birth % 100 = 0 THEN 1 ELSE 0 END"
    latest = "birth + CASE WHEN month = 0 THEN 1231 WHEN birth % 100 = 0 THEN days ELSE 0 END"
    return {
        "earliest": earliest,
        "latest": f"least({latest}, {today})",
        "oldest": f"CASE WHEN birth = 0 THEN {MOST_YEARS} ELSE ({today} - earliest) // 10000 END",
        "youngest": f"CASE WHEN birth = 0 THEN 0 ELSE ({today} - latest) // 10000 END",
    }


def band(bands: Sequence[Ages]) -> str:
    """SQL for the band of somebody's age, from `youngest` to `oldest`.

    '?': it cannot be told; NULL: no band has any of these ages.
    """
    certain, possible = [], []
    for one in bands:
        below = "" if one.last is None else f" AND oldest <= {one.last}"
        certain.append(f"WHEN youngest >= {one.first}{below} THEN {literal(ages_text(one))}")
        upto = "" if one.last is None else f" AND youngest <= {one.last}"
        possible.append(f"(oldest >= {one.first}{upto})")
    some = f"WHEN {' OR '.join(possible)} THEN {literal(UNKNOWN)}"
    return "CASE\n    " + "\n    ".join([*certain, some]) + "\n  END"


def birth_trouble(reference: datetime.date) -> tuple[tuple[str, str], ...]:
    """What may be wrong with a date of birth: (code, SQL that says so), in this order."""
    return (
        ("register-birth-unreadable", "birth IS NULL"),
        (
            "register-birth-impossible",
            "birth <> 0 AND (year = 0 OR month > 12 OR birth % 100 > days "
            "OR month = 0 AND birth % 100 > 0)",
        ),
        ("register-birth-future", f"earliest > {day_number(reference)}"),
        ("register-birth-old", f"birth <> 0 AND youngest > {MOST_YEARS}"),
    )


def day_number(day: datetime.date) -> int:
    """A day as a number yyyymmdd.

    >>> day_number(datetime.date(2026, 3, 1))
    20260301
    """
    return day.year * 10000 + day.month * 100 + day.day


_NOT = "0*|n|nee|no|geen|none|f|false|onwaar|-"


def marked(cell: str) -> str:
    """Whether an indication (such as that of geheimhouding) is set: not blank, 0 or a word for no.

    What is no such word counts as set: nobody is exposed by a spelling.
    """
    return f"NOT regexp_full_match(lower({cell}), '{_NOT}')"


# ---- addresses ----


def address_key(cells: Mapping[str, str]) -> str:
    """What an address is compared by: postcode, house number and all that is added to it.

    `cells` has SQL for the cell of those of `ADDRESS_FIELDS` that the register has. Case and
    spaces do not count, nor zeros before a house number, nor whether "A2" is written as letter
    "A" and addition "2". Somewhere by (bij) or opposite (tegenover) a house is another address.

    >>> import duckdb
    >>> cells = {"postcode": "'2583 xl'", "house_number": "'012'", "house_addition": "'-2'"}
    >>> print(duckdb.sql(f"SELECT {address_key(cells)}").fetchall())
    [('2583XL 12 2',)]
    """
    letter = cells.get("house_letter", "''")
    addition = f"ltrim({cells['house_addition']}, ' -/')" if "house_addition" in cells else "''"
    parts = [
        f"upper(replace(replace({cells['postcode']}, chr(160), ''), ' ', ''))",
        f"nullif(lower({cells['house_sign']}), '')" if "house_sign" in cells else "",
        f"ltrim({cells['house_number']}, '0 ')",
        f"nullif(upper(replace({letter} || {addition}, ' ', '')), '')",
    ]
    return f"trim(concat_ws(' ', {', '.join(filter(None, parts))}))"


def no_post(fields: Container[str]) -> str:
    """Whether no letter can be sent to an address, of which the register has these fields."""
    wrong = {
        "street": "street = ''",
        "house_number": "NOT regexp_full_match(house_number, '0*[1-9][0-9]*')",
        "postcode": f"NOT regexp_full_match(postcode, '{POSTCODE}')",
        "place": "place = ''",
    }
    return " OR ".join(rule for field, rule in wrong.items() if field in fields)
