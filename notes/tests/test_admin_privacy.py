"""What the desk shows to staff who may see or change some kinds only: canaries in what is private."""

import logging
import re
from unittest.mock import patch

import pytest
from django.contrib.auth.models import Permission, User
from django.contrib.contenttypes.models import ContentType
from django.test import TestCase

from notes.models import Entry
from papers.models import Author, Paper
from papers.tests.factories import create_author, create_paper
from passages.models import Link, Permalink, Tag
from passages.tests.factories import create_owner
from topics.models import Topic
from topics.tests.factories import create_topic

from .factories import create_entry
from .test_admin import OURS, address

ENTRY, PAPER, TOPIC = "canaryentry", "canarypaper", "canarytopic"
EVERYTHING = {ENTRY, PAPER, TOPIC}
# What somebody may do, and whose canaries they hear.
ROWS = [
    ("view_entry view_topic view_paper view_author view_tag view_permalink", set()),
    ("view_entry delete_entry", set()),
    ("change_entry view_topic view_tag view_link view_mention view_permalink", {ENTRY}),
    ("change_paper change_authorship", {PAPER}),
    ("view_author view_authorship", set()),
    ("change_author change_authorship", set()),
    ("change_author change_authorship change_paper", {PAPER}),
    ("change_topic", {TOPIC}),
    ("view_link view_mention", set()),
    ("change_link change_mention", set()),
    ("view_tag delete_tag", set()),
]
COMPLETED = [("notes", "entry", "topics"), ("papers", "paper", "topics"), ("papers", "authorship", "author"),
             ("papers", "authorship", "paper")]  # fmt: skip


def create_staff(permissions):
    """Somebody on the staff with the permissions of these names."""
    user = User.objects.create_user(permissions or "clerk", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions.split()))
    return user


def create_hidden():
    """One private thing of each kind, tagged, linking, and at another address than before."""
    hidden = {"visibility": "private", "slug": "hidden"}
    topic = create_topic(
        title=f"{TOPIC} title", body=f"https://{TOPIC}.example", tags=[f"{TOPIC} tag"], **hidden
    )
    paper = create_paper(
        title=f"{PAPER} title",
        authors=[f"{PAPER}family, Given", "Known, Both"],
        body=f"https://{PAPER}.example https://shared.example",
        identifiers=[("url", "https://elsewhere.example")],
        tags=[f"{PAPER} tag"],
        **hidden,
    )
    entry = create_entry(
        body=f"{ENTRY} https://{ENTRY}.example https://shared.example",
        tags=[f"{ENTRY} tag", "shared"],
        **hidden,
    )
    for document, name in ((topic, TOPIC), (paper, PAPER), (entry, ENTRY)):
        document.keep_address(f"/{name}/")
    return topic, paper, entry


@pytest.mark.once
class DeskPrivacyTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.topic, cls.paper, cls.hidden = create_hidden()
        topics = [cls.topic, create_topic(title="Language")]
        text = "See [[hidden]] at https://shared.example and https://elsewhere.example"
        create_paper(title="Open", authors=["Known, Both"], topics=topics, tags=["shared"], body=text)
        cls.entry = create_entry(body=text, topics=topics, tags=["shared"])
        cls.entry.keep_address("/former/")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Of a thousand pages that are refused each would be written down with a traceback.
        cls.enterClassContext(patch.object(logging.getLogger("django.request"), "disabled", True))

    def heard(self, user):
        """The canaries on every page of the desk."""
        self.client.force_login(user)
        pages = [self.client.get("/admin/"), *self.pages(), *self.completions()]
        return {word for page in pages for word in re.findall("canary(?:entry|paper|topic)", page.text)}

    def pages(self):
        for model in OURS:
            yield self.client.get(address(model, "changelist"))
            yield self.client.get(address(model, "add"))
            for row in model.objects.all():
                for page in ("change", "history", "delete"):
                    yield self.client.get(address(model, page, row.pk))

    def completions(self):
        for app, model, field in COMPLETED:
            asked = {"app_label": app, "model_name": model, "field_name": field, "term": ""}
            yield self.client.get("/admin/autocomplete/", asked)

    def test_staff_sees_what_is_private_only_of_the_kinds_that_it_may_change(self):
        for permissions, expected in ROWS:
            with self.subTest(permissions):
                self.assertEqual(self.heard(create_staff(permissions)), expected)

    def test_the_owner_sees_everything(self):
        self.assertEqual(self.heard(create_owner()), EVERYTHING)

    def assert_lists(self, model, *expected):
        rows = self.client.get(address(model, "changelist")).context["cl"].result_list
        self.assertCountEqual([str(row) for row in rows], expected)

    def test_staff_with_views_only_sees_what_a_reader_sees(self):
        views = ["entry", "paper", "topic", "author", "tag", "link", "mention", "permalink"]
        self.client.force_login(create_staff(" ".join(f"view_{name}" for name in views)))
        self.assert_lists(Paper, "Open")
        self.assert_lists(Topic, "Language")
        self.assert_lists(Author, "Both Known")
        self.assert_lists(Tag, "shared")
        self.assert_lists(Link, "https://shared.example/", "https://elsewhere.example/")
        self.assert_lists(Permalink)

    def test_tags_are_counted_for_who_asks(self):
        for permissions, uses in (("view_tag", 2), ("view_tag change_entry", 3)):
            self.client.force_login(create_staff(permissions))
            rows = self.client.get(address(Tag, "changelist")).context["cl"].result_list
            self.assertEqual({tag.name: tag.uses for tag in rows}["shared"], uses)

    def test_former_addresses_are_seen_by_who_owns_what_stood_there(self):
        self.client.force_login(create_staff("view_permalink change_entry"))
        self.assert_lists(Permalink, f"/{ENTRY}/", "/former/")

    def test_the_way_to_the_site_tells_no_address_of_what_one_does_not_see(self):
        link = {
            model: f"/admin/r/{ContentType.objects.get_for_model(model).pk}"
            for model in (Entry, Paper, Author)
        }
        author = Author.objects.get(family=f"{PAPER}family")
        hidden = [
            f"{link[Entry]}/{self.hidden.pk}/", f"{link[Entry]}/{self.hidden.pk}/../{self.hidden.pk}/",
            f"{link[Paper]}/{self.paper.pk}/", f"{link[Author]}/{author.pk}/", f"{link[Author]}/nobody/",
        ]  # fmt: skip
        self.client.force_login(create_staff("view_entry view_paper view_author change_topic"))
        for path in hidden:
            self.assertEqual(self.client.get(path).status_code, 404, path)
        open_entry = self.client.get(f"{link[Entry]}/{self.entry.pk}/")
        self.assertRedirects(open_entry, self.entry.get_absolute_url())
        self.client.force_login(create_staff("change_entry"))
        self.assertRedirects(self.client.get(hidden[0]), self.hidden.get_absolute_url())

    def test_titles_of_topics_are_searched_by_who_owns_topics(self):
        for permissions, found in (("change_entry", 0), ("change_entry change_topic", 1)):
            self.client.force_login(create_staff(permissions))
            response = self.client.get(f"{address(type(self.entry), 'changelist')}?q={TOPIC}")
            self.assertEqual(len(response.context["cl"].result_list), found)


@pytest.mark.once
class MergingPrivacyTests(TestCase):
    """The pages that merge works and authors."""

    @classmethod
    def setUpTestData(cls):
        topic, cls.hidden, entry = create_hidden()
        cls.hidden.topics.add(topic)
        cls.open = create_paper(title=f"{PAPER} title", slug="open", authors=["Known, Both"])
        entry.body = f"{ENTRY} [[open]] [[hidden]]"
        entry.save()
        Paper.objects.filter(pk=cls.open.pk).update(title="Open")

    def pages(self):
        pair = {"kept": self.open.pk, "gone": self.hidden.pk}
        authors = {"authors": list(Author.objects.values_list("pk", flat=True))}
        yield self.client.get("/admin/papers/paper/duplicates/")
        yield self.client.get("/admin/papers/paper/merge/", pair)
        yield self.client.get("/admin/papers/author/merge/", authors)

    def test_they_show_what_one_owns(self):
        for permissions, statuses, expected in (
            ("view_paper delete_paper view_author delete_author", [403, 403, 403], set()),
            ("change_author delete_author view_author", [403, 403, 403], set()),
            ("change_paper delete_paper", [200, 200, 403], {PAPER}),
            ("change_paper delete_paper change_author delete_author", [200, 200, 200], {PAPER}),
        ):
            with self.subTest(permissions):
                self.client.force_login(create_staff(permissions))
                pages = list(self.pages())
                text = " ".join(page.text for page in pages)
                self.assertEqual([page.status_code for page in pages], statuses)
                self.assertEqual(set(re.findall("canary(?:entry|paper|topic)", text)), expected)


class SavingTests(TestCase):
    """Somebody saves what stands with things that they may not see."""

    @classmethod
    def setUpTestData(cls):
        cls.hidden, cls.open = create_topic(title="Hidden", visibility="private"), create_topic(title="Open")

    def test_topics_that_one_does_not_see_stay_with_the_entry(self):
        entry = create_entry(topics=[self.hidden, self.open])
        self.save(entry, topics=[])
        self.assertEqual(list(entry.topics.all()), [self.hidden])

    def test_topics_that_one_does_not_see_cannot_be_chosen(self):
        entry = create_entry(body="Read it")
        self.assertContains(self.save(entry, topics=[self.hidden.pk]), "is not one of the available choices")

    def save(self, entry, topics):
        self.client.force_login(create_staff("change_entry view_topic"))
        typed = {"read_on": entry.read_on, "body": entry.body, "slug": entry.slug, "position": entry.position}
        path = address(type(entry), "change", entry.pk)
        return self.client.post(path, typed | {"visibility": "public", "topics": topics})

    def test_works_that_one_does_not_see_cannot_be_chosen(self):
        author, paper = create_author(name="OpenAI"), create_paper(authors=["OpenAI"], title="Open")
        secret = create_paper(title="Secret", visibility="private")
        self.client.force_login(create_staff("change_author add_authorship view_paper"))
        names = {"literal": "OpenAI", "slug": author.slug}
        lines = {"authorships-TOTAL_FORMS": 1, "authorships-INITIAL_FORMS": 0, "authorships-0-position": 0}
        path = address(Author, "change", author.pk)
        response = self.client.post(path, names | lines | {"authorships-0-paper": secret.pk})
        self.assertContains(response, "not one of the available choices")
        self.assertEqual(paper.authorships.get(), author.authorships.get())
