"""The categories of synthetic pools, model "sortition-synth-1" (docs/synth.md explains them).

These numbers are part of the model: a change of any of them would be model 2. They are invented;
their sizes are those that surveys of European towns usually show, no more.
"""

from __future__ import annotations

from dataclasses import dataclass

LEVELS = 5
"""Each factor of somebody's situation has this many levels, equally likely."""

LIFE, POSITION, PLACE = range(3)
"""The factors: stage of life (young to old), social position (low to high), place (city to land).
"""


@dataclass(frozen=True)
class Category:
    """A category of the model.

    Parameters:
        name: what its column is called.
        values: names of the values, in an order that the factors move people along.
        shares: how many of 1000 inhabitants have each value.
        eager: by how many tenths of the least willing value's propensity each value is likelier to
            sign up, at bias 1: 20 means three times as likely as 0.
        follows: how closely somebody's value follows each factor, in tenths at correlation 1;
            below zero: a high level goes with the first values. The absolute ones add up to 10 at
            most.
        home: whether people of one household share it.
    """

    name: str
    values: tuple[str, ...]
    shares: tuple[int, ...]
    eager: tuple[int, ...]
    follows: tuple[int, int, int]
    home: bool = False


CATEGORIES = (
    Category(
        "age",
        ("16-29", "30-44", "45-59", "60-74", "75 and over"),
        (210, 235, 250, 205, 100),
        (0, 5, 11, 20, 6),
        (9, 0, 0),
    ),
    Category("sex", ("woman", "man"), (506, 494), (0, 2), (0, 0, 0)),
    Category(
        "education",
        ("practical", "secondary", "theoretical"),
        (290, 365, 345),
        (0, 6, 20),
        (-2, 7, 0),
    ),
    Category(
        "district",
        ("Centre", "North", "East", "South", "West", "Villages"),
        (175, 220, 170, 195, 135, 105),
        (4, 0, 2, 1, 0, 5),
        (0, 0, 9),
        home=True,
    ),
    Category(
        "housing",
        ("social rent", "private rent", "owner-occupied"),
        (300, 130, 570),
        (0, 3, 8),
        (3, 5, 2),
        home=True,
    ),
    Category(
        "origin",
        ("born abroad", "parent born abroad", "no migration background"),
        (160, 120, 720),
        (0, 3, 8),
        (3, 2, 3),
    ),
    Category(
        "care use",
        ("none", "now and then", "regular", "much"),
        (300, 450, 180, 70),
        (0, 2, 6, 8),
        (7, -2, 0),
    ),
    Category(
        "opinion",
        ("strongly against", "against", "neutral", "in favour", "strongly in favour"),
        (95, 180, 310, 270, 145),
        (8, 1, 0, 5, 14),
        (-2, 4, -3),
    ),
    Category(
        "income",
        ("lowest fifth", "second fifth", "third fifth", "fourth fifth", "highest fifth"),
        (200, 200, 200, 200, 200),
        (0, 1, 2, 4, 5),
        (2, 7, 0),
        home=True,
    ),
    Category(
        "family",
        ("child at home", "alone", "with a partner", "parent of a child at home"),
        (95, 255, 310, 340),
        (0, 2, 4, 1),
        (4, 2, 1),
    ),
    Category(
        "work",
        ("student", "no work", "employee", "self-employed", "retired"),
        (85, 135, 470, 105, 205),
        (1, 0, 2, 4, 7),
        (7, 2, 0),
    ),
    Category("trust", ("low", "middling", "high"), (280, 430, 290), (0, 2, 7), (0, 6, -2)),
)
"""n categories are the first n of these."""
