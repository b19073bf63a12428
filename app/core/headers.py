"""Security headers of every answer. Nothing comes from elsewhere, nothing is written inline.

Only the designer pages may set styles on elements, because bpmn-js and dmn-js do (measured in Chromium): they call
`relax_styles()`. Attachments shown in the page are sandboxed by `sandbox()`.
"""

from urllib.parse import quote

from flask import Flask, g, request

from app.core.settings import settings

STRICT = {
    "default-src": "'self'", "img-src": "'self' data: blob:", "object-src": "'none'", "base-uri": "'none'",
    "form-action": "'self'", "frame-ancestors": "'none'",
}  # fmt: skip
KEPT = "public, max-age=31536000, immutable"  # a static file under an address that changes with its content


def relax_styles() -> None:
    """Allow inline styles and embedded fonts for this answer; scripts stay as strict as everywhere."""
    g.policy = STRICT | {"style-src": "'self' 'unsafe-inline'", "font-src": "'self' data:"}


def allow_own_frame() -> None:
    """A page of ours that another page of ours shows in a frame; as strict as every other page."""
    g.policy = STRICT | {"frame-ancestors": "'self'"}


def sandbox(framed: bool = False) -> None:
    """An uploaded or produced file: nothing in it may run; `framed`: our own pages may show it in a frame."""
    g.policy = {"default-src": "'none'", "img-src": "'self'", "media-src": "'self'", "style-src": "'unsafe-inline'",
                "frame-ancestors": "'self'" if framed else "'none'"}  # fmt: skip


def saved_as(name: str) -> dict[str, str]:
    """The header with which a browser saves an answer under a name, whatever its script (RFC 6266)."""
    return {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"}


def _secure(response):
    policy = g.get("policy", STRICT)
    response.headers["Content-Security-Policy"] = "; ".join(f"{name} {value}" for name, value in policy.items())
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Permissions-Policy"] = "camera=(self), geolocation=(self), microphone=(self)"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    if settings().secure_cookies:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    if not response.headers.get("Cache-Control") and response.mimetype in ("text/html", "application/json"):
        response.headers["Cache-Control"] = "no-store"  # personal data on shared office machines
    elif request.endpoint == "static" and request.args.get("v") and response.status_code == 200:
        response.headers["Cache-Control"] = KEPT
    return response


def init_headers(app: Flask) -> None:
    app.after_request(_secure)
