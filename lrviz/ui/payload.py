"""What a component of ours is sent: a JSON header and plain arrays behind it.

A payload is ``uint32 length | JSON header | arrays``: little-endian, each array float32 and
aligned to four bytes, described in the header under "arrays" as [name, offset, shape].
"""

import json
import struct
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["differences", "pack"]


def pack(header: Mapping[str, Any], arrays: Mapping[str, NDArray[np.float64]]) -> bytes:
    """The payload; see the module."""
    layout, offset = [], 0
    for name, array in arrays.items():
        layout.append([name, offset, array.shape])
        offset += 4 * array.size
    text = json.dumps({**header, "arrays": layout}, ensure_ascii=False).encode()
    text += b" " * (-len(text) % 4)
    with np.errstate(over="ignore"):  # beyond 3.4e38 a float32 is infinite, and shown as such
        blobs = [np.ascontiguousarray(array, dtype="<f4").tobytes() for array in arrays.values()]
    return struct.pack("<I", len(text)) + text + b"".join(blobs)


def differences(light: Any, dark: Any) -> list[tuple[list[str | int], Any]]:
    """[(path, value in the dark)] wherever two specs of the same shape differ."""
    if isinstance(light, dict):
        keys: Any = light.keys()
    elif isinstance(light, list | tuple):
        keys = range(len(light))
    else:
        return [] if light == dark else [([], dark)]
    return [
        ([key, *path], value) for key in keys for path, value in differences(light[key], dark[key])
    ]
