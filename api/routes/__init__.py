"""The routes, one file for each resource: parse, one call of a service, return."""

from fastapi import APIRouter


def routers() -> list[APIRouter]:
    """Every router, the busiest first: a request is matched against one route after the other."""
    from api.routes import (  # noqa: PLC0415 - they import this package
        accounts,
        answers,
        channels,
        countries,
        deadlines,
        decline_replies,
        demonstration,
        digest,
        due,
        events,
        exports,
        health,
        imports,
        insights,
        intake,
        invitations,
        me,
        replies,
        reviews,
        sessions,
        setup,
        steps,
        tokens,
        unsubscribe,
    )

    modules = (
        *(due, invitations, steps, answers, replies, decline_replies, reviews, deadlines, intake),
        *(
            imports,
            exports,
            me,
            digest,
            insights,
            channels,
            sessions,
            tokens,
            setup,
            accounts,
            countries,
            demonstration,
            events,
            unsubscribe,
            health,
        ),
    )
    return [module.router for module in modules]
