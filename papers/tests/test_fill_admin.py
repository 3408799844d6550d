from contextlib import contextmanager
from unittest import mock

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client as Browser
from django.test import TestCase
from django.urls import reverse

from papers.lookup.tests.recordings import recorded
from papers.models import Identifier, Paper
from passages.tests.factories import create_owner
from web.tests.server import LocalClient, Reply, serving

from .factories import create_paper
from .test_admin import rows

ADD = reverse("admin:papers_paper_add")
AT_ARXIV = "export.arxiv.org/api/query?id_list=1706.03762&max_results=1"
ATTENTION = "Attention Is All You Need"


class FillTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.owner = create_owner()

    def setUp(self):
        self.client.force_login(self.owner)

    @contextmanager
    def asking(self, replies, **options):
        with serving(replies) as (self.server, port):
            client = LocalClient(port, **options)
            with mock.patch("papers.admin.filling.owners_client", return_value=client):
                yield

    def post(self, text, path=ADD, *, replies=None, options=None, authorships=(), identifiers=(), **typed):
        sent = {
            "title": "",
            "type": "document",
            "visibility": "public",
            "fill_from": text,
            "_save": "Save",
        } | typed
        sent |= rows("authorships", *authorships) | rows("identifiers", *identifiers) | rows("reading_events")
        answers = {AT_ARXIV: recorded("arxiv.xml")} if replies is None else replies
        with self.asking(answers, **(options or {})):
            return self.client.post(path, sent)

    def said(self, response):
        return [str(message) for message in get_messages(response.wsgi_request)]

    def change_path(self, paper):
        return reverse("admin:papers_paper_change", args=[paper.pk])

    def test_a_new_work_is_made_of_an_arxiv_number(self):
        response = self.post("arXiv:1706.03762")
        paper = Paper.objects.get()
        self.assertRedirects(response, self.change_path(paper))
        self.assertEqual((paper.title, paper.type, paper.year), (ATTENTION, "article", "2017"))
        self.assertEqual(paper.authorships.count(), 4)
        self.assertEqual(paper.get_absolute_url(), "/papers/attention-is-all-you-need/")
        self.assertIn("byline, arXiv, DOI.", self.said(response)[0])
        self.assertEqual(self.said(response)[1], "Visibility of the new page: public.")

    def test_what_is_typed_stays(self):
        self.post(
            "1706.03762",
            title="Mine",
            body="My thoughts",
            issued_year=2018,
            visibility="private",
            identifiers=[{"scheme": "arxiv", "value": "1706.03762v2"}],
        )
        paper = Paper.objects.get()
        self.assertEqual((paper.title, paper.body, paper.year), ("Mine", "My thoughts", "2018"))
        self.assertEqual(paper.visibility, "private")
        self.assertEqual(paper.identifiers.get(scheme="arxiv").version, 2)
        self.assertIn("The dominant sequence", paper.abstract)

    def test_a_work_that_is_here_is_filled(self):
        paper = create_paper(title="Mine", identifiers=[("doi", "10.5555/3295222.3295349")])
        line, identifier = paper.authorships.get(), paper.identifiers.get()
        typed = {"title": "Mine too", "slug": paper.slug}
        typed |= rows(
            "authorships",
            {"id": line.pk, "paper": paper.pk, "author": line.author_id, "position": 0},
            initial=1,
        )
        row = {"id": identifier.pk, "paper": paper.pk, "scheme": "doi", "value": identifier.value}
        typed |= rows("identifiers", row, initial=1) | rows("reading_events")
        with self.asking({AT_ARXIV: recorded("arxiv.xml")}):
            sent = {"type": "document", "visibility": "public", "fill_from": "1706.03762"} | typed
            response = self.client.post(self.change_path(paper), sent)
        self.assertRedirects(response, self.change_path(paper))
        paper.refresh_from_db()
        self.assertEqual((paper.title, paper.type, paper.authorships.count()), ("Mine too", "article", 1))
        self.assertEqual({one.scheme for one in paper.identifiers.all()}, {"doi", "arxiv"})

    def test_why_a_look_up_failed_stands_at_the_field_and_what_was_typed_stays(self):
        for text, replies, options, reason in (
            ("nonsense", {}, {}, "“nonsense” is no DOI, arXiv number, PMID, ISBN or address."),
            ("1706.03762", {AT_ARXIV: recorded("arxiv-nothing.xml")}, {}, "arXiv knows no 1706.03762."),
            (
                "1706.03762",
                {AT_ARXIV: Reply(429, headers={"Retry-After": "600"})},
                {},
                "come back in 600 seconds.",
            ),
            (
                "1706.03762",
                {AT_ARXIV: Reply(body=b"x")},
                {},
                "arXiv answered with something that cannot be read.",
            ),
            ("1706.03762", {AT_ARXIV: Reply(body=b"xx", drip=2)}, {"seconds": 0.1}, "did not answer within"),
            ("978-0-14-032872-2", {}, {}, "is no DOI, arXiv number"),
            ("https://127.0.0.1/", {}, {}, "is not on the public internet"),
        ):
            with self.subTest(reason):
                response = self.post(text, replies=replies, options=options, title="Mine", body="My thoughts")
                self.assertContains(response, reason)
                self.assertContains(response, "Empty this field to go on by hand.")
                self.assertContains(response, 'value="Mine"')
                self.assertContains(response, "My thoughts")
        self.assertFalse(Paper.objects.exists())

    def test_offline_the_page_can_still_be_made_by_hand(self):
        with mock.patch("socket.getaddrinfo", side_effect=OSError("no network")):
            sent = {"title": "Mine", "type": "document", "visibility": "public", "fill_from": "1706.03762"}
            sent |= rows("authorships") | rows("identifiers") | rows("reading_events")
            self.assertContains(
                self.client.post(ADD, sent), "export.arxiv.org cannot be reached: no network."
            )
            self.assertEqual(self.client.post(ADD, sent | {"fill_from": ""}).status_code, 302)
        self.assertEqual(Paper.objects.get().title, "Mine")

    def test_nothing_is_asked_for_an_error_elsewhere_and_nothing_is_written(self):
        response = self.post("1706.03762", issued_year="soon")
        self.assertContains(response, "Enter a whole number.")
        self.assertContains(response, 'value="1706.03762"')
        self.assertFalse(Paper.objects.exists())

    def test_a_known_work_is_gone_to(self):
        paper = create_paper(title="Attention", identifiers=[("arxiv", "1706.03762")])
        response = self.post("https://arxiv.org/pdf/1706.03762v3")
        self.assertRedirects(response, self.change_path(paper))
        self.assertEqual(self.said(response), ["“Attention” is here already."])
        self.assertEqual(self.server.asked, [])

    def test_a_preprint_that_is_known_by_its_doi_is_known(self):
        paper = create_paper(title="Attention", identifiers=[("doi", "10.48550/arXiv.1706.03762")])
        self.assertRedirects(self.post("1706.03762"), self.change_path(paper))

    def test_a_known_work_is_told_where_leaving_would_lose_what_is_typed(self):
        create_paper(title="Attention", identifiers=[("arxiv", "1706.03762")])
        response = self.post("1706.03762", body="My thoughts")
        self.assertContains(response, "“Attention” has this identifier already.")
        self.assertContains(response, "My thoughts")
        self.assertEqual(self.server.asked, [])

    def test_another_identifier_of_another_work_is_a_warning(self):
        create_paper(title="Proceedings", identifiers=[("doi", "10.5555/3295222.3295349")])
        said = self.said(self.post("1706.03762"))
        self.assertIn("Another work has DOI 10.5555/3295222.3295349 already; they may be one.", said)

    def test_the_network_is_asked_before_anything_is_locked(self):
        asked = []
        with mock.patch(
            "papers.admin.filling.look_up_identity", side_effect=lambda *args: asked.append(args) or 1 / 0
        ):
            depth = len(connection.savepoint_ids)
            with self.assertRaises(ZeroDivisionError):
                self.post("1706.03762")
        self.assertEqual((len(asked), len(connection.savepoint_ids)), (1, depth))

    def test_showing_the_form_asks_nobody(self):
        paper = create_paper(identifiers=[("arxiv", "1706.03762")])
        for path in (ADD, f"{ADD}?fill_from=1706.03762", self.change_path(paper), paper.get_absolute_url()):
            with mock.patch("socket.getaddrinfo") as resolver:
                self.assertEqual(self.client.get(path).status_code, 200)
            resolver.assert_not_called()

    def test_an_address_can_bring_the_identifier_along(self):
        response = self.client.get(f"{ADD}?fill_from=1706.03762")
        self.assertContains(response, 'name="fill_from" value="1706.03762"')
        self.assertContains(response, 'value="Look up and fill"')

    def test_who_may_not_add_asks_nobody(self):
        reader = get_user_model().objects.create_user("reader", is_staff=True)
        reader.user_permissions.add(Permission.objects.get(codename="view_paper"))
        self.client.force_login(reader)
        paper = create_paper()
        self.assertEqual(self.post("1706.03762").status_code, 403)
        self.assertEqual(self.post("1706.03762", self.change_path(paper)).status_code, 403)
        self.assertEqual(self.server.asked, [])
        self.assertNotContains(self.client.get(self.change_path(paper)), "fill_from")
        self.client.logout()
        self.assertEqual(self.post("1706.03762").status_code, 302)
        self.assertEqual(self.server.asked, [])

    def test_a_form_without_token_is_refused(self):
        browser = Browser(enforce_csrf_checks=True)
        browser.force_login(self.owner)
        with self.asking({AT_ARXIV: recorded("arxiv.xml")}):
            response = browser.post(ADD, {"fill_from": "1706.03762"})
        self.assertEqual((response.status_code, self.server.asked), (403, []))

    def test_what_somebody_must_not_see_is_not_named(self):
        hidden = create_paper(title="Canary", visibility="private", identifiers=[("arxiv", "1706.03762")])
        helper = get_user_model().objects.create_user("helper", is_staff=True)
        helper.user_permissions.add(Permission.objects.get(codename="add_paper"))
        self.client.force_login(helper)
        response = self.post("1706.03762")
        self.assertNotIn("Canary", " ".join(self.said(response)))
        self.assertEqual(Identifier.objects.get(scheme="arxiv").paper, hidden)
