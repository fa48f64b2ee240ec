"""Replies as mails."""
