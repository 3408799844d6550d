"""HTML of what stands in a line: links, emphasis, formulas, and the owner's own tags kept in balance."""

import re
from collections.abc import Mapping
from html import escape, unescape

from django.utils.translation import gettext
from markdown_it.token import Token

from . import mathematics
from .domains import says_domain, to_domain
from .footnotes import Footnotes
from .headings import Headings, is_heading
from .plain_text import to_plain
from .raw_html import FLOW
from .references import PATH, Reference, Target, is_picture
from .sanitising import Vault

MAX_OPEN = 60
# Tags that close a sibling of their own kind, and tags that only make sense in another one.
CLOSED_BY_NEXT = frozenset({"p", "li", "dt", "dd", "tr", "td", "th", "rt", "rp"})
NEEDED_AROUND = {
    **dict.fromkeys(["li"], ("ul", "ol")),
    **dict.fromkeys(["dt", "dd"], ("dl",)),
    **dict.fromkeys(["caption", "thead", "tbody", "tfoot", "tr", "td", "th"], ("table",)),
    "summary": ("details",),
    "figcaption": ("figure",),
}
LINES = frozenset({"pre", "summary"})
LISTS = frozenset({"ul", "ol"})
OWN = True
RAW = False
WRITTEN_TAG = re.compile(r"<[^>]*>")


class InlineWriter:
    """Writes the children of one block; everything opened in it is closed in it.

    The methods that take a token are named after the types of tokens.
    """

    def __init__(
        self,
        targets: Mapping[Reference, Target],
        vault: Vault,
        footnotes: Footnotes,
        ids: set[str],
        gone: Mapping[Reference, str],
        note: str = "",
    ) -> None:
        self.note = note
        self.targets = targets
        self.gone = gone
        self.vault = vault
        self.footnotes = footnotes
        self.ids = ids
        self.headings = Headings()
        self.out: list[str] = []
        self.open: list[tuple[str, bool]] = []
        self.link_start = 0
        self.link_domain: str | None = None
        self.link_reference: Reference | None = None

    def write(self, tokens: list[Token]) -> str:
        """HTML of `tokens`, well-formed by itself."""
        self.out = []
        for token in tokens:
            if self.is_misplaced(token):
                self.open_tag("li", "", RAW)
            getattr(self, token.type)(token)
        self.close_down_to(0)
        return "".join(self.out)

    def is_misplaced(self, token: Token) -> bool:
        """Whether something would stand in a list, but in none of its items."""
        if not (self.open and self.open[-1][0] in LISTS) or token.type in {"nothing", "raw_close"}:
            return False
        return token.tag != "li" and bool(token.tag or token.content.strip())

    # What is open

    def open_tag(self, tag: str, attributes: str, owner: bool) -> None:
        """Open an element; an empty `tag` shows nothing but keeps its place for the closing one."""
        self.open.append((tag, owner))
        if tag:
            self.out.append(f"<{tag}{attributes}>")

    def close_down_to(self, height: int) -> None:
        """Close elements until only `height` are open."""
        while len(self.open) > height:
            tag, _ = self.open.pop()
            if tag == "a":
                self.say_domain()
            if tag:
                self.out.append(f"</{tag}>")
            if tag == "a" and self.link_reference and self.link_reference in self.gone:
                self.out.append(archived(self.gone[self.link_reference]))

    def close_own(self, token: Token) -> None:
        """Close what Markdown opened, and the raw tags that the owner left open in it."""
        height = len(self.open) - 1
        while height >= 0 and self.open[height][1] is not OWN:
            height -= 1
        self.close_down_to(max(height, 0))

    def is_in_link(self) -> bool:
        """Whether a link is open: links do not nest."""
        return any(tag == "a" for tag, _ in self.open)

    # Text

    def text(self, token: Token) -> None:
        self.out.append(escape(token.content, quote=False))

    def html_text(self, token: Token) -> None:
        """Text between raw tags; its character references are the owner's."""
        self.out.append(token.content.replace("<", "&lt;").replace(">", "&gt;"))

    def locator(self, token: Token) -> None:
        self.out.append(f'<span class="{token.info}">{escape(token.content, quote=False)}</span>')

    def margin_note(self, token: Token) -> None:
        self.out.append(f'<span class="visually-hidden">{escape(self.note, quote=False)}</span> ')

    def nothing(self, token: Token) -> None:
        """A tag without meaning."""

    def softbreak(self, token: Token) -> None:
        self.out.append("\n")

    def hardbreak(self, token: Token) -> None:
        self.out.append("<br>\n")

    def code_inline(self, token: Token) -> None:
        self.out.append(f"<code>{escape(token.content, quote=False)}</code>")

    def math_inline(self, token: Token) -> None:
        self.out.append(formula(token.content, self.vault, is_display=False))

    def math_inline_double(self, token: Token) -> None:
        html = formula(token.content, self.vault, is_display=True)
        self.out.append(f'<span class="math" tabindex="0">{html}</span>')

    # Emphasis

    def emphasis_open(self, token: Token) -> None:
        self.open_tag(token.tag, "", OWN)

    em_open = strong_open = s_open = emphasis_open
    em_close = strong_close = s_close = link_close = close_own

    # Links

    def link_open(self, token: Token) -> None:
        if token.meta["href"] is None or self.is_in_link():
            self.open_tag("", "", OWN)
        else:
            self.open_link(token, OWN)

    def open_link(self, token: Token, owner: bool) -> None:
        self.link_start = len(self.out)
        self.link_reference = token.meta["reference"]
        self.link_domain = to_domain(token.meta["href"]) if token.meta["is_external"] else None
        self.open_tag("a", self.link_attributes(token), owner)

    def say_domain(self) -> None:
        """Name in the link that ends here the site that it leads to, unless its own text does."""
        text = unescape(WRITTEN_TAG.sub("", "".join(self.out[self.link_start :])))
        if self.link_domain and not says_domain(text, self.link_domain):
            opening = self.out[self.link_start].removesuffix(">")
            self.out[self.link_start] = f"{opening}{attributes(**{'data-domain': self.link_domain})}>"

    def link_attributes(self, token: Token) -> str:
        """The attributes of a link, led to its new address where it has one."""
        href = str(token.meta["href"])
        reference = token.meta["reference"]
        if reference is not None and reference.kind == PATH and reference in self.targets:
            href = self.targets[reference].url + query_and_fragment(href)
        rel = "noopener noreferrer" if token.meta["is_external"] else None
        css_class = "link--gone" if reference in self.gone else None
        return attributes(href=href, title=token.attrGet("title"), rel=rel, **{"class": css_class})

    def wiki(self, token: Token) -> None:
        self.named_link(token, "wiki", token.info)

    def citation(self, token: Token) -> None:
        self.named_link(token, "citation", "")

    def named_link(self, token: Token, css_class: str, label: str) -> None:
        """A link by name, or the characters as written where there is nothing of that name."""
        target = self.targets.get(token.meta["reference"])
        if target is None or self.is_in_link():
            self.text(token)
            return
        link = attributes(href=target.url, **{"class": css_class})
        self.out.append(f"<a{link}>{escape(label or target.label, quote=False)}</a>")

    def footnote_ref(self, token: Token) -> None:
        note, mark_id = self.footnotes.mark(token.meta["label"])
        self.ids.add(mark_id)
        if self.is_in_link():
            self.out.append(f'<sup class="footnote-ref" id="{mark_id}">{note.number}</sup>')
        else:
            link = f'<a href="#{self.footnotes.note_id(note)}" id="{mark_id}">{note.number}</a>'
            self.out.append(f'<sup class="footnote-ref">{link}</sup>')

    def image(self, token: Token) -> None:
        """An image of this site; one of another host is a link, since no page may call other hosts."""
        alt = to_plain(token.children or [])
        href = token.meta["href"]
        if href is None or (token.meta["is_external"] and self.is_in_link()):
            self.out.append(escape(alt or str(token.attrGet("src") or ""), quote=False))
        elif token.meta["is_external"]:
            self.open_link(token, RAW)
            self.out.append(escape(alt or href, quote=False))
            self.close_down_to(len(self.open) - 1)
        else:
            self.own_image(token, href, alt)

    def own_image(self, token: Token, href: str, alt: str) -> None:
        """With its size, so that the text below stays in its place; what is no longer there is its alt."""
        reference = token.meta["reference"]
        target = self.targets.get(reference)
        kept = {name: token.attrGet(name) for name in ("title", "width", "height")}
        if target and not (kept["width"] or kept["height"]):
            kept |= {"width": target.width, "height": target.height}
        if is_picture(reference) and not target:
            self.out.append(escape(alt, quote=False))
        else:
            src = target.url if target else href
            self.out.append(f"<img{attributes(src=src, alt=alt, **kept, loading='lazy')}>")

    def embedded_picture(self, token: Token) -> None:
        """A picture by its name, or the characters as written where there is none of that name."""
        target = self.targets.get(token.meta["reference"])
        if target is None:
            self.text(token)
        else:
            self.own_image(token, target.url, to_plain(token.children or []))

    # The owner's tags

    def raw_void(self, token: Token) -> None:
        self.out.append(f"<{token.tag}>")

    def raw_open(self, token: Token) -> None:
        if len(self.open) >= MAX_OPEN or not self.has_place(token.tag):
            return
        if token.tag in CLOSED_BY_NEXT and self.open and self.open[-1][0] == token.tag:
            self.close_down_to(len(self.open) - 1)
        if token.tag != "a":
            self.open_tag(self.headings.opened(token.tag), attributes(**token.attrs), RAW)
        elif token.meta["href"] is not None and not self.is_in_link():
            self.open_link(token, RAW)

    def has_place(self, tag: str) -> bool:
        """Whether a tag stands in the element that it belongs to, and no block in what holds lines only."""
        if tag in FLOW and any(around in LINES or is_heading(around) for around, _ in self.open):
            return False
        return tag not in NEEDED_AROUND or any(around in NEEDED_AROUND[tag] for around, _ in self.open)

    def raw_close(self, token: Token) -> None:
        """Close the nearest raw tag of that name; one that was never opened is passed over."""
        for height in range(len(self.open) - 1, -1, -1):
            tag, owner = self.open[height]
            if owner is OWN:
                return
            if tag == token.tag or (is_heading(tag) and is_heading(token.tag)):
                self.close_down_to(height)
                return


def archived(url: str) -> str:
    """What stands after a link to a page that is gone: a link to its archived copy, or that it is gone."""
    if not url:
        return f' <span class="link__archived">{escape(gettext("gone"))}</span>'
    link = attributes(href=url, rel="noopener noreferrer", **{"class": "link__archived"})
    return f" <a{link}>{escape(gettext('archived copy'))}</a>"


def formula(tex: str, vault: Vault, *, is_display: bool) -> str:
    """A formula in MathML, or its source."""
    mathml = mathematics.to_mathml(tex, is_display=is_display)
    return f"<code>{escape(tex, quote=False)}</code>" if mathml is None else vault.keep(mathml)


def attributes(**values: object) -> str:
    """HTML attributes with a space before each; those that are None are left out."""
    return "".join(f' {name}="{escape(str(value))}"' for name, value in values.items() if value is not None)


def query_and_fragment(href: str) -> str:
    """What follows the path of an address."""
    starts = [index for index in (href.find("?"), href.find("#")) if index >= 0]
    return href[min(starts) :] if starts else ""
