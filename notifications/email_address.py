"""The one definition of an e-mail address: for channels, accounts and senders alike."""

import re

EMAIL_LIMIT = 254

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
EMAIL_PATTERN = rf"^{_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})*$"
_EMAIL = re.compile(EMAIL_PATTERN, re.ASCII)


def is_email_address(text: str) -> bool:
    """Whether a text is one plain e-mail address of at most 254 characters (RFC 5321), without a display name."""
    return len(text) <= EMAIL_LIMIT and _EMAIL.fullmatch(text) is not None and text.index("@") <= 64
