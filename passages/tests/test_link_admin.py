"""The desk's list of links, and what is set there by hand."""

from datetime import date, timedelta

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from notes.tests.factories import create_entry
from passages.models import Link, LinkCheck

from .factories import create_owner, create_reader

LIST = reverse("admin:passages_link_changelist")
EMPTY = {f"{rows}-{name}_FORMS": "0" for rows in ("checks", "mentions") for name in ("TOTAL", "INITIAL")}


def form_of(link):
    return reverse("admin:passages_link_change", args=[link.pk])


class LinkAdminTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.owner = create_owner()
        cls.entry = create_entry(body="https://a.example/x https://www.a.example/y", read_on=date(2020, 1, 2))
        cls.other = create_entry(body="https://en.b.example/z https://a.example/x")
        cls.links = {link.url[-1]: link for link in Link.objects.all()}

    def setUp(self):
        self.client.force_login(self.owner)

    def listed(self, query=""):
        return [link.url[-1] for link in self.client.get(LIST + query).context["cl"].result_list]

    def save(self, link, **typed):
        return self.client.post(form_of(link), EMPTY | {"health": link.health, "archived_url": ""} | typed)

    def html(self):
        self.entry.refresh_from_db()
        return self.entry.body_html


class ListTests(LinkAdminTestCase):
    def test_each_says_how_often_it_is_mentioned_and_where_it_has_moved_to(self):
        Link.objects.filter(url__endswith="x").update(health="moved", moved_to="https://new.example/")
        page = self.client.get(LIST)
        self.assertContains(page, "https://new.example/")
        uses = {link.url[-1]: link.uses for link in page.context["cl"].result_list}
        self.assertEqual(uses, {"x": 2, "y": 1, "z": 1})

    def test_it_is_narrowed_by_health(self):
        Link.objects.filter(url__endswith="y").update(health="gone")
        self.assertEqual(self.listed("?health__exact=gone"), ["y"])

    def test_it_is_narrowed_by_a_domain_and_what_is_below_it(self):
        for domain, expected in (
            ("a.example", "xy"), ("www.A.example", "xy"), ("b.example", "z"), ("en.b.example", "z"),
            ("example", "xyz"), ("xample", ""), ("%25", ""), ("", "xyz"),
        ):  # fmt: skip
            self.assertEqual("".join(sorted(self.listed(f"?domain={domain}"))), expected, domain)

    def test_the_box_for_a_domain_keeps_the_other_filters(self):
        page = self.client.get(f"{LIST}?health__exact=unknown&domain=%22%3Ea.example&q=x")
        for field in ('name="health__exact" value="unknown"', 'name="domain" value="&quot;&gt;a.example"'):
            self.assertContains(page, field)

    def test_it_is_narrowed_by_when_it_was_checked(self):
        for name, days in (("x", 3), ("y", 40)):
            Link.objects.filter(url__endswith=name).update(checked_at=timezone.now() - timedelta(days=days))
        for choice, expected in (("never", "z"), ("lately", "x"), ("before", "y"), ("nonsense", "xyz")):
            self.assertEqual("".join(sorted(self.listed(f"?checked={choice}"))), expected)

    def test_it_costs_the_same_however_many_there_are(self):
        self.count_queries()  # the first of a process also asks for the kinds of documents
        few = self.count_queries()
        create_entry(body="\n\n".join(f"https://{number}.example/" for number in range(40)))
        self.assertEqual(self.count_queries(), few)

    def count_queries(self):
        with CaptureQueriesContext(connection) as queries:
            self.client.get(LIST)
        return len(queries)

    def test_links_are_marked_to_be_checked_first(self):
        Link.objects.update(checked_at=timezone.now(), health="gone", is_by_hand=True)
        chosen = {"action": "mark_for_checking", "_selected_action": [self.links["x"].pk, self.links["y"].pk]}
        page = self.client.post(LIST, chosen, follow=True)
        self.assertContains(page, "2 links will be checked.")
        self.assertEqual([link.url[-1] for link in due()], ["x", "y"])
        self.assertEqual(set(Link.objects.values_list("health", flat=True)), {"gone"})

    def test_others_than_owners_see_and_mark_nothing_of_private_texts(self):
        create_entry(body="https://canary.example/ https://a.example/x", visibility="private")
        Link.objects.update(checked_at=timezone.now())
        reader = create_reader(may_change=["link"])
        reader.is_staff = True
        reader.save()
        self.client.force_login(reader)
        for query in ("", "?domain=canary.example", "?q=canary"):
            self.assertNotContains(self.client.get(LIST + query), "https://canary", msg_prefix=query)
        uses = {link.url[-1]: link.uses for link in self.client.get(LIST).context["cl"].result_list}
        self.assertEqual(uses["x"], 2)
        hidden = Link.objects.get(domain="canary.example")
        self.client.post(LIST, {"action": "mark_for_checking", "_selected_action": [hidden.pk]})
        self.assertEqual(self.client.get(form_of(hidden)).status_code, 302)
        hidden.refresh_from_db()
        self.assertIsNotNone(hidden.checked_at)

    def test_who_may_only_look_marks_nothing(self):
        Link.objects.update(checked_at=timezone.now())
        self.client.force_login(create_reader())
        self.client.post(LIST, {"action": "mark_for_checking", "_selected_action": [self.links["x"].pk]})
        self.assertEqual(list(due()), [])


class ByHandTests(LinkAdminTestCase):
    def test_what_is_set_to_gone_shows_its_copy_at_once_and_is_not_checked(self):
        self.save(self.links["x"], health="gone")
        self.assertIn("https://web.archive.org/web/20200102/https://a.example/x", self.html())
        link = Link.objects.get(pk=self.links["x"].pk)
        self.assertTrue(link.is_by_hand and link.gone_since)
        self.assertNotIn(link, due())

    def test_what_is_set_back_is_checked_again(self):
        alive = self.html()
        self.save(self.links["x"], health="gone")
        self.save(self.links["x"], health="unknown")
        self.assertEqual(self.html(), alive)
        self.assertIn(self.links["x"], due())

    def test_another_copy_is_shown_at_once(self):
        Link.objects.update(health="gone")
        self.save(Link.objects.get(pk=self.links["x"].pk), archived_url="https://perma.cc/abc")
        self.assertIn('href="https://perma.cc/abc"', self.html())
        self.assertFalse(Link.objects.get(pk=self.links["x"].pk).is_by_hand)

    def test_a_copy_is_an_address_of_the_web(self):
        for typed in (
            "javascript:alert(1)",
            "ftp://a.example/",
            "nothing",
            "data:text/html,x",
            "//a.example/",
        ):
            self.assertContains(self.save(self.links["x"], archived_url=typed), "Enter a valid URL")
        self.assertEqual(Link.objects.get(pk=self.links["x"].pk).archived_url, "")

    def test_the_form_shows_the_newest_twenty_checks_to_read_only(self):
        link = self.links["x"]
        for day in range(25):
            LinkCheck.objects.create(
                link=link, checked_at=timezone.now() - timedelta(days=day), health="gone",
                why="not-found", status=404 if day else 410,
            )  # fmt: skip
        page = self.client.get(form_of(link))
        self.assertContains(page, "404 · no such page", 19)
        self.assertContains(page, "410 · no such page", 1)
        self.assertNotContains(page, 'name="checks-0-health"')


def due():
    day = timezone.now() - timedelta(days=1)
    return Link.objects.due(before=day, unknown_before=day)
