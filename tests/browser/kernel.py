"""A real kernel: it runs cells as a notebook does, and hands over what they show."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import start_new_kernel

PATIENCE = 300  # seconds


@contextmanager
def kernel() -> Iterator[BlockingKernelClient]:
    """A kernel of this very Python."""
    alone = {**os.environ, "OMP_NUM_THREADS": "1"}  # more only hurt at these sizes
    manager, client = start_new_kernel(kernel_name="python3", env=alone)
    try:
        yield client
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def shown(client: BlockingKernelClient, source: str, cell: str = "") -> list[str]:
    """The HTML that a cell shows; ``cell`` is the name that a front end gives it."""
    content = {
        "code": source,
        "silent": False,
        "store_history": True,
        "user_expressions": {},
        "allow_stdin": False,
        "stop_on_error": True,
    }
    asked: Any = client.session.msg("execute_request", content)
    asked["metadata"] = {"cellId": cell} if cell else {}
    client.shell_channel.send(asked)
    outputs = []
    while True:
        message = client.get_iopub_msg(timeout=PATIENCE)
        if message["parent_header"].get("msg_id") != asked["header"]["msg_id"]:
            continue
        kind, content = message["msg_type"], message["content"]
        assert kind != "error", content
        if "data" in content and "text/html" in content["data"]:
            outputs.append(content["data"]["text/html"])
        if kind == "status" and content["execution_state"] == "idle":
            return outputs
