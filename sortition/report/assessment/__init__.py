"""An assessment for people: on the screen, as a page for a board, as tables and as pictures."""
