"""Whether a client asks for what it already has."""

from starlette.datastructures import Headers


def known(headers: Headers, etag: str) -> bool:
    """Whether the client has what this ETag stands for; weak ones match as RFC 9110 says of If-None-Match."""
    given = headers.get("if-none-match", "")
    return given.strip() == "*" or etag in (each.strip().removeprefix("W/") for each in given.split(","))
