"""What the Content-Security-Policy says of the one script that stands in the pages."""

from base64 import b64encode
from hashlib import sha256
from pathlib import Path


def hash_source(script: Path) -> str:
    """The source that allows a script with just this text in a page (CSP Level 3, `hash-source`)."""
    digest = sha256(script.read_text(encoding="utf-8").encode()).digest()
    return f"'sha256-{b64encode(digest).decode()}'"
