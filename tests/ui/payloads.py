"""What the stage is sent, read back with nothing but the format's own words."""

import json
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Payload:
    """``uint32 length | JSON header | little-endian float32 arrays``, taken apart."""

    header: dict[str, Any]
    arrays: dict[str, NDArray[np.float32]]

    @classmethod
    def of(cls, raw: bytes) -> "Payload":
        length = int.from_bytes(raw[:4], "little")
        header = json.loads(raw[4 : 4 + length].decode("utf-8"))
        body, arrays = raw[4 + length :], {}
        for name, offset, shape in header["arrays"]:
            count = int(np.prod(shape))
            part = body[offset : offset + 4 * count]
            arrays[name] = np.array(memoryview(part).cast("f")).reshape(shape)
        return cls(header, arrays)
