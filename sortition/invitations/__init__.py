"""The first draw: who gets a letter, how letters are spread, and the record of it."""
