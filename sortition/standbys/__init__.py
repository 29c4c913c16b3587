"""Standby members: chosen in advance, so that a panel still mirrors the population after drop-out.

The idea and the model are from A. Assos, C. Baharav, B. Flanigan and A. Procaccia, "Alternates,
Assemble! Selecting Optimal Alternates for Citizens' Assemblies", EC 2025; docs/standbys.md has the
mathematics, the files and what was measured.
"""
