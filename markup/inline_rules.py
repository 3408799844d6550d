"""Own inline syntax: [[wiki links]], @citations, bare web addresses and footnote marks."""

import re

from markdown_it import MarkdownIt
from markdown_it.common.utils import normalizeReference
from markdown_it.rules_inline import StateInline

from .embeds import embedded_picture
from .footnotes import MARK
from .margins import margins_of
from .references import CITATION, CITED, WIKI, Reference
from .web_addresses import find_address

# A slug or a path, or what a page is called: its unresolved name is shown without markup, so that has none.
WIKI_NAME = r"[\w\-./+]{1,200}|(?![^\[\]|]{0,99}://)\w[\w\-./+ ,:'’&()!?–—]{0,98}[\w.)!?]"
WIKI_LINK = re.compile(
    rf"\[\[(?P<slug>{WIKI_NAME})(?:#[^\[\]\n|]{{1,200}})?(?:\|(?P<label>[^\[\]\n|]{{1,500}}))?\]\]"
)
WEB_SCHEME = re.compile(r"(?<![a-z0-9.+-])https?\Z", re.IGNORECASE)


def use_inline_rules(md: MarkdownIt) -> None:
    """Add the rules of this module to a parser."""
    md.inline.ruler.before("link", "wiki", wiki_link)
    md.inline.ruler.before("link", "embedded_picture", embedded_picture)
    md.inline.ruler.before("link", "footnote_ref", footnote_mark)
    md.inline.ruler.before("link", "citation", citation)
    md.inline.ruler.at("linkify", web_address)
    md.inline.ruler.enable("linkify")


def wiki_link(state: StateInline, silent: bool) -> bool:
    """[[slug]], [[Name of a page]], [[name#heading]], [[name|label]]; Markdown's own links come first.

    While the end of a link's label is looked for (`silent`), it is no more than brackets in the label.
    """
    if silent or not state.src.startswith("[[", state.pos) or state.linkLevel > 0:
        return False
    match = WIKI_LINK.match(state.src, state.pos, state.posMax)
    if match is None or state.src.startswith("(", match.end()) or is_defined(state, match["slug"]):
        return False
    token = state.push("wiki", "", 0)
    token.content = match[0]
    token.info = match["label"] or ""
    token.meta = {"reference": Reference(WIKI, match["slug"])}
    state.pos = match.end()
    return True


def is_defined(state: StateInline, label: str) -> bool:
    """Whether the text has a link reference definition of that label."""
    return normalizeReference(label) in state.env.get("references", {})


def citation(state: StateInline, silent: bool) -> bool:
    """@key, as in Pandoc; the @ of an e-mail address or of a path is none."""
    if state.src[state.pos] != "@" or state.linkLevel > 0:
        return False
    match = CITED.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        token = state.push("citation", "", 0)
        token.content = match[0]
        token.meta = {"reference": Reference(CITATION, match["key"])}
    state.pos = match.end()
    return True


def footnote_mark(state: StateInline, silent: bool) -> bool:
    """[^label], where the text has a footnote of that label; nothing at all where that is a private one."""
    if silent or not state.src.startswith("[^", state.pos):
        return False
    match = MARK.match(state.src, state.pos, state.posMax)
    if match is None or f":{match['label']}" not in state.env.get("footnotes", {}).get("refs", {}):
        return False
    state.pos = match.end()
    if match["label"] in margins_of(state.env).swallowed:
        return True
    token = state.push("footnote_ref", "", 0)
    token.content = match[0]
    token.meta = {"label": match["label"]}
    return True


def web_address(state: StateInline, silent: bool) -> bool:
    """A bare http(s) address becomes a link.

    The rule of markdown-it searches all the text before every "://" and copies all the text after it, and
    linkify-it takes seconds for an address of brackets; this one is linear.
    """
    if not state.src.startswith("://", state.pos) or state.linkLevel > 0:
        return False
    scheme = WEB_SCHEME.search(state.src, max(0, state.pos - 6), state.pos)
    if scheme is None or not state.pending.endswith(scheme[0]):
        return False
    address = find_address(state.src, scheme.start(), state.posMax)
    if address is None:
        return False
    if not silent:
        state.pending = state.pending[: -len(scheme[0])]
        push_link(state, address)
    state.pos = scheme.start() + len(address)
    return True


def push_link(state: StateInline, url: str) -> None:
    """Add a link whose text is its own address, as the owner wrote it."""
    state.push("link_open", "a", 1).attrs = {"href": url}
    state.push("text", "", 0).content = url
    state.push("link_close", "a", -1)
