"""The writing desk: every page of the admin, for who may and who may not."""

from datetime import date

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from notes.models import Entry
from papers.models import Author, Paper
from papers.tests.factories import create_paper
from passages.models import Link, Permalink, Tag
from passages.tests.factories import create_owner, create_reader
from topics.models import Topic
from topics.tests.factories import create_topic

from .factories import create_entry

OURS = [Entry, Paper, Author, Topic, Tag, Link, Permalink]
WRITABLE = [Entry, Paper, Author, Topic, Tag]


def create_editor():
    """Somebody on the staff who may do everything to what is ours, and is no superuser."""
    user = User.objects.create_user("editor", is_staff=True)
    apps = ["notes", "papers", "topics", "passages"]
    user.user_permissions.set(Permission.objects.filter(content_type__app_label__in=apps))
    return user


def address(model, page, *arguments):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=arguments)


def create_everything():
    topic = create_topic(title="Language", tags=["lora"])
    create_paper(title="Attention", identifiers=[("arxiv", "1706.03762")], topics=[topic], tags=["lora"])
    entry = create_entry(body="See [[attention]] and https://example.org/", topics=[topic], tags=["lora"])
    entry.read_on = date(2023, 3, 12)
    entry.save()


class PageTests(TestCase):
    """As the owner."""

    @classmethod
    def setUpTestData(cls):
        create_everything()
        cls.user = create_owner()

    def setUp(self):
        self.client.force_login(self.user)

    def assert_answers(self, path):
        with self.subTest(path):
            self.assertEqual(self.client.get(path).status_code, 200)

    def test_the_desk_answers(self):
        self.assert_answers("/admin/")

    def test_every_list_answers(self):
        for model in OURS:
            self.assert_answers(address(model, "changelist"))

    def test_every_list_that_has_a_search_can_be_searched(self):
        for model in OURS:
            for words in ("lora", '"unbalanced', "%00", "é" * 300):
                self.assert_answers(f"{address(model, 'changelist')}?q={words}")

    def test_every_list_can_be_narrowed_by_each_of_its_filters(self):
        for model in OURS:
            response = self.client.get(address(model, "changelist"))
            for spec in response.context["cl"].filter_specs:
                for choice in spec.choices(response.context["cl"]):
                    self.assert_answers(address(model, "changelist") + choice["query_string"])

    def test_lists_with_dates_lead_into_years_months_and_days(self):
        for query in ("read_on__year=2023", "read_on__year=2023&read_on__month=3", "read_on__day=12"):
            self.assert_answers(f"{address(Entry, 'changelist')}?{query}")
        self.assert_answers(f"{address(Paper, 'changelist')}?created_at__year=2023")

    def test_every_list_can_be_ordered_by_each_of_its_columns(self):
        for model in OURS:
            for column in range(1, 8):
                self.assert_answers(f"{address(model, 'changelist')}?o={column}")

    def test_every_form_for_something_new_answers(self):
        for model in WRITABLE:
            self.assert_answers(address(model, "add"))

    def test_links_and_former_addresses_come_from_texts_only(self):
        for model in (Link, Permalink):
            self.assertEqual(self.client.get(address(model, "add")).status_code, 403)

    def test_every_form_history_and_question_before_deleting_answers(self):
        for model in OURS:
            for page in ("change", "history", "delete"):
                self.assert_answers(address(model, page, model.objects.first().pk))

    def test_papers_topics_and_authors_are_completed_while_typing(self):
        for model, field in ((Entry, "topics"), (Paper, "topics")):
            self.assert_completed(model, field, "lang", "Language")
        self.assert_completed(type(Paper.objects.get().authorships.get()), "author", "vas", "Ashish Vaswani")

    def assert_completed(self, model, field, typed, expected):
        names = {
            "app_label": model._meta.app_label,
            "model_name": model._meta.model_name,
            "field_name": field,
        }
        response = self.client.get("/admin/autocomplete/", names | {"term": typed})
        self.assertEqual([result["text"] for result in response.json()["results"]], [expected])


@pytest.mark.once
class EditorPageTests(PageTests):
    """As somebody on the staff with every permission."""

    @classmethod
    def setUpTestData(cls):
        create_everything()
        cls.user = create_editor()


NO_ALIASES = {"aliases-TOTAL_FORMS": "0", "aliases-INITIAL_FORMS": "0"}


class TagTests(TestCase):
    def test_a_tag_is_described(self):
        create_everything()
        self.client.force_login(create_owner())
        tag = Tag.objects.get(slug="lora")
        fields = {"name": "lora", "slug": "lora", "description": "Low rank", **NO_ALIASES}
        self.assertEqual(self.client.post(address(Tag, "change", tag.pk), fields).status_code, 302)
        self.assertContains(self.client.get("/tags/lora/"), "<p>Low rank</p>")

    def test_a_description_that_no_database_takes_is_refused(self):
        create_everything()
        self.client.force_login(create_owner())
        tag = Tag.objects.get(slug="lora")
        for description in ("\0", "x" * 5001):
            fields = {"name": "lora", "slug": "lora", "description": description}
            self.assertEqual(self.client.post(address(Tag, "change", tag.pk), fields).status_code, 200)


@pytest.mark.once
class RightsTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        create_everything()
        cls.paths = [address(model, "changelist") for model in OURS]
        cls.paths += [address(model, "change", model.objects.first().pk) for model in OURS]
        cls.paths += [address(model, "delete", model.objects.first().pk) for model in OURS]

    def test_strangers_and_readers_are_asked_to_sign_in(self):
        for user in (None, create_reader(may_change=["entry", "paper"])):
            if user:
                self.client.force_login(user)
            for path in self.paths:
                with self.subTest(path):
                    self.assertRedirects(self.client.get(path), f"/admin/login/?next={path}")

    def test_staff_without_rights_is_refused(self):
        self.client.force_login(User.objects.create_user("clerk", is_staff=True))
        for path in self.paths:
            with self.subTest(path):
                self.assertEqual(self.client.get(path).status_code, 403)
                self.assertEqual(self.client.post(path, {"post": "yes"}).status_code, 403)
        self.assertTrue(Entry.objects.exists())

    def test_staff_without_rights_is_told_in_the_design(self):
        self.client.force_login(User.objects.create_user("clerk", is_staff=True))
        response = self.client.get(self.paths[0])
        self.assertContains(response, "This is not for you to see", status_code=403)


class ListQueryTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.user = create_owner()

    def count(self, model):
        self.client.force_login(self.user)
        with CaptureQueriesContext(connection) as queries:
            response = self.client.get(address(model, "changelist"))
        return len(queries), len(response.context["cl"].result_list)

    @pytest.mark.once
    def test_a_long_list_takes_the_queries_of_a_short_one(self):
        create_rows(range(2))
        few = {model: self.count(model) for model in OURS}
        create_rows(range(2, 12))
        for model in OURS:
            with self.subTest(model):
                queries, rows = self.count(model)
                self.assertEqual((few[model][1], rows), (2, 12))
                self.assertEqual(queries, few[model][0])

    @pytest.mark.once
    def test_the_documents_of_a_list_are_counted_once(self):
        create_rows(range(2))
        self.client.force_login(self.user)
        for model in (Entry, Paper, Topic):
            for query in ("", "?visibility__exact=private"):
                with self.subTest(model, query=query), CaptureQueriesContext(connection) as queries:
                    response = self.client.get(address(model, "changelist") + query)
                counts = [query["sql"] for query in queries if 'COUNT(*) AS "__count"' in query["sql"]]
                self.assertEqual(len([sql for sql in counts if f'FROM "{model._meta.db_table}"' in sql]), 1)
                self.assertEqual(response.context["cl"].result_count, 0 if query else 2)


def create_rows(numbers):
    """As many of each of ours."""
    for number in numbers:
        topic = create_topic(title=f"Topic {number}", tags=[f"tag {number}"])
        create_paper(
            title=f"Paper {number}", authors=[f"Author {number}"], topics=[topic], tags=[f"tag {number}"]
        )
        entry = create_entry(body=f"https://{number}.example.org", topics=[topic], tags=[f"tag {number}"])
        entry.keep_address(f"/former/{number}/")
