"""Does a group of people mirror a population, and who is missing?"""
