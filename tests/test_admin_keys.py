"""Keys that no row can have, wherever a page of the admin takes them."""

from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.forms import ModelChoiceField
from django.test import TestCase
from django.urls import reverse

from notes.models import Entry
from notes.tests.factories import create_entry
from papers.models import Author, Paper
from papers.tests.factories import create_paper
from passages.models import Tag
from passages.tests.factories import create_owner
from topics.models import Topic
from topics.tests.factories import create_topic

BAD = ("9" * 30, "-" + "9" * 30, "abc", "", " ", "1.5", "²", "9" * 5_000)
PAGES = admin.site._registry.items()
ENTRIES = "/admin/notes/entry/"


class BadKeysTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.topic = create_topic(title="Language")
        cls.entry = create_entry(body="Read", tags=["lora"], topics=[cls.topic])
        cls.paper = create_paper(title="Attention", authors=["Vaswani, Ashish"])
        cls.owner = create_owner()

    def setUp(self):
        self.client.force_login(self.owner)

    def test_no_row_is_chosen_by_them(self):
        for model, page in PAGES:
            address = address_of(model, "changelist")
            for action in page.get_actions(self.client.get(address).wsgi_request):
                with self.subTest(model=model.__name__, action=action):
                    response = self.client.post(address, {"action": action, "_selected_action": BAD})
                    self.assertIn(response.status_code, (200, 302))
                    self.assertContains(self.client.get(address), "must be selected")

    def test_a_row_that_is_gone_is_not_chosen(self):
        response = self.client.post(
            ENTRIES, {"action": "change_many", "_selected_action": ["-1"]}, follow=True
        )
        self.assertContains(response, "There is nothing to change.")

    def test_the_others_that_are_chosen_stay_chosen(self):
        sent = {"action": "change_many", "_selected_action": [*BAD, self.entry.pk]}
        response = self.client.post(ENTRIES, sent)
        self.assertEqual(response.context["number"], 1)

    def test_a_form_says_it_at_the_field(self):
        for document in (self.entry, self.paper):
            address = address_of(type(document), "change", document.pk)
            for key in BAD:
                with self.subTest(document=document, key=key[:32]):
                    response = self.client.post(address, {"topics": [key]})
                    said = response.context["adminform"].form.errors["topics"]
                    self.assertIn("valid", str(said))
                    self.assertLess(len(str(said)), 200)

    def test_no_form_breaks(self):
        for model in (Entry, Paper, Author, Group):
            response = self.client.get(address_of(model, "add"))
            names = [name for form in forms_of(response) for name in choices_of(form)]
            for key in ("9" * 30, "abc"):
                with self.subTest(model=model.__name__, names=names, key=key):
                    sent = dict.fromkeys(names, key) | counts_of(response)
                    self.assertTrue(names)
                    self.assertContains(self.client.post(address_of(model, "add"), sent), "errorlist")

    def test_many_are_not_changed_by_them(self):
        for name in ("add_topics", "remove_topics"):
            for key in BAD:
                with self.subTest(name=name, key=key[:32]):
                    sent = {"action": "change_many", "_selected_action": [self.entry.pk], "preview": "1"}
                    response = self.client.post(ENTRIES, sent | {name: [key]})
                    self.assertIn(name, response.context["form"].errors)
        self.assertEqual([*self.entry.topics.all()], [self.topic])

    def test_tags_are_not_merged_by_them(self):
        for key in BAD:
            with self.subTest(key=key[:32]):
                sent = {"tag": [Tag.objects.get().pk, key], "kept": key}
                self.assertEqual(self.client.get("/admin/passages/tag/merge/", sent).status_code, 404)

    def test_filters_refuse_them(self):
        for model, name in ((Entry, "topics"), (Paper, "topics"), (Topic, "tags"), (User, "groups")):
            for lookup in ("exact", "in", "id__exact", "id__in"):
                with self.subTest(model=model.__name__, lookup=lookup):
                    query = {f"{name}__{lookup}": "-" + "9" * 30}
                    response = self.client.get(address_of(model, "changelist"), query)
                    self.assertEqual(response.status_code, 400)

    def test_an_empty_name_of_a_field_is_none(self):
        for model, row in ((Entry, self.entry), (User, self.owner)):
            response = self.client.get(address_of(model, "change", row.pk), {"_to_field": ""})
            self.assertEqual(response.status_code, 200)

    def test_at_their_addresses_is_nothing(self):
        for key in ("9" * 30, "-1", "abc"):
            with self.subTest(key=key):
                response = self.client.get(address_of(Entry, "change", key), follow=True)
                self.assertContains(response, "doesn’t exist")


def address_of(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def forms_of(response):
    formsets = [inline.formset for inline in response.context["inline_admin_formsets"]]
    return [response.context["adminform"].form, *(form for formset in formsets for form in formset)]


def choices_of(form):
    return [
        form.add_prefix(name) for name, field in form.fields.items() if isinstance(field, ModelChoiceField)
    ]


def counts_of(response):
    """The hidden fields of the rows below a form, of one row each."""
    prefixes = [inline.formset.prefix for inline in response.context["inline_admin_formsets"]]
    return {f"{prefix}-TOTAL_FORMS": 1 for prefix in prefixes} | {
        f"{prefix}-INITIAL_FORMS": 0 for prefix in prefixes
    }
