"""One visitor of the app as its server sees one: the page, then Streamlit's websocket."""

import asyncio
import json
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Self

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

__all__ = ["Visitor", "header_of"]

SECONDS = 120.0  # until an answer is given up


def header_of(payload: bytes) -> dict[str, Any]:
    """What a component is told, without its arrays."""
    length = int.from_bytes(payload[:4], "little")
    told: dict[str, Any] = json.loads(payload[4 : 4 + length])
    return told


def _pictures(payload: Iterable[int]) -> bool:
    """Whether a component is what a page is about, not the one that hears of Back."""
    told = bytes(bytearray(payload))
    return bool(told) and header_of(told).get("kind") != "address"


class Visitor:
    """A visit of one page.

    Args:
        url: where the app is.
        page: of its pages, "" for the first.
        query: the state in the address.
        cookie: what the browser has been given to say.

    Attributes:
        payload: the last bytes that a component was sent.
        errors: what went wrong on the page, as it says it.
    """

    def __init__(self, url: str, page: str = "", query: str = "", cookie: str = "") -> None:
        self.url, self.page, self.query, self.cookie = url, page, query, cookie
        self.payload, self.errors = b"", list[str]()
        self._component, self._fragment, self._script, self._asked = "", "", "", 0
        self._kept: dict[str, ForwardMsg] = {}

    async def __aenter__(self) -> Self:
        address = self.url.replace("http", "ws", 1) + "/_stcore/stream"
        self._socket = await websockets.connect(
            address,
            subprotocols=["streamlit"],
            max_size=None,
            open_timeout=SECONDS,
            additional_headers={"Cookie": self.cookie} if self.cookie else None,
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._socket.close()

    async def open(self) -> float:
        """Seconds until the page's component has been sent its first bytes."""
        return await self._run(BackMsg(), lambda _: True)

    async def lost(self) -> None:
        """Until the server is gone."""
        await self._socket.wait_closed()

    async def ask(
        self, question: Mapping[str, Any], answered: Callable[[Mapping[str, Any]], bool]
    ) -> float:
        """Seconds until the component is sent what answers its question."""
        self._asked += 1
        message = BackMsg()
        message.rerun_script.fragment_id = self._fragment
        base = message.rerun_script.widget_states.widgets.add()
        base.id, base.json_value = self._component, "{}"
        state = message.rerun_script.widget_states.widgets.add()
        state.id = f"$$STREAMLIT_INTERNAL_KEY_{self._component}__events"
        value = {**question, "asked": self._asked}
        state.json_trigger_value = json.dumps([{"event": "ask", "value": value}])
        return await self._run(message, answered)

    async def _run(self, message: BackMsg, answered: Callable[[Mapping[str, Any]], bool]) -> float:
        message.rerun_script.query_string = self.query
        message.rerun_script.page_name = self.page
        message.rerun_script.page_script_hash = self._script
        begun, before = time.perf_counter(), self.payload
        await self._socket.send(message.SerializeToString())
        async with asyncio.timeout(SECONDS):
            while True:
                self._take(ForwardMsg.FromString(await self._received()))
                if self.payload is before:
                    continue
                before = self.payload
                if answered(header_of(before)):
                    return time.perf_counter() - begun

    async def _received(self) -> bytes:
        raw = await self._socket.recv()
        assert isinstance(raw, bytes)
        return raw

    def _take(self, message: ForwardMsg) -> None:
        if message.ref_hash:
            message = self._kept[message.ref_hash]
        elif message.hash and message.metadata.cacheable:
            self._kept[message.hash] = message
        self._script = message.new_session.page_script_hash or self._script
        element = message.delta.new_element
        if element.HasField("bidi_component") and _pictures(element.bidi_component.bytes):
            self._component = element.bidi_component.id
            self._fragment = message.delta.fragment_id
            self.payload = bytes(bytearray(element.bidi_component.bytes))
        if element.HasField("exception"):
            self.errors.append(element.exception.message)
        if element.HasField("alert"):
            self.errors.append(element.alert.body)
