"""The rules about names: gaps left open, the wrong employer, the wrong person."""

import re
from collections.abc import Iterator

from replies.letter import Greeting, Letter
from replies.masking import MASK, company_forms, names_company, names_role, whole_name
from replies.note import Note
from replies.phrase import Span
from replies.reading import lowered, spelled_plainly

_GAPS = re.compile(
    r"\{\{[^{}\n]{0,60}\}\}|\{%[^{}\n]{0,60}%\}|\{[^{}\n]{1,60}\}|\$\{[^{}\n]{1,60}\}"
    r"|\[[^\W\d][^\[\]\n]{0,60}\]|<[^\W\d][^<>\n]{0,60}>|(?<!\w)[xX]{3,20}(?!\w)|_{3,80}|(?<!\w)(?:TBD|TBA|TBC)(?!\w)"
)
_NO_GAPS = re.compile(rf"[\[<{{]+(?:[\s{MASK}]+|sic|\u2026|\.\.\.)[\]>}}]+", re.IGNORECASE)
_NAME_WORD = re.compile(r"[^\W\d_][\w'-]*")
_SHORT_NAME = 3
_NICKNAME_LENGTH = 3
_SIGN_OFF_WORDS = 6


def placeholders(letter: Letter) -> Iterator[Note]:
    """`placeholder`: a gap left open, or nobody in particular addressed though a name is known."""
    gaps = [gap.span() for gap in _GAPS.finditer(letter.masked) if not _NO_GAPS.fullmatch(gap[0])]
    yield from (Note("placeholder.gap", *span) for span in gaps)
    for start, end in letter.matches("placeholder.gap"):
        if not any(start < gap_end and gap_start < end for gap_start, gap_end in gaps):
            yield Note("placeholder.gap", start, end)
    contact = letter.brief.contact_name
    if not contact or not _NAME_WORD.search(contact):
        return
    first_line = letter.opening[0] or len(letter.text)
    own = spelled_plainly(contact)
    for start, end in letter.matches("placeholder.impersonal"):
        if start < first_line and spelled_plainly(letter.text[start:end]) not in own:
            yield Note("placeholder.impersonal", start, end)


def wrong_names(letter: Letter) -> Iterator[Note]:
    """`wrong_name`: another tracked company, the company or role missing, a greeting to somebody else.

    The company and the role must both be named where a letter ends or settles something (decline, withdraw, accept),
    one of them in a hold or a reschedule, and none in a later check-in.
    """
    yield from _other_companies(letter)
    yield from _missing_names(letter)
    yield from _wrong_greeting(letter)


def _missing_names(letter: Letter) -> Iterator[Note]:
    brief, kind = letter.brief, letter.brief.kind.value
    text, missing = _without_sign_off(letter), list[str]()
    if brief.company and brief.company.strip() and not names_company(text, brief.company):
        missing.append("wrong_name.company")
    if brief.role and brief.role.strip() and not names_role(text, brief.role, letter.rules.words["role_extras"]):
        missing.append("wrong_name.role")
    known = bool(brief.company) + bool(brief.role)
    if kind in {"decline", "withdraw", "accept"} or (kind in {"hold", "reschedule"} and len(missing) == known):
        yield from (Note(case, *letter.opening) for case in missing)


def _without_sign_off(letter: Letter) -> str:
    """The letter without whoever signs it: "Bob Globex" below a letter doesn't name Globex.

    A sentence below the closing formula still counts, such as a postscript.
    """
    text = letter.text.rstrip()
    last_line = text.rfind("\n") + 1
    start = letter.closing[0] if letter.closing else (last_line or len(text))
    said = (line for line in text[start:].split("\n") if not _is_sign_off(line))
    body = "\n".join([text[:start], *said])
    sender = " ".join((letter.brief.sender_name or "").split())
    if sender and (name := re.search(whole_name(sender).pattern + r"\W*$", body, re.IGNORECASE)):
        return body[: name.start()]
    return body


def _is_sign_off(line: str) -> bool:
    return len(line.split()) <= _SIGN_OFF_WORDS and not line.rstrip().endswith((".", "!", "?"))


def _other_companies(letter: Letter) -> Iterator[Note]:
    own = {spelled_plainly(form) for form in company_forms(letter.brief.company or "")}
    for other in letter.brief.other_companies:
        forms = [form for form in company_forms(other) if spelled_plainly(form) not in own] if other.strip() else []
        if len(forms) < len(company_forms(other)):
            continue  # The same employer under another spelling.
        for start, end in _mentions(letter, forms):
            yield Note("wrong_name.other_company", start, end, {"other": letter.text[start:end]})


def _mentions(letter: Letter, forms: list[str]) -> list[Span]:
    spans: list[Span] = []
    taken: set[int] = set()
    for form in forms:
        for match in whole_name(form).finditer(letter.text):
            covered = match.start() in taken
            own = all(char == MASK or char.isspace() for char in letter.masked[match.start() : match.end()])
            if not covered and not own and (" " in form or _is_used_as_name(letter, form, match)):
                spans.append(match.span())
                taken.update(range(*match.span()))
    return spans


def _is_used_as_name(letter: Letter, form: str, match: re.Match[str]) -> bool:
    """Whether one word is a company here, and not the word "indeed", "notion" or "target" of the language."""
    if any(char.isdigit() or char in "&.!+" for char in form) or any(char.isupper() for char in form[1:]):
        return True
    if not form[0].isupper():
        return False
    before = re.search(r"([\w']+)([^\w]*)$", lowered(letter.masked[max(0, match.start() - 30) : match.start()]))
    if match[0][len(form) :] == "'s":
        return True
    greeting = letter.greeting
    if greeting and greeting.start <= match.start() < greeting.end:
        return match.start() > greeting.start
    starts_sentence = letter.sentence_at(match.start())[0] == match.start()
    if before is None or starts_sentence or before[2].strip():
        return False
    return before[1] not in letter.rules.words["determiners"] and len(form) > _SHORT_NAME - 1


def _wrong_greeting(letter: Letter) -> Iterator[Note]:
    contact, greeting = letter.brief.contact_name, letter.greeting
    if not contact or greeting is None or not greeting.addressee:
        return
    known = _name_words(contact.replace("@", " @ ").split(" @ ")[0].replace(".", " "), letter)
    addressed = _addressed(greeting, letter)
    if not known or not addressed or any(_is_same_person(person, known) for person in addressed):
        return
    yield Note("wrong_name.greeting", greeting.name_start + _indent(greeting.addressee), greeting.end)


def _addressed(greeting: Greeting, letter: Letter) -> list[list[str]]:
    """The people in a greeting, each as words to compare; a team or the company itself is nobody."""
    masked = letter.masked[greeting.name_start : greeting.end]
    if letter.brief.company and names_company(greeting.addressee, letter.brief.company):
        return []
    if set(masked.replace(" ", "")) == {MASK} and not letter.brief.contact_name:
        return []
    links = "|".join(re.escape(link) for link in ("and", "und", "et", "y", "e", "&", ",", "/"))
    people = re.split(rf"(?:^|\s)(?:{links})(?:\s|$)", greeting.addressee)
    impersonal = letter.rules.words["impersonal_names"]
    named = [_name_words(person, letter) for person in people]
    return [words for words in named if words and not all(word in impersonal for word in words)]


def _name_words(name: str, letter: Letter) -> list[str]:
    skipped = letter.rules.words["honorifics"] | letter.rules.words["greeting_links"]
    words = [spelled_plainly(word) for word in _NAME_WORD.findall(name) if word.lower().strip(".") not in skipped]
    return [word for word in words if len(word) > 1] or words


def _is_same_person(words: list[str], known: list[str]) -> bool:
    parts = {part for word in known for part in (word, *word.split("-"))}
    return all(_is_known(word, parts) for word in words)


def _is_known(word: str, parts: set[str]) -> bool:
    if word in parts or all(piece in parts for piece in word.split("-")):
        return True
    nick = len(word) >= _NICKNAME_LENGTH and any(part.startswith(word) for part in parts)
    return nick or any(len(part) >= _NICKNAME_LENGTH and word.startswith(part) for part in parts if len(part) > 1)


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())
