"""The routes, one file for each resource: parse, one call of a service, return."""

from fastapi import APIRouter


def routers() -> list[APIRouter]:
    """Every router, the busiest first: a request is matched against one route after the other."""
    from api.routes import (  # noqa: PLC0415 - they import this package
        accounts,
        answers,
        calendar_feed,
        channels,
        contacts,
        countries,
        deadlines,
        decline_replies,
        deliveries,
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
        mail_identity,
        mailbox,
        me,
        messages,
        private_links,
        replies,
        reviews,
        sessions,
        setup,
        steps,
        tokens,
        unsubscribe,
    )

    modules = (
        *(due, invitations, steps, answers, replies, deliveries, decline_replies, reviews, deadlines, intake, messages),
        *(
            imports,
            exports,
            me,
            digest,
            insights,
            channels,
            contacts,
            mail_identity,
            mailbox,
            private_links,
            calendar_feed,
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
