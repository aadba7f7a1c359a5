"""How many files the process may hold open: each visitor takes four."""

import sys

__all__ = ["allow_many_open_files"]

OPEN_FILES = 65_536  # The process may have so many files open: each visit takes four.


def allow_many_open_files() -> None:
    """Raise the soft limit toward the hard one: at 1,024 some 250 visitors fill a server."""
    if sys.platform == "win32":  # it has no such limit
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    except (ValueError, OSError):  # macOS allows less than the hard limit it names
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(10_240, wanted)), hard))
