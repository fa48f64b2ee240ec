"""Asking for a password: twice and unseen, or from a pipe."""

import sys

import typer

from services.identity import passwords


def ask_password(email: str, *, from_stdin: bool) -> str:
    """A usable password for this account. Raises PasswordUnusable."""
    if from_stdin:
        given = sys.stdin.readline().rstrip("\r\n")
    else:
        given = str(typer.prompt("Password", hide_input=True, confirmation_prompt="Once more", err=True))
    return passwords.usable(given, email=email)
