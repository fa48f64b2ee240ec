"""What arrives from outside finds its place: a new invitation, a change of one, a word in its thread, or a person."""
