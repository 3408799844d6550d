"""Text as LaTeX has it in a bibliography, and back again. Pure.

Accents, letters, dashes and quotation marks become characters, braces and commands that only set the type go,
formulas between dollars stay as they are. What `encode` writes `decode` reads as the same text.
"""

import re
import unicodedata

ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306", ".": "\u0307",
    '"': "\u0308", "r": "\u030a", "H": "\u030b", "v": "\u030c", "d": "\u0323", "c": "\u0327", "k": "\u0328",
    "b": "\u0331",
}  # fmt: skip
LETTERS = {
    "ss": "ß", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "aa": "å",
    "AA": "Å", "i": "ı", "j": "ȷ", "th": "þ", "TH": "Þ", "dh": "ð", "DH": "Ð", "dj": "đ", "DJ": "Đ",
    "ng": "ŋ", "NG": "Ŋ", "textbackslash": "\\", "textasciitilde": "~", "textasciicircum": "^",
    "textbraceleft": "{", "textbraceright": "}", "textdollar": "$", "textunderscore": "_", "textbar": "|",
    "textless": "<", "textgreater": ">", "textendash": "–", "textemdash": "—", "textquoteleft": "‘",
    "textquoteright": "’", "textquotedblleft": "“", "textquotedblright": "”", "guillemotleft": "«",
    "guillemotright": "»", "textquotesingle": "'", "textquotedbl": '"', "textellipsis": "…", "ldots": "…",
    "dots": "…", "textregistered": "®", "texttrademark": "™", "copyright": "©", "textcopyright": "©",
    "textdegree": "°", "textmu": "µ", "textperiodcentered": "·", "textbullet": "•", "S": "§", "P": "¶",
    "pounds": "£", "euro": "€", "texteuro": "€", "LaTeX": "LaTeX", "TeX": "TeX", "BibTeX": "BibTeX",
    "space": " ", "quad": " ", "qquad": " ", "newline": " ", "par": "\n\n", "newblock": " ",
}  # fmt: skip
SET_TYPE = {
    "emph", "textit", "textbf", "textsc", "textsf", "texttt", "textrm", "textup", "textsl", "textnormal",
    "text", "mbox", "hbox", "enquote", "url", "path", "uppercase", "MakeUppercase", "it", "bf", "em", "rm",
    "sc", "tt", "sf", "itshape", "bfseries", "scshape", "noopsort", "protect", "relax", "upshape",
    "normalfont", "bibstring", "mkbibquote", "mkbibemph", "ensuremath",
}  # fmt: skip
LIGATURES = {"---": "—", "--": "–", "``": "“", "''": "”", "~": " "}
SPECIAL = re.compile(r"[\\{}$~]|--|``|''")
FORMULA = r"\$(?![\s$])(?:[^$\\{}]|\\.|\{(?:[^${}\\]|\\.|\{(?:[^${}\\]|\\.)*\})*\})+(?<![\s\\])\$"
TOKEN = re.compile(
    rf"(?P<formula>{FORMULA})|\\(?P<command>[A-Za-z]+)(?P<space>[ \t\n]*)|\\(?P<sign>.)"
    rf"|(?P<ligature>---|--|``|''|~)|(?P<brace>[{{}}])|(?P<text>[^\\{{}}$~`'-]+|.)",
    re.DOTALL,
)
BASE = re.compile(r"\s*(?:\{\s*)*(?:\\(?P<letter>[ij])(?![A-Za-z])\s*|(?P<base>[^\W\d_]))(?P<closing>\s*\}*)")
ESCAPED = re.compile(rf"(?P<formula>{FORMULA})|(?P<sign>[\\{{}}$&%#_~^])|-(?=-)|`(?=`)|'(?=')")
ESCAPES = {
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}", "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}", "$": r"\$", "&": r"\&", "%": r"\%", "#": r"\#", "_": r"\_",
}  # fmt: skip


def decode(text: str) -> str:
    """The characters that a value in LaTeX stands for; an unknown command keeps its name."""
    if not SPECIAL.search(text):
        return text
    written: list[str] = []
    place = 0
    while place < len(text):
        token = TOKEN.match(text, place)
        if token is None:
            break
        place = token.end()
        mark = token["sign"] or token["command"] or ""
        base = BASE.match(text, place) if mark in ACCENTS and accents_something(token, text) else None
        if base:
            written.append(accented(mark, base))
            place = base.end()
        else:
            written.append(to_characters(token))
    return "".join(written)


def accents_something(token: re.Match[str], text: str) -> bool:
    """An accent that is called by a letter, such as `\\c`, needs a brace or a space before its letter."""
    return bool(token["sign"] or token["space"] or text[token.end() : token.end() + 1] in {"{", "\\"})


def accented(mark: str, base: re.Match[str]) -> str:
    letter = base["base"] or base["letter"]
    space = " " if base["closing"] and not base["closing"].strip() else ""
    return unicodedata.normalize("NFC", letter + ACCENTS[mark]) + space


def to_characters(token: re.Match[str]) -> str:
    if token["formula"]:
        return token["formula"]
    if token["command"]:
        return command_to_characters(token["command"])
    if token["sign"]:
        return sign_to_characters(token["sign"])
    if token["ligature"]:
        return LIGATURES[token["ligature"]]
    return token["text"] or ""


def command_to_characters(name: str) -> str:
    if name in LETTERS:
        return LETTERS[name]
    return "" if name in SET_TYPE else f"\\{name} "


def sign_to_characters(sign: str) -> str:
    if sign in "-/@":
        return ""
    return " " if sign in " ,;:!\\\n" else sign


def encode(text: str) -> str:
    """The text as LaTeX; a formula between dollars stays, all else that LaTeX reads otherwise is escaped."""
    return ESCAPED.sub(lambda match: match["formula"] or ESCAPES.get(match[0], f"{match[0]}{{}}"), text)
