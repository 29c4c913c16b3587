"""Reference populations: the figures that quotas come from and groups are compared with."""

from stratification.population.model import About, Ages, CrossTable, Population

__all__ = ["About", "Ages", "CrossTable", "Population"]
