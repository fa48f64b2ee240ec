"""Replies that leave in the person's name: approved, claimed, sent once, and asked about where nobody can know."""
