"""The worked examples of docs/invitations-response.md, and tiny models to look at completely."""

from __future__ import annotations

import itertools
import random
from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import ceil, floor

import numpy as np

from sortition.invitations.model import Strata, Stratum
from sortition.invitations.pool_model import Model, Simulation
from sortition.invitations.response import Response, Uncertainty
from sortition.invitations.response_file import parse_response
from stratification.quotas import Quota, Quotas
from stratification.tables import parse_table
from stratification.text import key

Counted = Mapping[str, int]

# CBS 7461bev, 1 January 2024, 16 and older.
NATION = {
    ("16-24", "vrouw"): 984_927,
    ("16-24", "man"): 1_020_043,
    ("25-44", "vrouw"): 2_268_510,
    ("25-44", "man"): 2_317_889,
    ("45-64", "vrouw"): 2_390_115,
    ("45-64", "man"): 2_373_001,
    ("65+", "vrouw"): 1_959_253,
    ("65+", "man"): 1_717_975,
}
# CBS 85984NED, 1 January 2024, 15 and older.
PROVINCES = {
    "Drenthe": 431_382,
    "Flevoland": 369_611,
    "Fryslân": 562_525,
    "Gelderland": 1_824_021,
    "Groningen": 521_277,
    "Limburg": 989_269,
    "Noord-Brabant": 2_258_083,
    "Noord-Holland": 2_532_666,
    "Overijssel": 1_003_401,
    "Utrecht": 1_169_879,
    "Zeeland": 333_679,
    "Zuid-Holland": 3_233_109,
}
# Zeeland: the built-in table (CBS 85984NED, 16 and older, 2024, partly an estimate).
ZEELAND = {
    ("16-24", "vrouw"): 17_826,
    ("16-24", "man"): 19_465,
    ("25-44", "vrouw"): 42_617,
    ("25-44", "man"): 44_095,
    ("45-64", "vrouw"): 54_478,
    ("45-64", "man"): 53_389,
    ("65+", "vrouw"): 50_951,
    ("65+", "man"): 46_631,
}
MUNICIPALITIES = {
    "Borsele": 19_057,
    "Goes": 33_586,
    "Hulst": 23_575,
    "Kapelle": 10_632,
    "Middelburg": 41_723,
    "Noord-Beveland": 6_980,
    "Reimerswaal": 18_380,
    "Schouwen-Duiveland": 29_459,
    "Sluis": 20_083,
    "Terneuzen": 47_013,
    "Tholen": 21_694,
    "Veere": 18_481,
    "Vlissingen": 38_789,
}

KLIMAAT_RESPONSE = """\
kenmerk,waarde,respons,aandeel
,,"5,8%",
leeftijd,16-24,"3,5%",
leeftijd,25-44,"4,4%",
leeftijd,45-64,"6,7%",
leeftijd,65+,"7,2%",
opleiding,praktisch,"1,7%",26.2
opleiding,middelbaar,"4,6%",41.7
opleiding,theoretisch,"10,7%",32.0
"""
ZEELAND_RESPONSE = """\
kenmerk,waarde,respons,aandeel
,,"7,5%",
leeftijd,16-24,"4,1%",
leeftijd,25-44,"5,6%",
leeftijd,45-64,"8,8%",
leeftijd,65+,"9,2%",
opleiding,praktisch,"3,0%",28.3
opleiding,middelbaar,"6,8%",47.8
opleiding,theoretisch,"14,2%",23.9
"""


def response_of(text: str) -> Response:
    """The response in a CSV text."""
    return parse_response(parse_table(text.encode(), "response.csv"))


def spread_over(name: str, places: Counted, people: Mapping[tuple[str, str], int]) -> Strata:
    """Strata by place, age and sex, people of every age and sex spread over places alike."""
    total = sum(places.values())
    rows = [
        Stratum((place, age, sex), round(count * size / total))
        for place, size in places.items()
        for (age, sex), count in people.items()
    ]
    rows.sort(key=lambda row: [key(value) for value in row.values])
    return Strata((name, "leeftijd", "geslacht"), tuple(rows))


def quotas_of(strata: Strata, more: Mapping[str, Counted], seats: int) -> Quotas:
    """Quotas one seat around every share, of all columns and of what only respondents know."""
    shares = {name: dict(values) for name, values in more.items()}
    for at, name in enumerate(strata.columns):
        counted: dict[str, int] = {}
        for row in strata.rows:
            counted[row.values[at]] = counted.get(row.values[at], 0) + row.size
        shares[name] = counted
    rows = []
    for name, values in shares.items():
        for value, count in values.items():
            target = Fraction(count * seats, sum(values.values()))
            rows.append(Quota(name, value, max(0, floor(target) - 1), ceil(target) + 1))
    return Quotas(tuple(rows))


def klimaat(rounds: int = 1000) -> Model:
    """Nationaal Burgerberaad Klimaat: 175 seats, 16 and older."""
    strata = spread_over("provincie", PROVINCES, NATION)
    education = {"praktisch": 262, "middelbaar": 417, "theoretisch": 320}
    quotas = quotas_of(strata, {"opleiding": education}, 175)
    simulation = Simulation(rounds, "Klimaat 2024")
    return Model(strata, quotas, 175, response_of(KLIMAAT_RESPONSE), Uncertainty(), simulation)


def zeeland(rounds: int = 1000, education: bool = True) -> Model:
    """Burgerberaad Zorg Zeeland: 300 seats, 13 municipalities; with quotas for education or not."""
    strata = spread_over("gemeente", MUNICIPALITIES, ZEELAND)
    shares = {"praktisch": 283, "middelbaar": 478, "theoretisch": 239}
    quotas = quotas_of(strata, {"opleiding": shares} if education else {}, 300)
    simulation = Simulation(rounds, "Zeeland 2022")
    return Model(strata, quotas, 300, response_of(ZEELAND_RESPONSE), Uncertainty(), simulation)


def tiny_model(seed: int, rounds: int = 1000) -> Model:
    """Two categories of two values, four strata, a few seats."""
    chance = random.Random(seed)
    strata = Strata(
        ("a", "b"),
        tuple(Stratum((x, y), chance.choice((20, 30, 40, 60))) for x in "pq" for y in "uv"),
    )
    seats = chance.randint(4, 7)
    least = chance.randint(1, seats // 2)
    quotas = Quotas(
        (
            Quota("a", "p", least, seats - least),
            Quota("a", "q", least, seats - least),
            Quota("b", "u", 1, seats - 1),
            Quota("b", "v", chance.randint(1, seats // 2), seats - 1),
        )
    )
    rates = [chance.uniform(*ends) for ends in ((0.3, 1), (1, 1.8), (0.5, 1), (1, 1.5))]
    overall = chance.uniform(0.15, 0.3)
    texts = ["category,value,response", f",,{overall:.4f}"]
    texts += [
        f"{name},{value},{overall * rate:.4f}"
        for (name, value), rate in zip(
            (("a", "p"), ("a", "q"), ("b", "u"), ("b", "v")), rates, strict=True
        )
    ]
    response = response_of("\n".join(texts))
    simulation = Simulation(rounds, str(seed))
    return Model(strata, quotas, seats, response, Uncertainty(), simulation)


def has_panel(model: Model, pool: Sequence[int]) -> bool:
    """Whether a pool has a panel, by looking at every number of people per class."""
    shape = model.shape
    for counts in itertools.product(*(range(min(n, model.seats) + 1) for n in pool)):
        if sum(counts) == model.seats:
            sums = shape.matrix @ np.array(counts)
            if (sums >= shape.lows).all() and (sums <= shape.highs).all():
                return True
    return False
