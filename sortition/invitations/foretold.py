"""What a record says of chances by size of home, and of what is expected: is its form right?

homes-W.csv follows from the register, which a record does not hold; forecasts come from simulation,
which no check repeats. So their form, ranges and sums are all that can be looked at here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from sortition.invitations.layout import CURVE_COLUMNS, HOME_COLUMNS, read_public
from sortition.reading import fields, many, natural, need, text, whole

_FORECAST = ("letters", "probability", "low", "high", "samples", "sign_ups", "shortages")
_HOME = re.compile(r"(0|[1-9][0-9]{0,8})(\+?)")
_SIX, _TWELVE = re.compile(r"[01]\.[0-9]{6}"), re.compile(r"[01]\.[0-9]{12}")
_ONE = re.compile(r"[0-9]{1,12}\.[0-9]")


def check_homes(data: bytes, content: Mapping[str, Any]) -> None:
    """homes-W.csv of a wave with this content (VerificationError: it is not right)."""
    people = homes = 0
    for home, count, residents, chance, person_chance in read_public(data, [HOME_COLUMNS]):
        size = _HOME.fullmatch(home)
        need(size is not None, "record-value", key="home")
        here, everybody = natural(count, "homes"), natural(residents, "people")
        least = int(size[1]) * here if size else 0
        right = everybody >= least if size and size[2] else everybody == least
        need(right, "record-value", key="people")
        for cell in (chance, person_chance):
            need(_is_share(_TWELVE, cell), "record-value", key="chance")
        people, homes = people + everybody, homes + here
    counted = people if content["frame"] == "persons" else homes
    need(counted <= content["units"], "record-value", key="homes")


def check_curve(data: bytes, content: Mapping[str, Any]) -> None:
    """curve-W.csv of a wave with this content (VerificationError: it is not right)."""
    kinds = (content["spread"]["kind"], "proportional")
    for kind, letters, *shares in read_public(data, [CURVE_COLUMNS]):
        need(kind in kinds, "record-value", key="spread")
        natural(letters, "letters")
        need(all(_is_share(_SIX, share) for share in shares), "record-value", key="probability")
        probability, low, high = map(float, shares)
        need(low <= probability <= high, "record-value", key="probability")


def check_forecast(forecast: Any, key: str) -> None:
    """What a wave says under "forecast" (VerificationError: it is not right)."""
    if forecast is None:
        return
    content = fields(forecast, _FORECAST)
    whole(content["letters"], key, 0)
    whole(content["samples"], key, 1)
    ends = [content[name] for name in ("low", "probability", "high")]
    good = all(type(end) in (int, float) and 0 <= end <= 1 for end in ends)
    need(good and ends == sorted(ends), "record-value", key=key)
    points = many(content["sign_ups"], key)
    good = all(type(point) in (int, float) and point >= 0 for point in points)
    need(good and len(points) == 3 and points == sorted(points), "record-value", key=key)
    for shortage in many(content["shortages"], key):
        need(isinstance(shortage, list) and len(shortage) == 3, "record-value", key=key)
        text(shortage[0], key)
        text(shortage[1], key)
        good = type(shortage[2]) in (int, float) and 0 <= shortage[2] <= 1
        need(good, "record-value", key=key)


def check_forecast_cells(cells: Sequence[str]) -> None:
    """The cells of `FORECAST_COLUMNS` of a row of strata-W.csv (VerificationError)."""
    if not cells:
        return
    response, sign_ups, *seats = cells
    for cell in (response, *seats):
        need(not cell or _is_share(_SIX, cell), "record-value", key="seat_chance")
    need(not sign_ups or _ONE.fullmatch(sign_ups) is not None, "record-value", key="sign_ups")


def _is_share(form: re.Pattern[str], cell: str) -> bool:
    return form.fullmatch(cell) is not None and float(cell) <= 1
