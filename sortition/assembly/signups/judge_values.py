"""What somebody answered -> a value of the quotas, or the reason why it is none."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sortition.assembly.decided import UNSAID_SPELLINGS, Target, unsaid_of
from sortition.assembly.signups.forms_dates import day_of, moment, years_between
from stratification.ages import Ages, parse_ages
from stratification.combinations import is_combination
from stratification.errors import Finding, Param
from stratification.text import key, listed_names, nearest, shown, tidy

REFUSING = frozenset(
    {
        "signup-code-unknown",
        "signup-twice-row",
        "signup-twice-day",
        "signup-consent",
        "signup-not-eligible",
        "signup-age-outside",
    }
)
"""The reasons that keep a row out; with the others somebody has to look at it."""

_WHOLE = re.compile(r"([0-9]{1,3})(?:[.,]0+)?(?: ?(?:jaar|years old|years|year))?")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")


@dataclass(frozen=True)
class Reason:
    """Why a row is not accepted at once: a code of `MESSAGES`, never what the row holds."""

    code: str
    params: Mapping[str, Param] = field(default_factory=dict)
    column: str | None = None

    @property
    def refuses(self) -> bool:
        """Whether it keeps the row out."""
        return self.code in REFUSING

    def finding(self, file: str | None = None, row: int | None = None) -> Finding:
        """It as a finding, at a place."""
        return Finding(self.code, self.params, file, row, self.column)


@dataclass(frozen=True)
class Values:
    """The values of one category.

    Parameters:
        spelled: their spelling in the quotas, by `key`.
        unsaid: the one for "prefer not to say"; None: there is none.
        bands: the ages of each value, when all but `unsaid` are ages; otherwise ().
        free: whether other values may stand too (only combined quotas name the category).
    """

    category: str
    spelled: Mapping[str, str]
    unsaid: str | None = None
    bands: tuple[tuple[Ages, str], ...] = ()
    free: bool = False

    def knows(self, value: str) -> bool:
        """Whether a stored value is one that quotas still have."""
        return self.free or key(value) in self.spelled

    def read(self, text: str, day: datetime.date) -> tuple[str | None, Reason | None]:
        """The value that an answer stands for, or the reason why it is none.

        Parameters:
            text: tidy.
            day: on which an age counts.
        """
        name = key(text)
        if name in self.spelled:
            return self.spelled[name], None
        if not name:
            return None, self._reason("signup-blank")
        if name in UNSAID_SPELLINGS and not self.free:
            reason = None if self.unsaid else self._reason("signup-unsaid")
            return self.unsaid, reason
        ages = self._ages(text, day) if self.bands else None
        if ages is not None:
            return self._band(ages, text)
        if self.free:
            return text, None
        close = nearest(text, self.spelled.values())
        if close is None:
            values = listed_names(tuple(self.spelled.values()))
            return None, self._reason("signup-value", values=values)
        return None, self._reason("signup-value-nearest", nearest=shown(close))

    def _reason(self, code: str, **params: Param) -> Reason:
        return Reason(code, {"category": shown(self.category), **params})

    def _ages(self, text: str, day: datetime.date) -> Ages | None:
        """The age, or the two ages, that a number, a year or a day of birth says."""
        if found := _WHOLE.fullmatch(key(text)):
            return Ages(int(found[1]), int(found[1]))
        if _YEAR.fullmatch(text):
            years = day.year - int(text)
            return Ages(max(0, years - 1), years) if years >= 0 else None
        born = moment(text)
        if born is not None:
            years = years_between(day_of(born), day)
            return Ages(years, years)
        return parse_ages(text)

    def _band(self, ages: Ages, text: str) -> tuple[str | None, Reason | None]:
        """The band in which these ages are; a band that is spelled otherwise is equal to its own.

        A number or a day of birth outside all bands is outside the reference.
        """
        for band, value in self.bands:
            last = ages.first if ages.last is None else ages.last
            inside = band.first <= ages.first and (band.last is None or last <= band.last)
            if ages == band or (inside and ages.last is not None and last - ages.first <= 1):
                return value, None
        if self.free:
            return text, None
        touching = any(
            band.first <= (ages.first if ages.last is None else ages.last)
            and (band.last is None or ages.first <= band.last)
            for band, _ in self.bands
        )
        if ages.last is None or touching:
            values = listed_names([value for _, value in self.bands])
            return None, self._reason("signup-age-unclear", values=values)
        return None, self._reason("signup-age-outside")


def values_of(target: Target | None) -> tuple[Values, ...]:
    """All that must be known of somebody, in the order of the quotas' columns."""
    if target is None:
        return ()
    unsaid = unsaid_of(target)
    found = []
    for column in target.quotas.columns:
        rows = [row for row in target.quotas.rows if column in dict(row.pairs)]
        spelled = {key(dict(row.pairs)[column]): dict(row.pairs)[column] for row in rows}
        free = all(is_combination(row.category) for row in rows)
        found.append(
            Values(column, spelled, unsaid.get(column), _bands(tuple(spelled.values())), free)
        )
    return tuple(found)


def _bands(values: Sequence[str]) -> tuple[tuple[Ages, str], ...]:
    """The ages of values that are bands of them; () when they are not."""
    said = [value for value in values if key(value) not in UNSAID_SPELLINGS]
    bands = [(parse_ages(value), value) for value in said]
    found = tuple((ages, value) for ages, value in bands if ages is not None)
    wide = any(ages.first != ages.last for ages, _ in found)
    return found if wide and len(found) == len(said) else ()


class Reader:
    """Reads the answers of many people: equal answers once."""

    def __init__(self, values: Sequence[Values]) -> None:
        self._values = {one.category: (one, key(one.category)) for one in values}
        self._read: dict[tuple[str, str, str], tuple[str | None, Reason | None]] = {}
        self._valid: dict[tuple[str, str], bool] = {}

    def read(self, category: str, text: str, received: str) -> tuple[str | None, Reason | None]:
        """As `Values.read`, for an answer of a category, given on a day (or moment) in ISO."""
        values, _ = self._values[category]
        name = (category, text, received[:10] if values.bands else "")
        if name not in self._read:
            self._read[name] = values.read(tidy(text), day_of(received))
        return self._read[name]

    def held(self, answers: Mapping[str, Sequence[str]], category: str) -> Sequence[str]:
        """The values that somebody has had in a category; () when the last is none any more."""
        values, name = self._values[category]
        held = answers.get(name, ())
        if not held:
            return ()
        valid = self._valid.get((name, held[-1]))
        if valid is None:
            valid = self._valid.setdefault((name, held[-1]), values.knows(held[-1]))
        return held if valid else ()
