"""The table `people` made of a register: what is checked, counted, and needed for the frame."""

from __future__ import annotations

from collections.abc import Sequence

from stratification.ages import ages_text
from stratification.register.fields import UNKNOWN, marked
from stratification.register.frame import Layout, has_residents
from stratification.register.sql import literal
from stratification.register.steps import (
    PARTS,
    UNDER_INVESTIGATION,
    ages_count,
    rules,
    trouble,
    trouble_sql,
    undetermined,
)


def marks(layout: Layout) -> dict[str, str]:
    """Name -> SQL, over `people`, of what is counted besides the rules."""
    columns = layout.headers
    both = "address" in columns and all(part in columns for part in PARTS)
    unsure = layout.mapping.undetermined == "in" and ages_count(layout.mapping, layout.choices)
    return {
        "confidential": marked("confidential") if "confidential" in columns else "false",
        "investigated": f"ltrim(investigation, '0') <> '' AND investigation NOT IN "
        f"{UNDER_INVESTIGATION}"
        if "investigation" in columns
        else "false",
        "uncoded": "address_code = ''" if both else "false",
        "unsure": undetermined(layout.mapping) if unsure else "false",
    }


def checked(layout: Layout) -> list[str]:
    """SQL, over `people`, of the columns that are looked at and that the rest of the query needs.

    `step` is the code of what is wrong with a row, if anything is. Texts of which there are few
    are numbers inside the engine (ENUM), which takes far less memory.
    """
    mapping, choices = layout.mapping, layout.choices
    wrong = [code for code, _, _ in trouble(mapping, choices)]
    codes = _enum([*wrong, *(code for code, _ in rules(mapping, choices))])
    strata = [
        f"w{place}"
        if column.column is not None
        else f"CAST(w{place} AS {_enum([*map(ages_text, column.bands), UNKNOWN])}) AS w{place}"
        for place, column in enumerate(layout.strata, 1)
    ]
    return [
        *("id", "address"),
        f"CAST(coalesce({trouble_sql(mapping, choices)}, step) AS {codes}) AS step",
        *strata,
        *(["residents"] if has_residents(layout) else []),
        *(f"{sql} AS {name}" for name, sql in marks(layout).items()),
    ]


def _enum(values: Sequence[str]) -> str:
    return f"ENUM({', '.join(map(literal, dict.fromkeys(values)))})"
