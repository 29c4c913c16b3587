"""How chance decides: from a pool and its quotas to a published, provable lottery over panels."""

__version__ = "0.1.0"
