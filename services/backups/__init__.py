"""Backups: one file with everything but the secret key, whatever the database is, and the way back from it."""
