"""Finding the end of a link's label in one pass over the text.

markdown-it looks for the closing bracket of every opening one by itself, which is quadratic for a text full
of brackets that never close. Here one search settles all brackets that it passes.
"""

from types import SimpleNamespace

from markdown_it import MarkdownIt, helpers
from markdown_it.rules_inline import StateInline, image

NOT_FOUND = -1
LABEL_ENDS = "label_ends"
# The text of an image is parsed again for every image around it.
MAX_IMAGES = 4


def use_link_labels(md: MarkdownIt) -> None:
    """Make a parser's links and images find their labels here."""
    md.helpers = SimpleNamespace(  # type: ignore[assignment]
        parseLinkDestination=helpers.parseLinkDestination,
        parseLinkLabel=end_of_label,
        parseLinkTitle=helpers.parseLinkTitle,
    )
    md.inline.ruler.at("image", shallow_image)


def shallow_image(state: StateInline, silent: bool) -> bool:
    """An image; those nested too deep in the text of others stay as written."""
    depth = state.env.get("image_depth", 0)
    if depth >= MAX_IMAGES:
        return False
    state.env["image_depth"] = depth + (not silent)
    is_image = image(state, silent)
    state.env["image_depth"] = depth
    return is_image


def end_of_label(state: StateInline, start: int, disableNested: bool = False) -> int:
    """Position of the "]" that closes the "[" at `start`, or -1; `disableNested`: no link between."""
    known = known_ends(state, disableNested)
    if start not in known:
        old_position = state.pos
        state.pos = start + 1
        search(state, [start], known, is_nesting_disabled=disableNested)
        state.pos = old_position
    return known[start]


def known_ends(state: StateInline, is_nesting_disabled: bool) -> dict[int, int]:
    """What is settled about the brackets of a text; the end of the part in view belongs to the question."""
    if not hasattr(state, LABEL_ENDS):
        setattr(state, LABEL_ENDS, {})
    ends: dict[tuple[int, bool], dict[int, int]] = getattr(state, LABEL_ENDS)
    return ends.setdefault((state.posMax, is_nesting_disabled), {})


def search(
    state: StateInline, opened: list[int], known: dict[int, int], *, is_nesting_disabled: bool
) -> None:
    """Settle every bracket from the one in `opened` to its end, or to the end of the text."""
    while state.pos < state.posMax and opened:
        position = state.pos
        character = state.src[position]
        if character == "]":
            known[opened.pop()] = position
            state.pos += 1
            continue
        state.md.inline.skipToken(state)
        if character == "[" and state.pos > position + 1 and is_nesting_disabled:
            break
        if character == "[" and state.pos == position + 1:
            if known.get(position) == NOT_FOUND:
                break  # what opened before it cannot close either
            opened.append(position)
    known.update(dict.fromkeys(opened, NOT_FOUND))
