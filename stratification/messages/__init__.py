"""Every sentence an error can say, in English, by code: the source of the translations."""

from __future__ import annotations

from stratification.messages.assembly import ASSEMBLY
from stratification.messages.comparison import COMPARISON
from stratification.messages.ending import ENDING
from stratification.messages.feasibility import FEASIBILITY
from stratification.messages.invitations import INVITATIONS
from stratification.messages.invite_settings import INVITE_SETTINGS
from stratification.messages.letter_texts import LETTER_TEXTS
from stratification.messages.letters import LETTERS
from stratification.messages.lottery import LOTTERY
from stratification.messages.mark import _
from stratification.messages.merging import MERGING
from stratification.messages.population import POPULATION
from stratification.messages.reading import READING
from stratification.messages.record import RECORD
from stratification.messages.regions import REGIONS
from stratification.messages.register import REGISTER
from stratification.messages.register_steps import REGISTER_STEPS
from stratification.messages.register_synth import REGISTER_SYNTH
from stratification.messages.repairs import REPAIRS
from stratification.messages.replacement import REPLACEMENT
from stratification.messages.representation import REPRESENTATION
from stratification.messages.response import RESPONSE
from stratification.messages.signups import SIGNUPS
from stratification.messages.solvers import SOLVERS
from stratification.messages.spreading import SPREADING
from stratification.messages.standbys import STANDBYS
from stratification.messages.targets import TARGETS

MESSAGES: dict[str, str] = {
    **READING,
    **FEASIBILITY,
    **LOTTERY,
    **RECORD,
    **COMPARISON,
    **SOLVERS,
    **SIGNUPS,
    **POPULATION,
    **REGIONS,
    **TARGETS,
    **REPAIRS,
    **REPLACEMENT,
    **REPRESENTATION,
    **REGISTER_SYNTH,
    **REGISTER,
    **REGISTER_STEPS,
    **LETTERS,
    **INVITATIONS,
    **LETTER_TEXTS,
    **SPREADING,
    **RESPONSE,
    **INVITE_SETTINGS,
    **MERGING,
    **STANDBYS,
    **ASSEMBLY,
    **ENDING,
}

__all__ = ["MESSAGES", "_"]
