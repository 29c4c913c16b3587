"""The dossier of an assembly: one memory for a year of letters, sign-ups, draws and changes.

`store` opens it: one transaction per command, alone, and public files with it (`outbox`). `schema`
has the tables, `facts` reads and puts rows that hold from one event to another, `events` is the
log, `decided` the settings. On these stand the steps of an assembly: `begin` (letters, quotas), …

People, answers and draws are apart, joined by the sign-up code. Draws see codes and values only.
"""
