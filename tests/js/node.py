"""The modules of the browser in node: one process for all tests of a worker."""

import base64
import json
import math
import select
import subprocess
from pathlib import Path
from typing import Any

import numpy as np

from tools import node

HERE = Path(__file__).parent
SECONDS = 120  # a call that is not answered by then never will be


class Modules:
    """Calls exported functions of the modules that the browser is served."""

    def __init__(self) -> None:
        path = node.find()
        if path is None:
            raise RuntimeError(node.MISSING)
        command = [path, str(HERE / "calls.js")]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def __call__(self, module: str, body: str, argument: Any = None) -> Any:
        """The value of ``body`` with the module's exports as ``m`` and the argument as ``x``.

        ``module`` is "folder/module" below lrviz/ui/web.
        An argument with a "film", and perhaps "slopes", both as ``sent`` gives them, is decoded
        for the body as ``film``.
        JSON as Python writes it has NaN and Infinity, which JavaScript's has not: both go
        across as text, and come back as null.
        """
        question = {"module": module, "body": body, "argument": guarded(argument)}
        answer = self._asked(json.dumps(question))
        if "error" in answer:
            raise JavaScriptError(answer["error"])
        return answer["value"]

    def _asked(self, line: str) -> dict[str, Any]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(line.encode() + b"\n")
        self.process.stdin.flush()
        ready, _, _ = select.select([self.process.stdout], [], [], SECONDS)
        answer = self.process.stdout.readline() if ready else b""
        if not answer:
            raise RuntimeError("node did not answer")
        found: dict[str, Any] = json.loads(answer)
        return found

    def close(self) -> None:
        """End the process."""
        self.process.kill()
        self.process.communicate()


class JavaScriptError(Exception):
    """What a module threw."""


def guarded(value: Any) -> Any:
    """What JSON cannot say, as {"odd": name}."""
    if isinstance(value, dict):
        return {key: guarded(each) for key, each in value.items()}
    if isinstance(value, list | tuple | np.ndarray):
        return [guarded(each) for each in value]
    if isinstance(value, float) and not math.isfinite(value):
        name = "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
        return {"odd": name}
    return value.item() if isinstance(value, np.generic) else value


def sent(payload: bytes) -> str:
    """Bytes as the modules take them."""
    return base64.b64encode(payload).decode()
