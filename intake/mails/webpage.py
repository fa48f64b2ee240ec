"""HTML as the text that a person sees in it, and the data for machines that it carries.

The reader goes forward only: each piece is looked for from where the last one ended, a piece without an end ends the
page, and nothing is kept of what stands around a place but two short stacks. So any page takes time by its length.
"""

import html
import re
from dataclasses import dataclass, field

from intake.mails.page_layout import CELL, QUOTE_BEGINS, QUOTE_ENDS, ROW, laid_out

MOST_SHOWN = 120_000
"""Characters after which the rest of a page isn't read: more than is kept of a mail."""
MOST_SCRIPT = 64_000
_MOST_SCRIPTS = 5
_MOST_PIECES = 60_000
_LONGEST_TAG = 5_000
_LONGEST_LINK = 500
_DEEPEST = 200

_OPENS = re.compile(r"<(?=[A-Za-z/!?])")
_NAME = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9:-]{0,30})")
_HREF = re.compile(r"""(?:^|\s)href\s{0,5}=\s{0,5}(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_ALT = re.compile(r"""(?:^|\s)alt\s{0,5}=\s{0,5}(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_HIDDEN = re.compile(
    r"display\s{0,5}:\s{0,5}none|visibility\s{0,5}:\s{0,5}hidden|mso-hide\s{0,5}:\s{0,5}all"
    r"|(?<![\w-])font-size\s{0,5}:\s{0,5}0(?![.\d]|\s?\d)|max-height\s{0,5}:\s{0,5}0(?![.\d])"
    r"|(?<![\w-])opacity\s{0,5}:\s{0,5}0(?![.\d])|(?:^|\s)hidden(?=[\s=/]|$)",
    re.IGNORECASE,
)
_JSON_LD = re.compile(r"application/ld\+json", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\r\n\f\xa0\u200b\u200c\u034f\u00ad\ufeff]+")

_UNSHOWN = frozenset({"script", "style", "title", "template", "noscript", "select", "textarea", "svg", "object", "xml"})
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "center", "dd", "details", "div", "dl", "dt", "fieldset", "figure",
    "footer", "form", "header", "hr", "main", "nav", "ol", "section", "table", "tbody", "thead", "tr", "ul", "li",
})  # fmt: skip
_PARAGRAPHS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "pre"})
_EMPTY = frozenset({"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "wbr", "source", "track"})
_MAY_STAY_OPEN = frozenset({"p", "li", "td", "tr", "th", "dd", "dt", "option"})


@dataclass(frozen=True, slots=True)
class Page:
    """What stands in a page: its text, and the texts of its scripts of type application/ld+json."""

    text: str
    scripts: tuple[str, ...]


def read_page(source: str) -> Page:
    """The page, read. Where everything in it is hidden, nothing is taken to be."""
    reading = _Reading(source)
    page = reading.read()
    return _Reading(source, hides=False).read() if reading.has_hidden and not page.text else page


@dataclass(slots=True)
class _Reading:
    source: str
    hides: bool = True
    shown: list[str] = field(default_factory=list[str])
    length: int = 0
    scripts: list[str] = field(default_factory=list[str])
    links: list[tuple[str, int]] = field(default_factory=list[tuple[str, int]])
    hidden_in: str | None = None
    hidden_depth: int = 0
    has_hidden: bool = False

    def read(self) -> Page:
        place = pieces = 0
        while (opens := _OPENS.search(self.source, place)) is not None:
            self._say(place, opens.start())
            following = self._piece(opens.start())
            pieces += 1
            if following is None or self.length > MOST_SHOWN or pieces > _MOST_PIECES:
                return Page(laid_out("".join(self.shown)), tuple(self.scripts))
            place = following
        self._say(place, len(self.source))
        return Page(laid_out("".join(self.shown)), tuple(self.scripts))

    def _piece(self, at: int) -> int | None:
        """Read the tag or comment at a place; where it ends, None where it doesn't."""
        if self.source.startswith("<!--", at):
            return self._after("-->", at + 4)
        name = _NAME.match(self.source, at)
        end = self._end_of_tag(at)
        if name is None or end is None:
            return end
        tag = name[2].lower()
        if name[1]:
            self._close(tag)
            return end
        attributes = self.source[name.end() : min(end - 1, name.end() + _LONGEST_TAG)]
        if tag in _UNSHOWN and not attributes.endswith("/"):
            return self._skip(tag, attributes, end)
        self._open(tag, attributes)
        return end

    def _after(self, mark: str, at: int) -> int | None:
        found = self.source.find(mark, at)
        return found + len(mark) if found >= 0 else None

    def _end_of_tag(self, at: int) -> int | None:
        end = self._after(">", at)
        if end is None or self.source.count('"', at, end) % 2 == 0:
            return end
        # A ">" within quotation marks ends no tag; where none follows soon, the marks are in disorder.
        limit = end + _LONGEST_TAG
        quote = self.source.find('"', end, limit)
        later = self.source.find(">", quote + 1, limit) if quote >= 0 else -1
        return later + 1 if later >= 0 else end

    def _skip(self, tag: str, attributes: str, end: int) -> int | None:
        """Leave out what stands in a script or the like; data for machines are kept beside the text."""
        closes = re.compile(rf"</{tag}\b", re.IGNORECASE).search(self.source, end)
        if closes is None:
            return None
        is_data = tag == "script" and _JSON_LD.search(attributes) is not None
        if is_data and len(self.scripts) < _MOST_SCRIPTS and closes.start() - end <= MOST_SCRIPT:
            self.scripts.append(self.source[end : closes.start()])
        return closes.start()

    def _open(self, tag: str, attributes: str) -> None:
        if self.hidden_in is not None:
            if tag == self.hidden_in and tag not in _MAY_STAY_OPEN:
                self.hidden_depth += 1
            if self.hidden_in not in _MAY_STAY_OPEN or (tag not in _BLOCKS and tag != self.hidden_in):
                return
            self.hidden_in = None
        if self.hides and tag not in _EMPTY and tag not in {"body", "html"} and _HIDDEN.search(attributes):
            self.hidden_in, self.hidden_depth, self.has_hidden = tag, 0, True
            return
        self._break(tag)
        if tag == "a" and len(self.links) < _DEEPEST:
            found = _HREF.search(attributes)
            url = html.unescape(next((one for one in found.groups() if one), "")).strip() if found else ""
            self.links.append((url, len(self.shown)))
        elif tag == "img" and (alt := _ALT.search(attributes)) and self.links:
            # A button that is a picture says what it is for.
            self._add(html.unescape(alt[1] or alt[2] or "")[:200])

    def _close(self, tag: str) -> None:
        if self.hidden_in is not None:
            if tag == self.hidden_in:
                self.hidden_depth -= 1
                self.hidden_in = None if self.hidden_depth < 0 else self.hidden_in
            return
        if tag == "a" and self.links:
            self._end_link(*self.links.pop())
        elif tag == "blockquote":
            self._mark(f"\n{QUOTE_ENDS}\n")
        elif tag in _PARAGRAPHS:
            self._mark("\n\n")
        elif tag in _BLOCKS and tag not in {"tr", "tbody", "thead"}:
            self._mark("\n")

    def _break(self, tag: str) -> None:
        if tag == "br":
            self._mark("\n")
        elif tag == "blockquote":
            self._mark(f"\n{QUOTE_BEGINS}\n")
        elif tag == "li":
            self._mark("\n- ")
        elif tag == "tr":
            self._mark(f"\n{ROW}")
        elif tag in {"td", "th"}:
            self._mark(CELL)
        elif tag in _PARAGRAPHS:
            self._mark("\n\n")
        elif tag in _BLOCKS:
            self._mark("\n")

    def _end_link(self, url: str, since: int) -> None:
        """A link is its text, with the address behind it where that says something else."""
        text = "".join(self.shown[since:]).strip()
        address = url.removeprefix("mailto:").partition("?")[0] if url.startswith("mailto:") else url
        is_told = not url.startswith(("http://", "https://", "mailto:")) or not text
        same = text.casefold().rstrip("/")
        if is_told or len(address) > _LONGEST_LINK or any(char.isspace() for char in address):
            return
        if same not in {address.casefold().rstrip("/"), address.partition("://")[2].casefold().rstrip("/")}:
            self._add(f" ({address})")

    def _say(self, start: int, end: int) -> None:
        if start < end and self.hidden_in is None:
            # What no longer fits is never looked at.
            self._add(html.unescape(self.source[start : min(end, start + 2 * MOST_SHOWN)]))

    def _add(self, text: str) -> None:
        said = _BLANKS.sub(" ", _without_marks(text))
        if said:
            self.shown.append(said)
            self.length += len(said)

    def _mark(self, mark: str) -> None:
        if self.shown and mark == "\n" and self.shown[-1] == mark and len(self.shown) > 1 and self.shown[-2] == mark:
            return
        self.shown.append(mark)


_MARKS = str.maketrans(dict.fromkeys((CELL, ROW, QUOTE_BEGINS, QUOTE_ENDS)))


def _without_marks(text: str) -> str:
    return text.translate(_MARKS)
