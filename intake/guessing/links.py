"""Links: to a video meeting, to the page of the job; never the ones of a footer, nor those that merely track."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from urllib.parse import urlsplit

from core.vocabulary import Format
from intake.guessing.guess import Confidence, Guess, Why
from intake.guessing.message import Message
from intake.guessing.words_file import shared

MOST_LINK = 2_000
MOST_LOCATION = 300
_MOST_LINKS = 100
_LINK = re.compile(r"https?://[^\s<>\"'|\\^`{}]{4,2100}", re.IGNORECASE)
_BARE = re.compile(
    r"(?<![\w@./-])(?:[a-z0-9][a-z0-9-]{0,40}\.){0,3}(?:zoom\.us|meet\.google\.com|teams\.microsoft\.com|webex\.com|whereby\.com|"
    r"linkedin\.com|greenhouse\.io|lever\.co|personio\.de)/[^\s<>\"'|\\^`{}]{3,500}",
    re.IGNORECASE,
)
_TRAILING = ".,;:!?)]}*_>»"


@dataclass(frozen=True, slots=True)
class Link:
    """A link: its address with a scheme, where it stands, its host without "www.", and its path in lower case."""

    url: str
    start: int
    end: int
    host: str
    path: str


def links_in(message: Message) -> list[Link]:
    """Every link that counts, in order."""
    found = [*islice(_LINK.finditer(message.text), _MOST_LINKS), *islice(_BARE.finditer(message.text), _MOST_LINKS)]
    links = (_link(one) for one in sorted(found, key=lambda one: one.start()))
    return [link for link in links if link is not None and message.counts(link.start)]


def _link(found: re.Match[str]) -> Link | None:
    written = found[0].rstrip(_TRAILING)
    url = written if "://" in written[:9] else f"https://{written}"
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.")
        _ = parts.port
    except ValueError:
        return None
    if "." not in host or len(url) > MOST_LINK or not url.isprintable():
        return None
    return Link(url, found.start(), found.start() + len(written), host, parts.path.lower())


def video_links(message: Message, links: list[Link]) -> Iterator[Guess[str]]:
    """Where a video interview takes place."""
    for link in links:
        if _is_host(link.host, shared("hosts")["video"]) and len(link.url) <= MOST_LOCATION and len(link.path) > 1:
            evidence = message.evidence(link.start, link.end)
            confidence = message.weigh(Confidence.SURE, link.start)
            yield Guess(link.url, confidence, evidence, Why("video_link"))


def video_by_link(message: Message, links: list[Link]) -> Iterator[Guess[Format]]:
    """A link to a video meeting says how the interview is held."""
    for guess in video_links(message, links):
        yield Guess(Format.VIDEO, guess.confidence, guess.evidence, guess.why)


def job_links(message: Message, links: list[Link]) -> Iterator[Guess[str]]:
    """Pages of jobs, on the sites that are known for them or by the words of their address."""
    for link in links:
        confidence = _job_page(link)
        if confidence is not None:
            evidence = message.evidence(link.start, link.end)
            yield Guess(link.url, message.weigh(confidence, link.start), evidence, Why("link"))


def company_by_link(message: Message, links: list[Link]) -> Iterator[Guess[str]]:
    """The company that the address of a job's page names, on the sites where each has a place of its own."""
    for link in links:
        if _job_page(link) is None:
            continue
        name = None
        if link.host in shared("hosts")["named_in_path"]:
            name = link.path.strip("/").partition("/")[0]
        elif site := next((one for one in shared("hosts")["named_in_host"] if link.host.endswith(f".{one}")), None):
            name = link.host.removesuffix(f".{site}").removesuffix(".jobs").removesuffix(".careers")
        if (
            name
            and name.replace("-", "").isalnum()
            and 1 < len(name) <= 60
            and name not in {"jobs", "boards", "www", "j", "app", "api", "embed"}
        ):
            spelled = name.replace("-", " ").title()
            yield Guess(spelled, Confidence.GUESS, message.evidence(link.start, link.end), Why("job_page"))


def _job_page(link: Link) -> Confidence | None:
    parts = link.path.strip("/").split("/")
    for host, words in _job_hosts():
        if link.host == host or link.host.endswith(f".{host}"):
            is_job = not words or any(part in words for part in parts)
            is_own_page = (
                len(link.path.strip("/")) > 2 and "unsubscribe" not in link.path and "schedule" not in link.path
            )
            return Confidence.SURE if is_job and is_own_page else None
    if len(parts) > 1 and any(part in shared("hosts")["job_paths"] for part in parts[:-1]):
        return Confidence.LIKELY
    return None


@cache
def _job_hosts() -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((item.split()[0], tuple(item.split()[1:])) for item in shared("hosts")["jobs"])


def _is_host(host: str, hosts: tuple[str, ...]) -> bool:
    return any(host == one or host.endswith(f".{one}") for one in hosts)
