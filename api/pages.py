"""The two or three plain pages that links in mail lead to: a sentence and a button, without scripts."""

from html import escape
from typing import Any

from fastapi.responses import HTMLResponse

_PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title} · Replyby</title></head>
<body><main><h1>{title}</h1><p>{words}</p>{form}</main></body>
</html>
"""

HTML_ANSWER: dict[int | str, dict[str, Any]] = {
    200: {"description": "A page.", "content": {"text/html": {"schema": {"type": "string"}}}}
}
"""How the OpenAPI declares such an answer."""


def page(title: str, words: str, *, button: str | None = None) -> HTMLResponse:
    """A page. `words` is HTML, of which whatever came from outside is escaped; `button` posts to the same address."""
    form = f'<form method="post"><button type="submit">{escape(button)}</button></form>' if button else ""
    return HTMLResponse(_PAGE.format(title=escape(title), words=words, form=form))
