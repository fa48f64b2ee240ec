"""Plain text whose lines a mail program wrapped, put together again (RFC 3676)."""

from intake.mails.headers import Headers

_SIGNATURE = "-- "


def unflowed(text: str, headers: Headers) -> str:
    """The text with its paragraphs whole, where the part says that its lines flow; the text itself where not."""
    if (headers.parameter("format") or "").lower() != "flowed":
        return text
    joins_without_blank = (headers.parameter("delsp") or "").lower() == "yes"
    paragraphs: list[str] = []
    pieces: list[str] = []
    depth = 0
    for line in text.split("\n"):
        mine = len(line) - len(line.lstrip(">"))
        said = line[mine:].removeprefix(" ")
        if pieces and (mine != depth or said == _SIGNATURE):
            paragraphs.append("".join(pieces))
            pieces = []
        depth = mine
        flows = said.endswith(" ") and said != _SIGNATURE
        mark = "" if pieces or not mine else ">" * mine + " "
        pieces.append(mark + (said[:-1] if flows and joins_without_blank else said))
        if not flows:
            paragraphs.append("".join(pieces))
            pieces = []
    if pieces:
        paragraphs.append("".join(pieces))
    return "\n".join(paragraphs)
