"""What every answer says to the browser: load nothing from elsewhere, guess nothing, say not where you came from."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bochiso.web.origin import is_this_machine

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)
"""No address outside the server is ever asked for anything. Styles inline are those of charts and of the report."""

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Guarded:
    """Adds `HEADERS` to every answer that does not say otherwise.

    `local`: answers only under a name of this machine itself. A page from elsewhere can give its own name this
    machine's address (DNS rebinding), and would then read what a clerk may.
    """

    def __init__(self, app: ASGIApp, *, local: bool) -> None:
        self._app, self._local = app, local

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif self._local and _strange(scope):
            refusal = (
                "Tên máy chủ trong địa chỉ không phải của máy này: mở bằng http://127.0.0.1 hoặc http://localhost."
            )
            await PlainTextResponse(refusal, 403)(scope, receive, guarded)
        else:
            await self._app(scope, receive, guarded)


def _strange(scope: Scope) -> bool:
    """Whether a page is asked for under another name; the API refuses that in its own shape."""
    asked = str(scope["path"])
    return not asked.startswith("/api/") and not is_this_machine(Headers(scope=scope).get("host", ""))
