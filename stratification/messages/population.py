"""What is wrong with a reference population, or worth knowing about it."""

POPULATION: dict[str, str] = {}
