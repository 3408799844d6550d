"""Pages of the site as a whole: search, errors, empty lists, robots, health, a private site."""

from unittest.mock import patch

from django.conf import settings
from django.test import Client, SimpleTestCase, TestCase, override_settings

from passages.tests.factories import create_owner, create_reader

from .factories import create_entry

LOGIN_REQUIRED = "django.contrib.auth.middleware.LoginRequiredMiddleware"
MIDDLEWARE = list(settings.MIDDLEWARE)
if LOGIN_REQUIRED not in MIDDLEWARE:
    place = MIDDLEWARE.index("django.contrib.auth.middleware.AuthenticationMiddleware") + 1
    MIDDLEWARE.insert(place, LOGIN_REQUIRED)


class SearchPageTests(TestCase):
    def test_it_says_how_to_ask(self):
        self.assertContains(self.client.get("/search/"), "How to ask")
        self.assertContains(self.client.get("/search/?q=lora"), "Nothing here answers that")

    def test_what_was_asked_for_is_escaped(self):
        response = self.client.get("/search/", {"q": "<script>\0"})
        self.assertContains(response, "&lt;script&gt;")

    def test_it_is_kept_out_of_indexes(self):
        self.assertContains(self.client.get("/search/"), "noindex")


class EmptySiteTests(TestCase):
    def test_the_timeline_says_what_to_do_next(self):
        self.assertContains(self.client.get("/"), "Write the first entry")

    def test_the_tags_say_how_they_come(self):
        self.assertContains(self.client.get("/tags/"), "the first entry that is given one")


class ErrorPageTests(TestCase):
    def assert_in_the_design(self, response, text, status):
        self.assertContains(response, text, status_code=status)
        self.assertContains(response, 'class="masthead"', status_code=status)

    def test_an_address_where_nothing_is(self):
        self.assert_in_the_design(self.client.get("/nothing/here/"), "Nothing at this address", 404)

    def test_the_words_of_such_an_address_can_be_searched_for(self):
        response = self.client.get("/papers/as-we-may-think/")
        self.assertContains(response, 'name="q" value="as we may think"', status_code=404)

    def test_a_question_that_is_not_understood(self):
        self.assert_in_the_design(self.client.get("/?year=never"), "This request was not understood", 400)

    def test_a_failure(self):
        self.client.raise_request_exception = False
        with patch("notes.views.Entry.objects.visible_to", side_effect=RuntimeError("secret reason")):
            response = self.client.get("/")
        self.assert_in_the_design(response, "Something went wrong here", 500)
        self.assertNotContains(response, "secret reason", status_code=500)

    def test_an_address_of_a_host_that_is_not_ours(self):
        response = self.client.get("/", headers={"host": "evil.example"})
        self.assertContains(response, "This request was not understood", status_code=400)
        self.assertNotContains(response, "evil", status_code=400)

    def test_a_form_without_its_token(self):
        response = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "x"})
        self.assertEqual(response.status_code, 403)


class BrokenDatabaseTests(SimpleTestCase):
    """No query is allowed here."""

    def test_the_page_that_says_so_asks_nothing_of_it(self):
        self.client.raise_request_exception = False
        response = self.client.get("/", headers={"cookie": "sessionid=a"})
        self.assertContains(response, "Something went wrong here", status_code=500)
        self.assertContains(response, 'class="masthead"', status_code=500)


class MachineTests(TestCase):
    def test_health_asks_nothing_of_the_database(self):
        with self.assertNumQueries(0):
            response = self.client.get("/healthz")
        self.assertEqual((response.status_code, response.content), (200, b"ok"))

    def test_robots_stay_off_the_desk_and_the_search(self):
        response = self.client.get("/robots.txt")
        self.assertEqual(response["Content-Type"], "text/plain; charset=utf-8")
        rules = response.text.splitlines()
        self.assertEqual(rules[0], "User-agent: *")
        for path in ("/admin/", "/search/"):
            self.assertIn(f"Disallow: {path}", rules)

    def test_robots_stay_off_what_is_filtered(self):
        rules = self.client.get("/robots.txt").text.splitlines()
        self.assertIn("Disallow: /*?", rules)
        self.assertIn("Disallow: /tags/*+", rules)

    def test_robots_are_told_of_the_sitemap(self):
        self.assertContains(self.client.get("/robots.txt"), "\nSitemap: http://testserver/sitemap.xml\n")

    @override_settings(SITE_PRIVATE=True)
    def test_robots_stay_off_a_private_site(self):
        self.assertEqual(self.client.get("/robots.txt").content, b"User-agent: *\nDisallow: /\n")


@override_settings(SITE_PRIVATE=True, MIDDLEWARE=MIDDLEWARE)
class PrivateSiteTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.entry = create_entry(body="Read it")
        create_entry(body="Unlisted", visibility="unlisted")

    def test_it_asks_to_sign_in(self):
        for path in (
            "/",
            "/papers/",
            "/topics/",
            "/tags/",
            "/links/",
            "/search/",
            self.entry.get_absolute_url(),
        ):
            with self.subTest(path):
                self.assertRedirects(self.client.get(path), f"/admin/login/?next={path}")

    def test_health_robots_and_icon_answer_everybody(self):
        for path in ("/healthz", "/robots.txt", "/favicon.ico"):
            self.assertEqual(self.client.get(path).status_code, 200)

    def test_a_former_address_gives_nothing_away(self):
        self.entry.slug = "moved"
        self.entry.save()
        response = self.client.get("/2023/03/11/read-it/")
        self.assertNotContains(response, "moved", status_code=response.status_code)

    def test_whoever_has_signed_in_reads_what_is_public(self):
        self.client.force_login(create_reader())
        self.assertContains(self.client.get("/"), "Read it")
        self.assertNotContains(self.client.get("/"), "Unlisted")

    def test_the_owner_reads_everything(self):
        self.client.force_login(create_owner())
        self.assertContains(self.client.get("/"), "Unlisted")


class MethodTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.entry = create_entry(tags=["lora"])

    def test_pages_answer_head_and_refuse_post(self):
        day = ("/", "/2023/", "/2023/03/", "/2023/03/11/", self.entry.get_absolute_url())
        for path in (*day, "/tags/", "/tags/lora/", "/search/", "/healthz", "/robots.txt"):
            with self.subTest(path):
                self.assertEqual(self.client.head(path).status_code, 200)
                self.assertEqual(self.client.post(path).status_code, 405)
