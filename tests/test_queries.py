"""What a page costs in queries: at most twelve, and the same however many rows there are."""

from datetime import date, timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from notes.models import Entry
from papers.models import Author, Authorship, Identifier, Paper
from passages.models import Link, Tag, Tagging, derive
from passages.tests.factories import create_owner
from topics.models import Topic

MOST = 12
SIGNED_IN = 2  # more for an owner: the session and the user
FILTERS = ["tag=common", "topic=topic-0", "author=author-0", "paper=paper-0", "year=2023", "kind=quotation"]
FILTERS += ["type=document"]
LISTS = [
    "/", "/2023/", "/2023/03/", "/2023/03/11/", "/tags/", "/tags/common/", "/tags/common+tag-0/", "/topics/",
    "/topics/topic-0/", "/papers/", "/papers/paper-0/", "/authors/", "/authors/author-0/", "/quotations/",
    "/quotations/by-work/", "/papers/queue/", "/papers/by-year/", "/papers/last-read/",
    "/links/", "/links/example.org/", "/feed.atom", "/feed.json", "/tags/common/feed.atom",
    "/tags/common+tag-0/feed.json", "/topics/topic-0/feed.atom", "/papers/paper-0/feed.atom",
    "/authors/author-0/feed.atom", "/quotations/feed.atom", "/quotations/feed.json", "/papers/references.bib",
    "/authors/author-0/references.ris", "/topics/topic-0/references.json", "/tags/common/references.bib",
    "/api/entries", "/api/papers", "/api/topics", "/api/tags", "/api/authors", "/api/links",
    "/api/quotations",
]  # fmt: skip
SEARCHES = [
    "q=quoted", "q=quoted&tag=common&topic=topic-0", "q=kind:quotation", "q=quotd", "q=quotd+exampel+tpoic",
    "q=tag:common+-author:nobody+has:link+OR+domain:example.org", "q=quoted+nowhere", "tag=common",
]  # fmt: skip
PAGES = ["/2023/03/11/entry-0/", "/search/", "/nothing/", "/?year=never"]
PAGES += [f"/search/?{query}" for query in SEARCHES] + ["/search/newest/?q=quoted", "/search/typed/?q=quot"]
PAGES += ["/search/feed.atom?q=quoted", "/?q=quoted", "/papers/?q=quoted", "/quotations/?q=tag:common"]
PAGES += ["/sitemap.xml", "/sitemap-pages.xml", "/sitemap-entries-0.xml", "/sitemap-tags-0.xml"]
PAGES += [f"{path}card.png" for path in ("/", "/2023/03/11/entry-0/", "/papers/paper-0/", "/topics/topic-0/")]
PAGES += ["/papers/paper-0/notes/", "/api/search?q=quoted", "/api/papers/paper-0", "/api/topics/topic-0"]
PAGES += [f"{path}preview/" for path in ("/2023/03/11/entry-0/", "/papers/paper-0/", "/topics/topic-0/")]


class QueryTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        create_rows(range(6))
        cls.owner = create_owner()
        link = Link.objects.get(url="https://example.org/0")
        cls.addresses = [
            link.get_mentions_url(),
            *LISTS,
            *PAGES,
            *(f"{path}?{'&'.join(FILTERS)}" for path in LISTS),
        ]
        short = [path for path in LISTS if path.count("/") < 3]
        cls.by_one_filter = [f"{path}?{asked}" for path in short for asked in FILTERS]

    def count_queries(self, addresses):
        """The number of queries at each address."""
        counts = {}
        for address in addresses:
            with CaptureQueriesContext(connection) as queries:
                response = self.client.get(address)
            counts[address] = len(queries)
            if address not in PAGES:
                self.assertNotContains(response, 'class="empty"')
        return counts

    @pytest.mark.once
    def test_no_page_takes_more_than_twelve_nor_more_with_ten_times_the_rows(self):
        addresses = [*self.addresses, *self.by_one_filter]
        few = self.count_queries(addresses)
        self.assertEqual({path: count for path, count in few.items() if count > MOST}, {})
        create_rows(range(6, 60))  # more than a page has
        many = self.count_queries(addresses)
        self.assertEqual({path: many[path] for path in few if many[path] > few[path]}, {})

    def test_an_owner_takes_few_more(self):
        self.client.force_login(self.owner)
        self.assertLessEqual(max(self.count_queries(self.addresses).values()), MOST + SIGNED_IN)


def create_rows(numbers):
    """As many of everything, and all of it has to do with the first topic, paper, author, link and entry."""
    see = '"Quoted [[paper-0]] [[topic-0]] [it](/2023/03/11/entry-0/) https://example.org/0'
    texts = [
        f"{see} https://example.org/{i} https://{i}.example.org https://doi.org/10.1000/{i}" for i in numbers
    ]
    first = date(2023, 3, 11)
    days = [max(first - timedelta(days=i // 40), date(2023, 3, 1)) for i in numbers]
    topics = [
        Topic(title=f"Topic {i}", slug=f"topic-{i}", body=text)
        for i, text in zip(numbers, texts, strict=True)
    ]
    papers = [
        Paper(title=f"Paper {i}", slug=f"paper-{i}", issued_year=2023, body=text)
        for i, text in zip(numbers, texts, strict=True)
    ]
    entries = [
        Entry(title=f"Entry {i}", slug=f"entry-{i}", read_on=day, position=i, body=text)
        for i, day, text in zip(numbers, days, texts, strict=True)
    ]
    for rows in (topics, papers, entries):
        type(rows[0]).objects.bulk_create(rows)
    create_bylines(numbers, papers)
    create_tags(numbers, [*topics, *papers, *entries])
    Topic.objects.get(slug="topic-0").entries.add(*entries)
    Topic.objects.get(slug="topic-0").papers.add(*papers)
    derive(document for triple in zip(topics, papers, entries, strict=True) for document in triple)
    # PostgreSQL's autovacuum would do it, but does not see what is not committed.
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def create_bylines(numbers, papers):
    authors = [Author(literal=f"Author {i}", slug=f"author-{i}") for i in numbers]
    Author.objects.bulk_create(authors)
    author = Author.objects.get(slug="author-0")
    lines = [Authorship(paper=paper, author=author) for paper in papers]
    lines += [Authorship(paper=papers[0], author=other) for other in authors if other != author]
    Authorship.objects.bulk_create(lines)
    Identifier.objects.bulk_create(
        [Identifier(paper=papers[0], scheme="pmid", value=str(i)) for i in numbers]
    )


def create_tags(numbers, documents):
    tags = Tag.objects.bulk_create([Tag(name=f"tag {i}", slug=f"tag-{i}") for i in numbers])
    common, _ = Tag.objects.get_or_create(name="common", slug="common")
    common_taggings = [(common, document) for document in documents]
    own = [(tag, documents[0]) for tag in tags]
    Tagging.objects.bulk_create(
        Tagging(tag=tag, object_id=document.pk, content_type=ContentType.objects.get_for_model(document))
        for tag, document in common_taggings + own
    )
