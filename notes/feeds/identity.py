"""Identifiers that outlast edits: tag URIs (RFC 4151). Pure."""

import re
from datetime import UTC, datetime


def to_tag_uri(authority: str, since: datetime, name: str) -> str:
    """The tag URI of what `authority`, a host name, has called `name` since that moment."""
    host = re.sub(r"[^a-z0-9.-]", "-", authority.lower())
    return f"tag:{host},{since.astimezone(UTC):%Y-%m-%d}:/{name}"


LOCAL = {"localhost", "127.0.0.1", "[::1]"}


def to_authority(hosts: list[str], asked: str) -> str:
    """The host that identifiers name: the first that the settings allow by name, else the one `asked` for.

    So they are the same whichever of its names the site is asked by. The names of the machine itself name no
    site: a notebook that is written here may be read elsewhere.
    """
    named = [host.removeprefix(".") for host in hosts if host.strip(".") and "*" not in host]
    named = [host for host in named if host not in LOCAL]
    return named[0] if named else asked
