"""Guessing: what a message says of an interview, each guess with its evidence. Pure, and sure of little."""
