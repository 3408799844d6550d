"""Records of every kind, as a bibliography may hold them, for tests that try many."""

from hypothesis import strategies as st

from papers.bibliography.record import Record
from papers.bibliography.types import CSL_TYPES
from papers.identifiers import Identity
from papers.issued import Issued
from papers.names import Name

LETTERS = "aBcÉößłи漢 \\{}$~-–`'\"^_%&#@,;:.!?()[]<>|/*+=1"


def words(most=20):
    return st.text(LETTERS, min_size=1, max_size=most).map(lambda text: " ".join(text.split())).filter(bool)


def some(strategy):
    return st.one_of(st.just(""), strategy)


# A keyword ends at a comma or semicolon; one that has them is written in a way of its own.
keywords = st.lists(words(), max_size=3, unique_by=str.casefold).map(tuple)
names = st.one_of(
    st.builds(
        Name,
        given=some(words()),
        family=st.one_of(words(), st.sampled_from(["van der Berg", "and", "de la Cruz", "Le Guin", "hooks"])),
        suffix=st.sampled_from(["", "", "Jr.", "III"]),
    ),
    st.builds(Name, literal=st.one_of(words(), st.sampled_from(["Barnes and Noble", "A, B, C, D", "NASA"]))),
)
issued = st.one_of(
    st.just(Issued()),
    st.builds(Issued, st.integers(-3000, 2999)),
    st.builds(Issued, st.integers(1000, 2999), st.integers(1, 12)),
    st.builds(Issued, st.integers(1000, 2999), st.integers(1, 12), st.integers(1, 28)),
)
identifiers = st.lists(
    st.one_of(
        st.builds(
            Identity, st.just("doi"), st.from_regex(r"10\.[0-9]{4}/[a-z0-9._()-]{1,9}", fullmatch=True)
        ),
        st.builds(
            Identity,
            st.just("arxiv"),
            st.from_regex(r"[0-9]{4}\.[0-9]{5}", fullmatch=True),
            st.one_of(st.none(), st.integers(1, 9)),
        ),
        st.builds(
            Identity,
            st.just("url"),
            st.from_regex(r"https://example\.org/[a-z_]{1,9}(\?q=[a-z%0-9]{1,3})?", fullmatch=True),
        ),
        st.sampled_from([Identity("pmid", "29456894"), Identity("pmcid", "PMC5815332")]),
    ),
    max_size=4,
    unique_by=lambda identity: identity.key,
).map(tuple)
# An annotation is Markdown: its lines and the spaces in them count.
annotations = st.text(LETTERS + "\n", max_size=60).map(str.strip)
more = st.fixed_dictionaries(
    {},
    optional={
        "ISSN": st.just("1234-5678"),
        "editor": st.lists(names, min_size=1, max_size=2).map(
            lambda found: [{part: text for part, text in vars(name).items() if text} for name in found]
        ),
        "language": words(),
        "note": words(),
        "number": words(),
        "status": words(),
        "accessed": st.just({"date-parts": [[2020, 1, 2]]}),
        "custom": st.dictionaries(
            st.sampled_from(["file", "organization", "howpublished", "AN", "U1", "timestamp"]),
            words(),
            min_size=1,
        ),
    },
)
records = st.builds(
    Record,
    title=words(40),
    type=st.sampled_from(sorted(CSL_TYPES)),
    short_title=some(words()),
    authors=st.lists(names, max_size=4).map(tuple),
    has_other_authors=st.booleans(),
    issued=issued,
    container_title=some(words()),
    publisher=some(words()),
    volume=some(words()),
    issue=some(words()),
    page=st.sampled_from(["", "1-9", "iv", "e12", "1-2, 5-9", "S1-S9"]),
    abstract=st.one_of(st.just(""), words(60)),
    citation_key=st.from_regex(r"[a-z][a-z0-9:_-]{2,12}", fullmatch=True),
    identifiers=identifiers,
    keywords=keywords,
    annotation=annotations,
    more=more,
)
