"""Turns finished pages into the headers that a host should send with them; reads every page and changes none."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Sequence

HEADERS = "_headers"
# Scripts that stand in a page; those of a type of their own are data, which no browser runs.
_INLINE = re.compile(r"<script(?![^>]*\b(?:src|type)=)[^>]*>(.*?)</script>", re.DOTALL)


def host_headers(pages: Iterable[str], versions: Sequence[str]) -> bytes:
    """A file of headers in the form that Netlify and Cloudflare Pages read, and other hosts can be set by.

    Args:
        pages: the HTML of every page.
        versions: the releases that have an address of their own.
    """
    scripts = sorted({hashed(script) for page in pages for script in _INLINE.findall(page)})
    policy = "; ".join(
        [
            "default-src 'none'",
            " ".join(["script-src 'self'", *scripts]),
            # A drawing that a reader makes bigger or turns gets its sizes from a script.
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "frame-src 'self'",
            "manifest-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )
    rules = {
        "/*": {
            "Content-Security-Policy": policy,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "strict-origin-when-cross-origin",
            "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        },
        "/assets/*": {"Cache-Control": "public, max-age=3600"},
        "/data/*": {"Access-Control-Allow-Origin": "*"},
    }
    rules |= {f"/data/v{version}/*": {"Cache-Control": "public, max-age=31536000, immutable"} for version in versions}
    lines = [
        f"{path}\n" + "".join(f"  {name}: {value}\n" for name, value in named.items()) for path, named in rules.items()
    ]
    return "\n".join(lines).encode()


def hashed(script: str) -> str:
    """What allows one script that stands in a page, and no other."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
