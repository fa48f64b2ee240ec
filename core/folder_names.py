"""Names of mail folders as they stand in IMAP: UTF-7 as RFC 3501 modified it (section 5.1.3)."""

import binascii


def encode_folder(name: str) -> bytes:
    """A folder's name as the protocol has it: `Vorstellungsgespräche` is `Vorstellungsgespr&AOQ-che`."""
    written = bytearray()
    beyond: list[str] = []
    for letter in name:
        if " " <= letter <= "~":
            written += _shifted(beyond)
            written += b"&-" if letter == "&" else letter.encode("ascii")
        else:
            beyond.append(letter)
    return bytes(written + _shifted(beyond))


def decode_folder(raw: bytes) -> str:
    """The name for people. What isn't written by the rules is shown as it stands."""
    plain, *shifted = raw.split(b"&")
    try:
        return plain.decode("ascii") + "".join(map(_part, shifted))
    except ValueError:
        # Servers of today may send plain UTF-8 (RFC 9051).
        return raw.decode("utf-8", "replace")


def _shifted(letters: list[str]) -> bytes:
    if not letters:
        return b""
    units = "".join(letters).encode("utf-16-be")
    letters.clear()
    return b"&" + binascii.b2a_base64(units, newline=False).rstrip(b"=").replace(b"/", b",") + b"-"


def _part(after_shift: bytes) -> str:
    letters, dash, rest = after_shift.partition(b"-")
    if not dash:
        raise ValueError("a shift without its end")
    return (_unshifted(letters) if letters else "&") + rest.decode("ascii")


def _unshifted(letters: bytes) -> str:
    padded = letters.replace(b",", b"/") + b"=" * (-len(letters) % 4)
    return binascii.a2b_base64(padded, strict_mode=True).decode("utf-16-be")
