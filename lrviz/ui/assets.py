"""A file as it is sent: compressed once, held in memory, named by its content."""

import gzip
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import import_module
from pathlib import Path
from typing import Any

from starlette.datastructures import Headers
from starlette.responses import Response

from lrviz.ui.packed import best

brotli: Any
try:
    brotli = import_module("brotli")
except ImportError:  # it comes with an extra: files are then a sixth larger
    brotli = None

__all__ = ["FOREVER", "MEDIA_TYPES", "REVALIDATE", "Asset", "asset"]

FOREVER = "public, max-age=31536000, immutable"
REVALIDATE = "no-cache"
# Brotli's quality, of 11 at most, which is a tenth smaller and takes twenty times as long: see
# ``packed``.
QUALITY = 9
WORTH = 0.9  # What stays above this share of a file's size is compressed already.
# The operating system's own differ, and a browser refuses a module that comes as text/plain.
MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".gif": "image/gif",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".mjs": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}


@dataclass(frozen=True, kw_only=True)
class Asset:
    """A file as it is sent: ``body`` is in ``encoding``, "br" or "gzip", or as it is for ""."""

    body: bytes
    encoding: str
    media_type: str
    etag: str

    @cached_property
    def plain(self) -> bytes:
        """The file itself."""
        if self.encoding == "br":
            return bytes(brotli.decompress(self.body))
        return gzip.decompress(self.body) if self.encoding else self.body

    @cached_property
    def gzipped(self) -> bytes:
        """For who cannot unpack ``body``."""
        return gzip.compress(self.plain, compresslevel=9, mtime=0)

    def response(self, asked: Headers, caching: str) -> Response:
        """The answer to a request with the headers ``asked``: 304, or in what can be unpacked."""
        headers = {"ETag": self.etag, "Cache-Control": caching, "Vary": "Accept-Encoding"}
        if self.etag in asked.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        taken = {each.partition(";")[0].strip() for each in _encodings(asked)}
        body, encoding = self.plain, ""
        if self.encoding in taken:
            body, encoding = self.body, self.encoding
        elif self.encoding and "gzip" in taken:
            body, encoding = self.gzipped, "gzip"
        if encoding:
            headers["Content-Encoding"] = encoding
        return Response(body, media_type=self.media_type, headers=headers)


def _encodings(asked: Headers) -> list[str]:
    return asked.get("accept-encoding", "").split(",")


def asset(path: Path, change: Callable[[bytes], bytes] = bytes) -> Asset:
    """The file at ``path`` as ``change`` makes it, compressed when it is first asked for and
    whenever it changes."""
    return _pack(path, path.stat().st_mtime_ns, change)


@cache
def _pack(path: Path, _modified: int, change: Callable[[bytes], bytes]) -> Asset:
    raw = change(path.read_bytes())
    small, encoding = _compressed(raw)
    if len(small) > WORTH * len(raw):
        small, encoding = raw, ""
    return Asset(
        body=small,
        encoding=encoding,
        media_type=MEDIA_TYPES[path.suffix],
        etag=f'W/"{hashlib.sha256(raw).hexdigest()[:20]}"',
    )


def _compressed(raw: bytes) -> tuple[bytes, str]:
    if brotli is None:
        return gzip.compress(raw, compresslevel=9, mtime=0), "gzip"
    return best(raw) or brotli.compress(raw, quality=QUALITY), "br"
