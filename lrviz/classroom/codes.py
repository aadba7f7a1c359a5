"""What opens which door: a room's code, the lecturer's key, a student's token, a scanned ticket."""

import hashlib
import hmac
import secrets

__all__ = ["ALPHABET", "LENGTH", "clean", "digest", "matches", "new_code", "new_key", "new_ticket"]

# Letters and digits that nobody takes for one another, read aloud or from the last row.
ALPHABET = "2345679ACDEFGHJKMNPQRTVWXYZ"
LENGTH = 5  # A code has so many characters: 14 million codes, and few enough to type.
TOKEN_LENGTH = 22  # What ``new_key`` makes has so many characters, which is 128 bits.


def new_code() -> str:
    """A code of LENGTH characters: one of 14 million."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def new_key() -> str:
    """A lecturer's key, or a student's token: 128 random bits."""
    return secrets.token_urlsafe(16)


def new_ticket() -> str:
    """What a scanned address carries beside the code: 48 random bits."""
    return secrets.token_urlsafe(6)


def clean(typed: str) -> str:
    """A code as it was typed, in its own letters; "" for what cannot be one.

    >>> clean(" k7m-pt ")
    'K7MPT'
    """
    code = "".join(c for c in typed[:20].upper() if c not in " -.")
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else ""


def digest(key: str) -> str:
    """All that is kept of a key."""
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()


def matches(given: str, kept: str) -> bool:
    """Whether two digests, or tickets, are the same; it takes as long either way."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), kept.encode())
