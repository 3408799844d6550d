"""Records into works and works into records.

`Importer.write` takes some hundred records at a time, in a transaction that the caller opens: all that is
asked of the database is asked for all of them at once.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from markup import without_comments
from papers.identifiers import Identity
from papers.models import Author, Paper
from papers.models.paper import RESERVED_SLUGS
from papers.names import Name
from passages.merging import FROM_OPEN_TO_CLOSED, in_own_names, merge
from passages.models import derive, derive_again

from .bulk import People, Slugs, Tags
from .draft import LONGEST_SHOWN
from .matching import Candidates, remembered
from .record import Record
from .referrers import Referrers
from .report import Report
from .saving import Work, save
from .saying import MORE, Saying, here, is_key, longest_of, say, to_plain, with_remembered

DEFINITIONS = re.compile(r"^ {0,3}\[[^\]\n]+\]:[^\n]*$", re.MULTILINE)
# What the words of a reference to a work are made of.
NAMING = {"title", "citation_key", "authors", "has_other_authors", "issued", "identifiers"}


def to_record(paper: Paper) -> Record:
    """The record of a work that was fetched `for_export`, with abstract and commentary.

    Private margins stay here, since a file is made to be passed on.
    """
    abstract, annotation = to_plain(paper.abstract), to_plain(paper.public_text)
    return replace(to_reference(paper), abstract=abstract, annotation=annotation)


def for_everybody(record: Record) -> Record:
    """The record without what no page shows: fields that other programs keep for their owner (paths of files,
    reviews), comments in the commentary, and definitions of links in it."""
    shown = {name: value for name, value in record.more.items() if name != "custom"}
    return replace(record, annotation=without_unseen(record.annotation), more=shown)


def without_unseen(text: str) -> str:
    """A source without what its HTML does not show: comments, and definitions of links."""
    return DEFINITIONS.sub("", without_comments(text)).strip()


def to_reference(paper: Paper) -> Record:
    """The record of a work as a reference to it needs it; one without a key goes by its slug."""
    names = [line.author for line in paper.authorships.all()]
    return Record(
        title=paper.title,
        type=paper.type,
        short_title=paper.short_title,
        authors=tuple(Name(each.given, each.family, each.literal, each.suffix) for each in names),
        has_other_authors=paper.has_other_authors,
        issued=paper.issued,
        container_title=paper.container_title,
        publisher=paper.publisher,
        volume=paper.volume,
        issue=paper.issue,
        page=paper.page,
        citation_key=paper.citation_key or paper.slug,
        identifiers=tuple(identifier.identity for identifier in paper.identifiers.all()),
        keywords=tuple(sorted(tag.name for tag in paper.tags.all())),
        more=paper.csl,
    )


def is_stricter(asked: str, known: str) -> bool:
    return FROM_OPEN_TO_CLOSED.index(asked) > FROM_OPEN_TO_CLOSED.index(known)


def with_short_names(record: Record) -> Record:
    """The record with names that the database can hold."""
    longest = {part: longest_of(Author, part) for part in ("given", "family", "literal", "suffix")}
    if all(len(getattr(name, part)) <= most for name in record.authors for part, most in longest.items()):
        return record
    short = [
        Name(**{part: getattr(name, part)[:most] for part, most in longest.items()})
        for name in record.authors
    ]
    return replace(record, authors=tuple(dict.fromkeys(short)))


@dataclass
class Importer:
    """Takes the records of one run in, file by file.

    `taken` holds the works that the file has brought so far, `lines` the keys of its records, and `claimed`
    the identifiers that they have, each with the line of its record.
    """

    report: Report
    visibility: str = Paper.Visibility.PUBLIC
    file: str = ""
    people: People = field(default_factory=People)
    tags: Tags = field(default_factory=Tags)
    slugs: Slugs = field(default_factory=lambda: Slugs(Paper, RESERVED_SLUGS))
    referrers: Referrers = field(default_factory=Referrers)
    taken: dict[int, int] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    claimed: dict[tuple[str, str], int] = field(default_factory=dict)

    def begin(self, file: str) -> None:
        self.file, self.taken, self.lines, self.claimed = file, {}, {}, {}

    def forget(self, records: Sequence[Record]) -> None:
        """Forget what was learned in a transaction that failed."""
        self.people, self.tags, self.slugs, self.referrers = (
            People(),
            Tags(),
            Slugs(Paper, RESERVED_SLUGS),
            Referrers(),
        )
        failed = {record.line for record in records}
        self.taken = {key: line for key, line in self.taken.items() if line not in failed}
        self.lines = {key: line for key, line in self.lines.items() if line not in failed}
        self.claimed = {key: line for key, line in self.claimed.items() if line not in failed}

    def write(self, records: Sequence[Record]) -> None:
        """Bring the rows in line with some records. One transaction, which the caller opens."""
        part = Report()
        records = [with_short_names(record) for record in records]
        candidates = Candidates.of(records)
        names = [name for record in records for name in record.authors]
        self.people.find(names)
        part.count("authors", "made", self.people.make(names))
        works = [work for record in records if (work := self.to_work(record, candidates, part))]
        for work in works:
            part.count("papers", work.outcome)
        part.count(
            "tags", "made", self.tags.make(tag for work in works for tag in work.changes.get("tags", ()))
        )
        save(works, self.tags, self.slugs)
        self.taken |= {work.paper.pk: work.record.line for work in works}
        self.finish([work for work in works if work.outcome != "unchanged"])
        self.report.add(part)

    def finish(self, works: Sequence[Work]) -> None:
        """Derive what is made of a work, all at once; references to new works wait for the end of the run."""
        derive([work.paper for work in works])
        Paper.objects.filter(pk__in=[work.paper.pk for work in works if not work.is_new]).cite()
        named = [work for work in works if NAMING & work.changes.keys()]
        derive_again(self.referrers.of([work.paper for work in named]))

    def to_work(self, record: Record, candidates: Candidates, part: Report) -> Work | None:
        """The work that a record is of, with what it changes; None for a key that was there before."""
        if record.citation_key in self.lines:
            first = self.lines[record.citation_key]
            part.doubt(
                self.file, record.line, f"the key {record.citation_key} stands in line {first} already"
            )
            return None
        if record.citation_key:
            self.lines[record.citation_key] = record.line
        merged = candidates.by_former_key.get(record.citation_key)
        if merged:
            part.count("papers", "unchanged")
            part.doubt(
                self.file,
                record.line,
                f"{record.citation_key} was merged into “{merged}”, which stays so",
            )
            return None
        found = (paper for paper in candidates.for_record(record) if paper.pk not in self.taken)
        paper = next(found, None)
        if paper:
            self.taken[paper.pk] = record.line
        work = Work(record, paper or Paper(visibility=self.visibility), is_new=paper is None)
        self.merge(work, candidates, part)
        return work

    def merge(self, work: Work, candidates: Candidates, part: Report) -> None:
        record, memory = work.record, remembered(work.paper)
        saying = self.say(work, candidates)
        before = in_own_names(memory.get("said", {}), self.tags.own_names)
        saying.values = in_own_names(saying.values, self.tags.own_names)
        if not work.is_new and is_stricter(self.visibility, work.paper.visibility):
            self.hold_back(saying, before, work)
        is_same_source = memory.get("key", "") == record.citation_key
        said = with_remembered(saying.values, before, is_same_source=is_same_source)
        values = {} if work.is_new else here(work.paper)
        if values and says_public_part(said, work.paper):
            del said["body"]
        work.merged = merge(said, before, {name: values.get(name) for name in said})
        for doubt in saying.doubts:
            part.doubt(self.file, record.line, doubt)
        for name in work.merged.clashes:
            part.clash(self.file, record.line, f"{name} of “{work.paper}”")

    def hold_back(self, saying: Saying, before: dict[str, Any], work: Work) -> None:
        """Leave out of a work that more may see what is the owner's own: what was said of it before stays."""
        own = [name for name in ("body", "tags", f"{MORE}custom") if name in saying.values]
        for name in own:
            del saying.values[name]
        saying.values |= {"tags": before["tags"]} if "tags" in before else {}
        if own:
            saying.doubts.append(
                f"“{work.paper}” is {work.paper.visibility}: its note and tags were not taken in"
            )

    def say(self, work: Work, candidates: Candidates) -> Saying:
        record = work.record
        work.authors = [self.people.known[name] for name in record.authors]
        others = [each for each in record.identifiers if self.belongs_to_other(each, work, candidates)]
        free = [each for each in record.identifiers if each not in others]
        key, doubt = key_of(work, candidates)
        lost_key = record.citation_key if doubt else ""
        saying = say(record, key=key, lost_key=lost_key, authors=work.authors, free=free, others=others)
        saying.doubts += [doubt] if doubt else []
        for identity in others:
            other = candidates.by_identity.get(identity.key)
            whose = f"“{other}”" if other else f"line {self.claimed[identity.key]}"
            saying.doubts.append(
                f"{identity.scheme} {identity.value} is that of {whose} already; it was not given to this one"
            )
        self.claimed |= {each.key: record.line for each in free}
        return saying

    def belongs_to_other(self, identity: Identity, work: Work, candidates: Candidates) -> bool:
        owner = candidates.by_identity.get(identity.key)
        return owner is not work.paper if owner else identity.key in self.claimed


def says_public_part(said: dict[str, Any], paper: Paper) -> bool:
    """Whether a record gives the text of a work as `to_record` does, without the margins that it has here."""
    public = paper.public_text
    return public != paper.body and said.get("body") == to_plain(public)


def key_of(work: Work, candidates: Candidates) -> tuple[str, str]:
    """The citation key that a record gives its work, and why it gives none where that needs an eye.

    A work that was written out under its slug gets no key by being read in again.
    """
    key, paper = work.record.citation_key, work.paper
    owner = candidates.by_key.get(key)
    if owner and owner is not paper:
        return "", f"{key} is the key of “{owner}” already"
    if key and not is_key(key):
        return "", f"“{key[:LONGEST_SHOWN]}” cannot be a citation key; it stays with the record"
    goes_by_slug = not work.is_new and not paper.citation_key and key == paper.slug
    return "" if goes_by_slug else key, ""
