"""The link that opens a reply in the person's own mail program (RFC 6068)."""

from urllib.parse import quote


def mailto(address: str | None, subject: str, body: str) -> str:
    """A `mailto:` link with subject and body; without an address the mail program asks for one. Lines end in CRLF."""
    lines = "\r\n".join(body.splitlines())
    to = quote(address, safe="@+") if address else ""
    return f"mailto:{to}?subject={quote(subject, safe='')}&body={quote(lines, safe='')}"
