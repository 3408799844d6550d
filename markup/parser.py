"""The Markdown parsers: strict CommonMark, and the dialect of the notes."""

import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock, blockquote, fence, heading, hr, html_block, list_block
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from mdit_py_plugins.footnote.index import footnote_def

from .inline_rules import use_inline_rules
from .link_labels import use_link_labels
from .margins import KEY, Margins, take_out, take_out_notes
from .mathematics import math_block, math_inline
from .tables import whole_table
from .terminators import BlockRule, use_terminators

# Lists take two levels each, so bullets nest forty deep. A parser that calls itself must stop somewhere.
# Every line of a quotation is read once for each quotation around it.
MAX_CONTAINERS = 80
MAX_QUOTES = 16
MAX_NESTING = 100
NO_END = "no_comment_ends_before"  # a line
LINE_ENDING = re.compile(r"\r\n?")
# Neither HTML nor XML (a feed) can hold these; form feeds come with text copied from a PDF.
SEPARATORS = re.compile(r"[\x0b\x0c]")
UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def commonmark_to_html(text: str) -> str:
    """HTML of strict CommonMark without own syntax; not sanitised, only there to measure conformance."""
    return strict.render(text)


def to_tokens(text: str, margins: Margins | None = None) -> list[Token]:
    """Block tokens of a text in the dialect of the notes, without its margins unless they are shown."""
    return dialect.parse(cleaned(text), {KEY: margins or Margins()})


def cleaned(text: str) -> str:
    """A text with plain line endings and without characters that no page can hold."""
    text = LINE_ENDING.sub("\n", text)
    return UNPRINTABLE.sub("\ufffd", SEPARATORS.sub(" ", text))


def new_strict() -> MarkdownIt:
    """A parser that writes the examples of the specification to the letter."""
    md = MarkdownIt("commonmark")
    # markdown-it alone leaves the line break out of an empty quotation.
    md.add_render_rule("blockquote_open", blockquote_open)
    return md


def blockquote_open(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    """The opening tag of a quotation, with the line break that the specification writes after it."""
    return self.renderToken(tokens, index, options, env).rstrip("\n") + "\n"


def new_dialect() -> MarkdownIt:
    """A parser with the extensions of the notes."""
    md = MarkdownIt(
        "commonmark", {"maxNesting": MAX_NESTING, "tasklists": True, "linkify": True, "store_labels": True}
    )
    md.enable(["table", "strikethrough"])
    md.validateLink = any_address  # type: ignore[method-assign]
    md.normalizeLink = as_written  # type: ignore[method-assign]
    use_inline_rules(md)
    use_link_labels(md)
    md.inline.ruler.before("escape", "math_inline", math_inline)
    use_blocks(md)
    md.core.ruler.after("block", "margins", take_out)
    md.core.ruler.push("margin_notes", take_out_notes)
    return md


def any_address(url: str) -> bool:
    """Addresses are judged where links get their destination, in one place for Markdown and HTML."""
    return True


def as_written(url: str) -> str:
    """Addresses are normalised where links get their destination."""
    return url


def use_blocks(md: MarkdownIt) -> None:
    """Add footnotes, bound the depth of everything that holds blocks, and say what ends a paragraph."""
    md.block.ruler.before("reference", "footnote_def", footnote_def)
    md.block.ruler.before("fence", "math_block", math_block)
    rules: dict[str, BlockRule] = {
        "blockquote": bounded(blockquote, MAX_QUOTES),
        "fence": fence,
        "footnote_def": bounded(footnote_def, MAX_QUOTES),
        "heading": heading,
        "hr": hr,
        "html_block": html_of_a_whole,
        "list": bounded(list_block, MAX_CONTAINERS),
        "math_block": math_block,
    }
    use_terminators(md, rules)
    md.block.ruler.at("table", whole_table, {"alt": ["paragraph", "reference"]})


def html_of_a_whole(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """A block of HTML, but none of a comment without end, which would take along all that follows.

    Pages show that as it was written, with whatever it has swallowed: private margins, too.
    """
    if not silent and is_comment(state, start_line) and not has_end(state, start_line, end_line):
        return False
    return html_block(state, start_line, end_line, silent)


def is_comment(state: StateBlock, line: int) -> bool:
    return state.src.startswith("<!--", state.bMarks[line] + state.tShift[line])


def has_end(state: StateBlock, start_line: int, end_line: int) -> bool:
    """Whether a comment ends within the quotation or item that it stands in.

    Where none ends is remembered, so that many of them are looked through once.
    """
    if start_line < state.env.get(NO_END, 0):
        return False
    line = start_line
    while line < end_line and (
        line == start_line or state.isEmpty(line) or state.sCount[line] >= state.blkIndent
    ):
        if "-->" in state.src[state.bMarks[line] : state.eMarks[line]]:
            return True
        line += 1
    state.env[NO_END] = line
    return False


def bounded(rule: BlockRule, levels: int) -> BlockRule:
    """A container rule that leaves what is nested too deep to the paragraph, as written.

    markdown-it itself drops everything below its `maxNesting`.
    """

    def rule_within_bounds(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        is_outside = silent and state.sCount[start_line] < state.blkIndent  # an outer list goes on
        if state.level >= levels and not is_outside:
            return False
        return rule(state, start_line, end_line, silent)

    return rule_within_bounds


strict = new_strict()
dialect = new_dialect()
