"""Holding an installation: while it is held, nothing leaves it by itself, and what was on its way is parked."""
