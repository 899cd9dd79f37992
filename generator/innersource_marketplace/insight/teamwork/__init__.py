"""Work across teams: who belongs where on the day, what came from outside, and who helps whom.

Teams are all that comes out. People are hashes, counted so that small groups can be left out, and
never named, compared or ranked. Pure; the clock is an argument.
"""
