"""A quotation as somebody pastes it elsewhere: words, source, place and address. Pure."""

import re

MARKS = "\"“”„«»「」『』‘’'"


def to_quoted(text: str, source: str, place: str, address: str) -> str:
    """“Words” (Benjamin 1936, p. 3). https://example.org/papers/aura/#p-1

    The text of a quotation opens with a mark, which often is never closed, and may end in its place.
    """
    words = text.strip()
    if place:
        words = re.sub(rf"\s*[(\[]?{re.escape(place)}[)\]]?[.\s]*\Z", "", words)
    words = words.lstrip(MARKS).strip()
    words = re.sub(rf"[{MARKS}](?=[\s.,;)]*\Z)", "", words, count=1)
    where = ", ".join(part for part in (source, place) if part)
    return f"“{words}” ({where}). {address}"
