"""Run an installer (pip, npm); where it fails, say in one sentence what is missing.

``python tools/install.py FOLDER COMMAND …`` runs the command, which fills FOLDER. It runs before
anything is installed, so it needs nothing but Python itself.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

FULL = re.compile(r"No space left on device|ENOSPC|Disk quota exceeded", re.IGNORECASE)
UNREACHED = re.compile(
    r"NewConnectionError|ConnectTimeout|Name or service not known|name resolution"
    r"|Network is unreachable|Connection refused|ProxyError|Max retries exceeded"
    r"|ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ENETUNREACH",
    re.IGNORECASE,
)
UNKNOWN = re.compile(r"No matching distribution found for (\S+)|notarget|404 Not Found")
TAIL = 12  # lines of the installer's own words, where none of the above fits


def run(folder: Path, command: list[str]) -> int:
    """The command's exit code; what went wrong goes to standard error as one sentence."""
    try:
        done = subprocess.run(command, text=True, stderr=subprocess.PIPE, check=False)
    except OSError as error:
        print(f"{command[0]} cannot be started: {error.strerror}.", file=sys.stderr)
        return 1
    if done.returncode:
        print(reason(done.stderr, folder), file=sys.stderr)
    return done.returncode


def reason(said: str, folder: Path) -> str:
    """One sentence for the kinds of failure that are the machine's; else the installer's words.

    >>> reason("npm error code ENOTFOUND", Path("."))[:39]
    'No package registry could be reached, s'
    """
    if FULL.search(said):
        return f"The disk is full: {_free(folder)} are free where {folder} is to be filled."
    if UNREACHED.search(said):
        return (
            f"No package registry could be reached, so {folder} could not be filled: connect "
            "the machine, or name a registry in PIP_INDEX_URL and npm_config_registry."
        )
    if found := UNKNOWN.search(said):
        return f"The package registry has no {found[1] or 'such package'} for this machine."
    return "\n".join(said.strip().splitlines()[-TAIL:])


def _free(folder: Path) -> str:
    there = next(each for each in (folder, *folder.absolute().parents) if each.exists())
    return f"{shutil.disk_usage(there).free / 1e6:.0f} MB"


if __name__ == "__main__":
    sys.exit(run(Path(sys.argv[1]), sys.argv[2:]))
