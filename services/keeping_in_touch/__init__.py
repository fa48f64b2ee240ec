"""People: whom to speak to again, when, and what was said last. The relation outlives a "no"."""
