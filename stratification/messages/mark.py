"""Marking texts for the translation catalogue."""


def _(text: str) -> str:
    """Mark a text for the translation catalogue; it is translated where it is shown."""
    return text
