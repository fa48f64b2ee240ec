"""The routes, one file for each resource: parse, one call of a service, return."""

from fastapi import APIRouter


def routers() -> list[APIRouter]:
    """Every router, the busiest first: a request is matched against one route after the other."""
    from api.routes import (  # noqa: PLC0415 - they import this package
        accounts,
        answers,
        channels,
        deadlines,
        decline_replies,
        digest,
        exports,
        health,
        home,
        imports,
        invitations,
        me,
        replies,
        reviews,
        sessions,
        setup,
        tokens,
        unsubscribe,
    )

    modules = (
        *(invitations, answers, replies, decline_replies, reviews, deadlines),
        *(imports, exports, me, digest, channels, sessions, tokens, setup, accounts, unsubscribe, health, home),
    )
    return [module.router for module in modules]
