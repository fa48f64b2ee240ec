"""Many files at once, beside everything else: nobody waits for ever, and nobody is shut out."""

import asyncio

MANY = 24


def a_file(number):
    rows = "\n".join(f"Acme {number}-{row},Engineer,2026-11-20" for row in range(200))
    return f"Company,Role,Received\n{rows}\n".encode()


async def test_more_imports_at_once_than_there_are_threads_hold_nobody_up(ada):
    stop = asyncio.Event()

    async def record():
        made = 0
        while not stop.is_set():
            answer = await ada.client.post("/api/v1/invitations", json={"company": "Globex"})
            assert answer.status_code == 201
            made += 1
            await asyncio.sleep(0.01)
        return made

    async def send(number):
        return await ada.client.post("/api/v1/imports", files={"file": ("list.csv", a_file(number), "text/csv")})

    recording = [asyncio.create_task(record()) for _ in range(4)]
    answers = await asyncio.wait_for(asyncio.gather(*(send(number) for number in range(MANY))), 60)
    stop.set()
    assert {answer.status_code for answer in answers} == {201}
    assert min(await asyncio.wait_for(asyncio.gather(*recording), 10)) > 1


async def test_a_stranger_is_not_read_a_whole_file(client, ada, settings):
    large = b"Company\n" + b"Acme\n" * 300_000
    assert len(large) > settings.max_body_bytes
    refused = await client.post("/api/v1/imports", files={"file": ("list.csv", large, "text/csv")})
    assert refused.status_code == 413
    taken = await ada.client.post("/api/v1/imports", files={"file": ("list.csv", large, "text/csv")})
    assert taken.status_code == 201
    small = await client.post("/api/v1/imports", files={"file": ("list.csv", b"Company\nAcme\n", "text/csv")})
    assert small.status_code == 401
