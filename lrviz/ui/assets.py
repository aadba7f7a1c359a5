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

from lrviz.ui.packed import best, keep, kept

brotli: Any
try:
    brotli = import_module("brotli")
except ImportError:  # it comes with an extra: files are then a sixth larger
    brotli = None

__all__ = [
    "FOREVER",
    "MEDIA_TYPES",
    "PACKED",
    "REVALIDATE",
    "Asset",
    "asset",
    "brotli",
    "encodings",
]

FOREVER = "public, max-age=31536000, immutable"
REVALIDATE = "no-cache"
# Brotli's quality, of 11 at most, which is a tenth smaller and takes twenty times as long: see
# ``packed``.
QUALITY = 9
# Of larger files, in bytes, what is packed is kept for the next start; others are packed as fast as
# read.
LASTING = 2_000
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


PACKED = (".css", ".js", ".json", ".mjs", ".svg")  # All else is packed as it is.


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

    def is_at_hand(self, asked: Headers) -> bool:
        """Whether the answer to such a request needs no packing first, which takes its time."""
        return self._body(self._encoding_for(asked)) in vars(self)

    def response(self, asked: Headers, caching: str) -> Response:
        """The answer to a request with the headers ``asked``: 304, or in what can be unpacked."""
        headers = {"ETag": self.etag, "Cache-Control": caching, "Vary": "Accept-Encoding"}
        if self.etag in asked.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        encoding = self._encoding_for(asked)
        if encoding:
            headers["Content-Encoding"] = encoding
        body: bytes = getattr(self, self._body(encoding))
        return Response(body, media_type=self.media_type, headers=headers)

    def _body(self, encoding: str) -> str:
        """The attribute that has the file in an encoding."""
        return ({"gzip": "gzipped", "": "plain"} | {self.encoding: "body"})[encoding]

    def _encoding_for(self, asked: Headers) -> str:
        """What who asks can unpack: as it is kept, else by gzip, else as it is."""
        taken = encodings(asked)
        if self.encoding in taken:
            return self.encoding
        return "gzip" if self.encoding and "gzip" in taken else ""


def encodings(asked: Headers) -> set[str]:
    """What who asks can unpack."""
    return {each.partition(";")[0].strip() for each in asked.get("accept-encoding", "").split(",")}


def asset(path: Path, change: Callable[[bytes], bytes] = bytes) -> Asset:
    """The file at ``path`` as ``change`` makes it, compressed when it is first asked for and
    whenever it changes."""
    return _pack(path, path.stat().st_mtime_ns, change)


@cache
def _pack(path: Path, _modified: int, change: Callable[[bytes], bytes]) -> Asset:
    raw = change(path.read_bytes())
    small, encoding = _compressed(raw) if path.suffix in PACKED else (raw, "")
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
    return best(raw) or _good(raw), "br"


def _good(raw: bytes) -> bytes:
    """``raw`` by Brotli in less than a second, or as it was packed by an earlier start."""
    kind = f"{QUALITY}.br"
    if len(raw) > LASTING and (known := kept(raw, kind)):
        return known
    made: bytes = brotli.compress(raw, quality=QUALITY)
    if len(raw) > LASTING:
        keep(raw, kind, made)
    return made
