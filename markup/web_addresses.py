"""Where an address in running text ends (as in GFM, "Autolinks (extension)", but linear in its length)."""

import re

# Neither space nor HTML, nor the punctuation of Chinese and Japanese, which is written without spaces.
OUTSIDE = r"\s<>\"\u3000-\u303f\uff00-\uff65"
HOST = re.compile(rf"https?://(?P<host>[^{OUTSIDE}/?#]{{1,255}})", re.IGNORECASE)
REST = re.compile(rf"[^{OUTSIDE}]{{0,8000}}")
NAME = re.compile(r"(?:[^\s@/]*@)?(?:\[[0-9a-f:.]+\]|[\w-]+(?:\.[\w-]+)*)\.?(?::\d{1,5})?", re.IGNORECASE)
TRAILING = "?!.,:;*_~'’”“«»…"
PAIRS = {")": "(", "]": "[", "}": "{"}


def find_address(text: str, start: int, end: int) -> str | None:
    """The web address that starts at `start`, without the punctuation of the sentence around it, or None."""
    host = HOST.match(text, start, end)
    if host is None:
        return None
    is_followed = text.startswith(("/", "?", "#"), host.end(), end)
    if is_followed and not NAME.fullmatch(host["host"]):
        return None  # before the rest is read: "http://http://..." is asked about at every "://"
    rest = REST.match(text, host.end(), end)
    address = without_trailing(host[0] + (rest[0] if rest else ""))
    return address if NAME.fullmatch(host_of(address)) else None


def host_of(address: str) -> str:
    """The host of an address, with what stands before an @ and with the port."""
    return re.split(r"[/?#]", address.partition("://")[2], maxsplit=1)[0]


def without_trailing(address: str) -> str:
    """An address without punctuation and without brackets that it does not open itself at its end."""
    surplus = {close: address.count(close) - address.count(opening) for close, opening in PAIRS.items()}
    end = len(address)
    while end and (address[end - 1] in TRAILING or surplus.get(address[end - 1], 0) > 0):
        if address[end - 1] in surplus:
            surplus[address[end - 1]] -= 1
        end -= 1
    return address[:end]
