"""Conflicts between quotas, their repairs, lacking sign-ups and the room that is left."""

REPAIRS: dict[str, str] = {}
