"""What a record says of a forecast: targets, response, uncertainty, rounds; ready for JSON."""

from __future__ import annotations

from typing import Any

import numpy as np

from sortition.invitations.pool_model import Model
from sortition.invitations.response import CASES, Effect, Makeup
from sortition.invitations.simulate import VERSION


def significant(number: float) -> float:
    """A number in six significant digits: what computers agree on.

    >>> significant(0.1234567), significant(1 / 3)
    (0.123457, 0.333333)
    """
    return float(f"{number:.6g}")


def model_details(model: Model) -> dict[str, Any]:
    """Everything that a forecast rests on, but for the strata and the seed."""
    response = model.response
    weights = model.sizes / model.sizes.sum()
    effects = response.effects_by(model.strata.columns)
    columns = {name.casefold() for name in model.strata.columns}
    makeups = [one for one in response.makeups if one.category.casefold() not in columns]
    return {
        "targets": {
            "seats": model.seats,
            "quotas": [[row.category, row.value, row.min, row.max] for row in model.quotas.rows],
        },
        "response": {
            "kind": response.kind,
            "source": response.source,
            "overall": significant(response.overall),
            "expected": significant(float(weights @ model.stratum_rates)),
            "rates": [_effect(one, response.overall) for one in effects],
            "shares": [_makeup(one) for one in makeups],
            "cases": _cases() if response.kind == "default" else [],
        },
        "uncertainty": {
            "campaign": significant(model.campaign),
            "values": [significant(one) for one in np.unique(model.shape.factors)],
        },
        "rounds": model.simulation.rounds,
        "stream": VERSION,
    }


def _effect(effect: Effect, overall: float) -> dict[str, Any]:
    rows = [
        [list(values), significant(overall * rate.relative)]
        for values, rate in effect.rates.items()
    ]
    return {"columns": list(effect.columns), "rows": rows}


def _makeup(makeup: Makeup) -> dict[str, Any]:
    among = makeup.among
    rows = [
        [value, significant(share), significant(among[value])]
        for value, share in makeup.shares.items()
    ]
    return {"category": makeup.category, "rows": rows}


def _cases() -> list[list[Any]]:
    return [[case.name, case.year, case.letters, case.sign_ups, case.source] for case in CASES]
