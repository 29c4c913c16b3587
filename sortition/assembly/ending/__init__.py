"""What must go and when (`retention`), destroying it with a proof (`erase`), and who gets to see
what (`disclosure`).
"""
