"""The dossier of an assembly: one memory for a year of letters, sign-ups, draws and changes.

`store` opens it: one transaction per command, alone, and public files with it (`outbox`).
`schema` has the tables, `facts` reads and puts rows that hold from one event to another, `events`
is the log, `decided` the settings, `begin` the start. Public records form a `chain` that tells
one `story`; `publishing` adds to it and `verify` checks it. On these stand `signups`, `draws` and
`ending`.

People, answers and draws are apart, joined by the sign-up code. Draws see codes and values only.
"""
