"""For those who watch over the service."""

import httpx2
import pytest
from sqlalchemy import text

from api.app import create_app
from core.settings import SchedulerMode

BASE_URL = "http://127.0.0.1:8000"


class Beating:
    """Stands where the metronome does, with a beat to set."""

    def __init__(self, last_beat):
        self.last_beat = last_beat


@pytest.fixture
def embedded(settings, database, clock):
    return create_app(settings.model_copy(update={"scheduler": SchedulerMode.EMBEDDED}), database=database, clock=clock)


def visit(app):
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url=BASE_URL)


async def test_a_migrated_database_without_a_scheduler_is_ready(client):
    assert (await client.get("/health/ready")).json()["status"] == "ready"


async def test_an_embedded_scheduler_must_have_ticked_within_three_beats(embedded, clock):
    async with visit(embedded) as client:
        assert (await client.get("/health/ready")).status_code == 503
        embedded.state.metronome = Beating(clock())
        clock.forward(seconds=45)
        assert (await client.get("/health/ready")).status_code == 200
        clock.forward(seconds=1)
        late = await client.get("/health/ready")
        assert late.status_code == 503
        assert "46 s ago" in late.json()["detail"]
        assert (await client.get("/health/live")).status_code == 200


async def test_a_schema_of_another_release_isnt_ready(client, database):
    await database.write(
        lambda connection: connection.execute(text("UPDATE alembic_version SET version_num = 'older'"))
    )
    answer = await client.get("/health/ready")
    assert answer.status_code == 503
    assert "older" in answer.json()["detail"]


async def test_counters_name_routes_and_never_what_was_typed(client, ada):
    await ada.client.get("/api/v1/me")
    for number in range(5):
        await client.get(f"/typed-{number}")
        await client.delete(f"/api/v1/tokens/canary-{number}")
        await client.request(f"BREW{number}", "/health/live")
    told = (await client.get("/metrics")).text
    assert 'replyby_http_requests_total{method="GET",route="/api/v1/me",status="200"} 1.0' in told
    assert 'replyby_http_requests_total{method="GET",route="(none)",status="404"} 5.0' in told
    assert "canary" not in told
    assert "typed" not in told
    assert "BREW" not in told
    assert "replyby_reminders_due 0.0" in told


async def test_the_lifespan_opens_migrates_ticks_and_closes(settings, clock, tmp_path):
    fresh = settings.model_copy(
        update={"database_url": None, "data_dir": tmp_path / "new", "scheduler": SchedulerMode.EMBEDDED}
    )
    (tmp_path / "new").mkdir()
    app = create_app(fresh)
    async with app.router.lifespan_context(app), visit(app) as client:
        assert (await client.get("/api/v1/setup")).json()["needs_account"] is True
        assert app.state.metronome is not None
    assert app.state.database is None


async def test_the_code_is_printed_where_others_could_come_first(settings, database, clock, log):
    reachable = settings.model_copy(update={"host": "0.0.0.0"})  # noqa: S104
    for one, is_printed in ((settings, False), (reachable, True)):
        app = create_app(one, database=database, clock=clock)
        async with app.router.lifespan_context(app):
            pass
        assert (app.state.keyring.setup_code in log.getvalue()) is is_printed
