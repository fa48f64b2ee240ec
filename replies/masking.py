"""Names in a letter: the forms in which a company, a role or a person may be written, and covering them up.

The invitation's own names are masked before any rule reads, so that no "Emergency Response Systems", "Yahoo!" or
"Director of Funeral Services" sets a rule off. A mask is as long as what it covers: positions stay true.
"""

import re
from collections.abc import Iterable

from replies.brief import Brief
from replies.reading import spelled_plainly

MASK = "\u02d1"
"""A letter that no language writes with, so that a masked name still counts as a word."""

_ADDRESSES = re.compile(r"(?:https?://|www\.)[^\s<>]{1,300}|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_BRACKETED = re.compile(r"\([^()]{0,60}\)|\[[^\[\]]{0,60}\]")
_GENDER_MARKS = re.compile(
    r"(?<!\w)[mwfdxgnh](?: ?/ ?[mwfdxih*]){1,3}(?!\w)|[:*_/]-?in(?:nen)?\b|\(in\)", re.IGNORECASE
)
_LEGAL = re.compile(
    r"[,\s]+(?:&\s?co\.?\s?kgaa|&\s?co\.?\s?kg|&\s?co\.?|gmbh|mbh|ag|se|kg|kgaa|ohg|ug|e\.?\s?v\.?|gbr|"
    r"inc\.?|incorporated|llc|l\.l\.c\.|llp|ltd\.?|limited|plc|corp\.?|corporation|co\.?|company|s\.?a\.?|s\.?r\.?l\.?|"
    r"b\.?v\.?|n\.?v\.?|oy|ab|a/s|aps|s\.?p\.?a\.?|sarl|sas|sasu|eurl|s\.?l\.?u?\.?|s\.?a\.?[su]\.?|"
    r"(?:s\.?\s?a\.?|s\.? de r\.?\s?l\.?) de c\.?\s?v\.?|pty|group|groupe|grupo|gruppe|holding|international|"
    r"deutschland|germany|españa)$",
    re.IGNORECASE,
)
_DOMAIN = re.compile(r"\.(?:com|io|de|ai|org|net|co|at|ch|eu|fr|be|es|mx|dev|app)$", re.IGNORECASE)
_WORD = re.compile(r"[\w&'+#-]+")
_LONG_NAME_WORD = 4


def company_forms(company: str) -> tuple[str, ...]:
    """A company's name as it may be written, longest first: whole, without brackets, legal form or domain."""
    forms = [company.strip(), " ".join(_BRACKETED.sub(" ", company).split()).strip(" ,")]
    bare = forms[-1]
    while (shorter := _LEGAL.sub("", bare).strip(" ,&")) and shorter != bare:
        forms.append(shorter)
        bare = shorter
    forms.append(_DOMAIN.sub("", bare))
    forms.append(bare.rstrip("!?. "))
    return tuple(sorted({form for form in forms if form}, key=lambda form: (-len(form), form)))


def role_forms(role: str) -> tuple[str, ...]:
    """A role as it may be written, longest first: whole, and without "(m/w/d)" or what follows a dash or comma."""
    plain = " ".join(_BRACKETED.sub(" ", role).split())
    unmarked = " ".join(_GENDER_MARKS.sub(" ", plain).split()).strip(" ,-\u2013")
    head = re.split(r" [-\u2013|] |, ", unmarked, maxsplit=1)[0].strip()
    return tuple(sorted({form for form in (role.strip(), plain, unmarked, head) if form}, key=lambda f: (-len(f), f)))


def names_of(brief: Brief) -> tuple[str, ...]:
    """The people whom the letter may name, as they are written."""
    return tuple(name.strip() for name in (brief.contact_name, brief.sender_name) if name and name.strip())


def mask(text: str, brief: Brief) -> str:
    """The text with addresses and the invitation's own names covered, of the same length."""
    masked = _ADDRESSES.sub(_cover, text)
    for form, any_case in _own_forms(brief):
        masked = whole_name(form, re.IGNORECASE if any_case else 0).sub(_cover, masked)
    return masked


def whole_name(name: str, flags: int = 0) -> re.Pattern[str]:
    """A pattern for a name as whole words, any blanks between, with the ending of a genitive or plural."""
    words = [re.escape(word) for word in name.replace("\u2019", "'").split()]
    before = r"(?<!\w)" if name[:1].isalnum() else ""
    after = r"(?:'s|s'|s|')?(?!\w)" if name[-1:].isalnum() else ""
    return re.compile(before + r"\s{1,4}".join(words) + after, flags)


def names_company(text: str, company: str) -> bool:
    """Whether the text names the company, whole or by a short form: "Acme" for "Acme Robotics GmbH", "ERS"."""
    plain = spelled_plainly(text)
    if any(whole_name(spelled_plainly(form)).search(plain) for form in company_forms(company)):
        return True
    words = _WORD.findall(company_forms(company)[-1])
    initials = "".join(word[0] for word in words if word[0].isalpha()).upper()
    short = [words[0]] if words and len(words[0]) >= _LONG_NAME_WORD else []
    short += [initials] if len(initials) > 1 else []
    return any(whole_name(form).search(text) for form in short)


def names_role(text: str, role: str, extras: frozenset[str]) -> bool:
    """Whether the text names the role: most of its telling words, in any inflection; `extras` tell nothing."""
    plain = spelled_plainly(text)
    if any(spelled_plainly(form) in plain for form in role_forms(role)):
        return True
    shortest = role_forms(role)[-1]
    words = [spelled_plainly(word) for word in re.findall(r"[\w+#]+", shortest) if word.lower() not in extras]
    if not words:
        return True
    initials = "".join(word[0] for word in words).upper()
    if len(initials) > 1 and whole_name(initials).search(text):
        return True
    present = set(re.findall(r"[\w+#]+", plain))
    named = sum(1 for word in words if any(_is_kin(word, other) for other in present))
    return named * 2 >= len(words)


def _is_kin(word: str, other: str) -> bool:
    if word == other:
        return True
    if len(word) > _LONG_NAME_WORD and word[:-1] == other[:-1] and {word[-1], other[-1]} == {"o", "a"}:
        return True  # "Ingeniera" for "Ingeniero".
    shorter, longer = sorted((word, other), key=len)
    return len(shorter) >= _LONG_NAME_WORD and longer.startswith(shorter) and len(longer) - len(shorter) <= len("innen")


def _own_forms(brief: Brief) -> Iterable[tuple[str, bool]]:
    """Forms to mask, longest first, and whether any case is covered: a name of one word only as it is written."""
    names: list[str] = []
    parts: list[str] = []
    if brief.company and brief.company.strip():
        names += company_forms(brief.company)
        parts += _shortened(brief.company)
    if brief.role and brief.role.strip():
        names += role_forms(brief.role)
        parts += _shortened(brief.role)
    for person in names_of(brief):
        names.append(person)
        # A particle ("von", "de") is a word of every letter: only what begins with a capital is a name.
        own = [part for part in re.split(r"[\s,]+", person) if len(part) > 1 and part[0].isupper()]
        parts += [*own, *(part.upper() for part in own)]
    forms = {(form, " " in form) for form in names} | {(part, False) for part in parts}
    return sorted(
        ((form, any_case) for form, any_case in forms if any(char.isalnum() for char in form)),
        key=lambda entry: (-len(entry[0]), entry),
    )


def _shortened(name: str) -> Iterable[str]:
    """Runs of at least two of the name's words: "Funeral Services" for "Director of Funeral Services"."""
    words = name.split()[:8]
    for start in range(len(words)):
        for end in range(start + 2, len(words) + 1):
            run = words[start:end]
            # A run in lower case is no name: "a sick child" stays readable beside "The Sick Child Foundation".
            if all(word[:1].isupper() for word in (run[0], run[-1])):
                yield " ".join(run)


def _cover(match: re.Match[str]) -> str:
    return "".join(char if char.isspace() else MASK for char in match[0])
