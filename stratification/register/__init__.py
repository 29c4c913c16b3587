"""Registers of residents, read by DuckDB: who can get a letter on the reference date."""
