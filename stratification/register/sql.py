"""Names and texts inside SQL, written so that no content can be taken for a command."""

from __future__ import annotations


def name(text: str) -> str:
    """Return a name (of a column, a table) as SQL writes it, whatever characters it has.

    >>> print(name('Naam "roepnaam"'))
    "Naam ""roepnaam\"""
    """
    return '"' + text.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Return a text as SQL writes it.

    >>> print(literal("'s-Hertogenbosch"))
    '''s-Hertogenbosch'
    """
    return "'" + text.replace("'", "''") + "'"


def unguarded(cell: str) -> str:
    """Return SQL for a cell without the apostrophe that `stratification.tables.guard` put on.

    `cell` is SQL that gives a text. An apostrophe comes off when only apostrophes stand between
    it and one of = + - @ TAB CR, so `'t Gooi` keeps its own.

    >>> print(unguarded('"Straat"'))
    regexp_replace("Straat", '^''(''*[=+\\-@\\t\\r])', '\\1')
    """
    return f"regexp_replace({cell}, '^''(''*[=+\\-@\\t\\r])', '\\1')"
