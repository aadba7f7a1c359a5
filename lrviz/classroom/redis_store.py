"""Rooms in Redis, for several processes that serve one class, and for restarts."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from redis.asyncio import BlockingConnectionPool, Redis
from redis.exceptions import RedisError

from lrviz.classroom.rooms import Room
from lrviz.classroom.store import MOST_ROOMS, MOST_STUDENTS, UNUSED, Counts, StoreError

__all__ = ["RedisStore"]

ROOMS = "lrviz:class"  # The sorted set of all rooms: a code, by the second at which its room ends.
PATIENCE = 5  # Seconds until an answer, or a connection that is free, is given up.
MOST = 32  # This process has at most so many connections.
TRIES = 50  # A change that others overtake is tried so many times.

# A room is a hash {json, version, open, now, ends, since}; ``open`` is the vote that may be cast.
CREATE = """
redis.call('zremrangebyscore', KEYS[1], '-inf', ARGV[4])
if redis.call('zcard', KEYS[1]) >= tonumber(ARGV[5]) or redis.call('exists', KEYS[2]) == 1 then
  return 0
end
redis.call('zadd', KEYS[1], ARGV[3], ARGV[1])
redis.call('hset', KEYS[2], 'json', ARGV[2], 'version', 0, 'open', '', 'now', '',
  'ends', ARGV[3], 'since', ARGV[4])
redis.call('expireat', KEYS[2], math.ceil(tonumber(ARGV[3])))
return 1
"""
CHANGE = """
if redis.call('hget', KEYS[1], 'version') ~= ARGV[1] then return 0 end
redis.call('hset', KEYS[1], 'json', ARGV[2], 'version', ARGV[3], 'open', ARGV[4], 'now', ARGV[5])
return 1
"""
ARRIVE = """
local ends = redis.call('hget', KEYS[1], 'ends')
if not ends or tonumber(ends) <= tonumber(ARGV[4]) then return 0 end
if not redis.call('zscore', KEYS[2], ARGV[1])
  and redis.call('zcard', KEYS[2]) >= tonumber(ARGV[3]) then return 0 end
redis.call('zadd', KEYS[2], ARGV[2], ARGV[1])
redis.call('expireat', KEYS[2], math.ceil(tonumber(ends)))
return 1
"""
SEAT = """
local json = redis.call('hget', KEYS[1], 'json')
if not json then return {'', 0} end
if not redis.call('zscore', KEYS[2], ARGV[1]) then return {json, 0} end
redis.call('zadd', KEYS[2], ARGV[2], ARGV[1])
return {json, 1}
"""
VOTE = """
if ARGV[1] == '' or redis.call('hget', KEYS[1], 'open') ~= ARGV[1] then return 0 end
if not redis.call('zscore', KEYS[2], ARGV[2]) then return 0 end
redis.call('hset', KEYS[3], ARGV[2], ARGV[3])
redis.call('expireat', KEYS[3], redis.call('expiretime', KEYS[1]))
return 1
"""
COUNTS = """
local version = redis.call('hget', KEYS[1], 'version')
if not version then return {} end
local now = redis.call('hget', KEYS[1], 'now')
local here = redis.call('zcount', KEYS[2], ARGV[1], '+inf')
return {version, here, redis.call('hlen', KEYS[1] .. ':' .. now)}
"""


class RedisStore:
    """See ``Store``; each method is one script, or one command, of Redis 7 or newer."""

    lasting = True

    def __init__(self, url: str, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        pool = BlockingConnectionPool.from_url(
            url,
            decode_responses=True,
            socket_timeout=PATIENCE,
            timeout=PATIENCE,
            max_connections=MOST,
        )
        self._redis: Any = Redis(connection_pool=pool)

    async def create(self, room: Room) -> bool:
        keys = ROOMS, _key(room.code)
        given = room.code, room.to_json(), room.ends, self._clock(), MOST_ROOMS
        if await self._run(CREATE, keys, given):
            return True
        return bool(await self._dropped() and await self._run(CREATE, keys, given))

    async def _dropped(self) -> int:
        """End the rooms that are unused, where there are too many; how many these were."""
        with _reaching():
            codes = await self._redis.zrange(ROOMS, 0, -1)
            if len(codes) < MOST_ROOMS:
                return 0
            last = await self._last_seen(codes)
        unused = self._clock() - UNUSED
        old = [code for code, at in zip(codes, last, strict=True) if at <= unused]
        for code in old:
            await self.end(code)
        return len(old)

    async def _last_seen(self, codes: list[str]) -> list[float]:
        """When somebody was last in each room, or since when it is there: in one exchange."""
        asks = self._redis.pipeline(transaction=False)
        for code in codes:
            asks.zrange(_key(code, "seen"), -1, -1, withscores=True)
            asks.hget(_key(code), "since")
        found = await asks.execute()
        return [
            float(seen[0][1] if seen else since or 0)
            for seen, since in zip(found[::2], found[1::2], strict=True)
        ]

    async def room(self, code: str) -> Room | None:
        with _reaching():
            text = await self._redis.hget(_key(code), "json")
        room = Room.from_json(text) if text else None
        return room if room and room.ends > self._clock() else None

    async def change(self, code: str, step: Callable[[Room], Room]) -> Room | None:
        for _ in range(TRIES):
            room = await self.room(code)
            if room is None:
                return None
            after = step(room)
            now = after.name_of(after.now.vote) if after.now else ""
            given = room.version, after.to_json(), after.version, after.open_name, now
            if await self._run(CHANGE, [_key(code)], given):
                return after
        raise StoreError(f"{TRIES} others changed the room first")

    async def end(self, code: str) -> None:
        room = await self.room(code)
        names = room.vote_names() if room else []
        with _reaching():
            await self._redis.zrem(ROOMS, code)
            await self._redis.delete(
                _key(code), _key(code, "seen"), *(_key(code, name) for name in names)
            )

    async def arrive(self, code: str, token: str, now: float) -> bool:
        keys, given = (_key(code), _key(code, "seen")), (token, now, MOST_STUDENTS, self._clock())
        return bool(await self._run(ARRIVE, keys, given))

    async def knows(self, code: str, token: str) -> bool:
        with _reaching():
            return await self._redis.zscore(_key(code, "seen"), token) is not None

    async def seat(self, code: str, token: str, now: float) -> tuple[Room | None, bool]:
        text, known = await self._run(SEAT, (_key(code), _key(code, "seen")), (token, now))
        room = Room.from_json(text) if text else None
        alive = room is not None and room.ends > self._clock()
        return (room, bool(known)) if alive else (None, False)

    async def vote(self, code: str, name: str, token: str, answer: str) -> bool:
        keys = _key(code), _key(code, "seen"), _key(code, name)
        return bool(await self._run(VOTE, keys, (name, token, answer)))

    async def votes(self, code: str, name: str) -> Mapping[str, str]:
        with _reaching():
            found: dict[str, str] = await self._redis.hgetall(_key(code, name))
        return found

    async def answer(self, code: str, name: str, token: str) -> str | None:
        with _reaching():
            found: str | None = await self._redis.hget(_key(code, name), token)
        return found

    async def counts(self, code: str, since: float) -> Counts | None:
        found = await self._run(COUNTS, (_key(code), _key(code, "seen")), (since,))
        return Counts(*map(int, found)) if found else None

    async def close(self) -> None:
        await self._redis.aclose(close_connection_pool=True)

    async def _run(self, script: str, keys: Any, given: Any) -> Any:
        with _reaching():
            return await self._redis.register_script(script)(keys=keys, args=given)


def _key(code: str, part: str = "") -> str:
    """Where a room, or a part of it, is kept: all on one node of a cluster."""
    return f"{ROOMS}:{{{code}}}" + (f":{part}" if part else "")


@contextmanager
def _reaching() -> Iterator[None]:
    try:
        yield
    except (RedisError, OSError) as error:
        raise StoreError(str(error)) from error
