"""Headers that bound what a page may do, whoever gets something into it."""

import base64
import hashlib
import os
import re
from collections.abc import Iterable, Mapping

__all__ = ["EMBED", "file_headers", "safe_headers", "script_hashes"]

EMBED = "LRVIZ_EMBED"  # The origins that may show lrviz in a frame, or * for all; none otherwise.
_ORIGIN = re.compile(r"\*|https?://[A-Za-z0-9.*-]+(:[0-9*]+)?")
_SCRIPT = re.compile(rb"<script>(.*?)</script>", re.DOTALL)


def script_hashes(pages: Iterable[bytes]) -> tuple[str, ...]:
    """What a policy calls the scripts that stand in pages: ``'sha256-…'`` of each."""
    found = dict.fromkeys(script for page in pages for script in _SCRIPT.findall(page))
    digests = (base64.b64encode(hashlib.sha256(script).digest()).decode() for script in found)
    return tuple(f"'sha256-{digest}'" for digest in digests)


def safe_headers(
    hashes: Iterable[str], environment: Mapping[str, str] = os.environ
) -> Mapping[str, str]:
    """The headers of every page.

    Scripts come from this server alone, or are the very ones of ``hashes``; Streamlit hands those
    of a component over as a blob, and plotly compiles loops of its 3-D view from text. Styles may
    stand anywhere: Streamlit and plotly write them as they go.

    Raises:
        ValueError: what is no list of origins in LRVIZ_EMBED.
    """
    origins = _origins(environment)
    policy = {
        "default-src": "'self'",
        "script-src": " ".join(["'self'", "blob:", "'unsafe-eval'", *hashes]),
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "media-src": "'self' data: blob:",
        "worker-src": "'self' blob:",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": " ".join(origins) or "'none'",
    }
    headers = {
        **_headers(policy),
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    }
    return headers if origins else {**headers, "X-Frame-Options": "DENY"}


def file_headers(environment: Mapping[str, str] = os.environ) -> Mapping[str, str]:
    """The headers of all else, such as scripts and films: a browser heeds the rest with pages only,
    and a first visit has a hundred of these.

    Raises:
        ValueError: as ``safe_headers``.
    """
    ancestors = " ".join(_origins(environment)) or "'none'"
    return _headers({"default-src": "'self'", "frame-ancestors": ancestors})


def _headers(policy: Mapping[str, str]) -> dict[str, str]:
    return {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
    }


def _origins(environment: Mapping[str, str]) -> list[str]:
    origins = environment.get(EMBED, "").split()
    if wrong := [each for each in origins if not _ORIGIN.fullmatch(each)]:
        raise ValueError(f"`{EMBED}` must be origins such as https://example.org; got {wrong[0]!r}")
    return origins
