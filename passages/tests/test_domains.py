from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from unittest import skipUnless

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import TestCase, TransactionTestCase
from django.test.utils import CaptureQueriesContext

from history.models import Version
from history.sitting import sitting
from notes.models import Entry
from notes.tests.factories import create_entry
from papers.tests.factories import create_paper
from passages.changing import SetVisibility, change_many
from passages.filters import Filter
from passages.models import Domain, Link, bring_back, derive
from passages.models.domain import count_public
from passages.undoing import Undo
from topics.tests.factories import create_topic


class KeptNumbersTests(TestCase):
    """What is kept is what would be counted, whatever was written."""

    def kept(self):
        domains = Domain.objects.filter(links__gt=0)
        return dict(domains.values_list("name", "links"))

    def assert_kept(self, **expected):
        links = Link.objects.mentioned_in(AnonymousUser(), Filter())
        counted = {row["domain"]: row["links"] for row in links.page_of_domains(Filter())}
        self.assertEqual(self.kept(), counted)
        self.assertEqual(counted, {f"{name}.org": number for name, number in expected.items()})

    def test_a_link_counts_once_however_many_mention_it(self):
        for _ in range(2):
            create_entry(body="https://a.org/1 and https://a.org/2\n\n* https://a.org/1 https://b.org/")
        create_paper(body="https://a.org/2")
        self.assert_kept(a=2, b=1)

    def test_what_is_hidden_does_not_count(self):
        for level in ("private", "unlisted"):
            create_topic(title=level, body=f"https://{level}.org/ https://a.org/", visibility=level)
        self.assert_kept()
        create_entry(body="https://a.org/")
        self.assert_kept(a=1)

    def test_a_text_is_changed(self):
        entry = create_entry(body="https://a.org/1 https://b.org/\n\n* https://a.org/2")
        entry.body = "https://a.org/3"
        entry.save()
        self.assert_kept(a=1)
        entry.body = "Nothing"
        entry.save()
        self.assert_kept()

    def test_a_text_is_hidden_and_shown(self):
        entry = create_entry(body="https://a.org/1")
        create_topic(body="https://a.org/1 https://b.org/")
        for visibility in ("private", "public", "unlisted"):
            entry.visibility = visibility
            entry.save()
            self.assert_kept(a=1, b=1)
        topic = create_topic(title="Other", body="https://c.org/")
        for visibility, numbers in (("private", {}), ("public", {"c": 1}), ("unlisted", {})):
            topic.visibility = visibility
            topic.save()
            self.assert_kept(a=1, b=1, **numbers)

    def test_a_text_is_deleted_and_brought_back(self):
        entry = create_entry(body="https://a.org/1 https://b.org/")
        create_topic(body="https://b.org/")
        entry.delete()
        self.assert_kept(b=1)
        bring_back(Version.objects.restorable().get())
        self.assert_kept(a=1, b=1)

    def test_many_are_deleted(self):
        for number in range(3):
            create_entry(body=f"https://a.org/{number} https://b.org/")
        create_paper(body="https://b.org/")
        Entry.objects.all().delete()
        self.assert_kept(b=1)

    def test_many_are_hidden_and_that_is_undone(self):
        for number in range(3):
            create_entry(body=f"https://a.org/{number} https://b.org/")
        outcome = change_many(Entry.objects.all(), [SetVisibility("private")])
        self.assert_kept()
        Undo(outcome.bulk, Entry.objects.all()).run()
        self.assert_kept(a=3, b=1)

    def test_texts_that_are_derived_again_change_nothing(self):
        entry = create_entry(body="https://a.org/")
        with CaptureQueriesContext(connection) as queries:
            derive([entry])
        self.assertFalse([query for query in queries if "passages_domain" in query["sql"]])
        self.assert_kept(a=1)

    def test_domains_are_locked_once_for_all_that_is_written_together(self):
        with CaptureQueriesContext(connection) as queries, sitting():
            for number in range(3):
                create_entry(body=f"https://a.org/{number} https://b{number}.org/")
            self.assertEqual(self.kept(), {})
        made = [query for query in queries if 'INTO "passages_domain"' in query["sql"]]
        self.assertEqual(len(made), 1)
        self.assert_kept(a=3, b0=1, b1=1, b2=1)

    def test_a_link_that_is_looked_at_again_does_not_count_again(self):
        create_entry(body="https://a.org/")
        count_public([Link.objects.get().pk])
        self.assert_kept(a=1)

    def test_numbers_that_are_wrong_are_counted_anew(self):
        create_entry(body="https://a.org/1 https://a.org/2")
        Domain.objects.update(links=7)
        Domain.objects.create(name="gone.org", links=3)
        Link.objects.filter(url="https://a.org/1").update(is_public=False)
        Domain.objects.count_anew()
        self.assert_kept(a=2)


@skipUnless(connection.vendor == "postgresql", "SQLite has one writer at a time")
class TwoWritersTests(TransactionTestCase):
    def test_of_two_who_take_the_last_mentions_away_the_second_finds_none(self):
        entries = [create_entry(body=f"{number} https://a.org/") for number in range(2)]
        are_gone = Barrier(2, timeout=20)

        def take_away(entry):
            try:
                with sitting():
                    entry.body = "Nothing"
                    entry.save()
                    are_gone.wait()
            finally:
                connection.close()

        with ThreadPoolExecutor(2) as threads:
            list(threads.map(take_away, entries))
        self.assertEqual(Domain.objects.get().links, 0)
        self.assertFalse(Link.objects.get().is_public)
