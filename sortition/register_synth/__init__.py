"""Synthetic registers of residents: of any size, of no real person, with every flaw counted."""

from __future__ import annotations

from sortition.register_synth.register import Register, make_register
from sortition.register_synth.settings import Form, Rates, RegisterSettings
from sortition.register_synth.writing import write_register

__all__ = ["Form", "Rates", "Register", "RegisterSettings", "make_register", "write_register"]
