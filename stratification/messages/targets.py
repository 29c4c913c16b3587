"""What is wrong with the settings of targets, or worth knowing about them."""

TARGETS: dict[str, str] = {}
