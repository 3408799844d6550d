"""Code with the classes of Pygments; the colours are the style sheet's."""

from html import escape

from pygments import highlight  # type: ignore[import-untyped]
from pygments.formatters import HtmlFormatter  # type: ignore[import-untyped]
from pygments.lexers import get_lexer_by_name  # type: ignore[import-untyped]
from pygments.util import ClassNotFound  # type: ignore[import-untyped]

MAX_CODE = 20_000

formatter = HtmlFormatter(nowrap=True)


def to_html(code: str, language: str) -> str:
    """HTML of a code block; plain when its language is unknown or it is too long to be coloured soon."""
    if not language or len(code) > MAX_CODE:
        return escape(code, quote=False)
    try:
        lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return escape(code, quote=False)
    return str(highlight(code, lexer, formatter))
