"""Whatever happens to an account, in whatever order and put down wherever: it is as a plain reckoning says."""

import asyncio
from collections import Counter
from collections.abc import Callable

from hypothesis import HealthCheck, Phase
from hypothesis import settings as pace
from hypothesis.stateful import run_state_machine_as_test

from core.settings import Settings
from tests.conftest import Clock, Person
from tests.faults.figures import Figures
from tests.faults.inputs.living import Life
from tests.faults.inputs.machine import Account


def test_whatever_happens_an_account_is_what_a_plain_reckoning_says(
    database_url: str,
    settings: Settings,
    clock: Clock,
    enrol: Callable[..., Person],
    rounds: Callable[[int, int], int],
    figures: Figures,
) -> None:
    is_sqlite = figures.database == "sqlite"
    lives, steps = rounds(8 if is_sqlite else 3, 50 if is_sqlite else 15), rounds(16, 50)
    with asyncio.Runner() as runner:
        life = Life(database_url, settings, clock, runner, enrol)
        counted: Counter[str] = Counter()

        class Lived(Account):
            """With this database."""

        Lived.life, Lived.steps = life, counted
        try:
            live_through_what_is_rare(Lived())
            run_state_machine_as_test(
                Lived,
                settings=pace(
                    max_examples=lives,
                    stateful_step_count=steps,
                    derandomize=True,
                    database=None,
                    deadline=None,
                    print_blob=True,
                    # A shorter story isn't worth the minutes that each telling takes.
                    phases=(Phase.explicit, Phase.generate),
                    suppress_health_check=list(HealthCheck),
                ),
            )
        finally:
            life.end()
    figures.note(
        "-",
        "lives of an account, put down in between, beside a plain reckoning",
        required="0 differences",
        measured=f"0 in {lives} lives of up to {steps} steps, {counted.total():,} requests",
        holds=counted.total() > lives * steps,
    )


def live_through_what_is_rare(one: Account) -> None:
    """What a few lives in any order may not come upon: so it happens in each run, whatever is drawn."""
    one.begin()
    for number, kinds in enumerate((("hold",), ("hold", "decline"), ("accept", "withdraw"))):
        one.record(company="Acme", hours=0, stated=None)
        one.answer_and_think_better_of_it(number=number, kinds=kinds)
        one.the_list_is_what_it_should_be()
    one.record(company="Birch", hours=0, stated=20)
    one.what_is_in_the_schedulers_hands_is_answered_before_it_leaves()
    one.the_list_is_what_it_should_be()
    one.nobody_is_reminded_of_what_is_answered_and_one_digest_comes_a_day()
    one.teardown()
