"""Whether quotas, strata and response are about the same categories and values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sortition.invitations.model import Strata
from sortition.invitations.response import Response
from stratification.combinations import is_combination
from stratification.errors import Finding, InputError, Param
from stratification.quotas import Quotas
from stratification.text import key, listed_names, shown

Spellings = dict[str, str]
"""`key` of a name -> how it is spelled."""


def check_model(strata: Strata, quotas: Quotas, response: Response) -> None:
    """Raise everything that does not fit (InputError)."""
    if not any(row.size for row in strata.rows):
        raise InputError(Finding("probability-no-letters"))
    known = _stratum_values(strata)
    shares = {
        key(one.category): {key(value): value for value in one.shares}
        for one in response.makeups
        if key(one.category) not in known
    }
    errors = _categories(quotas, {**known, **shares})
    errors += _unnamed(quotas, known, "forecast-stratum-value", None)
    errors += _unnamed(quotas, shares, "forecast-share-value", response.source or None)
    errors += _nobody(quotas, {**known, **shares})
    errors += _without_rate(strata, known, response)
    if errors:
        raise InputError(*errors)


def _stratum_values(strata: Strata) -> dict[str, Spellings]:
    return {
        key(name): {key(row.values[at]): row.values[at] for row in strata.rows if row.size}
        for at, name in enumerate(strata.columns)
    }


def _names(names: Iterable[str]) -> str:
    return listed_names(sorted(names, key=key))


def _categories(quotas: Quotas, known: Mapping[str, Spellings]) -> list[Finding]:
    """The categories of which nothing is known."""
    unknown = [name for name in quotas.columns if key(name) not in known]
    return [Finding("forecast-category-unknown", {"names": _names(unknown)})] * bool(unknown)


def _unnamed(
    quotas: Quotas, known: Mapping[str, Spellings], code: str, file: str | None
) -> list[Finding]:
    """The values that no quota of a plain category names."""
    found = []
    for category in quotas.categories:
        values = known.get(key(category), {})
        if is_combination(category) or not values:
            continue
        named = set(map(key, quotas.values_of(category)))
        missing = [value for name, value in values.items() if name not in named]
        if missing:
            params: dict[str, Param] = {"category": shown(category), "names": _names(missing)}
            found.append(Finding(code, params, file))
    return found


def _nobody(quotas: Quotas, known: Mapping[str, Spellings]) -> list[Finding]:
    """The values that must be on the panel and that nobody has."""
    lacking = [
        f"{row.category}: {row.value}"
        for row in quotas.rows
        if row.min > 0
        and any(
            key(name) in known and key(value) not in known[key(name)] for name, value in row.pairs
        )
    ]
    return [Finding("forecast-value-nobody", {"names": listed_names(lacking)})] * bool(lacking)


def _without_rate(
    strata: Strata, known: Mapping[str, Spellings], response: Response
) -> list[Finding]:
    """The values of strata that the response leaves out of a category that it has."""
    found = []
    for effect in response.effects_by(strata.columns):
        for at, name in enumerate(effect.columns):
            named = {key(values[at]) for values in effect.rates}
            missing = [value for one, value in known[key(name)].items() if one not in named]
            if missing:
                params: dict[str, Param] = {"category": shown(name), "names": _names(missing)}
                found.append(Finding("forecast-response-value", params, response.source or None))
    return found
