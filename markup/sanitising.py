"""The last word on what a page may hold (nh3), and the secret places of what is put in after it."""

import re
from collections.abc import Set
from contextvars import ContextVar
from functools import lru_cache
from html import escape
from secrets import token_hex

import nh3

from .raw_html import FLOW, PHRASING, VOID

TAGS = (PHRASING | FLOW | VOID | {"input"}) - {"h1"}
ATTRIBUTES = {
    "*": {"id", "class", "lang", "dir", "title"},
    "a": {"href", "rel", "data-domain"},
    "del": {"datetime"},
    "details": {"open"},
    "div": {"tabindex"},
    "img": {"src", "alt", "width", "height", "loading"},
    "input": {"aria-label", "checked", "disabled"},
    "ins": {"datetime"},
    "li": {"value"},
    "ol": {"start", "reversed"},
    "pre": {"data-language", "tabindex"},
    "span": {"tabindex"},
    "table": {"tabindex"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
}
CLASSES = frozenset([
    "align-left", "align-center", "align-right", "citation", "contains-task-list", "footnote-backref",
    "footnote-ref", "footnotes", "highlight", "link--gone", "link__archived", "locator", "locator--inherited",
    "margin", "math", "quotation", "raw-html", "task-list-item", "task-list-item-checkbox", "visually-hidden",
    "wiki",
])  # fmt: skip
# Most addresses; for the others nh3 is asked.
ORDINARY = re.compile(r"https?://(?:[a-z0-9]{1,50}\.){1,5}[a-z]{2,20}(?=[/?#]|\Z)")
SCHEMES = {"http", "https", "mailto"}


def allowed_value(tag: str, attribute: str, value: str) -> str | None:
    if attribute == "id":
        return value if value in IDS.get() else None
    if attribute == "class":
        return value if CLASSES.issuperset(value.split()) else None
    return value


# The ids that may stand in the text that is being cleaned. A cleaner of each text's own, which would know
# them, takes longer to make than most texts to clean.
IDS: ContextVar[Set[str]] = ContextVar("ids")
OF_TEXTS = nh3.Cleaner(
    tags=set(TAGS),
    clean_content_tags={"script", "style"},
    attributes=ATTRIBUTES,
    attribute_filter=allowed_value,
    tag_attribute_values={"input": {"type": {"checkbox"}}},
    link_rel=None,
    url_schemes=SCHEMES,
)
OF_REFERENCES = nh3.Cleaner(tags={"i", "b", "sup", "sub"}, attributes={}, link_rel=None)


def sanitise(html: str, ids: Set[str]) -> str:
    """HTML with text tags only; `ids` are those that may stand in it."""
    token = IDS.set(ids)
    try:
        return OF_TEXTS.clean(html)
    finally:
        IDS.reset(token)


@lru_cache(maxsize=10_000)
def stands(address: str) -> bool:
    """Whether an absolute address would be left in the page (nh3 drops what the URL Standard cannot read)."""
    return ORDINARY.match(address) is not None or "href=" in nh3.clean(f'<a href="{escape(address)}">x</a>')


class Vault:
    """Keeps HTML that the program itself made out of the sanitiser's way.

    What it gives out instead is text that nobody can guess, so nobody can write it into a note.
    """

    def __init__(self) -> None:
        self.nonce = token_hex(16)
        self.kept: list[str] = []

    def keep(self, html: str) -> str:
        """The text that stands for `html` until `restore`."""
        self.kept.append(html)
        return f"{self.nonce}{len(self.kept) - 1}z"

    def restore(self, html: str) -> str:
        """The page with everything kept put in its place."""
        first, *others = html.split(self.nonce)
        return first + "".join(map(self.put_back, others))

    def put_back(self, text: str) -> str:
        """What follows the nonce, with what was kept in place of its number."""
        number, _, after = text.partition("z")
        return self.kept[int(number)] + after


def safe_reference(html: str) -> str:
    """A reference to a work, as a citation processor made it: words, and a few tags that set them off."""
    return OF_REFERENCES.clean(html)
