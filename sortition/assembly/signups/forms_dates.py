"""Days and times as form tools and people write them."""

from __future__ import annotations

import datetime
import re

_TIME = r"(?:[T ,]+([0-9]{1,2})[:.]([0-9]{2})(?:[:.]([0-9]{2})(?:[.,][0-9]+)?)?)?"
_ZONE = r"(?: ?(?:Z|UTC|[+-][0-9]{2}:?[0-9]{2}))?"
_ISO = re.compile(rf"([0-9]{{4}})[-/]([0-9]{{1,2}})[-/]([0-9]{{1,2}}){_TIME}{_ZONE}")
_DUTCH = re.compile(rf"([0-9]{{1,2}})[-/.]([0-9]{{1,2}})[-/.]([0-9]{{4}}){_TIME}{_ZONE}")
_WORDS = re.compile(rf"([0-9]{{1,2}}) ([a-z]+)\.? ([0-9]{{4}}){_TIME}{_ZONE}", re.IGNORECASE)
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari jan january",
            "februari feb february",
            "maart mrt mar march",
            "april apr",
            "mei may",
            "juni jun june",
            "juli jul july",
            "augustus aug august",
            "september sep sept",
            "oktober okt oct october",
            "november nov",
            "december dec",
        ),
        1,
    )
    for name in names.split()
}


def moment(text: str) -> str | None:
    """A day, perhaps with a time, as ISO 8601 without a zone; None: it is none.

    The day comes before the month, unless the year comes first. A zone is left off: the time is
    that which the file shows.

    >>> moment("26-11-2026 14:03"), moment("2026-11-26T14:03:09Z"), moment("26 nov. 2026")
    ('2026-11-26T14:03:00', '2026-11-26T14:03:09', '2026-11-26')
    >>> moment("31-02-2026"), moment("gisteren")
    (None, None)
    """
    if found := _ISO.fullmatch(text):
        year, month, day, *time = found.groups()
    elif found := _DUTCH.fullmatch(text):
        day, month, year, *time = found.groups()
    elif found := _WORDS.fullmatch(text):
        day, name, year, *time = found.groups()
        month = str(_MONTHS.get(name.lower(), 0))
    else:
        return None
    try:
        date = datetime.date(int(year), int(month), int(day)).isoformat()
        if time[0] is None:
            return date
        hour, minute, second = (int(part or 0) for part in time)
        clock = datetime.time(hour, minute, second)
    except ValueError:
        return None
    return f"{date}T{clock.isoformat()}"


def day_of(received: str) -> datetime.date:
    """The day of such a text."""
    return datetime.date.fromisoformat(received[:10])


def years_between(born: datetime.date, day: datetime.date) -> int:
    """The age on a day of somebody born on another; born on 29 February: a year older on 1 March.

    >>> years_between(datetime.date(2008, 2, 29), datetime.date(2026, 2, 28))
    17
    """
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
