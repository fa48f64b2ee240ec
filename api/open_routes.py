"""Which routes need nobody to be signed in."""

import re
from collections.abc import Iterable

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from api.deps import Admits
from api.paths import API

_NAME = re.compile(r"\(\?P<\w+>")


def open_to_all(routes: Iterable[BaseRoute]) -> re.Pattern[str]:
    """The paths of the routes within the API that ask for no credential."""
    paths = {
        _NAME.sub("(", route.path_regex.pattern)
        for route in routes
        if isinstance(route, APIRoute) and route.path.startswith(API) and not _asks(route.dependant)
    }
    return re.compile("|".join(sorted(paths)))


def _asks(dependant: Dependant) -> bool:
    return isinstance(dependant.call, Admits) or any(_asks(one) for one in dependant.dependencies)
