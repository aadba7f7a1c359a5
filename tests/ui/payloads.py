"""What the stage is sent, read back with nothing but the format's own words."""

import json
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Payload:
    """``uint32 length | JSON header | little-endian float32, then float64 arrays``, taken apart."""

    header: dict[str, Any]
    arrays: dict[str, NDArray[np.float32]]
    doubles: dict[str, NDArray[np.float64]]

    @classmethod
    def of(cls, raw: bytes) -> "Payload":
        length = int.from_bytes(raw[:4], "little")
        header = json.loads(raw[4 : 4 + length].decode("utf-8"))
        body = raw[4 + length :]
        return cls(
            header, _read(body, header["arrays"], "f"), _read(body, header.get("doubles", []), "d")
        )


def _read(body: bytes, layout: list[Any], kind: str) -> dict[str, NDArray[Any]]:
    size, arrays = {"f": 4, "d": 8}[kind], {}
    for name, offset, shape in layout:
        assert offset % size == 0
        part = body[offset : offset + size * int(np.prod(shape))]
        arrays[name] = np.array(memoryview(part).cast(kind)).reshape(shape)
    return arrays
