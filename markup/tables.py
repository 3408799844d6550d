"""Tables whose rows are wider than their head, and a bound for those whose rows are shorter.

GFM says of wider rows that "the excess is ignored". It is the owner's text, so here it becomes cells.
"""

from collections.abc import Iterator

from markdown_it.rules_block import StateBlock, table
from markdown_it.rules_block.table import escapedSplit
from markdown_it.token import Token

# A row that is too short is filled up with empty cells: below a wide head, each letter becomes hundreds.
# A text has room for so many; markdown-it gives four times that to each of its tables.
MOST_FILLED = 0x4000
FILLED = "filled_cells"


def whole_table(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """A table with every cell that the owner wrote; without room for its empty ones, the text as it is."""
    if silent:
        return table(state, start_line, end_line, silent)
    if start_line + 1 >= end_line or not is_below_head(state, start_line + 1):
        return False
    filled = state.env.get(FILLED, 0) + empty_cells(state, start_line, end_line)
    first_token = len(state.tokens)
    if filled > MOST_FILLED or not table(state, start_line, end_line, silent):
        return False
    state.env[FILLED] = filled
    state.tokens[first_token:] = with_excess(state, state.tokens[first_token:], start_line + 2)
    return True


def is_below_head(state: StateBlock, line: int) -> bool:
    """Whether a line begins like the one below the head of a table, as hardly any does."""
    start = state.bMarks[line] + state.tShift[line]
    return start < state.eMarks[line] and state.src[start] in "|:-"


def empty_cells(state: StateBlock, start_line: int, end_line: int) -> int:
    """How many cells would be filled up, were a table to begin here and to go on until an empty line."""
    if set(line_of(state, start_line + 1)) - set("|:- \t"):
        return 0
    columns = line_of(state, start_line + 1).strip("|").count("|") + 1
    empty = 0
    for line in range(start_line + 2, end_line):
        if not (text := line_of(state, line)):
            break
        empty += max(columns - text.strip("|").count("|") - 1, 0)
    return empty


def line_of(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]].strip()


def with_excess(state: StateBlock, tokens: list[Token], first_line: int) -> Iterator[Token]:
    """The tokens of a table, the cells beyond its head put in at the end of their rows."""
    columns = sum(token.type == "th_open" for token in tokens)
    line = first_line
    is_in_body = False
    for token in tokens:
        is_in_body = is_in_body or token.type == "tbody_open"
        if is_in_body and token.type == "tr_close":
            for cell in cells_of(state, line, columns)[columns:]:
                yield from cell_tokens(cell, line, token.level + 1)
            line += 1
        yield token


def cells_of(state: StateBlock, line: int, columns: int) -> list[str]:
    """The cells of one row; none where there cannot be more than `columns`."""
    text = line_of(state, line)
    if text.count("|") < columns:
        return []
    cells = escapedSplit(text)
    if cells and cells[0] == "":
        cells.pop(0)
    if cells and cells[-1] == "":
        cells.pop()
    return cells


def cell_tokens(cell: str, line: int, level: int) -> list[Token]:
    """One cell as tokens."""
    return [
        Token("td_open", "td", 1, level=level),
        Token("inline", "", 0, level=level + 1, content=cell.strip(), map=[line, line + 1], children=[]),
        Token("td_close", "td", -1, level=level),
    ]
