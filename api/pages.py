"""The two or three plain pages that links in mail lead to: a sentence and a button, without scripts."""

from html import escape
from typing import Any

from fastapi.responses import HTMLResponse

from api.security.headers import POLICY_OF_PAGES

_STYLE = (
    ":root{color-scheme:light dark}"
    "body{margin:0;background:Canvas;color:CanvasText;font:1.05rem/1.6 system-ui,sans-serif}"
    "main{max-width:36rem;margin:12vh auto 0;padding:0 1.25rem;overflow-wrap:anywhere}"
    "h1{font-size:1.5rem;line-height:1.25}"
    "code{font-size:.9em}"
    "button{font:inherit;padding:.55rem 1.1rem;border:1px solid;border-radius:.5rem;cursor:pointer}"
    ":focus-visible{outline:3px solid Highlight;outline-offset:2px}"
)

_PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title} · Replyby</title>
<style>{style}</style></head>
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
    written = _PAGE.format(title=escape(title), style=_STYLE, words=words, form=form)
    return HTMLResponse(written, headers={"Content-Security-Policy": POLICY_OF_PAGES})
