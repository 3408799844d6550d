"""What a token is made of, and what is kept of it. Pure.

It holds 256 random bits, so that nobody guesses one, and a fast hash of it is as good as a slow one.
"""

import secrets
from hashlib import sha256

# By this a leaked token is recognised, by people and by programs that look for secrets.
PREFIX = "commonplace_"
LONGEST = 200


def make_secret() -> str:
    return f"{PREFIX}{secrets.token_urlsafe(32)}"


def digest_of(secret: str) -> str:
    """The SHA-256 of a token in hexadecimal. Rows are found by it, so that no comparison tells its time."""
    return sha256(secret.encode(errors="replace")).hexdigest()
