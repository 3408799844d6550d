"""What ends a paragraph, a quotation or a list without an empty line.

markdown-it asks every block rule about every line, and nested quotations ask again at each depth. The first
character of a line tells which of them could answer yes, so only those are asked.
"""

from collections.abc import Callable, Mapping
from string import digits

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

BlockRule = Callable[[StateBlock, int, int, bool], bool]

FIRST_CHARACTERS = {
    "fence": "`~",
    "blockquote": ">",
    "hr": "*-_",
    "list": "*+-" + digits,
    "heading": "#",
    "html_block": "<",
    "footnote_def": "[",
    "math_block": "$",
}
CHAINS = {
    "paragraph": ("fence", "blockquote", "hr", "list", "math_block", "footnote_def", "html_block", "heading"),
    "reference": ("fence", "blockquote", "hr", "list", "math_block", "footnote_def", "html_block", "heading"),
    "blockquote": ("fence", "blockquote", "hr", "list", "math_block", "html_block", "heading"),
    "list": ("fence", "blockquote", "hr", "math_block"),
}


def use_terminators(md: MarkdownIt, rules: Mapping[str, BlockRule]) -> None:
    """Replace the parser's lists of terminating rules; `rules` are its block rules by name."""
    for name, rule in rules.items():
        md.block.ruler.at(name, rule, {"alt": []})
    for chain, names in CHAINS.items():
        terminator = terminator_of({name: rules[name] for name in names})
        md.block.ruler.before("paragraph", f"{chain}_end", terminator, {"alt": [chain]})


def terminator_of(rules: Mapping[str, BlockRule]) -> BlockRule:
    """One rule that asks those of `rules` that may start with a line's first character."""
    by_character: dict[str, list[BlockRule]] = {}
    for name, rule in rules.items():
        for character in FIRST_CHARACTERS[name]:
            by_character.setdefault(character, []).append(rule)

    def terminates(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        start = state.bMarks[start_line] + state.tShift[start_line]
        if not silent or start >= state.eMarks[start_line]:
            return False
        candidates = by_character.get(state.src[start])
        return candidates is not None and any(rule(state, start_line, end_line, True) for rule in candidates)

    return terminates
