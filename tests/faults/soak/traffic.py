"""Mixed requests at a steady rate: what people, programs and monitors ask of a service, and what nobody should."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx2

from core.clock import now

RECORDED = 200
"""Invitations that each account has before the traffic begins."""

FILLING_EDITS = 5_000
AT_ONCE = 16
"""Of what fills the caches: as many as there are threads, each of which remembers pages of its own."""

_LOOKED_AT = ("/due", "/digest", "/insights", "/channels", "/reminders", "/me", "/contacts")


@dataclass(slots=True)
class Visitor:
    """Somebody with an account, and the invitations that are theirs."""

    token: str
    email: str
    password: str
    invitations: list[str]


@dataclass(slots=True, kw_only=True)
class Traffic:
    """Requests to one server: each deed's answers by their status, what wasn't answered, and what no deed expected."""

    url: str
    visitors: list[Visitor]
    seed: int
    patience: float
    """How long a recorded invitation stays, in seconds: two beats, where the scheduler is to see it."""
    answers: Counter[tuple[str, int]] = field(default_factory=Counter[tuple[str, int]])
    broken: list[str] = field(default_factory=list[str])
    failed: list[str] = field(default_factory=list[str])

    @property
    def statuses(self) -> Counter[int]:
        """How often each status was answered."""
        counts = Counter[int]()
        for (_, status), count in self.answers.items():
            counts[status] += count
        return counts

    def unexpected(self) -> dict[tuple[str, int], int]:
        """What was neither done nor refused for a moment, though it was asked for as it should be."""
        return {
            (deed, status): count
            for (deed, status), count in self.answers.items()
            if deed != _stray.__name__ and not 200 <= status < 300 and status != 503
        }

    async def flow(self, *, seconds: float, per_second: float) -> None:
        """Send requests at a steady rate, whether or not those before have been answered."""
        chance = random.Random(self.seed)  # noqa: S311 - which request comes next is no secret
        under_way: set[asyncio.Task[None]] = set()
        async with httpx2.AsyncClient(base_url=self.url, timeout=30) as client:
            began = time.monotonic()
            number = 0
            while (due := began + number / per_second) < began + seconds:
                await asyncio.sleep(max(0.0, due - time.monotonic()))
                task = asyncio.create_task(self._one(client, chance))
                under_way.add(task)
                task.add_done_callback(under_way.discard)
                number += 1
            if under_way:
                await asyncio.wait(under_way)

    async def fill(self, visitor: Visitor, *, count: int) -> None:
        """Fill every cache: import so many invitations, each with an hour of its own, read them all, and edit many.

        Each connection has pages that it remembers, and each process what a policy makes of an instant: all of them
        bounded, and in steady traffic slow to fill.
        """
        async with httpx2.AsyncClient(base_url=self.url, timeout=300) as client:
            chance = random.Random(self.seed)  # noqa: S311 - as above
            ask = _Asks(client, self.answers, "fill", visitor, chance)
            await _import_all(ask, count)
            held: list[str] = []
            cursor: str | None = ""
            while cursor is not None:
                page = await ask("GET", "/invitations", params={"limit": 200} | ({"cursor": cursor} if cursor else {}))
                cursor = page.json()["next_cursor"]
                held += [invitation["id"] for invitation in page.json()["items"]]
            await asyncio.gather(*(_export(self, ask) for _ in range(AT_ONCE)))
            for path in _LOOKED_AT:
                await asyncio.gather(*(ask("GET", path) for _ in range(AT_ONCE)))
            # Far apart, so that each is on a page of its own.
            edited = iter(chance.sample(held, min(FILLING_EDITS, len(held))))

            async def edit() -> None:
                for invitation in edited:
                    await ask("PATCH", f"/invitations/{invitation}", json={"notes": "Looked at once."})

            await asyncio.gather(*(edit() for _ in range(AT_ONCE)))

    async def crowd(self, count: int) -> None:
        """Ask for long answers, so many at once: they need threads and connections of their own."""
        limits = httpx2.Limits(max_connections=count)
        async with httpx2.AsyncClient(base_url=self.url, timeout=60, limits=limits) as client:
            chance = random.Random(self.seed)  # noqa: S311 - as below
            asks = [_Asks(client, self.answers, "crowd", chance.choice(self.visitors), chance) for _ in range(count)]
            await asyncio.gather(*(_export(self, ask) for ask in asks), *(_sign_in(self, ask) for ask in asks[:4]))

    async def _one(self, client: httpx2.AsyncClient, chance: random.Random) -> None:
        deed = chance.choices(_DEEDS, _WEIGHTS)[0]
        try:
            await deed(self, _Asks(client, self.answers, deed.__name__, chance.choice(self.visitors), chance))
        except httpx2.TransportError as error:
            self.broken.append(f"{deed.__name__}: {type(error).__name__}")
        except Exception as error:
            # Nobody waits for this task: what it raised would be lost.
            self.failed.append(f"{deed.__name__}: {error!r}")


@dataclass(frozen=True, slots=True)
class _Asks:
    client: httpx2.AsyncClient
    answers: Counter[tuple[str, int]]
    deed: str
    visitor: Visitor
    chance: random.Random

    async def __call__(self, method: str, path: str, **given: object) -> httpx2.Response:
        headers = {"authorization": f"Bearer {self.visitor.token}"}
        answer = await self.client.request(method, f"/api/v1{path}", headers=headers, **given)  # type: ignore[arg-type]
        self.count(answer)
        return answer

    def count(self, answer: httpx2.Response) -> None:
        self.answers[self.deed, answer.status_code] += 1

    def one(self) -> str:
        return self.chance.choice(self.visitor.invitations)


async def _read(_: Traffic, ask: _Asks) -> None:
    await ask("GET", f"/invitations/{ask.one()}")


async def _list(_: Traffic, ask: _Asks) -> None:
    await ask("GET", "/invitations?limit=50")


async def _search(_: Traffic, ask: _Asks) -> None:
    await ask("GET", "/invitations", params={"q": ask.chance.choice(("acme", "berlin", "engineer", "nobody"))})


async def _look(_: Traffic, ask: _Asks) -> None:
    await ask("GET", ask.chance.choice(_LOOKED_AT))


async def _edit(_: Traffic, ask: _Asks) -> None:
    await ask("PATCH", f"/invitations/{ask.one()}", json={"notes": f"Looked at {ask.chance.randrange(10_000)} times."})


async def _record(traffic: Traffic, ask: _Asks) -> None:
    """Record one whose deadline passes at once, so that the scheduler flags it and reminds; then delete it."""
    soon = (now() + timedelta(seconds=5)).isoformat()
    made = await ask("POST", "/invitations", json={"company": "Acme", "role": "Engineer", "respond_by": soon})
    if made.status_code == 201:
        await asyncio.sleep(traffic.patience)
        await ask("DELETE", f"/invitations/{made.json()['id']}")


async def _draft(_: Traffic, ask: _Asks) -> None:
    made = await ask("POST", f"/invitations/{ask.one()}/replies", json={"kind": "decline", "reason": "salary"})
    if made.status_code == 201:
        await ask("DELETE", f"/replies/{made.json()['id']}")


async def _review(_: Traffic, ask: _Asks) -> None:
    text = "Dear Ben, thank you for your time. I have decided not to go on. Kind regards, Ada"
    await ask("POST", "/reviews", json={"text": text, "kind": "decline"})


async def _read_message(_: Traffic, ask: _Asks) -> None:
    await ask("POST", "/intake/text", json={"text": "Hi Ada, could we talk on Tuesday at 3 pm? Ben Weber, Acme"})


async def _export(_: Traffic, ask: _Asks) -> None:
    await ask("GET", "/exports/invitations.csv")


async def _import(_: Traffic, ask: _Asks) -> None:
    """Import a small file, and take it back."""
    rows = "".join(f"Acme {ask.chance.randrange(50)},Engineer\n" for _ in range(20))
    if (done := await _imported(ask, f"company,role\n{rows}")) is not None:
        await ask("DELETE", f"/imports/{done['id']}")


async def _import_all(ask: _Asks, count: int) -> None:
    """Import a file of so many, all of which are new."""
    begins = now() + timedelta(days=2)
    notes = "Asks for an answer. " * 20
    hours = ((begins + timedelta(seconds=number)).isoformat(timespec="seconds") for number in range(count))
    rows = "".join(f"Acme {number},Engineer,{hour},{notes}\n" for number, hour in enumerate(hours))
    done = await _imported(ask, f"company,role,respond_by,notes\n{rows}")
    assert done is not None
    assert done["rows_done"] == count, done


async def _imported(ask: _Asks, file: str) -> dict[str, Any] | None:
    """Import a file, and wait until all of it is stored. None where a step was refused, which is counted."""
    answer = await ask("POST", "/imports", files={"file": ("list.csv", file.encode())})
    if not answer.is_success:
        return None
    path = f"/imports/{answer.json()['id']}"
    answer = await ask("POST", f"{path}/confirmation")
    for _ in range(600):
        if not answer.is_success:
            return None
        if answer.json()["state"] != "importing":
            break
        await asyncio.sleep(0.2)
        answer = await ask("GET", path)
    done = answer.json()
    assert done["state"] == "imported", done
    return done


async def _sign_in(traffic: Traffic, ask: _Asks) -> None:
    """In a browser of its own, which signs out again."""
    async with httpx2.AsyncClient(base_url=traffic.url, timeout=30) as browser:
        credentials = {"email": ask.visitor.email, "password": ask.visitor.password}
        steps = (("POST", "/sessions", credentials), ("GET", "/me", None), ("DELETE", "/sessions/current", None))
        for method, path, sent in steps:
            answer = await browser.request(method, f"/api/v1{path}", json=sent)
            ask.count(answer)
            if not answer.is_success:
                # Whoever wasn't let in is nobody for what comes next.
                return


async def _listen(traffic: Traffic, ask: _Asks) -> None:
    """Hold a live page open for a moment."""
    headers = {"authorization": f"Bearer {ask.visitor.token}"}
    async with ask.client.stream("GET", f"{traffic.url}/api/v1/events", headers=headers) as answer:
        ask.count(answer)
        await anext(answer.aiter_lines())
        await asyncio.sleep(2)


async def _watch(traffic: Traffic, ask: _Asks) -> None:
    answer = await ask.client.get(traffic.url + ask.chance.choice(("/health/ready", "/health/live", "/metrics", "/")))
    ask.count(answer)


async def _stray(traffic: Traffic, ask: _Asks) -> None:
    """What is refused: unknown paths and ids, no token, a wrong one, a body that is none."""
    number = ask.chance.randrange(1_000_000)
    method, path, headers = ask.chance.choice(
        (
            ("GET", f"/api/v1/nothing-{number}", {}),
            ("GET", f"/api/v1/invitations/{number}", {"authorization": f"Bearer {ask.visitor.token}"}),
            ("GET", "/api/v1/me", {"authorization": f"Bearer rb_{number:040}"}),
            ("POST", "/api/v1/invitations", {"authorization": f"Bearer {ask.visitor.token}"}),
        )
    )
    answer = await ask.client.request(method, traffic.url + path, headers=headers)
    ask.count(answer)


_Deed = Callable[[Traffic, _Asks], Awaitable[None]]
_MIX: tuple[tuple[_Deed, float], ...] = (
    (_read, 24),
    (_list, 14),
    (_look, 20),
    (_search, 6),
    (_edit, 10),
    (_record, 2),
    (_draft, 4),
    (_review, 3),
    (_read_message, 2),
    (_export, 1),
    (_import, 0.5),
    (_sign_in, 0.5),
    (_listen, 2),
    (_watch, 6),
    (_stray, 5),
)
_DEEDS = [deed for deed, _ in _MIX]
_WEIGHTS = [weight for _, weight in _MIX]
