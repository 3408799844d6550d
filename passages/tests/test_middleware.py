from django.test import TestCase, override_settings

from notes.tests.factories import create_entry
from papers.tests.factories import create_paper
from passages.models import Permalink
from topics.tests.factories import create_topic

from .factories import create_owner, create_reader


class FormerAddressTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.paper = create_paper(title="Reproduction")
        Permalink.objects.create(path="/benjamin-1936/", owner=cls.paper)

    def hide(self, visibility):
        self.paper.visibility = visibility
        self.paper.save()

    def assert_moved(self, path, to="/papers/reproduction/", **request):
        response = self.client.get(path, **request)
        self.assertRedirects(response, to, 301, fetch_redirect_response=False)

    def assert_nothing(self, path):
        self.assertEqual(self.client.get(path).status_code, 404)

    def test_with_and_without_a_slash(self):
        self.assert_moved("/benjamin-1936/")
        self.assert_moved("/benjamin-1936")

    def test_head_is_answered_like_get(self):
        response = self.client.head("/benjamin-1936/")
        self.assertEqual((response.status_code, response["Location"]), (301, "/papers/reproduction/"))

    def test_post_is_not_sent_on(self):
        self.assertEqual(self.client.post("/benjamin-1936/").status_code, 404)

    def test_an_address_that_nothing_ever_had_is_not_found(self):
        for path in ("/benjamin/", "/benjamin-1936/x/", "/%00/", "/" + "x" * 3000, "/%FF/", "/🙂/"):
            with self.subTest(path):
                self.assert_nothing(path)

    def test_what_is_private_has_no_former_address(self):
        self.hide("private")
        self.assert_nothing("/benjamin-1936/")
        self.client.force_login(create_reader())
        self.assert_nothing("/benjamin-1936/")

    def test_the_owner_is_sent_on_to_what_is_private(self):
        self.hide("private")
        self.client.force_login(create_owner())
        self.assert_moved("/benjamin-1936/")

    def test_what_is_unlisted_is_there_by_its_former_address(self):
        self.hide("unlisted")
        self.assert_moved("/benjamin-1936/")

    def test_a_renamed_topic_and_a_moved_entry(self):
        topic = create_topic(title="LoRA")
        topic.slug = "adapters"
        topic.save()
        self.assert_moved("/topics/lora/", "/topics/adapters/")
        entry = create_entry(body="Read")
        entry.slug = "re-read"
        entry.save()
        self.assert_moved("/2023/03/11/read/", "/2023/03/11/re-read/")

    def test_an_address_in_another_script(self):
        topic = create_topic(title="日本語", slug="日本語")
        topic.slug = "japanese"
        topic.save()
        self.assert_moved("/topics/日本語/", "/topics/japanese/")

    def test_a_page_that_is_there_is_not_sent_on(self):
        Permalink.objects.create(path="/topics/lora/", owner=self.paper)
        create_topic(title="LoRA")
        self.assertEqual(self.client.get("/topics/lora/").status_code, 200)

    def test_a_page_that_is_there_costs_no_query_for_it(self):
        with self.assertNumQueries(0):
            self.client.get("/healthz")

    def test_one_without_its_slash_is_sent_on_in_the_end(self):
        topic = create_topic(title="LoRA")
        topic.slug = "adapters"
        topic.save()
        response = self.client.get("/topics/lora", follow=True)
        self.assertEqual(response.redirect_chain[-1], ("/topics/adapters/", 301))

    @override_settings(SITE_PRIVATE=True)
    def test_a_private_site_sends_nobody_on_who_has_not_signed_in(self):
        self.assert_nothing("/benjamin-1936/")
        self.client.force_login(create_reader())
        self.assert_moved("/benjamin-1936/")


class NullCharacterTests(TestCase):
    def test_a_filter_of_the_admin_that_holds_one_is_refused(self):
        self.client.force_login(create_owner())
        for query in ("visibility__exact=%00", "a%00=b", "o=%00"):
            self.assertEqual(self.client.get(f"/admin/notes/entry/?{query}").status_code, 400, query)
