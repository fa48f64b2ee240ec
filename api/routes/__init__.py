"""The routes, one file for each resource: parse, one call of a service, return."""

from fastapi import APIRouter


def routers() -> list[APIRouter]:
    """Every router, the busiest first: a request is matched against one route after the other."""
    from api.routes import accounts, channels, digest, health, me, sessions, setup, tokens, unsubscribe  # noqa: PLC0415 - they import us

    return [
        me.router,
        sessions.router,
        tokens.router,
        setup.router,
        accounts.router,
        channels.router,
        digest.router,
        unsubscribe.router,
        health.router,
    ]
