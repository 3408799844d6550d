"""What was deleted comes back as it was: values, rows, anchors, addresses, and what others say of it."""

from django.test import TestCase
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisTestCase

from history.models import Version
from notes.tests.factories import create_entry
from papers.merging import merge, undo
from papers.models import Author, Paper
from papers.tests.factories import create_event, create_paper
from passages.models import Mention, Passage, Permalink, Tagging, bring_back, go_back
from tests.examples import examples
from topics.models import Topic
from topics.tests.factories import create_topic


def dump(document):
    """All rows of a document but for keys that nobody refers to."""
    model, key = type(document), document.pk
    kind = model._meta.model_name
    of = {"owner_id": key, "owner_type__model": kind}
    rows = {
        "own": model.objects.filter(pk=key).values(),
        "tags": Tagging.objects.filter(object_id=key, content_type__model=kind).values("tag"),
        "passages": Passage.objects.filter(**of).values("anchor", "text", "kind", "position", "locator"),
        "permalinks": Permalink.objects.filter(**of).values("path"),
        "mentions": Mention.objects.filter(target_id=key, target_type__model=kind).values(
            "passage__anchor", "reference"
        ),
    }
    for name in ("authorships", "identifiers", "reading_events", "merges"):
        if hasattr(document, name):
            rows[name] = getattr(document, name).values()
    for name in ("topics", "entries", "papers"):
        if hasattr(document, name):
            rows[name] = getattr(document, name).values("pk")
    return {name: sorted([without_keys(row) for row in found], key=str) for name, found in rows.items()}


def without_keys(row):
    return {name: value for name, value in row.items() if name not in {"id", "passage_id"}}


class BringingBackTests(TestCase):
    maxDiff = None

    def round_trip(self, document):
        before = dump(document)
        document.delete()
        self.assertFalse(type(document).objects.filter(slug=before["own"][0]["slug"]).exists())
        back = bring_back(Version.objects.restorable().get())
        self.assertEqual(back.remarks, [])
        after = dump(back.document)
        self.assertEqual(after, before)
        self.assertFalse(Version.objects.restorable().exists())
        return back.document

    def test_a_paper_with_all_that_belongs_to_it(self):
        paper = create_paper(
            title="A paper",
            authors=["Vaswani, Ashish", "Shazeer, Noam"],
            identifiers=[("doi", "10.1000/1"), ("url", "https://example.org/a")],
            tags=["one", "two"],
            topics=[create_topic(title="Reading")],
            body='# Part\n\n* "Quoted (p. 3)\n* Said of https://example.org\n',
            citation_key="vaswani2017",
            csl={"edition": "2", "custom": {"a": [1, None]}},
            issued_year=2017,
            status="stopped",
            source_file="_papers/a.md",
            source_values={"said": {"title": "A paper"}},
        )
        paper.body = paper.body.replace("Part", "A part") + "* More\n"
        paper.slug = "another-address"
        paper.save()
        create_event(paper=paper, kind="started")
        Paper.objects.filter(pk=paper.pk).update(status="stopped")
        create_entry(body="Read [[another-address]] to p. 20, see @vaswani2017.")
        paper = Paper.objects.get(pk=paper.pk)
        back = self.round_trip(paper)
        self.assertEqual(self.client.get("/papers/a-paper/").url, back.get_absolute_url())

    def test_an_entry_with_its_place(self):
        entry = create_entry(body="First.\n\n* Below\n", position=4)
        entry.tags.add("one")
        entry.topics.add(create_topic(title="Reading"))
        entry.body = "First changed.\n\n* Below, too\n"
        entry.save()
        create_topic(title="Other", body=f"See [[{entry.slug}]].")
        self.round_trip(type(entry).objects.get(pk=entry.pk))

    def test_a_topic_with_what_stands_in_it(self):
        topic = create_topic(title="Reading", body="A line.", tags=["one"])
        create_paper(title="A paper", topics=[topic])
        create_entry(body="First.").topics.add(topic)
        self.round_trip(Topic.objects.get(pk=topic.pk))

    def test_what_something_else_has_by_now_stays_there(self):
        paper = create_paper(title="A paper", identifiers=[("doi", "10.1000/1")], citation_key="key")
        paper.delete()
        create_paper(title="A paper", identifiers=[("doi", "10.1000/1")], citation_key="key")
        back = bring_back(Version.objects.restorable().get())
        self.assertEqual((back.document.slug, back.document.citation_key), ("a-paper-2", None))
        self.assertEqual(len(back.remarks), 3)

    def test_a_deleted_author_of_it_is_made_again(self):
        paper = create_paper(title="A paper", authors=["Vaswani, Ashish"])
        paper.delete()
        Author.objects.all().delete()
        back = bring_back(Version.objects.restorable().get()).document
        self.assertEqual([str(line) for line in back.authorships.all()], ["Ashish Vaswani"])

    def test_a_merged_work_is_not_among_what_was_deleted(self):
        kept, gone = create_paper(title="Kept"), create_paper(title="Gone", tags=["one"])
        made = merge(kept, gone)
        self.assertFalse(Version.objects.restorable().exists())
        self.assertIn("Gone", Version.objects.of(kept)[0].note)
        back = undo(made).paper
        self.assertEqual(back.pk, gone.pk)

    def test_a_block_that_comes_back_has_its_anchor_again(self):
        paper = create_paper(title="A paper", body="One thing.\n\nAnother matter.\n")
        paper.body = "One thing.\n\nAnother matter, changed.\n"
        paper.save()
        anchors = list(paper.passages.order_by("position").values_list("anchor", flat=True))
        version = Version.objects.of(paper)[0]
        paper.body = "Quite something else.\n"
        paper.save()
        go_back(paper, version)
        self.assertEqual(list(paper.passages.order_by("position").values_list("anchor", flat=True)), anchors)


TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30)
WORDS = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=20)


class RoundTripTests(HypothesisTestCase):
    @settings(max_examples=examples(25), deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        title=WORDS,
        body=TEXT,
        abstract=TEXT,
        volume=TEXT,
        status=st.sampled_from(["", *Paper.Status.values]),
        visibility=st.sampled_from(["public", "unlisted", "private"]),
        year=st.none() | st.integers(-3000, 2999),
        csl=st.dictionaries(WORDS, st.none() | st.booleans() | st.integers(-9, 9) | TEXT, max_size=3),
        tags=st.lists(st.sampled_from(["one", "two", "three"]), unique=True),
        names=st.lists(st.sampled_from(["Vaswani, Ashish", "Shazeer, Noam", "OpenAI"]), unique=True),
        numbers=st.lists(st.integers(1, 5), unique=True),
    )
    def test_a_work_takes_what_it_once_said(self, tags, names, numbers, year, **fields):
        paper = create_paper(
            issued_year=year,
            authors=names,
            tags=tags,
            identifiers=[("pmid", str(number)) for number in numbers],
            **fields,
        )
        said = self.values(paper)
        other = {"tags": ["two", "four"], "byline": said["byline"][::-1], "identifiers": [], "topics": []}
        other |= {"body": "Other", "csl": {}, "status": "read"}
        Paper.objects.get(pk=paper.pk).take_values(said | other)
        self.assertEqual(Paper.objects.get(pk=paper.pk).take_values(said), [])
        self.assertEqual(self.values(paper), said)

    def values(self, paper):
        return Paper.fetch_for_history([paper.pk])[0].as_values()
