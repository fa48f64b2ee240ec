"""What is counted, for Prometheus, and the log of requests. Both name a route's template, never what somebody typed."""

import time as stopwatch
from collections.abc import Iterable
from typing import TYPE_CHECKING

import structlog
from fastapi.routing import APIRoute
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bind_contextvars, unbind_contextvars

from api.deps import ASKER
from api.request_ids import HEADER, request_id_of

if TYPE_CHECKING:
    from api.security.identity import Asker

_log = structlog.get_logger("replyby.requests")

METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"})
OTHER = "other"
"""The method of a request whose own is none of them."""
NO_ROUTE = "(none)"
FAULT = 500
STAYS_OPEN = "replyby.stays_open"
"""Where a request's scope says that its answer goes on for as long as somebody listens: it is answered as it begins."""
_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)


class Metrics:
    """The counters of one application."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "replyby_http_requests", "Requests answered.", ("method", "route", "status"), registry=self.registry
        )
        self.seconds = Histogram(
            "replyby_http_request_seconds",
            "How long an answer took.",
            ("method", "route"),
            buckets=_BUCKETS,
            registry=self.registry,
        )
        self.under_way = Gauge("replyby_http_requests_under_way", "Requests not yet answered.", registry=self.registry)
        self.streams = Gauge("replyby_live_streams", "Streams of events that are open.", registry=self.registry)
        self.imports = Gauge(
            "replyby_imports_under_way", "Imports that this process works on or has waiting.", registry=self.registry
        )

    def expect_faults(self, routes: Iterable[BaseRoute]) -> None:
        """Export how often each operation of these routes, and what has no route, has failed: 0 times so far.

        Prometheus sees no increase in a counter that first appears as 1: nobody would be told of the first fault.
        """
        # Of all routes only FastAPI's own say in the scope which they are; what another answers is counted as of none.
        operations = [(method, one) for one in routes if isinstance(one, APIRoute) for method in one.methods or ()]
        for method, route in [*operations, *((method, None) for method in (*METHODS, OTHER))]:
            scope = {"method": method, "route": route}
            self.requests.labels(_method_of(scope), _route_of(scope), str(FAULT))

    def exposition(self) -> bytes:
        """Everything in Prometheus's text format."""
        return generate_latest(self.registry)


class CountRequests:
    """Pure ASGI: counts every answer by route template, measures how long it took, and gives it an id.

    Where the operator wants it, each has a line in the log.
    """

    def __init__(self, app: ASGIApp, *, metrics: Metrics, is_logged: bool = False) -> None:
        self.app = app
        self._metrics = metrics
        self._is_logged = is_logged
        # Asked for when somebody looks, instead of being kept under a lock twice a request.
        self._under_way = 0
        metrics.under_way.set_function(lambda: self._under_way)
        self._streams = 0
        metrics.streams.set_function(lambda: self._streams)
        # Looking a label up by its words costs more than counting: each combination is looked up once.
        self._known: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and count what became of it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        status = FAULT
        is_stream = False
        request_id = request_id_of(scope)

        async def watch(message: Message) -> None:
            nonlocal status, is_stream
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), (HEADER, request_id)]
                if STAYS_OPEN in scope:
                    is_stream = True
                    self._streams += 1
                    self._answered(scope, status, began)
            await send(message)

        began = stopwatch.perf_counter()
        self._under_way += 1
        bind_contextvars(request_id=request_id.decode())
        try:
            await self.app(scope, receive, watch)
        finally:
            if is_stream:
                self._streams -= 1
            else:
                self._answered(scope, status, began)
            unbind_contextvars("request_id")

    def _answered(self, scope: Scope, status: int, began: float) -> None:
        self._under_way -= 1
        counter, histogram = self._labelled(scope, status)
        counter.inc()
        took = stopwatch.perf_counter() - began
        histogram.observe(took)
        if self._is_logged:
            self._log(scope, status, took)

    def _log(self, scope: Scope, status: int, took: float) -> None:
        asker: Asker | None = scope.get(ASKER)
        _log.info(
            "request",
            method=_method_of(scope),
            route=_route_of(scope),
            status=status,
            ms=round(took * 1000, 1),
            account=None if asker is None else str(asker.owner.id),
        )

    def _labelled(self, scope: Scope, status: int) -> tuple[Counter, Histogram]:
        method, route = _method_of(scope), _route_of(scope)
        key = (method, route, status)
        known = self._known.get(key)
        if known is None:
            known = (
                self._metrics.requests.labels(method, route, str(status)),
                self._metrics.seconds.labels(method, route),
            )
            self._known[key] = known
        return known


def _method_of(scope: Scope) -> str:
    return scope["method"] if scope["method"] in METHODS else OTHER


def _route_of(scope: Scope) -> str:
    return getattr(scope.get("route"), "path", NO_ROUTE)
