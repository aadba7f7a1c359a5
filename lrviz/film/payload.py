"""What a component of ours is sent: a JSON header and plain arrays behind it.

A payload is ``uint32 length | JSON header | arrays``: little-endian, each array float32 and
aligned to four bytes, described in the header under "arrays" as [name, offset, shape]. Those
that need every digit are float64, aligned to eight bytes of what follows the header, under
"doubles".
"""

import json
import struct
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["differences", "pack"]


def pack(
    header: Mapping[str, Any],
    arrays: Mapping[str, NDArray[np.float64]],
    doubles: Mapping[str, NDArray[np.float64]] | None = None,
) -> bytes:
    """The payload; see the module."""
    singles, at, blobs = _laid(arrays, "<f4", 0)
    wide, at, more = _laid(doubles or {}, "<f8", at)
    described = {"arrays": singles, **({"doubles": wide} if doubles else {})}
    text = json.dumps({**header, **described}, ensure_ascii=False).encode()
    text += b" " * (-len(text) % 4)
    return struct.pack("<I", len(text)) + text + b"".join([*blobs, *more])


def _laid(
    arrays: Mapping[str, NDArray[np.float64]], dtype: str, begin: int
) -> tuple[list[Any], int, list[bytes]]:
    """[name, offset, shape] of each array laid from ``begin`` on, where the last ends, bytes."""
    size = np.dtype(dtype).itemsize
    gap = -begin % size if arrays else 0
    layout, at, blobs = [], begin + gap, [b"\0" * gap]
    for name, array in arrays.items():
        layout.append([name, at, array.shape])
        at += size * array.size
        with np.errstate(over="ignore"):  # beyond 3.4e38 a float32 is infinite, shown as such
            blobs.append(np.ascontiguousarray(array, dtype=dtype).tobytes())
    return layout, at, blobs


def differences(light: Any, dark: Any) -> list[tuple[list[str | int], Any]]:
    """[(path, value in the dark)] wherever two specs of the same shape differ."""
    if light == dark:  # most of it, and soon seen
        return []
    if isinstance(light, dict):
        keys: Any = light.keys()
    elif isinstance(light, list | tuple):
        keys = range(len(light))
    else:
        return [([], dark)]
    return [
        ([key, *path], value) for key in keys for path, value in differences(light[key], dark[key])
    ]
