"""What is wrong with a group that is assessed, or worth knowing about it."""

REPRESENTATION: dict[str, str] = {}
