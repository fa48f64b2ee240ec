"""A process of its own that sends what is due, and kills itself at a named step, for the tests that restart it.

Arguments: the database's URL, the data folder, the instant that its clock shows, and the step.
"""

import asyncio
import os
import signal
import sys
from datetime import datetime

import services.sending.claims as claiming
import services.sending.settling as settling
from core.database import opened
from core.egress_smtp import SmtpConnection
from scheduler.sending import postman_for
from tests.scheduler.a_process import settings_of

STEPS = ("before_claim", "after_claim", "before_dot", "after_dot", "before_settle")


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _die_before(module: object, name: str) -> None:
    setattr(module, name, lambda *_, **__: _die())


def _die_at(step: str) -> None:
    if step == "before_claim":
        _die_before(claiming, "claim_next")
    elif step == "after_claim":
        from services.sending import departing

        # The claim is committed by then, and nothing has been looked at.
        _die_before(departing, "prepare")
    elif step == "before_settle":
        _die_before(settling, "settle_taken")
    elif step in {"before_dot", "after_dot"}:
        send = SmtpConnection.send

        def watched(self: SmtpConnection, text: "bytes | str") -> None:
            is_end = text == b".\r\n"
            if is_end and step == "before_dot":
                _die()
            send(self, text)
            if is_end:
                _die()

        SmtpConnection.send = watched  # type: ignore[method-assign]


async def main(url: str, data_dir: str, instant: str, step: str) -> None:
    now = datetime.fromisoformat(instant)
    settings = settings_of(url, data_dir, allow_private_targets=True)
    _die_at(step)
    async with opened(url, pool_size=2) as database:
        one = postman_for(database, settings, clock=lambda: now)
        await one.serve()
        await one.drain()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
