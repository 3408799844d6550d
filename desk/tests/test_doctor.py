"""What the doctor finds and does not find, who hears of it, and what is left as it is."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from desk.doctor.checking import examine
from desk.models import Dismissal
from notes.tests.factories import create_entry
from notes.tests.test_admin_privacy import create_staff
from papers.tests.factories import create_paper, create_papers
from passages.models import Link, Tag, document_models
from passages.tests.factories import create_owner
from topics.tests.factories import create_topic


def found(check):
    """The titles and reasons of what one check finds."""
    [section] = examine(document_models(), check)
    return [f"{each.title}: {each.reason}" for each in section.findings]


class CheckTests(TestCase):
    def assert_found(self, check, *texts):
        findings = found(check)
        self.assertEqual(len(findings), len(texts), findings)
        for finding, text in zip(findings, texts, strict=True):
            self.assertIn(text, finding)

    def test_entries_of_days_to_come(self):
        today = timezone.localdate()
        create_entry(body="Now", read_on=today)
        create_entry(body="Later", read_on=today + timedelta(days=40))
        self.assert_found("future", "Later")

    def test_entries_without_a_day_of_their_own_are_one_row_a_log(self):
        for number in range(3):
            create_entry(body=f"Of {number}", is_date_inherited=True, source_file="log.md")
        create_entry(body="Dated", source_file="log.md")
        self.assert_found("undated", "log.md: 3 entries")
        [section] = examine(document_models(), "undated")
        self.assertEqual(section.number, 3)

    def test_links_to_missing_pages_are_one_row_a_text(self):
        create_topic(title="There", slug="there")
        create_entry(body=" ".join(f"[[missing-{number}]]" for number in range(900)), slug="many")
        create_entry(body="[[there]], [tags](/tags/), [admin](/admin/), @somebody, [x](https://example.org/)")
        create_entry(body="[x](/nowhere/) and @knuth1984")
        self.assertEqual(len(found("broken")), 2)
        self.assertIn("…", found("broken")[0])
        self.assertIn("@knuth1984, /nowhere/", found("broken")[1])

    def test_former_addresses_are_not_missing(self):
        entry = create_entry(body="One", slug="one")
        entry.slug = "two"
        entry.save()
        create_entry(body="[x](/2023/03/11/one/)")
        self.assert_found("broken")

    def test_links_without_scheme(self):
        create_entry(body="[x](www.character.ai) and [y](example.org/page)")
        create_entry(body="[x](https://example.org/), [y](notes.md), `[x](www.character.ai)`, [z](/papers/)")
        self.assert_found("without_scheme", "www.character.ai, example.org/page")

    def test_dead_links_are_one_row_a_domain(self):
        create_entry(body="https://gone.example/1 https://gone.example/2 https://there.example/")
        Link.objects.filter(domain="gone.example").update(health="gone")
        self.assert_found("gone", "gone.example: 2 links")

    def test_quotations_without_a_place_of_works_that_have_pages(self):
        create_paper(title="Book", type="book", body="> one\n\n> two\n\n> three (p. 5)")
        create_paper(title="Page", type="webpage", body="> one")
        create_entry(body="[[book]]\n\n> said")
        create_entry(body="> said by nobody")
        self.assert_found("unplaced", "Book: 2 quotations", "1 quotation")

    def test_works_that_lack_something(self):
        create_paper(title="Bare", authors=[])
        create_paper(title="Whole", issued_year=2020, identifiers=[("doi", "10.1000/1")])
        for check in ("without_author", "without_year", "without_identifier"):
            with self.subTest(check):
                self.assert_found(check, "Bare")

    def test_one_identifier_in_two_spellings(self):
        create_paper(title="One", identifiers=[("arxiv", "1706.03762")])
        create_paper(title="Two", identifiers=[("doi", "10.48550/arxiv.1706.03762")])
        create_paper(title="Three", identifiers=[("doi", "10.1000/1")])
        self.assert_found("twice", "One / Two")

    def test_works_that_look_alike(self):
        create_paper(title="Attention is all you need", issued_year=2017)
        create_paper(title="Attention Is All You Need!", issued_year=2018, slug="again")
        create_paper(title="Attention is all you need", issued_year=2007, slug="other")
        self.assert_found("works_alike", "Attention")

    def test_authors_who_look_alike(self):
        create_paper(title="One", authors=["Vaswani, Ashish", "Shazeer, Noam"])
        create_paper(title="Two", authors=["Vaswani, A.", "Shazeer, Tom"])
        self.assert_found("authors", "Vaswani")

    def test_tags_that_look_alike(self):
        create_entry(tags=["language model", "language-models", "physics"])
        self.assert_found("tags", "language model / language-models")
        [section] = examine(document_models(), "tags")
        self.client.force_login(create_owner())
        self.assertContains(self.client.get(section.findings[0].fix.url), "language-models")


class DoctorPageTests(TestCase):
    def setUp(self):
        self.client.force_login(create_owner())

    def mend(self, check, **deed):
        [finding] = examine(document_models(), check)[0].findings
        typed = {"check": check, "subject": finding.subject, **deed}
        return self.client.post("/admin/doctor/mend/", typed, follow=True)

    def test_what_is_left_as_it_is_is_not_spoken_of_until_that_is_taken_back(self):
        create_paper(title="Bare", authors=[], issued_year=2020)
        self.assertContains(self.mend("without_author", leave="1"), "is left as it is")
        self.assertEqual(found("without_author"), [])
        self.assertContains(self.client.get("/admin/doctor/left/"), "Bare")
        self.client.post("/admin/doctor/left/", {"dismissal": Dismissal.objects.get().pk})
        self.assertEqual(len(found("without_author")), 1)

    def test_only_what_is_found_can_be_left(self):
        for check, subject in (("without_author", "papers.paper 99"), ("nonsense", "x"), ("", "")):
            typed = {"check": check, "subject": subject, "leave": "1"}
            self.assertContains(self.client.post("/admin/doctor/mend/", typed, follow=True), "any more")
        self.assertEqual(Dismissal.objects.count(), 0)

    def test_an_identifier_that_a_text_begins_with_is_added(self):
        paper = create_paper(title="Bare", body="# [Bare](https://doi.org/10.1000/ABC)\n\nText")
        self.mend("without_identifier", fix="1")
        self.assertEqual(str(paper.identifiers.get()), "DOI 10.1000/abc")

    def test_an_identifier_of_another_work_is_not_offered(self):
        create_paper(title="Owner", identifiers=[("doi", "10.1000/abc")])
        create_paper(title="Bare", body="[Bare](https://doi.org/10.1000/ABC)")
        self.mend("without_identifier", fix="1")
        self.assertEqual(len(found("without_identifier")), 1)

    def test_a_check_of_many_findings_has_pages(self):
        create_papers(f"Bare {number:02}" for number in range(60))
        response = self.client.get("/admin/doctor/")
        self.assertContains(response, "All of “Works without an author”")
        self.assertNotContains(response, "Bare 55")
        self.assertContains(self.client.get("/admin/doctor/?check=without_author&page=2"), "Bare 55")
        self.assertEqual(self.client.get("/admin/doctor/?check=nonsense").status_code, 404)

    @pytest.mark.once
    def test_a_row_costs_no_query_more(self):
        def queries():
            with CaptureQueriesContext(connection) as asked:
                self.client.get("/admin/doctor/")
            return len(asked)

        def add(number):
            create_paper(title=f"Bare {number}", authors=[], body="[[none]] [x](www.a.com)\n\n> said")
            create_paper(title=f"Twin {number}", authors=["Vaswani, Ashish"])
            create_paper(title=f"Twin {number}", authors=["Vaswani, Ashish"], slug=f"twin-again-{number}")
            create_entry(body="Later [[none]]", read_on=timezone.localdate() + timedelta(days=number + 2))
            Tag.objects.create(name=f"word{number} x")
            Tag.objects.create(name=f"word{number}-x")

        for number in range(2):
            add(number)
        before = queries()
        for number in range(2, 8):
            add(number)
        self.assertEqual(queries(), before)


class RightsTests(TestCase):
    def test_others_hear_nothing(self):
        create_entry(body="canary", read_on=timezone.localdate() + timedelta(days=9))
        clerk = create_staff("view_entry")
        for address in ("/admin/doctor/", "/admin/doctor/left/"):
            self.assertEqual(self.client.get(address).status_code, 302)
            self.client.force_login(clerk)
            self.assertEqual(self.client.get(address).status_code, 403)
            self.client.logout()

    def test_somebody_hears_only_of_the_kinds_that_they_may_change(self):
        create_entry(body="canaryentry [[none]]", read_on=timezone.localdate() + timedelta(days=9))
        create_paper(title="canarypaper", authors=["Canary, Author", "Canary, A."], body="[[none]]")
        create_entry(tags=["canary tag", "canary-tag"])
        Dismissal.objects.create(check_name="broken", subject="papers.paper 1", title="canarypaper")
        self.client.force_login(create_staff("change_entry"))
        response = self.client.get("/admin/doctor/")
        self.assertContains(response, "canaryentry")
        for canary in ("canarypaper", "Canary", "canary tag"):
            self.assertNotContains(response, canary)
        self.assertNotContains(self.client.get("/admin/doctor/left/"), "canarypaper")
        typed = {"check": "broken", "subject": "papers.paper 1", "leave": "1"}
        self.assertContains(self.client.post("/admin/doctor/mend/", typed, follow=True), "any more")

    def test_a_look_changes_nothing(self):
        self.client.force_login(create_owner())
        self.assertEqual(self.client.get("/admin/doctor/mend/").status_code, 405)


class CommandTests(TestCase):
    def call(self, **options):
        out = StringIO()
        try:
            call_command("doctor", stdout=out, **options)
        except SystemExit as end:
            return out.getvalue(), end.code
        return out.getvalue(), 0

    def test_it_says_what_was_found(self):
        self.assertEqual(self.call(), ("Nothing was found.\n", 0))
        create_paper(title="Bare", authors=[], issued_year=2020, identifiers=[("doi", "10.1000/1")])
        said, code = self.call()
        self.assertIn("Works without an author: 1\n  Bare: Nobody is named", said)
        self.assertEqual(code, 1)

    def test_the_same_as_json(self):
        create_paper(title="Bare", authors=[], issued_year=2020, identifiers=[("doi", "10.1000/1")])
        said, _code = self.call(json=True)
        report = json.loads(said)
        self.assertEqual(report["findings"], 1)
        [check] = [check for check in report["checks"] if check["findings"]]
        self.assertEqual((check["name"], check["findings"][0]["fix"]), ("without_author", "Look up and fill"))
