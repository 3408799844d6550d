"""The host that a browser will call for an address, whatever the address makes itself look like."""

import re
import socket
from contextlib import suppress
from urllib.parse import unquote, urlsplit

DEFAULT_PORTS = {"http": 80, "https": 443}
NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*", re.IGNORECASE)


def to_domain(href: str) -> str | None:
    """Host without `www.`, and the port if it is not the usual one; None for what is no address of the web.

    What stands before an @ is left out. A name in another script stays in ASCII (“xn--…”), since letters of
    two scripts may look alike. Numbers are read as the URL Standard reads them (“2130706433” is 127.0.0.1).
    """
    try:
        parts = urlsplit(href)
        port = parts.port
    except ValueError:  # a port that is no number, or a bracket that is never closed
        return None
    host = unquote(parts.hostname or "").lower().removesuffix(".")
    if parts.scheme not in DEFAULT_PORTS or not host:
        return None
    if ":" in host:
        host = f"[{host}]"
    elif NUMBER.fullmatch(host.rpartition(".")[2]):
        with suppress(OSError):
            host = socket.inet_ntoa(socket.inet_aton(host))
    is_usual = port in {None, DEFAULT_PORTS[parts.scheme]}
    return host.removeprefix("www.") + ("" if is_usual else f":{port}")


def says_domain(text: str, domain: str) -> bool:
    """Whether a text holds a domain as a whole: “notarxiv.org” does not hold “arxiv.org”."""
    whole = rf"(?<![\w.-])(?:www\.)?{re.escape(domain)}(?![\w-]|[.:]\w)"
    return re.search(whole, text, re.IGNORECASE) is not None
