from django.test import TestCase

from notes.tests.factories import create_entry
from passages.models import Tag
from passages.tests.factories import create_owner, create_reader
from passages.tests.test_aliases import create_tag


class CompletionTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        create_tag("Machine learning", aliases=["ML", "KI"])
        create_tag("machines")
        create_tag("Müller")
        create_tag("machine")
        for number in range(2):
            create_entry(body=str(number), tags=["machines"])
        create_entry(tags=["Hidden"], visibility="private")
        cls.owner = create_owner()

    def setUp(self):
        self.client.force_login(self.owner)

    def found(self, typed):
        return self.client.get("/write/tags/", {"q": typed}).json()

    def names(self, typed):
        return [tag["name"] for tag in self.found(typed)]

    def test_what_is_just_that_comes_first_then_by_use_then_the_shortest(self):
        self.assertEqual(self.names("machine"), ["machine", "machines", "Machine learning"])
        self.assertEqual(self.names("mach"), ["machines", "machine", "Machine learning"])

    def test_any_word_may_begin_so_in_any_case_and_accent(self):
        for typed in ("LEARN", "mach lear", "machinelear", "machine-learning"):
            with self.subTest(typed):
                self.assertEqual(self.names(typed), ["Machine learning"])
        self.assertEqual(self.names("muller"), ["Müller"])

    def test_an_alias_finds_its_tag(self):
        tag = {"name": "Machine learning", "slug": "machine-learning", "uses": 0, "alias": "ML"}
        self.assertEqual(self.found("ml"), [tag])

    def test_twelve_at_most_of_ten_thousand(self):
        Tag.objects.bulk_create([Tag(name=f"name {n}", slug=f"n-{n}") for n in range(10_000)])
        self.assertEqual(len(self.found("na")), 12)

    def test_odd_letters_find_nothing_or_something(self):
        for typed in ("\0", "\\", "x" * 3000, "🙂", "'; --", "%", "\u202e", ""):
            with self.subTest(typed):
                self.assertEqual(self.client.get("/write/tags/", {"q": typed}).status_code, 200)

    def test_others_get_nothing(self):
        self.client.logout()
        self.assertEqual(self.client.get("/write/tags/?q=m").status_code, 403)
        clerk = create_reader(may_change=["topic"])
        self.client.force_login(clerk)
        self.assertEqual(self.client.get("/write/tags/?q=m").status_code, 403)
        clerk.is_staff = True
        clerk.save()
        self.assertEqual(self.names("hidden"), [])
        self.assertEqual(self.names("mach"), ["machines"])


class SuggestionTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        create_tag("Machine learning", aliases=["ML"])
        create_entry(tags=["Hidden"], visibility="private")
        cls.owner = create_owner()

    def setUp(self):
        self.client.force_login(self.owner)

    def post(self, **sent):
        return self.client.post("/write/suggestions/", sent, content_type="application/json")

    def names(self, **sent):
        return [tag["name"] for tag in self.post(**sent).json()["suggestions"]]

    def test_it_says_which_tags_and_why(self):
        found = self.post(body="On ML", kind="notes.entry").json()["suggestions"]
        self.assertEqual((found[0]["name"], found[0]["why"]), ("Machine learning", "The text says “ML”."))

    def test_titles_count_and_tags_that_it_has_do_not(self):
        self.assertEqual(self.names(title="Machine learning"), ["Machine learning"])
        self.assertEqual(self.names(body="On ML", tags="ml, film"), [])
        self.assertEqual(self.names(body="On ML", tags='"machine learning"'), [])

    def test_private_margins_and_code_suggest_nothing(self):
        self.assertEqual(self.names(body="`ML`\n\n%% ML"), [])

    def test_what_cannot_be_meant_is_refused(self):
        for sent in ({"body": 1}, {"body": "x", "kind": "auth.user"}, {"body": "x", "kind": "?"}):
            with self.subTest(sent):
                self.assertEqual(self.post(**sent).status_code, 400)
        self.assertEqual(self.post(body="x" * 2_000_001).status_code, 413)
        for body in ("\0", "%", "[[\0]] https://[", "\\"):
            with self.subTest(body):
                self.assertEqual(self.post(body=body, tags="\0, a", title="\0").status_code, 200)

    def test_others_get_nothing_and_nobody_what_they_may_not_see(self):
        self.client.logout()
        self.assertEqual(self.post(body="ML").status_code, 403)
        clerk = create_reader(may_change=["topic"])
        clerk.is_staff = True
        clerk.save()
        self.client.force_login(clerk)
        self.assertEqual(self.names(body="Hidden"), [])
