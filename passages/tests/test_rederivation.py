from datetime import date

from django.test import TestCase

from notes.models import Entry
from notes.tests.factories import create_entry
from papers.models import Paper
from papers.tests.factories import create_paper
from passages.models import Mention, Passage
from topics.models import Topic
from topics.tests.factories import create_topic

from .derived import html_of, targets_of

LINK = '<a href="/topics/lora/" class="wiki">LoRA</a>'


class ChangeTests(TestCase):
    """A text stands still while what it refers to comes, changes and goes."""

    @classmethod
    def setUpTestData(cls):
        cls.entry = create_entry(body="See [[lora]]")

    def assert_led(self, html, target):
        self.assertIn(html, html_of(self.entry))
        self.assertEqual(targets_of(self.entry), [target])

    def change(self, topic, **fields):
        for name, value in fields.items():
            setattr(topic, name, value)
        topic.save()

    def test_before_there_is_such_a_thing_the_name_is_text(self):
        self.assert_led("See [[lora]]", None)

    def test_what_appears_is_linked(self):
        topic = create_topic(title="LoRA")
        self.assert_led(LINK, topic)

    def test_a_new_title_is_shown(self):
        self.change(create_topic(title="LoRA"), title="Adapters & more")
        self.assertIn(">Adapters &amp; more</a>", html_of(self.entry))

    def test_what_becomes_private_is_neither_linked_nor_titled(self):
        topic = create_topic(title="LoRA")
        self.change(topic, visibility="private")
        self.assert_led("See [[lora]]", topic)
        self.assertNotIn("LoRA", html_of(self.entry))

    def test_what_is_private_from_the_start_is_neither_linked_nor_titled(self):
        topic = create_topic(title="LoRA", visibility="private")
        self.assert_led("See [[lora]]", topic)
        self.assertNotIn("LoRA", html_of(self.entry))

    def test_what_becomes_unlisted_is_linked_without_its_title(self):
        topic = create_topic(title="Secret Title", slug="lora")
        self.change(topic, visibility="unlisted")
        self.assert_led('<a href="/topics/lora/" class="wiki">lora</a>', topic)
        self.assertNotIn("Secret", html_of(self.entry))

    def test_what_is_public_again_is_titled_again(self):
        topic = create_topic(title="LoRA", visibility="private")
        self.change(topic, visibility="unlisted")
        self.change(topic, visibility="public")
        self.assert_led(LINK, topic)

    def test_what_is_deleted_is_text_again(self):
        create_topic(title="LoRA").delete()
        self.assert_led("See [[lora]]", None)

    def test_so_is_what_is_deleted_with_others(self):
        create_topic(title="LoRA")
        create_topic(title="Another", body="[[lora]]")
        Topic.objects.all().delete()
        self.assert_led("See [[lora]]", None)

    def test_what_takes_up_an_old_name_is_linked(self):
        self.change(create_topic(title="Adapters"), slug="lora", title="LoRA")
        self.assertIn(LINK, html_of(self.entry))

    def test_a_better_claim_to_the_name_wins(self):
        create_topic(title="LoRA")
        paper = create_paper(title="LoRA")
        self.assert_led('href="/papers/lora/"', paper)

    def test_the_other_claim_holds_once_the_better_one_is_gone(self):
        topic = create_topic(title="LoRA")
        create_paper(title="LoRA").delete()
        self.assert_led(LINK, topic)

    def test_a_name_that_two_entries_have_leads_to_neither_until_one_is_deleted(self):
        first = create_entry(body="lora", read_on=date(2023, 3, 12))
        second = create_entry(body="lora", read_on=date(2023, 3, 13))
        self.assert_led("See [[lora]]", None)
        second.delete()
        self.assert_led('href="/2023/03/12/lora/"', first)

    def test_passages_and_anchors_stay_through_all_of_it(self):
        before = list(self.entry.passages.values_list("pk", "anchor"))
        topic = create_topic(title="LoRA")
        self.change(topic, visibility="private")
        topic.delete()
        self.assertEqual(list(self.entry.passages.values_list("pk", "anchor")), before)

    def test_the_text_and_its_time_stay(self):
        before = Entry.objects.values("body", "updated_at").get(pk=self.entry.pk)
        create_topic(title="LoRA")
        self.assertEqual(Entry.objects.values("body", "updated_at").get(pk=self.entry.pk), before)


class AddressTests(TestCase):
    def rename(self, document, slug):
        document.slug = slug
        document.save()

    def test_a_path_goes_on_leading_to_what_was_renamed(self):
        topic = create_topic(title="LoRA")
        entry = create_entry(body="[x](/topics/lora/) [[topics/lora]]")
        self.rename(topic, "adapters")
        self.assertEqual(html_of(entry).count('href="/topics/adapters/"'), 2)
        self.assertEqual(targets_of(entry), [topic, topic])

    def test_a_bare_slug_goes_on_leading_to_what_was_renamed(self):
        topic = create_topic(title="LoRA")
        entry = create_entry(body="See [[lora]]")
        self.rename(topic, "adapters")
        self.assertIn('href="/topics/adapters/"', html_of(entry))
        self.assertEqual(targets_of(entry), [topic])

    def test_a_slug_that_two_documents_had_leads_to_neither(self):
        topic, paper = create_topic(title="LoRA"), create_paper(title="LoRA")
        entry = create_entry(body="See [[lora]]")
        self.rename(topic, "adapters")
        self.rename(paper, "hu-2021")
        self.assertEqual(targets_of(entry), [None])

    def test_a_text_that_names_itself_follows_its_own_new_address(self):
        topic = create_topic(title="LoRA", body="[[topics/lora]]")
        self.rename(topic, "adapters")
        self.assertIn('href="/topics/adapters/"', html_of(topic))

    def test_what_takes_over_a_former_address_takes_over_its_links(self):
        topic = create_topic(title="LoRA")
        entry = create_entry(body="[x](/topics/lora/)")
        self.rename(topic, "adapters")
        new = create_topic(title="Another", slug="lora")
        self.assertEqual(targets_of(entry), [new])

    def test_a_private_document_gives_away_no_new_address(self):
        topic = create_topic(title="LoRA", visibility="private")
        entry = create_entry(body="[x](/topics/lora/)")
        self.rename(topic, "hidden-name")
        self.assertNotIn("hidden-name", html_of(entry))


class PaperTests(TestCase):
    def test_a_key_that_changes_is_text_again(self):
        paper = create_paper(citation_key="hu2021")
        entry = create_entry(body="@hu2021")
        paper.citation_key = "hu2022"
        paper.save()
        self.assertNotIn("<a", html_of(entry))
        self.assertEqual(targets_of(entry), [None])

    def test_a_new_year_is_shown(self):
        paper = create_paper(citation_key="hu2021", issued_year=2021)
        entry = create_entry(body="@hu2021")
        paper.issued_year = 2022
        paper.save()
        self.assertIn(">Vaswani 2022</a>", html_of(entry))

    def test_a_citation_of_an_unlisted_work_gives_its_address_to_nobody(self):
        create_paper(citation_key="hu2021", slug="telling", visibility="unlisted")
        self.assertNotIn("telling", html_of(create_entry(body="Says @hu2021")))

    def test_a_former_address_of_an_unlisted_work_gives_the_new_one_to_nobody(self):
        paper = create_paper(slug="old", visibility="unlisted")
        paper.slug = "telling"
        paper.save()
        self.assertNotIn("telling", html_of(create_entry(body="[[old]] [x](/papers/old/)")))

    def test_private_works_are_named_in_no_text(self):
        create_paper(title="Canary", slug="secret", citation_key="hu2021", visibility="private")
        entry = create_entry(body="[[secret]] @hu2021")
        self.assertEqual(html_of(entry).count("<a"), 0)
        self.assertNotIn("Canary", html_of(entry))


class DeletionTests(TestCase):
    def test_nothing_of_a_document_is_left(self):
        paper = create_paper(body="* a\n    * https://a.org/ [[b]]", tags=["x"])
        paper.slug = "renamed"
        paper.save()
        paper.delete()
        self.assertEqual((Passage.objects.count(), Mention.objects.count()), (0, 0))
        self.assertEqual(Paper.tags.through.objects.count(), 0)

    def test_deleting_many_takes_their_passages_along(self):
        for number in range(3):
            create_entry(body=f"{number} [[lora]]")
        Entry.objects.all().delete()
        self.assertEqual((Passage.objects.count(), Mention.objects.count()), (0, 0))
