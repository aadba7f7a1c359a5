"""Two processes of the app and Redis behind nginx: one is killed between the votes."""

import asyncio
import shutil

import pytest

from benchmarks.classroom import two_servers


@pytest.mark.whole
@pytest.mark.skipif(
    not (shutil.which("redis-server") and shutil.which("nginx")),
    reason="there is no redis-server or no nginx; Debian's packages have these names",
)
def test_a_process_that_is_killed_between_the_votes_loses_none() -> None:
    rows = asyncio.run(two_servers(24))  # which looks at the counts of both votes itself
    assert [row[0] for row in rows][-1] == "24 vote again, one process gone"
