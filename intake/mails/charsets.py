"""Bytes as text, whatever they claim to be: a character set that isn't known, or isn't true, costs no message."""

import codecs
from functools import lru_cache

_WIDER = {
    "ascii": "utf-8",
    "iso8859-1": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
}
"""What programs mean by a name: the set that holds it and what they write beyond it."""
_KNOWN = frozenset({
    "utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030", "cp949", "cp932", "big5", "big5hkscs", "euc_jp",
    "iso2022_jp", "iso2022_jp_1", "iso2022_jp_2", "iso2022_kr", "johab", "hz", "koi8-r", "koi8-u", "koi8-t",
    "mac-roman", "mac-cyrillic", "mac-greek", "mac-latin2", "mac-turkish", "cp437", "cp850", "cp852", "cp855", "cp857",
    "cp858", "cp866", "cp874", "tis-620", "viscii", "ptcp154", *(f"cp125{number}" for number in range(9)),
    *(f"iso8859-{number}" for number in range(1, 17)),
})  # fmt: skip
"""The sets that are decoded, as Python calls them: other codecs aren't of text, or take long over what is hostile."""


def decoded(content: bytes, charset: str | None) -> str:
    """The text of these bytes, each that fits nowhere as a replacement mark.

    Without a known name: UTF-8, else Windows-1252, which nearly every program means that names nothing.
    """
    name = _codec(charset) if charset else None
    if name is not None and name != "utf-8":
        return content.decode(name, "replace")
    text = content.decode("utf-8", "replace")
    if "\ufffd" not in text or (name == "utf-8" and _is_mostly_utf8(content, text)):
        return text.removeprefix("\ufeff")
    return content.decode("cp1252", "replace")


def _is_mostly_utf8(content: bytes, text: str) -> bool:
    """Whether what was said to be UTF-8 is, but for a few broken characters."""
    return text.count("\ufffd") * 4 <= len(content) - len(content.translate(None, bytes(range(0x80, 0x100))))


@lru_cache(maxsize=64)
def _codec(charset: str) -> str | None:
    try:
        name = codecs.lookup(charset.strip().strip("\"'")[:40]).name
    except (LookupError, ValueError, TypeError):
        return None
    name = _WIDER.get(name, name)
    return name if name in _KNOWN else None
