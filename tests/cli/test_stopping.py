"""A process that is asked to end has ended within five seconds, whatever hangs in it."""

import subprocess
import sys
import time

from cli.serve import LAST_REQUESTS_SECONDS
from cli.stopping import STOP_WITHIN_SECONDS
from scheduler.loop import FINISH_SECONDS, STOP_SECONDS
from tests.cli.conftest import ROOT


def test_what_hangs_does_not_keep_a_process_from_ending() -> None:
    program = (
        "import threading, time\n"
        "from cli.stopping import stop_in_time\n"
        "threading.Thread(target=time.sleep, args=(60,)).start()\n"
        "stop_in_time()\n"
        "print('asked', flush=True)\n"
        "time.sleep(60)\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    process.stdout.readline()
    began = time.monotonic()
    _, told = process.communicate(timeout=20)
    assert time.monotonic() - began <= 5
    assert process.returncode == 0
    assert "taken up again" in told


def test_what_a_stop_waits_for_in_turn_fits_into_its_time() -> None:
    assert LAST_REQUESTS_SECONDS + FINISH_SECONDS + STOP_SECONDS < STOP_WITHIN_SECONDS
