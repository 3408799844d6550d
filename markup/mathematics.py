"""TeX between dollars: the rules that find it and its way to MathML."""

import re
from functools import lru_cache
from html import unescape
from xml.etree.ElementTree import Element, tostring

from latex2mathml.converter import Converter
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from mdit_py_plugins.dollarmath.index import math_inline_dollar

MAX_TEX = 4_000
MAX_LINES = 100
CLOSER = re.compile(r"\$\$[ \t]*$", re.MULTILINE)
PRICE = re.compile(r"\d[\d.,]*\s*[kKmMbB]?\s+[^\W\d_]{2}")
# MathML Core (W3C) without what may load, link or run something.
ELEMENTS = frozenset([
    "math", "mrow", "mi", "mn", "mo", "ms", "mtext", "mspace", "msub", "msup", "msubsup", "munder",
    "mover", "munderover", "mmultiscripts", "mprescripts", "none", "mfrac", "msqrt", "mroot", "mtable",
    "mtr", "mtd", "mstyle", "mpadded", "mphantom", "menclose", "merror",
])  # fmt: skip
ATTRIBUTES = frozenset([
    "xmlns", "display", "mathvariant", "mathcolor", "mathbackground", "mathsize", "stretchy", "fence",
    "separator", "form", "symmetric", "largeop", "movablelimits", "accent", "accentunder", "minsize",
    "maxsize", "lspace", "rspace", "width", "height", "depth", "voffset", "linethickness", "columnalign",
    "rowspacing", "columnspacing", "columnlines", "rowlines", "frame", "displaystyle", "scriptlevel",
    "notation",
])  # fmt: skip
# How many children some must have (MathML Core, 3).
CHILDREN = {
    **dict.fromkeys(["mfrac", "mroot", "msub", "msup", "munder", "mover"], 2),
    **dict.fromkeys(["msubsup", "munderover"], 3),
}
DISALLOWED_VALUE = re.compile(r"[^\w #%.,+-]")

inline_dollars = math_inline_dollar(allow_space=False, allow_digits=False, allow_double=True)


def math_inline(state: StateInline, silent: bool) -> bool:
    """A formula between dollars; "$5 and 3$" is money."""
    return not PRICE.match(state.src, state.pos + 1) and inline_dollars(state, silent)


def math_block(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """A formula between $$ and $$ that has its lines to itself."""
    start = state.bMarks[start_line] + state.tShift[start_line]
    if not state.src.startswith("$$", start) or state.is_code_block(start_line):
        return False
    last_line = closing_line(state, start_line, end_line)
    if last_line is None:
        return False
    if not silent:
        token = state.push("math_block", "math", 0)
        token.content = (
            state.getLines(start_line, last_line + 1, state.blkIndent, False).strip()[2:-2].strip()
        )
        token.map = [start_line, last_line + 1]
    state.line = last_line + 1
    return True


def closing_line(state: StateBlock, start_line: int, end_line: int) -> int | None:
    """The line that ends with the $$ belonging to the one at the start of `start_line`."""
    first = line_of(state, start_line)
    if len(first) > 4 and first.endswith("$$"):
        return start_line if "$$" not in first[2:-2] else None
    if "$$" in first[2:] or not has_dollars_below(state, start_line):
        return None
    for line in range(start_line + 1, min(end_line, start_line + MAX_LINES)):
        if state.isEmpty(line) or state.sCount[line] < state.blkIndent:
            return None
        if line_of(state, line).endswith("$$"):
            return line
    return None


def has_dollars_below(state: StateBlock, line: int) -> bool:
    """Whether $$ stands at the end of one of the next lines; keeps a page full of openers linear."""
    limit = min(line + MAX_LINES, state.lineMax - 1)
    return CLOSER.search(state.src, state.eMarks[line], state.eMarks[limit]) is not None


def line_of(state: StateBlock, line: int) -> str:
    """The text of a line without its indentation and trailing space."""
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]].rstrip()


@lru_cache(maxsize=1_000)
def to_mathml(tex: str, *, is_display: bool) -> str | None:
    """MathML of a formula, or None where it cannot be made: then its source is shown.

    latex2mathml knows commands that write any attribute (\\href, \\style, \\class) and returns character
    references undecoded, so its tree is rebuilt from allowed names before it becomes text.
    """
    if len(tex) > MAX_TEX or is_too_deep(tex):
        return None
    try:
        tree = Converter(display="block" if is_display else "inline").convert_to_element(tex)
        if not clean(tree):
            return None
        return tostring(tree, encoding="unicode")
    except Exception:  # the library raises IndexError, KeyError and more on broken TeX
        return None


def is_too_deep(tex: str) -> bool:
    """Whether the braces nest deeper than a converter that calls itself should follow."""
    depth = deepest = 0
    for character in tex:
        depth += (character == "{") - (character == "}")
        deepest = max(deepest, depth)
    return deepest > 30 or tex.count(r"\left") > 30 or tex.count(r"\begin") > 30


def clean(tree: Element) -> bool:
    """Decode texts and drop attributes that are not allowed; False if an element is not allowed or torn."""
    for element in tree.iter():
        if element.tag not in ELEMENTS or len(element) != CHILDREN.get(element.tag, len(element)):
            return False
        element.text = unescape(element.text) if element.text else None
        element.tail = unescape(element.tail) if element.tail else None
        element.attrib = {name: value for name, value in element.attrib.items() if is_allowed(name, value)}
    return True


def is_allowed(name: str, value: str) -> bool:
    """Whether an attribute may stand in MathML."""
    return name == "xmlns" or (name in ATTRIBUTES and not DISALLOWED_VALUE.search(value))
