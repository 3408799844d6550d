"""Types and tags of RIS, and what they are called in CSL. Pure."""

import re

from papers.names import Name, to_name

from .bibtex_names import LONGEST_SUFFIX

TYPES = {
    "ABST": "article-journal", "BLOG": "post-weblog", "BOOK": "book", "CHAP": "chapter", "COMP": "software",
    "CONF": "paper-conference", "CPAPER": "paper-conference", "DATA": "dataset", "DICT": "entry-encyclopedia",
    "EBOOK": "book", "ECHAP": "chapter", "EDBOOK": "book", "EJOUR": "article-journal", "ELEC": "webpage",
    "ENCYC": "entry-encyclopedia", "GEN": "document", "ICOMM": "post", "INPR": "article",
    "JFULL": "article-journal", "JOUR": "article-journal", "MANSCPT": "manuscript",
    "MGZN": "article-magazine", "MPCT": "motion_picture",
    "NEWS": "article-newspaper", "PAMP": "report", "PCOMM": "personal_communication", "RPRT": "report",
    "SER": "book", "SLIDE": "speech", "STAND": "report", "THES": "thesis", "UNPB": "manuscript",
    "VIDEO": "motion_picture",
}  # fmt: skip
WRITTEN_TYPES = {csl_type: tag for tag, csl_type in reversed(TYPES.items())} | {
    "article-journal": "JOUR", "manuscript": "UNPB", "motion_picture": "VIDEO", "report": "RPRT",
    "paper-conference": "CPAPER", "entry-encyclopedia": "ENCYC", "interview": "GEN",
}  # fmt: skip
TITLES = ("TI", "T1", "CT", "BT")
CONTAINERS = ("JO", "JF", "T2", "JA", "J2", "BT")
AUTHORS = ("AU", "A1")
VARIABLES = {
    "CY": "publisher-place", "ET": "edition", "LA": "language", "T3": "collection-title", "M3": "genre",
    "DB": "archive", "CN": "call-number", "NV": "number-of-volumes", "C3": "event-title", "AD": "authority",
}  # fmt: skip
PEOPLE = {"A2": "editor", "ED": "editor", "A3": "collection-editor", "A4": "translator", "TA": "translator"}
LISTS = {*AUTHORS, *PEOPLE, "KW", "N1", "UR", "L1", "L2", "SN", "AN"}
# Where `write` puts what RIS has no tag for, as JSON.
OWN = "U5"
SERIAL_ISSN = re.compile(r"\d{4}-?\d{3}[\dXx]")


def read_name(text: str) -> Name:
    """“Family, Given, Suffix”; without a comma, a name as it stands in a byline."""
    parts = [" ".join(part.split()) for part in text.split(",")]
    if len(parts) == 1:
        return to_name(parts[0])
    if len(parts) > 3 or not parts[0]:
        return Name(literal=" ".join(text.split()).strip(", "))
    family, given, suffix = [*parts, ""][:3]
    return Name(given, family, suffix=suffix[:LONGEST_SUFFIX])
