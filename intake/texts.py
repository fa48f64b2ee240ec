"""What is done to the text of a cell before it is kept, and what text is refused."""

import re

NOTHING = frozenset({"", "-", "\u2013", "\u2014", "N/A", "n/a", "N/a", "#N/A", "NULL", "null"})
"""Cells of other programs that say that there is nothing."""

EMAIL_ADDRESS = re.compile(r"[^\s@<>()\[\],;:\"\\]{1,64}@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_][\w-]{0,61}[^\W_]")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_CONTROLS = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]")
_WEB_ADDRESS = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_BARE_WEB_ADDRESS = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}(?:[/?#][^\s<>\"]*)?", re.IGNORECASE)
_TAG_SEPARATORS = re.compile(r"[,;|]")
_OWN_TAG = re.compile(r"(?:[^;\\]|\\.|\\$)+", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)

_SHOWN = 200

_FREE_MAIL = frozenset({
    "gmail", "googlemail", "outlook", "hotmail", "live", "msn", "yahoo", "ymail", "rocketmail", "icloud", "me",
    "mac", "aol", "gmx", "web", "t-online", "freenet", "mail", "email", "proton", "protonmail", "pm", "zoho",
    "yandex", "fastmail", "posteo", "mailbox", "tutanota", "tuta", "hey", "qq", "163", "126", "naver", "libero",
    "orange", "wanadoo", "free", "laposte", "sfr", "comcast", "verizon", "btinternet", "sky", "bluewin", "telia",
    "rediffmail", "inbox", "duck", "arcor", "rambler", "seznam", "onet", "interia", "bigpond", "earthlink", "hushmail",
    "runbox", "mailfence", "startmail", "disroot", "riseup", "ntlworld", "virginmedia", "virgilio", "tiscali",
    "hanmail", "daum", "sina", "sohu", "foxmail", "pobox", "simplelogin",
})  # fmt: skip
PLATFORMS = frozenset({
    "linkedin", "indeed", "greenhouse", "greenhouse-mail", "lever", "hire", "ashbyhq", "workable", "workablemail",
    "smartrecruiters", "myworkday", "myworkdayjobs", "workday", "icims", "jobvite", "bamboohr", "personio",
    "recruitee", "teamtailor", "teamtailor-mail", "successfactors", "taleo", "breezy", "calendly", "goodtime",
    "glassdoor", "ziprecruiter", "wellfound", "xing", "stepstone", "monster", "sendgrid", "mailgun",
})  # fmt: skip
"""Sites that carry messages for companies, as their domains name them."""

_SECOND_LEVEL = frozenset({"co", "com", "org", "net", "ac", "gov", "ltd", "plc"})


def shown(cell: str) -> str:
    """A cell as a problem quotes it: short, and encodable whatever the file held."""
    text = cell if len(cell) <= _SHOWN else f"{cell[: _SHOWN - 1]}…"
    return _UNSTORABLE.sub("\ufffd", text)


def is_unstorable(text: str) -> bool:
    """Whether a text holds a NUL character or bytes that couldn't be decoded: no database keeps either."""
    return _UNSTORABLE.search(text) is not None


def without_controls(text: str) -> str:
    """The text without control characters; tabs and line ends stay."""
    return _CONTROLS.sub("", text)


def on_one_line(text: str) -> str:
    """The text with every line end and tab folded into a blank, as names and titles are kept."""
    return " ".join(text.split())


def address_in(cell: str) -> tuple[str | None, str | None]:
    """The name and the address in `Ada Example <ada@acme.example>`, or in a bare address; (None, None) for neither."""
    if is_address(cell):
        return None, cell
    name, opening, rest = cell.strip().partition("<")
    address = rest.removesuffix(">").strip()
    if opening and rest.endswith(">") and is_address(address):
        return name.strip().strip('"').strip() or None, address
    return None, None


def is_address(text: str) -> bool:
    """Whether a text is one e-mail address of at most 254 characters (RFC 5321, section 4.5.3.1.3)."""
    return len(text) <= 254 and EMAIL_ADDRESS.fullmatch(text) is not None


def web_address_in(cell: str) -> str | None:
    """The cell as an http or https address, given a scheme where it has none; None for anything else."""
    if _WEB_ADDRESS.fullmatch(cell):
        return cell
    return f"https://{cell}" if _BARE_WEB_ADDRESS.fullmatch(cell) else None


def company_of(address: str) -> str | None:
    """A guess at the company by the domain of an address; never from a free-mail or a recruiting platform's domain."""
    domain = company_domain_of(address)
    return None if domain is None else domain.partition(".")[0].replace("-", " ").title()


def company_domain_of(address: str) -> str | None:
    """The domain beneath which all addresses are one company's; None for free mail and recruiting platforms."""
    labels = address.rpartition("@")[2].casefold().split(".")
    if len(labels) < 2:
        return None
    place = -3 if len(labels) > 2 and labels[-2] in _SECOND_LEVEL and len(labels[-1]) == 2 else -2
    label = labels[place]
    if label in _FREE_MAIL or label in PLATFORMS or any(part in PLATFORMS for part in labels[-3:-1]):
        return None
    return ".".join(labels[place:])


def split_tags(cell: str) -> tuple[str, ...]:
    """The tags of a cell, separated by comma, semicolon or bar; each once, in order."""
    tags = (" ".join(part.split()) for part in _TAG_SEPARATORS.split(cell))
    return tuple(dict.fromkeys(tag for tag in tags if tag))


def join_own_tags(tags: tuple[str, ...] | list[str]) -> str:
    """Tags as our export writes them: separated by semicolons, with a backslash before one that is part of a tag."""
    return ";".join(tag.replace("\\", "\\\\").replace(";", "\\;") for tag in tags)


def split_own_tags(cell: str) -> tuple[str, ...]:
    """The tags that `join_own_tags` wrote, unchanged."""
    return tuple(_ESCAPED.sub(r"\1", tag) for tag in _OWN_TAG.findall(cell))
