"""HTML of a parsed text: written, sanitised, then completed with formulas and colours of our own making."""

from collections.abc import Mapping, Sequence
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from markdown_it.token import Token

from . import highlighting
from .footnotes import Footnotes, Note
from .inline_rendering import InlineWriter, attributes, formula
from .references import Reference, Target
from .sanitising import Vault, sanitise

# Wider than a phone, these scroll, which the keyboard can only do where the focus can go (WCAG 2.1.1).
SCROLLING = {"table_open"}


def render(
    tokens: list[Token],
    *,
    targets: Mapping[Reference, Target],
    anchors: Sequence[str],
    seed: str,
    gone: Mapping[Reference, str],
    note: str = "",
) -> SafeString:
    """Safe HTML of a token stream whose blocks carry `anchors` as ids; `note` is said before each margin."""
    vault = Vault()
    text, footnotes = Footnotes.split_from(tokens, seed)
    inline = InlineWriter(targets, vault, footnotes, set(anchors), gone, note)
    writer = BlockWriter(inline, anchors)
    html = writer.write(text) + writer.footnotes()
    return mark_safe(vault.restore(sanitise(html, writer.inline.ids)))  # noqa: S308


class BlockWriter:
    """Writes blocks, each with its anchor."""

    def __init__(self, inline: InlineWriter, anchors: Sequence[str]) -> None:
        self.inline = inline
        self.anchors = anchors

    def write(self, tokens: list[Token]) -> str:
        """HTML of a token stream."""
        return "".join(self.html_of(token) for token in tokens)

    def html_of(self, token: Token) -> str:
        """HTML of one token."""
        match token.type:
            case "inline":
                return self.inline.write(token.children or [])
            case "fence" | "code_block":
                return self.code(token)
            case "math_block":
                return self.math(token)
            case "html_block":
                return self.raw(token)
            case "hr":
                return "<hr>\n"
            case "raw_open":
                return f"<{token.tag}{attributes(**token.attrs)}>\n"
            case _:
                return self.element(token)

    def element(self, token: Token) -> str:
        """The opening or closing tag of an element."""
        if token.hidden:
            return "\n" if token.nesting == -1 else ""
        if token.nesting == -1:
            return f"</{self.inline.headings.closed(token.tag)}>\n"
        tag = self.inline.headings.opened(token.tag)
        return f"<{tag}{self.attributes_of(token)}>{checkbox(token)}"

    def attributes_of(self, token: Token) -> str:
        """Anchor, class and numbering of an element."""
        classes = [str(token.attrGet("class") or ""), alignment(token)]
        if token.meta.get("is_quotation"):
            classes.append("quotation")
        return attributes(
            id=self.anchor(token),
            **{"class": to_class(*classes, margin(token))},
            start=token.attrGet("start"),
            tabindex=0 if token.type in SCROLLING else None,
        )

    def anchor(self, token: Token) -> str | None:
        """The anchor of the block that a token opens."""
        return self.anchors[token.meta["block"]] if "block" in token.meta else None

    def code(self, token: Token) -> str:
        language = token.info.split()[0] if token.info.split() else ""
        html = self.inline.vault.keep(highlighting.to_html(token.content, language))
        opening = attributes(
            id=self.anchor(token),
            tabindex=0,
            **{"class": to_class("highlight", margin(token)), "data-language": token.info.strip() or None},
        )
        return f"<pre{opening}><code>{html}</code></pre>\n"

    def math(self, token: Token) -> str:
        opening = attributes(id=self.anchor(token), tabindex=0, **{"class": to_class("math", margin(token))})
        return f"<div{opening}>{formula(token.content, self.inline.vault, is_display=True)}</div>\n"

    def raw(self, token: Token) -> str:
        html = self.inline.write(token.children or [])
        if "block" not in token.meta:
            return html
        opening = attributes(id=self.anchor(token), **{"class": to_class("raw-html", margin(token))})
        return f"<div{opening}>{html}</div>\n"

    # Footnotes

    def footnotes(self) -> str:
        """The footnotes under the text; writing one may find marks of others."""
        written: list[str] = []
        notes = self.inline.footnotes.notes
        while len(written) < len(notes):
            written.append(self.footnote(list(notes.values())[len(written)]))
        written += [self.footnote(note) for note in self.inline.footnotes.unmarked()]
        if not written:
            return ""
        return f'<section class="footnotes"><ol>\n{"".join(written)}</ol></section>\n'

    def footnote(self, note: Note) -> str:
        note_id = self.inline.footnotes.note_id(note)
        self.inline.ids.add(note_id)
        return f'<li id="{note_id}">{self.write(note.tokens)}{self.ways_back(note)}</li>\n'

    def ways_back(self, note: Note) -> str:
        """A link to every mark of a note."""
        marks = [self.inline.footnotes.mark_id(note, count) for count in range(1, note.marks + 1)]
        return "".join(f' <a href="#{mark}" class="footnote-backref">↩\ufe0e</a>' for mark in marks)


def to_class(*classes: str) -> str | None:
    return " ".join(filter(None, classes)) or None


def margin(token: Token) -> str:
    """The class of a block that is a margin."""
    return "margin" if token.meta.get("margin") else ""


def alignment(token: Token) -> str:
    """The class of an aligned table cell; markdown-it writes a style, which the site's policy forbids."""
    style = str(token.attrGet("style") or "")
    return style.replace("text-align:", "align-")


def checkbox(token: Token) -> str:
    """The box of a task."""
    if token.type != "list_item_open" or "checked" not in token.meta:
        return ""
    checked, name = (' checked=""', gettext("done")) if token.meta["checked"] else ("", gettext("to do"))
    return (
        f'<input class="task-list-item-checkbox" type="checkbox" disabled=""{checked} '
        f'aria-label="{escape(name)}"> '
    )
