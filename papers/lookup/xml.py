"""Answers in XML, read without a document type of their own making. Pure.

PubMed's answers name a DTD, so that a DOCTYPE as such is no fault; it is never fetched, and one that declares
an entity is refused, since entities are how a small document becomes a large one.
"""

from typing import NoReturn
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

DEEPEST = 200


def parse(body: bytes) -> Element:
    """The root element, names with their namespace as `{uri}name`. Raises ExpatError or ValueError."""
    builder, depth = TreeBuilder(), 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise ValueError("too deep")
        builder.start(to_tag(name), attributes)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(to_tag(name))

    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = builder.data
    parser.EntityDeclHandler = refuse_entity
    parser.Parse(body, True)
    return builder.close()


def to_tag(name: str) -> str:
    return f"{{{name}" if "}" in name else name


def refuse_entity(*declaration: object) -> NoReturn:
    raise ValueError("an entity is declared")
