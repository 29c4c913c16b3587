"""The rules that leave people out, in the order in which they are applied, as SQL.

Each code names a sentence in `stratification.messages`. Somebody counts at the first rule that
applies. Before all of these stands `DUPLICATES`: rows that repeat another one in everything that is
read of them.
"""

from __future__ import annotations

from stratification.register.fields import birth_trouble, no_post
from stratification.register.model import Choices, RegisterMap
from stratification.register.sql import literal

DUPLICATES = "step-duplicates"
UNDETERMINED = "step-age-undetermined"
SUSPENSIONS = {
    "O": "step-suspended-died",
    "E": "step-suspended-emigrated",
    "M": "step-suspended-decision",
    "R": "step-suspended-non-resident",
    "F": "step-suspended-error",
}
"""Reasons for which keeping up a registration is suspended (reden opschorting bijhouding)."""

STEPS = (
    DUPLICATES,
    *SUSPENSIONS.values(),
    *("step-too-young", "step-too-old", UNDETERMINED),
    *("step-address-investigated", "step-excluded", "step-no-postal-address"),
)
"""All codes, in the order in which the rules are applied."""

UNDER_INVESTIGATION = "('089999', '89999')"
"""SQL for the codes of an address under investigation; a spreadsheet may have cut off the zero."""

_CUT = "[0-9][.,]?[0-9]*[Ee][+][0-9]+"  # how a spreadsheet shows a number of many digits
_TOTAL = "(sub)?(totaal|total)( .*|:.*)?|aantal:?( .*)?"

POSTAL = ("street", "house_number", "postcode", "place")
PARTS = ("postcode", "house_number")
"""What an address key cannot do without."""


def is_address_list(mapping: RegisterMap) -> bool:
    """Whether the register has one row per address, not per person."""
    return mapping.frame == "addresses" and (
        "id" not in mapping.columns or "residents" in mapping.columns
    )


def has_address(mapping: RegisterMap) -> bool:
    """Whether the register says who live at the same address."""
    return "address" in mapping.columns or all(part in mapping.columns for part in PARTS)


def ages_count(mapping: RegisterMap, choices: Choices) -> bool:
    """Whether dates of birth are needed at all: otherwise they are not looked at."""
    limits = (mapping.minimum_age, mapping.maximum_age)
    used = [column for column in mapping.strata if column.name in choices.strata]
    return limits != (None, None) or any(column.column is None for column in used)


def rules(mapping: RegisterMap, choices: Choices) -> tuple[tuple[str, str], ...]:
    """The rules that can be applied to this register: (code, SQL that says to whom)."""
    return (*_suspended(mapping), *_aged(mapping), *_addressed(mapping, choices))


def _suspended(mapping: RegisterMap) -> list[tuple[str, str]]:
    if "suspension" not in mapping.columns:
        return []
    return [(code, f"suspension = {literal(reason)}") for reason, code in SUSPENSIONS.items()]


def _aged(mapping: RegisterMap) -> list[tuple[str, str]]:
    """Rules about age. Who is left by the first two may still be too young or too old."""
    least, most = mapping.minimum_age, mapping.maximum_age
    found = []
    if least is not None:
        found.append(("step-too-young", f"oldest < {least}"))
    if most is not None:
        found.append(("step-too-old", f"youngest > {most}"))
    if found and mapping.undetermined != "in":
        found.append((UNDETERMINED, undetermined(mapping)))
    return found


def undetermined(mapping: RegisterMap) -> str:
    """SQL: whether a date of birth is too incomplete to say that somebody is eligible.

    It holds of everybody who is for certain not eligible, too.
    """
    least, most = mapping.minimum_age, mapping.maximum_age
    limits = [
        *([f"youngest < {least}"] if least is not None else []),
        *([f"oldest > {most}"] if most is not None else []),
    ]
    return " OR ".join(limits) or "false"


def _addressed(mapping: RegisterMap, choices: Choices) -> list[tuple[str, str]]:
    found = []
    if "investigation" in mapping.columns:
        found.append(("step-address-investigated", f"investigation IN {UNDER_INVESTIGATION}"))
    if choices.excluded:
        found.append(("step-excluded", "id IN (SELECT id FROM excluded)"))
    fields = [field for field in POSTAL if field in mapping.columns]
    if fields:
        found.append(("step-no-postal-address", no_post(fields)))
    elif "address" in mapping.columns and not is_address_list(mapping):
        found.append(("step-no-postal-address", "address = ''"))
    return found


def step_sql(mapping: RegisterMap, choices: Choices) -> str:
    """SQL for the code of the first rule that applies to somebody; NULL: no rule does."""
    found = rules(mapping, choices)
    if not found:
        return "CAST(NULL AS VARCHAR)"
    lines = "\n".join(f"    WHEN {condition} THEN {literal(code)}" for code, condition in found)
    return f"CASE\n{lines}\n  END"


def trouble(mapping: RegisterMap, choices: Choices) -> tuple[tuple[str, str, str], ...]:
    """What may be wrong with a row: (code, field, SQL that says so), the first one counts.

    Nobody's date of birth is asked for whose registration is suspended.
    """
    who = "address" if is_address_list(mapping) else "id"
    found = [
        ("register-id-blank", who, "id = ''"),
        ("register-id-control", who, "regexp_matches(id, '[\\x00-\\x1f\\x7f]')"),
    ]
    ids = ["id"] if who == "address" or "address" not in mapping.columns else ["id", "address"]
    found += [
        (f"register-{one}-cut", who if one == "id" else one, f"regexp_full_match({one}, '{_CUT}')")
        for one in ids
    ]
    found.append(("register-total", who, f"regexp_full_match(lower(id), '{_TOTAL}')"))
    active = ""
    if "suspension" in mapping.columns:
        reasons = ", ".join(literal(reason) for reason in ("", *SUSPENSIONS))
        found.append(("register-suspension", "suspension", f"suspension NOT IN ({reasons})"))
        active = "suspension = '' AND "
    if ages_count(mapping, choices):
        found += [
            (code, "birth_date", f"{active}({condition})")
            for code, condition in birth_trouble(choices.reference_date)
        ]
    if "residents" in mapping.columns and is_address_list(mapping):
        whole = "residents <> '' AND NOT regexp_full_match(residents, '[0-9]{1,6}')"
        found.append(("register-residents", "residents", whole))
    return tuple(found)


def trouble_sql(mapping: RegisterMap, choices: Choices) -> str:
    """SQL for the code of what is wrong with a row; NULL: nothing."""
    found = trouble(mapping, choices)
    lines = "\n".join(f"    WHEN {condition} THEN {literal(code)}" for code, _, condition in found)
    return f"CASE\n{lines}\n  END"
