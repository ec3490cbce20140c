"""Security headers on every answer; no inline script or style is ever allowed."""

from __future__ import annotations

from flask import Flask, Response, request, session

from .pagecache import is_visitor

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self'; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; object-src 'none'"
)
_FIXED = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "X-Frame-Options": "DENY",
}


def install(app: Flask, *, https: bool) -> None:
    def add(response: Response) -> Response:
        for name, value in _FIXED.items():
            response.headers[name] = value
        if https:
            response.headers["Strict-Transport-Security"] = "max-age=31536000"
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = (
                "no-cache" if _is_for_everybody(response) else "private, no-store"
            )
        return response

    app.after_request(add)


def _is_for_everybody(response: Response) -> bool:
    """A page that a visitor without a session got: the reader's own device may keep it, for reading offline."""
    return (
        request.method == "GET"
        and response.status_code == 200
        and is_visitor()
        and not session.modified  # its cookie is only set after this
        and "Set-Cookie" not in response.headers
    )
